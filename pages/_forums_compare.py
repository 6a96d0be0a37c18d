"""Up to eight forums side by side: how closely each holds together over the years, and where each stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import forums_words as words
from foresight.charts import lines
from foresight.charts.forums_overlap import per_cent
from foresight.charts.scales import number
from foresight.charts.sentences import listed
from foresight.measures import cohesion
from foresight.measures.declared import measure
from pages import _downloads, _forums_cache, _forums_choice, _page
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from typing import Any

    from pandas import DataFrame

BEGIN = 1990


def draw(link: Link) -> None:
    """One measure of cohesion for several forums, by year and as a table."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        keys = _forums_choice.several(link)
        asked = link.select("measure", "Measure", list(cohesion.MEASURED), lambda key: measure(key).title)
    with right:
        first, last = _forums_choice.years(link, BEGIN)
    if not keys:
        st.info("Choose at least one forum.")
        return
    declared, (indicator, column) = measure(asked), cohesion.MEASURED[asked]
    told = _forums_cache.yearly(indicator)
    before = told[told["forum"].isin(keys) & (told["year"] <= last)]
    told = before[before["year"] >= first]
    rows = told[["forum", "year", column]].rename(columns={column: "value"}).dropna(subset=["value"])
    names = _forums_choice.names()
    sentence = words.of_compared(rows, names, declared.unit, declared.decimals)
    without = [names[key] for key in keys if key not in set(rows["forum"])]
    sentence += f" No figure in these years: {listed(without)}." if without else ""
    if rows.empty:
        st.info(literal(sentence))
    else:
        said = _page.said_measure(declared, int(rows["year"].max()), notes=("Members of each year, not of today.",))
        figure = lines.lines(rows, said, declared, names, order=keys, key="forum", dark=_page.dark())
        _page.chart(figure, declared.key, sentence, key="forums.compare")
        st.markdown("**Where each stands in its last year**")
        _page.table(_table(before, keys, indicator), "Where each forum stands in its last year")
        st.caption(_caption(indicator))
    _downloads.measure(declared, told, f"{declared.key}_compared")
    _page.measure_footer(declared, int(rows["year"].max()) if len(rows) else None)


def _caption(indicator: str) -> str:
    if indicator in cohesion.VOTES:
        return (
            "Interval: 95 % of samples in which members are drawn anew, from six members on. Change: of the points "
            "above all pairs, over ten years; missing where that year has no figure. 2025 had more nearly unanimous "
            "votes than any year before: read the points above all pairs rather than the share."
        )
    return (
        "Against size, against activity: the share inside divided by what chance would give if every pair of states "
        "were alike, or if pairs were as likely as the product of the ties each has. Change: of the first, over ten "
        "years. The data end in 2010."
    )


def _table(told: DataFrame, keys: Sequence[str], indicator: str) -> list[dict[str, str]]:
    """The last year of each; `told` reaches back beyond the years drawn, so that a change over ten can be told."""
    votes = indicator in cohesion.VOTES
    last = cohesion.closing(told, "inside" if votes else "share", "lead" if votes else "ratio")
    by_key = {row["forum"]: row for row in last.to_dict("records")}
    names = _forums_choice.names()
    found = []
    for key in keys:
        if key in by_key:
            row, head = by_key[key], {"Forum": names[key], "Year": str(by_key[key]["year"])}
            found.append(head | (_votes(row, indicator) if votes else _deeds(row)))
    return found


def _votes(row: Mapping[Hashable, Any], indicator: str) -> dict[str, str]:
    band = _forums_cache.intervals(indicator, str(row["forum"]), last_only=True)
    band = band[band["year"] == row["year"]]
    told = [f"{per_cent(low)} to {per_cent(high)}" for low, high in zip(band["low"], band["high"], strict=True)]
    return {
        "Members": f"{int(row['members'])}",
        "Pairs": f"{int(row['pairs']):,}",
        "Agreement": per_cent(row["inside"]),
        "95 % interval": told[0] if told else "–",
        "Above all pairs": words.points(row["lead"]),
        "Change in ten years": words.points(row["changed"]) if row["changed"] == row["changed"] else "–",
    }


def _deeds(row: Mapping[Hashable, Any]) -> dict[str, str]:
    changed = row["changed"]
    return {
        "Members": f"{int(row['members'])}",
        "Ties inside": f"{int(row['inside']):,}",
        "Ties outside": f"{int(row['outside']):,}",
        "Share inside": per_cent(row["share"]),
        "Against size": f"{number(row['ratio'], 1)}×",
        "Against activity": f"{number(row['ratio_activity'], 1)}×",
        "Change in ten years": f"{'+' if changed > 0 else ''}{number(changed, 1)}" if changed == changed else "–",
    }
