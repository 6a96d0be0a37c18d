"""The second step: what the file holds, and of which indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import THEMES
from foresight.intake import layout_codes, remembered
from foresight.sources import LAYOUTS
from pages import _cache, _steward_file_cache, _steward_new
from pages._steward_state import CHOSEN, FILE_SAYS, NEW, key, said
from pages._steward_words import counted, here
from pages._text import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foresight.catalogue import Catalogue
    from foresight.intake.headings import Table
    from foresight.intake.line import Draft
    from pages._steward_cache import Held
    from pages._steward_file import Chosen

WAYS = {FILE_SAYS: "As the file says", CHOSEN: "One that exists", NEW: "A new one"}
PLAIN = "a table of rows and columns"
SHOWN = 20


def ask() -> None:
    """Draw the question for the indicator."""
    st.subheader("2. What it holds", anchor=False)
    way = st.segmented_control(
        "Indicator", list(WAYS), format_func=WAYS.__getitem__, default=FILE_SAYS, required=True, key=key("which"),
        persist_state="session",
    )  # fmt: skip
    indicators = _cache.newest().catalogue().indicators
    if said("indicator") not in indicators:
        st.session_state.pop(key("indicator"), None)
    if way == CHOSEN:
        st.selectbox(
            "Which indicator", list(indicators), index=None, key=key("indicator"), placeholder="Type to search",
            format_func=lambda k: f"{indicators[k].title} ({THEMES[indicators[k].theme]}; {indicators[k].unit})",
            persist_state="session",
        )  # fmt: skip
    elif way == NEW:
        _steward_new.form()


def show(chosen: Chosen, found: Held) -> None:
    """What was understood, in words, and the first rows as they stand."""
    if found.draft is None:
        st.error(literal(here(found.refused)), icon=":material/error:")
    else:
        st.markdown(literal(_told(found.draft)))
        if not chosen.asked.columns and _before(chosen, found.draft):
            st.caption("A file like this was published before: it is read as that one was.")
    _first_rows(chosen)


def _before(chosen: Chosen, draft: Draft) -> bool:
    """Does an answer about an earlier file decide how this one is read."""
    if draft.layout not in LAYOUTS:
        return bool(draft.sign) and bool(remembered.recipe(_cache.newest().folder, draft.sign))
    said = layout_codes.said_before(_cache.newest().folder, draft.layout)
    return bool(said) and not said.keys().isdisjoint(
        _steward_file_cache.series(chosen.upload.path, chosen.upload.name, draft.layout)
    )


def _told(draft: Draft) -> str:
    catalogue = draft.order.catalogue or _cache.newest().catalogue()
    layout = f"a file as its provider lays it out: {LAYOUTS[draft.layout]}" if draft.layout in LAYOUTS else PLAIN
    told = f"This is {layout}"
    if draft.read:
        told += f"; {counted(draft.read, 'row')} under the heading"
        told += f" in row {draft.table.header}" if draft.table and draft.table.header > 1 else ""
    told += ". "
    if draft.table and draft.table.columns:
        told += _columns(draft.table)
    if draft.changes:
        own = [key for key in draft.indicators if key not in draft.computed]
        told += f"It holds {counted(draft.accepted, 'figure')} of {_titles(own, catalogue)}. "
    if draft.computed:
        told += f"What follows from them is computed anew: {_titles(draft.computed, catalogue)}. "
    if draft.missing:
        told += f"{draft.missing:,} cells are blank or marked as missing: they stay missing, they are not nought."
    return told


def _titles(keys: Sequence[str], catalogue: Catalogue) -> str:
    titles = [catalogue.indicators[key].title for key in keys]
    return ", ".join(titles[:4]) + (f" and {len(titles) - 4} more" if len(titles) > 4 else "")


def _columns(table: Table) -> str:
    columns, names = table.columns, table.names
    assert columns is not None
    said_ = [f"countries stand in “{names[columns.country]}”"]
    if columns.partner is not None:
        said_.append(f"the other country in “{names[columns.partner]}”")
    if columns.years:
        said_.append(f"each year from {min(columns.years)} to {max(columns.years)} has a column")
    elif columns.year is not None:
        said_.append(f"years in “{names[columns.year]}”")
    if columns.indicator is not None:
        said_.append(f"the indicator in “{names[columns.indicator]}”")
    if columns.measures:
        said_.append("figures in " + ", ".join(f"“{names[place]}”" for place in columns.measures.values()))
    elif columns.value is not None:
        said_.append(f"figures in “{names[columns.value]}”")
    told = ", ".join(said_) + ". "
    return told[0].upper() + told[1:]


def _first_rows(chosen: Chosen) -> None:
    top = chosen.top
    if not top.rows:
        return
    listed = []
    for place, row in enumerate(top.rows[:SHOWN]):
        mark = f"{place + 1} heading" if place == top.heading else str(place + 1)
        listed.append({"Row": mark, **{_letter(column): cell for column, cell in enumerate(row[: SHOWN * 2])}})
    st.caption(
        f"The first {len(listed)} rows as they stand" + ("." if top.heading is None else ", the heading marked.")
    )
    st.dataframe(
        listed, hide_index=True, height=min(260, 38 + 35 * len(listed)), alt="The first rows of the file, cell by cell",
        column_config={"Row": st.column_config.TextColumn(pinned=True, width=100)},
    )  # fmt: skip


def _letter(place: int) -> str:
    """A column as a spreadsheet names it: A … Z, AA …"""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)
