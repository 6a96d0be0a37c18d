"""Newer shipped tables: offered where something was published, taken over only when somebody says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.scales import plain
from foresight.errors import ForesightError
from foresight.people import STEWARD, account
from foresight.store.folder import fingerprint
from pages import _cache, _page, _places, _who
from pages._steward_words import counted
from pages._text import literal

if TYPE_CHECKING:
    from foresight.store.upgrade import Upgrade

TOLD = "_upgrade_told"
LISTED = 200


@st.cache_resource(max_entries=2, show_spinner="Comparing the tables that this version ships with what is published …")
def _newer(hash_: str, shipped: str) -> Upgrade | None:
    return _cache.newest().newer()


def offer() -> None:
    """What this version ships and the store lacks, and the button that takes it over; else nothing."""
    told = st.session_state.pop(TOLD, None)
    if told:
        level, text = told
        (st.success if level == "done" else st.error)(literal(text))
    now = _cache.newest().revision
    try:
        found = _newer(now.hash, fingerprint(_cache.newest().data))
    except ForesightError as error:
        st.error(literal(f"The tables that this version of Foresight ships cannot be taken over: {error}"))
        return
    if found is None or not found.brings:
        return
    with st.container(border=True):
        st.markdown(f":material/upgrade: {literal(found.told())}")
        with st.expander("What they bring, and what stays", key="data.upgrade.more", on_change="rerun") as more:
            if more.open:
                _listed(found)
        if not _who.person().may(STEWARD):
            st.caption("A steward can take them over.")
            return
        left, right = st.columns([3, 2], gap="medium")
        left.text_input("Why", key="data.upgrade.note", placeholder=f"The shipped tables of {found.day}")
        if not _who.signing_in():
            st.session_state.setdefault("data.upgrade.who", account())
            right.text_input("Who takes them over", key="data.upgrade.who")
        st.button(f"Take them over as revision {now.number + 1}", on_click=_take, args=(now.number,),
                  key="data.upgrade.yes", icon=":material/upgrade:")  # fmt: skip


def _take(shown: int) -> None:
    store = _cache.newest()
    now = store.revision
    note, who = (str(st.session_state.get(f"data.upgrade.{name}") or "").strip() for name in ("note", "who"))
    if now.number != shown:
        told = f"Meanwhile {now.who or 'somebody'} published revision {now.number}: look at what stays, and ask again."
        st.session_state[TOLD] = ("refused", told)
        return
    try:
        made = store.upgrade(_who.person(who), note)
    except ForesightError as error:
        st.session_state[TOLD] = ("refused", str(error))
        return
    _cache.look_at(None)
    counts = f"{counted(made.added, 'figure')} added, {made.changed:,} changed, {made.removed:,} removed"
    back = f"Revision {shown} can be gone back to under Revisions."
    st.session_state[TOLD] = ("done", f"Published as revision {made.number}: {counts}. {back}")


def _listed(found: Upgrade) -> None:
    """Indicator by indicator, and each figure of a steward’s beside the shipped one."""
    catalogue, names = _cache.newest().catalogue(), _places.names()
    titles = {key: indicator.title for key, indicator in found.catalogue.indicators.items()}
    _page.table(
        [
            {"Indicator": titles.get(one.indicator, one.indicator), "Added": f"{one.added:,}",
             "Changed": f"{one.changed:,}", "Removed": f"{one.removed:,}", "Published here, stay": f"{one.stay:,}",
             "": f"Stays as it is: {one.kept}" if one.kept else ""}
            for one in found.series
        ],
        "What the newer tables do to each indicator",
    )  # fmt: skip
    if found.own:
        st.caption(literal(f"Entries of the catalogue that were changed here and stay: {_entries(found)}."))
    if found.staying.empty:
        return
    listed = []
    for row in found.staying.head(LISTED).to_dict("records"):
        indicator = catalogue.indicators[row["indicator"]]
        told = {word: plain(row[name], indicator) if row[name] == row[name] else "none"
                for word, name in (("Published here", "published"), ("Shipped now", "shipped"),
                                   ("Shipped before", "before"))}  # fmt: skip
        where = " and ".join(names.get(c, c) for c in (row["country"], row["partner"]) if isinstance(c, str))
        listed.append(
            {"Indicator": f"{indicator.title} ({indicator.unit})", "Country": where, "Year": str(row["year"]), **told}
        )
    st.dataframe(listed, hide_index=True, height=min(320, 38 + 35 * len(listed)),
                 alt="Figures published here that stay, beside the shipped ones")  # fmt: skip
    if len(found.staying) > LISTED:
        st.caption(f"The first {LISTED} of {len(found.staying):,}; “foresight upgrade --dry-run” counts all.")


def _entries(found: Upgrade) -> str:
    held = found.catalogue
    titles = {("source", key): one.title for key, one in held.sources.items()}
    titles |= {("indicator", key): one.title for key, one in held.indicators.items()}
    titles |= {("forum", key): one.title for key, one in held.forums.items()}
    titles |= {("lever", key): one.title for key, one in held.levers.items()}
    return ", ".join(titles.get(at, at[1]) for at in found.own)
