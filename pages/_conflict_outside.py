"""Outside states: in how many conflicts they had troops, which they were, and where a country's own troops stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import conflict as drawing
from foresight.charts import conflict_words as words
from foresight.charts.sentences import listed
from foresight.measures import conflict, declared, groups
from pages import _conflict_cache, _downloads, _page, _places, _subjects
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.conflict import Profile

DECADE = 10
MOST = 30
"""Rows of a strip: a longer one is no picture any more."""


def draw(place: str, profile: Profile) -> None:
    """The section."""
    name, names = _subjects.names()[place], _places.names()
    group = groups.is_group(place)
    _joined(place, name, names, profile, group)
    senders = _conflict_cache.senders(place)
    measure = declared.measure("outside_states")
    if senders.empty:
        st.info(f"{name}: no outside state had troops in a conflict located there since 1946.")
    else:
        _who(place, name, names, senders, group)
    if not group:
        _abroad(place, name, names)
    if len(senders):
        rows = senders.assign(where=[" ".join(places) for places in senders["where"]], name=senders["country"])
        _downloads.measure(measure, _subjects.with_names(rows.drop(columns="name")), f"outside_states_{_file(place)}")
    _page.measure_footer(measure, profile.year)


def _file(place: str) -> str:
    return place.replace(":", "_")


def _joined(place: str, name: str, names: dict[str, str], profile: Profile, group: bool) -> None:
    """Conflicts by year, with and without outside troops."""
    drawn = _conflict_cache.drawn_in(place)
    if not drawn["fought"].sum():
        st.markdown(literal(words.outside(profile, name, names, group)))
        return
    years = drawn["year"].astype(int)
    layers = [
        drawing.Layer("with outside troops", dict(zip(years, drawn["joined"], strict=True))),
        drawing.Layer("without", dict(zip(years, drawn["fought"] - drawn["joined"], strict=True))),
    ]
    measure = declared.measure("internationalised_share")
    unit = "countries in armed conflict" if group else "armed conflicts located there"
    said = _page.said_measure(measure.model_copy(update={"unit": unit}), profile.year, subject=name)
    sentence = words.outside(profile, name, names, group)
    if group:
        middle = profile.year - DECADE + 1
        spans = ((middle, profile.year), (middle - DECADE, middle - 1))
        parts = [drawn[drawn["year"].between(*span)][["joined", "fought"]].sum() for span in spans]
        shares = [
            f"{100 * part['joined'] / part['fought']:.0f} % in {first}–{last}"
            for part, (first, last) in zip(parts, spans, strict=True)
            if part["fought"]
        ]
        sentence += f" The share with outside troops was {listed(shares)}." if shares else ""
    figure = drawing.stacked(layers, said, colours_at=(1, 0), dark=_page.dark())
    _page.chart(figure, f"outside_troops_{_file(place)}", sentence, key="conflict.joined")


def _who(place: str, name: str, names: dict[str, str], senders: DataFrame, group: bool) -> None:
    """A row per outside state, those that were there longest first."""
    last = int(senders["year"].max())
    counted = senders.groupby("country")["year"].agg(["size", "max"]).sort_values(["size", "max"], ascending=False)
    order = tuple(counted.head(MOST).index)
    kept = senders[senders["country"].isin(order)]
    told = {
        (str(code), int(year)): "in " + listed([names.get(one, one) for one in where])
        for code, year, where in zip(kept["country"], kept["year"], kept["where"], strict=True)
    }
    runs = drawing.runs_of(kept, told, most=float(kept["value"].max()))
    measure = declared.measure("outside_states")
    notes = (f"The {MOST} states that were there in most years, of {len(counted)}.",) if len(counted) > MOST else ()
    if group:
        notes = (*notes, "Stronger: in more of its countries at once.")
    said = _page.said_measure(
        measure.model_copy(update={"unit": "years with troops there"}), last, subject=name, notes=notes
    )
    longest = [f"{names.get(str(k), str(k))} ({words.counted(n, 'year')})" for k, n in counted["size"].head(3).items()]
    sentence = f"{words.counted(len(counted), 'state')} had troops there since {int(senders['year'].min())}; longest: "
    sentence += f"{listed(longest)}."
    span = (int(senders["year"].min()), _last())
    figure = drawing.strip(runs, order, names, span, said, dark=_page.dark())
    _page.chart(figure, f"outside_states_{_file(place)}", sentence, key="conflict.who")


def _last() -> int:
    return int(_conflict_cache.sent()["year"].max())


def _abroad(place: str, name: str, names: dict[str, str]) -> None:
    """Where the country's own troops stood in others' conflicts."""
    own = conflict.abroad(_conflict_cache.sent(), place)
    if own.empty:
        st.markdown(literal(f"{name} itself is not listed with troops in another state’s conflict since 1946."))
        return
    counted = own.groupby("country")["year"].agg(["size", "max"]).sort_values(["max", "size"], ascending=False)
    order = tuple(counted.head(MOST).index)
    now = [names.get(code, code) for code in own.loc[own["year"] == _last(), "country"]]
    sentence = f"{name} has had troops in the conflicts of {words.counted(len(counted), 'state')}"
    sentence += f"; in {_last()} in those of {listed(now)}." if now else f"; in {_last()} in none."
    measure = declared.measure("outside_states").model_copy(
        update={"title": "Own troops in others’ conflicts", "unit": "years with troops there"}
    )
    said = _page.said_measure(measure, _last(), subject=name)
    figure = drawing.strip(
        drawing.runs_of(own), order, names, (int(own["year"].min()), _last()), said, dark=_page.dark()
    )
    _page.chart(figure, f"own_troops_{place}", sentence, key="conflict.abroad")
