"""What is asked of the futures: target, place, year, goal, and, behind a button, futures, seed and levers."""

from __future__ import annotations

import streamlit as st

from foresight.catalogue import Catalogue
from foresight.charts.scales import with_unit
from foresight.errors import ForesightError
from foresight.projection.engine import FURTHEST
from foresight.scenario import Scope
from foresight.scenario.discovery import words
from foresight.scenario.discovery.goal import FEWEST, Question
from pages import _discovery_address as desk
from pages import _discovery_cache, _scenario_address, _scenario_question
from pages._levers import figure
from pages._scenario_cache import targets, this_year
from pages._text import literal

PAGE = "discovery"
MOST = 50_000  # futures asked for on a page: more belong on the command line
LEVELS = {"last": "its last observed level", "figure": "a figure"}


def draw(catalogue: Catalogue) -> None:
    """The controls; a choice is kept in the question at once, and explored when the button is pressed."""
    now = desk.current()
    scenario = now.scenario
    places = {str(scenario.scope): words.place(scenario.scope, catalogue)} | _scenario_question.scopes(catalogue)
    what, place, until = st.columns([4, 4, 3], gap="medium", vertical_alignment="bottom")
    with what:
        _chosen("target", scenario.target)
        st.selectbox(
            "What the goal is about", targets(), format_func=lambda key: catalogue.indicator(key).title,
            key=f"{PAGE}.target", on_change=_take, args=("target",),
        )  # fmt: skip
    with place:
        _chosen("scope", str(scenario.scope))
        st.selectbox(
            "Where", list(places), format_func=places.__getitem__, key=f"{PAGE}.scope", on_change=_take,
            args=("scope",), help="A country, a region or the members of a forum. The levers move all of them.",
        )  # fmt: skip
    with until:
        _chosen("horizon", scenario.horizon)
        st.slider("In", this_year() + 1, FURTHEST, key=f"{PAGE}.horizon", on_change=_take, args=("horizon",))
    _goal(now, catalogue)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button(
            "Explore", type="primary", icon=":material/travel_explore:", on_click=desk.explore, key=f"{PAGE}.explore"
        )
        with st.popover("Futures and levers", icon=":material/tune:"):
            _more(now, catalogue)


def _goal(now: Question, catalogue: Catalogue) -> None:
    side, of, level_of = st.columns([3, 4, 4], gap="medium", vertical_alignment="bottom")
    indicator = catalogue.indicator(now.scenario.target)
    with side:
        _chosen("side", now.side)
        st.segmented_control(
            "Goal", ["below", "above"], format_func=str.capitalize, required=True, key=f"{PAGE}.side",
            on_change=_take, args=("side",),
        )  # fmt: skip
    with of:
        _chosen("of", "last" if now.figure is None else "figure")
        st.selectbox(
            "What it is measured against", list(LEVELS), format_func=LEVELS.__getitem__, key=f"{PAGE}.of",
            on_change=_measure,
        )  # fmt: skip
    with level_of:
        if now.figure is not None:
            _chosen("figure", now.figure)
            st.number_input(
                f"Figure ({indicator.unit})", key=f"{PAGE}.figure", on_change=_take, args=("figure",), step=None,
                format=f"%.{0 if indicator.whole else indicator.decimals}f",
            )  # fmt: skip
        else:
            try:
                level = _discovery_cache.level(now.scenario)
                st.markdown(literal(f"Observed in {level.year}: {with_unit(level.value, indicator)}"))
            except ForesightError as error:
                st.caption(literal(str(error)))


def _more(now: Question, catalogue: Catalogue) -> None:
    _chosen("runs", now.runs)
    st.number_input(
        "Futures", FEWEST, max(MOST, now.runs), step=1000, key=f"{PAGE}.runs", on_change=_take, args=("runs",),
        help="Half of them look for boxes, the other half have to bear them out.",
    )  # fmt: skip
    _chosen("seed", now.scenario.seed)
    st.number_input(
        "Seed", 0, 2**31 - 1, step=1, key=f"{PAGE}.seed", on_change=_take, args=("seed",),
        help="The same seed draws the same futures.",
    )  # fmt: skip
    _chosen("vary", list(now.vary))
    st.multiselect(
        "Levers that vary", list(catalogue.levers), format_func=lambda key: catalogue.levers[key].title,
        key=f"{PAGE}.vary", on_change=_take, args=("vary",), placeholder="All of which something can be told",
        select_all=False, help="Each ranges over all of its values. The others stay where the starting point has them.",
    )  # fmt: skip
    own, mine = _scenario_address.current(), now.scenario
    moved = settings(mine.levers, catalogue)
    st.caption(literal(f"Starting point: {moved}" if moved else "Starting point: every lever at its baseline."))
    if own.levers and (own.levers, own.acting, own.judgements) != (mine.levers, mine.acting, mine.judgements):
        st.button("Start from the workbench’s scenario", on_click=_start, args=(True,), key=f"{PAGE}.start")
    if mine.levers or mine.judgements or mine.acting:
        st.button("Start from the baseline", on_click=_start, args=(False,), key=f"{PAGE}.baseline")


def settings(levers: tuple[tuple[str, float | str], ...], catalogue: Catalogue) -> str:
    """Settings of levers in a row."""
    named = ((catalogue.lever(key), value) for key, value in levers)
    return ", ".join(
        f"{lever.title} {figure(value, lever) if isinstance(value, float) else value}" for lever, value in named
    )


def _start(workbench: bool) -> None:
    own = _scenario_address.current()
    taken = own.model_dump(include={"levers", "judgements", "acting", "start", "end"})
    if own.target != desk.current().scenario.target:  # a judgement is about one target
        taken["judgements"] = ()
    blank = {"levers": (), "judgements": (), "acting": (), "start": None, "end": None}
    desk.change(scenario=taken if workbench else blank)


def _chosen(field: str, value: object) -> None:
    """Let the widget show what the question holds."""
    if st.session_state.get(f"{PAGE}.{field}") != value:
        st.session_state[f"{PAGE}.{field}"] = value


def _measure() -> None:
    """From the last level to a figure: begin with that level; and back."""
    if st.session_state[f"{PAGE}.of"] == "last":
        desk.change(figure=None)
        return
    try:
        desk.change(figure=round(_discovery_cache.level(desk.current().scenario).value, 3))
    except ForesightError:
        desk.change(figure=0.0)


def _take(field: str) -> None:
    value = st.session_state[f"{PAGE}.{field}"]
    if value is None:
        return
    if field in ("target", "scope", "horizon", "seed"):
        desk.change(scenario={field: Scope.parse(value) if field == "scope" else value})
    else:
        desk.change(**{field: tuple(value) if field == "vary" else value})
    if field == "target":  # a figure, or a judgement, of another target means nothing
        desk.change(figure=None, scenario={"judgements": ()})
