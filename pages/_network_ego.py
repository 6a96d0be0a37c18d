"""One country in the network: its partners of the year, what it gained and lost, its place through the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import network_parts, network_words, theme
from foresight.measures.network import declared
from foresight.measures.network_ego import EARLIER, Ego, ego
from pages import _cache, _page, _places
from pages._network_choice import Choice
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

WORDS = {"new": "New", "kept": "Kept", "gone": "Gone", "": "Cannot be told"}


def show(asked: Choice) -> None:
    """The part of the chosen country; nothing where none was chosen."""
    if asked.country is None:
        st.caption("Click a country in the picture, or choose one above, to see its own ties.")
        return
    names, network = _places.names(), asked.network
    st.subheader(f"{names[asked.country]}: its own ties", anchor=False)
    if not asked.covered:
        st.info(literal(network_words.not_covered(network, asked.country, asked.year, names)))
        return
    own = ego(network, asked.country, asked.year)
    sentence = network_words.of_ego(network, own, names)
    left, right = st.columns(2, gap="medium")
    with left:
        if network.kind.counted and len(own.now):
            figure = network_parts.partners(own, names, _said(asked, own, "strongest ties"), _page.dark())
            _page.chart(figure, f"{asked.name}_{asked.country}", sentence, key="network.partners")
        else:
            st.markdown(literal(sentence))
    with right:
        figure = network_parts.place(own, network, _said(asked, None, "place in the network"), _page.dark())
        _page.chart(figure, f"network_{asked.kind.key}_{asked.country}_place", place_words(own), key="network.place")
    if len(own.ties):
        with st.expander(f"All {len(own.ties)} ties, now or {EARLIER} years before", icon=":material/table_rows:"):
            st.dataframe(table(asked, own), hide_index=True)


def place_words(own: Ego) -> str:
    """The best rank by partners that the state ever had."""
    seen = own.place[own.place["ties_rank"].notna()]
    name = _places.names()[own.country]
    if seen.empty:
        return f"{name} has no tie in any year covered: it has no rank."
    best = seen.sort_values(["ties_rank", "year"]).iloc[0]
    return (
        f"{name} stood highest by number of partners in {int(best['year'])}: rank {int(best['ties_rank'])} of "
        f"{int(best['among'])} states with a tie. A year without a tie has no rank."
    )


def table(asked: Choice, own: Ego) -> DataFrame:
    """Every tie of the country, for the page."""
    names, rows = _places.names(), own.ties
    value = asked.kind.noun.capitalize()
    shown = {
        "Partner": [names.get(s, s) for s in rows["partner"]],
        value: rows["value"],
        f"{value} in {asked.network.when(asked.year - EARLIER)}": rows["before"],
        "Tie": [WORDS[change] for change in rows["change"]],
        "Partner’s own rank": rows["rank"],
    }
    from pandas import DataFrame

    return DataFrame(shown)


def _said(asked: Choice, own: Ego | None, what: str) -> theme.Caption:
    network, ties = asked.network, declared(asked.kind, "ties")
    notes = []
    if own is not None:
        notes.append(
            f"Shown: the {network_parts.PARTNERS} strongest of {len(own.now)}."
            if len(own.now) > network_parts.PARTNERS
            else f"All {len(own.now)} partners."
        )
        if own.before is not None:
            notes.append(f"Upright mark: {network.when(own.before)}. Strong colour: a tie that is new since.")
    title = f"{_places.names()[asked.country or '']}, {what}"
    unit = (
        f"{asked.kind.noun}, {network.when(asked.year)}"
        if own is not None
        else "rank among states with a tie, 1 = first"
    )
    source = theme.source_line(ties.sources(_cache.catalogue()))
    last = asked.year if own is not None else network.years[-1]
    return theme.Caption(title, unit, source, last, _page.revision_name(), tuple(notes), tuple(ties.rests_on))
