"""What was found: a sentence for each box, the curve to choose from, the limits, and the futures themselves."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from foresight.catalogue import Lever
from foresight.charts import discovery as pictures
from foresight.charts.theme import Caption
from foresight.scenario.discovery import words
from foresight.scenario.discovery.discover import Box, Discovery
from pages import _cache, _discovery_address, _page, _scenario_link
from pages._levers import figure
from pages._text import literal

OPENED = "A scenario is one future: the limited levers stand at the middle of the box, the others at their baselines."


def said(found: Discovery, title: str, unit: str, *notes: str) -> Caption:
    """The caption of a picture of futures: what they are about, and that a share is no probability."""
    setup, question = found.setup, found.setup.question
    about = f"{question.runs:,} futures, seed {question.scenario.seed}. Goal: {setup.holds_words}."
    made = _page.said(setup.target, setup.stage.model.last_observed, notes=(about, *notes))
    return replace(made, title=title, unit=unit)


def sentences(found: Discovery) -> None:
    """The answer in plain words: one sentence for each box, or that there is none."""
    if not found.findings:
        st.markdown(f"**{literal(found.sentence)}**")
    for number, finding in enumerate(found.findings, start=1):
        several = f"**Box {number}.** " if len(found.findings) > 1 else ""
        st.markdown(f"{several}{literal(f'{finding.box.sentence} {finding.box.caveat}')}")
    st.caption(literal(" ".join([words.MEANING, *found.setup.notes])))


def chosen(found: Discovery) -> tuple[int, int]:
    """Which box, and which point of its curve, is looked at; what is not there is passed over."""
    box = _discovery_address.shown("box") or 1
    box = box if box <= len(found.findings) else 1
    finding = found.findings[box - 1]
    point = _discovery_address.shown("point")
    return box, point - 1 if point and point <= len(finding.curve) else finding.at


def pick(found: Discovery) -> Box:
    """Choose a box and a point on its curve; the box chosen."""
    st.header("Choose a box", anchor=False)
    number, at = chosen(found)
    if len(found.findings) > 1:
        key = "discovery.box"
        st.session_state[key] = number
        st.segmented_control(
            "Box", list(range(1, len(found.findings) + 1)), format_func=lambda n: f"Box {n}", required=True, key=key,
            on_change=_look, args=("box", key),
        )  # fmt: skip
    finding = found.findings[number - 1]
    key = f"discovery.point.{number}"
    st.session_state[key] = at + 1
    points = finding.curve

    def told(n: int) -> str:
        return f"{words.percent(points[n - 1].coverage)} held, {words.percent(points[n - 1].density)} dense"

    st.select_slider(
        "From wide to dense", list(range(1, len(points) + 1)), key=key, on_change=_look, args=("point", key),
        format_func=told,
        help="Coverage: the share of all futures with the goal that the box holds. Density: the share of the box’s "
        "futures in which the goal holds.",
    )  # fmt: skip
    return points[at]


def _look(name: str, key: str) -> None:
    _discovery_address.show(name, int(st.session_state[key]))


def show_box(found: Discovery, box: Box) -> None:
    """The chosen box: sentence, curve and limits beside each other, and the way into the workbench."""
    number, at = chosen(found)
    finding, levers = found.findings[number - 1], {lever.key: lever for lever in found.setup.sample.levers}
    if at != finding.at:  # the sentence of the box that was found stands above
        st.markdown(literal(f"{box.sentence} {box.caveat}"))
    left, right = st.columns(2, gap="medium")
    with left:
        coverage, density = [one.coverage for one in finding.curve], [one.density for one in finding.curve]
        drawn = pictures.curve(
            coverage, density, at, said(found, "Coverage against density", "each point is a box"), dark=_page.dark()
        )
        alt = f"Boxes from all futures to the densest; chosen: {words.percent(box.coverage)} held, "
        alt += f"{words.percent(box.density)} dense."
        _page.picture(drawn, "discovery_curve", alt, "discovery.curve")
    with right:
        if box.limits:
            rows = [_span(found, levers[key], *ends) for key, ends in box.limits.items()]
            unit = "bar: the box; line: whole range; tick: baseline today"
            drawn = pictures.limits(rows, said(found, "Limits of the box", unit), dark=_page.dark())
            alt = "; ".join(f"{row.label}: {row.words}" for row in rows)
            _page.picture(drawn, "discovery_limits", alt, "discovery.limits")
        else:
            st.info("This point has no limit: it is all futures. Move towards dense to see limits.")
    if box.limits:
        if st.button(
            "Open a scenario inside this box", icon=":material/open_in_new:", key="discovery.open", help=OPENED
        ):
            parameters = _scenario_link.parameters(found.inside(box), _cache.revision())
            st.switch_page("pages/scenarios.py", query_params=parameters)
        _page.table(_rows(found, box), "Limits of the box")
        st.caption(
            "Quasi-p-value: the chance of so many hits if the limit told nothing, on the half of the futures that the "
            "box was not made from (Bryant & Lempert 2010); of the box that was found, not of other points."
        )


def _span(found: Discovery, lever: Lever, low: float, high: float) -> pictures.Span:
    baseline = found.setup.stage.acts[lever.key].default
    places = pictures.scale_of(lever).place(
        [lever.low, lever.high, low, high, lever.low if baseline is None else baseline]
    )
    first, last, *between = (float(place) for place in places)
    begin, end, tick = (min(max((place - first) / (last - first), 0.0), 1.0) for place in between)
    ends = figure(lever.low, lever), figure(lever.high, lever)
    return pictures.Span(lever.title, begin, end, None if baseline is None else tick, ends, _within(lever, low, high))


def _within(lever: Lever, low: float, high: float) -> str:
    """The limit without the lever's name: `40 states or more`."""
    return words.limit(lever, low, high).removeprefix(words.lower(lever.title)).removeprefix(" at").strip()


def _rows(found: Discovery, box: Box) -> list[dict[str, str]]:
    number, at = chosen(found)
    finding, levers = found.findings[number - 1], _cache.catalogue().levers
    rows = []
    for key, (low, high) in box.limits.items():
        baseline = found.setup.stage.acts[key].default
        told = [p for p in finding.quasi_p.get(key, ()) if p is not None] if at == finding.at else []
        rows.append(
            {
                "Lever": levers[key].title,
                "In the box": _within(levers[key], low, high),
                "Middle of the box": figure(box.middle[key], levers[key]),
                "Baseline today": "never observed" if baseline is None else figure(baseline, levers[key]),
                "Quasi-p-value": " and ".join("below 0.001" if p < 0.001 else f"{p:.3f}" for p in told) or "–",
            }
        )
    return rows
