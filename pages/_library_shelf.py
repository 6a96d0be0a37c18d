"""The shelf of scenarios, shipped and own: open one on the desk, keep what lies there, and lose nothing."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from foresight.catalogue import Catalogue
from foresight.errors import ScenarioError
from foresight.scenario import Scenario, library, own
from foresight.scenario.library import Entry
from foresight.scenario.scenario import lever_value
from foresight.store import Revision
from pages import _cache
from pages import _library_acts as acts
from pages import _scenario_address as desk
from pages._library_acts import ACTION, CHOSEN
from pages._text import literal

SAVE, RENAME, COPY, DELETE, TAKE_IN, BIN = "Save as …", "Rename", "Duplicate", "Delete", "Import", "Bin"
AUTHOR = "_library_author"


def shelf(catalogue: Catalogue, revision: Revision) -> None:
    """Everything about the library, in one column. It may stand in an expander, a popover or a dialog."""
    entries = {_id(entry): entry for entry in library.entries(_cache.newest().folder)}
    if st.session_state.get(CHOSEN) not in entries:
        st.session_state[CHOSEN] = next(iter(entries))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = entries[
            st.selectbox("Scenario", list(entries), format_func=lambda key: _called(entries[key]), key=CHOSEN)
        ]
        st.button(
            "Open", icon=":material/file_open:", type="primary", disabled=chosen.scenario is None, key="library.open",
            on_click=_open, args=(chosen, catalogue), help="Puts it on the desk. Undo brings back what lay there.",
        )  # fmt: skip
        st.download_button(
            "Export", data=_exported(chosen, revision), file_name=f"{chosen.key}.toml", mime="application/toml",
            on_click="ignore", icon=":material/download:", disabled=chosen.scenario is None, key="library.export",
            help="A TOML file: another machine imports it, the command line runs it.",
        )  # fmt: skip
    _about(chosen)
    acts.tell()
    acts.undo()
    choices = [SAVE, COPY, *([] if chosen.shipped else [RENAME, DELETE]), TAKE_IN]
    choices += [BIN] if own.kept(_cache.newest().folder) else []
    if st.session_state.get(ACTION) not in choices:
        st.session_state[ACTION] = None
    action = st.segmented_control("Keep and change", choices, key=ACTION, label_visibility="collapsed")
    if action is not None:
        draw: dict[str, Callable[[Entry], None]] = {
            SAVE: _save, RENAME: _rename, COPY: _copy, DELETE: _delete, TAKE_IN: _take_in, BIN: _bin,
        }  # fmt: skip
        draw[str(action)](chosen)


def _id(entry: Entry) -> str:
    return entry.key if entry.shipped else f"own:{entry.key}"


def _called(entry: Entry) -> str:
    return entry.name if entry.shipped else f"{entry.name} (own{', damaged' if entry.wrong else ''})"


def _about(entry: Entry) -> None:
    if entry.scenario is None:
        st.warning(literal(entry.wrong), icon=":material/broken_image:")
        return
    who = entry.scenario.author or "author not named"
    when = f", {entry.scenario.date.day} {entry.scenario.date:%B %Y}" if entry.scenario.date else ""
    st.markdown(literal(entry.scenario.narrative or "No narrative."))
    st.caption(literal(f"{who}{when}"))


def _exported(entry: Entry, revision: Revision) -> str:
    if entry.scenario is None:
        return ""
    return f"# Exported on data revision {revision.number} ({revision.hash}).\n{entry.scenario.to_toml()}"


def _open(entry: Entry, catalogue: Catalogue) -> None:
    def act() -> str:
        assert entry.scenario is not None  # the button is off for a damaged file
        sound = own.usable(entry.scenario, _cache.store())
        numbers = {key: lever_value(catalogue.lever(key), value) for key, value in sound.levers if value != "default"}
        desk.take(Scenario.model_validate({**sound.model_dump(), "levers": numbers}))
        return f"“{entry.name}” is on the desk."

    acts.tried(act)


def _save(_: Entry) -> None:
    now = desk.current()
    blank = now.name == Scenario().name
    with st.form("library.save", border=True):
        st.text_input("Name", value="" if blank else now.name, key=acts.field("name", desk.edition()), max_chars=120)
        st.text_input(
            "Author", value=st.session_state.get(AUTHOR, ""), key=acts.field("author", desk.edition()), max_chars=120
        )
        st.text_area(
            "Narrative",
            value=now.narrative,
            key=acts.field("narrative", desk.edition()),
            placeholder="What happens, and why.",
        )
        st.form_submit_button("Save", icon=":material/save:", on_click=acts.done, args=(_saved,))
    st.caption("Over one of your own of the same name: the earlier version goes to the bin.")


def _saved() -> str:
    name, author, narrative = (
        st.session_state[acts.field(part, desk.edition())] for part in ("name", "author", "narrative")
    )
    if not name.strip():
        raise ScenarioError("A scenario needs a name. Write at least one letter.")
    told = desk.current().model_copy(update={"narrative": narrative.strip()})
    kept = own.save(_cache.newest().folder, told, name=name, author=author)
    st.session_state[AUTHOR] = kept.author
    desk.change(**kept.model_dump(include={"key", "name", "narrative", "author", "date"}))
    return acts.put_away(kept, f"“{kept.name}” is kept among your own.")


def _copy(entry: Entry) -> None:
    def act() -> str:
        assert entry.scenario is not None
        kept = own.add(_cache.newest().folder, entry.scenario, author=st.session_state.get(AUTHOR, ""))
        return acts.put_away(kept, f"A copy is kept as “{kept.name}”.")

    st.button("Duplicate it", icon=":material/content_copy:", disabled=entry.scenario is None, key="library.copy",
              on_click=acts.tried, args=(act,), help="A copy of your own, which can be changed.")  # fmt: skip


def _rename(entry: Entry) -> None:
    def act() -> str:
        kept = own.rename(_cache.newest().folder, entry.key, st.session_state[acts.field("called", entry.key)])
        return acts.put_away(kept, f"It is now called “{kept.name}”.")

    with st.form("library.rename", border=True):
        st.text_input("New name", value=entry.name, key=acts.field("called", entry.key), max_chars=120)
        st.form_submit_button("Rename it", icon=":material/edit:", on_click=acts.done, args=(act,))


def _delete(entry: Entry) -> None:
    def act() -> str:
        binned = own.delete(_cache.newest().folder, entry.key)
        acts.remember(binned.key, binned.number, entry.name)
        return f"“{entry.name}” is in the bin."

    st.button("Move it to the bin", icon=":material/delete:", key="library.delete", on_click=acts.tried, args=(act,))


def _take_in(_: Entry) -> None:
    file = st.file_uploader("A scenario as a TOML file", type="toml", key=acts.field("file"))

    def act() -> str:
        assert file is not None  # the button is off without one
        try:
            text = file.getvalue().decode("utf-8")
        except UnicodeDecodeError:
            raise ScenarioError(f"{file.name} is not text in UTF-8. Save it so, and import it again.") from None
        kept = own.take_in(_cache.store(), text, file.name, author=st.session_state.get(AUTHOR, ""))
        return acts.put_away(kept, f"“{kept.name}” is kept among your own.")

    st.button("Import it", icon=":material/upload_file:", disabled=file is None, key="library.import",
              on_click=acts.done, args=(act,))  # fmt: skip


def _bin(_: Entry) -> None:
    kept = {(one.key, one.number): one for one in reversed(own.kept(_cache.newest().folder))}
    key, number = st.selectbox(
        "In the bin, newest first", list(kept), key="library.bin",
        format_func=lambda which: f"{kept[which].name}: {kept[which].why} {kept[which].when:%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip
    st.button("Bring it back", icon=":material/restore_from_trash:", on_click=acts.restore, args=(key, number),
              key="library.restore", help="Beside whatever is there now.")  # fmt: skip
