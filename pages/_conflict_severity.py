"""How severe, over the years: one subject beside others with the provider's low and high, and the kinds of violence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import conflict as drawing
from foresight.charts import conflict_words as words
from foresight.charts import lines, sentences
from foresight.charts.scales import number
from foresight.measures import conflict, declared
from pages import _conflict_cache, _downloads, _page, _subjects

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.measures.conflict import Profile
    from pages._link import Link

BANDED = 3
"""With more lines than this the bands of low and high would hide each other."""


def draw(link: Link, place: str, profile: Profile) -> None:
    """The section."""
    measure, names = declared.measure("organised_violence"), _subjects.names()
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    with left:
        compared = link.several(
            "subjects", "Beside", _subjects.choosable(), names.__getitem__, most=_subjects.MOST - 1,
            placeholder="Nothing, or countries, regions, forums",
        )  # fmt: skip
    with right:
        log = link.switch("log", "Logarithmic scale", of="conflict", otherwise=False)
    subjects = tuple(dict.fromkeys((place, *compared)))
    rows = _rows(subjects)
    own = rows[rows["country"] == place]
    if own.empty:
        st.info(f"{names[place]} is not in the figures on deaths. Choose another place.")
        return
    notes = ["Lines: UCDP's best estimate."]
    if len(subjects) <= BANDED:
        notes = ["Line: UCDP's best estimate; band: its low and high."]
        if crossed := _crossed(own):
            notes.append(f"Low, best and high are out of order, as published, in {sentences.listed(crossed)}.")
    subject = names[place] if len(subjects) == 1 else ""
    said = _page.said_measure(measure, profile.year, subject=subject, notes=tuple(notes))
    limits = rows if len(subjects) <= BANDED else None
    figure = lines.lines(rows, said, measure, names, order=subjects, limits=limits, log=log, dark=_page.dark())
    sentence = words.severity(profile, names[place])
    worst, year = max(zip(own["value"].astype(float), own["year"].astype(int), strict=True))
    if worst:
        sentence += f" The worst year since {int(own['year'].min())} was {year} ({number(worst, 0)})."
    _page.chart(figure, f"deaths_{place.replace(':', '_')}", sentence, key="conflict.severity")
    _kinds(place, names[place], profile)
    _downloads.measure(measure, _subjects.with_names(rows), f"organised_violence_{place.replace(':', '_')}")
    _page.measure_footer(measure, profile.year)


def _rows(subjects: tuple[str, ...]) -> DataFrame:
    from pandas import concat

    parts = [_conflict_cache.killed(one).assign(country=one) for one in subjects]
    found: DataFrame = concat(parts, ignore_index=True)
    return found[["country", "year", "value", "low", "high", *conflict.KINDS]]


def _crossed(own: DataFrame) -> list[str]:
    """Years in which the provider's own estimates are out of order."""
    wrong = (own["low"] > own["value"]) | (own["value"] > own["high"])
    return [str(year) for year in own.loc[wrong, "year"]]


def _kinds(place: str, name: str, profile: Profile) -> None:
    """The kinds of violence stacked."""
    own = _conflict_cache.killed(place)
    layers = [
        drawing.Layer(title, dict(zip(own["year"].astype(int), own[kind].astype(float), strict=True)))
        for kind, title in conflict.KINDS.items()
    ]
    whole = {kind: float(own[kind].sum()) for kind in conflict.KINDS}
    total = sum(whole.values())
    if not total:
        return
    shares = [f"{conflict.KINDS[kind].lower()} {number(100 * n / total, 0)} %" for kind, n in whole.items()]
    first, last = int(own["year"].min()), int(own["year"].max())
    sentence = f"Of {number(total, 0)} deaths from {first} to {last}: {sentences.listed(shares)}."
    measure = declared.measure("organised_violence")
    said = _page.said_measure(measure, profile.year, subject=f"by kind, {name}")
    figure = drawing.stacked(layers, said, dark=_page.dark())
    _page.chart(figure, f"kinds_{place.replace(':', '_')}", sentence, key="conflict.kinds")
