"""Polarity and concentration, on powers that can be counted on the fingers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foresight.errors import UnknownKeyError
from foresight.measures import polarity


def year(values: dict[str, float], at: int = 2000) -> pd.DataFrame:
    return pd.DataFrame({"country": list(values), "year": at, "value": list(values.values())})


def test_four_equals_have_an_index_of_a_quarter_and_are_four_powers() -> None:
    row = polarity.polarity(year(dict.fromkeys("ABCD", 5.0))).iloc[0]
    assert row["hhi"] == pytest.approx(0.25)
    assert row["effective"] == pytest.approx(4)
    assert row["con"] == pytest.approx(0)
    assert (row["first"], row["second"]) == ("A", "B")
    assert row["ratio"] == pytest.approx(1)


def test_one_with_everything_is_one_power_without_a_second() -> None:
    row = polarity.polarity(year({"A": 3.0, "B": 0.0})).iloc[0]
    assert (row["kind"], row["first"], row["second"], row["states"], row["listed"]) == ("unipolar", "A", "", 1, 2)
    assert (row["hhi"], row["con"]) == (1.0, 1.0)
    assert np.isnan(row["ratio"])


def test_concentration_is_that_of_ray_and_singer_worked_out_by_hand() -> None:
    # shares .6 .3 .1: squares .36 + .09 + .01 = .46; (.46 - 1/3) / (2/3) = .19
    assert polarity.concentration(np.array([0.6, 0.3, 0.1])) == pytest.approx(np.sqrt(0.19))


@pytest.mark.parametrize(
    ("shares", "kind"),
    [
        ({"A": 50.0, "B": 24.0, "C": 26.0}, "bipolar"),  # the second has 26
        ({"A": 50.0, "B": 24.0, "C": 24.0, "D": 2.0}, "unipolar"),
        ({"A": 25.0, "B": 25.0, "C": 24.0, "D": 26.0}, "bipolar"),
        ({"A": 49.0, "B": 24.0, "C": 17.0, "D": 10.0}, "multipolar"),
        ({"A": 60.0, "B": 36.0, "C": 4.0}, "bipolar"),  # more than a half, but another has a quarter
    ],
)
def test_the_class_of_a_year(shares: dict[str, float], kind: str) -> None:
    assert polarity.polarity(year(shares)).iloc[0]["kind"] == kind


def test_shares_are_those_among_the_leading_states_only() -> None:
    rows = year({"A": 40.0, "B": 20.0, **{f"S{k}": 4.0 for k in range(10)}})
    assert polarity.polarity(rows, None).iloc[0]["first_share"] == pytest.approx(0.4)
    assert polarity.polarity(rows, 2).iloc[0]["first_share"] == pytest.approx(2 / 3)
    assert polarity.polarity(rows, 2).iloc[0]["listed"] == 12


def test_a_year_with_nothing_has_no_row_and_spells_break_at_gaps() -> None:
    parts = [year({"A": 9.0, "B": 1.0}, y) for y in (2000, 2001, 2003)] + [year({"A": 0.0}, 2002)]
    table = polarity.polarity(pd.concat(parts))
    assert table["year"].tolist() == [2000, 2001, 2003]
    assert polarity.spells(table) == [("unipolar", 2000, 2001), ("unipolar", 2003, 2003)]


def test_the_states_that_are_not_listed_are_named_the_most_populous_first() -> None:
    without = polarity.missing({"USA", "CHN"}, 2000, {"IND": 1e9, "FRA": 6e7})
    assert without[:2] == ("IND", "FRA")
    assert not {"USA", "CHN"} & set(without)


def test_an_unknown_basis_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownKeyError, match="gdp, military, nuclear"):
        polarity.basis("money")
