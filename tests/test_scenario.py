"""Scenarios as files and links: exact both ways, and a sentence for whatever cannot be understood."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresight import catalogue, geography
from foresight.errors import ScenarioError, UnknownKeyError
from foresight.scenario import TARGETS, Scenario, Scope, library
from foresight.scenario.settings import Acting, Judgement

CATALOGUE = catalogue.load()
TARGET_KEYS = st.sampled_from(sorted(TARGETS))


@st.composite
def settings(draw: Any) -> dict[str, float | str]:
    chosen = draw(st.lists(st.sampled_from(sorted(CATALOGUE.levers)), unique=True))
    return {
        key: draw(
            st.sampled_from(["low", "high", "default"])
            | st.floats(CATALOGUE.levers[key].low, CATALOGUE.levers[key].high, allow_nan=False)
        )
        for key in chosen
    }


SCOPES = (
    st.just(Scope())
    | st.builds(lambda n: Scope(kind="region", names=(n,)), st.sampled_from(sorted(geography.regions())))
    | st.builds(lambda n: Scope(kind="forum", names=(n,)), st.sampled_from(sorted(CATALOGUE.forums)))
    | st.builds(
        lambda n: Scope(kind="country", names=tuple(n)),
        st.lists(st.sampled_from(["IND", "DEU", "NAM", "XKX", "USA"]), min_size=1, unique=True),
    )
)


def middle_first(three: list[float]) -> list[float]:
    low, middle, high = sorted(three)
    return [middle, low, high]


ACTING = st.builds(
    lambda shape, years, scope, forum: Acting(
        shape=shape, start=years and years[0], end=years and years[0] + years[1], scope=scope, forum=forum
    ),
    st.none() | st.sampled_from(["step", "ramp", "pulse"]),
    st.none() | st.tuples(st.integers(2026, 2032), st.integers(0, 8)),
    st.none() | SCOPES | st.just(Scope(kind="pair", names=("IND", "USA"))),
    st.none() | st.sampled_from(sorted(CATALOGUE.forums)),
)
TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)
SCENARIOS = st.builds(
    Scenario,
    key=st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True),
    name=TEXT.filter(bool),
    target=TARGET_KEYS,
    scope=SCOPES,
    levers=settings(),
    judgements=st.dictionaries(
        st.sampled_from(sorted(CATALOGUE.levers)),
        st.floats(-1e6, 1e6) | st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(middle_first),
        max_size=2,
    ),
    acting=st.dictionaries(st.sampled_from(sorted(CATALOGUE.levers)), ACTING, max_size=2),
    start=st.none() | st.integers(2000, 2030),
    end=st.none() | st.integers(2031, 2040),
    horizon=st.integers(2027, 2040),
    seed=st.integers(0, 2**31 - 1),
)


@given(SCENARIOS, TEXT, st.none() | st.dates())
def test_a_file_gives_back_the_scenario_it_was_written_from(
    scenario: Scenario, narrative: str, date: dt.date | None
) -> None:
    full = scenario.model_copy(update={"narrative": narrative, "author": narrative[:9], "date": date})
    assert Scenario.from_toml(full.to_toml()) == full


@given(SCENARIOS)
def test_a_link_gives_back_the_scenario_it_was_made_from(scenario: Scenario) -> None:
    parameters = scenario.to_parameters()
    again, left_out = Scenario.from_parameters(parameters, CATALOGUE.levers)
    assert (again, left_out) == (scenario, ())
    assert hash(again) == hash(scenario)
    assert all(isinstance(value, str) for value in parameters.values())


def test_a_link_is_short_and_says_only_what_is_not_default() -> None:
    scenario = Scenario(scope=Scope.parse("region:south_asia"), levers={"conflict_severity": 250})  # type: ignore[arg-type]
    assert scenario.to_parameters() == {
        "target": "arms_trade_3y", "scope": "region:south_asia", "conflict_severity": "250",
    }  # fmt: skip


def test_nonsense_in_a_link_is_left_out_and_named_and_the_rest_is_kept() -> None:
    given_ = {
        "target": "exercises", "scope": "planet:mars", "conflict_severity": "9e9", "external_actors": "many",
        "conflict_sevrity": "3", "interest_alignment": "-1", "until": "soon", "tab": "map",
    }  # fmt: skip
    scenario, left_out = Scenario.from_parameters(given_, CATALOGUE.levers)
    assert scenario.target == "exercises"
    assert dict(scenario.levers) == {"interest_alignment": -1}
    assert len(left_out) == 5
    assert any("Did you mean conflict_severity" in sentence for sentence in left_out)
    assert any("above the highest value, 5000" in sentence for sentence in left_out)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"levers": {"conflict_severty": 1}}, "Did you mean conflict_severity"),
        ({"levers": {"conflict_severity": 5001}}, "5001 is above the highest value, 5000"),
        ({"levers": {"interest_alignment": -9}}, "below the lowest value, -3.4"),
        ({"judgements": {"diplomacy": 1}}, "no lever called"),
        ({"target": "exercise"}, "Did you mean exercises"),
        ({"target": "shared_forums"}, "not a figure of single countries"),
        ({"scope": {"kind": "region", "names": ["south_asa"]}}, "Did you mean south_asia"),
        ({"scope": {"kind": "forum", "names": ["nat"]}}, "Did you mean nato"),
        ({"scope": {"kind": "country", "names": ["INDD"]}}, "no country"),
        ({"scope": {"kind": "region", "names": ["south_asia", "north_america"]}}, "one region, not 2"),
        ({"scope": {"kind": "country"}}, "names nothing"),
        ({"start": 2030, "end": 2028}, "Exchange the years"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest_thing_that_does(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        Scenario.model_validate(changes).checked(CATALOGUE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("key = ", "not valid TOML"),
        ("levers = {conflict_severity = 'lots'}", "neither a number nor one of low, high, default"),
        ("horizon = 1890", "horizon"),
        ("colour = 'red'", "colour"),
        ("levers = {conflict_severity = nan}", "finite"),
    ],
)
def test_a_broken_file_is_told_what_is_wrong_and_where(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as caught:
        Scenario.from_toml(text, "mine.toml")
    assert "mine.toml" in str(caught.value)


def test_setting_a_lever_makes_a_new_scenario_and_default_takes_it_back() -> None:
    blank = Scenario()
    moved = blank.with_levers(conflict_severity=10.0)
    assert dict(moved.levers) == {"conflict_severity": 10}
    assert blank.levers == ()
    assert moved.with_levers(conflict_severity="default") == blank


def test_the_order_of_levers_does_not_make_another_scenario() -> None:
    one, other = ({"external_actors": 1, "conflict_severity": 2}, {"conflict_severity": 2, "external_actors": 1})
    assert Scenario.model_validate({"levers": one}) == Scenario.model_validate({"levers": other})


def test_scopes_cover_the_states_they_name() -> None:
    store: Any = SimpleNamespace(members=lambda forum, year: frozenset({"FRA", "DEU"}))
    assert Scope.parse("forum:nato").members(store, 2024) == ("DEU", "FRA")
    south_asia = Scope.parse("region:south_asia").members(store, 2024)
    assert {"IND", "PAK", "BGD", "LKA"} <= set(south_asia)
    world = Scope().members(store, 2024)
    assert {"TWN", "XKX", "FRA"} <= set(world)
    assert not {"GRL", "DDR", "SUN", "WLD"} & set(world)
    nobody: Any = SimpleNamespace(members=lambda forum, year: frozenset())
    with pytest.raises(ScenarioError, match="covers no country in 1900"):
        Scope.parse("forum:nato").members(nobody, 1900)


def test_every_shipped_scenario_can_be_simulated_as_it_stands() -> None:
    shipped = library.shipped()
    assert next(iter(shipped)) == "baseline"
    assert shipped["baseline"].levers == ()
    for key, scenario in shipped.items():
        assert scenario.checked(CATALOGUE).narrative, key
        assert scenario.target in TARGETS


def test_an_unknown_scenario_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownKeyError, match="Did you mean baseline"):
        library.find("basline")
    with pytest.raises(ScenarioError, match="cannot be read"):
        library.find("nowhere.toml")


@pytest.mark.parametrize(
    ("parameter", "text", "said"),
    [
        ("acting.conflict_severity", "when:2030", "There is no “when” of a lever"),
        ("acting.conflict_severity", "from:1990", "1990 is not a year from 2000 to 2040"),
        ("acting.conflict_severity", "from:2031;to:2030", "exchange the years"),
        ("acting.conflict_severity", "shape:wave", "shape"),
        ("acting.conflict_severity", "where:planet", "kind of scope"),
        ("judged.conflict_severity", "1,2", "three: the middle, low and high"),
        ("judged.conflict_severity", "1,2,3", "put them in order"),
        ("judged.conflict_severty", "1", "Did you mean conflict_severity"),
    ],
)
def test_what_a_link_says_wrongly_of_one_lever_is_left_out_and_named(parameter: str, text: str, said: str) -> None:
    found, left_out = Scenario.from_parameters({parameter: text, "external_actors": "5"}, CATALOGUE.levers)
    assert dict(found.levers) == {"external_actors": 5}
    assert (found.acting, found.judgements) == ((), ())
    assert len(left_out) == 1
    assert said in left_out[0]


def test_a_judgement_is_one_number_or_a_middle_with_its_range() -> None:
    assert Judgement.parse("5") == Judgement(middle=5, low=5, high=5)
    assert str(Judgement.parse("5,3,9")) == "5,3,9"
    assert (
        Scenario(judgements={"power_shift": 5}).judgements == Scenario(judgements={"power_shift": [5, 5, 5]}).judgements
    )


def test_a_pair_is_two_countries_and_only_one_lever_names_a_forum() -> None:
    Scenario(scope=Scope.parse("pair:IND,USA")).checked(CATALOGUE)
    with pytest.raises(ScenarioError, match="A pair is two countries, not 1"):
        Scenario(scope=Scope.parse("pair:IND")).checked(CATALOGUE)
    Scenario(acting={"forum_change": Acting(forum="nato")}).checked(CATALOGUE)
    with pytest.raises(ScenarioError, match="names no forum"):
        Scenario(acting={"research": Acting(forum="nato")}).checked(CATALOGUE)
    with pytest.raises(UnknownKeyError, match="Did you mean nato"):
        Scenario(acting={"forum_change": Acting(forum="natoo")}).checked(CATALOGUE)
