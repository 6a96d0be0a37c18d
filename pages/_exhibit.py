"""From a page into a brief: what is shown is taken along as it stands, with where it was made.

A press asks for a picture by its key. The run that follows draws the page in its light colours and at its full width,
because that is what a deck needs; at its end, when the page has written its address, the picture is kept, and the page
is drawn again as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from foresight.briefing.exhibit import Exhibit, caption_of, plain
from pages import _cache

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from foresight.charts.theme import Caption

EVERY = "*"
"""Asked for by the recorder: everything that the page shows."""
ASKED, TAKING, TAKEN, PAGE = "_exhibit.asked", "_exhibit.taking", "_exhibit.taken", "_exhibit.page"
TOLD = "_exhibit.told"


def begin(page: str) -> None:
    """At the top of every run of the app: which page it is."""
    st.session_state[PAGE] = page


def watch() -> None:
    """At the top of a page: what was pressed is taken in this run, or not at all."""
    st.session_state[TAKING] = st.session_state.pop(ASKED, None)
    st.session_state[TAKEN] = []


def keep() -> None:
    """At the end of a page, when its address is written: what was taken goes into the brief."""
    asked, taken = st.session_state.get(TAKING), st.session_state.get(TAKEN, [])
    if asked in (None, EVERY):
        return
    st.session_state[TAKING] = None
    if taken:
        from pages import _brief_shelf

        _brief_shelf.add(taken[0].model_copy(update={"address": _address()}))
    st.rerun()


def taking() -> bool:
    """Is this the run in which something is taken along."""
    return st.session_state.get(TAKING) is not None


def picture(figure: Figure, name: str, sentence: str, key: str) -> None:
    """Under a picture: the button that adds it to the brief."""
    if _wanted(key):
        said = caption_of(figure)
        _take(_made(said, name, sentence, key).model_copy(update={"figure": plain(figure.to_plotly_json())}))
    _offer(key)


def rows(shown: Sequence[dict[str, str]], said: Caption, name: str, sentence: str, key: str) -> None:
    """The same under a table of words."""
    if _wanted(key):
        texts = tuple({str(head): str(cell) for head, cell in row.items()} for row in shown)
        _take(_made(said, name, sentence, key).model_copy(update={"rows": texts}))
    _offer(key)


def _wanted(key: str) -> bool:
    return st.session_state.get(TAKING) in (key, EVERY)


def _made(said: Caption, name: str, sentence: str, key: str) -> Exhibit:
    now = _cache.revision()
    return Exhibit(
        key=key, name=name, page=st.session_state.get(PAGE, ""), address=_address(),
        title=said.title, unit=said.unit, sentence=sentence, source=said.source, last_observed=said.last_observed,
        notes=said.notes, rests_on=said.rests_on, status=said.status, revision=now.number, revision_hash=now.hash,
    )  # fmt: skip


def _address() -> str:
    return urlencode(st.query_params.to_dict())


def _take(exhibit: Exhibit) -> None:
    st.session_state[TAKEN].append(exhibit)


def _offer(key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Add to brief", key=f"brief.{key}", type="tertiary", icon=":material/note_add:", on_click=_ask, args=(key,),
            help="Keeps it, with its source and data revision, for a deck, a paper or a workbook. See the page Brief.",
        )  # fmt: skip
        if st.session_state.get(TOLD, ("",))[0] == key and not taking():
            from pages import _brief_shelf

            _brief_shelf.tell()


def _ask(key: str) -> None:
    st.session_state[ASKED] = key
