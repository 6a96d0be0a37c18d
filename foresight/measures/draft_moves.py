"""What a draft’s figures would do to the scenarios: each one’s outcome before and after, from the real model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from foresight import geography
from foresight.catalogue import Catalogue
from foresight.errors import ForesightError
from foresight.intake import comparing
from foresight.intake.line import Draft
from foresight.panel import FIRST, Panel, build_panel
from foresight.projection import drivers
from foresight.projection.backtest import Progress
from foresight.projection.engine import fit
from foresight.projection.run import projectable
from foresight.scenario import library
from foresight.scenario.outcome import Outcome
from foresight.scenario.run import acting_on, prepare_from
from foresight.scenario.scenario import Scenario
from foresight.scenario.simulate import Prepared, prepare, simulate
from foresight.store import Store


@dataclass(frozen=True)
class Move:
    """One scenario's median in its last year, in the target's unit, as published and with a draft's figures.

    `low`, `high` (80 %) are the published scenario's band; `after_low`, `after_high` the draft's. `response`,
    `after_response`: how far the scenario lies from its own baseline.
    """

    key: str
    name: str
    shipped: bool
    target: str
    place: str
    year: int
    before: float
    after: float
    low: float
    high: float
    after_low: float
    after_high: float
    response: float
    after_response: float

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def size(self) -> float:
        """The difference beside the width of the published band."""
        return abs(self.difference) / max(abs(self.high - self.low), 1e-12)


@dataclass(frozen=True)
class Moved:
    """The scenarios, the largest move beside its band first. `untouched`: how many see none of the draft's indicators.

    `left_out`: a sentence for each that cannot be compared.
    """

    moves: tuple[Move, ...]
    untouched: int
    left_out: tuple[str, ...]


def of_scenarios(store: Store, draft: Draft, progress: Progress | None = None, today: dt.date | None = None) -> Moved:
    """How the shipped and own scenarios would move if the draft were published; nothing is stored or kept.

    A scenario moves when the draft changes its target or something that models see. Each such target is fitted anew:
    some seconds each.
    """
    catalogue = store.catalogue()
    touched = {one.indicator for one in draft.changes if one.added or one.changed or one.removed}
    after = {key: _rows(store, draft, key) for key in touched if key in draft.files}
    seen = {*drivers.INDICATORS, *(one.indicator for one in drivers.FURTHER)}
    able, left_out, concerned, untouched = set(projectable(store)), [], [], 0
    for entry in library.entries(store.folder):
        if entry.scenario is None:
            left_out.append(f"“{entry.name}” is left out: {entry.wrong}")
        elif entry.scenario.target not in able:
            left_out.append(f"“{entry.name}” is left out: {entry.scenario.target} cannot be projected.")
        elif touched & {entry.scenario.target, *seen}:
            concerned.append(entry)
        else:
            untouched += 1
    targets = list(dict.fromkeys(entry.scenario.target for entry in concerned if entry.scenario))
    ready: dict[str, tuple[Prepared, Prepared]] = {}
    for place, target in enumerate(targets):
        tell = _part(progress, place, len(targets), catalogue.indicators[target].title)
        try:
            ready[target] = (prepare_from(store, target), _prepared(store, catalogue, target, after, tell))
        except ForesightError as error:
            left_out.append(f"Scenarios about {catalogue.indicators[target].title} are left out: {error}")
    moves = []
    for entry in concerned:
        if entry.scenario is None or entry.scenario.target not in ready:
            continue
        try:
            moves.append(_move(store, entry, *ready[entry.scenario.target], today))
        except ForesightError as error:
            left_out.append(f"“{entry.name}” is left out: {error}")
    return Moved(tuple(sorted(moves, key=lambda one: (-one.size, one.name))), untouched, tuple(left_out))


def told(found: Moved, catalogue: Catalogue) -> str:
    """Which scenario moves most, in a sentence."""
    if not found.moves:
        return (
            "No scenario rests on these figures, as far as it can be compared."
            if found.left_out
            else ("No scenario rests on these figures: none would move.")
        )
    first, target = found.moves[0], catalogue.indicators[found.moves[0].target]
    still = sum(one.difference == 0 for one in found.moves)
    if not first.difference:
        return f"None of the {len(found.moves)} scenarios that rest on these figures moves."
    some = "1 scenario that rests" if len(found.moves) == 1 else f"{len(found.moves)} scenarios that rest"
    values = (first.before, first.after, first.difference, first.low, first.high)
    places = 0 if max(map(abs, values)) >= 1000 else max(target.decimals, 2)
    before, after, difference, low, high = (f"{value:,.{places}f}".replace("-", "−") for value in values)
    step = f"{'+' * (first.difference > 0)}{difference}"
    text = (
        f"Of {some} on these figures, “{first.name}” moves most beside its band: {target.title} in {first.year} from "
        f"{before} to {after} {target.unit}, {step} where its 80 % band is {low} to {high}."
    )
    rest = [f"{still} do not move"] if still else []
    rest += [f"{found.untouched} do not rest on them"] if found.untouched else []
    return f"{text} {' and '.join(rest)}.".replace("  ", " ") if rest else text


def _rows(store: Store, draft: Draft, key: str) -> pd.DataFrame:
    """The whole indicator as it would be."""
    given = comparing.file_rows(draft, key)
    held = store.rows(key) if key in store.catalogue().indicators else given.head(0)
    return comparing.after(held, given, comparing.whole(draft, key))


def _prepared(
    store: Store, catalogue: Catalogue, target: str, after: Mapping[str, pd.DataFrame], progress: Progress | None
) -> Prepared:
    """As `prepare_from`, with the draft's figures in place of those that are published."""
    name = f"{store.revision.name} with a draft"
    small = dict.fromkeys([target, *drivers.INDICATORS])
    model = fit(_panel(store, catalogue, small, after, name), target, progress)
    wide = dict.fromkeys([*small, *(one.indicator for one in drivers.FURTHER)])
    return prepare(_panel(store, catalogue, wide, after, name).of(model.countries), target, model)


def _panel(
    store: Store, catalogue: Catalogue, keys: Mapping[str, None], after: Mapping[str, pd.DataFrame], name: str
) -> Panel:
    known = {key: catalogue.indicators[key] for key in keys if key in catalogue.indicators}
    rows = {key: after[key] if key in after else store.rows(key, first=FIRST) for key in known}
    regions = {iso3: country.region for iso3, country in geography.countries().items() if country.region}
    return build_panel(rows, known, regions, name, FIRST)


def _move(store: Store, entry: library.Entry, now: Prepared, then: Prepared, today: dt.date | None) -> Move:
    scenario = entry.scenario
    assert scenario is not None
    before, after = (_outcome(store, scenario, prepared, today) for prepared in (now, then))
    held, moved = before.scenario, after.scenario
    return Move(
        entry.key, scenario.name, entry.shipped, scenario.target, str(scenario.scope), held.years[-1],
        held.p50[-1], moved.p50[-1], held.p10[-1], held.p90[-1], moved.p10[-1], moved.p90[-1],
        before.difference.p50[-1], after.difference.p50[-1],
    )  # fmt: skip


def _outcome(store: Store, scenario: Scenario, prepared: Prepared, today: dt.date | None) -> Outcome:
    """Its place as a whole, with what its levers do."""
    catalogue = store.catalogue()
    scenario.checked(catalogue)
    year = (today or dt.datetime.now(dt.UTC).date()).year
    members = scenario.scope.members(store, year)
    acting = acting_on(store, scenario, year)
    found = simulate(prepared, scenario, catalogue.levers, members, None, today, acting)
    return found.aggregate or found.outcomes[0]


def _part(progress: Progress | None, place: int, of: int, title: str) -> Callable[[float, str], None] | None:
    if progress is None:
        return None
    return lambda share, what: progress((place + share) / of, f"{title}: {what}")
