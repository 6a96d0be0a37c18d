"""Movers and episodes: movements worked out by hand, and what is not known is not said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foresight.measures import movers


def course(country: str, values: dict[int, float]) -> pd.DataFrame:
    return pd.DataFrame({"country": country, "year": list(values), "value": list(values.values())})


def steady(country: str, step: float, last: float) -> pd.DataFrame:
    """A country that moved by `step` a year from 2000 to 2015, and stands at `last` in 2020."""
    held = {year: step * (year - 2000) for year in range(2000, 2016)}
    return course(country, held | {2020: last})


def test_a_movement_is_set_against_the_countrys_own_earlier_ones() -> None:
    # at 0.1 a year every earlier five-year movement is 0.5; from 1.5 to 2.5 is 1.0, twice that
    found = movers.movers(steady("AAA", 0.1, 2.5), 2020).iloc[0]
    assert (found["before"], found["after"], found["change"]) == pytest.approx((1.5, 2.5, 1.0))
    assert found["usual"] == pytest.approx(0.5)
    assert found["times"] == pytest.approx(2.0)
    assert found["yearly"] == pytest.approx(0.1)
    assert found["spans"] == 11  # those that end in 2005 to 2015


def test_the_largest_movement_comes_first_whatever_its_direction() -> None:
    rows = pd.concat([steady("AAA", 0.1, 1.6), steady("BBB", 0.1, -1.0), steady("CCC", 0.1, 2.0)])
    found = movers.movers(rows, 2020)
    assert found["country"].tolist() == ["BBB", "CCC", "AAA"]
    # of -2.5, 0.5 and 0.1 the middle one is 0.1
    assert found["beside"].tolist() == pytest.approx([-2.6, 0.4, 0.0])


def test_a_short_past_gives_a_movement_but_nothing_usual() -> None:
    found = movers.movers(course("AAA", {year: float(year) for year in range(2010, 2021)}), 2020).iloc[0]
    assert found["change"] == 5
    assert np.isnan(found["usual"])
    assert np.isnan(found["times"])


def test_a_country_without_one_of_the_two_years_has_no_row() -> None:
    rows = pd.concat([steady("AAA", 0.1, 2.5), course("BBB", {2014: 1.0, 2020: 2.0})])
    assert movers.movers(rows, 2020)["country"].tolist() == ["AAA"]
    assert movers.movers(rows, 1990).empty


def test_an_episode_begins_with_the_unbroken_run_that_reaches_the_year() -> None:
    flags = course("AAA", {2015: 1, 2016: 0, 2017: 1, 2018: 1, 2019: 1})
    index = course("AAA", {2016: 0.8, 2017: 0.7, 2019: 0.4})
    (one,) = movers.under_way(flags, index, 2019)
    assert (one.start, one.last) == (2017, 2019)
    assert one.change == pytest.approx(-0.4)
    assert movers.under_way(flags, index, 2016) == ()
    (earlier,) = movers.under_way(flags, index, 2017)
    assert earlier.change == pytest.approx(-0.1)


def test_an_episode_whose_beginning_is_not_measured_has_no_change() -> None:
    (one,) = movers.under_way(course("AAA", {2000: 1}), course("AAA", {2000: 0.5}), 2000)
    assert np.isnan(one.change)


def test_states_in_episodes_are_counted_by_year() -> None:
    down = pd.concat([course("AAA", {2000: 1, 2001: 0}), course("BBB", {2000: 1, 2001: 1})])
    up = pd.concat([course("AAA", {2000: 0, 2001: 1}), course("BBB", {2000: 0, 2001: 0})])
    assert movers.counted([down, up]).to_numpy().tolist() == [[2000, 2, 2, 0], [2001, 2, 1, 1]]
