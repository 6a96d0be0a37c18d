"""Futures agree with simulate, repeat under their seed, and answer a planted goal; what cannot be asked is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from foresight.catalogue import load
from foresight.errors import ScenarioError
from foresight.scenario import Prepared, Scenario, Scope, prepare, simulate
from foresight.scenario.discovery import discover, futures, words
from foresight.scenario.discovery.discover import Setup
from foresight.scenario.discovery.goal import Level, Question, goal, last_level, option
from tests import planted

TODAY = dt.date(2026, 11, 23)
SOME = planted.COUNTRIES[:16:4]  # four states of one region
YEAR = 2034


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(planted.panel(), "ties")


def scenario(**changes: Any) -> Scenario:
    return Scenario.model_validate(
        {"target": "ties", "scope": Scope(kind="country", names=SOME), "horizon": YEAR, **changes}
    )


def stage(prepared: Prepared, of: Scenario | None = None, members: tuple[str, ...] = SOME) -> futures.Stage:
    of = of or scenario()
    return futures.stage(prepared, of, planted.LEVERS, members, of.horizon, TODAY.year)


def setup(prepared: Prepared, value: float, **changes: Any) -> Setup:
    question = Question(scenario=scenario(), **changes)
    on = stage(prepared)
    sample = futures.sample(on, question.vary or on.movable(), question.runs, question.scenario.seed)
    level = Level(value=value, year=2024, members=SOME)
    where = words.goal(question, prepared.model.target, level, "four states")
    return Setup(question, prepared.model.target, level, on, sample, where, ())


def simulated(prepared: Prepared, of: Scenario, members: tuple[str, ...] = SOME):  # type: ignore[no-untyped-def]
    found = simulate(prepared, of, planted.LEVERS, members, today=TODAY)
    return found.aggregate or found.outcomes[0]


@pytest.mark.parametrize("members", [SOME, SOME[:1]], ids=["several", "one"])
@pytest.mark.parametrize("year", [YEAR, 2040], ids=["estimated", "extrapolated"])
def test_with_nothing_varied_futures_are_the_projection(
    prepared: Prepared, members: tuple[str, ...], year: int
) -> None:
    of = scenario(horizon=year, scope=Scope(kind="country", names=members))
    on = stage(prepared, of, members)
    found = futures.figures(on, futures.sample(on, (), 6000, 1))
    whole = simulated(prepared, of, members).baseline
    spread = whole.p90[-1] - whole.p10[-1]
    for p, expected in ((0.1, whole.p10[-1]), (0.5, whole.p50[-1]), (0.9, whole.p90[-1])):
        assert np.quantile(found, p) == pytest.approx(expected, abs=0.06 * spread)
    assert (found < whole.p50[-1]).mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(("key", "value"), [("conflict_severity", 0.0), ("conflict_severity", 500.0)])
def test_a_lever_moves_the_median_as_far_as_simulate_says(prepared: Prepared, key: str, value: float) -> None:
    of = scenario(levers={key: value})
    on, still = stage(prepared, of), stage(prepared)
    before = np.median(futures.figures(still, futures.sample(still, (), 6000, 1)))
    moved = futures.figures(on, futures.sample(on, (), 6000, 1))
    whole = simulated(prepared, of)
    shift = whole.scenario.p50[-1] - whole.baseline.p50[-1]
    assert np.median(moved) - before == pytest.approx(shift, rel=0.12)
    # a lever that is held there for every future is the same as a scenario that puts it there
    fixed = futures.figures(still, futures.sample(still, (), 6000, 1), {key: value})
    assert np.array_equal(fixed, moved)


def test_a_judgement_is_drawn_from_its_range_and_counts_in_proportion(prepared: Prepared) -> None:
    judged = {"conflict_severity": {"middle": -2.0, "low": -3.0, "high": -1.0}}
    of = scenario(levers={"conflict_severity": 500.0}, judgements=judged)
    on, plain = stage(prepared, of), stage(prepared)
    none = futures.sample(on, (), 6000, 1)
    apart = futures.figures(on, none) - futures.figures(plain, none)
    # the target has no bounds and its members are averaged: each moves by what was judged
    assert np.quantile(apart, [0.1, 0.5, 0.9]) == pytest.approx([-3, -2, -1], abs=0.1)
    back = futures.figures(on, none, {"conflict_severity": float(on.acts["conflict_severity"].default or 0)})
    assert back == pytest.approx(futures.figures(plain, none))


def test_the_same_seed_draws_the_same_futures_and_another_one_others(prepared: Prepared) -> None:
    on = stage(prepared)
    one, same, other = (futures.sample(on, on.movable(), 1500, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.values, same.values)
    assert np.array_equal(futures.figures(on, one), futures.figures(on, same))
    assert not np.array_equal(futures.figures(on, one), futures.figures(on, other))
    counts = np.bincount(one.replicate)
    assert counts.max() - counts.min() <= 1


def test_a_planted_driver_makes_the_box_and_the_rest_stays_out_of_it(prepared: Prepared) -> None:
    on = stage(prepared)
    every = futures.figures(on, futures.sample(on, on.movable(), 3000, 1))
    found = discover.discover(setup(prepared, float(np.quantile(every, 0.3)), runs=3000))
    assert found.base == pytest.approx(0.3, abs=0.02)
    box = found.findings[0].box
    assert set(box.limits) == {"conflict_severity"}  # more deaths went with fewer ties
    low, high = box.limits["conflict_severity"]
    assert low > planted.LEVERS["conflict_severity"].low
    assert high == planted.LEVERS["conflict_severity"].high
    assert box.density > found.base + 0.2
    held = found.setup.sample.of("conflict_severity") >= low
    assert (box.cases, box.density) == (held.sum(), pytest.approx(found.holds[held].mean()))
    assert box.coverage == pytest.approx(found.holds[held].sum() / found.holds.sum())
    assert max(found.scores, key=lambda key: found.scores[key]) == "conflict_severity"
    assert "at " in box.sentence
    assert f"{box.density:.0%}".replace("%", "\u202f%") in box.sentence
    inside = found.inside(box)
    assert dict(inside.levers) == {"conflict_severity": box.middle["conflict_severity"]}
    assert low <= box.middle["conflict_severity"] <= high
    assert inside.scope == scenario().scope


def test_where_only_noise_varies_it_says_so(prepared: Prepared) -> None:
    on = stage(prepared)
    middle = float(np.median(futures.figures(on, futures.sample(on, (), 2000, 1))))
    found = discover.discover(setup(prepared, middle, runs=2000, vary=("diplomatic_priority",)))
    assert found.findings == ()
    assert found.sentence.startswith(words.NOTHING)
    never = discover.discover(setup(prepared, -1e9, runs=500))
    assert never.base == 0
    assert "in none of them" in never.sentence


def test_an_option_is_compared_on_the_same_futures(prepared: Prepared) -> None:
    on = stage(prepared)
    middle = float(np.median(futures.figures(on, futures.sample(on, (), 2000, 1))))
    asked = setup(prepared, middle, side="above", runs=2000, option={"conflict_severity": 0.0})
    found = discover.robust(asked, planted.LEVERS)
    assert found.difference.share == pytest.approx(found.with_it.share - found.without.share)
    assert found.difference.share > 0.1
    assert found.told
    assert found.low < found.difference.share < found.high
    kept = discover.robust(setup(prepared, middle, runs=500, option={"interest_alignment": -0.4}), planted.LEVERS)
    assert not kept.told
    assert "cannot be told from zero" in kept.sentence
    with pytest.raises(ScenarioError, match="names no lever"):
        discover.robust(setup(prepared, middle, runs=500), planted.LEVERS)


def test_the_last_level_is_of_members_that_were_observed_and_missing_is_not_zero() -> None:
    rows = pd.DataFrame(
        [(c, y, v) for c in map(str, range(10)) for y, v in ((2022, 1.0), (2023, 2.0))] + [("0", 2024, 9.0)],
        columns=["country", "year", "value"],
    )
    rows = rows[~((rows["country"] == "3") & (rows["year"] == 2023))]
    members = tuple(map(str, range(10)))
    found = last_level(rows, members, "sum", 2024)
    assert found == Level(value=18.0, year=2023, members=tuple(c for c in members if c != "3"))
    assert last_level(rows, members, "mean", 2022) == Level(value=1.0, year=2022, members=members)
    assert last_level(rows[rows["year"] == 2024], members, "sum", 2024) is None


def test_a_question_travels_as_parameters() -> None:
    levers = load().levers
    asked = Question(
        scenario=Scenario(target="us_troops", horizon=2033, seed=4), side="above", figure=1200.5, runs=800,
        vary=("democracy", "external_actors"), option={"diplomatic_priority": 8},
    )  # fmt: skip
    given = asked.to_parameters()
    assert given["goal"] == "above:1200.5"
    own = {key: given[key] for key in ("goal", "runs", "vary", "option")}
    assert Question(scenario=asked.scenario).amended(own, levers) == (asked, ())
    again = Question.model_validate_json(asked.model_dump_json())
    assert again == asked
    none = Question(scenario=asked.scenario, option={})
    assert none.to_parameters()["option"] == "none"
    damaged = {"goal": "beside:3", "runs": "many", "vary": "democrazy", "option": "democracy:7"}
    kept, said = none.amended(damaged, levers)
    assert kept == none
    assert len(said) == 4
    assert "Did you mean democracy" in said[2]
    assert "0.5" in said[3]


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"scenario": Scenario(horizon=2026)}, "2027 to 2040"),
        ({"vary": ("military",)}, "military_spending"),
        ({"option": {"democracy": 3}}, "0.5"),
        ({"scenario": Scenario(target="exercises_pair")}, "single countries"),
        ({"scenario": Scenario(scope=Scope(kind="forum", names=("nat",)))}, "nato"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_nearest_that_can(changes: dict[str, Any], match: str) -> None:
    asked = Question.model_validate({"scenario": Scenario(), **changes})
    with pytest.raises(ScenarioError, match=match):
        asked.checked(load(), TODAY.year)


def test_goals_and_options_are_read_from_text() -> None:
    assert goal("below:last") == {"side": "below", "figure": None}
    assert goal("above:-3.5") == {"side": "above", "figure": -3.5}
    assert option(["a=1", "b:2.5"]) == {"a": 1.0, "b": 2.5}
    for wrong in ("under:3", "below:", "below:much"):
        with pytest.raises(ScenarioError):
            goal(wrong)
    with pytest.raises(ScenarioError, match="LEVER=VALUE"):
        option(["a"])


def test_limits_and_shares_in_words() -> None:
    levers = load().levers
    assert words.limit(levers["external_actors"], 40, 90) == "external actors at 40 states or more"
    assert words.limit(levers["external_actors"], 0, 40) == "external actors at 40 states or less"
    assert words.limit(levers["external_actors"], 10, 40) == "external actors between 10 and 40 states"
    assert words.limit(levers["democracy"], 0.1, 0.5) == "democracy at +0.10 index points or more"
    assert words.limit(levers["forum_change"], -1, -1) == "joining or leaving a forum at −1 forums"
    assert [words.percent(x) for x in (0.0, 0.001, 0.414, 0.999, 1.0)] == [
        "0\u202f%", "less than 1\u202f%", "41\u202f%", "more than 99\u202f%", "100\u202f%",
    ]  # fmt: skip
    assert words.points(-0.0001) == "0"
    assert words.points(-0.05) == "−5.0"
