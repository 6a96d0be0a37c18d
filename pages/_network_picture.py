"""The picture of the network: of one year, where a click chooses a country, or playing through the years."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import network as drawing
from foresight.charts import network_marks, network_words, theme
from foresight.measures.network import declared
from pages import _cache, _network_cache, _page, _places
from pages._network_choice import COUNTRY, Choice
from pages._text import literal

if TYPE_CHECKING:
    from foresight.charts.network import Scene

KEY = "network.picture"
PLAYING = "Press Play under the picture, or pick a year there. To click a country, switch playing off."
NOTED = {
    "agreements": "Signed in the time shown; not how many stand.",
    "in_force": "Signed since 1980 and not known to have ended.",
}


def show(asked: Choice) -> None:
    """The sentence and the picture."""
    if asked.playing:
        sentence = network_words.of_course(asked.network, _network_cache.course(*asked.key))
        figure = _network_cache.played(*asked.key, asked.by, asked.country, _page.dark(), _page.narrow())
        _page.chart(figure, f"network_{asked.kind.key}", sentence, key="network.played")
        st.caption(PLAYING)
        return
    scene = _network_cache.scene(*asked.key, asked.by, asked.country)
    sentence = network_words.of_year(asked.network, asked.now, _places.names())
    st.markdown(literal(sentence))
    figure = drawing.picture(scene, asked.year, caption(scene, asked.year))
    _page.picture(figure, asked.name, sentence, KEY, on_select=_clicked, selection_mode="points")
    if asked.now.ties:
        st.caption(literal(f"{network_words.of_parts(asked.now)} {network_words.of_stability(asked.now)}"))


def caption(scene: Scene, year: int | None) -> theme.Caption:
    """Title, sources and how to read the picture; without a year for the one that plays."""
    network, ties = scene.network, declared(scene.network.kind, "ties")
    title = network.of if year is None else f"{network.of}, {network.when(year)}"
    source = theme.source_line(ties.sources(_cache.catalogue()))
    notes = ["Size: number of partners. Grey dot: covered, none recorded.", "Colour: community, by the Louvain method."]
    if widths := network_marks.class_words(network_marks.classes(network), network.least):
        notes.append(f"Width of a line: {widths} {network.kind.noun}.")
    if network.kind.key in NOTED:
        notes.append(NOTED[network.kind.key])
    if year is not None and year < network.years[-1]:
        notes.append(f"The data end in {network.years[-1]}.")
    if scene.land is not None:
        notes += ["States stand apart where they would cover each other.", _page.BOUNDARIES]
    said = theme.Caption(
        title, ties.unit, source, network.years[-1], _page.revision_name(), tuple(notes), tuple(ties.rests_on)
    )
    return said if year is None else replace(said, last_observed=year)


def _clicked() -> None:
    """A click on a state chooses it, as the list above does."""
    points = st.session_state[KEY].selection.points
    if points and points[0].get("customdata"):
        st.session_state[COUNTRY] = points[0]["customdata"][0]
