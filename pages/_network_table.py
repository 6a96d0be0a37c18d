"""The network as tables and as files: its states, its ties and its blocs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import network_words
from foresight.measures import network as measured
from foresight.measures import network_ego
from pages import _cache, _downloads, _network_cache, _network_ego, _network_parts, _places
from pages._network_choice import Choice
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame


def show(asked: Choice) -> None:
    """The states of the year, the chosen country's ties, the blocs."""
    names = _places.names()
    st.markdown(literal(network_words.of_year(asked.network, asked.now, names)))
    st.dataframe(_states(asked), hide_index=True, column_config={
        "Broker, % of pairs": st.column_config.NumberColumn(format="%.1f"),
    })  # fmt: skip
    st.caption("States covered without a tie stand at zero; a state that the figures do not cover is not listed.")
    if asked.country is not None:
        st.subheader(f"{names[asked.country]}: its own ties", anchor=False)
        if not asked.covered:
            st.info(literal(network_words.not_covered(asked.network, asked.country, asked.year, names)))
        else:
            own = network_ego.ego(asked.network, asked.country, asked.year)
            st.markdown(literal(network_words.of_ego(asked.network, own, names)))
            st.dataframe(_network_ego.table(asked, own), hide_index=True)
    st.subheader("Blocs", anchor=False)
    st.dataframe(_network_parts.table(asked), hide_index=True)


def _states(asked: Choice) -> DataFrame:
    rows, names = measured.nodes(asked.network, asked.now), _places.names()
    around = {k: asked.network.states[asked.now.members(k)[0]] for k in asked.now.groups}
    shown = rows.assign(
        country=rows["country"].map(names),
        betweenness=rows["betweenness"] * 100,
        community=rows["community"].map({k: names.get(iso3, iso3) for k, iso3 in around.items()}),
    ).drop(columns="year" if asked.kind.counted else ["year", "strength"])
    words = {
        "country": "Country", "ties": "Partners", "ties_rank": "Rank by partners",
        "strength": f"{asked.kind.noun.capitalize()}, counted with each", "betweenness": "Broker, % of pairs",
        "betweenness_rank": "Rank as a broker", "community": "Community around",
    }  # fmt: skip
    return shown.rename(columns=words)


def files(asked: Choice) -> None:
    """States and ties as CSV, and the format of the picture."""
    held = measured.declared(asked.kind, "ties")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if len(_downloads.free(held.rests_on)) == len(held.rests_on):
            _file(asked, "states", lambda: measured.nodes(asked.network, asked.now))
            _file(asked, "ties", lambda: measured.edges(asked.network, asked.now))
        _file(asked, "years", lambda: _network_cache.course(*asked.key))
        _downloads.picture()


def _file(asked: Choice, what: str, rows: Callable[[], DataFrame]) -> None:
    _downloads.button(
        measured.declared(asked.kind, "ties").rests_on, lambda: content(asked, rows()), f"{asked.name}_{what}",
        label=f"Download {what} (CSV)", help=f"All {what} with method, sources, licences, citations and data revision.",
    )  # fmt: skip


def content(asked: Choice, rows: DataFrame) -> str:
    """The rows as a file with what must stand beside them."""
    from foresight import export

    also = (measured.PACTS,) if "within_pact" in rows else ()
    held = measured.declared(asked.kind, "ties", *also)
    head = [
        ("measure", f"{held.key}: {held.title}"), ("ties", asked.network.of),
        ("years", asked.network.when(asked.year)), ("method", held.method),
        ("betweenness", measured.declared(asked.kind, "betweenness").method),
    ]  # fmt: skip
    return export.headed(head, export.measured(rows, held.rests_on, _cache.catalogue(), _cache.revision()))
