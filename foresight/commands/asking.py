"""What several commands ask for in the same words: the data, a place, and what cannot be asked."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from foresight.commands.printing import codes
from foresight.errors import ScenarioError
from foresight.store import Store

if TYPE_CHECKING:  # scikit-learn is behind it: a second that other commands do not pay
    from foresight.scenario import Scope


def opened(asked: argparse.Namespace) -> Store:
    """The store that --store names, as of the revision that --revision names; StoreError for one there never was.

    Where an earlier revision answers and a person reads, a line on standard error says so.
    """
    store = Store.open(asked.store)
    if asked.revision is None or asked.revision == (newest := store.revision.number):
        return store
    past = store.at(asked.revision)
    if not asked.json:
        told = f"Data as of revision {past.revision.number} ({past.revision.day}); the newest is {newest}."
        print(told, file=sys.stderr)  # noqa: T201
    return past


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
