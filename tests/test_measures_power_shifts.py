"""Momentum, shares and a state's profile on cases worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from foresight.errors import ForesightError
from foresight.measures import power, power_profile, power_shifts
from tests.test_measures_power import MONEY, TWO, rows


def test_momentum_is_the_change_in_per_cent_of_those_seen_in_both_years() -> None:
    held = rows(("A", 2000, 10.0), ("A", 2005, 12.0), ("B", 2000, 8.0), ("B", 2005, 4.0), ("C", 2005, 99.0))
    found = power_shifts.momentum(held, 2005, 5, 10)
    assert found.points[["country", "level"]].to_numpy().tolist() == [["A", 12.0], ["B", 4.0]]
    assert found.points["change"].tolist() == pytest.approx([20.0, -50.0])
    assert (found.level, found.change) == (8.0, pytest.approx(-15.0))
    with pytest.raises(ForesightError, match="1990"):
        power_shifts.momentum(held, 1995, 5, 10)


def test_those_asked_for_and_groups_stand_beside_the_leading_and_outside_the_medians() -> None:
    held = rows(("A", 2000, 10.0), ("A", 2005, 12.0), ("B", 2000, 8.0), ("B", 2005, 4.0))
    group = rows(("forum:x", 2000, 18.0), ("forum:x", 2005, 16.0))
    found = power_shifts.momentum(held, 2005, 5, 1, ["B"], group)
    assert found.points["country"].tolist() == ["A", "B", "forum:x"]
    assert (found.level, found.change) == (12.0, pytest.approx(20.0))


def test_a_component_that_is_observed_only_later_is_no_rise() -> None:
    gdp = pd.concat([MONEY, MONEY.assign(year=2005)])
    arms = rows(*(("USA", y, 8.0) for y in (2000, 2005)), ("CHN", 2005, 8.0))
    ground = power.ground(TWO, {"gdp": gdp, "arms": arms})
    plain = power.index(ground, TWO.weights())[:, ground.countries.index("CHN")]
    assert plain[[0, 5]].tolist() == pytest.approx([50, 70])
    held = power_shifts.comparable(ground, TWO.weights(), 2000, 2005)
    assert held.loc[held["country"] == "CHN", "value"].tolist() == [50, 50]


def test_shares_are_of_those_listed_and_thin_years_are_left_out() -> None:
    held = rows(("A", 2000, 3.0), ("B", 2000, 1.0), ("A", 2001, 5.0), ("A", 2002, 1.0), ("B", 2002, 1.0))
    found = power_shifts.shares(held)
    assert found["year"].unique().tolist() == [2000, 2002]
    assert found["value"].tolist() == [75, 25, 50, 50]
    assert found["of"].tolist() == [2, 2, 2, 2]


def test_layers_sum_to_a_hundred_and_a_missing_year_is_no_nought() -> None:
    held = rows(("A", 2000, 60.0), ("B", 2000, 30.0), ("C", 2000, 10.0), ("B", 2001, 40.0), ("C", 2001, 60.0))
    found = power_shifts.layers(held, ["A", "B"], "rest")
    assert found.groupby("year")["value"].sum().tolist() == [100, 100]
    assert found[found["country"] == "rest"]["value"].tolist() == [10, 60]
    assert len(found[(found["country"] == "A") & (found["year"] == 2001)]) == 0


def test_concentration_is_the_sum_of_squared_shares_and_its_inverse_the_number_of_equal_partners() -> None:
    # 2006-10: 6, 3 and 1 of 10 ties: .36 + .09 + .01 = .46; 2001-05: one partner alone; 2000 is no whole period
    ties = rows(
        ("X", 2006, 6.0), ("Y", 2008, 2.0), ("Y", 2010, 1.0), ("Z", 2010, 1.0), ("X", 2003, 4.0), ("Y", 2000, 7.0)
    )
    found = power_profile.concentration(ties, 2000, 2010)
    assert found[["first", "last", "partners", "ties"]].to_numpy().tolist() == [[2001, 2005, 1, 4], [2006, 2010, 3, 10]]
    assert found["hhi"].tolist() == pytest.approx([1.0, 0.46])
    assert found["equal"].tolist() == pytest.approx([1.0, 1 / 0.46])


def test_a_period_without_ties_has_no_concentration() -> None:
    assert power_profile.concentration(rows(("X", 2001, 0.0), ("X", 2010, 0.0)), 2001, 2010).empty
    assert power_profile.concentration(rows(), 2001, 2010).empty


def test_partners_come_the_most_frequent_first_without_those_of_no_ties() -> None:
    ties = rows(("X", 2009, 1.0), ("Y", 2009, 2.0), ("Y", 2010, 2.0), ("Z", 2010, 0.0), ("W", 1999, 9.0))
    found = power_profile.partners(ties, 2001, 2010)
    assert found.to_numpy().tolist() == [["Y", 2010, 4.0], ["X", 2010, 1.0]]


def test_a_rank_is_among_those_with_a_figure_in_the_last_year_and_equals_share_the_better() -> None:
    found = power_profile.standings(rows(("A", 2000, 9.0), ("B", 2001, 5.0), ("C", 2001, 5.0), ("D", 2001, 1.0)))
    assert set(found) == {"B", "C", "D"}
    assert [(one.rank, one.of, one.year) for one in found.values()] == [(1, 3, 2001), (1, 3, 2001), (3, 3, 2001)]


def test_a_lone_last_year_after_a_gap_is_left_out_and_named() -> None:
    held = rows(*(("A", y, 0.5) for y in (2021, 2022, 2023, 2025)))
    found, apart = power_profile.up_to_the_gap(held, (2021, 2022, 2023, 2025))
    assert (found["year"].max(), apart) == (2023, (2025,))
    assert power_profile.up_to_the_gap(held, (2022, 2023, 2024, 2025))[1] == ()


def test_stays_are_full_memberships_the_earliest_first() -> None:
    held = pd.DataFrame(
        [("un", "A", 1945, pd.NA, "member"), ("x", "A", 1970, 1980, "member"), ("y", "A", 1960, pd.NA, "suspended")],
        columns=["forum", "country", "joined", "left", "status"],
    )
    found = power_profile.stays(held, "A")
    assert found["forum"].tolist() == ["un", "x"]
    assert found["left"].isna().tolist() == [True, False]
