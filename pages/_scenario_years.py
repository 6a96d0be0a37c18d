"""Which years the picture of a scenario shows: dragged across, or set below it, and kept through every move."""

from __future__ import annotations

import math

import streamlit as st

from pages import _scenario_address as desk

CHART, SLIDER = "scenarios.fan", "scenarios.shown"
FEWEST = 2
"""Years apart, at least: a single year is no course."""


def window(first: int, last: int) -> tuple[int, int] | None:
    """The years to show of those from `first` to `last`; None for all of them."""
    asked = desk.shown()
    if asked is None:
        return None
    low, high = max(first, asked[0]), min(last, asked[1])
    return (low, high) if high - low >= FEWEST and (low, high) != (first, last) else None


def marked() -> None:
    """Take over the years that were dragged across."""
    boxes = st.session_state[CHART].selection.box
    if boxes:
        ends = sorted(boxes[0]["x"])
        desk.show_years((math.ceil(ends[0]), math.floor(ends[1])))


def draw(first: int, last: int) -> None:
    """The years shown, below the picture, for a keyboard and a telephone."""
    now = window(first, last) or (first, last)
    if st.session_state.get(SLIDER) != now:
        st.session_state[SLIDER] = now
    st.slider("Years shown", first, last, key=SLIDER, on_change=_set)


def _set() -> None:
    desk.show_years(st.session_state[SLIDER])
