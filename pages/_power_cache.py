"""What the chapters on emerging powers need, kept by small keys: the revision's hash, a year, weights, a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from pandas import concat

from foresight.measures import overtaking, power, power_profile, power_ranks, power_shifts
from foresight.measures.power_recipe import recipe
from pages import _cache, _projection_cache

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.overtaking import Overtaking
    from foresight.measures.power import Ground
    from foresight.measures.power_profile import Standing
    from foresight.measures.power_ranks import Ranks


ESTABLISHED = ("USA", "GBR", "FRA", "CHN", "RUS")
"""The permanent members of the Security Council."""


@st.cache_resource(max_entries=3, show_spinner="Scoring every state …")
def _ground(hash_: str) -> Ground:
    return power.ground_from(_cache.store(), recipe())


def ground() -> Ground:
    """Scores of all components in the current revision: what no weight changes."""
    return _ground(_cache.revision().hash)


@st.cache_resource(max_entries=60, show_spinner=False)
def _ranks(hash_: str, year: int, centre: tuple[tuple[str, float], ...], wanted: tuple[str, ...]) -> Ranks:
    return power_ranks.of_year(ground(), year, dict(centre) or None, wanted=wanted)


def ranks(year: int, centre: dict[str, float] | None, wanted: tuple[str, ...]) -> Ranks:
    """Ranks of the countries `wanted` under 10,000 weightings: any there can be, or around `centre`."""
    return _ranks(_cache.revision().hash, year, tuple((centre or {}).items()), tuple(sorted(wanted)))


@st.cache_resource(max_entries=20, show_spinner="Comparing the leading states pair by pair …")
def _leading(hash_: str, indicator: str) -> list[Overtaking]:
    return overtaking.leading(_projection_cache.model(indicator), _cache.rows(indicator))


def leading(indicator: str, until: int) -> list[Overtaking]:
    """Turns among the leading states that the projections hold possible by a year, the likeliest first."""
    return overtaking.likeliest(_leading(_cache.revision().hash, indicator), until)


@st.cache_data(max_entries=3, show_spinner=False)
def _spending(hash_: str) -> DataFrame:
    return power_shifts.shares(_cache.rows("military_expenditure_usd"))


def spending() -> DataFrame:
    """Shares of military spending of those listed: columns country, year, value, of."""
    return _spending(_cache.revision().hash)


@st.cache_data(max_entries=3, show_spinner=False)
def _output(hash_: str) -> DataFrame:
    return power_shifts.well_listed(_cache.rows("gdp_share"))


def output() -> DataFrame:
    """Shares of the GDP of those listed, in the years that can be compared: columns country, year, value, of."""
    return _output(_cache.revision().hash)


@st.cache_data(max_entries=3, show_spinner=False)
def _projectable(hash_: str) -> tuple[str, ...]:
    from foresight.projection.run import projectable

    catalogue = _cache.catalogue()
    entries = [catalogue.indicator(key) for key in projectable(_cache.store())]
    # something to stand above one another in has a floor; a growth rate has none
    return tuple(e.key for e in entries if e.theme == "emerging_powers" and e.minimum is not None)


def projectable() -> tuple[str, ...]:
    """Indicators of the theme in which one state can overtake another, and that can be projected."""
    return _projectable(_cache.revision().hash)


@st.cache_data(max_entries=3, show_spinner=False)
def _memberships(hash_: str) -> DataFrame:
    return _cache.store().memberships()


def memberships() -> DataFrame:
    """Who joined and left which forum when."""
    return _memberships(_cache.revision().hash)


@st.cache_resource(max_entries=24, show_spinner=False)
def _standings(hash_: str, key: str, years: int) -> dict[str, Standing]:
    if key == "power_index":
        rows = power.rows(ground(), power.index(ground(), recipe().weights()))
    elif key == "military_spending_share":
        rows = spending()
    else:
        rows = _cache.rows(key)
        if years > 1:
            last = int(rows["year"].max())
            rows = power_profile.of_years(rows, last - years + 1, last)
    return power_profile.standings(rows)


def standing(key: str, country: str, years: int = 1) -> Standing | None:
    """A country's figure and rank in the last year of an indicator or measure, or over its last `years` together."""
    return _standings(_cache.revision().hash, key, years).get(country)


@st.cache_resource(max_entries=6, show_spinner=False)
def _ties(hash_: str, key: str) -> DataFrame:
    return _cache.store().rows(key, above=0)


def ties(key: str, country: str) -> DataFrame:
    """Years in which a country had any tie of this kind: columns country (the partner), year, value."""
    rows = _ties(_cache.revision().hash, key)
    first, second = ((rows[side] == country).to_numpy() for side in ("country", "partner"))
    straight = rows.loc[first, ["partner", "year", "value"]].rename(columns={"partner": "country"})
    return concat([straight, rows.loc[second, ["country", "year", "value"]]], ignore_index=True)


@st.cache_resource(max_entries=3, show_spinner=False)
def _votes(hash_: str) -> tuple[DataFrame, tuple[int, ...]]:
    rows = _cache.store().rows("un_agreement", countries=list(ESTABLISHED))
    return rows, tuple(sorted(int(year) for year in rows["year"].unique()))


def votes(country: str) -> tuple[DataFrame, tuple[int, ...]]:
    """Agreement of a country with the established powers: columns country (the power), year, value; and the years in
    which there is any figure at all."""
    rows, years = _votes(_cache.revision().hash)
    with_it = rows.loc[(rows["partner"] == country).to_numpy(), ["country", "year", "value"]]
    if country in ESTABLISHED:  # a pair of two of them stands once, the other way round for one
        turned = rows.loc[(rows["country"] == country).to_numpy() & rows["partner"].isin(ESTABLISHED).to_numpy()]
        with_it = concat([with_it, turned.assign(country=turned["partner"])[["country", "year", "value"]]])
    return with_it.reset_index(drop=True), years
