"""The question of the Discovery page: kept in the session, opened from an address, written back to it.

One object, a Question, is the truth; the widgets show it and change it. What was explored stays on the page until
another question is. An address that a person opens is explored at once.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from foresight.catalogue import Catalogue
from foresight.scenario import Scenario, Scope
from foresight.scenario.discovery.goal import OWN, Question
from foresight.store import Revision
from pages import _scenario_link
from pages._address import made_elsewhere

FIRST = Question(
    scenario=Scenario(target="arms_trade_3y", scope=Scope(kind="forum", names=("asean",)), horizon=2034),
    option=(("diplomatic_priority", 8.0), ("military_spending", 4.0)),
)
SHOWN = ("box", "point")
REMEMBERED = 50  # addresses of our own that may still come back from the browser


def _memory() -> dict[str, Any]:
    blank: dict[str, Any] = {
        "question": FIRST,
        "explored": None,
        "own": [],
        "notices": (),
        "made_on": None,
        "shown": {},
        "edition": 0,
    }
    held: dict[str, Any] = st.session_state.setdefault("_discovery", blank)
    return held


def current() -> Question:
    """The question as the widgets put it."""
    question: Question = _memory()["question"]
    return question


def explored() -> Question | None:
    """The question that was last explored, with the option as it stands now; None before any was."""
    held: Question | None = _memory()["explored"]
    return None if held is None else held.model_copy(update={"option": current().option})


def changed() -> bool:
    """Do the widgets ask something else than what was explored."""
    return explored() not in (None, current())


def change(**fields: object) -> None:
    """Exchange some fields of the question; those of its scenario go by `scenario=` as a mapping."""
    now = current()
    scenario = {**now.scenario.model_dump(), **dict(fields.pop("scenario", {}))}  # type: ignore[call-overload]
    _memory()["question"] = Question.model_validate({**now.model_dump(), **fields, "scenario": scenario})


def explore() -> None:
    """Explore the question as it stands, from the first box on."""
    _memory()["explored"], _memory()["shown"] = current(), {}


def shown(name: str) -> int | None:
    """Which box (`box`), or point of its curve (`point`), is looked at; None for the one that was found."""
    number: int | None = _memory()["shown"].get(name)
    return number


def show(name: str, number: int) -> None:
    """Look at that box or point; another box begins at the point that was found."""
    held = _memory()["shown"]
    _memory()["shown"] = {"box": number} if name == "box" else {**held, name: number}


def open_address(catalogue: Catalogue, revision: Revision) -> tuple[str, ...]:
    """Take over the address if a person opened it; the sentences about it, until the question is changed."""
    memory, asked = _memory(), st.query_params.to_dict()
    if asked and asked not in memory["own"]:
        beside = {key: text for key, text in asked.items() if key not in (*OWN, *SHOWN)}
        scenario, said = _scenario_link.read(beside, catalogue)
        blank = Question(scenario=scenario, option=FIRST.option)
        memory["question"], left_out = blank.amended({key: asked[key] for key in OWN if key in asked}, catalogue.levers)
        explore()
        numbers = {key: asked[key] for key in SHOWN if key in asked}
        memory["shown"] = {key: int(text) for key, text in numbers.items() if text.isascii() and text.isdigit()}
        memory["notices"], memory["made_on"] = (*said, *left_out), asked.get(_scenario_link.REVISION)
        memory["own"] = [*memory["own"], asked]  # it may come back before the browser has taken over ours
    if memory["explored"] != memory["question"]:
        return ()
    return (*memory["notices"], *made_elsewhere(memory["made_on"], revision))


def write(revision: Revision) -> None:
    """Put the question, and what is looked at, into the address."""
    memory, question = _memory(), current()
    now = _scenario_link.parameters(question.scenario, revision) | question.to_parameters()
    now |= {key: str(number) for key, number in memory["shown"].items()}
    memory["own"] = [*memory["own"][-REMEMBERED:], now]
    if st.query_params.to_dict() != now:
        st.query_params.from_dict(now)
