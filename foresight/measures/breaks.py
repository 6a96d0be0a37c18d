"""Does a yearly series have a structural break, where, and how sure is that.

Least-squares segmentation (Bai & Perron 1998, 2003) with one or two breaks, of the level alone or of level and
direction. Yearly series carry their past with them, and one that only drifts looks broken everywhere. So every model,
without and with breaks, has autoregressive errors whose persistence is estimated with it; what the breaks then gain is
judged against series of the same length drawn without a break: the fitted trend, the fitted persistence, errors drawn
from the series' own (Diebold & Chen 1996). The best of four models was picked, and so it
is in every drawn series (Westfall & Young 1993; Andrews 1993 on a break at an unknown date). Among models with a break,
the criterion of Liu, Wu & Zidek (1997) chooses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Kind = Literal["level", "direction"]
KINDS: tuple[Kind, Kind] = ("level", "direction")
PERSISTENCE = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)
"""Autoregressive coefficients that are tried; 1 is a random walk."""
SHORTEST, TRIM = 5, 0.15
"""A stretch between breaks has at least so many years, and at least this share of them."""
LEAST, LONGEST = 20, 80
"""A series has at least so many years; of a longer one the last are taken: what held a lifetime ago tells little."""
MOST = 2
"""More breaks are not looked for: yearly series do not carry them."""
DRAWS, LEVEL, SPAN = 299, 0.05, 0.90
"""Series drawn without a break; the share of them that may gain as much; how much of the dates the span covers."""
DISTINCT = 8
"""A series with fewer different values (yes or no, a few counts) has no level that could be estimated."""
BURN = 60


@dataclass(frozen=True)
class Break:
    """A break: `year` is the first of the new stretch, `early` to `late` hold its date in nine of ten draws. `step`: by
    how much the series stands higher in that year than it would have without the break, persistence allowed for."""

    year: int
    early: int
    late: int
    step: float


@dataclass(frozen=True)
class Stretch:
    """Years without a break: the mean of the values and the yearly change of the line through them."""

    first: int
    last: int
    mean: float
    slope: float
    start: float
    end: float


@dataclass(frozen=True)
class Verdict:
    """What was found in the years that were used. `p`: the share of series without a break that gain as much; `found`:
    the best-fitting breaks, which hold where p is small enough (`told`). `kind`: what changes at them. `persistence`:
    of the errors without a break. `refused`: why nothing was tested, "" where it was."""

    years: tuple[int, ...]
    values: tuple[float, ...]
    p: float = float("nan")
    kind: Kind = "level"
    found: tuple[Break, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    persistence: float = float("nan")
    refused: str = ""

    @property
    def told(self) -> bool:
        """Can a break be told."""
        return not self.refused and self.p <= LEVEL

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The breaks that can be told; none otherwise."""
        return self.found if self.told else ()


def unbroken(years: Sequence[int], values: Sequence[float]) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The last LONGEST years of the longest run without a gap, of equally long ones the latest; missing values are
    gaps."""
    known = sorted((int(y), float(v)) for y, v in zip(years, values, strict=True) if np.isfinite(v))
    runs: list[list[tuple[int, float]]] = []
    for year, value in known:
        if runs and runs[-1][-1][0] == year - 1:
            runs[-1].append((year, value))
        else:
            runs.append([(year, value)])
    best = max(reversed(runs), key=len, default=[])[-LONGEST:]
    return tuple(year for year, _ in best), tuple(value for _, value in best)


def find(years: Sequence[int], values: Sequence[float], *, draws: int = DRAWS, seed: int = 0) -> Verdict:
    """Look for breaks in the longest run of years without a gap. `values` on the scale on which a change is to count
    (logarithms for amounts). Same input, same verdict. Series that cannot be tested are returned with `refused`."""
    kept, series = unbroken(years, values)
    if len(kept) < LEAST:
        short = f"only {len(kept)} years in a row have a figure, and {LEAST} are needed" if kept else "no figure"
        return Verdict(kept, series, refused=short)
    if len(set(series)) < DISTINCT:
        return Verdict(kept, series, refused=f"it takes only {len(set(series))} different values")
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(limits=1):  # the matrices are small: threads would only wait for each other
        return _tested(kept, series, draws, np.random.default_rng([seed, len(kept)]))


def holm(p: Sequence[float], level: float = LEVEL) -> tuple[bool, ...]:
    """Which of several tests hold when it counts that they are several (Holm 1979); NaN never does."""
    order = sorted((k for k in range(len(p)) if np.isfinite(p[k])), key=lambda k: p[k])
    held: set[int] = set()
    for rank, k in enumerate(order):
        if p[k] > level / (len(order) - rank):
            break
        held.add(k)
    return tuple(k in held for k in range(len(p)))


def _tested(kept: tuple[int, ...], series: tuple[float, ...], draws: int, random: np.random.Generator) -> Verdict:
    """The verdict on a series that can be tested."""
    sought, own = _sought(len(kept)), np.array(series)
    scaled = ((own - own.mean()) / own.std())[:, None]
    fits = [models(scaled) for models in sought]
    persistence = float(fits[1].persistence[0])
    line, errors = _without(scaled[:, 0], persistence)
    drawn = line[:, None] + _autoregressive(persistence, len(kept), draws, errors, random)
    p = _best_of(_gains(fits, len(kept))[:, 0], _gains([models(drawn) for models in sought], len(kept)))
    kind, count = _chosen(fits, len(kept))
    models, fit = sought[KINDS.index(kind)], fits[KINDS.index(kind)]
    cuts = fit.cuts(count, 0)
    early, late, steps = _dates(models, scaled[:, 0], cuts, draws, random)
    found = tuple(
        Break(kept[cut], kept[first], kept[last], step * float(own.std()))
        for cut, first, last, step in zip(cuts, early, late, steps, strict=True)
    )
    return Verdict(kept, series, p, kind, found, _stretches(kept, own, cuts), persistence)


@dataclass(frozen=True)
class _Fits:
    """Of each series, by number of breaks (0, 1, 2): the least sum of squares over dates and persistence, and where."""

    errors: tuple[Floats, Floats, Floats]
    persistence: Floats
    """Without a break."""
    one: Integers
    two: Integers

    def cuts(self, count: int, series: int) -> tuple[int, ...]:
        """The places of the breaks."""
        return (int(self.one[series]),) if count == 1 else tuple(int(cut) for cut in self.two[:, series])


_Part = tuple[float, Floats, NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


class _Models:
    """All placings of one and of two breaks in a series of a length, for a kind of break, ready to be fitted."""

    def __init__(self, length: int, kind: Kind) -> None:
        self.length, self.order = length, 1 if kind == "level" else 2
        apart = max(SHORTEST, int(np.ceil(TRIM * length)))
        self.places = np.arange(apart, length - apart + 1)
        line = np.column_stack([np.ones(length), np.linspace(-1, 1, length)])
        after = (np.arange(length)[None, :] >= self.places[:, None]).astype(float)
        steps = after[:, :, None] * line[None, :, : self.order]
        first, second = np.meshgrid(np.arange(len(self.places)), np.arange(len(self.places)), indexing="ij")
        wide = self.places[second] - self.places[first] >= apart
        self.first, self.second = first[wide], second[wide]
        self.parts = [self._part(rho, line[:, : self.order], steps) for rho in PERSISTENCE]

    def _part(self, rho: float, line: Floats, steps: Floats) -> _Part:
        """At a persistence: an orthonormal basis without breaks, the steps freed from it, and what turns a series'
        products with the steps of one and of two breaks into what these explain."""
        left, size, _ = np.linalg.svd(line[1:] - rho * line[:-1], full_matrices=False)
        base = left[:, size > 1e-9]
        free = steps[:, 1:] - rho * steps[:, :-1]
        free = free - base @ (base.T @ free)
        free = free / np.maximum(np.linalg.norm(free, axis=1, keepdims=True), 1e-12)
        both = np.concatenate([free[self.first], free[self.second]], axis=2)
        return rho, base, _single(np.swapaxes(free, 1, 2)), _whitening(free), _whitening(both)

    def __call__(self, series: Floats) -> _Fits:
        """Fit every placing to `series`, years × series."""
        count = series.shape[1]
        best = tuple(np.full(count, np.inf) for _ in range(MOST + 1))
        persistence, one, two = np.zeros(count), np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        for rho, base, free, single, double in self.parts:
            left = series[1:] - rho * series[:-1]
            left = left - base @ (base.T @ left)
            squares = (left**2).sum(axis=0)
            products = np.tensordot(free, _single(left), axes=([2], [0]))
            pairs = np.concatenate([products[self.first], products[self.second]], axis=1)
            _keep_least(best[0], squares, persistence, np.full(count, rho))
            for errors, kept, whiten, dot in ((best[1], one, single, products), (best[2], two, double, pairs)):
                explained = (np.matmul(whiten, dot) ** 2).sum(axis=1)
                _keep_least(errors, squares - explained.max(axis=0), kept, explained.argmax(axis=0))
        cuts = np.stack([self.places[self.first[two]], self.places[self.second[two]]])
        return _Fits((best[0], best[1], best[2]), persistence, self.places[one], cuts)


def _single(numbers: Floats) -> NDArray[np.float32]:
    """In half the memory: tens of thousands of small products take half the time, and six digits do."""
    return numbers.astype(np.float32)


def _keep_least(least: Floats, errors: Floats, kept: NDArray[Any], what: NDArray[Any]) -> None:
    better = errors < least
    least[better], kept[better] = errors[better], what[better]


def _whitening(steps: Floats) -> NDArray[np.float32]:
    """For each placing, W with W'W the inverse of the steps' products: |W X'y|² is what the steps explain of y."""
    inverse = np.linalg.pinv(np.swapaxes(steps, 1, 2) @ steps, hermitian=True, rcond=1e-9)
    values, vectors = np.linalg.eigh(inverse)
    return _single(np.sqrt(np.clip(values, 0, None))[:, :, None] * np.swapaxes(vectors, 1, 2))


@lru_cache(maxsize=12)
def _sought(length: int) -> tuple[_Models, _Models]:
    return _Models(length, "level"), _Models(length, "direction")


def _gains(fits: Sequence[_Fits], length: int) -> Floats:
    """Log-likelihood ratios of the four models with breaks to theirs without: models × series."""
    found: Floats = np.stack(
        [length * np.log(fit.errors[0] / np.maximum(fit.errors[k], 1e-12)) for fit in fits for k in (1, 2)]
    )
    return found


def _best_of(own: Floats, drawn: Floats) -> float:
    """The p of the best of several statistics, when the best is taken of the drawn series too."""
    every = np.concatenate([own[:, None], drawn], axis=1)
    count = every.shape[1]
    ranked = np.sort(every, axis=1)
    p = np.stack([(count - np.searchsorted(ranked[k], every[k], "left")) / count for k in range(len(every))])
    least = p.min(axis=0)
    return float((least <= least[0] + 1e-12).mean())


def _chosen(fits: Sequence[_Fits], length: int) -> tuple[Kind, int]:
    """Kind and number of breaks by the criterion of Liu, Wu and Zidek: heavy on parameters, dates among them."""

    def criterion(place: int, count: int) -> float:
        parameters = (place + 1) * (count + 1) + count + 1
        errors = float(fits[place].errors[count][0]) / (length - parameters)
        return float(np.log(max(errors, 1e-12)) + parameters / length * 0.299 * np.log(length) ** 2.1)

    place, count = min(((p, c) for p in (0, 1) for c in (1, MOST)), key=lambda one: criterion(*one))
    return KINDS[place], count


def _without(series: Floats, rho: float) -> tuple[Floats, Floats]:
    """The series without a break: its line, and its centred errors at that persistence."""
    along = np.arange(len(series))
    slope, start = np.polyfit(along, series, 1)
    line = start + slope * along
    rest = series - line
    errors = rest[1:] - rho * rest[:-1]
    return line, errors - errors.mean()


def _autoregressive(rho: float, length: int, count: int, errors: Floats, random: np.random.Generator) -> Floats:
    """`count` series with that persistence, their errors drawn from `errors`: years × series."""
    drawn = random.choice(errors, (length + BURN, count))
    for year in range(1, length + BURN):
        drawn[year] += rho * drawn[year - 1]
    kept: Floats = drawn[BURN:]
    return kept


def _dates(
    models: _Models, series: Floats, cuts: tuple[int, ...], draws: int, random: np.random.Generator
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[float, ...]]:
    """Earliest and latest place of each break in SPAN of the series drawn with these breaks, and their steps."""
    length, along = len(series), np.linspace(-1, 1, len(series))
    line = np.column_stack([np.ones(length), along])[:, : models.order]
    parts = [line, *((np.arange(length) >= cut)[:, None] * line for cut in cuts)]
    design = np.concatenate(parts, axis=1)
    tried = []
    for rho in PERSISTENCE:
        quasi, own = design[1:] - rho * design[:-1], series[1:] - rho * series[:-1]
        weights, *_ = np.linalg.lstsq(quasi, own, rcond=None)
        left = own - quasi @ weights
        tried.append((float((left**2).sum()), rho, weights, left - left.mean()))
    _, rho, weights, left = min(tried, key=lambda one: one[0])
    drawn = (design @ weights)[:, None] + _autoregressive(rho, length, draws, left, random)
    fits = models(drawn)
    places = fits.one[None, :] if len(cuts) == 1 else fits.two
    ends = np.quantile(places, [(1 - SPAN) / 2, (1 + SPAN) / 2], axis=1, method="closest_observation")
    early = tuple(min(int(end), cut) for end, cut in zip(ends[0], cuts, strict=True))
    late = tuple(max(int(end), cut) for end, cut in zip(ends[1], cuts, strict=True))
    apart = weights[models.order :].reshape(len(cuts), models.order)
    return early, late, tuple(float(apart[k] @ line[cut]) for k, cut in enumerate(cuts))


def _stretches(years: tuple[int, ...], values: Floats, cuts: tuple[int, ...]) -> tuple[Stretch, ...]:
    found = []
    for begin, end in zip((0, *cuts), (*cuts, len(years)), strict=True):
        own, along = values[begin:end], np.arange(end - begin)
        slope, start = (float(x) for x in np.polyfit(along, own, 1))
        found.append(
            Stretch(years[begin], years[end - 1], float(own.mean()), slope, start, start + slope * (end - begin - 1))
        )
    return tuple(found)
