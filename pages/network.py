"""The network: who is tied to whom in a year, in which communities, through which brokers; one country's own ties."""

import streamlit as st

from foresight.measures.network import declared
from pages import (
    _cache,
    _network_choice,
    _network_ego,
    _network_parts,
    _network_picture,
    _network_table,
    _page,
    _selection,
)
from pages._link import Link

LEAD = (
    "Who exercises, signs and stands together with whom, year by year; who forms groups, and who stands between them."
)

with _page.room("Network", LEAD):
    notice, link = st.container(), Link("network")
    asked = _network_choice.choose(link)
    if asked is not None:
        on_chart, on_table = link.tabs(["Chart", "Table"])
        with on_chart:
            if on_chart.open:
                _network_picture.show(asked)
                _network_ego.show(asked)
                _network_parts.show(asked)
        with on_table:
            if on_table.open:
                _network_table.show(asked)
        _network_table.files(asked)
        mapped = asked.by == "map" and on_chart.open
        _page.measure_footer(declared(asked.kind, "ties"), asked.network.years[-1], on_map=mapped)
        link.stamp(_cache.revision())
    link.write()
    with notice:
        _page.left_out(link.left_out(_selection.explain))
