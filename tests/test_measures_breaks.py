"""Structural breaks: planted ones are found to the year, and series that only drift are left in peace."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from foresight.catalogue import Indicator
from foresight.measures import breaks, shifts

YEARS = range(1960, 2020)


def series(seed: int, persistence: float = 0.0, length: int = 60) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = np.zeros(length + 60)
    for k in range(1, length + 60):
        values[k] = persistence * values[k - 1] + random.standard_normal()
    return values[60:]


@pytest.mark.parametrize(("persistence", "step"), [(0.0, 3.0), (0.5, 5.0)])
def test_a_planted_step_is_found_within_a_year_with_its_size(persistence: float, step: float) -> None:
    near = 0
    for seed in range(10):
        found = breaks.find(YEARS, series(seed, persistence) + step * (np.arange(60) >= 30))
        if found.told and found.kind == "level" and len(found.breaks) == 1:
            (one,) = found.breaks
            near += abs(one.year - 1990) <= 1
            assert one.early <= one.year <= one.late
            assert one.step == pytest.approx(step, abs=2.5)
    assert near >= 8


def test_two_planted_breaks_are_found() -> None:
    up = (np.arange(60) >= 20) & (np.arange(60) < 40)
    found = breaks.find(YEARS, series(3) + 4 * up)
    assert [abs(one.year - true) <= 1 for one, true in zip(found.breaks, (1980, 2000), strict=True)] == [True, True]
    first, second = found.breaks
    assert first.step > 0 > second.step
    assert [own.first for own in found.stretches] == [1960, first.year, second.year]


def test_a_planted_turn_is_a_break_of_the_direction() -> None:
    found = breaks.find(YEARS, series(5, 0.3) + 0.6 * np.maximum(np.arange(60) - 30, 0))
    assert found.told
    assert found.kind == "direction"
    assert abs(found.breaks[0].year - 1990) <= 4
    assert found.stretches[0].slope < 0.2 < 0.4 < found.stretches[-1].slope


@pytest.mark.parametrize(
    ("persistence", "drift"), [(0.0, 0.0), (0.8, 0.0), (1.0, 0.0), (1.0, 0.3), (0.5, 0.2)],
    ids=["noise", "persistent", "random walk", "random walk with drift", "trend"],
)  # fmt: skip
def test_series_without_a_break_are_broken_at_most_at_the_stated_rate(persistence: float, drift: float) -> None:
    told = sum(
        breaks.find(range(40), series(seed, persistence, 40) + drift * np.arange(40), draws=99).told
        for seed in range(100)
    )
    assert told <= 8


def test_the_same_series_has_the_same_verdict_and_its_scale_does_not_matter() -> None:
    values = series(7) + 3 * (np.arange(60) >= 30)
    one = breaks.find(YEARS, values)
    assert breaks.find(YEARS, values) == one
    other = breaks.find(YEARS, 1000 * values - 50)
    assert (other.p, other.found[0].year) == (one.p, one.found[0].year)


def test_years_before_a_gap_are_left_out_and_a_long_past_is_cut() -> None:
    values = [1.0, 2.0, np.nan, 3.0, 4.0, 5.0]
    assert breaks.unbroken(range(2000, 2006), values) == ((2003, 2004, 2005), (3.0, 4.0, 5.0))
    assert len(breaks.unbroken(range(1900, 2020), [0.0] * 120)[0]) == breaks.LONGEST
    assert breaks.unbroken([], []) == ((), ())


@pytest.mark.parametrize(
    ("values", "why"),
    [([1.0] * 19, "19 years in a row"), ([0.0, 1.0] * 20, "2 different values"), ([], "no figure")],
)
def test_what_cannot_be_tested_is_refused_with_the_reason(values: list[float], why: str) -> None:
    found = breaks.find(range(2000, 2000 + len(values)), values)
    assert why in found.refused
    assert not found.told
    assert found.breaks == ()


def test_several_tests_are_held_to_account_as_holm_does() -> None:
    # .01 against .05 / 3 holds; .03 against .05 / 2 does not, and neither does what comes after
    assert breaks.holm([0.03, 0.01, 0.04]) == (False, True, False)
    assert breaks.holm([0.01, float("nan"), 0.02]) == (True, False, True)


def test_amounts_are_tested_in_logarithms_and_told_in_their_unit() -> None:
    indicator = Indicator(
        key="spending", title="Spending", theme="emerging_powers", unit="US$", description="", source="x",
        transform="log", minimum=0, partial_years=(2019,),
    )  # fmt: skip
    values = np.exp(0.2 * series(2) + np.log(2) * (np.arange(60) >= 30))
    found = shifts.tested(pd.DataFrame({"year": list(YEARS), "value": values}), indicator)
    assert found.years[-1] == 2018
    before, after = (shifts.there(own.mean, indicator) for own in found.stretches)
    assert after / before == pytest.approx(2, rel=0.2)
    assert shifts.change(np.log(1.03), indicator) == (pytest.approx(3.0), True)


def test_a_place_among_all_counts_fresh_figures_only() -> None:
    rows = pd.DataFrame(
        [("AAA", 2020, 5.0), ("BBB", 2019, 9.0), ("CCC", 2010, 99.0), ("DDD", 2020, 5.0), ("EEE", 2018, 1.0)],
        columns=["country", "year", "value"],
    )
    found = shifts.standing(rows, ["AAA", "BBB", "CCC"]).set_index("country")
    assert sorted(found.index) == ["AAA", "BBB"]
    assert found["rank"].to_dict() == {"AAA": 2, "BBB": 1}
    assert found["of"].unique().tolist() == [4]
    assert found["share_below"].to_dict() == pytest.approx({"AAA": 1 / 3, "BBB": 1.0})


def test_refugees_per_thousand_are_missing_where_the_population_is() -> None:
    rows = pd.DataFrame({"country": ["AAA", "BBB"], "year": 2020, "value": [50.0, 50.0]})
    people = pd.DataFrame({"country": ["AAA"], "year": [2020], "value": [10_000.0]})
    assert shifts.per_thousand(rows, people).to_dict("records") == [{"country": "AAA", "year": 2020, "value": 5.0}]


def test_the_share_of_the_largest_is_taken_year_by_year() -> None:
    rows = pd.DataFrame({"country": list("ABC"), "year": 2020, "value": [6.0, 3.0, 1.0]})
    found = shifts.largest_share(rows, 2).iloc[0]
    assert (found["value"], found["first"]) == (90.0, "A")
    assert found["effective"] == pytest.approx(1 / 0.46)
