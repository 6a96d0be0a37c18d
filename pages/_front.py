"""The parts of the first page. Each figure is computed from the store when the page is drawn."""

from __future__ import annotations

import streamlit as st

from foresight.charts import lines, maps, sentences, table
from foresight.charts.scales import number, plain
from foresight.geography import MAP_DISCLAIMER
from pages import _cache, _page, _places
from pages._text import literal

# indicator, what the number is called, and how the year's rows become one number
HEADLINES = (
    ("gdp_share", "China, share of world GDP", "CHN"),
    ("military_expenditure_usd", "Military spending, all states listed", "sum"),
    ("state_based_deaths", "Deaths in state-based conflicts", "sum"),
    ("autocratisation_episode", "States becoming more autocratic", "sum"),
)
LEADING = 6
ROOMS = (
    ("geopolitical_shifts", "Polarity, blocs in UN votes, movers, regime episodes, dependence, breaks"),
    ("emerging_powers", "Output, people, military spending, technology"),
    ("regional_conflicts", "Deaths, active conflicts, outside states, displacement"),
    ("cooperation", "Exercises, agreements, arms, troops, forums"),
    ("network", "Who exercises and signs with whom, year by year; groups, brokers, one country’s ties"),
    ("forums", "Who belongs, how closely members hold together, summits and dialogues"),
    ("relationships", "Any two states over time, and two case studies: US–India, NATO’s partnerships"),
    ("engagement", "Where a state stands on the practices of defence diplomacy, and what is not measured"),
    ("projections", "How a series may go on, with bands that were tested against the past"),
    ("scenarios", "Move a factor and watch the projection of cooperation answer"),
    ("compare", "Several futures over one axis, their differences, who gains and who loses"),
    ("discovery", "Thousands of futures: under which conditions a goal holds or fails"),
    ("signposts", "What to watch, and which future the last years lean to"),
    ("track_record", "How good projections were, indicator by indicator, misses named"),
    ("method", "How the figures are made, what was tried, and what is known to be weak"),
    ("steward", "From any provider’s file to a published revision, checked and compared, with a way back"),
    ("catalogue", "Every indicator: coverage, last update, next release, quality with its reasons"),
    ("data", "Every revision of the data, and the way back to it"),
    ("brief", "Pictures from any page, in order and with your words, as a deck, a paper or a workbook"),
)


def headlines() -> None:
    """Four figures of the last well-covered year, each with its change over five years."""
    held = _cache.coverage()
    shown = [entry for entry in HEADLINES if entry[0] in held]
    for column, (key, label, how) in zip(st.columns(len(shown) or 1, gap="medium"), shown, strict=False):
        indicator, year = _cache.catalogue().indicator(key), _cache.well_covered(key)
        by_year = _by_year(key, how, year - 5, year)
        if year not in by_year:
            continue
        now, before = by_year[year], by_year.get(year - 5)
        provider = _cache.catalogue().sources_of(key)[0].provider
        unit = "%" if indicator.unit.startswith("%") else ""
        column.metric(
            label,
            f"{plain(now, indicator)}{unit and f' {unit}'}",
            None if before is None or now == before else f"{number(now - before, indicator.decimals)} in five years",
            delta_color="off",
        )
        measured = indicator.title if "=" in indicator.unit else f"{indicator.title}, {indicator.unit}"
        column.caption(literal(f"{measured}, {year}. {provider}."))


def _by_year(key: str, how: str, first: int, last: int) -> dict[int, float]:
    """One number a year: the sum over all states, or one state's own (`how` is its ISO3 code)."""
    totals = _cache.rows(key, None if how == "sum" else (how,), first, last).groupby("year")["value"].sum()
    return dict(zip(totals.index.tolist(), totals.tolist(), strict=True))


def lines_of(key: str, first: int) -> None:
    """The leading six over the years, with what changed most in a sentence."""
    if key not in _cache.coverage():
        return
    indicator, names = _cache.catalogue().indicator(key), _places.names()
    rows = _cache.rows(key, None, first, _cache.well_covered(key))
    leading = tuple(table.latest(rows[rows["year"] == rows["year"].max()])["country"].head(LEADING))
    own = rows[rows["country"].isin(leading)]
    said = _page.said(indicator, int(own["year"].max()), notes=(f"Shown: the {LEADING} with the highest last value.",))
    figure = lines.lines(own, said, indicator, names, order=leading, dark=_page.dark())
    _page.chart(figure, key, sentences.of_lines(own, indicator, names), key=key)


def map_of(key: str) -> None:
    """The last well-covered year on the map."""
    if key not in _cache.coverage():
        return
    indicator, world, year = _cache.catalogue().indicator(key), _places.world(), _cache.well_covered(key)
    rows = _cache.rows(key, None, year, year)
    rows = rows[rows["country"].isin(list(world.places))]
    said = _page.said(indicator, year, subject=str(year), notes=(_page.BOUNDARIES,))
    figure = maps.world_map(
        rows, said, indicator, world, log=_cache.lopsided(key), dark=_page.dark(), narrow=_page.narrow()
    )
    _page.chart(figure, key, sentences.of_map(rows, indicator, _places.names(), len(world.places)), key=key)
    st.caption(MAP_DISCLAIMER)


def rooms() -> None:
    """The way to the other pages."""
    st.divider()
    st.subheader("Look closer", anchor=False)
    for start in range(0, len(ROOMS), 3):
        for column, (key, what) in zip(st.columns(3, gap="medium"), ROOMS[start : start + 3], strict=False):
            with column.container(border=True, height="stretch", gap="xsmall"):
                st.page_link(f"pages/{key}.py")
                st.caption(what)
