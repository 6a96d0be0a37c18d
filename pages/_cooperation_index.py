"""The cooperation index of countries, regions and forums: what it rests on in each year, map, lines, table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import cooperation as drawing
from foresight.charts import cooperation_words, table
from foresight.measures import cooperation, declared, groups
from pages import _cache, _cooperation_cache, _cooperation_weights, _measured, _subjects
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.declared import Measure
    from pages._link import Link

SAME = "Only what was observed in every year shown"


def draw(link: Link) -> None:
    """The chapter."""
    measure = declared.measure("cooperation_index")
    scores, observed = _cooperation_cache.scores(), _cooperation_cache.observed()
    low, high = cooperation.indexed_years(observed)  # whatever the weights are now: the slider keeps its ends
    left, right = st.columns([3, 2], gap="medium")
    with left:
        subjects = _subjects.pick(link)
    with right:
        first, last = link.span("years", "Years", low, high, of=measure.key, last=high)
    weights = _cooperation_weights.ask(link, "country")
    same = link.switch("same", SAME, of=measure.key, otherwise=False)
    if weights is None:
        return
    if same:
        held, said = cooperation_words.comparable(observed, first, last, "country", weights)
        scores, observed = scores[list(held)], observed[list(held)]
        st.markdown(literal(said))
    index = cooperation.weigh(scores, "country", weights).reset_index()
    rows = index.loc[index["year"].between(first, last), ["country", "year", "value"]].dropna(ignore_index=True)
    if rows.empty:
        if not same:
            st.info("No year of this selection has half of the weight observed. Choose other years or weights.")
        return
    if not same:
        year = int(rows["year"].max())
        st.markdown(literal(cooperation_words.make_up(observed, year, "country", weights)))
    shown = tuple(subjects) or tuple(table.latest(rows[rows["year"] == rows["year"].max()])["country"].head(6))
    weightless = [key for key, share in cooperation.part_weights("country", weights).items() if not share]
    breaks = {subject: _changes(scores.drop(columns=weightless, errors="ignore"), subject) for subject in shown}
    figure = partial(
        drawing.index_lines,
        observed=cooperation.observed(scores[scores.index.isin(_members(shown, last), level="country")]),
        level="country",
        breaks=breaks,
        unweighted=weightless,
    )
    notes = (_cooperation_weights.note(weights),)
    say = partial(cooperation_words.of_lines, breaks=breaks)
    told = [("weights", notes[0]), ("rests on", cooperation_words.history(observed, "country", weights))]
    _measured.views(
        link, measure, rows, picked=subjects, years=(first, last), notes=notes, told=told,
        figure=figure, sentence=say, listing=table.by_country if same else _last_only,
    )  # fmt: skip


def _last_only(rows: DataFrame, measure: Measure, names: dict[str, str]) -> DataFrame:
    """The table without change and course: they would compare years that are made of different parts."""
    whole = table.by_country(rows, measure, names)
    return whole[["Country", measure.unit, "Year"]]


def _members(subjects: Sequence[str], year: int) -> set[str]:
    hash_ = _cache.revision().hash
    return {
        country
        for subject in subjects
        for country in groups.members_of(subject, year, lambda forum, y: _cache.members(hash_, forum, y))
    }


def _changes(scores: DataFrame, subject: str) -> tuple[int, ...]:
    """The years in which a line is made of other parts than the year before; a group's: those of all countries."""
    if groups.is_group(subject):
        return tuple(cooperation.changes(_cooperation_cache.observed()[list(scores)]))
    own = scores[scores.index.get_level_values("country") == subject]
    return tuple(cooperation.changes(own)) if len(own) else ()
