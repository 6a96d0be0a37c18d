"""The lever widgets: a slider, an exact figure, and where the baseline stands. Bounds and words are the catalogue's."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from foresight.catalogue import Lever
from foresight.charts.scales import SPACE, number
from foresight.scenario.levers import at_baseline, tick
from pages import _scenario_address as desk
from pages._text import literal

# The track of a slider begins this far inside it, in rem: half a thumb.
THUMB = 0.375
EXACT = 6  # decimals kept of what was entered: more are the noise of adding up steps
MARK = (
    '<div aria-hidden="true" style="height:0.55rem;margin:-0.55rem {inset}rem 0 {inset}rem">'
    '<div style="position:relative;left:{place:.2f}%;width:2px;height:100%;margin-left:-1px;background:currentColor">'
    "</div></div>"
)


def figure(value: float, lever: Lever) -> str:
    """A value of the lever in words, with its unit: as many decimals as its steps have."""
    return f"{number(value, _decimals(lever))}{SPACE}{lever.unit}"


def draw(levers: Mapping[str, Lever], baselines: Mapping[str, float | None], members: int) -> None:
    """All levers one below the other; what a person moves is kept in the scenario at once."""
    for lever in levers.values():
        _draw(lever, baselines[lever.key], members)


def _draw(lever: Lever, baseline: float | None, members: int) -> None:
    moved = dict(desk.current().levers).get(lever.key)
    if moved is not None and baseline is not None and at_baseline(float(moved), baseline, lever):
        desk.set_lever(lever.key, None)
        moved = None
    stands = tick(baseline, lever) if baseline is not None else lever.low
    value = float(moved) if moved is not None else stands
    shape, unknown = f"%.{_decimals(lever)}f", baseline is None
    # The exact figure follows the slider: each value has a field of its own, and an echo of the last one is not heard.
    slider, exact = _key(lever, "slider", stands), _key(lever, "exact", stands, value)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False):
        with st.container(gap=None):
            st.session_state.setdefault(slider, tick(value, lever))
            st.slider(
                f"{lever.title} ({lever.unit})", lever.low, lever.high, step=lever.step, format=shape, key=slider,
                help=lever.help, on_change=_moved, args=(lever.key, slider), disabled=unknown,
            )  # fmt: skip
            if not unknown:
                place = 100 * (stands - lever.low) / (lever.high - lever.low)
                st.html(MARK.format(place=place, inset=THUMB))
        st.session_state.setdefault(exact, value)
        st.number_input(
            f"{lever.title}, exact figure", lever.low, lever.high, step=lever.step, format=shape, key=exact,
            on_change=_entered, args=(lever.key, exact), disabled=unknown, label_visibility="collapsed", width=112,
        )  # fmt: skip
    st.caption(literal(_said(lever, baseline, members, moved is not None)))


def _said(lever: Lever, baseline: float | None, members: int, moved: bool) -> str:
    if baseline is None:
        return "No baseline: it was never observed here, so this lever moves nothing."
    text = f"Baseline {figure(baseline, lever)}"
    text += ", last observed" if members == 1 else f", the median of {members} members"
    if not lever.low <= baseline <= lever.high:
        text += f"; the slider ends at {figure(tick(baseline, lever), lever)}"
    if lever.assumption:
        text += ". Planner’s assumption"
    return f"{text}. Moved." if moved else f"{text}."


def _moved(lever: str, widget: str) -> None:
    value = st.session_state[widget]
    if value is not None:
        desk.set_lever(lever, round(float(value), EXACT))


def _entered(lever: str, widget: str) -> None:
    _moved(lever, widget)
    desk.renew()


def _key(lever: Lever, part: str, *values: float) -> str:
    return ".".join(("scenarios", lever.key, part, str(desk.edition()), *(f"{value:g}" for value in values)))


def _decimals(lever: Lever) -> int:
    text = f"{lever.step:.6f}".rstrip("0")
    return len(text.partition(".")[2])
