"""With whom a state exercises and signs, and how far its ties are spread over partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from pandas import concat

from foresight.charts import bars
from foresight.charts import power_profile as drawing
from foresight.charts import power_words as words
from foresight.charts.scales import plain
from foresight.measures import power_profile
from foresight.measures.declared import measure
from pages import _cache, _page, _places, _power_cache

if TYPE_CHECKING:
    from pandas import DataFrame

LATE, COUNT = 10, 10
KINDS = {"exercises_pair": "Exercises", "agreements_pair": "Agreements signed"}


def show(country: str) -> DataFrame:
    """Both kinds of ties of a country; returns what is shown: columns what, partner, first, year, value."""
    held, ties = _cache.coverage(), {key: _power_cache.ties(key, country) for key in KINDS}
    shown = []
    for column, key in zip(st.columns(2, gap="medium"), KINDS, strict=True):
        with column:
            own = power_profile.partners(ties[key], held[key]["last_year"] - LATE + 1, held[key]["last_year"])
            _leading(country, key, own, held[key]["last_year"])
            shown.append(own.assign(what=key, first=held[key]["last_year"] - LATE + 1))
    spreads = [
        (title, power_profile.concentration(ties[key], held[key]["first_year"], held[key]["last_year"]))
        for key, title in KINDS.items()
    ]
    _spread(country, spreads)
    shown += [
        table.assign(what=f"{key}, equal partners", partner="", year=table["last"], value=table["equal"])
        for key, (_, table) in zip(KINDS, spreads, strict=True)
    ]
    parts = [
        part.rename(columns={"country": "partner"})[["what", "partner", "first", "year", "value"]] for part in shown
    ]
    found: DataFrame = concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return found


def _leading(country: str, key: str, own: DataFrame, last: int) -> None:
    """The most frequent partners of the last ten observed years."""
    indicator, names, first = _cache.catalogue().indicator(key), _places.names(), last - LATE + 1
    if own.empty:
        st.info(f"{KINDS[key]}: none recorded from {first} to {last}.")
        return
    said = _page.said(indicator, last, subject=f"{names[country]}, {first}–{last}")
    figure = bars.ranked(own, said, indicator, names, count=COUNT, dark=_page.dark())
    one = own.iloc[0]
    sentence = (
        f"{KINDS[key]} from {first} to {last}: {len(own)} partners, most often {names[one['country']]} "
        f"({plain(float(one['value']), indicator)})."
    )
    _page.chart(figure, f"{key}_{country}", sentence, key=f"power.{key}")


def _spread(country: str, spreads: list[tuple[str, DataFrame]]) -> None:
    """How many equal partners the ties rested on, period by period."""
    held = [(title, table) for title, table in spreads if len(table)]
    if not held:
        st.info("Without ties there is nothing to be concentrated or spread.")
        return
    spread = measure("partner_concentration")
    said = _page.said_measure(
        spread, max(int(table["last"].max()) for _, table in held), subject=_places.names()[country],
        notes=("1 is a single partner; more is more diversified.",),
    )  # fmt: skip
    figure = drawing.spread(held, said, dark=_page.dark(), narrow=_page.narrow())
    sentence = " ".join(words.of_spread(title, table) for title, table in spreads)
    _page.chart(figure, f"diversification_{country}", sentence, key="power.spread")
    st.caption(spread.caveat)
