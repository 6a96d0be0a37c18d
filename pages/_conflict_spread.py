"""What reaches others: deaths and onsets in land neighbours, and people driven from home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import conflict as drawing
from foresight.charts import conflict_words as words
from foresight.charts import lines
from foresight.charts.sentences import listed
from foresight.measures import conflict, declared
from pages import _conflict_cache, _downloads, _page, _places, _subjects
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.conflict import Profile

MOST = 25


def neighbours(place: str, profile: Profile) -> None:
    """Deaths in each land neighbour by year, and which neighbours had an onset after an own one."""
    name, names = _subjects.names()[place], _places.names()
    measure, rows = declared.measure("deaths_next_door"), _conflict_cache.next_door(place)
    if rows.empty:
        st.info(f"{name} has no land neighbours, or none with figures.")
    else:
        totals = rows.groupby("country")["value"].sum().sort_values(ascending=False)
        order = tuple(totals.head(MOST).index)
        notes = (f"The {MOST} neighbours with most deaths, of {len(totals)}.",) if len(totals) > MOST else ()
        said = _page.said_measure(measure, profile.year, subject=name, notes=notes)
        figure = drawing.deaths_strip(rows, order, names, said, dark=_page.dark())
        sentence = words.neighbours(profile, name, names)
        _page.chart(figure, f"next_door_{place.replace(':', '_')}", sentence, key="conflict.neighbours")
    _followed(profile, name, names)
    if len(rows):
        _downloads.measure(measure, _subjects.with_names(rows), f"next_door_{place.replace(':', '_')}")
    _page.measure_footer(measure, profile.year)


def _followed(profile: Profile, name: str, names: dict[str, str]) -> None:
    """Own onsets, and onsets next door within five years of them."""
    spill = _conflict_cache.spill()
    mine = set(profile.onsets)
    rows = [
        {
            "Onset": f"{names.get(one.onset.country, one.onset.country)}, {one.onset.year}",
            "Neighbours quiet then": str(len(one.quiet)),
            f"Onset within {spill.within} years": listed(
                [f"{names.get(after.country, after.country)} ({after.year})" for after in one.followers]
            )
            or "none",
        }
        for one in spill.followed
        if one.onset in mine
    ]
    st.subheader("After an onset, next door", anchor=False)
    if rows:
        _page.table(rows[::-1], "Onsets, and onsets in land neighbours that followed")
    else:
        st.markdown(literal(f"{name} has no onset since 1994: no first year after five observed quiet ones."))
    st.caption(literal(words.spill(spill)))


def displaced(place: str, profile: Profile) -> None:
    """People displaced inside, refugees from there and refugees hosted, over the years."""
    from pandas import concat

    name, held = _subjects.names()[place], _conflict_cache.displaced(place)
    measure = declared.measure("displaced")
    there = {key: rows for key, rows in held.items() if len(rows)}
    if not there:
        st.info(f"{name}: no figure on displacement.")
        return
    rows: DataFrame = concat([one.assign(country=key) for key, one in there.items()], ignore_index=True)
    last = {key: one.iloc[-1] for key, one in there.items()}
    notes = [
        f"{conflict.DISPLACED[key]}: {int(one['of'])} of {int(one['among'])} members listed in {int(one['year'])}."
        for key, one in last.items()
        if one["among"] > 1
    ]
    said = _page.said_measure(measure, int(rows["year"].max()), subject=name, notes=tuple(notes))
    titles = dict(conflict.DISPLACED)
    figure = lines.lines(rows, said, measure, titles, order=tuple(conflict.DISPLACED), dark=_page.dark())
    _page.chart(
        figure, f"displaced_{place.replace(':', '_')}", words.displaced(profile, name), key="conflict.displaced"
    )
    _downloads.measure(measure, rows, f"displaced_{place.replace(':', '_')}")
    _page.measure_footer(measure, int(rows["year"].max()))
