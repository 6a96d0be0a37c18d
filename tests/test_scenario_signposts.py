"""Signposts on numbers worked out by hand: two normals told apart, thresholds, and where a planted past leans."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from foresight import catalogue
from foresight.scenario import Scenario, Scope
from foresight.scenario.signposts import TELLS, readings, telling
from foresight.scenario.signposts.implied import Candidate, first_move, reached
from foresight.scenario.signposts.readings import Reading
from foresight.scenario.signposts.watch import Watch, chosen, watch

CATALOGUE = catalogue.load()
DEATHS, TROOPS, OPEN = (CATALOGUE.indicator(k) for k in ("state_based_deaths", "us_troops", "trade_openness"))


def test_two_normals_one_deviation_apart_are_told_apart_as_the_table_says() -> None:
    # P(a > b) = Phi(1 / sqrt 2) = 0.7602 for N(1, 1) and N(0, 1)
    assert telling.exceeds(1, 1, 0, 1) == pytest.approx(0.7602, abs=1e-4)
    assert telling.exceeds(0, 1, 1, 1) == pytest.approx(0.2398, abs=1e-4)
    assert telling.apart(0, 1, 1, 1) == pytest.approx(0.7602, abs=1e-4)
    # a 3-4-5 triangle: N(5, 3) against N(0, 4) is Phi(5 / 5)
    assert telling.exceeds(5, 3, 0, 4) == pytest.approx(NormalDist().cdf(1))
    assert telling.exceeds(2, 0, 2, 0) == 0.5


def test_the_threshold_is_the_midpoint_and_nearer_to_the_narrower_of_two() -> None:
    assert telling.threshold(10, 1, 4, 1) == 7
    # three deviations of 1 from 4, and one and a half of 2 would be 3 from 10: z = 6 / (1 + 2) = 2 on both sides
    assert telling.threshold(10, 2, 4, 1) == pytest.approx(6)
    assert telling.threshold(10, 0, 4, 0) == 7


def test_the_spread_is_the_root_mean_square_and_a_country_at_rest_borrows_from_others() -> None:
    assert telling.spread([3, -3, 3, -3], 1) == 3
    # five times a square of 4 among fifteen: sqrt(20 / 15)
    assert telling.spread([0.0] * 10, 2) == pytest.approx(math.sqrt(20 / 15))


def test_correlated_series_are_worth_fewer_than_they_are() -> None:
    assert telling.effective(np.eye(3)) == pytest.approx(3)
    assert telling.effective(np.ones((3, 3))) == pytest.approx(1)
    # two with r = .5: 4 / (2 + 2 * .25) = 1.6
    assert telling.effective(np.array([[1, 0.5], [0.5, 1]])) == pytest.approx(1.6)
    years = dict(enumerate(range(10)))
    assert telling.correlation(years, {y: -v for y, v in years.items()}) == pytest.approx(-1)
    assert telling.correlation(years, {1: 2.0}) == 0


def test_support_is_the_tempered_likelihood_with_equal_priors() -> None:
    # one series, seen at 1: baseline implies 0, the other 2: as near to both
    assert telling.support(np.array([1.0]), np.array([[0.0], [2.0]]), 1).tolist() == [0.5, 0.5]
    # seen at 2: exp(-2) against 1
    shares = telling.support(np.array([2.0]), np.array([[0.0], [2.0]]), 1)
    assert shares[1] == pytest.approx(1 / (1 + math.exp(-2)))
    # the same series twice is worth one
    twice = telling.support(np.array([2.0, 2.0]), np.array([[0.0, 0.0], [2.0, 2.0]]), 1)
    assert twice.tolist() == pytest.approx(shares.tolist())
    assert telling.support(np.array([]), np.zeros((2, 0)), 0).tolist() == [0.5, 0.5]
    assert telling.gone(np.array([1.0, 0.0]), np.array([2.0, 2.0])) == pytest.approx(0.25)


def test_members_that_come_or_go_make_no_change() -> None:
    nan = math.nan
    values = np.array([[1.0, nan], [1.0, nan], [1.0, nan], [2.0, 90.0], [2.0, 90.0], [3.0, 90.0], [3.0, 93.0]])
    # 2003: one member of two seen at both ends is too few; 2006: (3 - 2 + 93 - 90) / 2
    assert readings.changes(values, tuple(range(2000, 2007))) == {2006: 2.0}
    assert readings.usual(np.array([[0.0], [0], [0], [3], [4]])) == pytest.approx(math.sqrt((9 + 16) / 2))


def test_a_reading_is_the_mean_of_the_members_in_the_models_unit_and_says_when_it_ended() -> None:
    years = tuple(range(2000, 2021))
    values = np.log1p(np.array([[2.0 * (y % 2), 100.0 + 2 * (y % 2), 7.0] for y in range(21)]))
    inside = np.array([True, True, False])
    found = readings.reading(values, years, inside, DEATHS, 2022, key="d", transform="log1p", words="typical member")
    assert found is not None
    # 2020: none and 100 deaths, put together as a geometric mean of (1 + deaths); 2017: 2 and 102
    assert found.natural(found.now) == pytest.approx(math.sqrt(101) - 1)
    assert (found.year, found.members, found.fresh) == (2020, 2, True)
    assert found.change == pytest.approx((math.log(1 / 3) + math.log(101 / 103)) / 2)
    assert found.spread == pytest.approx(abs(found.change))
    late = readings.reading(values, years, inside, DEATHS, 2026, key="d", transform="log1p")
    assert late is not None
    assert not late.fresh
    assert readings.reading(values[:9], years[:9], inside, DEATHS, 2010, key="d") is None  # too short


def planted(change: float, key: str = "deaths", fresh: bool = True, indicator: object = DEATHS) -> Reading:
    rng = np.random.default_rng(len(key))
    past = {year: float(v) for year, v in zip(range(1995, 2025), rng.standard_normal(30), strict=True)}
    return Reading(key, indicator, key, "units", "identity", "", 10.0, 2024, change, past, 1.0, 1, fresh)  # type: ignore[arg-type]


def candidate(reading: Reading, *moves: float) -> Candidate:
    return Candidate(reading, tuple(reading.now + m for m in moves), (1.0,) * len(moves), moves)


def futures(*keys: str) -> list[Scenario]:
    return [Scenario(key=k, name=k, levers={} if k == "baseline" else {"conflict_severity": 9.0}) for k in keys]  # type: ignore[arg-type]


def planted_watch(change: float, fresh: bool = True) -> Watch:
    signs = [
        candidate(planted(change, "deaths", fresh), 0.0, 4.0, 0.0),
        candidate(planted(0.0, "troops of others", indicator=TROOPS), 0.0, 0.0, -2.0),
        candidate(planted(0.0, "open", indicator=OPEN), 0.0, 0.3, 0.0),
    ]
    return watch(signs, futures("baseline", "war", "detente"), Scope(), 190)


def test_a_watch_list_holds_what_tells_the_scenario_from_the_baseline_with_its_threshold_and_distance() -> None:
    found = planted_watch(2.0)
    (sign,) = found.lists["war"]  # openness moves too little: Phi(.3 / sqrt 2) = .58 is below three in four
    assert (sign.reading, sign.expected, sign.threshold) == (10, 14, 12)
    assert (sign.distance, sign.change, sign.implied, sign.direction, sign.above) == (2, 2, 4, "towards", True)
    assert sign.tells["baseline"] == pytest.approx(NormalDist().cdf(4 / math.sqrt(2)))
    assert sign.apart_from == ("baseline", "detente")
    (other,) = found.lists["detente"]
    assert (other.threshold, other.above, other.direction) == (9, False, "still")


@pytest.mark.parametrize(("change", "first"), [(0.0, "baseline"), (4.0, "war"), (-0.5, "baseline")])
def test_the_lean_finds_the_future_that_was_planted(change: float, first: str) -> None:
    found = planted_watch(change).lean
    assert next(iter(found.support)) == first
    assert sum(found.support.values()) == pytest.approx(1)
    assert len(found.used) == 2
    assert found.gone["war"] == pytest.approx(change / 4)


def test_the_lean_of_one_change_is_the_number_worked_out_by_hand() -> None:
    signs = [candidate(planted(3.0), 0.0, 4.0)]
    found = watch(signs, futures("baseline", "war"), Scope(), 1).lean
    # exp(-9/2) against exp(-1/2)
    assert found.support["war"] == pytest.approx(1 / (1 + math.exp(-4)))
    assert found.worth == 1


def test_data_that_ended_long_ago_are_marked_and_not_counted() -> None:
    found = planted_watch(4.0, fresh=False)
    assert found.lists["war"][0].direction == "ended"
    assert [r.key for r in found.lean.ended] == ["deaths"]
    assert [r.key for r in found.lean.used] == ["troops of others"]
    assert found.lean.left_out == ("war",)
    assert "war" not in found.lean.support


def test_a_future_that_moves_too_little_here_is_silent_and_takes_no_support_from_the_baseline() -> None:
    signs = [candidate(planted(0.0), 0.0, 4.0, 0.5)]  # Phi(.5 / sqrt 2) = .64 is below three in four
    found = watch(signs, futures("baseline", "war", "elsewhere"), Scope(), 1)
    assert found.silent == ("elsewhere",)
    assert "elsewhere" not in found.lean.support
    assert not found.lists["elsewhere"]


def test_no_indicator_that_repeats_a_better_one_is_chosen() -> None:
    first = planted(0.0)
    same = planted(0.0, "twins", indicator=OPEN)
    twin = Reading(**{**same.__dict__, "changes": {y: -v for y, v in first.changes.items()}})
    other = planted(0.0, "troops of others", indicator=TROOPS)
    assert chosen([candidate(r, 0.0, 1.0) for r in (first, twin, other)], [0.9, 0.8, 0.7]) == [0, 2]
    assert TELLS == 0.75


def test_a_scenario_is_followed_for_three_years_from_its_first_move() -> None:
    ramp, step = CATALOGUE.lever("military_spending"), CATALOGUE.lever("conflict_severity")
    levers = {"military_spending": 4.0, "conflict_severity": 50.0}
    plain = Scenario(levers=levers)  # type: ignore[arg-type]
    assert first_move(plain, 2026) == 2026
    assert reached(step, plain, 2026) == 1
    # a ramp is full five years on: one sixth in the first year, three sixths in the third
    assert reached(ramp, plain, 2026) == pytest.approx(0.5)
    later = plain.model_copy(update={"start": 2030, "end": 2031})
    assert first_move(later, 2026) == 2030
    assert reached(ramp, later, 2026) == 1
    pulse = Scenario.model_validate(
        {"levers": levers, "acting": {"conflict_severity": {"shape": "pulse", "start": 2029}}}
    )
    # the other lever moves in 2026: three years on the pulse has not come
    assert reached(step, pulse, 2026) == 0
