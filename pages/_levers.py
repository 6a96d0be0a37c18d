"""The lever widgets: a slider, an exact figure, and where the baseline stands. Bounds and words are the catalogue's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import Lever
from foresight.charts.scales import SPACE, number
from foresight.scenario.levers import at_baseline, tick
from pages import _page
from pages import _scenario_address as desk
from pages._text import literal

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from foresight.scenario import LeverResponse

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
    return f"{number(value, lever.decimals)}{SPACE}{lever.unit}"


def draw(
    levers: Mapping[str, Lever], baselines: Mapping[str, float | None], members: Mapping[str, int]
) -> dict[str, DeltaGenerator]:
    """All levers by group; what a person moves is kept in the scenario at once. `members`: how many each moves.

    Gives, by lever, the place under its slider where a warning can stand.
    """
    slots, edition = {}, desk.edition()
    groups = dict.fromkeys(lever.group for lever in levers.values())
    for group in groups:
        own = [lever for lever in levers.values() if lever.group == group]
        # It opens by what was moved when the widgets were drawn: an expander that changes while a slider is moved would
        # draw the slider anew under the hand. On a telephone the way to the answer should be no longer than it must.
        off = any(lever.key in desk.drawn_with() for lever in own)
        first = group == next(iter(groups)) and not _page.narrow()
        with st.expander(group, expanded=off or first, key=f"scenarios.group.{group}.{edition}"):
            for lever in own:
                _draw(lever, baselines[lever.key], members[lever.key])
                slots[lever.key] = st.empty()
    return slots


def warn(slots: Mapping[str, DeltaGenerator], responses: Sequence[LeverResponse], members: Mapping[str, int]) -> None:
    """Say under each slider that stands beyond the range ever observed that its response stops there."""
    for response in responses:
        if response.held:
            many = members[response.key]
            of = "" if many == 1 else f" for {response.held} of {many} members or their region"
            text = f"Beyond the range ever observed{of}: the response stops at that range."
            slots[response.key].caption(f":orange[:material/warning: {literal(text)}]")


def _draw(lever: Lever, baseline: float | None, members: int) -> None:
    moved = dict(desk.current().levers).get(lever.key)
    if moved is not None and baseline is not None and at_baseline(float(moved), baseline, lever):
        moved = None
    stands = tick(baseline, lever) if baseline is not None else lever.low
    value = float(moved) if moved is not None else stands
    shape, unknown = f"%.{lever.decimals}f", baseline is None
    # The exact figure follows the slider: each value has a field of its own, and an echo of the last one is not heard.
    slider, exact = _key(lever, "slider", stands), _key(lever, "exact", stands, value)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False):
        with st.container(gap=None):
            st.session_state.setdefault(slider, tick(value, lever))
            st.slider(
                f"{lever.title} ({lever.unit})", lever.low, lever.high, step=lever.step, format=shape, key=slider,
                help=lever.help, on_change=_moved, args=(lever, slider, baseline), disabled=unknown,
            )  # fmt: skip
            if not unknown:
                place = 100 * (stands - lever.low) / (lever.high - lever.low)
                st.html(MARK.format(place=place, inset=THUMB))
        st.session_state.setdefault(exact, value)
        st.number_input(
            f"{lever.title}, exact figure", lever.low, lever.high, step=lever.step, format=shape, key=exact,
            on_change=_entered, args=(lever, exact, baseline, value), disabled=unknown, label_visibility="collapsed",
            width=112,
        )  # fmt: skip
    st.caption(literal(_said(lever, baseline, members, moved is not None) + _course(lever)))


def _said(lever: Lever, baseline: float | None, members: int, moved: bool) -> str:
    if baseline is None:
        return "No baseline: it was never observed here, so this lever moves nothing."
    text = f"Baseline {figure(baseline, lever)}"
    if lever.relative:
        text = "Baseline: as it is" if members == 1 else f"Baseline: each of {members} members as it is"
    else:
        text += ", last observed" if members == 1 else f", the median of {members} members"
    if not lever.low <= baseline <= lever.high:
        text += f"; the slider ends at {figure(tick(baseline, lever), lever)}"
    if lever.assumption:
        text += ". Planner’s assumption"
    return f"{text}. Moved." if moved else f"{text}."


def _course(lever: Lever) -> str:
    """Where the scenario says itself when, how or where a lever acts, and where a judgement stands for its estimate."""
    scenario = desk.current()
    acting, judged = dict(scenario.acting).get(lever.key), lever.key in dict(scenario.judgements)
    found: list[str] = ["own judgement"] if judged else []
    if acting is not None:
        years = f"from {acting.start or 'now'}" + (f" to {acting.end}" if acting.end else "")
        found += [acting.shape] if acting.shape else []
        found += [years] if acting.start or acting.end else []
        found += [str(acting.scope)] if acting.scope else []
        found += [f"forum {acting.forum}"] if acting.forum else []
    return f" Set here: {', '.join(found)}." if found else ""


def _moved(lever: Lever, widget: str, baseline: float | None) -> None:
    value = st.session_state[widget]
    if value is not None:
        moved = round(float(value), EXACT)
        desk.set_lever(lever.key, None if baseline is not None and at_baseline(moved, baseline, lever) else moved)


def _entered(lever: Lever, widget: str, baseline: float | None, stood: float) -> None:
    """Only the field that shows where the lever stands is heard: a browser may still send that of an earlier value."""
    now = dict(desk.current().levers).get(lever.key)
    if now is not None and float(now) != stood:
        return
    _moved(lever, widget, baseline)
    desk.renew()


def _key(lever: Lever, part: str, *values: float) -> str:
    return ".".join(("scenarios", lever.key, part, str(desk.edition()), *(f"{value:g}" for value in values)))
