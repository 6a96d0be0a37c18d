"""Ranks under random weightings, against probabilities worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from foresight.errors import ForesightError
from foresight.measures.power_ranks import Ranks, draw, ranks

RUNS = 40_000
CLOSE = 0.01


def ranked(scores: list[list[float]], names: str, **more: float) -> Ranks:
    keys = tuple("abcde"[: len(scores[0])])
    weightings = draw(None, keys, RUNS, 1)
    return ranks(np.array(scores, dtype=float), tuple(names), weightings, np.ones(len(keys)), 0.6, **more)


def test_two_components_a_known_share_of_weightings_puts_the_specialist_first() -> None:
    # A = (100, 0), B = (50, 80): A is first where w > 8/13, and w is uniform
    found = ranked([[100, 0], [50, 80]], "AB")
    assert found.among("A", 1) == pytest.approx(5 / 13, abs=CLOSE)
    assert found.among("A", 1) + found.among("B", 1) == 1
    assert found.among("A", 2) == 1


def test_three_components_a_known_share_needs_more_than_half_of_the_weight() -> None:
    # A = (100, 0, 0), B = (50, 50, 50): the first weight exceeds one half in (1/2)² of the simplex
    found = ranked([[100, 0, 0], [50, 50, 50]], "AB")
    assert found.among("A", 1) == pytest.approx(1 / 4, abs=CLOSE)


def test_one_leader_per_component_is_first_equally_often() -> None:
    found = ranked([[100, 0, 0], [0, 100, 0], [0, 0, 100]], "ABC")
    assert [found.among(c, 1) for c in "ABC"] == pytest.approx([1 / 3] * 3, abs=CLOSE)
    assert found.table[["low", "median", "high"]].to_numpy().tolist() == [[1, 2, 3]] * 3


def test_who_is_behind_in_everything_is_behind_under_every_weighting() -> None:
    found = ranked([[100, 90, 80], [60, 70, 75], [10, 20, 30]], "ABC")
    rows = found.table.set_index("country")
    assert rows.loc["A", ["low", "high", "best", "worst"]].tolist() == [1, 1, 1, 1]
    assert rows.loc["C", ["low", "high", "best", "worst"]].tolist() == [3, 3, 3, 3]


def test_equals_share_the_better_rank() -> None:
    found = ranked([[50, 50], [50, 50], [10, 10]], "ABC")
    assert [found.among(c, 1) for c in "ABC"] == [1, 1, 0]
    assert found.table["median"].tolist() == [1, 1, 3]


def test_what_a_country_lacks_is_left_out_of_its_own_mean_and_too_little_is_not_ranked() -> None:
    nan = float("nan")
    found = ranked([[60, 60, 60], [70, 70, nan], [99, nan, nan]], "ABC")
    assert found.ranked == 2
    assert found.among("B", 1) == 1  # 70 in all that is known of it
    assert np.isnan(found.among("C", 1))


def test_only_those_asked_for_are_told_but_all_are_ranked() -> None:
    found = ranked([[100, 90], [60, 70], [10, 20]], "ABC", wanted=["C"])
    assert found.table["country"].tolist() == ["C"]
    assert found.table["median"].tolist() == [3]


def test_weightings_sum_to_one_and_come_back_with_the_seed() -> None:
    keys = ("a", "b", "c")
    one = draw(None, keys, 1000, 7)
    assert one.sum(axis=1) == pytest.approx(np.ones(1000))
    assert (one == draw(None, keys, 1000, 7)).all()
    assert (one != draw(None, keys, 1000, 8)).any()
    assert one.mean(axis=0) == pytest.approx(np.full(3, 1 / 3), abs=0.03)


def test_near_a_centre_weightings_stay_around_it_and_nought_stays_nought() -> None:
    drawn = draw({"a": 0.3, "b": 0.7, "c": 0.0}, ("a", "b", "c"), RUNS, 1, near=30)
    assert drawn.mean(axis=0) == pytest.approx([0.3, 0.7, 0.0], abs=CLOSE)
    # a Beta(9, 21) has this standard deviation
    assert drawn[:, 0].std() == pytest.approx(np.sqrt(0.3 * 0.7 / 31), abs=0.002)
    assert (drawn[:, 2] == 0).all()


@pytest.mark.parametrize("runs", [0, -5, 10**9])
def test_a_number_of_weightings_that_cannot_be_is_refused(runs: int) -> None:
    with pytest.raises(ForesightError, match="weightings"):
        draw(None, ("a",), runs, 1)
