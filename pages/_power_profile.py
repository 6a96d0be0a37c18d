"""The chapter on one state: its standing, forums, partners, peacekeeping, arms, and votes with the established."""

from __future__ import annotations

import streamlit as st

from foresight.charts import bars, lines
from foresight.charts import power_profile as drawing
from foresight.charts import power_words as words
from foresight.charts.scales import plain, with_unit
from foresight.measures import power_profile
from foresight.measures.declared import measure
from pages import _cache, _page, _places, _power_cache
from pages._link import Link
from pages._text import literal

STANDING = {
    "power_index": "Power index",
    "gdp_share": "Share of world GDP",
    "military_spending_share": "Share of military spending",
    "population": "Population",
}
LATE, COUNT = 10, 10
ARMS = 5
NOT_MEASURED = (
    "**Arms partners: not measured.** The figures shipped are totals of each country, without who delivered to whom. "
    "It would take a register of single transfers, such as SIPRI’s trade registers, whose terms forbid passing it on."
)


def draw(link: Link) -> None:
    """The whole chapter."""
    names = _places.names()
    country = link.select("country", "Country", _places.choosable(), names.__getitem__, default="IND")
    _standing(country)
    _forums(country)
    _partners(country)
    _peacekeeping(country)
    _arms(country)
    _votes(country)
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


def _forums(country: str) -> None:
    st.subheader("Forums, and since when", anchor=False)
    stays = power_profile.stays(_power_cache.memberships(), country)
    indicator, names = _cache.catalogue().indicator("forum_memberships"), _places.names()
    if stays.empty:
        st.info(f"{names[country]} belongs to none of the forums in the catalogue.")
        return
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


def _partners(country: str) -> None:
    st.subheader("Partners in exercises and agreements", anchor=False)
    catalogue, names = _cache.catalogue(), _places.names()
    kinds = {"exercises_pair": "Exercises", "agreements_pair": "Agreements signed"}
    ties, spreads = {}, []
    for key, title in kinds.items():
        span = _cache.coverage()[key]
        ties[key] = _cache.ties(key, country, span["first_year"], span["last_year"])
        spreads.append((title, power_profile.concentration(ties[key])))
    for column, (key, title) in zip(st.columns(2, gap="medium"), kinds.items(), strict=True):
        with column:
            last = _cache.coverage()[key]["last_year"]
            own = power_profile.partners(ties[key], last - LATE + 1, last)
            if own.empty:
                st.info(f"{title}: none recorded from {last - LATE + 1} to {last}.")
                continue
            said = _page.said(catalogue.indicator(key), last, subject=f"{names[country]}, {last - LATE + 1}–{last}")
            figure = bars.ranked(own, said, catalogue.indicator(key), names, count=COUNT, dark=_page.dark())
            first = own.iloc[0]
            sentence = (
                f"{title} from {last - LATE + 1} to {last}: {len(own)} partners, most often {names[first['country']]} "
                f"({plain(float(first['value']), catalogue.indicator(key))})."
            )
            _page.chart(figure, f"{key}_{country}", sentence, key=f"power.{key}")
    held = [(title, table) for title, table in spreads if len(table)]
    if not held:
        st.info("Without ties there is nothing to be concentrated or spread.")
        return
    spread = measure("partner_concentration")
    said = _page.said_measure(spread, int(held[0][1]["last"].max()), subject=names[country],
                              notes=("1 is a single partner; more is more diversified.",))  # fmt: skip
    figure = drawing.spread(held, said, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, f"diversification_{country}", " ".join(words.of_spread(t, f) for t, f in spreads),
                key="power.spread")  # fmt: skip


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


def _votes(country: str) -> None:
    st.subheader("UN votes with the established powers", anchor=False)
    indicator, names = _cache.catalogue().indicator("un_agreement"), _places.names()
    others = tuple(one for one in _power_cache.ESTABLISHED if one != country)
    rows, apart = power_profile.up_to_the_gap(*_power_cache.votes(country))
    sentence = words.of_alignment(rows, country, names)
    if rows.empty:
        st.info(sentence)
        return
    notes = (f"Left out, because it stands apart after a gap: {', '.join(map(str, apart))}.",) * bool(apart)
    said = _page.said(indicator, int(rows["year"].max()), subject=names[country], notes=notes)
    figure = lines.lines(rows, said, indicator, names, order=others, dark=_page.dark())
    _page.chart(figure, f"un_agreement_{country}", sentence, key="power.votes")
    st.caption(literal(indicator.caveat))
