"""Boxes on planted cases: found where they were planted, counted by hand, and nothing where there is only noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresight.scenario.discovery import covering, importance, prim, robustness
from foresight.scenario.discovery.prim import Counted
from foresight.scenario.discovery.sampling import hypercube, on_steps
from tests.planted import lever

INF = np.inf


def planted(n: int = 5000, columns: int = 6, seed: int = 0, high: float = 0.9, low: float = 0.1):  # type: ignore[no-untyped-def]
    """Cases of interest are dense where column 1 is above .6 and column 3 below .5: a fifth of all cases."""
    rng = np.random.default_rng(seed)
    x = rng.random((n, columns))
    inside = (x[:, 1] > 0.6) & (x[:, 3] < 0.5)
    return x, rng.random(n) < np.where(inside, high, low)


@given(st.integers(1, 60), st.integers(0, 5), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_a_hypercube_has_one_point_in_each_slice_of_each_column(n: int, columns: int, seed: int) -> None:
    cube = hypercube(n, columns, np.random.default_rng(seed))
    assert cube.shape == (n, columns)
    slices = np.sort(np.floor(cube * n).astype(int), axis=0)
    assert (slices == np.arange(n)[:, None]).all()


def test_levers_stand_on_their_steps_and_a_logarithm_is_spread_evenly_on_its_own_scale() -> None:
    share = np.array([0.0, 0.24, 0.26, 0.99])
    plain = lever("plain", low=0, high=3, step=1, drives=("d",))
    assert on_steps(share, plain).tolist() == [0, 0, 1, 3]  # four steps, each a quarter
    tenths = lever("tenths", low=-0.5, high=0.5, step=0.1, drives=("d",), move="by", default=0)
    assert set(np.round(on_steps(np.linspace(0, 0.999, 50), tenths), 9)) == {
        round(-0.5 + 0.1 * k, 9) for k in range(11)
    }
    logged = lever("logged", low=0, high=99, step=1, drives=("d",), transform="log1p")
    # half way to log(100) is log(10): nine
    assert on_steps(np.array([0.0, 0.5, 1.0]), logged).tolist() == [0, 9, 99]
    shifted = lever("shifted", low=-20, high=20, step=1, drives=("d",), transform="log1p", move="by", default=0)
    assert on_steps(np.array([0.0, 0.5, 0.999]), shifted).tolist() == [-20, 0, 20]


def test_one_peel_by_hand() -> None:
    # ten cases; those of interest are the upper half. A peel of a fifth takes the two lowest: 5 of 8 are left
    x = np.arange(10.0)[:, None]
    trajectory = prim.peel(x, x[:, 0] >= 5, alpha=0.2, least=0.5)
    assert trajectory[0] == Counted({}, 10, 5)
    assert trajectory[1] == Counted({0: (2.0, INF)}, 8, 5)
    assert trajectory[-1] == Counted({0: (5.0, INF)}, 5, 5)


def test_cases_that_share_a_value_go_together() -> None:
    x = np.array([0.0] * 4 + [1.0] * 3 + [2.0] * 3)[:, None]
    found = prim.peel(x, x[:, 0] == 2, alpha=0.1, least=0.1)
    assert [box.limits.get(0) for box in found] == [None, (1.0, INF), (2.0, INF)]
    assert found[-1].density == 1


@given(st.integers(0, 500), st.integers(1, 4), st.floats(0.02, 0.3))
@settings(max_examples=25, deadline=None)
def test_a_trajectory_is_nested_and_counts_what_lies_inside(seed: int, columns: int, alpha: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 12, (200, columns)).astype(float), rng.random(200) < 0.4
    found = prim.peel(x, y, alpha=alpha)
    before = np.ones(200, dtype=bool)
    for box in found:
        held = prim.inside(x, box.limits)
        assert (held <= before).all()
        assert (box.cases, box.hits) == (held.sum(), y[held].sum())
        before = held
    cases = [box.cases for box in found]
    assert cases == sorted(cases, reverse=True)
    assert len(set(cases)) == len(cases)
    assert cases[-1] >= prim.LEAST * 200


@given(st.integers(0, 300))
@settings(max_examples=25, deadline=None)
def test_pasting_never_loses_a_case_and_never_lowers_the_density(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.random((300, 3)), rng.random(300) < 0.5
    box = prim.peel(x, y)[-1]
    wider = prim.paste(x, y, box)
    assert (prim.inside(x, box.limits) <= prim.inside(x, wider.limits)).all()
    assert wider.density >= box.density
    assert wider == prim.counted(x, y, wider.limits)


def test_pasting_gives_back_what_was_cut_too_far() -> None:
    x = np.arange(100.0)[:, None]
    y = (x[:, 0] >= 40) & (x[:, 0] != 70)
    wider = prim.paste(x, y, prim.counted(x, y, {0: (60.0, 95.0)}))
    # every case from 40 up raises 35 of 36; the next below 40 would lower it
    assert wider == Counted({0: (40.0, 99.0)}, 60, 59)
    whole = prim.counted(x, y, {0: (75.0, 80.0)})
    assert prim.paste(x, y, whole) == whole  # nothing can raise a density of one


def test_a_binomial_tail_and_quasi_p_values_by_hand() -> None:
    assert prim.tail(4, 2, 0.5) == pytest.approx(11 / 16)
    assert prim.tail(3, 3, 0.1) == pytest.approx(0.001)
    assert prim.tail(5, 0, 0.3) == 1
    assert prim.tail(5, 1, 0.0) == 0
    assert prim.tail(5, 5, 1.0) == 1
    # 8 cases; the box holds the last 3, all of interest. Without the limit on column 0: the last 6, of which 4 are
    x = np.stack([np.arange(8.0), np.array([0.0, 0, 1, 1, 1, 1, 1, 1])], axis=1)
    y = np.array([0, 1, 0, 0, 1, 1, 1, 1], dtype=bool)
    limits = {0: (5.0, INF), 1: (1.0, INF)}
    found = prim.quasi_p(x, y, limits)
    assert found[0, True] == pytest.approx((4 / 6) ** 3)
    # without the limit on column 1 the box stays as it is: a limit that does nothing has a quasi-p-value of 1
    assert found[1, True] == pytest.approx(1)
    assert prim.significant(x, y, limits, level=0.5) == {0: (5.0, INF)}
    assert prim.significant(x, y, limits, level=0.05) == {}


def test_a_planted_box_is_found_with_its_limits_density_and_coverage() -> None:
    x, y = planted()
    (found,) = covering.cover(x, y)
    assert sorted(found.box.limits) == [1, 3]
    assert found.box.limits[1] == (pytest.approx(0.6, abs=0.03), INF)
    assert found.box.limits[3] == (-INF, pytest.approx(0.5, abs=0.03))
    assert found.box.density == pytest.approx(0.9, abs=0.03)
    # .2 · .9 of all cases are hits inside, .8 · .1 outside: 18 of 26
    assert found.box.hits / y.sum() == pytest.approx(18 / 26, abs=0.04)
    assert set(found.quasi_p) == {(1, True), (3, False)}
    assert max(found.quasi_p.values()) < 1e-6


def test_the_curve_trades_coverage_for_density_without_waste() -> None:
    x, y = planted()
    (found,) = covering.cover(x, y)
    hits, density = [box.hits for box in found.curve], [box.density for box in found.curve]
    assert found.curve[0].limits == {}
    assert hits == sorted(hits, reverse=True)
    assert density == sorted(density)
    for box in found.curve:
        assert box == prim.counted(x, y, box.limits)
    assert covering.frontier([Counted({}, 10, 5), Counted({0: (1.0, 2.0)}, 8, 4), Counted({1: (1.0, 2.0)}, 5, 4)]) == (
        Counted({}, 10, 5), Counted({1: (1.0, 2.0)}, 5, 4),
    )  # fmt: skip


def test_covering_finds_the_second_box_in_what_the_first_leaves() -> None:
    x, y = planted(seed=3)
    y = y | ((x[:, 5] < 0.15) & (x[:, 1] < 0.5))
    first, second = covering.cover(x, y)
    assert set(first.box.limits) == {1, 3}
    assert second.box.limits[5] == (-INF, pytest.approx(0.15, abs=0.03))
    held = prim.inside(x, first.box.limits)
    assert second.new == y[prim.inside(x, second.box.limits) & ~held].sum()


@pytest.mark.parametrize("base", [0.1, 0.4, 0.8])
@pytest.mark.parametrize("n", [400, 3000])
def test_noise_has_no_box(base: float, n: int) -> None:
    for seed in range(6):
        rng = np.random.default_rng(seed)
        assert covering.cover(rng.random((n, 8)), rng.random(n) < base) == ()


@pytest.mark.parametrize("all_", [True, False])
def test_where_all_or_none_is_of_interest_there_is_no_box(all_: bool) -> None:
    x = np.random.default_rng(0).random((500, 3))
    y = np.full(500, all_)
    assert covering.cover(x, y) == ()
    assert importance.scores(x, y, 1) == ((0.0, 0.0, 0.0), 0.0)


def test_scores_name_the_two_columns_that_tell_and_leave_the_rest_at_chance() -> None:
    x, y = planted()
    scores, chance = importance.scores(x, y, seed=1)
    assert sum(scores) + chance == pytest.approx(1)
    assert set(np.argsort(scores)[-2:]) == {1, 3}
    assert scores[1] + scores[3] > 0.8
    assert max(scores[k] for k in (0, 2, 4, 5)) < 0.05
    assert importance.scores(x, y, seed=1) == (scores, chance)


def test_intervals_of_shares_by_hand() -> None:
    # Wilson, 8 of 10: (0.8 + 1.92 ∓ …) as tabulated, .490 to .943
    found = robustness.share(np.array([True] * 8 + [False] * 2))
    assert (found.share, found.low, found.high) == (0.8, pytest.approx(0.490, abs=1e-3), pytest.approx(0.943, abs=1e-3))
    assert robustness.share(np.zeros(50, dtype=bool)).low == 0
    one, other = np.array([True] * 30 + [False] * 70), np.array([True] * 10 + [False] * 90)
    gap = robustness.difference(one, other)
    assert gap.share == pytest.approx(0.2)
    # 20 gained, none lost: (20.5 − .5) / 102 ∓ 1.96 · √(21 − 400 / 102) / 102
    assert gap.low == pytest.approx(20 / 102 - 1.959964 * np.sqrt(21 - 400 / 102) / 102)
    still = robustness.difference(one, one)
    assert still.share == 0
    assert still.low < 0 < still.high
