"""Every revision of the data: who, when and why, from which file, and the way back to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from foresight.errors import ForesightError
from pages import _cache, _page, _revision_changes, _who
from pages._steward_words import counted
from pages._text import literal

if TYPE_CHECKING:
    from foresight.store import Revision

PICKED, ASKED, TOLD = "data.revision", "data.back", "_revisions_told"
COUNTS = ("Added", "Changed", "Removed")
MODES = {"merge": "added and changed, nothing removed", "replace": "the whole indicator replaced"}


def show() -> None:
    """The list, newest first, and everything about the one that is chosen."""
    found = {one.number: one for one in reversed(_cache.newest().revisions())}
    newest = next(iter(found))
    st.markdown(f"What is shown is revision **{_page.revision_name()}**. Each publication makes a new one.")
    told = st.session_state.pop(TOLD, None)
    if told:
        level, text = told
        (st.success if level == "done" else st.error)(literal(text))
    st.dataframe(
        [_row(one) for one in found.values()],
        hide_index=True,
        alt="Every revision of the data, the newest first",
        column_config={name: st.column_config.NumberColumn(format="localized") for name in COUNTS},
    )
    if st.session_state.get(PICKED) not in found:
        st.session_state.pop(PICKED, None)
    number: int = st.selectbox(
        "Look at revision", list(found), format_func=lambda n: f"{n}: {found[n].note} ({_day(found[n])})", key=PICKED
    )
    one = found[number]
    with st.container(border=True):
        _about(one)
        with st.container(horizontal=True):
            st.button("Data as of this revision", on_click=_cache.look_at, args=(number,), key="data.as_of",
                      disabled=number == _cache.revision().number, icon=":material/history:")  # fmt: skip
            if number != newest and _who.steward():
                st.button("Go back to this revision …", on_click=_ask, args=(number,), key="data.go_back",
                          icon=":material/undo:")  # fmt: skip
        if number != newest and st.session_state.get(ASKED) == number:
            _confirm(number, newest)
    st.subheader(f"What revision {number} changed", anchor=False)
    _revision_changes.show(number)


def _row(one: Revision) -> dict[str, Any]:
    return {
        "Revision": one.number, "Name": one.hash[:8], "When (UTC)": _day(one), "By": one.who, "Note": one.note,
        "File": _known(one).get("file", ""), "Added": one.added, "Changed": one.changed, "Removed": one.removed,
        "Goes back from": "" if one.undoes is None else str(one.undoes),
    }  # fmt: skip


def _day(one: Revision) -> str:
    return one.when.replace("T", " ").removesuffix("Z")[:16]


def _known(one: Revision) -> dict[str, Any]:
    """What else the revision remembers; nothing for one that came without a file."""
    found: dict[str, Any] = json.loads(one.about) if one.about else {}
    return found


def _about(one: Revision) -> None:
    st.markdown(
        f"**Revision {one.number} ({one.hash[:12]})**, {_day(one)} UTC, by {literal(one.who or 'nobody named')}"
    )
    st.markdown(
        literal(f"{one.note}. {counted(one.added, 'figure')} added, {one.changed:,} changed, {one.removed:,} removed.")
    )
    known = _known(one)
    if not known:
        return
    if "shipped" in known:
        stays = f"; {counted(known['stay'], 'figure')} published before stayed" if known.get("stay") else ""
        st.markdown(f"From the tables that a newer version of Foresight ships{stays}.")
        return
    how = [MODES.get(known.get("mode", ""), ""), f"sheet {known['sheet']}" if known.get("sheet") else ""]
    said = "; ".join(part for part in how if part)
    st.markdown(literal(f"From {known.get('file', 'a file')}: {said}."))
    st.caption(f"SHA-256 {known.get('sha256', 'not kept')}")
    accepted = known.get("accepted", {})
    if accepted:
        st.markdown("Warnings that were accepted:")
        for kind, reason in accepted.items():
            st.markdown(f"- {kind.replace('_', ' ')}: {literal(str(reason))}")


def _ask(number: int) -> None:
    st.session_state[ASKED] = number


def _confirm(number: int, newest: int) -> None:
    after = [one for one in _cache.newest().revisions() if one.number > number]
    st.warning(
        f"Every figure and every entry of the catalogue will be as in revision {number}; what "
        f"{'revision' if len(after) == 1 else 'revisions'} {', '.join(str(one.number) for one in after[:12])} brought "
        f"is taken back, for everybody. It becomes revision {newest + 1}, and can be gone back from as well.",
        icon=":material/undo:",
    )  # fmt: skip
    left, right = st.columns([3, 2], gap="medium")
    left.text_input("Why", key="data.back.note", placeholder=f"Back to revision {number}")
    with right:
        _who.field("Who goes back", "data.back.who")
    with st.container(horizontal=True):
        st.button(f"Yes, go back to revision {number}", type="primary", on_click=_go, args=(number, newest),
                  key="data.back.yes")  # fmt: skip
        st.button("Leave it as it is", on_click=_ask, args=(0,), key="data.back.no")


def _go(number: int, shown: int) -> None:
    """Go back, unless somebody published since the question was put."""
    store = _cache.newest()
    now = store.revision
    note, who = (str(st.session_state.get(f"data.back.{name}") or "").strip() for name in ("note", "who"))
    if now.number != shown:
        text = f"Meanwhile {now.who or 'somebody'} published revision {now.number}: look at it, and ask again."
        st.session_state[TOLD] = ("refused", text)
        return
    try:
        made = store.rollback(number, _who.person(who), note)
    except ForesightError as error:
        st.session_state[TOLD] = ("refused", str(error))
        return
    st.session_state[ASKED] = 0
    st.session_state[PICKED] = made.number
    st.session_state[TOLD] = (
        "done", f"The data are those of revision {number} again, as revision {made.number}. Every page shows them."
    )  # fmt: skip
