"""Blocs of states that vote alike in the UN General Assembly: found, counted by a criterion, and tried for stability.

Agreement is the share of common votes in which two states cast the same vote, so that 1 - agreement is, but for absent
votes, a squared Euclidean distance between their voting records (Gower & Legendre 1986). Blocs are Ward's clusters of
these distances (1963; Murtagh & Legendre 2014); their number is the one with the widest mean silhouette (Rousseeuw
1987). Every method finds blocs in anything. So the silhouette is held against clouds without any: states spread evenly
along the first dimension of their own votes, bent as these are (after the reference distribution of Tibshirani, Walther
& Hastie 2001). Stability is the adjusted Rand index (Hubert & Arabie 1985) of partitions of random subsets of the
states (Ben-Hur, Elisseeff & Guyon 2002) with that of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight.errors import ForesightError
from foresight.measures.partitions import adjusted_rand

if TYPE_CHECKING:
    from foresight.store import Store

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
INDICATOR = "un_agreement"
MOST = 8
"""More blocs than this are not looked for."""
FEWEST = 20
"""States that must have voted together for a year to be looked at."""
CLOUDS, SUBSETS, KEPT = 39, 20, 0.8
"""How many clouds without blocs and random subsets (of four fifths of the states) a year is held against."""
LEVEL, STEADY = 0.05, 0.6
"""Blocs are told where at most this share of clouds does as well, and where the middle one of the subsets has at least
this adjusted Rand index with the whole."""
NOT_COMPARABLE = (2025,)
"""Years with many more, and more unanimous, votes than usual: their blocs can be read, their levels not be compared."""
CLOSE = 0.01
"""Silhouettes this near to the widest count as equal to it, and the fewer blocs are taken."""
NAMED, CONTINUES = 3, 0.1
"""Members that a bloc is named by; the share of members that a bloc has in common with the one that it continues."""


@dataclass(frozen=True)
class Agreement:
    """Who voted how often alike in a year. `shares`: states × states, 1 on the diagonal. `left_out`: states that share
    too few votes with some other to be placed."""

    year: int
    states: tuple[str, ...]
    shares: Floats
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Bloc:
    """`states`: the most central first, central being nearer to its own bloc than to the next. `inside`: mean agreement
    of two of its members; `outside`: of a member with a state of no bloc of its own."""

    states: tuple[str, ...]
    inside: float
    outside: float


@dataclass(frozen=True)
class Partition:
    """The states of a year in blocs, the largest first. `widths`: number of blocs -> mean silhouette; `best`: the
    number that the criterion chooses, whatever was asked for. `silhouette`: state -> its own width, from -1 to 1."""

    year: int
    blocs: tuple[Bloc, ...]
    widths: Mapping[int, float]
    best: int
    silhouette: Mapping[str, float]
    left_out: tuple[str, ...]

    @property
    def of(self) -> Mapping[str, int]:
        """State -> place of its bloc."""
        return {state: place for place, bloc in enumerate(self.blocs) for state in bloc.states}


@dataclass(frozen=True)
class Evidence:
    """How far the blocs of a year can be told. `p`: the share of clouds without blocs whose widest silhouette is as
    wide (of a number of blocs that was asked for: whose silhouette for that number is), 1 / (CLOUDS + 1) at least.
    `clouds`: number of blocs -> the silhouette that 95 % of the clouds stay below. `rand`: adjusted Rand index of each
    subset's blocs with those of all, the same number of them. `same`: the share of subsets for which the criterion
    chooses the number that it chooses for all."""

    p: float
    clouds: Mapping[int, float]
    rand: tuple[float, ...]
    same: float

    @property
    def steady(self) -> float:
        """The adjusted Rand index of the middle subset."""
        return float(np.median(self.rand))

    @property
    def spread(self) -> bool:
        """Do states spread too evenly for blocs to be told from a gradual passage."""
        return self.p > LEVEL

    @property
    def told(self) -> bool:
        """Are there blocs, and the same ones when a fifth of the states is left out."""
        return not self.spread and self.steady >= STEADY


def agreement_of(rows: pd.DataFrame, year: int) -> Agreement:
    """The agreement of all pairs of a year, from rows country, partner, year, value. States with the most missing pairs
    leave until every pair is known. ForesightError where fewer than FEWEST are left."""
    own = rows[rows["year"] == year]
    codes, names = pd.factorize(pd.concat([own["country"], own["partner"]]), sort=True)
    states, (first, second) = [str(name) for name in names], codes.reshape(2, -1)
    shares = np.full((len(states), len(states)), np.nan)
    shares[first, second] = shares[second, first] = own["value"].to_numpy()
    np.fill_diagonal(shares, 1.0)
    out: list[str] = []
    while (unknown := np.isnan(shares).sum(axis=1)).any():
        worst = int(unknown.argmax())
        shares = np.delete(np.delete(shares, worst, 0), worst, 1)
        out.append(states.pop(worst))
    if len(states) < FEWEST:
        raise ForesightError(f"Too few states have common UN votes in {year} to look for blocs. Choose another year.")
    return Agreement(year, tuple(states), shares, tuple(sorted(out)))


def partition(agreement: Agreement, number: int | None = None) -> Partition:
    """The year's states in `number` blocs (2 to MOST), or in as many as the criterion chooses; ForesightError for a
    number out of range."""
    if number is not None and not 2 <= number <= MOST:
        raise ForesightError(f"Blocs are looked for from 2 to {MOST}, not {number}.")
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    distance = _distances(agreement.shares)
    with threadpool_limits(limits=1):  # the matrices are small: threads would only wait for each other
        labels = _cuts(distance)
        widths = _widths(distance, labels)
        best = chosen(widths)
        count = number or best
        own = _silhouettes(distance, labels[count])
    return Partition(
        agreement.year, _blocs(agreement, labels[count], own), widths, best,
        dict(zip(agreement.states, own.tolist(), strict=True)), agreement.left_out,
    )  # fmt: skip


def chosen(widths: Mapping[int, float]) -> int:
    """The number of blocs with the widest silhouette; of numbers as good within CLOSE, the fewest."""
    widest = max(widths.values())
    return min(count for count, width in widths.items() if width >= widest - CLOSE)


def evidence(agreement: Agreement, found: Partition, *, seed: int = 0) -> Evidence:
    """Hold the blocs of a year against clouds without blocs, and against those of random subsets of its states."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        return _evidence(agreement, found, np.random.default_rng([seed, agreement.year]))


def between_years(first: Partition, second: Partition) -> float:
    """Adjusted Rand index of two years' blocs over the states of both; NaN where fewer than two are in both."""
    one, other = first.of, second.of
    both = sorted(set(one) & set(other))
    if len(both) < 2:
        return float("nan")
    return adjusted_rand(np.array([one[state] for state in both]), np.array([other[state] for state in both]))


def continued(reference: Partition, found: Partition) -> tuple[int, ...]:
    """Which bloc of another year each bloc continues: its place there, or a number of its own from there on.

    The pair that shares most of its members (Jaccard) comes first; nobody continues a bloc with which it shares less
    than a tenth. So a bloc keeps its number, and its colour, from year to year.
    """
    old, new = ([frozenset(bloc.states) for bloc in one.blocs] for one in (reference, found))
    alike = sorted((-len(own & was) / len(own | was), b, t) for b, own in enumerate(new) for t, was in enumerate(old))
    given: dict[int, int] = {}
    for share, b, t in alike:
        if -share >= CONTINUES and b not in given and t not in given.values():
            given[b] = t
    fresh = (k for k in range(len(old), len(old) + len(new)))
    return tuple(given[b] if b in given else next(fresh) for b in range(len(new)))


def named(bloc: Bloc, population: Mapping[str, float]) -> tuple[str, ...]:
    """The members that stand for a bloc: its most populous; of those without a figure, the most central."""
    order = sorted(range(len(bloc.states)), key=lambda k: (-population.get(bloc.states[k], 0.0), k))
    return tuple(bloc.states[k] for k in order[:NAMED])


def years_of(rows: pd.DataFrame) -> tuple[int, ...]:
    """The years in which enough states have common votes, from rows country, partner, year, value."""
    pairs = rows.groupby("year").size()
    return tuple(int(year) for year in pairs[pairs >= FEWEST * (FEWEST - 1) / 2].index)


def latest(years: Iterable[int]) -> int:
    """The last of `years` that compares with those before it."""
    return max(year for year in years if year not in NOT_COMPARABLE)


def blocs_from(store: Store, year: int, number: int | None = None) -> tuple[Agreement, Partition]:
    """The blocs of a year on the store's revision; ForesightError as in `agreement_of` and `partition`."""
    agreement = agreement_of(store.rows(INDICATOR, first=year, last=year), year)
    return agreement, partition(agreement, number)


def _evidence(agreement: Agreement, found: Partition, random: np.random.Generator) -> Evidence:
    count, size = len(found.blocs), len(agreement.states)
    points = _points(agreement.shares)
    clouds = []
    for _ in range(CLOUDS):
        apart = _between(_cloud(points, random))
        clouds.append(_widths(apart, _cuts(apart)))
    # of a number that somebody asked for, the clouds are asked for the same number
    judged = found.widths if count == found.best else (count,)
    as_wide = sum(max(one[k] for k in judged) >= max(found.widths[k] for k in judged) for one in clouds)
    distance, whole = _distances(agreement.shares), np.array([found.of[state] for state in agreement.states])
    rand, same = [], 0
    for _ in range(SUBSETS):
        kept = np.sort(random.choice(size, round(KEPT * size), replace=False))
        part = distance[np.ix_(kept, kept)]
        labels = _cuts(part)
        rand.append(adjusted_rand(labels[count], whole[kept]))
        same += chosen(_widths(part, labels)) == found.best
    limits = {k: float(np.quantile([one[k] for one in clouds], 0.95)) for k in found.widths}
    return Evidence((1 + as_wide) / (CLOUDS + 1), limits, tuple(rand), same / SUBSETS)


def _blocs(agreement: Agreement, labels: Integers, widths: Floats) -> tuple[Bloc, ...]:
    found = []
    for label in np.unique(labels):
        inner = np.flatnonzero(labels == label)
        order = inner[np.argsort(-widths[inner], kind="stable")]
        within = agreement.shares[np.ix_(inner, inner)][np.triu_indices(len(inner), 1)]
        across = agreement.shares[np.ix_(inner, np.flatnonzero(labels != label))]
        means = [float(part.mean()) if part.size else float("nan") for part in (within, across)]
        found.append(Bloc(tuple(agreement.states[k] for k in order), means[0], means[1]))
    return tuple(sorted(found, key=lambda bloc: (-len(bloc.states), bloc.states)))


def _distances(shares: Floats) -> Floats:
    distances: Floats = np.sqrt(np.clip(1 - shares, 0, None))
    return distances


@lru_cache(maxsize=512)
def _upper(size: int) -> tuple[Integers, Integers]:
    """Rows and columns of the pairs of `size` things: asked for thousands of times."""
    rows, columns = np.triu_indices(size, 1)
    return rows, columns


def _cuts(distance: Floats) -> dict[int, Integers]:
    """Ward's tree of the distances, cut into 2 to MOST blocs: number of blocs -> the bloc of each, counted from 0."""
    from scipy.cluster.hierarchy import linkage  # type: ignore[import-untyped]

    size = len(distance)
    merged = linkage(distance[_upper(size)], "ward")[:, :2].astype(int).tolist()
    # down from the blocs that are left before the last merges to the states in them
    ends = [node for pair in merged[size - MOST :] for node in pair if node < 2 * size - MOST]
    label = dict(zip(ends, range(MOST), strict=True))
    for step in range(size - MOST - 1, -1, -1):
        label[merged[step][0]] = label[merged[step][1]] = label[size + step]
    labels = np.array([label[state] for state in range(size)])
    found = {MOST: labels}
    for step in range(size - MOST, size - 2):
        first, second = sorted(label[node] for node in merged[step])
        kept = np.where(labels == second, first, labels)
        labels = kept - (kept > second)
        label = {node: first if own == second else own - (own > second) for node, own in label.items() if node >= size}
        label |= {state: int(own) for state, own in enumerate(labels)}
        label[size + step] = first
        found[int(labels.max()) + 1] = labels
    return found


def _silhouettes(distance: Floats, labels: Integers) -> Floats:
    """Rousseeuw's silhouette of each point; 0 for one that is alone in its bloc."""
    member = np.eye(int(labels.max()) + 1)[labels]
    return _of_sums(distance @ member, labels, member.sum(axis=0))


def _of_sums(sums: Floats, labels: Integers, counts: Floats) -> Floats:
    every = np.arange(len(labels))
    own = sums[every, labels] / np.maximum(counts[labels] - 1, 1)
    means = sums / counts
    means[every, labels] = np.inf
    other = means.min(axis=1)
    widths: Floats = np.where(counts[labels] > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-12), 0.0)
    return widths


def _widths(distance: Floats, labels: Mapping[int, Integers]) -> dict[int, float]:
    """The mean silhouette of each number of blocs."""
    members = [np.eye(count)[own] for count, own in labels.items()]
    sums, begin, found = distance @ np.concatenate(members, axis=1), 0, {}
    for (count, own), member in zip(labels.items(), members, strict=True):
        found[count] = float(_of_sums(sums[:, begin : begin + count], own, member.sum(axis=0)).mean())
        begin += count
    return dict(sorted(found.items()))


def _points(shares: Floats) -> Floats:
    """Principal coordinates (Gower 1966) of the voting records, longest first, without what is not Euclidean."""
    centred = np.eye(len(shares)) - 1 / len(shares)
    values, vectors = np.linalg.eigh(-0.5 * centred @ (1 - shares) @ centred)
    kept = values > 1e-9
    points: Floats = (vectors[:, kept] * np.sqrt(values[kept]))[:, ::-1]
    return points


def _cloud(points: Floats, random: np.random.Generator) -> Floats:
    """The same states without blocs: spread evenly along their first dimension, with the bend of the others over it.

    Votes along one line lie on an arc, whose two arms look like blocs to a cloud without that bend.
    """
    first = points[:, 0]
    bend, *_ = np.linalg.lstsq(_bent(first), points[:, 1:], rcond=None)
    rest = points[:, 1:] - _bent(first) @ bend
    even = random.uniform(-1, 1, len(first)) * np.sqrt(3) * first.std()
    cloud: Floats = np.column_stack([even, _bent(even) @ bend + rest[random.permutation(len(first))]])
    return cloud


def _bent(along: Floats) -> Floats:
    return np.column_stack([np.ones(len(along)), along, along**2])


def _between(points: Floats) -> Floats:
    squares = (points**2).sum(axis=1)
    distances: Floats = np.sqrt(np.clip(squares[:, None] + squares - 2 * points @ points.T, 0, None))
    np.fill_diagonal(distances, 0.0)
    return distances
