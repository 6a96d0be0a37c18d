"""What a revision did: which figures differ from the revision before it, by indicator and country, and the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.scales import plain
from foresight.store.history import LISTED
from pages import _cache, _places
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.catalogue import Indicator

ENTRIES = {"source": "Source", "indicator": "Indicator", "forum": "Forum", "lever": "Lever"}
KINDS = {"added": "Added", "changed": "Changed", "removed": "Removed"}


@st.cache_data(max_entries=50, show_spinner="Comparing the revisions …")
def _between(hash_: str, one: int, other: int) -> tuple[DataFrame, DataFrame]:
    held = _cache.newest().history()
    return held.between(one, other), held.entries(one, other)


@st.cache_data(max_entries=50, show_spinner=False)
def _of(hash_: str, one: int, other: int, indicator: str) -> tuple[DataFrame, DataFrame]:
    held = _cache.newest().history()
    return held.countries(one, other, indicator), held.changes(one, other, indicator, LISTED)


def show(number: int) -> None:
    """What is different in revision `number` from another: the one before, unless another is chosen."""
    numbers = [one.number for one in _cache.newest().revisions()]
    if number == min(numbers):
        st.caption("The first revision: the shipped tables.")
        return
    others = [one for one in reversed(numbers) if one != number]
    before: int = st.selectbox(
        "Compare it with revision", others, index=others.index(number - 1), key=f"data.beside.{number}"
    )
    hash_ = _cache.newest().revision.hash
    between, entries = _between(hash_, before, number)
    for kind, entry, what in entries.itertuples(index=False):
        st.markdown(f"- {ENTRIES.get(kind, kind)} `{entry}` in the catalogue: {what}")
    if between.empty:
        st.markdown(f"Every figure of revision {number} is as in revision {before}.")
        return
    titles = {key: _indicator(key, before, number).title for key in between["indicator"]}
    total = int(between[list(KINDS)].to_numpy().sum())
    st.markdown(
        f"**{total:,} {'figure differs' if total == 1 else 'figures differ'}** from revision {before}, of "
        f"{len(between)} {'indicator' if len(between) == 1 else 'indicators'}."
    )
    if len(between) > 1:
        shown = between.assign(Indicator=between["indicator"].map(titles)).rename(
            columns={**KINDS, "countries": "Countries"}
        )
        st.dataframe(
            shown[["Indicator", *KINDS.values(), "Countries"]], hide_index=True, height=min(320, 38 + 35 * len(shown)),
            alt=f"Figures that differ in revision {number} from revision {before}, by indicator",
        )  # fmt: skip
    key: str = st.selectbox("Of", list(titles), format_func=titles.__getitem__, key=f"data.changed.{before}.{number}")
    _one(hash_, before, number, _indicator(key, before, number))


def _indicator(key: str, one: int, other: int) -> Indicator:
    """The indicator, as one of the two revisions has it."""
    later, earlier = (
        _cache.newest().at(number).catalogue().indicators for number in (max(one, other), min(one, other))
    )
    return later[key] if key in later else earlier[key]


def _one(hash_: str, before: int, number: int, indicator: Indicator) -> None:
    names = _places.names()
    countries, largest = _of(hash_, before, number, indicator.key)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown("By country")
        st.dataframe(
            countries.assign(country=[names.get(c, c) for c in countries["country"]]).rename(
                columns={"country": "Country", **KINDS}
            ),
            hide_index=True, height=min(320, 38 + 35 * len(countries)),
            alt=f"Figures of {indicator.title} that differ, by country",
        )  # fmt: skip
    with right:
        st.markdown(f"The largest differences ({literal(indicator.unit)})")
        listed = []
        for row in largest.to_dict("records"):
            told = {"Country": names.get(row["country"], row["country"])}
            if indicator.dyadic:
                told["With"] = names.get(row["partner"], row["partner"])
            old, new = (_word(row[end], indicator) for end in ("before", "after"))
            listed.append(told | {"Year": str(row["year"]), f"Revision {before}": old, f"Revision {number}": new})
        st.dataframe(listed, hide_index=True, height=min(320, 38 + 35 * len(listed)), alt="The largest differences")
    first = largest.iloc[0]
    asked = {"indicator": indicator.key, "chapter": "history", "country": first["country"], "year": str(first["year"])}
    if indicator.dyadic:
        asked["partner"] = first["partner"]
    if indicator.key in _cache.coverage():
        st.page_link("pages/catalogue.py", label="History of one figure", icon=":material/history:", query_params=asked)


def _word(value: float, indicator: Indicator) -> str:
    return "none" if value != value else plain(value, indicator)
