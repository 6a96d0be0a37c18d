"""The 2x2: two levers, two ends of each, four futures with names of their own; to be compared, and to be kept."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from foresight.catalogue import Catalogue
from foresight.charts import compare as charts
from foresight.charts.scales import SPACE, number
from foresight.errors import ForesightError
from foresight.scenario import Scenario, own
from foresight.scenario.axes import CORNERS, called
from foresight.scenario.compare import Comparison, Shift
from pages import _cache, _compare_answer, _compare_cache, _compare_choice, _compare_words, _page, _scenario_address
from pages._compare_link import PAGE, CompareLink, Square, show
from pages._levers import figure
from pages._scenario_words import signed, unit
from pages._text import literal

OPENING = ("conflict_severity", "external_actors")
NOTE = "Line under each: difference from the baseline with its 80 % interval, all four on one scale. Associations."


def draw(link: CompareLink) -> None:
    """Choose the axes, read the corners, name them, compare and keep them."""
    link.keep("scenarios", "made", "closer", "by")
    catalogue = _cache.catalogue()
    asked = _compare_choice.question(link, _scenario_address.current(), follow=False)
    held = link.square(catalogue)
    square = _chosen(link, catalogue, asked, held)
    link.hold("axes", str(square))
    square = _named(square, catalogue, fresh=link.opened)
    link.hold("corners", "|".join(square.names))
    try:
        corners = square.corners(catalogue, asked.target, asked.until)
        found = _compare_cache.comparison(corners, asked.target, asked.place, asked.until)
    except ForesightError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    st.markdown(literal(_compare_words.sentence(found)))
    _picture(found, square, catalogue)
    _actions(corners)
    _compare_answer.notes(found)
    _page.footer(found.target, found.baseline.last_observed)


def _chosen(link: CompareLink, catalogue: Catalogue, asked: _compare_choice.Question, held: Square | None) -> Square:
    """The widgets of both axes."""
    levers, place = list(catalogue.levers), str(asked.place)
    first = held or Square(OPENING[0], (0, 0), OPENING[1], (0, 0), place)
    found: list[tuple[str, tuple[float, float]]] = []
    begin = (("across", first.across, first.across_ends), ("up", first.up, first.up_ends))
    for column, (side, lever, ends) in zip(st.columns(2, gap="large"), begin, strict=True):
        with column:
            key = f"{PAGE}.{side}"
            if link.opened or key not in st.session_state:
                st.session_state[key] = lever
            chosen = st.selectbox(
                side.title(), levers, format_func=lambda key: catalogue.levers[key].title, key=key,
                help="One lever. Its ends are within what was ever observed in the place, and can be changed.",
            )  # fmt: skip
            kept = ends if held and chosen == lever and held.scope == place else None
            found.append((chosen, _ends(link, catalogue, asked, side, chosen, kept)))
    return Square(*found[0], *found[1], place, held.names if held else ())


def _ends(
    link: CompareLink,
    catalogue: Catalogue,
    asked: _compare_choice.Question,
    side: str,
    chosen: str,
    kept: tuple[float, float] | None,
) -> tuple[float, float]:
    """Low and high of one axis; each lever and place has fields of its own."""
    lever, values = catalogue.levers[chosen], []
    seen = _compare_cache.ends(chosen, asked.target, asked.place)
    for column, end, value in zip(st.columns(2), ("low", "high"), kept or seen, strict=True):
        key = f"{PAGE}.{side}.{chosen}.{asked.place}.{end}"
        if link.opened or key not in st.session_state:
            st.session_state[key] = min(max(float(value), lever.low), lever.high)
        values.append(
            column.number_input(
                f"{end.title()} end ({lever.unit})", lever.low, lever.high, step=lever.step, key=key,
                format="%.0f" if lever.step >= 1 else "%.2f",
            )
        )  # fmt: skip
    return float(values[0]), float(values[1])


def _named(square: Square, catalogue: Catalogue, fresh: bool) -> Square:
    """Fields for the names of the corners, laid out as the corners are."""
    names = [*square.names, "", "", "", ""][:4]
    across, up = catalogue.levers[square.across], catalogue.levers[square.up]
    with st.expander("Names of the corners", icon=":material/edit:"):
        for row in ((2, 3), (0, 1)):
            for column, place in zip(st.columns(2), row, strict=True):
                key = f"{PAGE}.corner.{place}"
                if fresh or key not in st.session_state:
                    st.session_state[key] = names[place]
                blank = called(across, CORNERS[place][0], up, CORNERS[place][1])
                names[place] = column.text_input(blank, placeholder="A name that tells a story", key=key, max_chars=100)
    return square.called(names)


def _picture(found: Comparison, square: Square, catalogue: Catalogue) -> None:
    target, year = found.target, found.baseline.years[-1]
    shifts = _compare_words.whole(found)
    decimals = _compare_words.digits(shifts, target)
    cells = [
        charts.Cell(
            one.scenario.name,
            f"{year}: {number(one.whole.scenario.p50[-1], decimals)}{unit(target)}",
            _gap(shift, decimals),
            shift.low,
            shift.difference,
            shift.high,
        )
        for one, shift in zip(found.compared, shifts, strict=True)
    ]
    across, up = catalogue.levers[square.across], catalogue.levers[square.up]
    base = number(found.baseline.p50[-1], decimals)
    drawn = charts.square(
        cells,
        _page.said(
            target, found.baseline.last_observed, subject=f"{_compare_choice.words(found.place)}, {year}",
            notes=(f"Baseline median in {year}: {base}{unit(target)}.", NOTE),
        ),
        (across.title, figure(square.across_ends[0], across), figure(square.across_ends[1], across)),
        (up.title, figure(square.up_ends[0], up), figure(square.up_ends[1], up)),
        dark=_page.dark(), narrow=_page.narrow(),
    )  # fmt: skip
    _page.picture(drawn, f"axes_{target.key}", _compare_words.sentence(found), "compare.square")


def _gap(shift: Shift, decimals: int) -> str:
    if not shift.moved:
        return "not moved"
    gap = signed(shift.difference, decimals)
    zero = "" if shift.told else "<br>not to be told from zero"
    return f"{gap}<br>80{SPACE}%: {_compare_words.interval(shift, decimals)}{zero}"


def _actions(corners: Sequence[Scenario]) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Compare the four", icon=":material/stacked_line_chart:", type="primary", key=f"{PAGE}.four",
            on_click=show, args=("Compare",), kwargs={"scenarios": [corner.key for corner in corners]},
        )  # fmt: skip
        save = st.button(
            "Save the four", icon=":material/save:", key=f"{PAGE}.save",
            help="As scenarios of your own, in the library of the Scenarios page.",
        )  # fmt: skip
    if save:
        folder = _cache.newest().folder
        kept = [own.add(folder, own.usable(corner, _cache.store())).name for corner in corners]
        st.success(literal(f"Kept among your own: {'; '.join(kept)}."), icon=":material/check:")
