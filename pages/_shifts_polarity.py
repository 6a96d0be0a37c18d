"""Polarity: how far one, two or many states lead, by output, military spending and warheads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import lines
from foresight.charts import shifts as drawing
from foresight.charts import shifts_words as words
from foresight.measures import declared, polarity
from pages import _cache, _downloads, _page, _places, _shifts_cache
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.declared import Measure
    from pages._link import Link

BASES = {
    "gdp": "Economic output", "military": "Military spending", "nuclear": "Nuclear warheads",
}  # fmt: skip
COLUMNS = {
    "year": "Year", "kind": "Class", "first": "First", "first_share": "First’s share, %", "second": "Second",
    "second_share": "Second’s share, %", "ratio": "First to second", "effective": "Effective number",
    "con": "Concentration", "listed": "States with a figure",
}  # fmt: skip


def draw(link: Link) -> None:
    """The chapter."""
    left, right = st.columns(2, gap="medium")
    with left:
        key = link.select("measure", "Power measured by", list(BASES), BASES.__getitem__)
    with right:
        groups = {key: words.group(count).capitalize() for key, count in polarity.GROUPS.items()}
        chosen = link.select("top", "Shares among", list(groups), groups.__getitem__, default="10")
    leading = polarity.GROUPS[chosen]
    table, measure = _shifts_cache.powers(key, leading), declared.measure(f"polarity_{key}")
    if table.empty:
        st.info("This revision of the data lists too few states to say how power is spread.")
        return
    _shares(table, measure, key, leading)
    _number(table, measure)
    with st.expander("Every year as a table", icon=":material/table_rows:"):
        st.dataframe(_named(table), hide_index=True, column_config={"Year": st.column_config.NumberColumn(format="%d")})
    _downloads.measure(measure, table, f"{measure.key}_{chosen}", [("group", words.group(leading))])
    _page.measure_footer(measure, int(table["year"].max()))


def _shares(table: DataFrame, measure: Measure, key: str, leading: int | None) -> None:
    names = _places.names()
    tables = {count: _shifts_cache.powers(key, count) for count in polarity.GROUPS.values()}
    sentence = f"{words.of_polarity(table, key, leading, names)} {words.of_groups(tables)}"
    notes = (words.RULE, f"Shares of what {words.group(leading)} have together.")
    said = _page.said_measure(measure, int(table["year"].max()), notes=notes)
    _page.chart(drawing.leaders(table, said, names, dark=_page.dark()), measure.key, sentence, key="polarity.shares")
    st.caption(literal(_coverage(table, key)))


def _coverage(table: DataFrame, key: str) -> str:
    """Who is not in the figures, in the first and in the last year."""
    rows, told = _cache.rows(polarity.basis(key).indicator), []
    for row in (table.iloc[0], table.iloc[-1]):
        year = int(row["year"])
        listed = set(rows.loc[rows["year"] == year, "country"])
        without = polarity.missing(listed, year, _shifts_cache.population(year))
        told.append(words.of_coverage(int(row["listed"]), without, year, _places.names()))
    return " ".join(told)


def _number(table: DataFrame, measure: Measure) -> None:
    """How many equal powers would be as concentrated."""
    said = replace(
        _page.said_measure(measure, int(table["year"].max())),
        title=measure.title.replace("Leading powers", "Effective number of powers"),
        unit="equal states that would be as concentrated",
    )
    rows = table.assign(country="WLD", value=table["effective"])[["country", "year", "value"]]
    pairs = list(zip(table["effective"].tolist(), table["year"].tolist(), strict=True))
    (least, tightest), (most, widest) = min(pairs), max(pairs)
    sentence = (
        f"Power was most concentrated in {tightest}, as among {least:.1f} equal states, and spread widest in {widest}, "
        f"as among {most:.1f}."
    )
    unit = measure.model_copy(update={"unit": "states", "maximum": None})
    figure = lines.lines(rows, said, unit, {"WLD": "Effective number"}, dark=_page.dark())
    # half an axis would make much of little
    figure.update_yaxes(range=[0, 1.15 * most], tickmode="auto", nticks=6, tickvals=None, ticktext=None)
    _page.chart(figure, f"{measure.key}_effective", sentence, key="polarity.effective")


def _named(table: DataFrame) -> DataFrame:
    names = _places.names()
    shown = table.assign(
        first=table["first"].map(names), second=table["second"].map(names),
        first_share=(100 * table["first_share"]).round(1), second_share=(100 * table["second_share"]).round(1),
        ratio=table["ratio"].round(2), effective=table["effective"].round(2), con=table["con"].round(3),
    )  # fmt: skip
    return shown[list(COLUMNS)].rename(columns=COLUMNS).iloc[::-1]
