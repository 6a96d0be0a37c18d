"""Fit a target once per data revision, then project any country of it in well under a millisecond each.

`fit` does all the work that depends on data; `Model.project` only adds up. Callers hold on to the Model (by revision
and target) and know nothing of what is inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.errors import ProjectionError, unknown
from foresight.panel import Panel
from foresight.projection import backtest, drivers, intervals, records
from foresight.projection.backtest import FEWEST_OBSERVATIONS, HORIZONS, History, Progress
from foresight.projection.influence import Influence, influences
from foresight.projection.records import Record
from foresight.projection.stacking import CANDIDATES, STACK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["estimated", "extrapolated"]

FURTHEST = 2040
"""Nothing is projected beyond this year."""
STALE = 10
"""A country last observed this many years before the indicator's own last year is not projected."""
HEADROOM = 3.0
"""Errors of small countries, as factors, must not carry a large one far beyond anything ever seen."""
DIGITS = 6
"""Decimals, in the model's unit, that a model keeps."""
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


def limits(indicator: Indicator) -> tuple[float, float]:
    """The lowest and highest value there can be, in the unit the model works in; infinite where none is declared."""
    ends = np.array([
        -np.inf if indicator.minimum is None else indicator.minimum,
        np.inf if indicator.maximum is None else indicator.maximum,
    ], dtype=float)  # fmt: skip
    low, high = ends if indicator.transform == "identity" else forward(ends, indicator.transform)
    return (-np.inf if np.isnan(low) else float(low)), float(high)


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
    `models`: per horizon, the stack, or the baseline shown in its place. `weights`: horizons × stacking.CANDIDATES of
    today's stack. `records`: how good what was shown had been, per horizon.
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
    models: tuple[str, ...]
    weights: Floats
    influences: tuple[tuple[Influence, ...], ...]
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

    def drivers(self, horizon: int) -> list[dict[str, object]]:
        """What moves the pooled Ridge at a horizon of HORIZONS, the largest first: influence.Influence as dictionaries.

        Empty where a baseline is shown: nothing but the country's own past moves that.
        """
        if horizon not in HORIZONS:
            raise ProjectionError(f"Projections are made {HORIZONS} years ahead, not {horizon}: choose one of these.")
        k = HORIZONS.index(horizon)
        return [asdict(one) for one in self.influences[k]] if self.models[k] == STACK else []

    def stack(self, horizon: int) -> dict[str, float]:
        """Today's weight of each candidate in the stack at a horizon of HORIZONS; one for a baseline shown alone."""
        k = HORIZONS.index(horizon)
        return {name: float(w) for name, w in zip(CANDIDATES, self.weights[k], strict=True) if w >= 0.005}

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


def _offsets(history: History) -> Floats:
    """Error quantiles for today, horizons × groups × probabilities.

    A horizon too long for the series to have shown errors takes those of the next shorter one, widened with the
    square root of the ratio of horizons.
    """
    found: list[Floats] = []
    for k, h in enumerate(HORIZONS):
        own = history.scored[STACK].offsets[k, -1]
        known = not np.isnan(own).any()
        if not known and not found:
            raise ProjectionError(
                "There are too few past years to learn from how far projections go astray. Choose a longer series."
            )
        found.append(own if known else found[-1] * np.sqrt(h / HORIZONS[k - 1]))
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


def history_of(
    panel: Panel, target: str, horizons: Sequence[int] = HORIZONS, progress: Progress | None = None
) -> History:
    """Every model at every past origin of `target`; drivers that the panel lacks are done without.

    ProjectionError where no country has eight observations.
    """
    past = panel.until(panel.last_observed(target))
    indicator = past.indicators[target]
    series = forward(past.series(target), indicator.transform)
    most = int((~np.isnan(series)).sum(axis=0).max())
    if most < FEWEST_OBSERVATIONS:
        raise ProjectionError(
            f"{indicator.title}: no country has {FEWEST_OBSERVATIONS} years of it (the most is {most}), "
            "too few to project."
        )
    return backtest.past(series, drivers.seen_by_models(past, target, series), horizons, limits(indicator), progress)


def fit(panel: Panel, target: str, progress: Progress | None = None) -> Model:
    """Learn everything a projection of `target` needs from the panel; drivers that it lacks are done without.

    A few seconds for 200 countries and 55 years: keep the Model. ProjectionError where no country has eight
    observations.
    """
    return model_of(panel, target, history_of(panel, target, HORIZONS, progress))


def model_of(panel: Panel, target: str, history: History) -> Model:
    """Today's model of the panel's target from its history over HORIZONS.

    Arrays are rounded to DIGITS, so that a model that was kept and read back gives the same figures.
    """
    indicator, series = panel.indicators[target], history.series
    seen = ~np.isnan(series)
    observations = seen.sum(axis=0)
    models = history.chosen
    found = [record for k in range(len(HORIZONS)) for record in records.at_horizon(history, k, [STACK])]
    row = np.where(seen.any(axis=0), len(series) - 1 - np.argmax(seen[::-1], axis=0), 0)
    place = (row, np.arange(len(panel.countries)))
    return Model(
        target=indicator,
        countries=panel.countries,
        last=np.where(observations > 0, panel.years[0] + row, 0),
        observations=observations,
        centre=np.round(np.stack([one[place] for one in history.forecasts[STACK]]), DIGITS),
        offsets=np.round(_offsets(history), DIGITS),
        group=history.group[place],
        shared=records.shared_variance(history),
        ceiling=np.inf if indicator.transform == "identity" else HEADROOM * float(np.nanmax(panel.series(target))),
        records=tuple(replace(record, model=models[HORIZONS.index(record.horizon)]) for record in found),
        models=models,
        weights=np.round(history.today, DIGITS),
        influences=tuple(influences(d, r, seen[-1]) for d, r in zip(history.designs, history.ridges, strict=True)),
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
