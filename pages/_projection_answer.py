"""The projection of countries: labels, sentences, the chart, how good it is, what moves it, what to take along."""

from __future__ import annotations

import shlex

import streamlit as st
from pandas import DataFrame, concat

from foresight.charts import fan, projections
from foresight.projection import Model, Projection
from pages import _cache, _downloads, _page, _places, _projection_cache, _projection_drivers, _scenario_words
from pages import _projection_words as words
from pages._link import Link
from pages._projection_choice import Choice
from pages._scenario_cache import this_year
from pages._text import literal

COLUMNS = ["country", "series", "year", *fan.QUANTILES, "status"]


def show(chosen: Choice, link: Link) -> None:
    """The whole answer for the countries picked."""
    if not chosen.countries:
        st.info("Choose one to six countries above to see their projections.", icon=":material/arrow_upward:")
        return
    model = _projection_cache.model(chosen.indicator.key)
    can, refused = model.supported(chosen.countries)
    if refused:
        told = (named(country, reason) for country, reason in zip(_left(chosen, can), refused, strict=True))
        st.warning(literal(" ".join(told)), icon=":material/block:")
    if not can:
        st.info("None of the countries picked can be projected. Choose others, or another indicator.")
        return
    found = model.project(can, until=chosen.until)
    observed = _cache.rows(chosen.indicator.key, can)
    sentences = _sentences(chosen, found, observed)
    _labels(chosen, model, found)
    _picture(chosen, found, observed, sentences)
    _by_year(chosen, found)
    opening = words.horizon_of(chosen.until - model.last_observed)
    _how_good(model, opening)
    _projection_drivers.show(model, link, opening)
    _take_along(chosen, model, found, observed, sentences)


def _left(chosen: Choice, can: tuple[str, ...]) -> list[str]:
    return [country for country in chosen.countries if country not in can]


def named(country: str, reason: str) -> str:
    """The engine's sentence with the country's name for its code."""
    return f"{_places.names()[country]}{reason.removeprefix(country)}"


def _sentences(chosen: Choice, found: tuple[Projection, ...], observed: DataFrame) -> list[str]:
    last = observed.set_index(["country", "year"])["value"]
    return [
        words.sentence(
            one, float(last[one.country, one.last_observed]), chosen.indicator, _places.names(), len(found) > 1
        )
        for one in found
    ]


def labels(shown: list[words.Label]) -> None:
    """Labels in a row; what each means stands in its help."""
    with st.container(horizontal=True, gap="small"):
        for label in shown:
            st.badge(label.text, color=label.colour, icon=label.icon, help=label.meaning)


def _labels(chosen: Choice, model: Model, found: tuple[Projection, ...]) -> None:
    horizon = words.horizon_of(chosen.until - model.last_observed)
    record = next((r for r in model.records if r.horizon == horizon), None)
    labels([words.coverage(record), *words.extrapolations(found, _places.names(), this_year())])


def _picture(chosen: Choice, found: tuple[Projection, ...], observed: DataFrame, sentences: list[str]) -> None:
    indicator = chosen.indicator
    last = max(one.last_observed for one in found)
    dotted = (words.DOTTED,) * any("extrapolated" in one.status for one in found)
    notes = (words.BAND, *dotted, *(("Each country has a value axis of its own.",) * chosen.apart))
    said = _page.said(indicator, last, subject=f"projected to {chosen.until}", notes=notes)
    recent = observed[observed["year"] > last - fan.RECENT]
    ahead = DataFrame([row for one in found for row in one.rows()])
    names, order, dark = _places.names(), chosen.countries, _page.dark()
    if chosen.apart:
        figure = projections.apart(
            recent, ahead, said, indicator, names, order=order, log=chosen.log, dark=dark, narrow=_page.narrow()
        )
    else:
        figure = projections.together(recent, ahead, said, indicator, names, order=order, log=chosen.log, dark=dark)
    several = f"**{literal(indicator.title)}** ({literal(indicator.unit)})\n" if len(found) > 1 else ""
    st.markdown(several + "\n".join(f"- {literal(s)}" if several else literal(s) for s in sentences))
    _page.picture(figure, f"projection_{indicator.key}", " ".join(sentences), "projections.chart")


def _by_year(chosen: Choice, found: tuple[Projection, ...]) -> None:
    with st.expander("Projected years", icon=":material/table_rows:"):
        for one in found:
            name = _places.names()[one.country]
            st.markdown(f"**{literal(name)}**, {literal(chosen.indicator.unit)}")
            rows = words.table(one, chosen.indicator)
            st.table(rows, border="horizontal", hide_index=True, alt=f"Projected years of {name}")


def _how_good(model: Model, horizon: int) -> None:
    st.header("How good is it?", anchor=False)
    record = next((r for r in model.records if r.horizon == horizon), None)
    if record is None:
        st.markdown("No past projection of this indicator could be scored: its series is too short.")
        st.markdown(literal(words.shown(model.models)))
        return
    st.markdown(literal(f"{words.against(record)} {words.kept_promise(record)}"))
    st.markdown(literal(words.shown(model.models)))
    with st.expander("By horizon", icon=":material/table_rows:"):
        st.table(_scenario_words.track_record(model.records), border="horizontal", hide_index=True)
        st.caption("Computed on final data, without the delays of publication: this flatters.")
    track_record(model.target.key)


def track_record(indicator: str) -> None:
    """The way to all that is known of how good past projections of the indicator were."""
    st.page_link(
        "pages/track_record.py", label="The whole track record", icon=":material/fact_check:",
        query_params={"indicator": indicator},
    )  # fmt: skip


def _rows(found: tuple[Projection, ...], observed: DataFrame) -> DataFrame:
    """What is shown and all that was observed before, year by year."""
    past = observed.rename(columns={"value": "p50"}).assign(series="observed", status="observed")
    ahead = DataFrame([row for one in found for row in one.rows()]).assign(series="projected")
    return concat([past, ahead], ignore_index=True).reindex(columns=COLUMNS)


def _take_along(
    chosen: Choice, model: Model, found: tuple[Projection, ...], observed: DataFrame, sentences: list[str]
) -> None:
    key = chosen.indicator.key
    most = str(max(chosen.until - one.last_observed for one in found))
    made_by = shlex.join(["foresight", "project", key, "--country", *(o.country for o in found), "--horizon", most])
    said = [
        *(("projection", sentence) for sentence in sentences),
        ("observed", "p50"),
        ("bands", words.BAND),
        ("model", f"{model.name}. {_scenario_words.skill(found[0])}"),
        ("made again by", made_by),
    ]
    st.header("Take it along", anchor=False)
    _downloads.row(chosen.indicator, _rows(found, observed), f"projection_{key}_{chosen.until}", said=said)
    st.caption("The same figures from the command line:")
    st.code(made_by, language=None, wrap_lines=True)
    _page.footer(chosen.indicator, model.last_observed)
