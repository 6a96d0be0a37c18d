"""Summits, dialogues and operations of forums as facts with a reference: the timeline, and the list under it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from foresight import events, export
from foresight.charts import forums_timeline as drawing
from foresight.charts import forums_words as words
from foresight.charts.theme import Caption
from foresight.events import Event
from pages import _downloads, _forums_choice, _page
from pages._link import Link
from pages._text import literal

OPENING = ("nato", "osce", "sco", "asean", "shangri_la", "quad", "brics", "arms_control")
BEGIN = 1990
NEWEST = 12


def draw(link: Link) -> None:
    """The events of up to eight forums or threads in a span of years."""
    titles = events.titles()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        lanes = link.several(
            "lanes", "Forums and threads", list(titles), titles.__getitem__, most=_forums_choice.MOST,
            default=OPENING, placeholder="Choose up to eight",
        )  # fmt: skip
    with right:
        first, last = _forums_choice.years(link, BEGIN)
    if not lanes:
        st.info("Choose at least one forum or thread.")
        return
    found = events.events_of(forums=lanes, first=first, last=last)
    sentence = words.of_events(found, first, last)
    if not found:
        st.info(literal(sentence))
        return
    said = Caption(
        "Summits, dialogues and operations", "events, one lane per forum; bars: what lasted",
        "Source: the documents named in the list under the chart.", None, _page.revision_name(),
        ("A choice of well-known events, not a complete list.",),
    )  # fmt: skip
    figure = drawing.timeline(found, lanes, titles, said, first, last, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, f"forum_events_{first}-{last}", sentence, key="forums.events")
    st.warning(events.UNOPENED, icon=":material/menu_book:")
    _listed(found, titles)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.download_button(
            "Download CSV", data=lambda: _file(found), file_name=f"forum_events_{first}-{last}.csv", mime="text/csv",
            on_click="ignore", icon=":material/download:", help="The events shown, each with its reference.",
        )  # fmt: skip
        _downloads.picture()


def _listed(found: Sequence[Event], titles: dict[str, str]) -> None:
    """The facts in words, newest first; the older ones behind a door that a keyboard opens."""
    newest = list(reversed(found))
    st.markdown("\n".join(_line(event, titles) for event in newest[:NEWEST]))
    if older := newest[NEWEST:]:
        with st.expander(f"{len(older)} earlier events", icon=":material/history:"):
            st.markdown("\n".join(_line(event, titles) for event in older))


def _line(event: Event, titles: dict[str, str]) -> str:
    of = ", ".join(titles[key] for key in (*event.forums, *event.strands) if key in titles)
    where = f", {event.place}" if event.place else ""
    link = f" [{literal(event.url)}]({event.url})" if event.url else ""
    head = f"**{literal(event.title)}** ({literal(event.date_words)}{literal(where)}; {literal(of)})"
    return f"- {head} – {literal(event.fact)} *{literal(event.reference)}.*{link}"


def _file(found: Sequence[Event]) -> str:
    """The events as CSV, what must be known of them first: facts with a reference, no provider's figures."""
    from pandas import DataFrame

    rows = [
        {
            "key": event.key, "when": event.when, "until": "" if event.until is None else str(event.until or "lasting"),
            "kind": event.kind, "forums": " ".join(event.forums), "strands": " ".join(event.strands),
            "countries": " ".join(event.countries), "place": event.place, "title": event.title, "fact": event.fact,
            "reference": event.reference, "url": event.url, "checked": event.checked,
        }
        for event in found
    ]  # fmt: skip
    return export.headed([("mind", events.UNOPENED)], export.table(DataFrame(rows)))
