"""What the network page needs, kept by small keys: the revision's hash, the kind of tie, window, threshold and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight import geography
from foresight.measures import network as measured
from foresight.measures import network_blocs, network_layout
from pages import _cache, _page, _places

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

    from foresight.charts.network import Scene
    from foresight.charts.network_marks import Line
    from foresight.measures.network import Network

MAP = "map"


@st.cache_resource(max_entries=16, show_spinner="Measuring the network, year by year …")
def network(hash_: str, key: str, window: int, least: int) -> Network:
    """All years of a kind of tie."""
    return measured.network_from(_cache.store(), measured.kind_of(key), window, least)


@st.cache_resource(max_entries=16, show_spinner="Finding a place for each state …")
def _placed(hash_: str, key: str, least: int, by: str) -> network_layout.Floats:
    kind = measured.kind_of(key)
    rows = _cache.store().rows(kind.indicator)
    states = measured.states_of(rows)
    if by == MAP:
        return network_layout.by_geography(states)
    return network_layout.by_ties(measured.together(rows, states, least))


@st.cache_resource(max_entries=16, show_spinner=False)
def course(hash_: str, key: str, window: int, least: int) -> DataFrame:
    """One row per year of what is measured of the whole network."""
    held = network(hash_, key, window, least)
    return measured.course(held, network_blocs.within_from(_cache.store(), held))


@st.cache_resource(max_entries=200, show_spinner=False)
def blocs(hash_: str, key: str, window: int, least: int, year: int) -> DataFrame:
    """The blocs of one year."""
    return network_blocs.blocs_from(_cache.store(), network(hash_, key, window, least), year)


@st.cache_resource(show_spinner=False)
def _land() -> Line:
    from foresight.charts import network_marks

    return network_marks.land(geography.map_shapes())


def scene(hash_: str, key: str, window: int, least: int, by: str, country: str | None) -> Scene:
    """What stays the same in the pictures of all years."""
    from foresight.charts.network import Scene

    return Scene(
        network(hash_, key, window, least), _placed(hash_, key, least, by), _places.names(),
        _land() if by == MAP else None, country, _page.dark(), _page.narrow(),
    )  # fmt: skip


@st.cache_resource(max_entries=8, show_spinner="Drawing every year …")
def played(
    hash_: str, key: str, window: int, least: int, by: str, country: str | None, dark: bool, narrow: bool
) -> Figure:
    """The picture that plays."""
    from foresight.charts import network_play
    from pages import _network_picture

    drawn = scene(hash_, key, window, least, by, country)
    return network_play.played(drawn, _network_picture.caption(drawn, None))
