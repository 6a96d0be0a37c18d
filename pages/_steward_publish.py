"""The last step: who, why, and a new revision, with the way back beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import THEMES
from foresight.errors import ForesightError
from pages import _cache, _steward_cache, _steward_file_cache, _steward_queue, _who
from pages._steward_state import anew, key, said, work
from pages._steward_words import counted
from pages._text import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foresight.intake.line import Draft
    from pages._steward_cache import Held
    from pages._steward_file import Chosen


def show(chosen: Chosen, found: Held, accepted: Mapping[str, str]) -> None:
    """Draw the last questions and the button; publish when it was pressed."""
    if found.draft is None:
        return
    draft, now = found.draft, _cache.newest().revision
    st.subheader("6. Publish", anchor=False)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.text_input("Why (note for the history)", key=key("note"), persist_state="session",
                      placeholder=f"{', '.join(draft.indicators) or 'figures'} from {draft.file.name}")  # fmt: skip
    with right:
        _who.field("Who publishes", key("who"), persist=True)
    waits = _waits(draft, accepted)
    if waits:
        st.info(waits, icon=":material/pending:")
    st.button(
        f"Publish as revision {now.number + 1}", type="primary", key=key("publish"), on_click=_press, args=(now.hash,),
        disabled=bool(waits), icon=":material/publish:",
    )  # fmt: skip
    pressed, work().pressed = work().pressed, ""
    if pressed and not waits:
        _publish(chosen, draft, accepted, pressed)
    if work().told:
        st.error(work().told, icon=":material/error:")


def _press(shown: str) -> None:
    work().pressed, work().told = shown, ""


def _waits(draft: Draft, accepted: Mapping[str, str]) -> str:
    """What is still to be done before it may be published; blank where nothing is."""
    if draft.stopped:
        return "Nothing can be published while there are errors: see step 4."
    open_ = {one.kind for one in draft.findings if one.level == "warning"} - set(accepted)
    if open_:
        return f"{counted(len(open_), 'kind')} of warning wait{'s' * (len(open_) == 1)} for a reason in step 4."
    return "" if any(c.added or c.changed or c.removed for c in draft.changes) else "Nothing differs from what is held."


def _publish(chosen: Chosen, draft: Draft, accepted: Mapping[str, str], shown: str) -> None:
    before = _cache.newest().revision.number
    note, who = str(said("note") or "").strip(), str(said("who") or "").strip()
    try:
        revision = _steward_cache.published(chosen.upload, chosen.asked, shown, accepted, note, _who.person(who))
    except ForesightError as error:
        work().told = str(error)
        st.rerun()  # the comparison may be with another revision now
    catalogue = _cache.newest().catalogue()
    largest = draft.changes[0].countries.sort_values(["changed", "added"], ascending=False)["country"].head(3)
    _steward_file_cache.forget(chosen.upload)
    _cache.look_at(None)
    _steward_queue.published()
    anew({
        "number": revision.number, "before": before, "file": draft.file.name, "hash": revision.hash,
        "counts": (revision.added, revision.changed, revision.removed), "countries": ",".join(largest),
        "indicators": [(k, catalogue.indicators[k].title, catalogue.indicators[k].theme) for k in draft.indicators],
    })  # fmt: skip
    st.rerun()


def last() -> None:
    """What was published last, with links to see it and the way back."""
    done = work().done
    if work().undone:
        st.success(work().undone, icon=":material/undo:")
    if done is None:
        return
    added, changed, removed = done["counts"]
    st.success(
        literal(
            f"Published as revision {done['number']} ({done['hash'][:8]}): {counted(added, 'figure')} added, "
            f"{changed:,} changed, {removed:,} removed, from {done['file']}. Every page shows it from now on."
        ),
        icon=":material/check_circle:",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        for indicator, title, theme in done["indicators"][:4]:
            st.page_link(
                f"pages/{theme}.py", label=f"See {title} ({THEMES[theme]})",
                query_params={"chapter": "indicators", "indicator": indicator, "view": "lines",
                              "countries": done["countries"]},
            )  # fmt: skip
        st.page_link("pages/data.py", label="All revisions")
        if _cache.newest().revision.number == done["number"] and _who.steward():
            st.button(f"Undo: go back to revision {done['before']}", key=key("undo"), on_click=_undo,
                      args=(done["before"],), icon=":material/undo:")  # fmt: skip
    if work().told:
        st.error(work().told, icon=":material/error:")
        work().told = ""


def _undo(number: int) -> None:
    done, store = work().done or {}, _cache.newest()
    if store.revision.number != done.get("number"):
        work().told = f"Meanwhile revision {store.revision.number} was published: go back on the page Data."
        return
    try:
        back = store.rollback(number, _who.person(), f"Undone: {done.get('file', '')}")
    except ForesightError as error:
        work().told = str(error)
        return
    work().done = None
    work().undone = f"Revision {back.number} holds the figures of revision {number} again."
