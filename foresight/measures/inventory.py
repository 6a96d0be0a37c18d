"""Everything that is known of every indicator of a revision: coverage, last change, next release, quality."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight import geography
from foresight.catalogue import Catalogue, Indicator, Source, Update
from foresight.errors import ProjectionError
from foresight.measures import coverage, quality, steadiness
from foresight.measures.coverage import Grid
from foresight.measures.quality import Quality, Scheme
from foresight.measures.releases import Freshness, freshness, rhythms
from foresight.store import Store, covered

Floats = NDArray[np.float64]
NOUGHTS = " A state that the source does not list counts as nought there, not as missing."
NEVER = (0, "No test of past projections is kept.")


@dataclass(frozen=True)
class Entry:
    """One indicator as the catalogue shows it.

    `share`: of the country-years of independent states from `first` to `last`, those with a figure (0 to 1). `updated`:
    the day on which its figures were last changed, `update` the publication that did it; of shipped figures (None) it
    is the day on which the provider's file was fetched. `rows`: figures, of pairs or of countries.
    """

    indicator: Indicator
    sources: tuple[Source, ...]
    first: int
    last: int
    countries: int
    rows: int
    share: float
    updated: dt.date
    update: Update | None
    freshness: Freshness
    quality: Quality
    redistributable: bool
    grid: Grid = field(repr=False)

    @property
    def key(self) -> str:
        """The indicator's key."""
        return self.indicator.key

    @property
    def updated_words(self) -> str:
        """By what, and when, its figures were last changed."""
        if self.update is not None:
            return self.update.words
        return f"shipped with Foresight: {self.sources[0].title} ({self.sources[0].version}), fetched on {self.updated}"


def entries_from(store: Store, today: dt.date) -> dict[str, Entry]:
    """Every indicator of the store's revision that has figures, in the catalogue's order, as of the day `today`.

    About a second for the shipped figures: keep it by the revision's name and the day.
    """
    catalogue = store.catalogue()
    held = {row["indicator"]: row for row in store.coverage().to_dict("records")}
    grids = coverage.grids(covered.presence(store), covered.BLOCK, today.year - 1)
    steps, tests = _steps(covered.figures(store), catalogue), tested(store)
    found = {}
    for key, indicator in catalogue.indicators.items():
        if key not in grids:
            continue
        grid, sources = grids[key], catalogue.sources_of(key)
        update = next(reversed(catalogue.updated([key])), None)
        updated = max(source.retrieved for source in sources)
        updated = updated if update is None else max(dt.date.fromisoformat(update.day), updated)
        about = assessed(indicator, sources, grid, steps.get(key, ()), tests.get(key, NEVER), today)
        found[key] = Entry(
            indicator, sources, grid.years[0], grid.until, int(held[key]["countries"]), int(held[key]["rows"]),
            coverage.share(grid.within(grid.years[0], grid.until)), updated, update,
            freshness(sources, rhythms(), grid.until, updated, today), about, catalogue.redistributable(key), grid,
        )  # fmt: skip
    return found


def _steps(figures: pd.DataFrame, catalogue: Catalogue) -> dict[str, tuple[int, ...]]:
    """Years in which most countries of an indicator moved far more than usual, for indicators of single countries."""
    declared, found = quality.scheme().components["steadiness"], {}
    for key, own in figures.groupby("indicator", observed=True):
        codes, _ = pd.factorize(own["country"])
        years, places = np.unique(own["year"].to_numpy(), return_inverse=True)
        values = np.full((codes.max() + 1, len(years)), np.nan)
        values[codes, places] = steadiness.scaled(own["value"].to_numpy(), catalogue.indicator(str(key)).transform)
        found[str(key)] = steadiness.shared_steps(values, years, declared.step, declared.fewest)
    return found


def tested(store: Store) -> dict[str, tuple[int, str]]:
    """Of each indicator with a kept test of past projections: 1 or, where they beat the best simple method, 2; and why.

    A record made on an earlier revision counts, and says so.
    """
    from foresight.projection import pairs, run
    from foresight.projection.pairs.experts import COMBINED
    from foresight.projection.stacking import STACK

    found = {}
    for key, indicator in store.catalogue().indicators.items():
        try:
            record = (pairs.kept if indicator.dyadic else run.kept)(store, key)
        except ProjectionError:  # a file that cannot be read is as good as none; the page Track record says why
            continue
        if record is None:
            continue
        own = [r for r in record.of(COMBINED if indicator.dyadic else STACK) if np.isfinite(r.skill)]
        better = [r.horizon for r in own if r.skill_low > 0]
        stale = " It was made on an earlier revision or version." if record.stale else ""
        if better:
            years = _listed([str(h) for h in better])
            found[key] = (
                2,
                f"Projections {years} years ahead were better than the best simple method in the past.{stale}",
            )
        else:
            found[key] = (1, f"Past projections are tested; none was surely better than the best simple method.{stale}")
    return found


def assessed(
    indicator: Indicator, sources: tuple[Source, ...], grid: Grid, steps: tuple[int, ...], test: tuple[int, str],
    today: dt.date, held: Scheme | None = None,
) -> Quality:  # fmt: skip
    """The quality of one indicator, from where it has figures, its sources, its marked years and its test."""
    held = held or quality.scheme()
    of, span = held.components, grid.within(grid.years[0], grid.until)
    behind = max(today.year - 1 - grid.until, 0)
    length = grid.until - grid.years[0] + 1
    unbroken = 100 * coverage.unbroken(span)
    found: dict[str, tuple[float | None, str]] = {
        **_places(indicator, span, held),
        "span": (length, f"From {grid.years[0]} to {grid.until}: {_count(length, 'year')}."),
        "recency": (behind, _behind(grid.until, behind, today)),
        "continuity": (
            unbroken,
            "No year is missing between a first and a last figure."
            if unbroken == 100
            else f"Between first and last figures, {_percent(unbroken)} of the years are there.",
        ),
        "steadiness": _marked(indicator, span, steps, of["steadiness"]),
        "provenance": quality.provenance(sources, held),
        "tested": test,
    }
    return quality.assess(found, held)


def _places(indicator: Indicator, span: Grid, held: Scheme) -> dict[str, tuple[float | None, str]]:
    """How many states have a figure of late, and in which region the fewest."""
    if span.world:
        return dict.fromkeys(("countries", "regions"), (None, "One figure for the whole world: this is not asked."))
    wide, narrow = (held.components[key] for key in ("countries", "regions"))
    last = coverage.recent(span, wide.window)
    if not last.states.any():
        return dict.fromkeys(("countries", "regions"), (None, "It has figures of no independent state's years."))
    share, years = 100 * float(np.nanmean(coverage.by_year(last))), _years(last.years)
    states, seen = int(last.states[:, -1].sum()), int((last.seen & last.states)[:, -1].sum())
    told = f"{_percent(share)} of the states have a figure in {years}; in {last.years[-1]}, {seen} of {states}."
    shares = {
        region: 100 * coverage.share(own)
        for region, own in coverage.regions(coverage.recent(span, narrow.window)).items()
        if own.states[:, -1].sum() >= narrow.fewest
    }
    least = min(shares, key=shares.__getitem__, default="")
    return {
        "countries": (share, told + (NOUGHTS if indicator.absent == "zero" else "")),
        "regions": (
            (shares[least], f"Least covered is {geography.region(least)}: {_percent(shares[least])} of its states.")
            if least
            else (None, f"No region has {narrow.fewest} states in {years}.")
        ),
    }


def _behind(last: int, behind: int, today: dt.date) -> str:
    if behind == 0:
        return f"The last figures are of {last}: nothing behind the last whole year, {today.year - 1}."
    return f"The last figures are of {last}, {_count(behind, 'year')} behind the last whole year, {today.year - 1}."


def _marked(indicator: Indicator, span: Grid, steps: tuple[int, ...], declared: quality.Component) -> tuple[float, str]:
    """How many of the last covered years are marked, and with what."""
    recent = coverage.recent(span, declared.window).years
    kinds = {
        "unfinished": indicator.partial_years,
        "another number of states": steadiness.turnover(span, declared.turnover),
        "most states moved far more than usual": steps,
    }
    marks = {word: sorted(set(years) & set(recent)) for word, years in kinds.items()}
    told = "; ".join(f"{_listed([str(y) for y in years])} ({word})" for word, years in marks.items() if years)
    count = len({year for years in marks.values() for year in years})
    asked = f"Of the last {_count(len(recent), 'covered year')}"
    return float(count), f"{asked}, marked: {told}." if told else f"{asked}, none is marked."


def _years(years: tuple[int, ...]) -> str:
    if len(years) == 1:
        return str(years[0])
    whole = years[-1] - years[0] == len(years) - 1
    return f"{years[0]}–{years[-1]}" if whole else _listed([str(year) for year in years])


def _percent(figure: float) -> str:
    shown = f"{figure:.0f}" if figure in (0, 100) or 1 <= figure <= 99 else f"{figure:.1f}"
    return f"{shown} %"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word if number == 1 else f'{word}s'}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def chosen(
    entries: Mapping[str, Entry], words: str = "", theme: str = "", provider: str = "", state: str = ""
) -> list[Entry]:
    """Entries of that theme, provider and state of release whose texts hold all of `words`; blank means any."""
    asked = words.casefold().split()
    return [
        entry
        for entry in entries.values()
        if theme in ("", entry.indicator.theme)
        and state in ("", entry.freshness.state)
        and (not provider or provider in {source.provider for source in entry.sources})
        and all(word in _text(entry) for word in asked)
    ]


def _text(entry: Entry) -> str:
    told = (f"{source.provider} {source.title}" for source in entry.sources)
    return " ".join((entry.key, entry.indicator.title, entry.indicator.description, *told)).casefold()
