"""The body that the four theme pages share: Map, Lines and Table over one selection."""

from __future__ import annotations

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


def theme_page(theme: str) -> None:
    """The whole page of one theme."""
    with _page.room(THEMES[theme], LEADS[theme]):
        held = _cache.coverage()
        indicators = {i.key: i for i in _cache.catalogue().of_theme(theme) if i.key in held}
        if not indicators:
            st.info("This revision of the data holds no indicator of this theme.")
            return
        notice, link = st.container(), Link(theme)
        chosen = _selection.choose(link, indicators, FIRST[theme])
        on_map, on_lines, on_table = link.tabs(["Map", "Lines", "Table"])
        link.write()
        with notice:
            _page.left_out(link.left_out(_selection.explain))
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
