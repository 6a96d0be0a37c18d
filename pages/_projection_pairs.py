"""The projection of one country's ties: past ties and probabilities, partner by partner, and likely new ones."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from pandas import DataFrame, concat

from foresight.charts import fan, ties
from foresight.charts.scales import SPACE
from foresight.charts.sentences import listed
from foresight.projection.pairs import PairBacktest, PairModel, PairRecord
from pages import _downloads, _page, _places, _projection_cache, _track_cache
from pages import _projection_words as words
from pages._link import Link
from pages._projection_answer import labels, track_record
from pages._projection_choice import PARTNERS, Choice
from pages._scenario_cache import this_year
from pages._text import literal

QUIET = 5  # years without a tie that make the next one new
NEW = 10
BAND = "Shaded: 80 % interval, from how far single past years departed from what was told."
MARKS = "Squares: years with a tie, larger where it was stronger. Dots: years without. No mark: no figure."


def show(chosen: Choice, link: Link) -> None:
    """The whole answer for the ties of one country."""
    model = _projection_cache.ties(chosen.indicator.key) or _fitted(chosen.indicator.key)
    if model is None:
        return
    every = DataFrame(model.project(chosen.of, until=chosen.until))
    last = every[every["year"] == every["year"].max()].sort_values("probability", ascending=False, kind="stable")
    picked = tuple(p for p in chosen.partners if p in set(last["partner"])) or tuple(last["partner"].head(PARTNERS))
    if without := [_name(p) for p in chosen.partners if p not in picked]:
        st.warning(literal(f"{listed(without)}: no state of the system in {model.last_observed}, so not projected."))
    past = _projection_cache.past_ties(chosen.indicator.key, chosen.of, model.event)
    record = _record(chosen.indicator.key, words.horizon_of(chosen.until - model.last_observed))
    beyond = [words.extrapolation(model.last_observed, this_year())] if "extrapolated" in set(every["status"]) else []
    labels([words.coverage(record), *beyond])
    shown = last[last["partner"].isin(picked)]
    sentence = _sentence(chosen, model, shown)
    _picture(chosen, model, every[every["partner"].isin(picked)], past, tuple(shown["partner"]), sentence)
    st.table(_rows(shown, past, model, chosen.until), border="horizontal", hide_index=True, alt="Partners shown")
    _by_year(every, tuple(shown["partner"]))
    _new(chosen, model, last, past)
    _how_good(model, record)
    _take_along(chosen, model, every[every["partner"].isin(picked)], past, picked, sentence)


def _fitted(key: str) -> PairModel | None:
    """A button, and the model once it was pressed."""
    place = st.empty()
    with place.container():
        st.info("No model of these ties is kept for this revision of the data.", icon=":material/hourglass_empty:")
        if not st.button("Fit the pair model (about a minute)", icon=":material/play_arrow:", type="primary"):
            return None
    bar = place.progress(0.0, "Fitting the pair model …")

    def tell(share: float, what: str) -> None:
        bar.progress(share, f"Fitting the pair model: {what} …")

    model = _projection_cache.fit_ties(key, tell)
    place.empty()
    return model


def _record(indicator: str, horizon: int) -> PairRecord | None:
    kept = _track_cache.one(indicator)
    return kept.shown(horizon) if isinstance(kept, PairBacktest) and not kept.stale else None


def _name(iso3: str) -> str:
    return _places.names().get(iso3, iso3)


def _interval(row: Mapping[Any, Any]) -> str:
    low, high = ties.percent(row["low"]), ties.percent(row["high"])
    return low if low == high else f"{low} to {high}"


def _sentence(chosen: Choice, model: PairModel, shown: DataFrame) -> str:
    """What the probability is of, who stands highest and lowest of those shown."""
    rows = shown.to_dict("records")

    def told(row: Mapping[Any, Any]) -> str:
        return f"{_name(row['partner'])}, {ties.percent(row['probability'])} (80{SPACE}% interval {_interval(row)})"

    text = f"{chosen.indicator.title}, {_name(chosen.of)}, {chosen.until}: the probability that {model.meaning} is "
    if len(rows) == 1:
        return f"{text}with {told(rows[0])}."
    return f"{text}highest with {told(rows[0])}; the lowest shown is with {told(rows[-1])}."


def _picture(
    chosen: Choice, model: PairModel, ahead: DataFrame, past: DataFrame, order: tuple[str, ...], sentence: str
) -> None:
    observed = past[past["partner"].isin(order)]
    recent = observed[observed["year"].between(model.last_observed - fan.RECENT + 1, model.last_observed)]
    subject = f"{_name(chosen.of)}, projected to {chosen.until}"
    dotted = (words.DOTTED,) * ("extrapolated" in set(ahead["status"]))
    said = _page.said(chosen.indicator, model.last_observed, subject=subject, notes=(BAND, *dotted, MARKS))
    figure = ties.ties(
        recent, ahead, replace(said, unit="Probability of a tie"), chosen.indicator, _places.names(), order=order,
        dark=_page.dark(), narrow=_page.narrow(),
    )  # fmt: skip
    _page.chart(figure, f"projection_{chosen.indicator.key}_{chosen.of}", sentence, key="projections.chart")


def _rows(shown: DataFrame, past: DataFrame, model: PairModel, until: int) -> list[dict[str, str]]:
    """One row per partner: past ties, and the probability of one in the last year."""
    met = past[past["tie"] & (past["year"] <= model.last_observed)].groupby("partner")["year"]
    last, first = met.max().to_dict(), past["year"].min()
    recent = met.apply(lambda years: int((years > model.last_observed - 10).sum())).to_dict()
    return [
        {
            "Partner": _name(row["partner"]),
            "Last tie": str(last.get(row["partner"], f"none since {first}")),
            "Ties in ten years": str(recent.get(row["partner"], 0)),
            f"Probability in {until}": ties.percent(row["probability"]),
            "80 % interval": _interval(row),
        }
        for row in shown.to_dict("records")
    ]


def _by_year(ahead: DataFrame, partners: tuple[str, ...]) -> None:
    with st.expander("Projected years", icon=":material/table_rows:"):
        for partner in partners:
            rows = [
                {
                    "Year": str(row["year"]),
                    "Probability": ties.percent(row["probability"]),
                    "80 % interval": _interval(row),
                    "Status": row["status"],
                }
                for row in ahead[ahead["partner"] == partner].to_dict("records")
            ]
            st.markdown(f"**{literal(_name(partner))}**")
            st.table(rows, border="horizontal", hide_index=True, alt=f"Projected years with {_name(partner)}")


def _new(chosen: Choice, model: PairModel, last: DataFrame, past: DataFrame) -> None:
    """Partners without a tie in the last five years, the most probable first."""
    recent = past[past["tie"] & past["year"].between(model.last_observed - QUIET + 1, model.last_observed)]
    fresh = last[~last["partner"].isin(recent["partner"])].head(NEW)
    st.header("Most probable new ties", anchor=False)
    if fresh.empty:
        st.markdown(f"Every partner had a tie in the {QUIET} years to {model.last_observed}.")
        return
    st.markdown(
        f"Partners of {literal(_name(chosen.of))} without a tie in the {QUIET} years to {model.last_observed}. New "
        "ties are rare and much harder to tell than old ones."
    )
    st.table(_rows(fresh, past, model, chosen.until), border="horizontal", hide_index=True, alt="New ties")


def _how_good(model: PairModel, record: PairRecord | None) -> None:
    st.header("How good is it?", anchor=False)
    if record is None:
        st.markdown(
            "No track record of these ties is kept for this revision of the data: none of this has been tested."
        )
    else:
        st.markdown(literal(f"{words.against(record)} {words.kept_promise(record)} {words.calibration(record)}"))
    st.markdown(literal(f"The model shown is “{model.name}”. Its probabilities rest on associations in past data."))
    track_record(model.target.key)


def _take_along(
    chosen: Choice, model: PairModel, ahead: DataFrame, past: DataFrame, picked: tuple[str, ...], sentence: str
) -> None:
    key = chosen.indicator.key
    own = past[past["partner"].isin(picked)].assign(country=chosen.of, series="observed")
    columns = ["country", "partner", "series", "year", "value", "tie", "probability", "low", "high", "status"]
    rows = concat([own, ahead.assign(series="projected")], ignore_index=True).reindex(columns=columns)
    words_ = ["foresight", "project", key, "--country", chosen.of, "--partner", *picked]
    made_by = shlex.join([*words_, "--horizon", str(chosen.until - model.last_observed)])
    said = [
        ("projection", sentence), ("probability", f"that {model.meaning}"), ("interval", f"80 %. {BAND}"),
        ("model", model.name), ("made again by", made_by),
    ]  # fmt: skip
    st.header("Take it along", anchor=False)
    _downloads.row(chosen.indicator, rows, f"projection_{key}_{chosen.of}_{chosen.until}", said=said)
    st.caption("The same figures from the command line:")
    st.code(made_by, language=None, wrap_lines=True)
    _page.footer(chosen.indicator, model.last_observed)
