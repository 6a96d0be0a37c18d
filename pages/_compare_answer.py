"""Scenarios beside each other: the sentence, both panels, tables, where on the map, who moves most, and the files."""

from __future__ import annotations

import streamlit as st
from pandas import DataFrame, concat

from foresight.charts import compare as charts
from foresight.errors import ForesightError
from foresight.scenario import Scenario
from foresight.scenario.compare import FEWEST, Comparison
from pages import _cache, _compare_cache, _compare_choice, _compare_files, _compare_places, _compare_words, _page
from pages import _scenario_answer as answering
from pages._compare_link import CompareLink
from pages._text import literal

NOTES = (
    "Band: 80 % of outcomes around the baseline, from past forecast errors; scenarios have their medians only.",
    "Below: whiskers hold 80 % of the coefficients in the last year. The band below is that of scenario {number}.",
    "Differences are associations in past data.",
)


def draw(link: CompareLink) -> None:
    """The choice and the whole answer."""
    link.keep("axes", "corners")
    known = _compare_choice.available(link.square(_cache.catalogue()))
    chosen = _compare_choice.scenarios(link, known)
    changed = [_compare_choice.called(key, known) for key in link.changed(chosen.items())]
    if changed:
        st.warning(
            literal(
                f"{', '.join(changed)}: not what it was when this address was made, or not the one of whoever made it. "
                "Its figures may differ."
            ),
            icon=":material/difference:",
        )
    if not chosen:
        link.keep("target", "place", "until")
    else:
        asked = _compare_choice.question(link, next(iter(chosen.values())))
    if len(chosen) < FEWEST:
        st.info(
            "Choose two to six scenarios above. The baseline is always beside them.", icon=":material/arrow_upward:"
        )
        return
    try:
        found = _compare_cache.comparison(tuple(chosen.values()), asked.target, asked.place, asked.until)
    except ForesightError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    _answer(link, found, chosen)


def _answer(link: CompareLink, found: Comparison, chosen: dict[str, Scenario]) -> None:
    target = found.target
    _labels(found)
    st.markdown(literal(_compare_words.sentence(found)))
    apart = _compare_words.outside(found)
    if apart:
        st.caption(literal(apart))
    heads = [_compare_words.numbered(place, one) for place, one in enumerate(found.compared)]
    names = dict(zip(chosen, heads, strict=True))
    closer = link.pick(
        "closer", "Look closer at", names,
        help="Whose interval is drawn as a band, and whose differences are mapped and ranked below.",
    )  # fmt: skip
    _picture(found, list(chosen), closer)
    st.subheader("Outcomes", anchor=False)
    year = found.baseline.years[-1]
    _page.table(_compare_words.outcomes(found), f"Baseline and scenarios in {year}")
    st.caption(literal(_compare_words.band(found)))
    st.subheader("Levers", anchor=False)
    settings = _compare_words.settings(found, _cache.catalogue().levers)
    if settings:
        _page.table(settings, "What each scenario sets each lever to")
    else:
        st.markdown("No lever is off its baseline in any of them.")
    notes(found)
    _compare_places.show(link, found, list(chosen).index(closer))
    _compare_files.take_along(found, list(chosen))
    _page.footer(target, found.baseline.last_observed, on_map=True)


def notes(found: Comparison) -> None:
    """What the engine says of limits: one box for all of it, as six scenarios have many."""
    if found.warnings:
        with st.expander(f"Limits of these figures: {len(found.warnings)}", icon=":material/warning:"):
            st.markdown("\n".join(f"- {literal(warning)}" for warning in found.warnings))


def _labels(found: Comparison) -> None:
    base = found.baseline
    with st.container(horizontal=True, gap="small"):
        st.badge("Association, not a cause", color="blue")
        if "extrapolated" in base.status:
            ahead = base.years[-1] - base.last_observed
            st.badge(
                f"Extrapolation: last observed in {base.last_observed}, {ahead} years before {base.years[-1]}",
                color="orange",
            )
        if any(lever.judgement for one in found.compared for lever in one.whole.levers):
            st.badge("Rests on the planner’s own judgement", color="violet")


def courses(found: Comparison, keys: list[str]) -> DataFrame:
    """Columns key, year, p50, difference, low, high: each scenario, year by year."""
    parts = [
        DataFrame(
            {
                "key": key, "year": one.whole.difference.years, "p50": one.whole.scenario.p50,
                "difference": one.whole.difference.p50, "low": one.whole.difference.p10,
                "high": one.whole.difference.p90,
            }
        )
        for key, one in zip(keys, found.compared, strict=True)
    ]  # fmt: skip
    return concat(parts, ignore_index=True)


def _picture(found: Comparison, keys: list[str], closer: str) -> None:
    observed = answering.history(found.compared[0].simulation)
    last, target = found.baseline.last_observed, found.target
    several = found.compared[0].whole.members > 1
    where = _compare_choice.words(found.place) + (f" ({target.together_words})" if several else "")
    full = "; ".join(_compare_words.numbered(place, one) for place, one in enumerate(found.compared))
    notes = (f"Scenarios: {full}.", NOTES[0], NOTES[1].format(number=keys.index(closer) + 1), NOTES[2])
    figure = charts.beside(
        observed[observed["year"] > last - charts.RECENT],
        DataFrame(found.baseline.rows()),
        courses(found, keys),
        _page.said(target, last, subject=where, notes=notes),
        target,
        {key: one.scenario.name for key, one in zip(keys, found.compared, strict=True)},
        closer=closer,
        dark=_page.dark(),
        narrow=_page.narrow(),
    )
    _page.picture(figure, f"compare_{target.key}", _compare_words.sentence(found), "compare.chart")
