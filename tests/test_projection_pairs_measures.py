"""Measures of the network and scores of probabilities, on numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from foresight.projection.pairs import network, scores
from foresight.projection.pairs.events import history, kind_of
from foresight.projection.pairs.experts import Checked, brier, checked, damped, share, slope
from foresight.projection.pairs.features import decayed, latest, mean
from foresight.projection.pairs.panel import kilometres, tie_grid
from foresight.projection.pairs.spread import fit_spread

# A square 0-1-2-3-0 with one diagonal 0-2, and a lone state 4.
SQUARE = np.zeros((5, 5))
for a, b in ((0, 1), (1, 2), (2, 3), (3, 0), (0, 2)):
    SQUARE[a, b] = SQUARE[b, a] = 1.0


def test_common_partners_of_a_square_with_a_diagonal() -> None:
    common = network.common_partners(SQUARE)
    assert common[1, 3] == 2  # both with 0 and with 2
    assert common[0, 2] == 2  # both with 1 and with 3
    assert common[0, 1] == 1  # both with 2 only
    assert common[4].sum() == 0


def test_partners_count_less_the_more_partners_they_have() -> None:
    assert network.adamic_adar(SQUARE)[1, 3] == pytest.approx(2 / np.log(3))  # 0 and 2 have three partners each
    assert network.resource_allocation(SQUARE)[1, 3] == pytest.approx(2 / 3)
    assert network.resource_allocation(SQUARE)[0, 2] == pytest.approx(1 / 2 + 1 / 2)


def test_likeness_and_expectation_by_hand() -> None:
    assert network.jaccard(SQUARE)[1, 3] == 1.0  # the same two partners
    assert network.jaccard(SQUARE)[0, 1] == pytest.approx(1 / 4)  # {1, 2, 3} and {0, 2}
    assert network.cosine(SQUARE)[0, 1] == pytest.approx(1 / np.sqrt(6))
    assert network.expected(SQUARE)[0, 2] == pytest.approx(3 * 3 / 10)
    np.testing.assert_allclose(network.low_rank(SQUARE, 5), SQUARE, atol=1e-12)


def test_the_tie_of_kin_is_a_mean_over_the_others() -> None:
    kin = np.zeros((5, 5))
    kin[4, [0, 1]] = 1.0
    kin[4, 4] = 1.0  # oneself is no kin
    assert network.through(kin, SQUARE)[4, 2] == 1.0  # 0 and 1 both have a tie with 2
    assert network.through(kin, SQUARE)[4, 3] == 0.5  # only 0 has one with 3
    assert network.through(kin, SQUARE)[0].sum() == 0


def test_a_group_counts_by_how_dense_its_ties_are() -> None:
    best, total = network.shared_groups(np.array([[1, 1, 1, 0, 0], [1, 0, 1, 1, 1]], dtype=float), SQUARE)
    assert best[0, 1] == 1.0  # 0, 1 and 2 are all tied
    assert best[0, 3] == pytest.approx(6 / 12)  # three of six pairs
    assert total[0, 2] == pytest.approx(1.5)
    assert best[1, 3] == 0


def test_precision_and_recall_on_worked_numbers() -> None:
    y, p = np.array([1.0, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])
    assert scores.pr_auc(y, p) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert scores.auc(y, p) == 0.75
    assert scores.brier(y, p) == pytest.approx((0.01 + 0.64 + 0.09 + 0.01) / 4)
    assert scores.pr_auc(y, np.full(4, 0.3)) == 0.5  # by chance: the base rate


def test_scores_agree_with_scikit_learn_ties_included() -> None:
    rng = np.random.default_rng(1)
    y, p = (rng.random(500) < 0.2).astype(float), rng.random(500).round(1)
    assert scores.pr_auc(y, p) == pytest.approx(average_precision_score(y, p))
    assert scores.auc(y, p) == pytest.approx(roc_auc_score(y, p))


def test_calibration_slope_of_two_groups_is_the_ratio_of_log_odds() -> None:
    # Told .1 and .9, observed .25 and .75: log-odds 2.197 were told where 1.099 came: a slope of one half.
    y = np.r_[np.ones(25), np.zeros(75), np.ones(75), np.zeros(25)]
    p = np.r_[np.full(100, 0.1), np.full(100, 0.9)]
    intercept, found = scores.calibration(y, p)
    assert found == pytest.approx(0.5)
    assert intercept == pytest.approx(0, abs=1e-9)
    points = scores.reliability(y, p)
    assert [(round(q.predicted, 3), q.observed, q.n) for q in points] == [(0.1, 0.25, 100), (0.9, 0.75, 100)]


def test_overconfidence_is_undone_whatever_the_single_years_were_like() -> None:
    rng = np.random.default_rng(2)
    truth = rng.normal(-1, 1, 10_000)
    drawn = [(rng.random(10_000) < share(truth + shock)).astype(float) for shock in (-1.5, 0.0, 1.5)]
    years = [checked(2 * truth, y) for y in drawn]
    found, intercepts = slope(years)
    assert found == pytest.approx(0.5, abs=0.03)  # log-odds told were twice those that came
    np.testing.assert_allclose(intercepts, [-1.5, 0.0, 1.5], atol=0.15)


def test_outcomes_are_counted_where_they_were_told_alike() -> None:
    told = checked(np.array([-2.0, -2.001, 1.0]), np.array([0.0, 1.0, 1.0]))
    assert told.odds.tolist() == [pytest.approx(-2.0005), 1.0]
    assert (told.pairs.tolist(), told.ties.tolist()) == ([2, 1], [1, 1])
    p = share(told.odds)
    assert brier([told]) == pytest.approx(((p[0] - 1) ** 2 + p[0] ** 2 + (p[1] - 1) ** 2) / 3)


def test_log_odds_for_a_year_not_known_are_those_of_the_mean_probability_over_its_shocks() -> None:
    shocks = np.random.default_rng(5).normal(0, 1.5, 200_000)
    mean = float(share(-2.0 + shocks).mean())
    told = damped(1.0, np.array([-1.5, 0.0, 1.5])) * -2.0  # the three have a variance of 1.5 squared
    assert share(np.array(told)) == pytest.approx(mean, abs=0.01)
    assert damped(0.8, np.array([0.7])) == 0.8  # one year says nothing of how years differ


def test_the_interval_is_as_wide_as_years_differ() -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(-1, 1, 5000)

    def years(shifts: tuple[float, ...]) -> list[Checked]:
        return [checked(z, (rng.random(5000) < share(z + shift)).astype(float)) for shift in shifts]

    calm, wild = fit_spread(years((0, 0, 0, 0, 0))), fit_spread(years((-1, 1, -0.8, 0.9, 0)))
    at = np.array([-1.0])
    widths = [float(np.diff(np.ravel(spread.around(at)))[0]) for spread in (calm, wild)]
    assert widths[0] < 0.4 < 1.5 < widths[1]


def test_any_tie_or_more_than_the_median_pair() -> None:
    rare = np.array([[[np.nan, 0, 2], [0, np.nan, 0], [2, 0, np.nan]]], dtype=np.float32)
    assert kind_of(rare) == "any"
    assert np.nansum(history(rare).happened) == 2
    assert np.isnan(history(rare).happened[0, 0, 0])
    votes = np.array([[[np.nan, 0.6, 0.8], [0.6, np.nan, 0.7], [0.8, 0.7, np.nan]]], dtype=np.float32)
    turned = history(votes)
    assert turned.kind == "above the median"
    assert (turned.happened[0, 0, 2], turned.happened[0, 1, 2], turned.happened[0, 0, 1]) == (1, 0, 0)


def test_gaps_are_filled_from_the_past_only_and_missing_is_no_zero_in_a_mean() -> None:
    grid = np.array([[1.0, 4.0], [np.nan, 2.0], [np.nan, np.nan]], dtype=np.float32)
    assert latest(grid).tolist() == [1.0, 2.0]
    assert latest(grid, within=2).tolist()[1] == 2.0
    assert np.isnan(latest(grid, within=2)[0])
    assert mean(grid).tolist() == [1.0, 3.0]
    assert decayed(np.array([[1.0], [0.0], [1.0]], dtype=np.float32), 0.5).tolist() == [0.625]


def test_a_pair_stands_in_both_triangles_and_strangers_are_left_out() -> None:
    rows = pd.DataFrame(
        {"country": ["AAA", "AAA"], "partner": ["BBB", "ZZZ"], "year": [2001, 2001], "value": [3.0, 9.0]}
    )
    grid = tie_grid(rows, range(2000, 2002), ("AAA", "BBB"))
    assert grid[1, 0, 1] == grid[1, 1, 0] == 3
    assert np.isnan(grid[0]).all()


def test_a_quarter_of_the_equator_is_ten_thousand_kilometres() -> None:
    assert kilometres(np.array([0.0, 0.0]), np.array([0.0, 90.0]))[0, 1] == pytest.approx(10_007.5, abs=1)
