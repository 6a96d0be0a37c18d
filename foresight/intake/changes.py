"""What a file does to what is published: each of its indicators, and those that are computed from them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from foresight.catalogue import Catalogue, Indicator
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
    own = [catalogue.indicators[key] for key in staging.counts()]
    beside, outside = _beside(store, staging, own)
    for one in own:
        found += checks.of_indicator(one, outside.get(one.key), beside, at, replace)
    changes = [_change(one.key, beside, replace) for one in own]
    if errors(found):
        return changes, ()
    keys = [one.key for one in own]
    made = following(store, catalogue, {key: staging.table(key) for key in computed_from(keys)}, keys, replace)
    if not made:
        return changes, ()
    staging.take(made)
    beside, outside = _beside(store, staging, [catalogue.indicators[key] for key in made])
    computed = []
    for key in made:
        change = _change(key, beside, replace=True)
        if change.added or change.changed or change.removed:
            at = checks.Sheeted("computed", ())
            found += checks.of_computed(catalogue.indicators[key], outside.get(key), beside, at)
            changes.append(change)
            computed.append(key)
    return changes, tuple(computed)


def accepted(changes: list[Change], computed: tuple[str, ...]) -> int:
    """Figures of the file itself that are taken."""
    return sum(c.added + c.changed + c.same for c in changes if c.indicator not in computed)


def _beside(store: Store, staging: Staging, indicators: list[Indicator]) -> tuple[Beside, dict[str, pd.DataFrame]]:
    """The indicators beside what is published, and those of their figures that are out of range."""
    beside = Beside(staging, {one.key: one.transform for one in indicators}, store.published())
    return beside, checks.outside(staging, indicators)


def _change(key: str, beside: Beside, replace: bool) -> Change:
    stand = beside.overlap(key)
    removed = int(stand["left"]) if replace else 0
    added, changed, same = int(stand["added"]), int(stand["changed"]), int(stand["same"])
    return Change(key, added, changed, same, removed, beside.changes(key, LARGEST), beside.by_country(key))


def dyadic(changes: list[Change], catalogue: Catalogue) -> dict[str, bool]:
    """Indicator -> whether its figures are of pairs."""
    return {change.indicator: catalogue.indicators[change.indicator].dyadic for change in changes}
