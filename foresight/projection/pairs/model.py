"""Fit a pair indicator once per data revision, then tell the probability of a tie for any pair of it.

Direct models at 1, 3, 5 and 10 years; between them log-odds are interpolated; beyond ten years after the last
observation the forecast of ten years stays, its interval widens with the square root of (h / 10) on the log-odds, and
the status is `extrapolated`. Nothing is told beyond 2040.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foresight.catalogue import Indicator
from foresight.errors import ProjectionError, unknown
from foresight.projection.pairs.events import WORDS, Kind
from foresight.projection.pairs.experts import share
from foresight.projection.pairs.panel import PairPanel, fingerprint
from foresight.projection.pairs.record import VERSION
from foresight.projection.pairs.rolling import FEWEST_LEARNT, HORIZONS, Progress, Rolled, roll
from foresight.projection.pairs.spread import Spread

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["estimated", "extrapolated"]

LIMIT = 10
"""Years after the last observation up to which a forecast is `estimated`."""
FURTHEST = 2040
"""Nothing is projected beyond this year."""
DIGITS = 3
"""Decimals of log-odds that are told and kept: a probability is off by at most one part in eight thousand."""


@dataclass(frozen=True)
class PairModel:
    """A fitted pair indicator.

    `countries`, `i`, `j`: the pairs projected, states in the system in the last observed year. `event`: what a
    probability is of. `horizons`: those with a model of their own, `shown`; a longer one takes the longest and a wider
    interval. `centre`: horizons × pairs of log-odds; `spreads`: per horizon, the interval around it. `revision`: name
    of the data; `data`: fingerprint of the figures it rests on; `version`: of the models; `made`: ISO date. `stale`:
    the data or the models have changed since.
    """

    target: Indicator
    event: Kind
    countries: tuple[str, ...]
    i: Ints
    j: Ints
    horizons: tuple[int, ...]
    centre: Floats
    spreads: tuple[Spread, ...]
    shown: tuple[str, ...]
    last_observed: int
    columns: tuple[str, ...]
    revision: str
    data: str
    version: str
    made: str
    stale: bool = False

    @property
    def name(self) -> str:
        """What the probabilities come from; several models where the horizons differ."""
        return ", ".join(dict.fromkeys(self.shown))

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
        told = self.centre[:, those]
        bands = [spread.around(odds) for spread, odds in zip(self.spreads, told, strict=True)]
        low, high = np.stack([below for below, _ in bands]), np.stack([above for _, above in bands])
        if len(self.horizons) == 1:
            centre, low, high = (np.repeat(a, len(held), axis=0) for a in (told, low, high))
        else:
            h = np.asarray(self.horizons, dtype=float)
            part = ((held - h[right - 1]) / (h[right] - h[right - 1]))[:, None]
            centre, low, high = ((1 - part) * a[right - 1] + part * a[right] for a in (told, low, high))
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
        p, low, high = (share(a) for a in self._at((years - self.last_observed).astype(float), those))
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
    panel: PairPanel, target: str, horizons: Sequence[int] = HORIZONS, progress: Progress | None = None
) -> PairModel:
    """Learn all horizons from the panel; drivers that it lacks are done without. `progress` hears shares up to 1.

    ProjectionError for too few years or ties, or where no horizon has enough past forecasts to be calibrated.
    """
    return model_of(roll(panel, target, horizons, tested=0, progress=progress))


def model_of(rolled: Rolled) -> PairModel:
    """What is told today: the forecasts from the last observed year, calibrated. ProjectionError as for `fit`."""
    cases, done, shown, centre, spreads = rolled.cases, [], [], [], []
    panel = cases.panel
    for h, made in sorted(rolled.made.items()):
        learnt = rolled.calibration(h, rolled.now)
        if learnt is None or made[-1].row != rolled.now:
            break
        done.append(h)
        shown.append(learnt.model)
        centre.append(np.round(learnt.odds(made[-1]), DIGITS))
        spreads.append(learnt.spread)
    if not done:
        raise ProjectionError(
            f"{cases.target}: too few past forecasts have a known outcome to calibrate probabilities "
            f"(at least {FEWEST_LEARNT} origins to learn from and {FEWEST_LEARNT} to check). Give a longer series."
        )
    known = cases.known[rolled.now]
    return PairModel(
        target=panel.indicators[cases.target],
        event=cases.past.kind,
        countries=panel.countries,
        i=known.i,
        j=known.j,
        horizons=tuple(done),
        centre=np.stack(centre),
        spreads=tuple(spreads),
        shown=tuple(shown),
        last_observed=panel.years[rolled.now],
        columns=known.names,
        revision=panel.revision,
        data=fingerprint(panel, cases.target),
        version=VERSION,
        made=dt.datetime.now(dt.UTC).date().isoformat(),
    )
