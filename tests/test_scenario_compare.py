"""Scenarios beside one baseline, on a panel in which the answers were planted; and the corners of a 2x2."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from foresight import geography
from foresight.catalogue import Catalogue, Forum, Source
from foresight.charts.compare import spread
from foresight.errors import ScenarioError
from foresight.panel import Panel
from foresight.scenario import Prepared, Scenario, Scope, prepare, simulate
from foresight.scenario.axes import CORNERS, Axis, corners, ends
from foresight.scenario.compare import Shift, compare, forums, prepare_for, ranked
from tests import planted

TODAY = dt.date(2026, 11, 25)
REAL = sorted(geography.states(2024))[: len(planted.COUNTRIES)]
REGION = {country: f"region_{i % 4}" for i, country in enumerate(REAL)}
A, B, C = REAL[:3]  # each in a region of its own


def only(*names: str) -> Scope:
    return Scope(kind="country", names=names)


def scenario(name: str, deaths: float | None, *names: str, **changes: Any) -> Scenario:
    levers = {} if deaths is None else {"conflict_severity": deaths}
    fields = {"name": name, "target": "ties", "scope": only(*names), "levers": levers, "horizon": 2034, **changes}
    return Scenario.model_validate(fields)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    panel = planted.panel()
    return prepare(Panel(panel.years, tuple(REAL), panel.values, panel.indicators, REGION, "0001-planted"), "ties")


@pytest.fixture(scope="module")
def store() -> Any:
    source = Source(
        key="s", title="Planted", provider="p", version="1", licence="l", citation="c", url="u",
        retrieved=TODAY, terms="open",
    )  # fmt: skip
    forum: dict[str, Any] = {"kind": "dialogue", "founded": 2000, "reference": "r", "url": "u"}
    catalogue = Catalogue(
        sources={"s": source},
        indicators={"ties": planted.indicator("ties", direction="positive")},
        forums={key: Forum(key=key, title="A forum", short=key.upper(), **forum) for key in ("two", "one", "none")},
        levers=dict(planted.LEVERS),
    )
    members = {"two": {A, B}, "one": {C}, "none": {"USA"}}
    return SimpleNamespace(catalogue=lambda: catalogue, members=lambda key, year: frozenset(members[key]))


def beside(store: Any, prepared: Prepared, *scenarios: Scenario, **more: Any) -> Any:
    return compare(store, prepared, scenarios, today=TODAY, **more)


def test_all_share_one_baseline_and_each_moves_only_where_it_acts(store: Any, prepared: Prepared) -> None:
    more, less = scenario("more", 900, A), scenario("less", 1, B)
    found = beside(store, prepared, more, less, place=only(A, B))
    assert found.compared[0].whole.baseline == found.compared[1].whole.baseline == found.baseline
    alone = simulate(prepared, more, planted.LEVERS, [A], [A], TODAY).outcomes[0]
    at_a, at_b = found.compared[0].countries()
    assert at_a == Shift.of(alone)
    assert (at_b.moved, at_b.told, at_b.difference, at_b.low, at_b.high) == (False, False, 0, 0, 0)
    # the planted target is a mean: with one of two members moved, the whole moves by half of it
    whole = Shift.of(found.compared[0].whole)
    assert (whole.where, whole.members) == (f"country:{A},{B}", 2)
    assert whole.difference == pytest.approx(at_a.difference / 2)
    assert (whole.low, whole.high) == pytest.approx((at_a.low / 2, at_a.high / 2))
    assert [sorted(one.inside) for one in found.compared] == [[A], [B]]


def test_a_planted_response_is_found_in_the_difference(store: Any, prepared: Prepared) -> None:
    found = beside(store, prepared, scenario("more", 900, A), scenario("nothing", None, A))
    more, nothing = (Shift.of(one.whole) for one in found.compared)
    stands = prepared.ground.now["conflict_severity"][0]
    assert more.difference == pytest.approx(
        planted.EFFECT / (1 - planted.PERSISTENCE) * (np.log1p(900) - stands), rel=0.25
    )
    assert more.told
    assert not nothing.moved
    assert found.compared[1].whole.scenario == found.baseline


def test_target_place_horizon_and_seed_are_the_first_ones_unless_asked(store: Any, prepared: Prepared) -> None:
    first, second = scenario("first", 900, A, seed=7), scenario("second", 3, B, horizon=2031)
    found = beside(store, prepared, first, second)
    assert (found.place, found.horizon, found.seed) == (only(A), 2034, 7)
    assert {one.simulation.seed for one in found.compared} == {7}
    assert found.compared[1].scenario is second
    assert not Shift.of(found.compared[1].whole).moved
    assert beside(store, prepared, first, second, horizon=2030).baseline.years[-1] == 2030


def test_settings_are_listed_for_levers_that_someone_moves(store: Any, prepared: Prepared) -> None:
    found = beside(store, prepared, scenario("low", None, A, levers={"conflict_severity": "low"}), scenario("x", 4, A))
    assert found.settings(planted.LEVERS) == {"conflict_severity": (0, 4)}


def test_a_judgement_is_read_for_the_place_and_says_so_and_forums_are_left_out(store: Any, prepared: Prepared) -> None:
    told = scenario("told", 900, A, judgements={"conflict_severity": 0.5})
    found = beside(store, prepared, told, scenario("x", 4, A), place=only(A, B))
    assert any(w.startswith(f"told: its own judgement was made about country:{A} until 2034") for w in found.warnings)
    assert not any("judgement" in w for w in beside(store, prepared, told, scenario("x", 4, A)).warnings)
    assert forums(store, prepared, told, 2034, 1, TODAY) == ()


def test_forums_are_put_together_and_those_without_a_projected_member_left_out(store: Any, prepared: Prepared) -> None:
    more = scenario("more", 900, A)
    found = {shift.where: shift for shift in forums(store, prepared, more, 2034, 1, TODAY)}
    assert set(found) == {"two", "one"}
    alone = beside(store, prepared, more, more).compared[0].countries()[0]
    assert found["two"].difference == pytest.approx(alone.difference / 2)
    assert found["two"].members == 2
    assert not found["one"].moved


@pytest.mark.parametrize(
    ("scenarios", "more", "says"),
    [
        (1, {}, "of 2 to 6 scenarios, not 1"),
        (7, {}, "of 2 to 6 scenarios, not 7"),
        (2, {"horizon": 2026}, "Use one from 2027 to 2040"),
        (2, {"horizon": 1890}, "Use one from 2027 to 2040"),
        (2, {"place": only("AFGH")}, "There is no country “AFGH”"),
        (2, {"place": Scope(kind="forum", names=("none",))}, "cannot be projected"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    store: Any, prepared: Prepared, scenarios: int, more: dict[str, Any], says: str
) -> None:
    with pytest.raises(ScenarioError, match=says):
        beside(store, prepared, *[scenario("x", 5, A)] * scenarios, **more)


def test_a_target_or_a_lever_that_does_not_exist_is_refused_before_anything_is_computed(store: Any) -> None:
    with pytest.raises(ScenarioError, match="Did you mean conflict_severity"):
        prepare_for(store, [scenario("x", None, A, levers={"conflict_severty": 1})])
    with pytest.raises(ScenarioError, match="Name at least 2"):
        prepare_for(store, [])


def test_ranks_by_hand() -> None:
    shifts = [
        Shift("up", 100, 10, 5, 15), Shift("far", 1000, 50, -20, 90), Shift("down", 10, -5, -8, -1),
        Shift("still", 3, 0, 0, 0), Shift("from_nought", 0, 2, 1, 3),
    ]  # fmt: skip
    up, down = ranked(shifts)
    assert [s.where for s in up] == ["far", "up", "from_nought"]
    assert [s.where for s in down] == ["down"]
    assert [s.where for s in ranked(shifts, "relative")[0]] == ["up", "far"]
    assert [s.where for s in ranked(shifts, count=1)[0]] == ["far"]
    assert [(s.moved, s.told) for s in shifts] == [
        (True, True), (True, False), (True, True), (False, False), (True, True),
    ]  # fmt: skip
    assert [s.relative for s in shifts] == [0.1, 0.05, -0.5, 0, None]


def test_labels_are_spread_as_little_as_can_be() -> None:
    assert spread([10, 50], 15, 0, 100) == [10, 50]
    assert spread([50, 50, 50], 10, 0, 100) == [40, 50, 60]
    assert spread([52, 50], 10, 0, 100) == [56, 46]
    assert spread([0, 1, 2], 10, 0, 100) == [0, 10, 20]
    assert spread([99, 100], 10, 0, 100) == [90, 100]
    rng = np.random.default_rng(0)
    for _ in range(50):
        stands = sorted(spread(rng.uniform(0, 340, 7).tolist(), 16, 6, 334))
        assert min(np.diff(stands)) >= 16 - 1e-9
        assert stands[0] >= 6
        assert stands[-1] <= 334


CONFLICT, FORUMS = planted.LEVERS["conflict_severity"], planted.LEVERS["diplomatic_priority"]


def test_four_corners_become_four_scenarios_named_by_what_their_levers_do() -> None:
    across, up = Axis(CONFLICT, 0, 500), Axis(FORUMS, 2, 9)
    made = corners(across, up, "ties", only(A), 2034, ("", " Own name "))
    assert [dict(one.levers) for one in made] == [
        {"conflict_severity": across.at(x), "diplomatic_priority": up.at(y)} for x, y in CORNERS
    ]
    assert [one.name for one in made] == [
        "The conflict_severity low, the diplomatic_priority low", "Own name",
        "The conflict_severity low, the diplomatic_priority high",
        "The conflict_severity high, the diplomatic_priority high",
    ]  # fmt: skip
    assert len({one.key for one in made}) == 4
    assert "at its low end, 2 units" in made[1].narrative


def test_ends_are_what_was_observed_on_the_steps_of_the_slider(prepared: Prepared) -> None:
    members = np.isin(REAL, [A])
    low, high = ends(prepared.ground, CONFLICT, members)
    seen = np.expm1([prepared.ground.low["conflict_severity"][0], prepared.ground.high["conflict_severity"][0]])
    assert (low, high) == pytest.approx((max(seen[0], 0), min(seen[1], 1000)))
    alignment = planted.lever("interest_alignment", low=-3, high=0, step=0.5, drives=("interest_alignment",))
    low, high = ends(prepared.ground, alignment, members)
    assert low % 0.5 == high % 0.5 == 0
    assert prepared.ground.low["interest_alignment"][0] <= low < high <= 0
    by = planted.lever("conflict_severity", low=-50, high=50, move="by", default=0, drives=("conflict_severity",))
    assert ends(prepared.ground, by, members) == (-50, 50)
    unknown = planted.lever("research", low=0, high=6, drives=("research",))
    assert ends(prepared.ground, unknown, members) == (0, 6)


@pytest.mark.parametrize(
    ("across", "up", "says"),
    [
        (Axis(CONFLICT, 0, 9), Axis(CONFLICT, 0, 5), "Choose two different levers"),
        (Axis(CONFLICT, 9, 9), Axis(FORUMS, 0, 5), "is not below its high end, 9. Exchange them"),
        (Axis(CONFLICT, 0, 9999), Axis(FORUMS, 0, 5), "above the highest value, 1000"),
    ],
)
def test_axes_that_make_no_square_are_refused(across: Axis, up: Axis, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        corners(across, up, "ties", only(A), 2034)
