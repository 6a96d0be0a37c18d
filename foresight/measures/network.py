"""Who is tied to whom, year by year: the ties of a kind as graphs, with what is measured of each year's graph.

Ties have no direction. A graph's nodes are all states that the source covers in the year, tied or not; a state that it
does not cover is in no graph. Definitions: Wasserman & Faust 1994 (density, degree, components), Freeman 1977
(betweenness), Barrat et al. 2004 (strength), Newman 2004 (modularity of weighted graphs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from foresight.errors import ForesightError, unknown
from foresight.measures.declared import Measure, measure
from foresight.measures.network_communities import Division, divided, followed
from foresight.measures.network_paths import betweenness, components

if TYPE_CHECKING:
    from foresight.store import Store

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
PACTS = "defence_pact_pair"


@dataclass(frozen=True)
class Kind:
    """A kind of tie. `title` and `noun` name it ("joint exercises"), `did` says what two tied states did or had.

    `windows`: over how many years it can be added up, the usual one first; `least`: from how much on it counts as a
    tie; `counted`: whether a tie can be stronger than another.
    """

    key: str
    indicator: str
    title: str
    noun: str
    did: str
    windows: tuple[int, ...] = (1,)
    least: tuple[int, ...] = (1,)
    counted: bool = True


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("exercises", "exercises_pair", "Joint exercises", "joint exercises", "exercised together", (1, 3, 5)),
        Kind("agreements", "agreements_pair", "Agreements signed", "defence agreements signed",
             "signed a defence agreement", (5, 3, 1)),
        Kind("in_force", "agreements_in_force_pair", "Agreements in force", "defence agreements in force",
             "had a defence agreement in force"),
        Kind("pacts", PACTS, "Defence pacts", "defence pacts", "had a defence pact", counted=False),
        Kind("forums", "shared_forums", "Shared forums", "security forums shared", "shared {least} forums or more",
             least=(3, 4, 5)),
    )
}  # fmt: skip
"""Arms-control treaties and the United Nations are shared by nearly all: a graph of them has no shape."""


@dataclass(frozen=True)
class Year:
    """The graph of one year over `Network.states` (n of them), and what is measured of it.

    `first`, `second`, `value`: its ties, by place in `states`, first < second, and how strong. Arrays of n: `covered`;
    `degree` (states tied to), `strength` (sum of values), `betweenness` (0 to 1, see `network_paths`), all 0 where a
    covered state has no tie and where a state is not covered; `community`: which one, by a number that follows it
    through the years, -1 without a tie. `density`: ties as a share of the pairs of covered states. `largest`: states in
    the largest component. `modularity`, `stability`: see `network_communities.Division`.
    """

    year: int
    first: Whole
    second: Whole
    value: Floats
    covered: Flags
    degree: Whole
    strength: Floats
    betweenness: Floats
    community: Whole
    density: float
    components: int
    largest: int
    modularity: float
    stability: float

    @property
    def ties(self) -> int:
        return len(self.first)

    @property
    def tied(self) -> int:
        """How many states have a tie."""
        return int((self.degree > 0).sum())

    @property
    def groups(self) -> list[int]:
        """The communities, the one with most states first."""
        numbers, sizes = np.unique(self.community[self.community >= 0], return_counts=True)
        return [int(k) for k in numbers[np.lexsort((numbers, -sizes))]]

    def members(self, community: int) -> list[int]:
        """The places of a community's states, the one with the strongest ties first."""
        places = np.flatnonzero(self.community == community)
        return [int(k) for k in places[np.lexsort((places, -self.strength[places]))]]

    def upper(self) -> Floats:
        """n × n: the value of each tie above the diagonal, 0 everywhere else."""
        found = np.zeros((len(self.covered), len(self.covered)))
        found[self.first, self.second] = self.value
        return found

    def values_of(self, place: int) -> Floats:
        """The value of one state's tie with each state, 0 where there is none."""
        found = np.zeros(len(self.covered))
        found[self.second[self.first == place]] = self.value[self.first == place]
        found[self.first[self.second == place]] = self.value[self.second == place]
        return found


@dataclass(frozen=True)
class Network:
    """All years of one kind of tie. `by_year`: year -> its graph, only years whose whole window the source covers."""

    kind: Kind
    window: int
    least: int
    states: tuple[str, ...]
    by_year: Mapping[int, Year]
    place: Mapping[str, int] = field(repr=False)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(self.by_year)

    @property
    def of(self) -> str:
        """What is drawn, in words: `Joint exercises`, `Joint exercises over three years`, `Three or more shared …`."""
        more = f", {self.least} or more" if len(self.kind.least) > 1 else ""
        return f"{self.kind.title}{more}" + (f", {self.window} years together" if self.window > 1 else "")

    @property
    def did(self) -> str:
        """What two tied states did or had: `exercised together`, `shared 3 forums or more`."""
        return self.kind.did.format(least=self.least)

    def when(self, year: int) -> str:
        """`2010`, or `2006–2010` for a window of five."""
        return str(year) if self.window == 1 else f"{year - self.window + 1}–{year}"

    def covers(self, iso3: str, year: int) -> bool:
        """Does the source cover the state in the year: only then does no tie mean none."""
        return year in self.by_year and iso3 in self.place and bool(self.by_year[year].covered[self.place[iso3]])


def kind_of(key: str) -> Kind:
    """The kind of tie of that key; UnknownKeyError with the nearest keys otherwise."""
    if key not in KINDS:
        raise unknown("kind of tie", key, KINDS, f"Kinds of tie: {', '.join(KINDS)}.")
    return KINDS[key]


def checked(kind: Kind, window: int | None, least: int | None) -> tuple[int, int]:
    """Window and threshold, the kind's own where None; ForesightError for those that the kind does not have."""
    window = kind.windows[0] if window is None else window
    least = kind.least[0] if least is None else least
    for value, known, what in ((window, kind.windows, "a window of {} years"), (least, kind.least, "ties from {} on")):
        if value not in known:
            offered = " or ".join(map(str, known))
            raise ForesightError(f"{kind.title} cannot be shown with {what.format(value)}: choose {offered}.")
    return window, least


def declared(kind: Kind, key: str, *also: str) -> Measure:
    """The declared measure `network_KEY` as it is of this kind of tie: it rests on the kind's figures and `also`."""
    return measure(f"network_{key}").model_copy(update={"rests_on": (kind.indicator, *also)})


def network_from(store: Store, kind: Kind, window: int | None = None, least: int | None = None) -> Network:
    """The network of a kind of tie from the store. Errors as in `checked`; ForesightError where there are none."""
    checked(kind, window, least)
    return network(store.rows(kind.indicator), kind, window, least)


def network(rows: pd.DataFrame, kind: Kind, window: int | None = None, least: int | None = None) -> Network:
    """The network of `rows` (country, partner, year, value; zeros say that a pair is covered).

    With a window the values of its years are added up; nodes are the states covered in its last year.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    window, least = checked(kind, window, least)
    if rows.empty:
        raise ForesightError(f"This revision of the data holds no figures of {kind.noun}.")
    states = states_of(rows)
    covered, graphs = _graphs(rows, states, window, least)
    if not graphs:
        raise ForesightError(f"The figures of {kind.noun} do not reach over {window} years: choose a shorter window.")
    split: dict[bytes, Division] = {}  # treaties stand for years: the same graph is divided once
    names = {year: graph.tobytes() for year, graph in graphs.items()}
    by_year = {}
    with threadpool_limits(limits=1):  # the matrices are small: threads would only wait for each other
        for year, name in names.items():
            if name not in split:
                split[name] = divided(graphs[year])
        numbers = followed([split[name].labels for name in names.values()])
        for (year, name), own in zip(names.items(), numbers, strict=True):
            by_year[year] = _measured(year, graphs[year], covered[year], replace(split[name], labels=own))
    return Network(kind, window, least, states, by_year, {iso3: k for k, iso3 in enumerate(states)})


def _graphs(
    rows: pd.DataFrame, states: Sequence[str], window: int, least: int
) -> tuple[dict[int, Flags], dict[int, Floats]]:
    """For every year whose window is whole: which states are covered, and the values of ties above the diagonal."""
    index, start = pd.Index(states), int(rows["year"].min())
    years = range(start, int(rows["year"].max()) + 1)
    at = rows["year"].to_numpy() - start
    one, other = index.get_indexer(pd.Index(rows["country"])), index.get_indexer(pd.Index(rows["partner"]))
    there = np.zeros((len(years), len(states)), dtype=bool)
    there[at, one] = there[at, other] = True
    values = np.zeros((len(years), len(states), len(states)))
    values[at, np.minimum(one, other), np.maximum(one, other)] = rows["value"].to_numpy()
    covered, graphs = {}, {}
    for k, year in enumerate(years):
        span = slice(k - window + 1, k + 1)
        if k + 1 >= window and there[span].any(axis=1).all():
            summed = values[span].sum(axis=0)
            summed[:, ~there[k]] = summed[~there[k], :] = 0
            covered[year], graphs[year] = there[k], np.where(summed >= least, summed, 0)
    return covered, graphs


def states_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Every state that `rows` (country, partner, …) cover, in the order in which a network holds them."""
    return tuple(sorted({*rows["country"].unique(), *rows["partner"].unique()}))


def together(rows: pd.DataFrame, states: Sequence[str], least: int) -> Floats:
    """n × n, symmetric: the values from `least` on of all years of `rows` (country, partner, year, value) added up."""
    index, held = pd.Index(states), rows[rows["value"] >= least]
    found = np.zeros((len(states), len(states)))
    one, other = index.get_indexer(pd.Index(held["country"])), index.get_indexer(pd.Index(held["partner"]))
    np.add.at(found, (one, other), held["value"].to_numpy())
    return found + found.T


def _measured(year: int, upper: Floats, covered: Flags, found: Division) -> Year:
    """What is measured of one graph; `upper`: its values above the diagonal."""
    first, second = np.nonzero(upper)
    weights = upper + upper.T
    inside = np.flatnonzero(covered)
    between = np.zeros(len(covered))
    between[inside] = betweenness(weights[np.ix_(inside, inside)] > 0)
    sizes = components(weights > 0)
    pairs = len(inside) * (len(inside) - 1) / 2
    return Year(
        year, first.astype(np.int64), second.astype(np.int64), upper[first, second], covered,
        (weights > 0).sum(axis=1), weights.sum(axis=1), between, found.labels,
        len(first) / pairs if pairs else 0.0, len(sizes), max(sizes, default=0),
        found.modularity, found.stability,
    )  # fmt: skip


def ranks(values: Floats | Whole, among: Flags) -> Whole:
    """Places among the states `among`: 1 for the highest, equals share the better one; 0 for all others."""
    own = values[among]
    found = np.zeros(len(values), dtype=np.int64)
    found[among] = 1 + (own[None, :] > own[:, None]).sum(axis=1)
    return found


def brokers(year: Year, count: int = 10) -> list[int]:
    """Places of the states on most shortest paths, highest betweenness first; those with none are left out."""
    order = np.lexsort((np.arange(len(year.betweenness)), -year.betweenness))
    return [int(k) for k in order[:count] if year.betweenness[k] > 0]


def nodes(network: Network, year: Year) -> pd.DataFrame:
    """One row per covered state: country, year, ties, strength, betweenness, its rank, and community (<NA>: no tie)."""
    inside = np.flatnonzero(year.covered)
    tied = year.degree > 0
    rows = pd.DataFrame(
        {
            "country": [network.states[k] for k in inside],
            "year": year.year,
            "ties": year.degree[inside],
            "ties_rank": ranks(year.degree, tied)[inside],
            "strength": year.strength[inside],
            "betweenness": year.betweenness[inside],
            "betweenness_rank": ranks(year.betweenness, tied)[inside],
            "community": pd.array(year.community[inside], dtype="Int64"),
        }
    )
    untied = rows["ties"] == 0
    for name in ("ties_rank", "betweenness_rank"):
        rows[name] = rows[name].astype("Int64").mask(untied)
    rows["community"] = rows["community"].mask(untied)
    return rows.sort_values(["ties", "strength", "country"], ascending=[False, False, True], ignore_index=True)


def edges(network: Network, year: Year) -> pd.DataFrame:
    """One row per tie: country, partner, year, value, strongest first."""
    rows = pd.DataFrame(
        {
            "country": [network.states[k] for k in year.first],
            "partner": [network.states[k] for k in year.second],
            "year": year.year,
            "value": year.value,
        }
    )
    return rows.sort_values(["value", "country", "partner"], ascending=[False, True, True], ignore_index=True)


def course(network: Network, within: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """One row per year: year, ties, states with a tie, covered, density, communities, modularity, and `within`."""
    found = pd.DataFrame(
        [
            (y.year, y.ties, y.tied, int(y.covered.sum()), y.density, y.components, y.largest, len(y.groups),
             y.modularity)
            for y in network.by_year.values()
        ],
        columns=["year", "ties", "tied", "covered", "density", "components", "largest", "communities", "modularity"],
    )  # fmt: skip
    return found.assign(**{name: list(values) for name, values in within.items()})
