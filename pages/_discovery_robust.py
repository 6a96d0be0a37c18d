"""An option in the planner's own hand: how often the goal holds with it and without it, on the same futures."""

from __future__ import annotations

import streamlit as st

from foresight.catalogue import Lever
from foresight.charts import discovery as pictures
from foresight.errors import ForesightError
from foresight.scenario.discovery import words
from foresight.scenario.discovery.discover import Discovery, Robust
from foresight.scenario.discovery.goal import Question
from pages import _cache, _discovery_address, _discovery_cache, _page
from pages._discovery_answer import said
from pages._text import literal

KEY = "discovery.option"
MEANT = (
    "Without it, its levers stand at their baselines; all other levers range as before. Interval of each share: 95 %, "
    "from the number of futures drawn. Of the difference: 80 %, over the uncertainty of the responses."
)


def show(found: Discovery, question: Question) -> None:
    """Choose the option, and read what it is worth."""
    st.header("Robustness of an option", anchor=False)
    st.markdown("Set the levers that are in your own hand, and see whether the goal holds more often.")
    levers = _cache.catalogue().levers
    _choose(levers)
    if not question.option:
        st.info("Choose at least one lever for the option.", icon=":material/arrow_upward:")
        return
    try:
        told = _discovery_cache.robust(question)
    except ForesightError as error:
        st.warning(literal(str(error)), icon=":material/block:")
        return
    _answer(found, told, levers)


def _choose(levers: dict[str, Lever]) -> None:
    now = dict(_discovery_address.current().option)
    if st.session_state.get(KEY) != list(now):
        st.session_state[KEY] = list(now)
    st.multiselect(
        "Levers in your own hand", list(levers), format_func=lambda key: levers[key].title, key=KEY, on_change=_named,
        placeholder="Choose one or more", select_all=False,
    )  # fmt: skip
    for place, key in enumerate(now):
        if place % 2 == 0:
            sides = st.columns(2, gap="large")
        lever, widget = levers[key], f"{KEY}.{key}"
        with sides[place % 2]:
            if st.session_state.get(widget) != now[key]:
                st.session_state[widget] = now[key]
            st.slider(
                f"{lever.title} ({lever.unit})", lever.low, lever.high, step=lever.step, key=widget, help=lever.help,
                on_change=_set, args=(key, widget), format=f"%.{lever.decimals}f",
            )  # fmt: skip


def _named() -> None:
    """Keep the values of the levers that stay; a new one begins in the middle of its range."""
    now, levers = dict(_discovery_address.current().option), _cache.catalogue().levers
    chosen = {key: now.get(key, _middle(levers[key])) for key in st.session_state[KEY]}
    _discovery_address.change(option=chosen)


def _middle(lever: Lever) -> float:
    from foresight.scenario.levers import tick

    return tick((lever.low + lever.high) / 2, lever) or lever.high / 2


def _set(lever: str, widget: str) -> None:
    now = dict(_discovery_address.current().option)
    _discovery_address.change(option={**now, lever: float(st.session_state[widget])})


def _answer(found: Discovery, told: Robust, levers: dict[str, Lever]) -> None:
    st.badge(f"Difference {'can' if told.told else 'cannot'} be told from zero", color="blue" if told.told else "gray")
    st.markdown(literal(told.sentence))
    caveat = words.assumed(levers[key] for key in told.option)
    if caveat:
        st.markdown(literal(caveat))
    rows = [
        (label, share.share, share.low, share.high)
        for label, share in (("with the option", told.with_it), ("without it", told.without))
    ]
    caption = said(found, "How often the goal holds", "share of the same futures")
    drawn = pictures.shares(rows, caption, dark=_page.dark())
    _page.picture(drawn, "discovery_robustness", told.sentence, "discovery.robustness")
    st.caption(MEANT)
