"""Foresight: the rooms a person visits, and the way between them."""

from __future__ import annotations

import gc
from pathlib import Path

import streamlit as st

from pages import _exhibit, _page, _who_door

ROOMS = {
    "": {"overview": "Overview", "brief": "Brief"},
    "Themes": {
        "geopolitical_shifts": "Geopolitical shifts",
        "emerging_powers": "Emerging powers",
        "regional_conflicts": "Regional conflicts",
        "cooperation": "Cooperation",
    },
    "Ties": {"network": "Network", "forums": "Forums", "relationships": "Relationships", "engagement": "Engagement"},
    "Futures": {
        "projections": "Projections",
        "scenarios": "Scenarios",
        "compare": "Compare",
        "discovery": "Discovery",
        "signposts": "Signposts",
    },
    "Evidence": {
        "track_record": "Track record",
        "method": "Method",
        "catalogue": "Catalogue",
        "steward": "Add data",
        "data": "Data",
    },
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
if not _who_door.admitted():
    st.navigation(_who_door.rooms([key for rooms in ROOMS.values() for key in rooms]), position="hidden").run()
    st.stop()
sections = {
    section: [
        st.Page(PAGES / f"{key}.py", title=title, url_path=key, default=key == "overview")
        for key, title in rooms.items()
    ]
    for section, rooms in ROOMS.items()
} | _who_door.own_rooms()
# A telephone has them all in one list: the list with headings that it would get is not one for a screen reader.
flat = [page for pages in sections.values() for page in pages]
room = st.navigation(flat if _page.narrow() else sections, position="top")
_who_door.go_on(flat)
_exhibit.begin(room.url_path or "overview")
room.run()
settle_memory()
