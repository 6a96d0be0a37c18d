"""Blocs in UN votes: who votes with whom in a year, how sure that is, and how blocs have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import shifts_blocs as drawing
from foresight.charts import shifts_words as words
from foresight.charts.shifts_map import Kind, kinds_map
from foresight.measures import blocs, declared
from pages import _downloads, _page, _places, _shifts_blocs_years, _shifts_cache
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.blocs import Evidence, Partition
    from foresight.measures.declared import Measure
    from pages._link import Link

CHOSEN = "chosen"
BROAD = "2025 had twice the usual votes, most nearly unanimous: read its blocs, compare no levels."


def draw(link: Link) -> None:
    """The chapter."""
    years = _shifts_cache.voting_years()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        asked = link.year("year", "Year", years[0], years[-1], of="blocs", otherwise=_shifts_cache.latest_comparable())
    with right:
        options = {CHOSEN: "As many as the criterion chooses"}
        options |= {str(k): words.count(k).capitalize() for k in range(2, blocs.MOST + 1)}
        number = link.select("blocs", "Number of blocs", list(options), options.__getitem__)
    year = max(y for y in years if y <= asked)
    if year != asked:
        st.info(f"There are too few common votes in {asked}: {year} is shown.", icon=":material/event_busy:")
    count = None if number == CHOSEN else int(number)
    found, evidence = _shifts_cache.partition(year, count), _shifts_cache.evidence(year, count)
    measure = declared.measure("un_blocs")
    on_map, on_lines, on_table = link.tabs(["Map", "Lines", "Table"])
    with on_map:
        if on_map.open:
            _map(found, evidence, measure, count)
    with on_lines:
        if on_lines.open:
            _shifts_blocs_years.show(found, measure)
    with on_table:
        if on_table.open:
            _table(found)
    _downloads.measure(
        measure, _rows(found), f"un_blocs_{year}", [("evidence", words.of_evidence(found, evidence, count))]
    )
    _page.measure_footer(measure, years[-1], on_map=on_map.open)


def names_of(found: Partition) -> list[tuple[str, ...]]:
    """The members that each bloc is named by."""
    return [blocs.named(bloc, _shifts_cache.population(found.year)) for bloc in found.blocs]


def _map(found: Partition, evidence: Evidence, measure: Measure, asked: int | None) -> None:
    names, named = _places.names(), names_of(found)
    colours = drawing.colours_of(_shifts_cache.tracks(found), _page.dark())
    kinds = [
        Kind(f"{words.bloc_name(own, names)} ({len(bloc.states)})", colour)
        for own, bloc, colour in zip(named, found.blocs, colours, strict=True)
    ]
    told = {state: f"silhouette {width:.2f}" for state, width in found.silhouette.items()}
    told |= dict.fromkeys(found.left_out, "too few common votes")
    notes = [_page.BOUNDARIES, "Blocs are named by their most populous members."]
    notes += [BROAD] * (found.year in blocs.NOT_COMPARABLE)
    said = _page.said_measure(measure, found.year, subject=str(found.year), notes=tuple(notes))
    figure = kinds_map(found.of, kinds, told, said, _places.world(), dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, f"un_blocs_{found.year}", words.of_blocs(found, evidence, named, names), key="blocs.map")
    st.subheader("How sure is that", anchor=False)
    said = _page.said_measure(measure, found.year, subject="how many", notes=("Silhouette: 1 clear-cut, 0 none.",))
    figure = drawing.criterion(found, evidence, said, dark=_page.dark())
    _page.chart(
        figure, f"un_blocs_number_{found.year}", words.of_evidence(found, evidence, asked), key="blocs.criterion"
    )


def _rows(found: Partition) -> DataFrame:
    from pandas import DataFrame

    names, named = _places.names(), names_of(found)
    return DataFrame(
        [
            (state, names.get(state, state), found.year, place + 1, words.bloc_name(named[place], names),
             round(found.silhouette[state], 3))
            for place, bloc in enumerate(found.blocs) for state in bloc.states
        ],
        columns=["country", "country_name", "year", "bloc", "around", "silhouette"],
    )  # fmt: skip


def _table(found: Partition) -> None:
    names, named = _places.names(), names_of(found)
    st.markdown(
        literal(
            f"Members of each bloc in {found.year}, the most central first. The silhouette says how much nearer a "
            "state votes to its own bloc than to the next: 1 wholly, 0 on the edge, below 0 nearer to the other."
        )
    )
    rows = [
        {
            "Bloc": words.bloc_name(own, names), "States": str(len(bloc.states)),
            "Same vote inside": words.percent(bloc.inside) if bloc.inside == bloc.inside else "one state",
            "With others": words.percent(bloc.outside),
            "Most central": ", ".join(names.get(state, state) for state in bloc.states[:3]),
            "On its edge": ", ".join(names.get(state, state) for state in bloc.states[:-4:-1]),
        }
        for own, bloc in zip(named, found.blocs, strict=True)
    ]  # fmt: skip
    _page.table(rows, "The blocs of the year")
    shown = _rows(found).rename(
        columns={"country_name": "Country", "around": "Bloc around", "silhouette": "Silhouette"}
    )
    st.dataframe(shown[["Country", "Bloc around", "Silhouette"]], hide_index=True, alt="Every state and its bloc")
    if found.left_out:
        left = ", ".join(names.get(state, state) for state in found.left_out)
        st.caption(literal(f"Left out for too few common votes with some other state: {left}."))
