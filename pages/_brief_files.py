"""A brief as files: made when a person asks, with a bar, and then there to be taken."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import os
import tempfile
from pathlib import Path

import streamlit as st

from foresight.briefing import shelf
from foresight.briefing.brief import Brief
from foresight.errors import BriefError, ForesightError
from pages import _cache
from pages._text import literal

MADE = "_brief.files"
# module and ending -> what a person calls it, its icon, its type
KINDS = {
    "pptx": ("Slides (PPTX)", ":material/slideshow:",
             "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "html": ("Paper (HTML)", ":material/html:", "text/html"),
    "pdf": ("Paper (PDF)", ":material/picture_as_pdf:", "application/pdf"),
    "xlsx": ("Numbers (XLSX)", ":material/table_view:",
             "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": ("Everything (ZIP)", ":material/folder_zip:", "application/zip"),
}  # fmt: skip
MODULES = {"zip": "archive"}


def offer(brief: Brief) -> None:
    """A button for each kind of file; what was made of this very brief is there to be downloaded."""
    st.header("Take it along", anchor=False)
    if not brief.items:
        st.caption("A file can be made as soon as one item is in the brief.")
        return
    held: dict[str, tuple[str, bytes, tuple[str, ...]]] = st.session_state.setdefault(MADE, {})
    now = _digest(brief)
    with st.container(horizontal=True, gap="small"):
        asked = [kind for kind, (label, icon, _) in KINDS.items()
                 if st.button(label, icon=icon, key=f"brief.make.{kind}")]  # fmt: skip
        st.download_button(
            "The brief itself (TOML)", data=brief.to_toml(), file_name=f"{brief.key}.toml", mime="application/toml",
            on_click="ignore", icon=":material/data_object:", key="brief.toml",
        )  # fmt: skip
    for kind in asked:
        held.pop(kind, None)
        try:
            held[kind] = (now, *_make(brief, kind))
        except ForesightError as error:
            st.error(literal(str(error)), icon=":material/error:")
    for kind, (made_of, content, notes) in list(held.items()):
        if made_of != now:  # the brief was changed since
            del held[kind]
            continue
        label, _, mime = KINDS[kind]
        st.download_button(
            f"Download {label}, {len(content) / 1e6:.1f} MB", data=content, file_name=f"{brief.key}.{kind}", mime=mime,
            on_click="ignore", icon=":material/download:", type="primary", key=f"brief.take.{kind}",
        )  # fmt: skip
        if notes:
            with st.expander(f"What was left out of it or cut ({len(notes)})"):
                st.markdown("\n".join(f"- {literal(note)}" for note in notes))


def _digest(brief: Brief) -> str:
    return hashlib.sha256(f"{brief.to_toml()}{_cache.newest().revision.hash}".encode()).hexdigest()


def _make(brief: Brief, kind: str) -> tuple[bytes, tuple[str, ...]]:
    try:
        module = importlib.import_module(f"foresight.briefing.{MODULES.get(kind, kind)}")
    except ModuleNotFoundError as error:
        raise BriefError(f"{KINDS[kind][0]} cannot be made here: {error.name} is not installed.") from None
    folder = _cache.newest().folder
    exhibits = [shelf.picture(folder, item) for item in brief.items]
    bar = st.progress(0.0, text="Beginning …")

    def told(done: int, of: int, what: str) -> None:
        bar.progress(min(done / max(of, 1), 1.0), text=what)

    handle, name = tempfile.mkstemp(suffix=f".{kind}")
    os.close(handle)
    out = Path(name)
    try:
        notes = module.write(brief, exhibits, _cache.newest().catalogue(), out, when=dt.datetime.now(dt.UTC),
                             progress=told)  # fmt: skip
        return out.read_bytes(), tuple(notes)
    finally:
        out.unlink(missing_ok=True)
        bar.empty()
