"""Which members forums share: a matrix on a wide screen, the largest overlaps, and one forum against the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import forums_overlap as drawing
from foresight.charts import forums_words as words
from foresight.measures import forum_life
from foresight.measures.declared import measure
from pages import _cache, _downloads, _forums_cache, _forums_choice, _page
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

LARGEST = 12


def draw(link: Link) -> None:
    """The overlap of all forums in one year."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        by = link.select("show", "Shared members as", list(drawing.READINGS), drawing.READINGS.__getitem__)
    with right:
        year = _forums_choice.year(link, "At the end of")
    pairs, names, declared = _forums_cache.overlap(year), _forums_choice.names(), measure("forum_overlap")
    sentence = words.of_overlap(pairs, names, year)
    if pairs.empty:
        st.info(literal(sentence))
    elif _page.narrow():
        st.markdown(literal(sentence))
    else:
        notes = ("Figures: per cent, from 5 on; on the diagonal the number of members.",)
        said = _page.said_measure(declared, _forums_cache.last_year(), subject=str(year), notes=notes)
        figure = drawing.matrix(pairs, _forums_cache.order(), names, said, by=by, dark=_page.dark())
        _page.chart(figure, f"forum_overlap_{year}", sentence, key="forums.overlap")
    if len(pairs):
        st.markdown(f"**The {LARGEST} largest overlaps, {drawing.READINGS[by].lower()}**")
        largest = forum_life.largest(pairs, LARGEST, by)
        _page.table(_rows(largest, names), f"The {LARGEST} largest overlaps of forums")
    _beside(link, pairs, names, year)
    _downloads.measure(declared, pairs.assign(year=year), f"forum_overlap_{year}")
    _page.measure_footer(declared, _forums_cache.last_year())


def _rows(found: DataFrame, names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "Forums": f"{names[row['one']]} and {names[row['other']]}",
            "Members": f"{row['members_one']} and {row['members_other']}",
            "Shared": str(row["shared"]),
            "Of the smaller": drawing.per_cent(row["contained"]),
            "Of both together": drawing.per_cent(row["jaccard"]),
        }
        for row in found.to_dict("records")
    ]


def _beside(link: Link, pairs: DataFrame, names: dict[str, str], year: int) -> None:
    """One forum's members in the others."""
    st.subheader("One forum against the others", anchor=False)
    key = _forums_choice.forum(link)
    if _cache.catalogue().forum(key).kind == forum_life.UNIVERSAL:
        st.info(f"Nearly every state belongs to {words.the(names[key])}: every other forum lies inside it.")
        return
    own = forum_life.of_one(pairs, key)
    shared = own[own["shared"] > 0].sort_values(["of_own", "other"], ascending=[False, True])
    if shared.empty:
        st.info(f"There is no member that {words.the(names[key])} shared with another forum at the end of {year}.")
        return
    best = shared.iloc[0]
    sentence = (
        f"{drawing.per_cent(best['of_own'])} of the members of {words.the(names[key])} also belong to "
        f"{words.the(names[best['other']])} "
        f"({best['shared']} states); it shares no member with {words.count_of(len(own) - len(shared), 'forum')}."
    )
    said = _page.said_measure(
        measure("forum_overlap"), _forums_cache.last_year(), subject=f"{names[key]}, {year}",
        notes=(f"Share of the members of {names[key]}; in brackets how many.",),
    )  # fmt: skip
    figure = drawing.beside(shared, names, said, dark=_page.dark())
    _page.chart(figure, f"forum_overlap_{key}_{year}", sentence, key="forums.beside")
