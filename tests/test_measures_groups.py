"""Regions and forums put together from their members, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from foresight.catalogue import load
from foresight.errors import ForesightError
from foresight.measures import groups

MEMBERS = {2000: frozenset({"FRA", "DEU"}), 2001: frozenset({"FRA", "DEU", "POL", "ESP", "ITA"})}


def members(forum: str, year: int) -> frozenset[str]:
    assert forum == "nato"
    return MEMBERS.get(year, frozenset())


def rows(*figures: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(figures, columns=["country", "year", "value"])


def test_a_forum_is_put_together_from_those_who_belonged_that_year() -> None:
    given = rows(("FRA", 2000, 1.0), ("DEU", 2000, 3.0), ("POL", 2000, 100.0), ("FRA", 1999, 7.0))
    found = groups.together(given, "forum:nato", "sum", members)
    assert found.to_dict("records") == [{"country": "forum:nato", "year": 2000, "value": 4.0, "of": 2}]
    assert groups.together(given, "forum:nato", "mean", members)["value"].tolist() == [2.0]


def test_a_year_with_too_few_members_is_left_out_and_a_missing_figure_is_not_nought() -> None:
    two = rows(("FRA", 2001, 1.0), ("DEU", 2001, 3.0))
    assert groups.together(two, "forum:nato", "mean", members).empty
    three = rows(("FRA", 2001, 1.0), ("DEU", 2001, 3.0), ("POL", 2001, 5.0), ("ESP", 2001, float("nan")))
    found = groups.together(three, "forum:nato", "mean", members)
    assert found[["value", "of"]].to_numpy().tolist() == [[3.0, 3]]


def test_countries_stand_beside_groups_in_the_indicator_s_own_way() -> None:
    given = rows(("FRA", 2000, 1.0), ("DEU", 2000, 3.0))
    catalogue = load()
    spending = groups.of_subjects(
        given, ["FRA", "forum:nato"], catalogue.indicator("military_expenditure_usd"), members
    )
    assert spending.to_numpy().tolist() == [["FRA", 2000, 1.0], ["forum:nato", 2000, 4.0]]
    democracy = groups.of_subjects(given, ["forum:nato"], catalogue.indicator("polyarchy"), members)
    assert democracy.to_numpy().tolist() == [["forum:nato", 2000, 2.0]]


def test_an_unknown_region_and_an_unknown_way_are_refused() -> None:
    given = rows(("FRA", 2000, 1.0))
    with pytest.raises(ForesightError, match="Did you mean"):
        groups.together(given, "region:south_asa", "sum", members)
    with pytest.raises(ForesightError, match="sum or mean"):
        groups.together(given, "forum:nato", "median", members)
