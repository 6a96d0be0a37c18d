"""Alignment space: every state on two axes in a year, with trails of those that are followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import Source
from foresight.charts import shifts_space as drawing
from foresight.charts import shifts_words as words
from foresight.charts import theme
from pages import _cache, _downloads, _page, _places, _shifts_cache
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from pages._link import Link

AXES = {
    "regime": ("un_ideal_point", "polyarchy"),
    "poles": ("un_distance_us", "un_distance_china"),
}
TRAILS = ("5", "10", "20", "30")
LEADING, MOST = 6, 8
"""Followed where nobody was picked: those who spend most on their armed forces."""
SPENDING = "military_expenditure_usd"
ONE_LINE = (
    "UN votes place states on one line only. So the second axis is another figure: how democratic a state is, or both "
    "distances at once. On one line, distances to two states far apart mirror each other for all who stand between."
)


def draw(link: Link) -> None:
    """The chapter."""
    held, catalogue = _cache.coverage(), _cache.catalogue()
    known = {key: pair for key, pair in AXES.items() if set(pair) <= set(held)}
    titles = {key: " against ".join(catalogue.indicator(one).title for one in pair) for key, pair in known.items()}
    left, right = st.columns([3, 2], gap="medium")
    with left:
        key = link.select("axes", "Axes", list(known), titles.__getitem__)
        followed = link.several(
            "followed", "Countries to follow", _places.choosable(), _places.names().__getitem__, most=MOST,
            placeholder="Choose up to eight", default=_leading(),
        )  # fmt: skip
    across, up = (catalogue.indicator(one) for one in known[key])
    rows = _shifts_cache.space(across.key, up.key)
    low, high = int(rows["year"].min()), int(rows["year"].max())
    with right:
        year = link.year("year", "Year", low, high, of=f"space.{key}", otherwise=high)
        trail = int(link.select("window", "Trail", TRAILS, lambda n: f"The last {n} years", default="20"))
    if rows[rows["year"] == year].empty:
        st.info(f"There are no figures for {year}: choose another year.")
        return
    of = drawing.Space(rows, (_worded(across), _worded(up)), followed, trail)
    moves, names = [], _places.names()
    for country in followed:
        path = of.path(country, year)
        if len(path) > 1 and path[-1][0] == year:
            moves.append((names[country], path[-1][1] - path[0][1], path[-1][2] - path[0][2], path[0][0]))
    first = min((move[3] for move in moves), default=year - trail)
    sentence = words.of_space([move[:3] for move in moves], of.axes, first, year)
    figure = drawing.space(of, year, _said(across, up, high), names, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, f"alignment_space_{key}_{year}", sentence, key="space")
    st.caption(literal(ONE_LINE))
    shown = (
        rows[rows["country"].isin(followed) & rows["year"].between(year - trail, year)]
        if followed
        else rows[rows["year"] == year]
    )
    with st.expander("The figures behind the trails", icon=":material/table_rows:"):
        table = shown.assign(Country=shown["country"].map(names)).sort_values(["Country", "year"])
        table = table.rename(columns={"year": "Year", "x": across.title, "y": up.title}).drop(columns="country")
        st.dataframe(table[["Country", "Year", across.title, up.title]], hide_index=True,
                     column_config={"Year": st.column_config.NumberColumn(format="%d")})  # fmt: skip
    _downloads.row(across, shown.rename(columns={"x": "value", "y": up.key}), f"alignment_space_{key}_{year}",
                   said=[(up.key, f"{up.title} ({up.unit})")], also=[up.key])  # fmt: skip
    for one in (across, up):
        if one.caveat:
            st.markdown(f"**Mind:** {literal(one.caveat)}")


def _leading() -> tuple[str, ...]:
    if SPENDING not in _cache.coverage():
        return ()
    last = _cache.well_covered(SPENDING)
    rows = _cache.rows(SPENDING, None, last, last)
    return tuple(rows.nlargest(LEADING, "value")["country"].astype(str))


def _worded(indicator: Indicator) -> str:
    ends = {"un_ideal_point": "UN ideal point (higher: Western, liberal end)", "polyarchy": "electoral democracy (0–1)"}
    return ends.get(indicator.key, indicator.title)


def _said(across: Indicator, up: Indicator, last: int) -> theme.Caption:
    catalogue = _cache.catalogue()
    sources: dict[str, Source] = {s.key: s for one in (across, up) for s in catalogue.sources_of(one.key)}
    return theme.Caption(
        "Alignment space", f"{across.title} against {up.title}", theme.source_line(list(sources.values())), last,
        _page.revision_name(), ("Play runs in the picture; the slider above sets the year of the address.",),
        (across.key, up.key),
    )  # fmt: skip
