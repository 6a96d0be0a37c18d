"""What the four theme pages share: chapters that answer a question each, and all indicators of the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import THEMES
from pages import _cache, _downloads, _page, _selection, _views
from pages._link import Link

if TYPE_CHECKING:
    from pandas import DataFrame

LEADS = {
    "geopolitical_shifts": "How states align, how power is spread among them, and how they are governed.",
    "emerging_powers": "Who is gaining economic, technological and military weight.",
    "regional_conflicts": "Where people are killed or driven from home by organised violence, and who is drawn in.",
    "cooperation": "Exercises, agreements, arms, troops, forums: what states do together in defence.",
}
# what a page opens with, where the data hold it
FIRST = {
    "geopolitical_shifts": "un_ideal_point",
    "emerging_powers": "gdp_share",
    "regional_conflicts": "state_based_deaths",
    "cooperation": "arms_trade_3y",
}


INDICATORS = "indicators"


@dataclass(frozen=True)
class Chapter:
    """A question of a theme: its title on the page, and what draws the answer with the page's address."""

    title: str
    draw: Callable[[Link], None]


def theme_page(theme: str, chapters: Mapping[str, Chapter]) -> None:
    """The whole page of one theme: its chapters, and last all of its indicators. Only the open one is drawn."""
    chapters = {**chapters, INDICATORS: Chapter("All indicators", lambda link: _indicators(theme, link))}
    with _page.room(THEMES[theme], LEADS[theme]):
        notice, link = st.container(), Link(theme)
        # an address that names an indicator and no chapter is older than the chapters
        asked = INDICATORS if "indicator" in st.query_params else None
        chosen = link.chapter({key: chapter.title for key, chapter in chapters.items()}, asked)
        chapters[chosen].draw(link)
        link.write()
        with notice:
            _page.left_out(link.left_out(_selection.explain))


def _indicators(theme: str, link: Link) -> None:
    """Map, Lines and Table over one selection of the theme's indicators."""
    held = _cache.coverage()
    indicators = {i.key: i for i in _cache.catalogue().of_theme(theme) if i.key in held}
    if not indicators:
        st.info("This revision of the data holds no indicator of this theme.")
        return
    chosen = _selection.choose(link, indicators, FIRST[theme])
    on_map, on_lines, on_table = link.tabs(["Map", "Lines", "Table"])
    name = f"{chosen.indicator.key}_{chosen.first}-{chosen.last}"
    shown: DataFrame | None = None
    with on_map:
        if on_map.open:
            shown = _views.map_view(chosen, name)
    with on_lines:
        if on_lines.open:
            shown = _views.lines_view(chosen, name)
    with on_table:
        if on_table.open:
            shown = _views.table_view(chosen)
    if shown is not None:
        _downloads.row(chosen.indicator, shown, name, chosen.of)
    _page.footer(chosen.indicator, held[chosen.indicator.key]["last_year"], on_map=on_map.open)
