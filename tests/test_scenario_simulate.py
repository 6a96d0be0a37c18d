"""What levers do: found where it was planted, nothing where nothing was, and the baseline where nothing is moved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from foresight.errors import ScenarioError
from foresight.panel import Panel
from foresight.scenario import Prepared, Scenario, Scope, Simulation, prepare, simulate
from foresight.scenario import levers as moving
from foresight.scenario.paths import acting, arriving
from foresight.scenario.response import carried_on, estimate, solve, weighted_year_demeaned
from tests import planted

TODAY = dt.date(2026, 11, 23)
SOME = planted.COUNTRIES[:8:4]  # two states of one region


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(planted.panel(), "ties")


def scenario(levers: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    fields = {"target": "ties", "scope": Scope(kind="country", names=SOME), "levers": levers or {}, **changes}
    return Scenario.model_validate(fields)


def run(prepared: Prepared, of: Scenario, members: tuple[str, ...] = SOME, **more: Any) -> Simulation:
    return simulate(prepared, of, planted.LEVERS, members, today=TODAY, **more)


def test_a_planted_response_is_found_and_noise_is_not() -> None:
    found = estimate(planted.panel(), "ties")
    at = dict(zip(found.drivers, found.beta, strict=True))
    assert at["conflict_severity"] == pytest.approx(planted.EFFECT, abs=0.02)
    assert found.persistence == pytest.approx(planted.PERSISTENCE, abs=0.05)
    intervals = found.standardised()
    assert intervals["conflict_severity"][2] < 0
    for nothing in ("diplomatic_priority", "conflict_severity_region", "interest_alignment"):
        _, low, high = intervals[nothing]
        assert low < 0 < high


def test_country_effects_find_the_same_planted_response() -> None:
    found = estimate(planted.panel(), "ties", replicates=20, country_effects=True)
    assert found.beta[found.drivers.index("conflict_severity")] == pytest.approx(planted.EFFECT, abs=0.02)


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    held = []
    for seed in range(20):
        found = estimate(planted.panel(seed), "ties", replicates=60)
        at = found.drivers.index("conflict_severity")
        low, high = np.quantile(found.beta_draws[:, at], (0.1, 0.9))
        held.append(low <= planted.EFFECT <= high)
    assert 12 <= sum(held) <= 20


def test_year_effects_take_out_whatever_a_year_did_to_everyone() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(10, 30))
    y = 2 * x + 100 * rng.normal(size=(10, 1))
    ones = np.ones((10, 30))
    assert solve(np.stack([x, y], axis=2), ones) == pytest.approx([2], abs=1e-6)
    weights = np.array([[1.0, 3.0, 0.0]])
    # weighted mean (1·2 + 3·6) / 4 = 5
    assert weighted_year_demeaned(np.array([[[2.0], [6.0], [9.0]]]), weights)[0, :, 0].tolist() == [-3, 1, 0]


def test_what_is_left_of_a_response_follows_the_lags_and_never_explodes() -> None:
    assert carried_on(np.array([0.5, 0.25]), 4).tolist() == [1, 0.5, 0.5, 0.375]
    assert carried_on(np.array([1.2]), 60)[-1] == pytest.approx(0.98**59)


def test_shapes_of_levers_by_hand() -> None:
    years = range(2025, 2031)
    assert acting("step", years, 2027, None).tolist() == [0, 0, 1, 1, 1, 1]
    assert acting("step", years, 2027, 2028).tolist() == [0, 0, 1, 1, 0, 0]
    assert acting("pulse", years, 2027, None).tolist() == [0, 0, 1, 0, 0, 0]
    assert acting("ramp", years, 2026, 2029).tolist() == [0, 0.25, 0.5, 0.75, 1, 1]
    with pytest.raises(ScenarioError, match="no shape"):
        acting("wave", years, 2026, None)


def test_a_move_shows_one_year_later_and_adds_up() -> None:
    assert arriving(np.array([0.0, 1, 1, 1]), np.array([1.0, 0.5, 0.25])).tolist() == [0, 0, 1, 1.5]
    assert arriving(np.array([1.0, 0, 0, 0]), np.array([1.0, 0.5, 0.25])).tolist() == [0, 1, 0.5, 0.25]


def test_with_no_lever_moved_the_scenario_is_the_baseline_exactly(prepared: Prepared) -> None:
    still = run(prepared, scenario())
    for outcome in (*still.outcomes, still.aggregate):
        assert outcome is not None
        assert outcome.scenario == outcome.baseline
        assert set(outcome.difference.p10) == set(outcome.difference.p90) == {0.0}


def test_a_slider_on_its_baseline_tick_is_the_baseline_exactly(prepared: Prepared) -> None:
    members = np.isin(planted.COUNTRIES, SOME)
    for key, lever in planted.LEVERS.items():
        baseline = moving.observed(prepared.ground, lever, members)
        assert baseline is not None
        for value in (baseline, moving.tick(baseline, lever)):
            for outcome in run(prepared, scenario({key: value})).outcomes:
                assert outcome.scenario == outcome.baseline


def test_more_conflict_goes_with_less_and_the_verdict_says_hinders(prepared: Prepared) -> None:
    moved = run(prepared, scenario({"conflict_severity": 900}), countries=SOME[:1])
    (outcome,) = moved.outcomes
    (severity,) = [r for r in outcome.levers if r.key == "conflict_severity"]
    assert severity.verdict == "hinders"
    assert severity.low <= severity.response <= severity.high < 0
    assert outcome.difference.p50[-1] == pytest.approx(outcome.scenario.p50[-1] - outcome.baseline.p50[-1])
    assert severity.response == pytest.approx(outcome.difference.p50[-1])
    now = np.log1p(prepared.ground.now["conflict_severity"][0] * 0 + 900) - prepared.ground.now["conflict_severity"][0]
    assert severity.response == pytest.approx(planted.EFFECT / (1 - planted.PERSISTENCE) * now, rel=0.25)


def test_a_lever_that_cannot_be_told_from_zero_still_moves_the_median(prepared: Prepared) -> None:
    (outcome, *_) = run(prepared, scenario({"diplomatic_priority": 19})).outcomes
    (lever,) = [r for r in outcome.levers if r.key == "diplomatic_priority"]
    assert lever.verdict == "cannot be told"
    assert lever.response != 0
    assert lever.low < 0 < lever.high


def test_levers_never_act_on_the_past(prepared: Prepared) -> None:
    moved = run(prepared, scenario({"conflict_severity": 900}, start=2020))
    assert moved.start == 2026
    assert any("never act on the past" in warning for warning in moved.warnings)
    (outcome, *_) = moved.outcomes
    assert outcome.difference.years[:3] == (2025, 2026, 2027)
    assert outcome.difference.p50[:2] == (0, 0)
    assert outcome.difference.p50[2] != 0


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(prepared: Prepared) -> None:
    one, again = (run(prepared, scenario({"conflict_severity": 900})) for _ in range(2))
    assert one == again
    other = run(prepared, scenario({"conflict_severity": 900}, seed=9))
    assert one.aggregate is not None
    assert other.aggregate is not None
    assert one.aggregate.baseline.p10 != other.aggregate.baseline.p10


def test_quantiles_of_every_part_are_ordered(prepared: Prepared) -> None:
    levers = {"conflict_severity": 3, "diplomatic_priority": 0, "interest_alignment": -2.9}
    moved = run(prepared, scenario(levers), members=planted.COUNTRIES)
    for outcome in (*moved.outcomes, moved.aggregate):
        assert outcome is not None
        for part in (outcome.baseline, outcome.scenario, outcome.difference):
            figures = np.array([part.p10, part.p25, part.p50, part.p75, part.p90])
            assert (np.diff(figures, axis=0) >= -1e-12).all()


def test_a_value_beyond_what_was_ever_observed_is_held_there_and_warned_of(prepared: Prepared) -> None:
    beyond = planted.lever("interest_alignment", low=-99, high=0, step=0.1, drives=("interest_alignment",))
    at = {value: simulate(prepared, scenario({"interest_alignment": value}), {"interest_alignment": beyond}, SOME)
          for value in (-50, -99)}  # fmt: skip
    assert any("beyond the range ever observed" in warning for warning in at[-50].warnings)
    assert at[-50].outcomes[0].scenario == at[-99].outcomes[0].scenario


def test_a_judgement_takes_the_place_of_the_estimate_and_is_marked(prepared: Prepared) -> None:
    told = scenario({"diplomatic_priority": 19}, judgements={"diplomatic_priority": 0.8})
    (outcome, *_) = run(prepared, told).outcomes
    (lever,) = [r for r in outcome.levers if r.key == "diplomatic_priority"]
    assert lever.judgement
    assert (lever.low, lever.response, lever.high) == pytest.approx((0.8, 0.8, 0.8))
    assert "judgement" in lever.basis
    assert outcome.scenario.p50[-1] - outcome.baseline.p50[-1] == pytest.approx(0.8)


def test_a_direction_in_which_less_is_better_turns_the_verdict_round() -> None:
    panel = planted.panel()
    turned = {"ties": planted.indicator("ties", direction="negative")}
    other = Panel(panel.years, panel.countries, panel.values, turned, panel.regions)
    (outcome, *_) = run(prepare(other, "ties"), scenario({"conflict_severity": 900})).outcomes
    assert next(r for r in outcome.levers if r.key == "conflict_severity").verdict == "catalyses"


def test_a_series_that_ends_in_2010_is_called_an_extrapolation() -> None:
    old = run(prepare(planted.panel(last=2010), "ties"), scenario({"conflict_severity": 900}))
    assert old.extrapolated
    assert any("last observed in 2010, 25 years before 2035" in warning for warning in old.warnings)
    assert set(old.outcomes[0].difference.p50[:16]) == {0.0}


def test_a_target_without_drivers_still_has_its_baseline_and_says_why_nothing_moves() -> None:
    panel = planted.panel()
    alone = Panel(panel.years, panel.countries, {"ties": panel.values["ties"]}, panel.indicators, panel.regions)
    still = run(prepare(alone, "ties"), scenario({"conflict_severity": 900}))
    assert still.outcomes[0].scenario == still.outcomes[0].baseline
    assert any("no member" in warning for warning in still.warnings)


def test_countries_that_cannot_be_projected_are_named_and_none_left_is_an_error(prepared: Prepared) -> None:
    partly = run(prepared, scenario(), members=(*SOME, "ZZZ"))
    assert any("1 of 3 countries are left out: ZZZ" in warning for warning in partly.warnings)
    with pytest.raises(ScenarioError, match="cannot be projected"):
        run(prepared, scenario(), members=("ZZZ",))


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_a_verdict_never_contradicts_the_interval_beside_it(prepared: Prepared, share: float) -> None:
    values = {key: lever.low + share * (lever.high - lever.low) for key, lever in planted.LEVERS.items()}
    moved = run(prepared, scenario(values), members=planted.COUNTRIES[:15])
    spanning = [r for outcome in moved.outcomes for r in outcome.levers if r.low < 0 < r.high]
    assert spanning
    assert {r.verdict for r in spanning} == {"cannot be told"}


def test_no_sentence_claims_more_than_an_association(prepared: Prepared) -> None:
    moved = run(prepared, scenario({"conflict_severity": 900, "diplomatic_priority": 19}, start=2020))
    said = " ".join([*moved.warnings, *(r.basis for outcome in moved.outcomes for r in outcome.levers)]).lower()
    for word in ("causes", "effect of", " will "):
        assert word not in said


def test_a_change_is_added_to_where_each_member_stands_and_a_percentage_multiplies_it() -> None:
    ground = moving.stand(planted.panel())
    members = np.isin(np.array(ground.countries), SOME)
    at = np.flatnonzero(members)
    now = np.expm1(ground.now["diplomatic_priority"][at])
    for how, value, wanted in (("by", 1.0, now + 1), ("by percent", 50.0, now * 1.5)):
        lever = planted.lever(
            "joining", low=-100, high=100, default=0, move=how, drives=("diplomatic_priority",), transform="log1p"
        )
        shifts, _ = moving.shifts(ground, lever, value, members)
        expected = np.log1p(np.minimum(wanted, 11)) - np.log1p(now)  # no state ever held more than eleven
        assert shifts["diplomatic_priority"][at] == pytest.approx(expected)
        assert not shifts["diplomatic_priority"][~members].any()
        assert moving.observed(ground, lever, members) == 0


def test_many_values_of_a_lever_move_the_drivers_as_each_alone() -> None:
    ground = moving.stand(planted.panel())
    members = np.isin(np.array(ground.countries), SOME)
    values = np.array([0.0, 10.0, 900.0])
    together, held = moving.shifts(ground, planted.LEVERS["conflict_severity"], values, members)
    for k, value in enumerate(values):
        alone, own = moving.shifts(ground, planted.LEVERS["conflict_severity"], float(value), members)
        for key, shift in alone.items():
            assert together[key][k] == pytest.approx(shift)
        assert (held[k] == own).all()


def test_a_lever_acts_in_its_own_years_with_its_own_shape(prepared: Prepared) -> None:
    moved = {"conflict_severity": 900.0}
    late = scenario(moved, acting={"conflict_severity": {"shape": "pulse", "start": 2029, "end": 2029}})
    found = run(prepared, late).outcomes[0].difference
    by_year = dict(zip(found.years, found.p50, strict=True))
    assert by_year[2029] == 0  # a move shows a year later
    assert by_year[2030] < 0
    # what is left of a pulse one year on is the share that persists
    kept = prepared.responses.impulse[1] if prepared.responses else 0
    assert by_year[2031] / by_year[2030] == pytest.approx(kept, abs=0.01)


def test_a_lever_acts_on_its_own_countries(prepared: Prepared) -> None:
    moved, other = scenario({"diplomatic_priority": 11.0}), (SOME[1],)
    found = simulate(prepared, moved, planted.LEVERS, SOME, today=TODAY, acting={"diplomatic_priority": other})
    first, second = found.outcomes
    assert first.difference.p50[-1] == 0
    assert second.difference.p50[-1] != 0


def test_a_judgement_moves_the_figure_shown_by_what_was_judged_with_its_range(prepared: Prepared) -> None:
    judged = scenario({"conflict_severity": 900.0}, judgements={"conflict_severity": [2.0, 1.0, 4.0]})
    found = run(prepared, judged)
    assert found.aggregate is not None
    difference = found.aggregate.difference
    assert difference.p50[-1] == pytest.approx(2, abs=0.02)
    assert (difference.p10[-1], difference.p90[-1]) == pytest.approx((1, 4), abs=0.05)
    assert next(r for r in found.aggregate.levers if r.key == "conflict_severity").judgement


def test_an_ensemble_that_is_shifted_is_the_ensemble_drawn_anew(prepared: Prepared) -> None:
    model, years = prepared.model, range(2025, 2031)
    ensemble = prepared.ensemble(SOME, years, 1, 400)
    assert prepared.ensemble(SOME, years, 1, 400) is ensemble
    by = np.linspace(-0.3, 0.4, 2 * len(years)).reshape(2, -1)
    found = ensemble.shifted(by)
    plain = model.bounded(ensemble.ready + by[:, :, None])  # the planted target is not on a logarithmic scale
    assert found == pytest.approx(plain)
    assert ensemble.together(by, "sum") == pytest.approx(plain.sum(axis=0))
    assert ensemble.together(by, "mean", slice(-1, None)) == pytest.approx(plain.mean(axis=0)[-1:])


def test_a_horizon_that_is_not_ahead_is_refused_with_those_that_are(prepared: Prepared) -> None:
    with pytest.raises(ScenarioError, match=r"The horizon 2020 is not ahead\. Choose a year from 2027 to 2040"):
        run(prepared, scenario(horizon=2020))
