"""How last year's projection fared: the newest year, projected from the years before it, against what was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.record import ZONE, percent
from foresight.charts.scales import number, plain, with_unit
from foresight.charts.sentences import listed
from pages import _cache, _downloads, _page, _places, _track_cache
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.projection.lastyear import LastYear, Outcome
    from pages._link import Link

SURPRISES = 12  # rows drawn when nobody was picked
PAIRS = "This comparison is made for figures of countries; of pairs, “Scores” holds the latest years that were told."
NOTE = "Projected from today’s tables up to the year before; what was known then may have been revised since."


def choose(link: Link) -> tuple[str, ...]:
    """The countries to draw."""
    return link.several(
        "countries", "Countries", _places.choosable(), _name, most=20, placeholder="The largest surprises, or choose"
    )


def show(indicator: Indicator, picked: tuple[str, ...]) -> None:
    """Sentence, figure, table and files. Costs a fit, once for each revision."""
    if indicator.dyadic:
        st.info(PAIRS)
        return
    from pandas import DataFrame

    from foresight.charts import record

    found = _track_cache.last_year(indicator.key)
    drawn = [one for one in found.outcomes if one.country in picked] if picked else list(found.outcomes[:SURPRISES])
    st.markdown(literal(sentence(found, indicator)))
    if missing := [_name(c) for c in picked if c not in {one.country for one in found.outcomes}]:
        st.caption(f"Not compared: {listed(missing)}, for want of a figure in {found.year - 1} or {found.year}.")
    if not drawn:
        return
    frame = DataFrame([_drawn(one) for one in drawn])
    subject = "countries chosen" if picked else "largest surprises"
    subject = f"{found.year} as projected from {found.year - 1}: {subject}"
    said = _page.said(indicator, found.year, subject=subject, notes=(NOTE,))
    figure = record.outcomes(
        frame, said, indicator, log=_cache.lopsided(indicator.key), dark=_page.dark(), narrow=_page.narrow()
    )
    name = f"last_year_{indicator.key}_{found.year}"
    _page.chart(figure, name, of_drawn(drawn, indicator), key="track_record.last_year")
    with st.expander("All countries compared", icon=":material/table_rows:"):
        st.dataframe([_row(one, indicator) for one in found.outcomes], hide_index=True, alt="All countries compared")
    rows = DataFrame([{"country": o.country, "year": found.year, "observed": o.observed, "p10": o.p10, "p50": o.p50,
                       "p90": o.p90, "inside": str(o.inside).lower()} for o in found.outcomes])  # fmt: skip
    _downloads.row(indicator, rows, name, said=[("figures", sentence(found, indicator)), ("note", NOTE)])
    _page.footer(indicator, found.year)


def sentence(found: LastYear, indicator: Indicator) -> str:
    """How many outcomes lay inside the band, and the worst of those that did not."""
    n, share = len(found.outcomes), round(found.share, 4)
    apart = "fewer than should" if share < ZONE[0] else "more than should"
    kept = "as they should" if ZONE[0] <= share <= ZONE[1] else apart
    inside = sum(one.inside for one in found.outcomes)
    text = (
        f"{found.year}, projected from {found.year - 1}: {inside} of {n} outcomes ({percent(share)}) lay inside the "
        f"80 % band, {kept} on average; a single year may well lie apart."
    )
    worst = found.misses(3)
    if not worst:
        return f"{text} None lay outside."
    return f"{text} Furthest outside: {listed([_told(one, indicator) for one in worst])}."


def _told(one: Outcome, indicator: Indicator) -> str:
    projected, observed = plain(one.p50, indicator), plain(one.observed, indicator)
    return f"{_name(one.country)} (projected {projected}, observed {observed})"


def of_drawn(drawn: list[Outcome], indicator: Indicator) -> str:
    """What the figure shows of the countries drawn."""
    out = [one for one in drawn if not one.inside]
    return f"{number(len(out), 0)} of the {number(len(drawn), 0)} countries drawn lay outside the band."


def _name(iso3: str) -> str:
    return _places.names().get(iso3, iso3)


def _drawn(one: Outcome) -> dict[str, object]:
    return {"label": _name(one.country), "p10": one.p10, "p50": one.p50, "p90": one.p90, "observed": one.observed,
            "inside": one.inside}  # fmt: skip


def _row(one: Outcome, indicator: Indicator) -> dict[str, str]:
    return {
        "Country": _name(one.country),
        "Projected median": plain(one.p50, indicator),
        "80 % band": f"{plain(one.p10, indicator)} to {plain(one.p90, indicator)}",
        "Observed": with_unit(one.observed, indicator),
        "Inside": "yes" if one.inside else "no",
    }
