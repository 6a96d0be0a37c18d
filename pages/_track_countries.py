"""The track record of an indicator of countries: scores by horizon and model, and whether bands held what they told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.charts.theme import Caption
from pages import _cache, _page, _track_misses, _track_words
from pages._text import literal

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.projection.records import Record
    from foresight.projection.track_record import Backtest


def show(indicator: Indicator, found: Backtest, horizon: int, view: str) -> None:
    """One view of the record at one horizon."""
    from foresight.projection.stacking import STACK

    own = _track_words.shown(found, horizon)
    if view == "Calibration":
        _calibration(indicator, found)
    elif own is None:
        told = [str(r.horizon) for r in found.of(STACK)]
        st.info(f"The series is too short to score {_track_words.ahead(horizon)}. Scored: {', '.join(told)} ahead.")
    elif view == "Misses":
        _track_misses.show(indicator, found, horizon)
    else:
        _scores(indicator, found, own)


def _scores(indicator: Indicator, found: Backtest, own: Record) -> None:
    from pandas import DataFrame

    from foresight.charts import record
    from foresight.projection.stacking import STACK

    horizon = own.horizon
    chosen = found.chosen.get(horizon, STACK)
    st.markdown(
        f"{_track_words.ahead(horizon)}, {_literal_but_bold(_track_words.verdict(own))} "
        f"{_track_words.band(own)} Today {_track_words.model(chosen)} is shown."
    )
    st.subheader("By horizon", anchor=False)
    _page.table(_track_words.by_horizon(found), "What was shown, by horizon")
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
        _source(indicator),
        found.last_observed,
        _page.revision_name(),
        (f"n = {own.n:,}: {own.countries} countries, {own.origins} years.",),
        (indicator.key,),
    )
    best, worst = drawn.iloc[0], drawn.iloc[-1]
    sentence = (
        f"With hindsight the best candidate was “{best['label']}” (skill {record.signed(best['skill'])}), the worst "
        f"“{worst['label']}” ({record.signed(worst['skill'])})."
    )
    figure = record.skills(drawn, said, dark=_page.dark(), narrow=_page.narrow())
    _page.chart(figure, f"track_record_{indicator.key}_{horizon}y", sentence, key="track_record.candidates")
    rows = [{"Model": r.model} | _track_words.scores(r) for r in candidates]
    shown = [{name: text for name, text in row.items() if name != "Best baseline"} for row in rows]
    _page.table(shown, f"Every candidate, {_track_words.ahead(horizon)}")


def _literal_but_bold(text: str) -> str:
    """Literal text in which `**` still means bold."""
    return "**".join(literal(part) for part in text.split("**"))


def _source(indicator: Indicator) -> str:
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
        "share of outcomes inside the central band", _source(indicator), found.last_observed, _page.revision_name(),
        ("On the diagonal a band holds what it promises.",),
        (indicator.key,),
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
