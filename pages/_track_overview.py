"""The overview of the track record: every indicator's skill and coverage at one horizon, and the way to each one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from foresight.catalogue import THEMES
from foresight.charts.theme import Caption
from pages import _cache, _downloads, _page, _selection, _track_cache, _track_terms, _track_words
from pages._link import Link
from pages._text import literal

if TYPE_CHECKING:
    from pandas import DataFrame

ALL = "all"
HORIZONS = ("1", "3", "5", "10")
SHOWN = {"skill": "Skill against the best baseline", "coverage": "Coverage of the 80 % band"}
PAIRS = "Pairs of states (Brier score)"
SOURCE = "Source: Foresight’s own backtests of these indicators; their providers stand with each."
SKILL = "CRPS (pairs: Brier score) against the best simple baseline, %; whiskers: 95 % interval"
COVERAGE = "% of outcomes inside the 80 % band; shaded: 76 to 84 %"


@dataclass(frozen=True)
class Asked:
    """What to show: one indicator or (None) all, how many years ahead, of which theme, and which figure."""

    indicator: str | None
    horizon: int
    theme: str
    shown: str


def choose(link: Link) -> Asked:
    """The controls; what concerns only the overview keeps its setting while one indicator is shown."""
    titles = {ALL: "All indicators"} | {key: _cache.catalogue().indicator(key).title for key in _track_cache.targets()}
    what, ahead = st.columns([3, 2], gap="medium")
    with what:
        key = link.select("indicator", "Indicator", list(titles), titles.__getitem__, default=ALL)
    with ahead:
        horizon = link.select("ahead", "Projected", HORIZONS, lambda h: _track_words.ahead(int(h)), default="5")
    if key != ALL:
        for name in ("track_record.theme", "track_record.layout"):
            if name in st.session_state:
                st.session_state[name] = st.session_state[name]
        return Asked(key, int(horizon), ALL, "skill")
    theme, shown = st.columns([3, 2], gap="medium")
    themes = {ALL: "All themes"} | dict(THEMES)
    with theme:
        of = link.select("theme", "Theme", list(themes), themes.__getitem__, default=ALL)
    with shown:
        figure = link.select("layout", "Show", list(SHOWN), SHOWN.__getitem__, default="skill")
    return Asked(None, int(horizon), of, figure)


def rows(horizon: int, theme: str) -> DataFrame:
    """A row for each indicator with a record at the horizon: by theme, pairs last, the best skill first."""
    from pandas import DataFrame

    from foresight.projection.stacking import STACK

    found: list[dict[str, Any]] = []
    for key, record in _track_cache.every().items():
        indicator = _cache.catalogue().indicator(key)
        own = _track_words.shown(record, horizon)
        if own is None or theme not in (ALL, indicator.theme):
            continue
        found.append(
            {
                "key": key, "label": indicator.title, "theme": indicator.theme,
                "group": PAIRS if indicator.dyadic else THEMES[indicator.theme],
                "skill": own.skill, "low": own.skill_low, "high": own.skill_high,
                "coverage": own.coverage80, "worst": own.worst_origin_coverage80, "n": own.n,
                "baseline": own.best_baseline, "shown": record.chosen.get(horizon, STACK), "stale": record.stale,
            }
        )  # fmt: skip
    columns = ["key", "label", "theme", "group", "skill", "low", "high", "coverage", "worst", "n", "baseline", "shown"]
    order = {group: place for place, group in enumerate([*THEMES.values(), PAIRS])}
    frame = DataFrame(found, columns=[*columns, "stale"]).dropna(subset=["skill"])
    placed = frame.assign(place=frame["group"].map(order))
    return placed.sort_values(["place", "skill"], ascending=[True, False]).drop(columns="place").reset_index(drop=True)


def show(link: Link, asked: Asked) -> None:
    """The sentence, the chart, the table, and what they do not hold."""
    from foresight.charts import record

    found = rows(asked.horizon, asked.theme)
    link.stamp(_cache.revision())
    link.write()
    st.markdown(literal(_track_words.overview(found, asked.horizon)))
    if found.empty:
        _without(asked.theme)
        return
    subject = _track_words.ahead(asked.horizon)
    kind = "Skill of projections" if asked.shown == "skill" else "How often 80 % bands held"
    notes = (
        "Final vintages, publication lags ignored: this flatters.",
        "Up to 15 latest years with a known outcome; pairs: 8.",
    )
    unit = SKILL if asked.shown == "skill" else COVERAGE
    said = Caption(f"{kind} {subject}", unit, SOURCE, None, _page.revision_name(), notes, tuple(found["key"]))
    draw = record.skills if asked.shown == "skill" else record.coverage
    drawn = found.dropna(subset=["low", "high"] if asked.shown == "skill" else ["coverage", "worst"])
    figure = draw(drawn, said, dark=_page.dark(), narrow=_page.narrow())
    name = f"track_record_{asked.shown}_{asked.horizon}y"
    st.caption("Choose a mark, a row of the table or an indicator above to read its record.")
    _page.picture(
        figure, name, _track_words.overview(found, asked.horizon), "track_record.chart",
        on_select=_open_mark, selection_mode="points",
    )  # fmt: skip
    st.dataframe(
        _track_words.listing(found), hide_index=True, key="track_record.list", selection_mode="single-row",
        on_select=partial(_open_row, found["key"].tolist()), alt="The figures of the chart, a row for each indicator",
    )  # fmt: skip
    _without(asked.theme)
    if found["stale"].any():
        st.caption(
            f"{int(found['stale'].sum())} of these records were made on another data revision. Their own figures may "
            "be unchanged: opening one looks at them."
        )
    _take_along(found, f"track_record_{asked.horizon}y", asked.horizon)
    _track_terms.explained(pairs=bool((found["group"] == PAIRS).any()))
    st.divider()
    st.caption(f"{SOURCE} Data revision {_page.revision_name()}.")


def _without(theme: str) -> None:
    catalogue, there = _cache.catalogue(), _track_cache.every()
    of_theme = [k for k in _track_cache.targets() if theme in (ALL, catalogue.indicator(k).theme)]
    missing = [key for key in of_theme if key not in there]
    if missing:
        st.caption(literal(_track_words.too_short(missing, {k: catalogue.indicator(k).title for k in missing})))


def _take_along(found: DataFrame, name: str, horizon: int) -> None:
    from foresight import export

    catalogue = _cache.catalogue()
    keys = found["key"].tolist()
    free = found[found["key"].isin(_downloads.free(keys))]
    kept = free.rename(columns={"key": "indicator", "label": "title"}).drop(columns=["group", "stale"])
    said = [("figures", f"skill and coverage of what was shown {_track_words.ahead(horizon)}"),
            ("note", _track_terms.NOTE.replace("**", "")), *_downloads.lacks(keys)]  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _downloads.button(
            _downloads.free(keys) or keys,
            lambda: export.headed(said, export.to_csv(kept, catalogue, _cache.revision())),
            name,
            help="The figures of all these records, with the sources of each indicator and the data revision.",
        )  # fmt: skip
        _downloads.picture()


def back() -> None:
    """From one indicator to all of them."""
    st.session_state["track_record.indicator"] = ALL


def _open_row(keys: list[str]) -> None:
    for place in st.session_state["track_record.list"].selection.rows:
        st.session_state["track_record.indicator"] = keys[place]


def _open_mark() -> None:
    for point in st.session_state["track_record.chart"].selection.points:
        if point.get("customdata"):
            st.session_state["track_record.indicator"] = point["customdata"][0]


def explain(name: str, value: str, known: list[str]) -> str:
    """Why a part of the address was left out, with the nearest thing that exists."""
    if name == "indicator" and value in _cache.catalogue().indicators:
        title = _cache.catalogue().indicator(value).title
        return f"The address asks for “{title}”, which is not projected: a figure for the whole world, or too short."
    return _selection.explain(name, value, known)
