"""Items made again on the newest data, in a process of its own; what is frozen stays."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from foresight.briefing import shelf
from foresight.briefing.brief import Brief, Item
from foresight.briefing.exhibit import Exhibit
from foresight.errors import ForesightError
from pages import _brief_acts as acts
from pages import _cache
from pages._address import HASH

ASKED = "_brief.refresh"
"""Places of the items that are to be made again in this run."""


def every(brief: Brief) -> None:
    """The button for all that are not frozen, with how many are on older data; and the work, where it was asked for."""
    free = [item for item in brief.items if not item.frozen]
    now = _cache.newest().revision.hash
    old = sum(item.revision_hash != now for item in free)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Bring all up to date", icon=":material/sync:", key="brief.refresh", disabled=not free, on_click=ask,
            args=(free,), help="Draws all items that are not frozen again, from the newest data.",
        )  # fmt: skip
        if old:
            st.caption(f"{old} of {len(brief.items)} rest on older data, or have not been drawn yet.")
    wanted = st.session_state.pop(ASKED, ())
    items = [item for item in brief.items if item.place in wanted]
    if items:
        _work(brief, items)


def one(brief: Brief, item: Item) -> None:
    """The button for one item."""
    st.button("Bring up to date", icon=":material/sync:", key=f"brief.refresh.{brief.key}.{item.place}",
              disabled=item.frozen, on_click=ask, args=([item],))  # fmt: skip


def ask(items: Sequence[Item]) -> None:
    """In the next run, draw these again."""
    st.session_state[ASKED] = tuple(item.place for item in items)


def _work(brief: Brief, items: list[Item]) -> None:
    from foresight.briefing import recording

    bar = st.progress(0.0, text=f"Drawing {len(items)} item{'' if len(items) == 1 else 's'} …")
    folder = _cache.newest().folder

    def told(done: int, of: int, what: str) -> None:
        bar.progress(min(done / max(of, 1), 1.0), text=what)

    def act() -> str:
        found = recording.record(items, folder, revision=None, progress=told)
        return _kept(brief, dict(zip([item.place for item in items], found, strict=True)))

    acts.tried(act)
    bar.empty()
    acts.renew()
    st.rerun()


def _kept(brief: Brief, found: dict[str, Exhibit | str]) -> str:
    """Keep the new pictures, name them in the brief, and say what came of it."""
    folder = _cache.newest().folder
    renewed: dict[str, Item] = {}
    failed: dict[str, str] = {}
    for item in brief.items:
        made = found.get(item.place)
        if isinstance(made, str):
            failed[item.place] = made
        elif made is not None:
            address = _stamped(item.address, made.revision_hash)
            changes = {"address": address, "revision": made.revision, "revision_hash": made.revision_hash}
            renewed[item.place] = item.model_copy(update=changes)
            shelf.keep_picture(folder, renewed[item.place], made.model_copy(update={"address": address}))

    def edit(now: Brief) -> Brief:
        items = []
        for item in now.items:
            new = renewed.get(item.place)  # words that were written meanwhile stay
            fresh = new and {name: getattr(new, name) for name in ("address", "revision", "revision_hash")}
            items.append(item.model_copy(update=fresh) if fresh else item)
        return now.model_copy(update={"items": tuple({one.place: one for one in items}.values())})

    shelf.shelf(folder).change(brief.key, edit)
    st.session_state[acts.FAILED] = failed
    if (open_ := st.session_state.get(acts.OPEN)) in renewed:
        st.session_state[acts.OPEN] = renewed[open_].place
    if failed and not renewed:
        raise ForesightError(f"Nothing was brought up to date: {next(iter(failed.values()))}")
    rest = f" {len(failed)} could not be made again and stay as they were kept." if failed else ""
    return f"{len(renewed)} item{' is' if len(renewed) == 1 else 's are'} up to date.{rest}"


def _stamped(address: str, revision_hash: str) -> str:
    """The address as its page would write it on those data."""
    asked = dict(parse_qsl(address))
    return urlencode({**asked, "revision": revision_hash[:HASH]}) if "revision" in asked else address
