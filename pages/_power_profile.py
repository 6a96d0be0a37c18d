"""The chapter on one state: its standing, forums, partners, peacekeeping, arms, and votes with the established."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame, concat

from foresight.charts import lines
from foresight.charts import power_profile as drawing
from foresight.charts import power_words as words
from foresight.charts.scales import with_unit
from foresight.measures import power_profile
from pages import _cache, _downloads, _page, _places, _power_cache, _power_partners
from pages._link import Link
from pages._text import literal

STANDING = {
    "power_index": "Power index",
    "gdp_share": "Share of world GDP",
    "military_spending_share": "Share of military spending",
    "population": "Population",
}
ARMS = 5
COLUMNS = ["country", "what", "partner", "first", "year", "value"]
RESTS_ON = ("forum_memberships", "exercises_pair", "agreements_pair", "un_agreement")
NOT_MEASURED = (
    "**Arms partners: not measured.** The figures shipped are totals of each country, without who delivered to whom. "
    "It would take a register of single transfers, such as SIPRI’s trade registers, whose terms forbid passing it on."
)


def draw(link: Link) -> None:
    """The whole chapter."""
    names = _places.names()
    country = link.select("state", "Country", _places.choosable(), names.__getitem__, default="IND")
    _standing(country)
    stays = _forums(country)
    st.subheader("Partners in exercises and agreements", anchor=False)
    ties = _power_partners.show(country)
    _peacekeeping(country)
    _arms(country)
    votes = _votes(country)
    _take_along(country, (stays, ties, votes))
    st.divider()
    st.caption(
        f"Exercises and agreements are observed to 2010 only. Each picture names its source and its last year. Data "
        f"revision {_page.revision_name()}."
    )


def _standing(country: str) -> None:
    shown = [(title, _power_cache.standing(key, country)) for key, title in STANDING.items()]
    with st.container(horizontal=True, gap="medium"):
        for title, found in shown:
            st.metric(title, "no data" if found is None else words.ordinal(found.rank), border=True,
                      help=f"Among all states with a figure: {words.rank_of(found)}.")  # fmt: skip
    told = [f"{title} {words.rank_of(found)}" for title, found in shown]
    st.markdown(literal(f"{_places.names()[country]}: {'; '.join(told)}."))


def _forums(country: str) -> DataFrame:
    """Memberships through time; returns them as rows of the file."""
    st.subheader("Forums, and since when", anchor=False)
    stays = power_profile.stays(_power_cache.memberships(), country)
    indicator, names = _cache.catalogue().indicator("forum_memberships"), _places.names()
    if stays.empty:
        st.info(f"{names[country]} belongs to none of the forums in the catalogue.")
        return DataFrame()
    shorts = {key: forum.short for key, forum in _cache.catalogue().forums.items()}
    today = _cache.coverage()["forum_memberships"]["last_year"]
    said = _page.said(indicator, today, subject=names[country], notes=("Full membership. Grey: left since.",))
    now = stays[stays["left"].isna()]
    newest = now[now["joined"] == now["joined"].max()] if len(now) else now
    sentence = f"{names[country]} sits in {len(now)} of the {len(shorts)} forums in the catalogue"
    if len(newest):
        sentence += f"; last joined: {', '.join(shorts[f] for f in newest['forum'])} ({newest['joined'].iloc[0]})"
    figure = drawing.stays(stays, said, shorts, today, dark=_page.dark())
    _page.chart(figure, f"forums_{country}", f"{sentence}.", key="power.stays")
    return DataFrame({"what": "forum", "partner": stays["forum"], "first": stays["joined"], "year": stays["left"]})


def _peacekeeping(country: str) -> None:
    st.subheader("Peacekeeping", anchor=False)
    told, catalogue = [], _cache.catalogue()
    for key in ("peacekeeping_missions", "peacekeepers"):
        indicator, found = catalogue.indicator(key), _power_cache.standing(key, country)
        figure = "no figure" if found is None else with_unit(found.value, indicator)
        told.append({"What": indicator.title, "Last figure": figure, "Rank": words.rank_of(found)})
    _page.table(told, f"Peacekeeping of {_places.names()[country]}")
    own = _cache.rows("peacekeeping_missions", (country,))
    if own.empty or not own["value"].any():
        st.caption("No mission since 1994 is recorded with units of this state.")
        return
    value, year = max(zip(own["value"].tolist(), own["year"].tolist(), strict=True))
    st.caption(
        f"Most missions at once: {value:.0f} in {year}. Missions count a platoon like a brigade; the "
        "number of persons ends in 2013."
    )


def _arms(country: str) -> None:
    st.subheader("Arms", anchor=False)
    told = []
    for key in ("arms_imports", "arms_exports"):
        indicator, last = _cache.catalogue().indicator(key), _cache.coverage()[key]["last_year"]
        found = _power_cache.standing(key, country, ARMS)
        figure = "no figure" if found is None else with_unit(found.value, indicator)
        told.append(
            {"What": f"{indicator.title}, {last - ARMS + 1}–{last}", "Total": figure, "Rank": words.rank_of(found)}
        )
    _page.table(told, f"Arms trade of {_places.names()[country]}")
    st.markdown(NOT_MEASURED)


def _votes(country: str) -> DataFrame:
    """Agreement with the established powers; returns the rows shown."""
    st.subheader("UN votes with the established powers", anchor=False)
    indicator, names = _cache.catalogue().indicator("un_agreement"), _places.names()
    others = tuple(one for one in _power_cache.ESTABLISHED if one != country)
    rows, apart = power_profile.up_to_the_gap(*_power_cache.votes(country))
    sentence = words.of_alignment(rows, country, names)
    if rows.empty:
        st.info(sentence)
        return DataFrame()
    notes = (f"Left out, because it stands apart after a gap: {', '.join(map(str, apart))}.",) * bool(apart)
    said = _page.said(indicator, int(rows["year"].max()), subject=names[country], notes=notes)
    figure = lines.lines(rows, said, indicator, names, order=others, dark=_page.dark())
    _page.chart(figure, f"un_agreement_{country}", sentence, key="power.votes")
    st.caption(literal(indicator.caveat))
    return rows.rename(columns={"country": "partner"}).assign(what=indicator.key)


def _take_along(country: str, parts: tuple[DataFrame, ...]) -> None:
    """What is shown of the profile as one file."""
    from foresight import export

    rows = concat([part for part in parts if len(part)] or [DataFrame()], ignore_index=True)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if len(rows):
            rows = rows.assign(country=country).reindex(columns=COLUMNS)
            _downloads.button(
                RESTS_ON, lambda: export.measured(rows, RESTS_ON, _cache.catalogue(), _cache.revision()),
                f"profile_{country}",
                help="Forums, partners and UN votes shown, with sources, licences, citations and data revision.",
            )  # fmt: skip
        _downloads.picture()
