"""Onsets, endings, kinds, outside states and spill-over, worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from foresight.measures import conflict
from foresight.measures.conflict import Ending, Onset


def rows(*triples: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(triples, columns=["country", "year", "value"])


def series(country: str, first: int, *values: float) -> list[tuple[str, int, float]]:
    return [(country, first + place, value) for place, value in enumerate(values)]


def members(forum: str, year: int) -> frozenset[str]:
    return frozenset({"MLI", "NER"}) if year < 2002 else frozenset({"MLI", "NER", "TCD"})


def test_an_onset_needs_five_observed_quiet_years_before_it() -> None:
    deaths = rows(
        *series("MLI", 1990, 0, 0, 24, 0, 0, 25, 400, 0, 0, 0, 0, 24, 30),  # 1995; 2002 after five below 25
        *series("NER", 1990, 0, 0, 0, 0, 30, 0, 0),  # four quiet years only
        *series("TCD", 1990, 0, 0, 0, 0, 0, 0),
    )
    assert conflict.onsets(deaths) == (Onset("MLI", 1995, 25.0), Onset("MLI", 2002, 30.0))
    assert conflict.onsets(deaths, 1000) == ()


def test_a_year_that_is_missing_is_not_a_quiet_one() -> None:
    deaths = rows(*series("MLI", 1990, 0, 0, 0), *series("MLI", 1994, 0, 0, 50))
    assert conflict.onsets(deaths) == ()


def test_an_ending_is_the_first_year_below_once_two_are_observed() -> None:
    deaths = rows(
        *series("MLI", 2000, 100, 40, 3, 0),
        *series("NER", 2000, 100, 40, 30, 0),  # one year below is too few
        *series("TCD", 2000, 100, 0, 0),  # ends before the data do
        *series("SDN", 2000, 1, 0, 0, 0),
    )
    assert conflict.endings(deaths) == (Ending("MLI", 2002, 40.0, 2),)
    assert conflict.recent(conflict.endings(deaths), 2003, 1) == ()
    assert conflict.recent(conflict.endings(deaths), 2003, 2) == (Ending("MLI", 2002, 40.0, 2),)


def test_kinds_are_added_up_only_where_all_are_known() -> None:
    one, every = rows(("MLI", 2000, 1), ("MLI", 2001, 2)), rows(("MLI", 2001, 5), ("NER", 2001, 1))
    found = conflict.all_kinds(lambda key: one if key == "state_based_deaths" else every)
    assert found[["country", "year", "value"]].to_dict("records") == [{"country": "MLI", "year": 2001, "value": 12.0}]


def test_deaths_of_a_subject_keep_the_providers_low_and_high_even_where_they_are_out_of_order() -> None:
    tables = {
        f"{kind}{estimate}": rows(("MLI", 2000, value))
        for kind, three in zip(conflict.KINDS, ((10, 12, 20), (1, 0, 1), (5, 5, 9)), strict=True)
        for estimate, value in zip(("", "_low", "_high"), three, strict=True)
    }
    kinds = conflict.all_kinds(tables.__getitem__)
    found = conflict.killed(kinds, "MLI", members)
    assert found[["year", "value", "low", "high"]].to_numpy().tolist() == [[2000, 16, 17, 30]]
    assert conflict.killed(kinds, "NER", members).empty
    assert conflict.killed(kinds, "forum:f", members).empty  # one of two members is fewer than 60 %


def test_drawn_in_counts_countries_of_a_group_and_conflicts_of_a_country() -> None:
    active = rows(("MLI", 2000, 3), ("NER", 2000, 1), ("TCD", 2000, 9), ("MLI", 2001, 0), ("NER", 2001, 0))
    outside = rows(("MLI", 2000, 2), ("NER", 2000, 0), ("TCD", 2000, 1), ("MLI", 2001, 0), ("NER", 2001, 0))
    group = conflict.drawn_in(active, outside, "forum:f", members)
    assert group[["fought", "joined"]].to_numpy().tolist() == [[2, 1], [0, 0]]
    assert group["share"].iloc[0] == 50
    assert math.isnan(group["share"].iloc[1])
    alone = conflict.drawn_in(active, outside, "MLI", members)
    assert alone[["fought", "joined"]].to_numpy().tolist() == [[3, 3], [0, 0]]


def pairs(*found: tuple[str, str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["country", "partner", "year", "value"])


def test_the_code_of_a_pair_says_which_way_the_troops_went() -> None:
    sent = conflict.directed(pairs(("ETH", "SOM", 2008, 1), ("MLI", "NER", 2020, 2), ("AFG", "PAK", 2015, 3)))
    assert set(sent.itertuples(index=False, name=None)) == {
        ("SOM", "ETH", 2008),
        ("MLI", "NER", 2020),
        ("PAK", "AFG", 2015),
        ("AFG", "PAK", 2015),
    }
    assert conflict.directed(pairs(("ETH", "SOM", 2008, 0))).empty


def test_a_pair_that_the_store_has_turned_means_the_same() -> None:
    straight, turned = pairs(("ETH", "SOM", 2008, 1)), pairs(("SOM", "ETH", 2008, 1))
    assert conflict.directed(straight).equals(conflict.directed(turned))


def test_outside_states_of_a_group_are_told_with_the_places_they_are_in() -> None:
    sent = conflict.directed(pairs(("FRA", "MLI", 2000, 1), ("FRA", "NER", 2000, 1), ("FRA", "TCD", 2000, 1)))
    found = conflict.senders(sent, "forum:f", members)
    assert found.to_dict("records") == [{"country": "FRA", "year": 2000, "value": 2.0, "where": ("MLI", "NER")}]
    assert conflict.abroad(sent, "FRA")["country"].tolist() == ["MLI", "NER", "TCD"]


def test_neighbours_of_a_group_border_on_a_member_and_are_none_themselves() -> None:
    around = conflict.neighbours_of("forum:f", 2000, members)
    assert {"DZA", "TCD", "NGA"} <= around
    assert not around & {"MLI", "NER"}
    deaths = rows(("DZA", 2000, 7), ("MLI", 2000, 1), ("FRA", 2000, 2))
    assert conflict.next_door(deaths, "forum:f", members)["country"].tolist() == ["DZA"]


def test_sums_over_those_listed_say_how_many_they_are() -> None:
    found = conflict.added_up(rows(("MLI", 2000, 5), ("MLI", 2003, 5), ("TCD", 2003, 1)), "forum:f", members)
    assert found.to_numpy().tolist() == [[2000, 5, 1, 2], [2003, 6, 2, 3]]


def test_onsets_next_door_are_counted_among_those_that_were_quiet() -> None:
    # Mali's onset in 1996; Niger follows in 1999; Algeria and Japan stay quiet, Burkina Faso was never quiet
    deaths = rows(
        *series("MLI", 1990, 0, 0, 0, 0, 0, 0, 60, 60, 60, 60, 60, 60),
        *series("NER", 1990, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90, 90, 90),
        *series("DZA", 1990, *[0.0] * 12),
        *series("JPN", 1990, *[0.0] * 12),
        *series("BFA", 1990, *[99.0] * 12),
    )
    found = conflict.spill_over(deaths, within=5)
    assert found.followed[0].onset == Onset("MLI", 1996, 60.0)
    assert found.followed[0].quiet == ("DZA", "NER")
    assert found.followed[0].followers == (Onset("NER", 1999, 90.0),)
    assert (found.near, found.far) == (0.5, 0.0)  # the onset of 1999 is not observed for five years


def test_the_severest_are_ranked_and_those_without_deaths_left_out() -> None:
    top = conflict.severest(rows(("MLI", 2000, 5), ("NER", 2000, 9), ("TCD", 2000, 0), ("SDN", 1999, 99)), 2)
    assert top["country"].tolist() == ["NER", "MLI"]


@pytest.mark.parametrize("subject", ["MLI", "forum:f"])
def test_a_profile_of_what_is_not_in_the_data_holds_no_zero(subject: str) -> None:
    empty = rows(("JPN", 2000, 0.0))
    sent = conflict.directed(pairs(("ETH", "SOM", 2008, 1)))
    found = conflict.profile(lambda key: empty, sent, subject, members)
    assert all(math.isnan(value) for three in found.deaths.values() for value in three)
    assert math.isnan(found.fought)
    assert all(math.isnan(value) for value, _ in found.displaced.values())
