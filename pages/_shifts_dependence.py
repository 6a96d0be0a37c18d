"""Dependence: how far countries live on trade, investment and refuge, and what is not measured of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.catalogue import Source
from foresight.charts import lines, theme
from foresight.charts import shifts as drawing
from foresight.charts import shifts_words as words
from foresight.charts.scales import with_unit
from foresight.charts.sentences import listed
from foresight.measures import declared, shifts
from foresight.measures.groups import is_group
from pages import _cache, _measured, _page, _places, _shifts_cache, _subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from foresight.measures.declared import Measure
    from pages._link import Link

LEADING = 4
"""Countries shown where nobody was picked: the most populous."""


def draw(link: Link) -> None:
    """The chapter."""
    st.info(words.NO_TRADE_BY_PARTNER, icon=":material/help_center:")
    held = _cache.coverage()
    kinds = {key: kind for key, kind in shifts.EXPOSURES.items() if kind.indicator in held}
    left, right = st.columns([3, 2], gap="medium")
    with left:
        picked = _subjects.pick(link)
    with right:
        key = link.select("exposure", "Seen on its own below", list(kinds), lambda k: kinds[k].word)
    _strip(kinds, picked)
    st.subheader(kinds[key].word, anchor=False)
    if key in ("hosted", "fled"):
        _concentration()
    _measured.views(link, measure_of(key), _shifts_cache.exposure(key), picked=picked)


def measure_of(key: str) -> Measure:
    """What is declared of a kind of dependence; an indicator as it is, told in the way of a measure."""
    kind = shifts.EXPOSURES[key]
    if kind.measure:
        return declared.measure(kind.measure)
    own = _cache.catalogue().indicator(kind.indicator)
    fields = {name: value for name, value in own.model_dump().items() if name != "source"}
    return declared.Measure(**fields, rests_on=(own.key,), method="The provider’s figure, as published.")


def _strip(kinds: dict[str, shifts.Exposure], picked: Sequence[str]) -> None:
    countries, more = [subject for subject in picked if not is_group(subject)], ""
    if not countries:
        more = " Nobody was picked: these are the most populous."
        population = _shifts_cache.population(9999)
        countries = sorted(population, key=lambda iso3: -population[iso3])[:LEADING]
    tables = {key: shifts.standing(_shifts_cache.exposure(key), countries) for key in kinds}
    names, measures = _places.names(), {key: measure_of(key) for key in kinds}
    told = {
        kinds[key].word: {
            str(c): with_unit(float(v), measures[key]) for c, v in zip(table["country"], table["value"], strict=True)
        }
        for key, table in tables.items()
    }
    figure = drawing.strip(
        [(kinds[key].word, table) for key, table in tables.items()], _said(kinds), names, countries, told,
        dark=_page.dark(),
    )  # fmt: skip
    _page.chart(figure, "dependence", _sentence(kinds, tables, countries) + more, key="dependence.strip")


def _sentence(kinds: dict[str, shifts.Exposure], tables: dict[str, DataFrame], countries: Sequence[str]) -> str:
    """For each country the kind of dependence in which it stands highest."""
    names, parts = _places.names(), []
    for country in countries:
        own = [
            (float(row["share_below"]), f"{kinds[key].word[0].lower()}{kinds[key].word[1:]}", row["rank"], row["of"])
            for key, table in tables.items()
            for row in table[table["country"] == country].to_dict("records")
        ]
        if own:
            _, word, rank, of = max(own)
            parts.append(f"{names[country]} in {word} (place {rank} of {of})")
    if not parts:
        return "None of these countries has a figure."
    return f"Where each stands highest among all countries: {listed(parts)}."


def _said(kinds: dict[str, shifts.Exposure]) -> theme.Caption:
    catalogue = _cache.catalogue()
    keys = [kind.indicator for kind in kinds.values()]
    sources: dict[str, Source] = {s.key: s for key in keys for s in catalogue.sources_of(key)}
    last = max(_cache.coverage()[key]["last_year"] for key in keys)
    return theme.Caption(
        "How much a country depends on others", "its place among all countries, lowest to highest",
        theme.source_line(list(sources.values())), last, _page.revision_name(),
        (f"Each country’s last figure, at most {shifts.FRESH} years older than the newest. Trade and investment as a "
         "share of GDP, refugees per thousand inhabitants.",),
        tuple(keys),
    )  # fmt: skip


def _concentration() -> None:
    """Which part of all refugees the five largest hosts have, and of which the five largest origins are."""
    from pandas import concat

    measure = declared.measure("refugee_concentration")
    sides = {"refugees_by_host": "Hosts", "refugees_by_origin": "Origins"}
    tables = {key: _shifts_cache.largest(key) for key in sides}
    rows = concat([table.assign(country=key)[["country", "year", "value"]] for key, table in tables.items()])
    last = int(rows["year"].max())
    parts = []
    for key, table in tables.items():
        end = table.iloc[-1]
        parts.append(
            f"the five largest {sides[key].lower()} have {end['value']:.0f} % ({int(end['year'])}; as spread as over "
            f"{end['effective']:.1f} equal ones, the largest {_places.names().get(end['first'], end['first'])})"
        )
    sentence = f"Of all refugees listed, {listed(parts)}."
    figure = lines.lines(rows, _page.said_measure(measure, last), measure, sides, order=tuple(sides), dark=_page.dark())
    _page.chart(figure, measure.key, sentence, key="dependence.refugees")
