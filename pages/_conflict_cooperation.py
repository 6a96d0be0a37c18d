"""Hinder or catalyse: cooperation around onsets of conflict, all outcomes at once and one of them in detail."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts import conflict_study as drawing
from foresight.charts import conflict_words as words
from foresight.charts import theme
from foresight.charts.sentences import listed
from foresight.measures import conflict, declared, event_study
from pages import _cache, _conflict_cache, _conflict_factors, _downloads, _page, _places
from pages._text import literal

if TYPE_CHECKING:
    from foresight.measures.declared import Measure
    from foresight.measures.event_study import Study
    from pages._link import Link

THRESHOLDS = {str(conflict.CONFLICT): "Conflict: 25 deaths or more", str(conflict.WAR): "War: 1,000 deaths or more"}
FIRST = "arms_trade_3y"
WHAT = (
    "Does conflict hinder cooperation or bring it about? States in which a conflict began are held against comparable "
    "states in which none did. **Catalyses**: cooperation stood higher than there. **Hinders**: lower. **Cannot be "
    "told**: the 80 % interval holds both, or the two were moving apart before."
)


def draw(link: Link) -> None:
    """The chapter."""
    names = _places.names()
    left, middle, right = st.columns([3, 3, 3], gap="medium", vertical_alignment="bottom")
    with left:
        country = link.select(
            "country", "Country", _choosable(), names.__getitem__, default=_opening(), help="Type to search."
        )
    with middle:
        titles = {k: i.title for k, i in _cache.catalogue().indicators.items() if k in event_study.OUTCOMES}
        order = [key for key in event_study.OUTCOMES if key in titles]
        outcome = link.select("target", "Cooperation as", order, titles.__getitem__, default=FIRST)
    with right:
        threshold = int(link.select("threshold", "Onset of", list(THRESHOLDS), THRESHOLDS.__getitem__))
    studies, refused = _conflict_cache.studies(threshold)
    st.header("Before, during and after an onset", anchor=False)
    st.markdown(WHAT)
    if outcome in studies:
        _average(studies[outcome], country, names)
    else:
        st.info(literal(refused[outcome]))
    _own(studies.get(outcome), outcome, country, threshold, names)
    st.header("Every form of cooperation", anchor=False)
    _all(studies, refused, threshold)
    _conflict_factors.draw(country)
    _page.measure_footer(_measure(outcome), studies[outcome].last if outcome in studies else None)


def _choosable() -> tuple[str, ...]:
    """States with figures on deaths: others have neither an onset nor a comparison."""
    held = set(_conflict_cache.rows("state_based_deaths")["country"])
    return tuple(one for one in _places.choosable() if one in held)


def _opening() -> str:
    """The state with most deaths now among those that had an onset: there is something to see."""
    deaths = _conflict_cache.rows("state_based_deaths")
    began = {one.country for one in _conflict_cache.onsets()}
    now = deaths[(deaths["year"] == deaths["year"].max()) & deaths["country"].isin(began)]
    return str(now.sort_values("value").iloc[-1]["country"])


def _measure(outcome: str) -> Measure:
    gap = declared.measure("onset_gap")
    return gap.model_copy(update={"rests_on": (outcome, *gap.rests_on)})


def _average(study: Study, country: str, names: dict[str, str]) -> None:
    """The mean over all onsets, with the country's own beside it."""
    mine, entry = study.of(country), study.outcome
    own = mine[-1] if mine else None
    label = f"{names[country]} {own.onset.year}" if own else ""
    measure = _measure(entry.key).model_copy(
        update={"title": f"{entry.title} around onsets of {words.kind_of(study.threshold)}",
                "unit": words.gap_unit(entry)}
    )  # fmt: skip
    notes = (
        "Against comparable states without an onset; both from their own mean of the five years before.",
        "Shaded: years 1 to 3, on which the verdict rests. Before the onset the line should lie near nought.",
    )
    # what states are matched on stands in the footer: under the picture there is room for the outcome and the deaths
    shown = measure.model_copy(update={"rests_on": (entry.key, event_study.DEATHS)})
    said = _page.said_measure(shown, study.last, notes=notes)
    figure = drawing.average(study, own, label, said, dark=_page.dark())
    _page.chart(figure, f"onsets_{entry.key}", words.verdict(study), key="conflict.average")
    st.caption(literal(f"{words.weight(study)} {words.ASSOCIATION} {words.LUCK}"))
    rows = _by_step(study)
    _downloads.measure(measure, rows, f"onsets_{entry.key}_{int(study.threshold)}")
    with st.expander("How alike the matched states are, and which they are", icon=":material/balance:"):
        st.markdown("Mean difference of the states with an onset, in standard deviations of all states of that year.")
        balance = [
            {
                "What is matched on": event_study.COVARIATES[key],
                "All others": f"{before:+.2f}",
                "Matched": f"{after:+.2f}",
            }
            for key, (before, after) in study.balance().items()
        ]
        _page.table(balance, "How alike the matched states are")
        st.dataframe(
            [
                {
                    "Onset": f"{names.get(one.onset.country, one.onset.country)} {one.onset.year}",
                    "Years 1 to 3": words.apart(one.after, entry),
                    "Held against": listed([names.get(state, state) for state in one.states]),
                }
                for one in study.matched
            ],
            hide_index=True,
            alt="Every onset and the states it is held against",
        )


def _by_step(study: Study):  # type: ignore[no-untyped-def]
    from pandas import DataFrame

    return DataFrame(
        [
            {"outcome": study.outcome.key, "event_year": step, "mean": one.mean, "low80": one.low, "high80": one.high,
             "onsets": n}
            for step, one, n in zip(event_study.STEPS, study.by_step, study.counted, strict=True)
        ]
    )  # fmt: skip


def _own(study: Study | None, outcome: str, country: str, threshold: int, names: dict[str, str]) -> None:
    """The chosen country before, during and after its own onset; its whole course where it has none."""
    entry, name = _cache.catalogue().indicator(outcome), names[country]
    toll = _conflict_cache.rows("state_based_deaths")
    toll = toll[toll["country"] == country]
    deaths = dict(zip(toll["year"].astype(int), toll["value"].astype(float), strict=True))
    mine = study.of(country) if study is not None else ()
    began = [one for one in _conflict_cache.onsets(threshold) if one.country == country]
    if mine and study is not None:
        own, beside = drawing.course_of(mine[-1], entry)
        sentence = words.own(mine, study, name, names)
    else:
        rows = _cache.rows(outcome, (country,), min(deaths))
        own = dict(zip(rows["year"].astype(int), rows["value"].astype(float), strict=True))
        beside = {}
        sentence = words.without_onset(name, deaths, began, threshold, entry)
    there = {year: value for year, value in own.items() if not math.isnan(value)}
    if not there:
        st.info(literal(f"{sentence} {entry.title} has no figure for {name} since {min(deaths)}."))
        return
    onset = mine[-1].onset.year if mine else None
    note = "Lower panel: state-based deaths in the country. Dotted: the onset."
    said = theme.caption(
        entry, _cache.catalogue().sources_of(outcome), study.last if study else max(there), _page.revision_name(),
        subject=f"{name} around {onset}" if onset else name, notes=(note,),
    )  # fmt: skip
    said = replace(said, rests_on=(outcome, event_study.DEATHS))
    lines = [onset] if onset else [one.year for one in began]
    figure = drawing.around(own, beside, deaths, lines, entry, name, said, dark=_page.dark())
    _page.chart(figure, f"{outcome}_{country}", sentence, key="conflict.own")


def _all(studies: dict[str, Study], refused: dict[str, str], threshold: int) -> None:
    """The verdict on every outcome, on one scale."""
    rows = [drawing.line_of(study) for study in studies.values()]
    turned = [words.lowered(one.outcome.title) for one in studies.values() if one.outcome.direction == "negative"]
    notes = ["In standard deviations of how far the same figure moved in comparable states."]
    if turned:
        notes.append(f"Lower is better: {listed(turned)}.")
    said = theme.Caption(
        f"Cooperation in years 1 to 3 after an onset of {words.kind_of(threshold)}",
        "difference from comparable states, 80 % intervals",
        "Sources: as listed under “How this is measured” for each outcome.",
        None,
        _page.revision_name(),
        tuple(notes),
        (*studies, event_study.DEATHS),
    )
    sentence = words.verdicts(tuple(studies.values()))
    figure = drawing.estimates(rows, said, "standard deviations", dark=_page.dark())
    _page.chart(figure, f"onsets_all_{threshold}", sentence, key="conflict.all")
    with st.expander("As a table", icon=":material/table_rows:"):
        _page.table([words.as_row(study) for study in studies.values()], "Every outcome, with its verdict")
    for reason in refused.values():
        st.caption(literal(reason))
