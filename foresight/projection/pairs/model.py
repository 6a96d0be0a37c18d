"""Fit a pair indicator once per data revision, then tell the probability of a tie for any pair of it.

Direct models at 1, 3, 5 and 10 years; between them log-odds are interpolated; beyond ten years after the last
observation the forecast of ten years stays, its interval widens with the square root of (h / 10) on the log-odds, and
the status is `extrapolated`. Nothing is told beyond 2040.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.errors import ProjectionError, unknown
from foresight.projection.pairs import experts
from foresight.projection.pairs.cases import WARM_UP, WINDOW, Cases, gather
from foresight.projection.pairs.events import WORDS, Kind
from foresight.projection.pairs.experts import Experts, fit_experts
from foresight.projection.pairs.panel import PairPanel
from foresight.projection.pairs.spread import Spread, fit_spread

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["estimated", "extrapolated"]

HORIZONS = (1, 3, 5, 10)
LIMIT = 10
"""Years after the last observation up to which a forecast is `estimated`."""
FURTHEST = 2040
"""Nothing is projected beyond this year."""
CHECKED = 5
"""Past origins whose forecasts, made with what was known then, calibrate the next."""
FEWEST_LEARNT = 3
"""Origins with a known outcome that a model must have to learn from, and that must be left to calibrate it."""


@dataclass(frozen=True)
class Forecast:
    """Forecasts from one origin row: rows × experts.MODELS of log-odds, in the order of the pairs of that origin."""

    row: int
    odds: Floats
    y: Floats
    """Outcomes where they are known by now, else NaN."""


def learn(cases: Cases, now: int, horizon: int) -> Experts | None:
    """Experts fitted on outcomes known at row `now`; None where those are too few."""
    if len(cases.origins(now, horizon)) < FEWEST_LEARNT:
        return None
    sample = cases.sample(now, horizon)
    if not 0 < sample.y.sum() < len(sample.y):
        return None
    return fit_experts(sample, next(iter(cases.known.values())).names)


def forecast(cases: Cases, learnt: Experts | None, horizon: int, origin: int) -> Forecast | None:
    """What fitted experts say of an origin; None without experts, or without that origin."""
    if learnt is None or origin not in cases.known:
        return None
    odds = learnt.log_odds(cases.known[origin].x)
    within = origin + horizon < len(cases.past.happened)
    return Forecast(origin, odds, cases.outcome(origin, horizon) if within else np.full(len(odds), np.nan))


def rolled(cases: Cases, horizon: int, origins: range) -> list[Forecast]:
    """Forecasts at each of `origins` by experts fitted on what was known at that origin."""
    made = (forecast(cases, learn(cases, row, horizon), horizon, row) for row in origins if row in cases.known)
    return [one for one in made if one is not None]


def known_by(checked: Iterable[Forecast], now: int, horizon: int, count: int = CHECKED) -> list[Forecast]:
    """The latest `count` forecasts whose outcome was observed by row `now`."""
    return [f for f in sorted(checked, key=lambda f: f.row) if f.row + horizon <= now][-count:]


@dataclass(frozen=True)
class Calibrated:
    """The slope that undoes overconfidence, and how far single years departed from what was told."""

    slope: float
    spread: Spread


def calibrate(checked: list[Forecast], model: str = experts.COMBINED) -> Calibrated:
    """Learn the slope and the yearly spread from forecasts whose outcomes are known; at least three of them."""
    if len(checked) < FEWEST_LEARNT:
        raise ProjectionError("Too few past forecasts have a known outcome to calibrate probabilities.")
    column = experts.MODELS.index(model)
    parts = [(f.odds[:, column][~np.isnan(f.y)], f.y[~np.isnan(f.y)]) for f in checked]
    slope = experts.slope(parts)
    return Calibrated(slope, fit_spread([(slope * odds, y) for odds, y in parts]))


@dataclass(frozen=True)
class PairModel:
    """A fitted pair indicator. Arrays run over horizons × pairs, in log-odds.

    `countries`, `i`, `j`: the pairs projected, states in the system in the last observed year. `event`: what a
    probability is of. `horizons`: those with a model of their own; a longer one takes the longest and a wider interval.
    """

    target: Indicator
    event: Kind
    countries: tuple[str, ...]
    i: Ints
    j: Ints
    horizons: tuple[int, ...]
    centre: Floats
    low: Floats
    high: Floats
    last_observed: int
    columns: tuple[str, ...]
    revision: str

    @property
    def name(self) -> str:
        """What the probabilities come from."""
        return experts.COMBINED

    @property
    def meaning(self) -> str:
        """The event in words: what the probability is of."""
        return WORDS[self.event]

    def states(self) -> tuple[str, ...]:
        """Countries that any projected pair belongs to."""
        return tuple(self.countries[k] for k in np.union1d(self.i, self.j))

    def _those(self, country: str | None, partners: Iterable[str] | None) -> Ints:
        known = self.states()
        wanted = None if partners is None else tuple(dict.fromkeys(partners))
        for code in (*(() if country is None else (country,)), *(wanted or ())):
            if code not in known:
                raise unknown(
                    f"state with a projection of “{self.target.title}”",
                    code,
                    known,
                    f"Only states of the system in {self.last_observed} are projected, by ISO3 code.",
                )
        chosen = np.ones(len(self.i), dtype=bool)
        if country is not None:
            at = self.countries.index(country)
            chosen &= (self.i == at) | (self.j == at)
        if wanted is not None:
            if country in wanted:
                raise ProjectionError(f"{country} is no partner of itself. Choose another partner.")
            at_least = np.isin(self.i, [self.countries.index(c) for c in wanted])
            or_other = np.isin(self.j, [self.countries.index(c) for c in wanted])
            chosen &= (at_least | or_other) if country is not None else (at_least & or_other)
        return np.flatnonzero(chosen)

    def _at(self, years_on: Floats, those: Ints) -> tuple[Floats, Floats, Floats]:
        """Log-odds of probability, low and high: years × pairs."""
        held = np.clip(years_on, self.horizons[0], self.horizons[-1])
        right = np.clip(np.searchsorted(self.horizons, held), 1, max(len(self.horizons) - 1, 1))
        if len(self.horizons) == 1:
            centre, low, high = (np.repeat(a[:1, those], len(held), axis=0) for a in (self.centre, self.low, self.high))
        else:
            h = np.asarray(self.horizons, dtype=float)
            part = ((held - h[right - 1]) / (h[right] - h[right - 1]))[:, None]
            centre, low, high = (
                (1 - part) * a[right - 1][:, those] + part * a[right][:, those]
                for a in (self.centre, self.low, self.high)
            )
        wider = np.sqrt(np.maximum(years_on / self.horizons[-1], 1.0))[:, None]
        return centre, centre + wider * (low - centre), centre + wider * (high - centre)

    def project(
        self,
        country: str | None = None,
        partners: Iterable[str] | None = None,
        horizon: int | None = None,
        until: int | None = None,
    ) -> list[dict[str, object]]:
        """Rows country, partner, year, probability, low, high, status; ten years on by default, never beyond 2040.

        `country`: every row is turned so that it comes first; None means all pairs. `partners`: only these (without a
        country: pairs among them). UnknownKeyError for a state without projection, ProjectionError for a horizon below
        one or a year not after the last observation.
        """
        if horizon is not None and horizon < 1:
            raise ProjectionError(f"A horizon of {horizon} years is not ahead. Choose 1 or more.")
        end = min(until if until is not None else self.last_observed + (horizon or LIMIT), FURTHEST)
        if end <= self.last_observed:
            raise ProjectionError(
                f"{end} is not after the last observation, {self.last_observed}. Choose a later year."
            )
        those = self._those(country, partners)
        years = np.arange(self.last_observed + 1, end + 1)
        p, low, high = (experts.share(a) for a in self._at((years - self.last_observed).astype(float), those))
        status: list[Status] = ["estimated" if y - self.last_observed <= LIMIT else "extrapolated" for y in years]
        found: list[dict[str, object]] = []
        for column, pair in enumerate(those.tolist()):
            ends = self.countries[int(self.i[pair])], self.countries[int(self.j[pair])]
            first, second = ends if country is None or ends[0] == country else ends[::-1]
            rows = zip(years.tolist(), p[:, column], low[:, column], high[:, column], status, strict=True)
            found += [
                {
                    "country": first,
                    "partner": second,
                    "year": year,
                    "probability": float(told),
                    "low": float(lower),
                    "high": float(upper),
                    "status": label,
                }
                for year, told, lower, upper, label in rows
            ]
        return found


def fit(
    panel: PairPanel,
    target: str,
    horizons: tuple[int, ...] = HORIZONS,
    progress: Callable[[float], None] | None = None,
) -> PairModel:
    """Learn all horizons from the panel; drivers that it lacks are done without. `progress` hears shares up to 1.

    ProjectionError for too few years or ties, or where no horizon has enough past forecasts to be calibrated.
    """
    grid = panel.tie(target)
    now = panel.last_row(grid)
    reach = max(horizons) + CHECKED + max(horizons) + WINDOW
    cases = gather(panel, target, range(max(WARM_UP, now - reach), now + 1) if now >= 0 else ())
    done: list[int] = []
    centre, low, high = [], [], []
    for k, h in enumerate(sorted(horizons)):
        checked = rolled(cases, h, range(now - h - CHECKED + 1, now - h + 1))
        told = forecast(cases, learn(cases, now, h), h, now)
        if progress is not None:
            progress((k + 1) / len(horizons))
        if told is None or len(checked) < FEWEST_LEARNT:
            break
        learnt = calibrate(checked)
        odds = learnt.slope * told.odds[:, -1]
        below, above = learnt.spread.around(odds)
        done.append(h)
        centre.append(odds)
        low.append(below)
        high.append(above)
    if not done:
        raise ProjectionError(
            f"{target}: too few past forecasts have a known outcome to calibrate probabilities "
            f"(at least {FEWEST_LEARNT} origins to learn from and {FEWEST_LEARNT} to check). Give a longer series."
        )
    known = cases.known[now]
    return PairModel(
        target=panel.indicators[target],
        event=cases.past.kind,
        countries=panel.countries,
        i=known.i,
        j=known.j,
        horizons=tuple(done),
        centre=np.stack(centre),
        low=np.stack(low),
        high=np.stack(high),
        last_observed=panel.years[now],
        columns=known.names,
        revision=panel.revision,
    )
