"""What a file does to what is published: each of its indicators, and those that are computed from them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from foresight.catalogue import Catalogue
from foresight.intake import checks
from foresight.intake.findings import Finding, errors
from foresight.intake.following import computed_from, following
from foresight.store import Store
from foresight.store.beside import Beside
from foresight.store.staging import Staging

LARGEST = 200
"""Differences that are listed; the rest are counted."""


@dataclass(frozen=True)
class Change:
    """What a file does to one indicator: figures added, changed and removed, and the largest differences.

    `largest`: country, partner, year, held, value. `countries`: country, added, changed, left.
    """

    indicator: str
    added: int
    changed: int
    same: int
    removed: int
    largest: pd.DataFrame
    countries: pd.DataFrame


def compared(
    store: Store, staging: Staging, catalogue: Catalogue, at: checks.Sheeted, replace: bool, found: list[Finding]
) -> tuple[list[Change], tuple[str, ...]]:
    """What a file does to each of its indicators and to those computed from them, and which the latter are.

    `replace`: the file is the whole of its indicators. What is wrong is added to `found`; where that is an error,
    nothing is computed.
    """
    changes, own = [], list(staging.counts())
    for key in own:
        beside = Beside(staging, key, _held(store, key))
        found += checks.of_indicator(staging, catalogue.indicators[key], beside, at, replace)
        changes.append(_change(key, beside, replace))
    if errors(found):
        return changes, ()
    given = {key: staging.table(key) for key in computed_from(own)}
    made = following(store, catalogue, given, own, replace)
    staging.take(made)
    computed = []
    for key in made:
        beside = Beside(staging, key, _held(store, key))
        change = _change(key, beside, replace=True)
        if change.added or change.changed or change.removed:
            found += checks.of_computed(staging, catalogue.indicators[key], beside, checks.Sheeted("computed", ()))
            changes.append(change)
            computed.append(key)
    return changes, tuple(computed)


def accepted(changes: list[Change], computed: tuple[str, ...]) -> int:
    """Figures of the file itself that are taken."""
    return sum(c.added + c.changed + c.same for c in changes if c.indicator not in computed)


def _held(store: Store, key: str) -> pd.DataFrame:
    """What is published of an indicator; nothing of a new one."""
    if key in store.catalogue().indicators:
        return store.rows(key)
    return pd.DataFrame({"country": [], "year": [], "value": []}).astype({"country": "str", "value": "float64"})


def _change(key: str, beside: Beside, replace: bool) -> Change:
    stand = beside.overlap()
    removed = int(stand["left"]) if replace else 0
    added, changed, same = int(stand["added"]), int(stand["changed"]), int(stand["same"])
    return Change(key, added, changed, same, removed, beside.changes(LARGEST), beside.by_country())


def dyadic(changes: list[Change], catalogue: Catalogue) -> dict[str, bool]:
    """Indicator -> whether its figures are of pairs."""
    return {change.indicator: catalogue.indicators[change.indicator].dyadic for change in changes}
