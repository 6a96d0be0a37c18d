"""Membership of one forum through time: how many, who when, and where on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import forums as drawing
from foresight.charts import forums_words as words
from foresight.charts.theme import Caption, source_line
from foresight.geography import MAP_DISCLAIMER
from foresight.measures import forum_life
from foresight.measures.declared import measure
from pages import _cache, _downloads, _forums_cache, _forums_choice, _page, _places
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

SHARED = "forum_overlap"
"""The measure whose sources are those of the memberships."""


def draw(link: Link) -> None:
    """One forum's members by year, the bar of each, and the map of one year."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        key = _forums_choice.forum(link)
    with right:
        year = _forums_choice.year(link, "Members at the end of")
    forum, names, last = _cache.catalogue().forum(key), _places.names(), _forums_cache.last_year()
    held = _forums_cache.memberships()
    if key not in set(held["forum"]):
        st.info(f"This revision of the data holds no members of {forum.short}.")
        return
    own, moves, counted = _forums_cache.life(key)
    standing = forum_life.standing(held, key, year)
    sentence = words.of_members(counted, moves, forum.short, names, year)
    if standing.empty:
        st.info(literal(sentence), icon=":material/event_busy:")
    else:
        figure = drawing.members_map(
            standing, _said(f"{forum.short}: members, {year}", "states at the end of the year", (_page.BOUNDARIES,)),
            _places.world(), year, dark=_page.dark(), narrow=_page.narrow(),
        )  # fmt: skip
        _page.chart(figure, f"{key}_members_{year}", sentence, key="forums.map")
    figure = drawing.numbers(
        counted, moves, names, _said(f"{forum.short}: members by year", "states at the end of each year"),
        marked=year, dark=_page.dark(),
    )  # fmt: skip
    _page.chart(figure, f"{key}_members", words.of_moves(moves, names, year), key="forums.numbers")
    if own["country"].nunique() <= drawing.MOST:
        suspended = ("Hatched: membership suspended.",) * bool((own["status"] == "suspended").any())
        said = _said(f"{forum.short}: who belonged when", "years of membership, by year of joining", suspended)
        figure = drawing.spells(own, names, said, last, marked=year, dark=_page.dark())
        _page.chart(figure, f"{key}_spells", words.of_spells(own, names, forum.short), key="forums.spells")
    _table(own, names, open_=own["country"].nunique() > drawing.MOST)
    _downloads.measure(measure(SHARED), own.drop(columns="first").assign(forum=key), f"{key}_members")
    st.divider()
    note = f" {forum.note}" if forum.note else ""
    st.markdown(f"**Mind:**{literal(note)} A membership counts for a year when it stood at the year’s end.")
    st.caption(f"{literal(forum.reference)}. [{forum.url}]({forum.url}). Data revision {_page.revision_name()}.")
    st.caption(MAP_DISCLAIMER)


def _said(title: str, unit: str, notes: tuple[str, ...] = ()) -> Caption:
    shared = measure(SHARED)
    source, last = source_line(shared.sources(_cache.catalogue())), _forums_cache.last_year()
    return Caption(title, unit, source, last, _page.revision_name(), notes, tuple(shared.rests_on))


def _table(own: DataFrame, names: dict[str, str], *, open_: bool) -> None:
    """Every spell with the document that it rests on."""
    with st.expander("Every membership with its reference", icon=":material/table_rows:", expanded=open_):
        shown = own.assign(country=own["country"].map(names), status=own["status"].str.capitalize(),
                           left=own["left"].astype("string").fillna(""))  # fmt: skip
        shown = shown[["country", "joined", "left", "status", "reference", "note"]]
        st.dataframe(
            shown.rename(columns=lambda name: str(name).capitalize()), hide_index=True,
            column_config={"Joined": st.column_config.NumberColumn(format="%d")},
            alt="Every membership with the year of joining, the year of leaving, its status and its reference",
        )  # fmt: skip
