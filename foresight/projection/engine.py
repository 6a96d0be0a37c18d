"""Fit a target once per data revision, then project any country of it in well under a millisecond each.

`fit` does all the work that depends on data; `Model.project` only adds up. Callers hold on to the Model (by revision
and target) and know nothing of what is inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.errors import ProjectionError, unknown
from foresight.panel import Panel
from foresight.projection import backtest, drivers, intervals
from foresight.projection.backtest import ANCHOR, FEWEST_OBSERVATIONS, HORIZONS, Record

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["estimated", "extrapolated"]

FURTHEST = 2040
"""Nothing is projected beyond this year."""
STALE = 10
"""A country last observed this many years before the indicator's own last year is not projected."""
HEADROOM = 3.0
"""Errors of small countries, as factors, must not carry a large one far beyond anything ever seen."""
SHOWN = (0.1, 0.25, 0.5, 0.75, 0.9)
SHOWN_AT = tuple(intervals.PROBABILITIES.index(p) for p in SHOWN)


def forward(values: Floats, transform: str) -> Floats:
    """From the indicator's unit to the one the model works in; NaN where the logarithm does not exist."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if transform == "log":
            return np.where(values > 0, np.log(values), np.nan)
        return np.where(values > -1, np.log1p(values), np.nan) if transform == "log1p" else np.asarray(values)


def backward(values: Floats, indicator: Indicator) -> Floats:
    """From the model's unit to the indicator's, within its minimum and maximum."""
    if indicator.transform == "log":
        values = np.exp(values)
    elif indicator.transform == "log1p":
        values = np.expm1(values)
    return np.asarray(np.clip(values, indicator.minimum, indicator.maximum))


@dataclass(frozen=True)
class Projection:
    """One country's projection, from the year after its last observation.

    `p10` … `p90`: quantiles per year in the indicator's unit, never crossing. `status`: `estimated` up to ten years
    after the last observation, then `extrapolated`. The band is forecast error: neither parameter nor scenario
    uncertainty. `coverage80`: how often past 80 % bands held, over `n` outcomes (NaN, 0 where none could be scored).
    """

    indicator: str
    country: str
    years: tuple[int, ...]
    p10: tuple[float, ...]
    p25: tuple[float, ...]
    p50: tuple[float, ...]
    p75: tuple[float, ...]
    p90: tuple[float, ...]
    status: tuple[Status, ...]
    last_observed: int
    model: str
    revision: str
    seed: int
    records: tuple[Record, ...]
    coverage80: float
    n: int

    def rows(self) -> list[dict[str, object]]:
        """One dictionary per year: country, year, p10, p25, p50, p75, p90, status."""
        columns = (self.years, self.p10, self.p25, self.p50, self.p75, self.p90, self.status)
        names = ("year", "p10", "p25", "p50", "p75", "p90", "status")
        return [{"country": self.country, **dict(zip(names, row, strict=True))} for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Model:
    """A fitted target. Arrays by country follow `countries`; forecasts are in the model's unit.

    `centre`: horizons × countries, from each country's own last observation. `offsets`: horizons × volatility groups ×
    probabilities, added to the centre. `shared`: share of error variance common to all countries of a year.
    `ceiling`: nothing is shown above it (three times the highest value of any country, on a logarithmic scale).
    """

    target: Indicator
    countries: tuple[str, ...]
    last: Ints
    observations: Ints
    centre: Floats
    offsets: Floats
    group: Ints
    shared: float
    ceiling: float
    records: tuple[Record, ...]
    name: str
    revision: str

    @property
    def last_observed(self) -> int:
        """The last year observed for any country."""
        return int(self.last.max())

    @property
    def coverage80(self) -> tuple[float, int]:
        """How often the 80 % band held over all horizons, and over how many outcomes."""
        n = sum(record.n for record in self.records)
        return (sum(r.coverage80 * r.n for r in self.records) / n if n else float("nan")), n

    def refusal(self, country: str) -> str | None:
        """Why this country cannot be projected, as a sentence; None where it can."""
        if country not in self.countries:
            return f"{country}: {self.target.title} has no value for it."
        i = self.countries.index(country)
        if self.observations[i] < FEWEST_OBSERVATIONS:
            return (
                f"{country}: {self.target.title} has {self.observations[i]} years of it; "
                f"a projection needs at least {FEWEST_OBSERVATIONS}."
            )
        if self.last_observed - self.last[i] >= STALE:
            return (
                f"{country}: its last value of {self.target.title} is of {self.last[i]}, "
                f"{self.last_observed - self.last[i]} years before the indicator’s own last year."
            )
        return None

    def supported(self, countries: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those of `countries` that can be projected, and a sentence for each that cannot."""
        wanted = tuple(dict.fromkeys(countries))
        refused = {c: reason for c in wanted if (reason := self.refusal(c)) is not None}
        return tuple(c for c in wanted if c not in refused), tuple(refused.values())

    def distribution(self, countries: Sequence[str], years: Sequence[int]) -> Floats:
        """Countries × years × probabilities (intervals.PROBABILITIES) in the model's unit, ordered along the last axis.

        From ten years after a country's last observation on it no longer changes: `natural` widens it.
        """
        found = np.empty((len(countries), len(years), len(intervals.PROBABILITIES)))
        place = np.array([self.countries.index(country) for country in countries])
        for last in np.unique(self.last[place]):
            those = place[self.last[place] == last]
            ahead = np.asarray(years) - last
            weights = intervals.between(HORIZONS, ahead)
            offset = np.einsum("yh,hnp->nyp", weights, self.offsets[:, self.group[those]])
            found[self.last[place] == last] = (weights @ self.centre[:, those]).T[:, :, None] + offset
        return found

    def natural(self, values: Floats, median: Floats, ahead: Ints) -> Floats:
        """Values around `median` (both in the model's unit) in the indicator's, within its minimum and maximum.

        Beyond ten years ahead their distance from the median grows with the square root of (ahead / 10), in the
        indicator's unit: on a logarithmic scale it would grow without measure.
        """
        value, middle = self.bounded(values), self.bounded(median)
        wide = middle + intervals.widening(ahead) * (value - middle)
        return np.asarray(np.minimum(np.clip(wide, self.target.minimum, self.target.maximum), self.ceiling))

    def bounded(self, values: Floats) -> Floats:
        """From the model's unit to the indicator's, within its minimum, its maximum and `ceiling`."""
        return np.asarray(np.minimum(backward(values, self.target), self.ceiling))

    def years(self, country: str, until: int) -> tuple[int, ...]:
        """The years projected for a country: after its last observation, to `until`, never beyond 2040."""
        reason = self.refusal(country)
        if reason is not None:
            raise ProjectionError(reason + " Choose another country or indicator.")
        last = int(self.last[self.countries.index(country)])
        if until <= last:
            raise ProjectionError(f"{country}: {until} is not after its last observation, {last}. Choose a later year.")
        return tuple(range(last + 1, min(until, FURTHEST) + 1))

    def shape(self, country: str, years: tuple[int, ...], shown: Floats, seed: int = 0) -> Projection:
        """Dress quantiles (years × SHOWN, the indicator's unit) as the Projection of that country."""
        last = int(self.last[self.countries.index(country)])
        p10, p25, p50, p75, p90 = map(tuple, shown.T.tolist())
        status: tuple[Status, ...] = tuple(
            "estimated" if year - last <= intervals.LIMIT else "extrapolated" for year in years
        )
        coverage, n = self.coverage80
        return Projection(
            self.target.key, country, years, p10, p25, p50, p75, p90, status, last,
            self.name, self.revision, seed, self.records, coverage, n,
        )  # fmt: skip

    def project(
        self, countries: Iterable[str], horizon: int | None = None, until: int | None = None, seed: int = 0
    ) -> tuple[Projection, ...]:
        """Project countries `horizon` years on from each one's last observation (ten by default), or until a year.

        ProjectionError where a country has fewer than eight observations or its series ended long before the others'.
        """
        if horizon is not None and horizon < 1:
            raise ProjectionError(f"A horizon of {horizon} years is not ahead. Choose 1 or more.")
        found = []
        for country in dict.fromkeys(countries):
            last = int(self.last[self.countries.index(country)]) if country in self.countries else 0
            years = self.years(country, until if until is not None else last + (horizon or intervals.LIMIT))
            distribution = self.distribution([country], years)[0]
            median, ahead = distribution[:, intervals.MEDIAN, None], np.asarray(years)[:, None] - last
            found.append(self.shape(country, years, self.natural(distribution[:, SHOWN_AT], median, ahead), seed))
        return tuple(found)


def _offsets(history: backtest.History, models: Sequence[str]) -> Floats:
    """Error quantiles for today, horizons × groups × probabilities.

    A horizon too long for the series to have shown errors takes those of the next shorter one, widened with the
    square root of the ratio of horizons.
    """
    found: list[Floats] = []
    for k, h in enumerate(HORIZONS):
        own = backtest.known_offsets(history, models[k], k, len(history.series) - 1)
        if own is None and not found:
            raise ProjectionError(
                "There are too few past years to learn from how far projections go astray. Choose a longer series."
            )
        found.append(own if own is not None else found[-1] * np.sqrt(h / HORIZONS[k - 1]))
    return np.stack(found)


def _named(models: Sequence[str]) -> str:
    """One name for what is used at all horizons, or each with its horizons."""
    if len(set(models)) == 1:
        return models[0]
    used = {
        name: [str(h) for h, m in zip(HORIZONS, models, strict=True) if m == name] for name in dict.fromkeys(models)
    }
    return "; ".join(
        f"{name} ({', '.join(at)} {'year' if at == ['1'] else 'years'} ahead)" for name, at in used.items()
    )


def fit(panel: Panel, target: str) -> Model:
    """Learn everything a projection of `target` needs from the panel; drivers that it lacks are done without.

    ProjectionError where no country has eight observations.
    """
    last_year = panel.last_observed(target)
    past = panel.until(last_year)
    indicator = past.indicators[target]
    series = forward(past.series(target), indicator.transform)
    seen = ~np.isnan(series)
    observations = seen.sum(axis=0)
    if observations.max() < FEWEST_OBSERVATIONS:
        raise ProjectionError(
            f"{indicator.title}: no country has {FEWEST_OBSERVATIONS} years of it (the most is {observations.max()}), "
            "too few to project."
        )
    own: Mapping[str, Floats] = {
        key: column for key, column in drivers.columns(past).items() if drivers.source_of(key) != target
    }
    history = backtest.past(series, own)
    records, shared = backtest.records(history)
    used = {record.horizon: record.model for record in records}
    models = [used.get(h, ANCHOR) for h in HORIZONS]
    row = np.where(seen.any(axis=0), len(series) - 1 - np.argmax(seen[::-1], axis=0), 0)
    place = (row, np.arange(len(past.countries)))
    return Model(
        target=indicator,
        countries=past.countries,
        last=np.where(observations > 0, past.years[0] + row, 0),
        observations=observations,
        centre=np.stack([history.forecasts[name][k][place] for k, name in enumerate(models)]),
        offsets=_offsets(history, models),
        group=history.group[place],
        shared=shared,
        ceiling=np.inf if indicator.transform == "identity" else HEADROOM * float(np.nanmax(past.series(target))),
        records=records,
        name=_named(models),
        revision=panel.revision,
    )


def project(
    panel: Panel, target: str, countries: Iterable[str], horizon: int = 10, seed: int = 0
) -> tuple[Projection, ...]:
    """Fit and project in one go; keep the Model of `fit` instead where more than one projection is wanted."""
    if target not in panel.values:
        raise unknown("indicator in this panel", target, panel.values, "Load the panel with it.")
    return fit(panel, target).project(countries, horizon, seed=seed)
