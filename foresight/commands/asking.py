"""What several commands ask for in the same words: a place, and what cannot be asked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from foresight.commands.printing import codes
from foresight.errors import ScenarioError

if TYPE_CHECKING:  # scikit-learn is behind it: a second that other commands do not pay
    from foresight.scenario import Scope


def place_of(asked: argparse.Namespace) -> Scope | None:
    """The place that --country, --region, --forum or --world names; None where none was named."""
    from foresight.scenario import Scope

    if getattr(asked, "world", False):
        return Scope()
    countries = codes(asked.country)
    if countries:
        return Scope(kind="country", names=tuple(dict.fromkeys(countries)))
    if asked.region:
        return Scope(kind="region", names=(asked.region,))
    return Scope(kind="forum", names=(asked.forum,)) if asked.forum else None


def refused(opening: str, error: ValueError) -> ScenarioError:
    """What could not be validated, in a sentence: the first finding of pydantic’s ValidationError says enough."""
    found = error.errors()[0] if hasattr(error, "errors") else {"loc": (), "msg": str(error)}
    where = ".".join(str(part) for part in found["loc"])
    return ScenarioError(f"{opening}: {where}: {found['msg']}.")
