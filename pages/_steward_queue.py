"""Files that wait to be published: what for, and the way of one into the form."""

from __future__ import annotations

import contextlib
import threading

import streamlit as st

from foresight.errors import ForesightError
from foresight.intake import queue
from foresight.intake.once import QUEUED, REFUSED, unanswered
from foresight.intake.queue import Entry
from pages import _cache, _steward_file_cache, _who
from pages._steward_state import CHOSEN, Plain, anew, key, work
from pages._steward_words import counted, here
from pages._text import literal

TOLD = 3
"""Findings that are shown of each."""


def show() -> None:
    """Draw what waits, for whoever may publish; nothing where nothing does."""
    if not _who.steward():
        return
    if work().queue:
        st.error(literal(work().queue), icon=":material/error:")
        work().queue = ""
    try:
        waiting = queue.entries(_cache.newest().folder)
    except ForesightError as error:
        st.warning(literal(str(error)))
        return
    if not waiting:
        return
    label = f"{counted(len(waiting), 'file')} wait{'s' * (len(waiting) == 1)} in the queue"
    with st.expander(label, icon=":material/hourglass_top:", key="steward.queue"):
        st.caption("Handed in with “foresight ingest” while others were publishing.")
        for one in waiting:
            _draw(one)
        if any(one.status == QUEUED for one in waiting) and st.button("Publish what waits its turn", key="queue.run"):
            with st.spinner("Publishing what waits its turn …"):
                done = queue.run(_cache.newest(), 0)
            work().queue = " ".join(str(given["why"]) for _, given in done if given["status"] == QUEUED)
            st.rerun()


def _draw(one: Entry) -> None:
    what = {QUEUED: "its turn", REFUSED: "a correction"}.get(one.status, "an answer for each warning")
    by = f", from {one.who}" if one.who else ""
    st.markdown(literal(f"{one.name}{by}, since {one.when.replace('T', ' ').rstrip('Z')} UTC: waits for {what}."))
    found = unanswered(one.answer)
    for finding in found[:TOLD]:
        st.caption(literal(f"{finding.where}: " if finding.where else "") + literal(here(finding.message)))
    if len(found) > TOLD:
        st.caption(f"and {counted(len(found) - TOLD, 'finding')} more")
    with st.container(horizontal=True):
        if one.status != QUEUED and one.path.exists():
            busy = work().upload is not None
            st.button("Take it into the form", key=f"queue.take.{one.id}", on_click=_take, args=(one,),
                      disabled=busy, help="Put the file at hand aside first." if busy else None)  # fmt: skip
        with st.popover("Remove …"):
            st.button("Yes, remove it with its file", key=f"queue.remove.{one.id}", on_click=_remove, args=(one.id,))


def _take(one: Entry) -> None:
    """The file and what was asked for it become the work at hand; the entry stays until it is published."""
    given = one.asked
    try:
        with one.path.open("rb") as file:
            upload = _steward_file_cache.keep(file, one.name, one.path.stat().st_size, _who.person())
    except (ForesightError, OSError) as error:
        work().queue = str(error)
        return
    anew()
    now = work()
    now.upload, now.entry, now.countries = upload, one.id, dict(given.countries)
    if given.indicator in _cache.newest().catalogue().indicators:
        st.session_state[key("which")], st.session_state[key("indicator")] = CHOSEN, given.indicator
    if given.note:
        st.session_state[key("note")] = given.note
    if given.replace:
        st.session_state[key("mode")] = "replace"
    if given.sheet:
        st.session_state[key("sheet")] = given.sheet
    if given.columns or given.codes or given.scale != 1.0:
        sheets = _steward_file_cache.glance(upload.path, upload.name).sheets
        sheet = given.sheet or (sheets[0].name if sheets else "")
        names = _steward_file_cache.top(upload.path, upload.name, sheet).names
        now.plain[names] = Plain(dict(given.columns), given.codes or "", given.scale)


def _remove(id_: str) -> None:
    try:
        queue.remove(_cache.newest().folder, id_, _who.person())
    except ForesightError as error:
        work().queue = str(error)


def published() -> None:
    """After a publication: the entry it came from goes, and what waits its turn is worked off, with nobody waiting."""
    store, id_ = _cache.newest(), work().entry
    with contextlib.suppress(ForesightError):
        if id_:
            queue.remove(store.folder, id_, _who.person())
        if any(one.status == QUEUED for one in queue.entries(store.folder)):
            threading.Thread(target=_work_off, daemon=True).start()


def _work_off() -> None:
    with contextlib.suppress(ForesightError):  # it stays in the queue, which says so
        queue.run(_cache.newest(), 0)
