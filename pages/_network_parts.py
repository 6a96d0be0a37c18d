"""What is measured of the whole network: brokers, blocs that keep to themselves, and the course through the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import network_parts, network_words, theme
from foresight.measures import groups
from foresight.measures.declared import Measure
from foresight.measures.network import PACTS, declared
from pages import _cache, _network_cache, _page, _places
from pages._network_choice import Choice
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

BROKERS = (
    "A broker stands on the shortest way between two others that are not tied to each other: it can pass on what they "
    "do not share. It says where a state stands in recorded ties, not what it did there."
)
BLOCS = (
    "Ties have no direction here, so that none can go unanswered: what can be asked of a bloc is how many of its ties "
    "its members give each other and how many they give to others."
)


def show(asked: Choice) -> None:
    """Brokers and course at the left, blocs at the right."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Brokers", anchor=False)
        _brokers(asked)
    with right:
        st.subheader("Do blocs keep to themselves?", anchor=False)
        _blocs(asked)
    st.subheader("Through the years", anchor=False)
    _course(asked)


def titles(asked: Choice) -> dict[str, str]:
    """Every bloc -> its name: regions, forums, and communities by the state with the strongest ties in them."""
    forums = {key: forum.short for key, forum in _cache.catalogue().forums.items()}
    return groups.titles(forums) | network_words.communities(asked.network, asked.now, _places.names())


def _brokers(asked: Choice) -> None:
    sentence = network_words.of_brokers(asked.network, asked.now, _places.names())
    if not (asked.now.betweenness > 0).any():
        st.info(literal(sentence))
        return
    said = _said(asked, declared(asked.kind, "betweenness"), asked.network.when(asked.year))
    figure = network_parts.between(
        asked.network, asked.now, _places.names(), said, asked.country if asked.covered else None, _page.dark()
    )
    _page.chart(figure, f"{asked.name}_brokers", sentence, key="network.brokers")
    st.caption(BROKERS)


def _blocs(asked: Choice) -> None:
    rows, held, now = _network_cache.blocs(*asked.key, asked.year), titles(asked), _row(asked)
    drawn = rows[~rows["bloc"].str.startswith("community:") & rows["ei"].notna()].sort_values("ei", kind="stable")
    sentence = network_words.of_blocs(
        asked.network, asked.now, drawn, now["within_region"], now["within_region_by_lot"], held
    )
    if drawn.empty:
        st.info(literal(sentence))
        return
    said = _said(asked, declared(asked.kind, "ei"), asked.network.when(asked.year))
    _page.chart(network_parts.blocs(drawn, held, said, _page.dark()), f"{asked.name}_blocs", sentence,
                key="network.blocs")  # fmt: skip
    st.caption(BLOCS)
    silent = rows[rows["ei"].isna() & ~rows["bloc"].str.startswith("community:")]["bloc"]
    if len(silent):
        st.caption(literal(f"Without any tie of a member: {', '.join(held.get(b, b) for b in silent)}."))


def _course(asked: Choice) -> None:
    course = _network_cache.course(*asked.key)
    shares = {"region": course["within_region"] * 100, "community": course["within_community"] * 100}
    if "within_pact" in course:
        shares["defence pact"] = course["within_pact"] * 100
    panels = (
        ("Number of ties", {"Ties": course["ties"].tolist()}),
        ("Density, % of pairs", {"Density": (course["density"] * 100).tolist()}),
        ("% of ties within", {name: values.tolist() for name, values in shares.items()}),
    )
    also = (PACTS,) if "within_pact" in course else ()
    measure = declared(asked.kind, "density", *also)
    source = theme.source_line(measure.sources(_cache.catalogue()))
    last = asked.network.years[-1]
    notes = ["Dotted: the year shown above."]
    if "within_pact" in course and course["within_pact"].isna().any():
        known = course.loc[course["within_pact"].notna(), "year"]
        notes.append(f"Defence pacts are known to {int(known.max())}." if len(known) else "No defence pacts known.")
    said = theme.Caption(
        f"{asked.network.of} over the years",
        "yearly",
        source,
        last,
        _page.revision_name(),
        tuple(notes),
        tuple(measure.rests_on),
    )
    figure = network_parts.course(
        panels, asked.network.years, asked.year, said, dark=_page.dark(), narrow=_page.narrow()
    )
    sentence = network_words.of_course(asked.network, course)
    _page.chart(figure, f"network_{asked.kind.key}_course", sentence, key="network.course")


def _row(asked: Choice) -> dict[str, float]:
    course = _network_cache.course(*asked.key)
    row = course[course["year"] == asked.year].iloc[0]
    return {str(name): float(value) for name, value in row.items()}


def _said(asked: Choice, measure: Measure, subject: str) -> theme.Caption:
    return _page.said_measure(measure, asked.year, subject=f"{asked.kind.noun}, {subject}")


def table(asked: Choice) -> DataFrame:
    """Every bloc of the year, for the page."""
    rows, held = _network_cache.blocs(*asked.key, asked.year), titles(asked)
    shown = rows.assign(bloc=[held.get(key, key) for key in rows["bloc"]])
    words = ["Bloc", "States", "Ties inside", "Ties across", "E-I index", "By lot"]
    return shown.round(2).set_axis(words, axis="columns")
