"""The answer of a simulation on the page: the fan with its sentence, what it rests on, and how good it has been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from pandas import DataFrame

from foresight.charts import fan, theme
from foresight.scenario import Outcome, Scenario, Simulation
from pages import _cache, _page, _places, _scenario_cache, _scenario_words, _scenario_years
from pages._text import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foresight.catalogue import Lever

BANDS = (
    "Bands: 50 % and 80 %, from past forecast errors of this target; not the uncertainty of responses.",
    "The response to levers is an association in past data.",
)
TOGETHER = "Observed: years in which nine in ten of the members have a figure, put together as {words}."


def where(scenario: Scenario) -> str:
    """The scope in words: `India`, `South Asia`, `NATO members`, `the world`."""
    kind, names = scenario.scope.kind, scenario.scope.names
    if kind == "world":
        return "the world"
    areas = _places.areas()
    if kind == "pair":
        return " and ".join(_places.names()[name] for name in names)
    if kind == "country":
        return ", ".join(_places.names()[name] for name in names)
    return areas[names[0] if kind == "region" else f"forum-{names[0]}"]


def whole(simulation: Simulation) -> Outcome:
    """The outcome that is shown: the members put together, or the one country."""
    return simulation.aggregate or simulation.outcomes[0]


def history(simulation: Simulation) -> DataFrame:
    """Columns year, value: what was observed of the countries shown."""
    key = simulation.target.key
    countries = tuple(outcome.country for outcome in simulation.outcomes)
    return _scenario_cache.history(key, whole(simulation), countries, simulation.target.together)


def show(simulation: Simulation, levers: Mapping[str, Lever]) -> None:
    """Labels, the sentence, and baseline and scenario in one figure."""
    outcome, target, place = whole(simulation), simulation.target, where(simulation.scenario)
    with st.container(horizontal=True, gap="small"):
        for label, colour in _scenario_words.labels(simulation, outcome):
            st.badge(label, color=colour)
    sentence = _scenario_words.sentence(outcome, target, levers, place)
    together = (TOGETHER.format(words=target.together_words),) if simulation.aggregate else ()
    subject = f"{place} ({target.together_words})" if simulation.aggregate else place
    observed = history(simulation)
    observed = observed[observed["year"] > outcome.baseline.last_observed - fan.RECENT]
    years = int(observed["year"].min()), outcome.baseline.years[-1]
    figure = fan.fan(
        observed,
        DataFrame(outcome.baseline.rows()),
        _page.said(target, outcome.baseline.last_observed, subject=subject, notes=(*BANDS, *together)),
        target,
        scenario=DataFrame(outcome.scenario.rows()),
        shown=_scenario_years.window(*years),
        draggable=not _page.narrow(),
        dark=_page.dark(),
    )
    st.markdown(_scenario_words.marked(sentence))
    _page.picture(
        figure, f"scenario_{target.key}", _scenario_words.plain(sentence), _scenario_years.CHART,
        on_select=_scenario_years.marked, selection_mode="box",
    )  # fmt: skip
    _scenario_years.draw(*years)


def warn(simulation: Simulation) -> None:
    """What the engine says of limits, one sentence each."""
    if simulation.warnings:
        lines = [literal(warning) for warning in simulation.warnings]
        st.warning("\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0], icon=":material/info:")


def rests_on(simulation: Simulation, levers: Mapping[str, Lever]) -> None:
    """Lever by lever: value, baseline, response with its interval, verdict, and what the estimate is made of."""
    outcome, target = whole(simulation), simulation.target
    st.header("What the response rests on", anchor=False)
    _page.table(_scenario_words.rests_on(outcome, target, levers), "Every lever with its baseline and its response")
    st.caption(
        f"Response: shift of the median in {outcome.baseline.years[-1]}, in {literal(target.unit)}, levers moving from "
        f"{simulation.start} on. The interval is that of the coefficients alone. More of it: whether more of the lever "
        "went with better cooperation (catalyses), worse (hinders), or an 80 % interval that holds both (cannot be "
        "told)."
    )
    with st.expander("How each response was estimated", icon=":material/functions:"):
        for response in outcome.levers:
            st.markdown(f"**{levers[response.key].title}.** {literal(response.basis)}")
        st.markdown(_scenario_words.listed_sources(driver_sources(levers)))


def driver_sources(levers: Mapping[str, Lever]) -> list[str]:
    """A line for each indicator that the levers drive: its title and where it comes from."""
    from foresight.projection.drivers import DRIVERS

    catalogue = _cache.catalogue()
    driven = {column for lever in levers.values() for column in lever.drives}
    keys = dict.fromkeys(d.indicator for d in DRIVERS if d.key in driven and d.indicator in catalogue.indicators)
    return [f"{catalogue.indicator(k).title}: {theme.source_line(catalogue.sources_of(k))}" for k in keys]


def track_record(simulation: Simulation) -> None:
    """How good past projections of this target were, misses included."""
    st.header("How good is the projection?", anchor=False)
    outcome = whole(simulation)
    st.markdown(_scenario_words.skill(outcome.baseline))
    with st.expander("Track record by horizon", icon=":material/fact_check:"):
        st.table(_scenario_words.track_record(outcome.baseline.records), border="horizontal", hide_index=True)
        st.caption("Computed on final data, without the delays of publication: this flatters.")
