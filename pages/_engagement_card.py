"""One country's engagement scorecard beside others: the picture, the table, and what is not measured."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from foresight import geography
from foresight.charts import engagement as drawing
from foresight.charts import engagement_words as words
from foresight.charts import theme
from foresight.charts.scales import plain, with_unit
from foresight.export import headed, measured
from foresight.measures.engagement import Line
from foresight.measures.engagement_declared import practices, practised
from pages import _cache, _downloads, _engagement_cache, _page, _places, _subjects
from pages._link import Link
from pages._text import literal

BESIDE = 7


def ask(link: Link) -> tuple[str, ...]:
    """Draw the choice; the country first, then what it is set beside: its own region where nothing was chosen."""
    names = _subjects.names()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        today = tuple(c for c in _places.choosable() if geography.countries()[c].last_year is None)
        country = link.select("country", "Country", today, names.__getitem__, default="IND")
    with right:
        beside = link.several(
            "subjects", "Set beside countries, regions, forums", _subjects.choosable(), names.__getitem__, most=BESIDE,
            placeholder="Its own region, or choose up to seven",
        )  # fmt: skip
    region = geography.countries()[country].region
    others = [one for one in beside if one != country] or ([f"region:{region}"] if region else [])
    return (country, *others)


def show(subjects: Sequence[str]) -> None:
    """Sentence, picture, table, file, and what each figure is."""
    lines, names = _engagement_cache.card(tuple(subjects)), _subjects.names()
    country = subjects[0]
    sources = list({s.key: s for m in practised().values() for s in m.sources(_cache.catalogue())}.values())
    years = [stand.last_year for line in lines for stand in line.stands.values() if stand.last_year]
    grouped = any(":" in one or one == "world" for one in subjects)
    said = theme.Caption(
        f"Engagement scorecard, {names[country]}", "place among the states that have a figure",
        theme.source_line(sources, brief=True), max(years, default=None), _page.revision_name(),
        (f"At the right: the figures of {names[country]}. Dotted: the middle state.",
         *(["Regions and forums: the median of today’s members, where 60 % of them have a figure."] * grouped)),
        tuple(dict.fromkeys(key for one in practised().values() for key in one.rests_on)),
    )  # fmt: skip
    figure = drawing.strip(lines, subjects, said, names, dark=_page.dark())
    _page.chart(figure, f"engagement_{country}", words.summary(lines, country, names), key="engagement.strip")
    st.markdown(literal(words.NO_TOTAL))
    st.subheader("In words", anchor=False)
    _page.table(_table(lines, subjects), f"The engagement scorecard of {names[country]} in words")
    _not_measured()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        keys = dict.fromkeys(key for one in practised().values() for key in one.rests_on)
        _downloads.button(
            keys, lambda: _file(lines, subjects), f"engagement_{country}",
            help="The figures shown, with methods, sources, licences, citations and data revision.",
        )  # fmt: skip
        _downloads.picture()
    st.divider()
    _meanings()
    st.caption(f"{literal(theme.source_line(sources))} Data revision {_page.revision_name()}.")


def _table(lines: Sequence[Line], subjects: Sequence[str]) -> list[dict[str, str]]:
    names, rows = _subjects.names(), []
    country, others = subjects[0], subjects[1:]
    for key, practice in practices().items():
        own = [line for line in lines if line.practice == key]
        if not practice.measured:
            row = {"Practice": practice.title, "Measure": "not measured", "Figure": "–", "To": "–", "States lower": "–"}
            rows.append(row | {names[other]: "–" for other in others})
        for line in own:
            stand = line.stands[country]
            there = stand.value is not None and stand.place is not None
            row = {
                "Practice": practice.title,
                "Measure": line.measure.title,
                "Figure": with_unit(stand.value or 0.0, line.measure) if there else "no figure",
                "To": str(stand.last_year) if there else "–",
                "States lower": f"{words.share(stand.place or 0.0)} of {line.states - 1}" if there else "–",
            }
            for other in others:
                value = line.stands[other].value
                row[names[other]] = "no figure" if value is None else plain(value, line.measure)
            rows.append(row)
    return rows


def _not_measured() -> None:
    """What the field names and no data here hold."""
    st.subheader("Not measured, or only in part", anchor=False)
    for practice in practices().values():
        if practice.needs:
            st.markdown(f"**{practice.title}.** {literal(practice.needs)}")


def _meanings() -> None:
    """Each measure: what it is, how it is made, what it must not be taken for."""
    with st.expander("How each practice is measured", icon=":material/functions:"):
        for practice in practices().values():
            st.markdown(f"**{practice.title}.** {literal(practice.question)}")
            for one in practice.measures:
                said = f"{one.title} ({one.unit}). {one.description} {one.method} Mind: {one.caveat}"
                st.markdown(f"- {literal(said)}")
        for source in {s.key: s for m in practised().values() for s in m.sources(_cache.catalogue())}.values():
            st.caption(f"{literal(source.citation)} Licence: {literal(source.licence)}. [{source.url}]({source.url})")


def _file(lines: Sequence[Line], subjects: Sequence[str]) -> str:
    """The card as CSV: one row a measure and subject, with the methods and the provenance at its head."""
    from pandas import DataFrame

    names = _subjects.names()
    rows = [
        {
            "practice": line.practice, "measure": line.measure.key, "unit": line.measure.unit, "subject": subject,
            "name": names[subject], "value": stand.value, "states_lower_pct": stand.place, "states": line.states,
            "last_year": stand.last_year,
        }
        for line in lines
        for subject, stand in ((subject, line.stands[subject]) for subject in subjects)
    ]  # fmt: skip
    keys = dict.fromkeys(key for one in practised().values() for key in one.rests_on)
    said = [(one.key, f"{one.title} ({one.unit}). {one.method} {one.caveat}") for one in practised().values()]
    said += [(f"not measured ({p.key})", p.needs) for p in practices().values() if p.needs]
    frame = DataFrame(rows).astype({"last_year": "Int64"})
    return headed(said, measured(frame, keys, _cache.catalogue(), _cache.revision()))
