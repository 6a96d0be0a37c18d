"""Foresight: the rooms a person visits, and the way between them."""

from __future__ import annotations

import gc
from pathlib import Path

import streamlit as st

from pages import _page

ROOMS = {
    "overview": ("Overview", ":material/explore:"),
    "geopolitical_shifts": ("Geopolitical shifts", ":material/public:"),
    "emerging_powers": ("Emerging powers", ":material/trending_up:"),
    "regional_conflicts": ("Regional conflicts", ":material/crisis_alert:"),
    "cooperation": ("Cooperation", ":material/handshake:"),
    "projections": ("Projections", ":material/show_chart:"),
    "scenarios": ("Scenarios", ":material/alt_route:"),
    "track_record": ("Track record", ":material/fact_check:"),
    "method": ("Method", ":material/menu_book:"),
    "data": ("Data", ":material/database:"),
}
PAGES = Path(__file__).parent / "pages"


@st.cache_resource(show_spinner=False)
def settle_memory() -> None:
    """Streamlit collects garbage after every run: what was loaded for good is taken out of that search, once."""
    gc.collect()
    gc.freeze()


st.set_page_config(
    page_title="Foresight",
    page_icon=str(PAGES.parent / "static" / "favicon.png"),  # a named icon would be fetched from outside
    layout="wide",
    menu_items={"About": "Foresight: strategic foresight on defence diplomacy. Every figure names its source."},
)
_page.style()
room = st.navigation(
    [
        st.Page(PAGES / f"{key}.py", title=title, icon=icon, url_path=key, default=key == "overview")
        for key, (title, icon) in ROOMS.items()
        if _page.exists(key)
    ],
    position="top",
)
room.run()
settle_memory()
