"""Networks of ties on graphs small enough to work out by hand, and against networkx."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from foresight.errors import ForesightError, UnknownKeyError
from foresight.measures import network as measured
from foresight.measures import network_layout as layout
from foresight.measures.network import KINDS, Network, network
from foresight.measures.network_blocs import blocs, by_lot, index, regions_of, share_linked, share_within
from foresight.measures.network_communities import divided, followed, louvain
from foresight.measures.network_ego import ego
from foresight.measures.network_paths import betweenness, components
from foresight.measures.partitions import adjusted_rand

STATES = ("CAN", "FRA", "GBR", "IND", "JPN", "USA")
# a triangle FRA-GBR-USA, from USA a path over IND to JPN; CAN has no tie
TIES = {("FRA", "GBR"): 1, ("FRA", "USA"): 2, ("GBR", "USA"): 4, ("IND", "USA"): 1, ("IND", "JPN"): 3}


def rows(by_year: dict[int, dict[tuple[str, str], float]], states: tuple[str, ...] = STATES) -> pd.DataFrame:
    """Every pair of `states` in every year: the ties given, and zeros."""
    return pd.DataFrame(
        [
            (one, other, year, float(ties.get((one, other), 0)))
            for year, ties in by_year.items()
            for one, other in itertools.combinations(states, 2)
        ],
        columns=["country", "partner", "year", "value"],
    )


def graph(pairs: list[tuple[int, int]], count: int) -> np.ndarray:
    found = np.zeros((count, count))
    for one, other in pairs:
        found[one, other] = found[other, one] = 1
    return found


@pytest.fixture
def small() -> Network:
    return network(rows({2000: TIES}), KINDS["exercises"])


def test_density_degree_strength_and_components_are_those_of_the_drawing(small: Network) -> None:
    year = small.by_year[2000]
    assert small.states == STATES
    assert (year.ties, year.tied, year.components, year.largest) == (5, 5, 1, 5)
    assert year.density == pytest.approx(5 / 15)
    assert dict(zip(STATES, year.degree.tolist(), strict=True)) == {
        "CAN": 0, "FRA": 2, "GBR": 2, "IND": 2, "JPN": 1, "USA": 3,
    }  # fmt: skip
    assert year.strength[STATES.index("USA")] == 7


def test_betweenness_counts_the_pairs_a_state_stands_between(small: Network) -> None:
    # ten pairs of others each; USA: FRA and GBR to IND and JPN; IND: JPN to FRA, GBR and USA
    found = dict(zip(STATES, small.by_year[2000].betweenness.tolist(), strict=True))
    assert found == pytest.approx({"CAN": 0, "FRA": 0, "GBR": 0, "IND": 0.3, "JPN": 0, "USA": 0.4})
    assert [STATES[k] for k in measured.brokers(small.by_year[2000])] == ["USA", "IND"]


def test_two_shortest_paths_share_a_pair() -> None:
    square = graph([(0, 1), (1, 2), (2, 3), (0, 3)], 4) > 0
    assert betweenness(square) == pytest.approx([1 / 6] * 4)


@pytest.mark.parametrize("seed", range(4))
def test_betweenness_is_that_of_networkx_on_graphs_in_several_pieces(seed: int) -> None:
    drawn = nx.gnp_random_graph(60, 0.035, seed=seed)
    linked = nx.to_numpy_array(drawn) > 0
    expected = nx.betweenness_centrality(drawn)
    assert betweenness(linked) == pytest.approx([expected[k] for k in range(60)])
    pieces = sorted((len(c) for c in nx.connected_components(drawn) if len(c) > 1), reverse=True)
    assert components(linked) == pieces
    karate = nx.karate_club_graph()
    known = nx.betweenness_centrality(karate)
    assert betweenness(nx.to_numpy_array(karate, weight=None) > 0) == pytest.approx([known[k] for k in range(34)])


def test_graphs_without_ties_or_of_two_states_have_no_brokers() -> None:
    assert betweenness(np.ones((2, 2), dtype=bool)).tolist() == [0, 0]
    assert components(np.zeros((3, 3), dtype=bool)) == []
    empty = network(rows({2000: {}}), KINDS["exercises"]).by_year[2000]
    assert (empty.ties, empty.density, empty.groups, empty.components) == (0, 0, [], 0)
    assert np.isnan(empty.modularity)


def test_two_triangles_joined_by_a_tie_are_two_communities_of_known_modularity() -> None:
    upper = np.triu(graph([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (2, 3)], 7))
    found = divided(upper)
    assert found.labels[:3].tolist() == [found.labels[0]] * 3
    assert found.labels[3:6].tolist() == [found.labels[3]] * 3
    assert found.labels[0] != found.labels[3]
    assert found.labels[6] == -1
    assert found.modularity == pytest.approx(2 * (3 / 7 - 0.25))
    assert found.stability == 1


def test_louvain_is_as_good_as_that_of_networkx_and_its_modularity_is_the_same_figure() -> None:
    karate = nx.karate_club_graph()
    upper = np.triu(nx.to_numpy_array(karate))
    ours = divided(upper)
    groups = [set(np.flatnonzero(ours.labels == k).tolist()) for k in range(ours.labels.max() + 1)]
    assert ours.modularity == pytest.approx(nx.community.modularity(karate, groups))
    theirs = [nx.community.louvain_communities(karate, seed=seed) for seed in range(10)]
    assert ours.modularity >= max(nx.community.modularity(karate, found) for found in theirs) - 1e-3
    assert louvain(upper, 3).tolist() == louvain(upper, 3).tolist()


def test_the_adjusted_rand_index_on_cases_worked_out_by_hand() -> None:
    # pairs together: both 1, first 2, second 1, of 6: (1 - 2/6) / (1.5 - 2/6)
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])) == pytest.approx(4 / 7)
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(-0.5)


def test_a_community_keeps_its_number_through_the_years_and_after_a_year_away() -> None:
    years = [[0, 0, 0, 1, 1, 1, -1], [1, 1, 1, 0, 0, 0, 0], [-1, -1, -1, 0, 0, 0, -1], [0, 0, 0, 1, 1, 1, 1]]
    found = followed([np.array(year) for year in years])
    assert [labels[0] for labels in found] == [0, 0, -1, 0]
    assert [labels[3] for labels in found] == [1, 1, 1, 1]
    # one of seven members in common is another group
    other = followed([np.array([0, 0, 0, 0, -1, -1, -1]), np.array([-1, -1, -1, 0, 0, 0, 0])])
    assert (other[0][0], other[1][3]) == (0, 1)


def test_a_window_adds_up_its_years_and_begins_when_it_is_whole() -> None:
    years = {2000: {("FRA", "USA"): 1}, 2001: {("FRA", "USA"): 2}, 2002: {("GBR", "USA"): 1}}
    held = network(rows(years), KINDS["exercises"], window=3)
    assert held.years == (2002,)
    assert dict(zip(*[measured.edges(held, held.by_year[2002])[c] for c in ("country", "value")], strict=True)) == {
        "FRA": 3, "GBR": 1,
    }  # fmt: skip
    assert held.when(2002) == "2000–2002"
    with pytest.raises(ForesightError, match="do not reach over 5 years"):
        network(rows(years), KINDS["exercises"], window=5)


def test_a_state_that_is_not_covered_is_missing_and_one_without_a_tie_is_zero() -> None:
    early = rows({2000: {("FRA", "USA"): 1}}, ("CAN", "FRA", "USA"))
    held = network(pd.concat([early, rows({2001: TIES})]), KINDS["exercises"])
    assert not held.covers("IND", 2000)
    assert held.covers("CAN", 2000)
    assert held.by_year[2000].density == pytest.approx(1 / 3)
    listed = measured.nodes(held, held.by_year[2000]).set_index("country")
    assert "IND" not in listed.index
    assert listed.loc["CAN", "ties"] == 0
    assert pd.isna(listed.loc["CAN", "ties_rank"])
    assert listed.loc["FRA", "ties_rank"] == listed.loc["USA", "ties_rank"] == 1


def test_from_a_threshold_on_shared_forums_are_a_tie() -> None:
    held = network(rows({2000: {("FRA", "USA"): 3, ("GBR", "USA"): 4}}), KINDS["forums"], least=4)
    assert measured.edges(held, held.by_year[2000])["country"].tolist() == ["GBR"]


def test_windows_thresholds_and_kinds_that_do_not_exist_are_refused_in_a_sentence() -> None:
    with pytest.raises(ForesightError, match="choose 1 or 3 or 5"):
        network(rows({2000: TIES}), KINDS["exercises"], window=2)
    with pytest.raises(ForesightError, match="choose 3 or 4 or 5"):
        network(rows({2000: TIES}), KINDS["forums"], least=1)
    with pytest.raises(UnknownKeyError, match="Did you mean exercises"):
        measured.kind_of("exercise")
    with pytest.raises(ForesightError, match="holds no figures of joint exercises"):
        network(rows({}), KINDS["exercises"])


def test_the_e_i_index_of_a_bloc_and_what_lot_would_give(small: Network) -> None:
    groups = {"west": {"FRA", "GBR", "USA"}, "all": set(STATES), "pair": {"IND", "JPN"}, "idle": {"CAN", "DEU", "ITA"}}
    found = blocs(small, small.by_year[2000], groups).set_index("bloc")
    assert set(found.index) == {"west", "all"}  # a pair, and a bloc with one covered member, are none
    assert found.loc["west", ["inside", "across"]].tolist() == [3, 1]
    assert found.loc["west", "ei"] == pytest.approx((1 - 3) / 4)
    assert found.loc["west", "by_lot"] == pytest.approx((9 - 3) / 12)
    assert found.loc["all", "ei"] == -1
    assert np.isnan(found.loc["all", "by_lot"])
    assert np.isnan(index(0, 0))


def test_the_share_of_ties_within_a_region_beside_lot_and_within_a_pact(small: Network) -> None:
    year, labels = small.by_year[2000], np.array([0, 1, 1, 2, 3, 0])
    assert share_within(year, labels) == pytest.approx(1 / 5)
    assert by_lot(year, labels) == pytest.approx(2 / 15)
    assert share_within(year, np.full(6, -1)) != share_within(year, np.full(6, -1))
    regions = dict(zip(STATES, regions_of(small).tolist(), strict=True))
    assert regions["FRA"] == regions["GBR"]
    assert regions["CAN"] == regions["USA"] != regions["IND"]
    pacts = rows({2000: {("FRA", "USA"): 1, ("GBR", "USA"): 1, ("CAN", "USA"): 1}})
    assert share_linked(small, pacts) == pytest.approx([2 / 5])
    assert np.isnan(share_linked(small, pacts.assign(year=1999))[0])


def test_the_ties_of_one_state_are_held_against_those_of_five_years_before() -> None:
    before = {("FRA", "USA"): 1, ("IND", "USA"): 5, ("CAN", "USA"): 1}
    held = network(rows({1995: before, 1996: {}, 1997: {}, 1998: {}, 1999: {}, 2000: TIES}), KINDS["exercises"])
    own = ego(held, "USA", 2000)
    assert own.before == 1995
    assert {change: own.partners(change) for change in ("new", "kept", "gone")} == {
        "new": ["GBR"], "kept": ["FRA", "IND"], "gone": ["CAN"],
    }  # fmt: skip
    assert own.ties.set_index("partner")["rank"].to_dict()["FRA"] == 2
    assert own.place["year"].tolist() == [1995, 1996, 1997, 1998, 1999, 2000]
    last = own.place.iloc[-1]
    assert (last["ties"], last["ties_rank"], last["betweenness_rank"], last["among"]) == (3, 1, 1, 5)
    assert pd.isna(own.place.iloc[1]["ties_rank"])
    early = ego(held, "USA", 1998)
    assert early.before is None
    assert early.ties.empty


def test_gains_cannot_be_told_where_the_earlier_year_is_not_covered(small: Network) -> None:
    own = ego(small, "IND", 2000)
    assert own.before is None
    assert own.ties["change"].tolist() == ["", ""]
    assert own.ties["before"].isna().all()
    assert own.partners("new") == []


def test_places_stay_the_same_stand_apart_and_keep_friends_near() -> None:
    states = tuple(f"S{k:02}" for k in range(24))
    drawn = rows({2000: {(a, b): 3 for a, b in itertools.combinations(states[:20], 2) if (a < "S10") == (b < "S10")}},
                 states)  # fmt: skip
    total = measured.together(drawn, states, 1)
    places = layout.by_ties(total)
    assert np.array_equal(places, layout.by_ties(total), equal_nan=True)
    assert np.isnan(places[20:]).all()
    laid = places[:20]
    gaps = np.linalg.norm(laid[:, None] - laid[None, :], axis=2)[~np.eye(20, dtype=bool)]
    assert gaps.min() > 0.8 * layout.APART
    assert ((laid >= 0) & (laid <= (layout.WIDE, layout.HIGH))).all()
    near, far = laid[:10].mean(axis=0), laid[10:].mean(axis=0)
    assert np.linalg.norm(near - far) > np.linalg.norm(laid[:10] - near, axis=1).mean()


def test_geography_puts_states_where_they_lie() -> None:
    found = dict(zip(("USA", "FRA", "DEU", "NZL", "XXX"), layout.by_geography(("USA", "FRA", "DEU", "NZL", "XXX")),
                     strict=True))  # fmt: skip
    assert found["USA"][0] < found["FRA"][0] < found["DEU"][0] < found["NZL"][0]
    assert found["NZL"][1] < found["USA"][1] < found["DEU"][1]
    assert np.isnan(found["XXX"]).all()
