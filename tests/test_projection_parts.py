"""The parts of a projection, on numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from foresight.panel import Panel
from foresight.projection import backtest, draws, drivers, intervals, pooled, records, scores, smoothing, stacking

NAN = float("nan")


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_exponential_smoothing_moves_half_way_and_carries_its_level_over_a_gap() -> None:
    levels, errors = smoothing.exponential(column(10, 20, NAN, 10), alphas=(0.5,))
    # 10; 10 + .5·10 = 15; gap: 15; 15 + .5·(10 - 15) = 12.5
    assert levels[0, :, 0].tolist() == [10, 15, 15, 12.5]
    assert errors[0, [1, 3], 0].tolist() == [10, -5]
    assert np.isnan(errors[0, [0, 2], 0]).all()


def test_damped_trend_by_hand() -> None:
    levels, trends, errors = smoothing.damped(column(10, 20, 20), grid=((0.5, 0.5, 0.8),))
    # year 2: expected 10, error 10, level 15, trend .25·10 = 2.5; year 3: expected 15 + .8·2.5 = 17, error 3
    assert errors[0, 1:, 0].tolist() == [10, 3]
    assert levels[0, :, 0].tolist() == pytest.approx([10, 15, 18.5])
    assert trends[0, :, 0].tolist() == pytest.approx([0, 2.5, 0.8 * 2.5 + 0.25 * 3])


def test_the_damped_trend_forecast_adds_the_powers_of_phi() -> None:
    series = np.cumsum(np.ones((30, 3)), axis=0)
    forecast = smoothing.baselines(series, (1, 3))[smoothing.DAMPED]
    level_and_one = forecast[0, -1] - series[-1]
    assert (forecast[1, -1] > forecast[0, -1]).all()
    assert (forecast[1, -1] - forecast[0, -1] < 2 * np.abs(level_and_one) + 2).all()


def test_theta_adds_half_of_the_slope_of_a_straight_line() -> None:
    series = np.arange(40, dtype=float)[:, None] * np.ones((1, 2))
    assert smoothing.slope(series)[-1].tolist() == pytest.approx([1, 1])
    at = smoothing.baselines(series, (1, 3))
    assert (at[smoothing.THETA][1, -1] - at[smoothing.THETA][0, -1]).tolist() == pytest.approx([1, 1])


def test_mean_of_five_takes_what_was_seen_in_the_last_five_years() -> None:
    mean = smoothing.mean_of_last(column(1, 2, 3, NAN, 5, 6))
    assert mean[:, 0].tolist() == pytest.approx([1, 1.5, 2, 2, 11 / 4, 16 / 4])


def test_the_last_value_is_carried_and_is_missing_before_the_first() -> None:
    assert np.isnan(smoothing.carried(column(NAN, 3, NAN))[0, 0])
    assert smoothing.carried(column(NAN, 3, NAN))[1:, 0].tolist() == [3, 3]


def test_constants_are_chosen_on_the_past_alone() -> None:
    errors = np.array([[[1.0], [1.0], [9.0]], [[2.0], [2.0], [0.0]]])
    assert smoothing.choose(errors).tolist() == [0, 0, 1]  # means 1 · 2, 1 · 2, 11/3 · 4/3


def test_crps_from_three_quantiles_by_hand() -> None:
    # y = 4; quantiles .25: 2, .5: 3, .75: 5 -> pinball .5, .5, .25 -> 2 · mean = 2.5/3
    score = scores.crps(np.array([4.0]), np.array([[2.0], [3.0], [5.0]]), (0.25, 0.5, 0.75))
    assert score.tolist() == pytest.approx([2.5 / 3])


def test_crps_of_dense_quantiles_is_that_of_the_uniform_distribution() -> None:
    p = np.linspace(0.0005, 0.9995, 1000)
    # uniform on 0-1, outcome 1/2: the exact score is 1/12
    assert scores.crps(np.array([0.5]), p[:, None], p)[0] == pytest.approx(1 / 12, abs=1e-4)


def test_coverage_counts_both_ends_and_leaves_out_the_missing() -> None:
    held = scores.covered(np.array([1.0, 2, 3, NAN]), np.array([1.0, 3, 1, 0]), np.array([2.0, 4, 3, 1]))
    assert held[:3].tolist() == [1, 0, 1]
    assert np.isnan(held[3])


def test_skill_is_negative_where_the_reference_was_better() -> None:
    assert scores.skill(1.1, 1.0) == pytest.approx(-0.1)
    assert scores.skill(0.0, 0.0) == 0


def test_conformal_quantiles_by_hand() -> None:
    # nine errors: rank ceil(10 · .9) = 9 above, floor(10 · .1) = 1 below, the median in the middle
    found = intervals.conformal(np.arange(1.0, 10.0), (0.1, 0.5, 0.75, 0.9))
    assert found.tolist() == [1, 5, 8, 9]


def test_conformal_bands_hold_at_least_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    held = []
    for _ in range(2000):
        sample = rng.standard_t(3, 60)
        low, high = intervals.conformal(sample[:59], (0.1, 0.9))
        held.append(low <= sample[59] <= high)
    assert 0.78 <= np.mean(held) <= 0.84


def test_a_small_volatility_group_borrows_from_all() -> None:
    errors = np.concatenate([np.zeros((1, 60)), np.full((1, 60), 5.0)], axis=1)
    group = np.where(np.arange(120) < 60, 0, 1)[None, :]
    found = intervals.quantiles(errors, group)
    assert found is not None
    assert found[0].max() == 0
    assert found[1].min() == 5
    assert found[2].tolist() == intervals.conformal(errors[0]).tolist()
    assert intervals.quantiles(errors[:, :4], group[:, :4]) is None


def test_horizons_are_interpolated_and_the_band_widens_only_after_ten_years() -> None:
    weights = intervals.between((1, 3, 5, 10), [1, 2, 4, 10, 17])
    assert weights @ np.array([1.0, 3.0, 5.0, 10.0]) == pytest.approx([1, 2, 4, 10, 10])
    assert intervals.widening(np.array([1, 10, 40])).tolist() == [1, 1, 2]


def test_year_demeaning_takes_out_what_all_countries_of_a_year_share() -> None:
    values = np.array([[1.0, 3.0, NAN], [10.0, 20.0, 60.0]])
    seen = np.array([[True, True, True], [True, True, False]])
    assert pooled.year_demeaned(values, seen).tolist() == [[-1, 1, 0], [-5, 5, 0]]


def test_rest_of_region_leaves_the_country_itself_out() -> None:
    belongs = np.array([[1.0, 1, 1, 0], [0, 0, 0, 1]])
    rest = drivers.rest_of_region(np.array([[1.0, 2, NAN, 7]]), belongs)
    assert rest[0, :3].tolist() == [2, 1, 1.5]
    assert np.isnan(rest[0, 3])


def test_alignment_is_minus_the_distance_to_the_rest_of_the_region() -> None:
    panel = Panel((2000,), ("AAA", "BBB"), {"un_ideal_point": np.array([[1.0, -0.5]])}, {}, {"AAA": "x", "BBB": "x"})
    assert drivers.columns(panel)["interest_alignment"].tolist() == [[-1.5, -1.5]]


def test_nothing_that_happens_later_changes_what_was_said_and_how_wide_at_an_origin() -> None:
    series = np.random.default_rng(0).normal(size=(40, 20))
    changed = series.copy()
    changed[31:] += 100
    one, other = (backtest.past(values, {}) for values in (series, changed))
    assert np.array_equal(one.weights[:, :31], other.weights[:, :31])
    for name, forecast in one.forecasts.items():
        assert np.array_equal(forecast[:, :31], other.forecasts[name][:, :31]), name
    for k, h in enumerate(backtest.HORIZONS):
        # bands at origin 30 - h were scored on outcomes of year 30 at the latest
        for field in ("crps", "low", "high"):
            early = [getattr(past.scored["stack"], field)[k, : 31 - h] for past in (one, other)]
            assert np.array_equal(*early, equal_nan=True)
        assert np.array_equal(one.mixture[k, :31], other.mixture[k, :31])


def test_a_driver_known_only_in_the_future_changes_nothing_said_today() -> None:
    rng = np.random.default_rng(1)
    series = np.cumsum(rng.normal(size=(40, 30)), axis=0)
    peek = np.vstack([series[1:], np.zeros((1, 30))])
    honest, level = np.zeros_like(series), smoothing.carried(series)
    hidden = np.where(np.arange(40)[:, None] > 25, peek, honest)
    said = [pooled.ridge(pooled.design(series, level, {"d": d}, 1)).added for d in (honest, hidden)]
    assert np.array_equal(said[0][:26], said[1][:26])
    assert not np.array_equal(said[0][30:], said[1][30:])  # the plant is a real leak from then on, so the test can fail


def test_a_leak_shows_as_skill_that_no_honest_model_has() -> None:
    rng = np.random.default_rng(2)
    series = np.cumsum(rng.normal(size=(45, 40)), axis=0)
    peek = np.vstack([series[1:], series[-1:]])
    skills = [
        records.at_horizon(backtest.past(series, drivers_), 0, [records.STACK])[0].skill
        for drivers_ in ({}, {"tomorrow": peek - series})
    ]
    assert skills[0] < 0.02
    assert skills[1] > 0.12


def test_the_quick_ridge_is_that_of_scikit_learn() -> None:
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    series = np.cumsum(np.random.default_rng(4).normal(size=(40, 25)), axis=0)
    series[3:9, 2] = np.nan
    given = pooled.design(series, smoothing.mean_of_last(series), {}, 3)
    used = given.known[: 39 - 3 + 1]
    model = make_pipeline(StandardScaler(), Ridge(alpha=pooled.PENALTY))
    model.fit(given.x[: len(used)][used], given.residual[: len(used)][used])
    assert pooled.ridge(given).added[39] == pytest.approx(model.predict(given.x[39]))


def test_a_country_that_has_never_moved_is_not_moved_by_the_pooled_models() -> None:
    share = pooled.in_proportion(np.array([[0.0, 0.5, 2.0, NAN]]), np.array([1.0]))
    assert share.tolist() == [[0, 0.5, 1, 0]]


def test_weights_by_hand() -> None:
    # errors 1 and -1 of equal size cancel at one half each; a useless third gets nothing
    errors = np.array([[1.0, -1.0], [-1.0, 1.0], [5.0, -5.0]])
    found = stacking.weights(errors, np.full(3, 1 / 3), shrinkage=0.0, steps=2000)
    assert found @ errors == pytest.approx([0, 0], abs=0.01)
    assert stacking.weights(np.zeros((3, 4)), np.array([1.0, 0, 0])).tolist() == [1, 0, 0]
    assert stacking.weights(errors, np.array([0, 0, 1.0]), shrinkage=1e6) == pytest.approx([0, 0, 1], abs=1e-3)
    assert stacking.on_simplex(np.array([0.8, 0.6])).tolist() == pytest.approx([0.6, 0.4])
    assert stacking.on_simplex(np.array([2.0, -1.0])).tolist() == [1, 0]


@pytest.mark.parametrize("horizon", [1, 2, 3, 10])
def test_weights_before_evidence_are_equal_for_the_level_and_each_pooled_model(horizon: int) -> None:
    start = stacking.prior(horizon)
    assert start.sum() == pytest.approx(1)
    assert start[-3:].tolist() == [0.25] * 3


def test_the_mixture_leaves_who_loses_and_looks_at_known_outcomes_of_shorter_horizons_too() -> None:
    even = np.ones((2, 30, len(stacking.EXPERTS)))
    assert stacking.mixture(even, (1, 3))[1, -1] == pytest.approx(stacking.PRIOR)
    lost = even.copy()
    lost[:, :, 0] = 1.2  # the blend loses at both horizons
    found = stacking.mixture(lost, (1, 3))
    assert found[1, 0] == pytest.approx(stacking.PRIOR)  # nothing is known at the first origin
    assert found[1, 1, 0] < stacking.PRIOR[0]  # one outcome is: that of one year ahead
    assert found[1, -1, 0] == 0
    assert found.sum(axis=2) == pytest.approx(1)
    # by hand, second origin: mean loss 1.2/7 + 6/7, the blend lost .2 of it against each other expert
    odds = np.exp(10 * 0.2 / np.mean([1.2, 1, 1, 1, 1, 1, 1])) * 0.1 / 0.4
    weight = 1 / (1 + 6 * odds)
    assert found[0, 1, 0] == pytest.approx(weight if weight >= stacking.LEAST else 0)
    alone = even.copy()
    alone[:, :, 1:] = np.array([0.5, *np.ones(5)])
    assert stacking.mixture(alone, (1, 3))[:, -1].tolist() == [[0, 1, 0, 0, 0, 0, 0]] * 2


def test_an_average_of_quantiles_is_never_worse_than_the_average_of_scores() -> None:
    rng = np.random.default_rng(11)
    p = intervals.PROBABILITIES[intervals.SCORED]
    outcome = rng.normal(size=300)
    normal = np.sort(rng.normal(size=(len(p), 1)), axis=0)
    one, other = normal - 0.7, 2.5 * normal + 0.4
    score = [scores.crps(outcome, np.broadcast_to(q, (len(p), 300)), p) for q in (one, other, (one + other) / 2)]
    assert (score[2] <= (score[0] + score[1]) / 2 + 1e-12).all()


def test_countries_at_rest_stand_apart_and_the_others_in_fifths() -> None:
    scale = np.array([[0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, NAN]])
    assert intervals.groups(scale).tolist() == [[0, 0, 1, 2, 3, 4, 5, 3]]


def test_recent_errors_weigh_more() -> None:
    errors, weights = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9]), np.ones(9)
    assert intervals.conformal(errors, (0.1, 0.5, 0.75, 0.9), weights).tolist() == [1, 5, 8, 9]
    heavy = np.where(errors == 2, 20.0, 1.0)
    assert intervals.conformal(errors, (0.5,), heavy).tolist() == [2]


def test_bands_that_held_too_seldom_are_widened() -> None:
    rng = np.random.default_rng(6)
    errors = rng.normal(size=(1, 60, 50)) * np.where(np.arange(60) < 30, 1.0, 1.6)[None, :, None]
    group = np.ones((60, 50), int)
    anywhere = (-np.inf, np.inf)
    offsets = intervals.bands(errors, np.zeros_like(errors), anywhere, (1,), group, np.ones(60))
    found = intervals.scored(errors, np.zeros_like(errors), offsets, anywhere, group)
    held = ((errors >= found.low) & (errors <= found.high)).mean(axis=2)[0]
    assert held[30:32].mean() < 0.7
    assert held[50:59].mean() == pytest.approx(0.8, abs=0.05)


def test_no_band_is_narrower_than_at_a_shorter_horizon_and_half_of_the_drift_moves_the_middle() -> None:
    rng = np.random.default_rng(8)
    errors = rng.normal(size=(2, 40, 60))
    errors[1] = 0.3 * errors[1] + 2  # the longer horizon looks easier, and its forecasts were all too low
    group = np.ones((40, 60), int)
    offsets = intervals.bands(errors, np.zeros_like(errors), (-np.inf, np.inf), (1, 3), group, np.ones(40))[:, -1, 1]
    middle = offsets[:, intervals.MEDIAN, None]
    width = np.abs(offsets - middle) + 1e-12
    assert (np.delete(width[1] / width[0], intervals.MEDIAN) > 0.75).all()  # of its own it would be .3
    assert middle[1, 0] == pytest.approx(1, abs=0.05)


def test_mase_is_the_error_over_the_mean_one_year_change_so_far() -> None:
    scale = records.naive_scale(column(1, 3, 2, 2))
    assert scale[1:, 0].tolist() == pytest.approx([2, 1.5, 1])
    assert np.isnan(records.naive_scale(column(5, 5, 5))).all()


def test_the_interval_of_a_skill_knows_that_years_are_shared() -> None:
    rng = np.random.default_rng(7)
    year = rng.normal(0, 0.3, (15, 1))
    reference = np.ones((15, 100))
    low, high = records.skill_interval(reference * 0.95 + year, reference)
    assert low < 0.05 < high
    assert high - low > 0.15  # resampling countries alone would say nearly zero
    assert records.skill_interval(reference * 0.9, reference) == pytest.approx((0.1, 0.1))


def test_draws_move_together_by_the_shared_factor() -> None:
    apart, together = (draws.places(2, shared, seed=1, size=20000) for shared in (0.0, 0.6))
    assert abs(np.corrcoef(apart.T)[0, 1]) < 0.03
    assert np.corrcoef(together.T)[0, 1] == pytest.approx(0.6, abs=0.03)


def test_draws_keep_each_country_s_own_median_and_sums_are_taken_draw_by_draw() -> None:
    normal = np.array([-2.0, *np.linspace(-1, 1, 19), 2.0])
    distribution = np.stack([[normal + 5], [normal + 1]])
    drawn = draws.joint(distribution, 0.3, seed=7)
    assert np.median(drawn[:, 0, 0]) == pytest.approx(5, abs=0.05)
    assert draws.last_quantiles(drawn.sum(axis=1).T, (0.5,))[0, 0] == pytest.approx(6, abs=0.1)


def test_quantiles_over_the_last_axis_are_linear_between_order_statistics() -> None:
    found = draws.last_quantiles(np.array([[4.0, 0.0, 2.0], [30.0, 10.0, 20.0]]), (0.25, 0.5))
    assert found.tolist() == [[1.0, 15.0], [2.0, 20.0]]
