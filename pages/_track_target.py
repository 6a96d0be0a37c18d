"""The track record of one indicator: scores, calibration, misses, and last year's projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.theme import Caption
from pages import (
    _cache,
    _downloads,
    _page,
    _track_cache,
    _track_last_year,
    _track_misses,
    _track_overview,
    _track_pairs,
    _track_terms,
    _track_words,
)  # fmt: skip
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.projection.pairs import PairBacktest
    from foresight.projection.track_record import Backtest
    from pages._link import Link

SCORES, CALIBRATION, MISSES, LAST = VIEWS = ("Scores", "Calibration", "Misses", "Last year")
STALE = (
    "This record is stale: the data or the models have changed since it was made. It is shown as it was; what is "
    "projected today may be better or worse."
)
NONE = "No track record of this indicator is kept for this revision of the data."
SECONDS = {False: "about 15 s", True: "about a minute"}


def show(link: Link, key: str, horizon: int) -> None:
    """Everything known of how good projections of the indicator were."""
    indicator = _cache.catalogue().indicator(key)
    st.button("All indicators", icon=":material/arrow_back:", type="tertiary", on_click=_track_overview.back)
    st.header(indicator.title, anchor=False)
    tabs = dict(zip(VIEWS, link.tabs(VIEWS), strict=True))
    picked: tuple[str, ...] = ()
    if tabs[LAST].open and not indicator.dyadic:
        with tabs[LAST]:
            picked = _track_last_year.choose(link)
    link.stamp(_cache.revision())
    link.write()
    if tabs[LAST].open:
        with tabs[LAST]:
            _track_last_year.show(indicator, picked)
        return
    found = _track_cache.one(key)
    open_ = next(name for name in VIEWS if tabs[name].open)
    with tabs[open_]:
        if found is None or found.stale:
            _offer(indicator, found is None)
        if found is None:
            return
        if indicator.dyadic:
            _track_pairs.show(indicator, found, horizon, open_)  # type: ignore[arg-type]
        else:
            _countries(indicator, found, horizon, open_)  # type: ignore[arg-type]
        _take_along(indicator, found)


def _offer(indicator: Indicator, none: bool) -> None:
    """Say that there is no record of today's data, and compute it where a person asks for it."""
    if none:
        st.info(NONE, icon=":material/info:")
    else:
        st.warning(STALE, icon=":material/history:")
    if st.button(f"Compute the track record ({SECONDS[indicator.dyadic]})", icon=":material/calculate:"):
        bar = st.progress(0.0, "Reading the data")

        def tell(share: float, what: str) -> None:
            bar.progress(min(share, 1.0), what)

        _track_cache.compute(indicator.key, tell)
        st.rerun()


def _countries(indicator: Indicator, found: Backtest, horizon: int, view: str) -> None:
    from foresight.projection.stacking import STACK

    own = next((r for r in found.of(STACK) if r.horizon == horizon), None)
    if view == CALIBRATION:
        _calibration(indicator, found)
    elif own is None:
        told = [str(r.horizon) for r in found.of(STACK)]
        st.info(f"The series is too short to score {_track_words.ahead(horizon)}. Scored: {', '.join(told)} ahead.")
    elif view == MISSES:
        _track_misses.show(indicator, found, horizon)
    else:
        _scores(indicator, found, horizon)


def _scores(indicator: Indicator, found: Backtest, horizon: int) -> None:
    from pandas import DataFrame

    from foresight.charts import record
    from foresight.projection.stacking import STACK

    own = next(r for r in found.of(STACK) if r.horizon == horizon)
    chosen = found.chosen.get(horizon, STACK)
    st.markdown(
        f"{_track_words.ahead(horizon)}, {literal_but_bold(_track_words.verdict(own))} "
        f"{_track_words.band(own)} Today {_track_words.model(chosen)} is shown."
    )
    st.subheader("By horizon", anchor=False)
    st.table(_track_words.by_horizon(found), border="horizontal", hide_index=True)
    st.subheader(f"Every candidate, {_track_words.ahead(horizon)}", anchor=False)
    candidates = [r for r in found.records if r.horizon == horizon]
    drawn = DataFrame(
        [
            {"key": r.model, "label": r.model, "group": "", "skill": r.skill, "low": r.skill_low, "high": r.skill_high}
            for r in candidates
        ]
    ).sort_values("skill", ascending=False)
    said = Caption(
        f"{indicator.title}, {_track_words.ahead(horizon)}: skill of each model",
        "CRPS against the best simple baseline, %; whiskers: 95 % interval",
        source(indicator),
        found.last_observed,
        _page.revision_name(),
        (f"n = {own.n:,}: {own.countries} countries, {own.origins} years.",),
    )
    best, worst = drawn.iloc[0], drawn.iloc[-1]
    sentence = (
        f"With hindsight the best candidate was “{best['label']}” (skill {record.signed(best['skill'])}), the worst "
        f"“{worst['label']}” ({record.signed(worst['skill'])})."
    )
    figure = record.skills(drawn, said, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, f"track_record_{indicator.key}_{horizon}y", sentence, key="track_record.candidates")
    rows = [{"Model": r.model} | _track_words.scores(r) for r in candidates]
    st.table(
        [{k: v for k, v in row.items() if k != "Best baseline"} for row in rows], border="horizontal", hide_index=True
    )


def literal_but_bold(text: str) -> str:
    """Literal text in which `**` still means bold."""
    return "**".join(literal(part) for part in text.split("**"))


def source(indicator: Indicator) -> str:
    """What a picture of a record rests on."""
    from foresight.charts import theme

    return f"Foresight’s backtest. {theme.source_line(_cache.catalogue().sources_of(indicator.key))}"


def _calibration(indicator: Indicator, found: Backtest) -> None:
    from pandas import DataFrame

    from foresight.charts import record

    points = DataFrame(
        [
            {"series": _track_words.ahead(p.horizon), "told": p.nominal, "observed": p.observed}
            for p in found.reliability
        ],
        columns=["series", "told", "observed"],
    ).dropna()
    said = Caption(
        f"{indicator.title}: calibration of the bands",
        "share of outcomes inside the central band", source(indicator), found.last_observed, _page.revision_name(),
        ("On the diagonal a band holds what it promises.",),
    )  # fmt: skip
    names = list(dict.fromkeys(points["series"]))
    figure = record.calibration(
        points,
        said,
        told="Share the band should hold",
        observed="Share it held",
        names=names,
        dark=_page.dark(),
        narrow=_page.narrow(),
    )
    _page.chart(figure, f"calibration_{indicator.key}", _track_words.calibration(found), key="track_record.calibration")


def _take_along(indicator: Indicator, found: Backtest | PairBacktest) -> None:
    from pandas import DataFrame

    _track_terms.explained(pairs=indicator.dyadic, countries=not indicator.dyadic)
    st.caption(literal(_track_words.made(found, _cache.revision().name)))
    said = [
        ("figures", "track record: every model at every horizon"),
        ("made", _track_words.made(found, _cache.revision().name)),
        ("stale", STALE if found.stale else "no"),
        ("note", _track_terms.NOTE.replace("**", "")),
    ]
    _downloads.row(indicator, DataFrame(_track_words.rows(found)), f"track_record_{indicator.key}", said=said)
    _page.footer(indicator, found.last_observed)
