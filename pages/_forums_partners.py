"""Which states outside stand closest to the members of a forum: exercises, agreements, votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import bars
from foresight.charts import forums_words as words
from foresight.charts.theme import Caption, source_line
from foresight.measures import forum_life
from pages import _cache, _downloads, _forums_cache, _forums_choice, _page, _places
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.catalogue import Indicator

KINDS = {
    "exercises_pair": "Joint exercises",
    "agreements_in_force_pair": "Agreements in force",
    "un_agreement": "UN votes",
    "un_agreement_arms_control": "UN votes on arms control",
}
SHOWN = 15


def draw(link: Link) -> None:
    """One kind of tie as a ranking of the states outside, and all four in a table."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        key = _forums_choice.forum(link)
        kind = link.select("tie", "Kind of tie", list(KINDS), KINDS.__getitem__)
    with right:
        year = _forums_choice.year(link, "Members, and figures up to")
    forum, names = _cache.catalogue().forum(key), _places.names()
    inside = _cache.members(_cache.revision().hash, key, year)
    if not inside:
        st.info(f"Nobody belonged to {words.the(forum.short)} at the end of {year}. Choose a later year.")
        return
    indicator = _cache.catalogue().indicator(kind)
    found, first, last = _found(inside, kind, year)
    if found.empty:
        begin = _cache.coverage()[kind]["first_year"]
        sentence = (
            f"No state outside {words.the(forum.short)} has a figure up to {year}: {indicator.title} is known from"
        )
        st.info(literal(f"{sentence} {begin} on."))
        return
    what = words.of_window(kind, first, last)
    sentence = words.of_partners(found, names, forum.short, what, _decimals(indicator))
    if last < year:
        sentence += f" Members are those of {year}; the figures end in {last}."
    said = Caption(
        f"Outside {forum.short}: {KINDS[kind].lower() if not kind.startswith('un_') else KINDS[kind]}", what,
        source_line(_cache.catalogue().sources_of(kind)), last, _page.revision_name(),
        rests_on=(kind,),
    )  # fmt: skip
    figure = bars.ranked(
        found.assign(year=last), said, indicator, names, count=SHOWN, dark=_page.dark()
    )  # fmt: skip
    _page.chart(figure, f"{key}_partners_{kind}", sentence, key="forums.partners")
    _table(inside, year, names)
    _downloads.row(indicator, found.assign(first_year=first, last_year=last), f"{key}_partners_{kind}",
                   said=(("forum", forum.title), ("members of", str(year)), ("what", what)))  # fmt: skip
    _page.footer(indicator, _cache.coverage()[kind]["last_year"])


def _found(inside: frozenset[str], kind: str, year: int) -> tuple[DataFrame, int, int]:
    """The states outside, best first, and the years looked at."""
    return forum_life.closest(_forums_cache.ties(kind), inside, kind, year)


def _decimals(indicator: Indicator) -> int:
    return 0 if indicator.whole else indicator.decimals


def _table(inside: frozenset[str], year: int, names: dict[str, str]) -> None:
    """The four kinds side by side, for the states that lead in any of them."""
    with st.expander("All four kinds side by side", icon=":material/table_rows:"):
        shown: DataFrame | None = None
        for kind, title in KINDS.items():
            found, _, last = _found(inside, kind, year)
            own = found.set_index("country")["value"].rename(f"{title} ({last})")
            shown = own.to_frame() if shown is None else shown.join(own, how="outer")
        if shown is not None:
            shown = shown.sort_values(list(shown.columns), ascending=False).round(2)
            shown.insert(0, "Country", [names.get(iso3, iso3) for iso3 in shown.index])
            st.dataframe(shown, hide_index=True, alt="States outside by exercises, agreements and votes with members")
