"""When, how and where one lever acts, and what a planner puts in place of its estimate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from foresight.catalogue import Catalogue, Indicator, Lever, Shape
from foresight.projection.engine import FURTHEST
from foresight.scenario import Scope
from foresight.scenario.paths import RAMP
from foresight.scenario.settings import Acting, Judgement
from pages import _scenario_address as desk
from pages import _scenario_answer, _scenario_question
from pages._scenario_cache import simulated, this_year
from pages._text import literal

SHAPES: Mapping[Shape, str] = {
    "step": "Step: fully at once",
    "ramp": "Ramp: evenly rising to its end",
    "pulse": "Pulse: for its years only",
}
DECIMALS = 3
AS_SCENARIO = "as the scenario"


def draw(catalogue: Catalogue, target: Indicator) -> None:
    """The controls of one moved lever; a choice is kept in the scenario at once."""
    moved = [key for key, _ in desk.current().levers]
    with st.expander("When, where, and your own judgement", icon=":material/tune:"):
        if not moved:
            st.caption("Move a lever first: then its years, its place and a judgement of your own can be set here.")
            return
        key = st.selectbox(
            "Lever", moved, format_func=lambda k: catalogue.levers[k].title, key="scenarios.course",
        )  # fmt: skip
        lever = catalogue.levers[key]
        _course(lever, catalogue)
        st.divider()
        _judgement(lever, target)


def _course(lever: Lever, catalogue: Catalogue) -> None:
    now = dict(desk.current().acting).get(lever.key, Acting())
    horizon, shape = desk.current().horizon, now.shape or lever.shape
    picked = st.segmented_control(
        "Shape", list(get_args(Shape)), format_func=lambda s: s.capitalize(), default=shape, required=True,
        key=_key(lever, "shape"), help="; ".join(SHAPES.values()), on_change=_take, args=(lever.key, "shape"),
    )  # fmt: skip
    years = list(range(this_year(), FURTHEST + 1))
    first, last = st.columns(2)
    first.selectbox(
        "From", years, index=years.index(max(now.start or this_year(), this_year())), key=_key(lever, "start"),
        on_change=_take, args=(lever.key, "start"),
    )  # fmt: skip
    open_end = {"step": "for good", "ramp": f"{RAMP} years on", "pulse": "one year"}[str(picked)]
    ends: list[int | None] = [None, *range(now.start or this_year(), FURTHEST + 1)]
    last.selectbox(
        "To", ends, index=ends.index(now.end) if now.end in ends else 0, key=_key(lever, "end"),
        format_func=lambda y: open_end if y is None else str(y), on_change=_take, args=(lever.key, "end"),
    )  # fmt: skip
    places = {AS_SCENARIO: "The scenario’s own place"} | _scenario_question.scopes(catalogue)
    held = str(now.scope) if now.scope else AS_SCENARIO
    places.setdefault(held, held)
    st.selectbox(
        "Where it acts", list(places), index=list(places).index(held), format_func=places.__getitem__,
        key=_key(lever, "scope"), on_change=_take, args=(lever.key, "scope"),
    )  # fmt: skip
    if lever.names_forum:
        forums: dict[str | None, str] = {None: "none named"}
        forums |= {forum.key: f"{forum.short} ({forum.title})" for forum in catalogue.forums.values()}
        st.selectbox(
            "Which forum", list(forums), index=list(forums).index(now.forum), format_func=forums.__getitem__,
            key=_key(lever, "forum"), on_change=_take, args=(lever.key, "forum"),
            help="Above nought, states outside it join; below, its members leave.",
        )  # fmt: skip
    if now.start and now.start > horizon:
        st.caption(f":orange[It acts from {now.start}, after the horizon {horizon}.]")


def _take(lever: str, part: str) -> None:
    value: Any = st.session_state[_key_of(lever, part)]
    held = dict(desk.current().acting).get(lever, Acting()).model_dump()
    if part == "scope":
        value = None if value == AS_SCENARIO else Scope.parse(value)
    held[part] = value
    if held["start"] is not None and held["end"] is not None and held["end"] < held["start"]:
        held["end"] = held["start"]
    desk.set_part("acting", lever, Acting.model_validate(held))
    desk.renew()


def _judgement(lever: Lever, target: Indicator) -> None:
    now = dict(desk.current().judgements).get(lever.key)
    on = st.toggle(
        "Put my own judgement in place of the estimate", now is not None, key=_key(lever, "judged"),
        on_change=_switch, args=(lever.key,),
    )  # fmt: skip
    if not on or now is None:
        return
    st.caption(f"How far the figure shown moves with this lever, where it is furthest, in {literal(target.unit)}:")
    with st.container(horizontal=True):
        for part, label in (("low", "Low (80 %)"), ("middle", "Middle"), ("high", "High (80 %)")):
            st.number_input(
                label, value=float(getattr(now, part)), key=_key(lever, part), on_change=_judge,
                args=(lever.key,), width=130,
            )  # fmt: skip
    st.caption("It is drawn and exported as your judgement, not as an estimate.")


def _switch(lever: str) -> None:
    own = None
    if st.session_state[_key_of(lever, "judged")]:  # it begins where the estimate stands
        outcome = _scenario_answer.whole(simulated(desk.current()))
        found = next(response for response in outcome.levers if response.key == lever)
        ends = sorted(round(x, DECIMALS) for x in (found.low, found.response, found.high))
        own = Judgement(low=ends[0], middle=ends[1], high=ends[2])
    desk.set_part("judgements", lever, own)
    desk.renew()


def _judge(lever: str) -> None:
    given = sorted(float(st.session_state[_key_of(lever, part)] or 0) for part in ("low", "middle", "high"))
    desk.set_part("judgements", lever, Judgement(low=given[0], middle=given[1], high=given[2]))
    desk.renew()


def _key(lever: Lever, part: str) -> str:
    return _key_of(lever.key, part)


def _key_of(lever: str, part: str) -> str:
    return f"scenarios.course.{lever}.{part}.{desk.edition()}"
