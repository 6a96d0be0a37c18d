"""The first step: a file, and the sheet of it that is meant."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from foresight.intake.files import LARGEST
from pages import _steward_file_cache, _who
from pages._steward_file_cache import Glance, Top
from pages._steward_state import Asked, Upload, asked, key, said, work
from pages._steward_words import FORMS
from pages._text import literal

FORMS_HELP = (
    "CSV with any delimiter, also packed with gzip; XLSX, XLS, ODS; Parquet; Stata; JSON. It is told by what is in the "
    "file, not by its name."
)


@dataclass(frozen=True)
class Chosen:
    """A file that can be opened, one of its sheets, and all that was answered about it."""

    upload: Upload
    glance: Glance
    top: Top
    asked: Asked


def choose() -> Chosen | None:
    """Draw the uploader and the list of sheets; None until both are clear, and for whoever may not publish."""
    if not _who.steward():
        return None
    st.subheader("1. The file", anchor=False)
    upload = _upload()
    if upload is None:
        return None
    glance = _steward_file_cache.glance(upload.path, upload.name)
    if glance.refused:
        st.error(literal(glance.refused), icon=":material/error:")
        return None
    st.caption(
        f"{literal(upload.name)}: {FORMS[glance.format]}, {_size(upload.size)}. SHA-256 {upload.sha256[:16]}…",
        help=upload.sha256,
    )
    sheet = _sheet(glance)
    if sheet is None and not glance.layout:
        st.info("Choose the sheet that holds the figures to go on.")
        return None
    top = _steward_file_cache.top(upload.path, upload.name, glance.sheets[0].name if sheet is None else sheet)
    return Chosen(upload, glance, top, asked(top.names, glance.layout))


def _upload() -> Upload | None:
    now = work()
    given = st.file_uploader(
        "A file of figures", key=key("file"), on_change=_handed, max_upload_size=LARGEST // 2**20, help=FORMS_HELP
    )
    if now.handed:
        _steward_file_cache.forget(now.upload)
        now.upload = None
        if given is not None:
            with st.spinner(f"Taking in {given.name} …"):
                now.upload = _steward_file_cache.keep(given, given.name, given.size, _who.person())
        now.handed = False
    elif given is None and now.upload is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"“{literal(now.upload.name)}” is still here, with your answers.")
            st.button("Put it aside", on_click=_put_aside, key=key("aside"))
    return now.upload


def _handed() -> None:
    now = work()
    now.handed, now.told, now.undone, now.done = True, "", "", None


def _put_aside() -> None:
    _steward_file_cache.forget(work().upload)
    work().upload = None


def _sheet(glance: Glance) -> str | None:
    """The name of the sheet: the only one, the only one in sight, or the one that is chosen."""
    names = [sheet.name for sheet in glance.sheets]
    if said("sheet") not in names or len(names) == 1:
        st.session_state.pop(key("sheet"), None)
    if len(names) == 1:
        return names[0]
    hidden = {sheet.name for sheet in glance.sheets if sheet.hidden}
    shown = [name for name in names if name not in hidden]
    if len(shown) == 1 and not glance.layout:
        st.session_state.setdefault(key("sheet"), shown[0])
    chosen: str | None = st.selectbox(
        f"Sheet ({len(names)} in the file)", names, index=None, key=key("sheet"),
        placeholder="As the provider lays it out" if glance.layout else "Choose a sheet",
        format_func=lambda name: f"{name} (hidden in the file)" if name in hidden else name, persist_state="session",
    )  # fmt: skip
    return chosen


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MB" if count >= 2**20 else f"{max(count / 2**10, 0.1):,.1f} kB"
