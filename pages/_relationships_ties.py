"""Pictures of what two states do together: one timeline, breadth, exercises by type, agreements by category, forums."""

from __future__ import annotations

import streamlit as st

from foresight.charts import relationships, relationships_lanes
from foresight.charts import relationships_words as words
from foresight.measures import declared, relationship
from pages import _page, _places
from pages._relationships_seen import Seen
from pages._text import literal

KINDS = {
    "joint exercises": relationships_lanes.TYPES,
    "agreements signed": {"agreements_pair": "", **relationships_lanes.CATEGORIES},
}
"""What is counted -> the indicator of all, then those of its kinds."""


def timeline(seen: Seen) -> None:
    """Everything between the two on one timeline."""
    names, forums = _places.names(), {k: f.short for k, f in seen.catalogue.forums.items()}
    told = {passed.shock: words.shock(passed.shock, names) for passed in seen.passages}
    groups = relationships_lanes.timeline(
        seen.found, seen.active, seen.happened, tuple(told), told, forums, seen.last_known
    )
    caption = seen.said(
        f"{seen.pair}, {seen.first} to {seen.last}", "one cell a year",
        [channel.indicator for channel in relationship.CHANNELS if channel.key in seen.active.channels],
        seen.last_known, relationships_lanes.LEGEND, "Diamonds: events. Triangles: shocks.",
    )  # fmt: skip
    figure = relationships.lanes(
        groups, caption, first=seen.first, last=seen.last, dark=_page.dark(), narrow=_page.narrow()
    )
    _page.chart(figure, f"relationship_{seen.name}", words.standing(seen.active, seen.pair), key=f"{seen.key}.timeline")


def sums(seen: Seen) -> None:
    """What the timeline holds, counted: exercises by type, agreements by category, forums and treaties shared."""
    short = {key: forum.short for key, forum in seen.catalogue.forums.items()}
    told = [words.counts(seen.found, titles, seen.first, seen.last, what) for what, titles in KINDS.items()]
    told += [words.forums(seen.found, short, min(seen.last, seen.last_known)), words.treaties(seen.found, seen.last)]
    st.markdown("\n".join(f"- {literal(text)}" for text in told))


def breadth(seen: Seen) -> None:
    """How many channels ran at once."""
    rows = relationship.breadth(seen.active.between(seen.first, seen.last))
    if rows.empty:
        return
    measure = declared.measure("channels_at_once")
    caption = seen.said(
        f"Channels at once, {seen.pair}", "channels a year; grey: observed, colour: running", measure.rests_on,
        int(rows["year"].max()),
    )  # fmt: skip
    figure = relationships.breadth(rows, caption, dark=_page.dark())
    _page.chart(figure, f"breadth_{seen.name}", words.broadest(rows), key=f"{seen.key}.breadth")


def counts(seen: Seen, what: str) -> None:
    """Exercises by type or agreements by category, `what`, as lanes."""
    named = "joint exercises" if what == "exercises" else "agreements signed"
    titles = KINDS[named]
    sentence = words.counts(seen.found, titles, seen.first, seen.last, named)
    lanes = relationships_lanes.type_lanes(seen.found)
    if what == "agreements":
        lanes = relationships_lanes.category_lanes(seen.found)
        standing = seen.found.tie("agreements_in_force_pair")
        lanes.append(relationships_lanes.counted("All in force", standing, "in force", "in force"))
    last = seen.inside(seen.found.tie(next(iter(titles))))
    if last.empty or not lanes:
        st.info(sentence)
        return
    first, end = max(seen.first, int(last.index.min())), int(last.index.max())
    title = "Joint exercises by type" if what == "exercises" else "Defence agreements by category"
    caption = seen.said(
        f"{title}, {seen.pair}", f"{what} a year", [next(iter(titles))], end, relationships_lanes.LEGEND
    )
    figure = relationships.lanes(
        [relationships.Group("", tuple(lanes))],
        caption,
        first=first,
        last=end,
        dark=_page.dark(),
        narrow=_page.narrow(),
    )
    _page.chart(figure, f"{what}_{seen.name}", sentence, key=f"{seen.key}.{what}")


def forums(seen: Seen) -> None:
    """The forums beyond the UN that both belonged to, each from when to when."""
    short = {key: forum.short for key, forum in seen.catalogue.forums.items()}
    sentence = words.forums(seen.found, short, min(seen.last, seen.last_known))
    lanes = relationships_lanes.forum_lanes(seen.found, short, seen.last_known)
    if not lanes:
        st.info(sentence)
        return
    caption = seen.said(
        f"Forums shared, {seen.pair}", "years in which both were full members", ["shared_forums"], seen.last_known
    )
    figure = relationships.lanes(
        [relationships.Group("", tuple(lanes))], caption, first=seen.first, last=min(seen.last, seen.last_known),
        dark=_page.dark(), narrow=_page.narrow(),
    )  # fmt: skip
    _page.chart(figure, f"forums_{seen.name}", sentence, key=f"{seen.key}.forums")
