"""The words around a brief: title, question, author, date, marking, key points, caveats."""

from __future__ import annotations

import streamlit as st

from foresight.briefing.brief import Brief
from foresight.errors import BriefError
from pages import _brief_acts as acts


def draw(brief: Brief) -> None:
    """Fields that are kept as soon as they are left."""
    _text(brief, "title", "Title")
    _text(brief, "question", "Question that it answers", placeholder="How far …, and what to watch?")
    with st.expander("Author, date, marking, key points, caveats", icon=":material/edit_note:", expanded=False):
        left, middle, right = st.columns(3, gap="medium")
        with left:
            _text(brief, "author", "Author")
        with middle:
            key = _key(brief, "date")
            st.date_input(
                "Date", value=brief.date, key=key, on_change=_keep, args=(brief.key, "date", key), format="YYYY-MM-DD",
                help="Blank: the day on which a file is made.",
            )  # fmt: skip
        with right:
            _text(brief, "classification", "Classification marking", placeholder="Free text, on every page")
        key = _key(brief, "public")
        st.toggle(
            "For the public: what may not be passed on is left out of files, and named", value=brief.public, key=key,
            on_change=_keep, args=(brief.key, "public", key),
        )  # fmt: skip
        _lines(brief, "key_points", "Key points, one a line", "What the reader should take from the whole.")
        _lines(brief, "caveats", "Caveats, one a line", "What the reader must mind.")


def _key(brief: Brief, field: str) -> str:
    return f"brief.{field}.{brief.key}.{acts.edition()}"


def _text(brief: Brief, field: str, label: str, placeholder: str | None = None) -> None:
    key = _key(brief, field)
    st.text_input(
        label, value=str(getattr(brief, field)), key=key, placeholder=placeholder, on_change=_keep,
        args=(brief.key, field, key),
    )  # fmt: skip


def _lines(brief: Brief, field: str, label: str, placeholder: str) -> None:
    key = _key(brief, field)
    st.text_area(
        label, value="\n".join(getattr(brief, field)), key=key, placeholder=placeholder, on_change=_keep,
        args=(brief.key, field, key),
    )  # fmt: skip


def _keep(brief: str, field: str, key: str) -> None:
    given = st.session_state[key]
    if field in ("key_points", "caveats"):
        given = tuple(line.strip() for line in str(given).splitlines() if line.strip())
    elif isinstance(given, str):
        given = given.strip()
    # checked as a whole: a brief without a title is refused in a sentence, and what was there stays
    if field == "title" and not given:
        acts.tried(_refuse)
        return
    acts.change(brief, lambda now: now.model_copy(update={field: given}))


def _refuse() -> str:
    raise BriefError("A brief needs a title. Write at least one letter; the one it had is kept.")
