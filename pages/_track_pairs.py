"""The track record of a pair indicator: ranking, probabilities and new ties, misses named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.record import percent
from foresight.charts.scales import number
from foresight.charts.theme import Caption
from pages import _cache, _page, _places, _track_words
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.projection.pairs import PairBacktest, PairMiss, PairRecord

BEFORE = 5


def show(indicator: Indicator, found: PairBacktest, horizon: int, view: str) -> None:
    """One view of the record at one horizon."""
    own = _track_words.shown(found, horizon)
    if own is None:
        told = [str(h) for h in dict.fromkeys(r.horizon for r in found.records)]
        st.info(f"The series is too short to score {_track_words.ahead(horizon)}. Scored: {', '.join(told)} ahead.")
    elif view == "Calibration":
        _calibration(indicator, found, own)
    elif view == "Misses":
        _misses(indicator, found, horizon)
    else:
        _scores(found, own)
    st.caption(literal(f"What is told: {found.meaning}"))


def _scores(found: PairBacktest, own: PairRecord) -> None:
    st.markdown(
        f"{_track_words.ahead(own.horizon)}, {own.first_year} to {own.last_year}: ranking reached a PR-AUC of "
        f"**{own.pr_auc:.3f}**, where chance would give {own.base_rate:.3f}; "
        f"{_track_words.verdict(own, 'Brier score')} Among pairs without a tie in the five years before, PR-AUC was "
        f"{own.new_ties_pr_auc:.3f}, where chance would give {own.new_ties_base_rate:.3f}."
    )
    st.subheader("By horizon", anchor=False)
    shown = [r for r in (found.shown(h) for h in found.chosen) if r is not None]
    _page.table(
        [{"Years ahead": str(r.horizon), "Shown today": found.chosen[r.horizon]} | _figures(r) for r in shown],
        "What was shown, by horizon",
    )
    st.subheader(f"Every candidate, {_track_words.ahead(own.horizon)}", anchor=False)
    _page.table(
        [{"Model": r.model} | _figures(r) for r in found.records if r.horizon == own.horizon],
        f"Every candidate, {_track_words.ahead(own.horizon)}",
    )
    st.caption(
        f"Interval of shares: held {percent(own.coverage80)} of yearly shares by bin (80 % promised), "
        f"{percent(own.worst_origin_coverage80, 0)} in the worst year."
    )


def _figures(record: PairRecord) -> dict[str, str]:
    """The figures of one model of pairs at one horizon."""
    return {
        "PR-AUC": _plain(record.pr_auc),
        "Base rate": _plain(record.base_rate),
        "AUC": _plain(record.auc),
        "Brier": f"{record.brier:.3g}",
        "Skill [95 % interval]": _track_words.interval(record),
        "Best baseline": record.best_baseline,
        "Slope": number(record.calibration_slope, 2),
        "New ties, PR-AUC (base rate)": f"{_plain(record.new_ties_pr_auc)} ({_plain(record.new_ties_base_rate)})",
        "n": number(record.n, 0),
    }


def _plain(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"


def _sureness(record: PairRecord) -> str:
    """What the slope says of the probabilities."""
    slope, years = record.calibration_slope, f"{record.first_year} to {record.last_year}"
    if not math.isfinite(slope):
        return f"The probabilities could not be checked ({years})."
    sure = "about as sure as they may be" if 0.9 <= slope <= 1.1 else "too sure" if slope < 1 else "not sure enough"
    return (
        f"{_track_words.ahead(record.horizon)}, {years}: the slope is {number(slope, 2)}, so the probabilities were "
        f"{sure}. A point above the diagonal: ties came more often than told. Larger marks rest on more pairs."
    )


def _calibration(indicator: Indicator, found: PairBacktest, own: PairRecord) -> None:
    from pandas import DataFrame

    from foresight.charts import record, theme

    points = DataFrame(
        [
            {"series": _track_words.ahead(r.horizon), "told": p.predicted, "observed": p.observed, "n": p.n}
            for r in found.of(own.model)
            for p in r.reliability
        ]
    )
    said = Caption(
        f"{indicator.title}: calibration of the probabilities",
        "share of pairs with a tie among those told alike",
        f"Foresight’s backtest. {theme.source_line(_cache.catalogue().sources_of(indicator.key))}",
        found.last_observed, _page.revision_name(), ("On the diagonal ties come as often as told.",),
        (indicator.key,),
    )  # fmt: skip
    names = list(dict.fromkeys(points["series"]))
    figure = record.calibration(
        points,
        said,
        told="Probability told",
        observed="Share that had a tie",
        names=names,
        dark=_page.dark(),
        narrow=_page.narrow(),
    )
    sentence = _sureness(own)
    _page.chart(figure, f"calibration_{indicator.key}", sentence, key="track_record.calibration")
    _page.table(
        [
            {"Told": f"{percent(p.low)} to {percent(p.high)}", "Mean told": percent(p.predicted),
             "Observed": percent(p.observed), "Pair-years": f"{p.n:,}"}
            for p in own.reliability
        ],
        "The points of the chart",
    )  # fmt: skip


def _misses(indicator: Indicator, found: PairBacktest, horizon: int) -> None:
    misses = [miss for miss in found.misses if miss.horizon == horizon]
    if not misses:
        st.info(f"No miss {_track_words.ahead(horizon)} is kept.")
        return
    st.markdown(f"The pair-years told worst {_track_words.ahead(horizon)}: most sure, and wrong.")
    for miss in misses:
        st.markdown(f"- {_told(miss, indicator)}")
    st.dataframe([_row(miss) for miss in misses], hide_index=True, alt="The same misses as a table")


def _told(miss: PairMiss, indicator: Indicator) -> str:
    held = _cache.ties(indicator.key, miss.country, miss.origin - BEFORE, miss.year)
    own = held[held["country"] == miss.partner].sort_values("year")
    past = own[(own["year"] <= miss.origin) & (own["value"] > 0)]
    said = (
        f"told in {miss.origin} for {miss.year}: a probability of {percent(miss.probability)}; observed: "
        f"{'a tie' if miss.observed else 'none'}."
    )
    if indicator.absent == "zero" and len(own):
        before = f"the {BEFORE + 1} years to {miss.origin}"
        said += f" Recorded before: a tie in {len(past)} of {before}." if len(past) else f" No tie in {before}."
    return f"**{literal(_pair(miss))}**, {literal(said)}"


def _pair(miss: PairMiss) -> str:
    names = _places.names()
    return f"{names.get(miss.country, miss.country)} and {names.get(miss.partner, miss.partner)}"


def _row(miss: PairMiss) -> dict[str, str]:
    return {
        "Pair": _pair(miss),
        "Made in": str(miss.origin),
        "For": str(miss.year),
        "Probability told": percent(miss.probability),
        "Observed": "a tie" if miss.observed else "none",
    }
