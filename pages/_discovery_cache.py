"""What was explored, kept by small keys: the revision's hash, the question as text, the year it was asked in."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import streamlit as st

from foresight.scenario import Scope
from foresight.scenario.discovery import discover as discovering
from foresight.scenario.discovery.discover import Discovery, Robust, Setup
from foresight.scenario.discovery.goal import Level, Question
from foresight.scenario.scenario import Scenario
from pages import _cache, _scenario_cache


@dataclass
class _Place:
    """Where one answer is kept; filled outside the cache, where a bar may move."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    found: Discovery | None = None


@st.cache_resource(max_entries=12, show_spinner=False)
def _place(hash_: str, question: str, year: int) -> _Place:
    return _Place()


@st.cache_resource(max_entries=12, show_spinner=False)
def _setup(hash_: str, question: str, year: int) -> Setup:
    asked = Question.model_validate_json(question)
    return discovering.set_up(_cache.store(), _scenario_cache.prepared(asked.scenario.target), asked)


def explored(question: Question) -> Discovery:
    """The answer to a question, whatever its option; ScenarioError where it cannot be asked."""
    asked = question.model_copy(update={"option": ()}).model_dump_json()
    key = (_cache.revision().hash, asked, _scenario_cache.this_year())
    place = _place(*key)
    if place.found is None:
        setup, bar = _setup(*key), st.empty()

        def tell(share: float, what: str) -> None:
            bar.progress(min(share, 1.0), f"Exploring: {what} …")

        with place.lock:
            place.found = place.found or discovering.discover(setup, tell)
        bar.empty()
    return place.found


@st.cache_resource(max_entries=40, show_spinner="Comparing on the same futures …")
def _robust(hash_: str, question: str, year: int) -> Robust:
    setup = _setup(hash_, question, year)
    return discovering.robust(setup, _cache.catalogue().levers)


def robust(question: Question) -> Robust:
    """With the question's option and without it; ScenarioError where there is nothing to compare."""
    return _robust(_cache.revision().hash, question.model_dump_json(), _scenario_cache.this_year())


@st.cache_data(max_entries=200, show_spinner=False)
def _level(hash_: str, target: str, scope: str, year: int) -> Level:
    scenario = Scenario(target=target, scope=Scope.parse(scope))
    return discovering.last_observed(_cache.store(), _scenario_cache.prepared(target), scenario)


def level(scenario: Scenario) -> Level:
    """The last observed level of the scenario's target and place; ScenarioError where there is none."""
    return _level(_cache.revision().hash, scenario.target, str(scenario.scope), _scenario_cache.this_year())
