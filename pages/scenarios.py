"""Scenarios: move a factor, and watch the projection of cooperation answer, with its uncertainty."""

import streamlit as st

from foresight.scenario import simulate
from pages import _cache, _levers, _page, _scenario_address, _scenario_answer, _scenario_cache, _scenario_question

LEAD = (
    "Choose what to ask about and where, move a lever off its baseline, and read how far the projection moves with it "
    "in past data."
)

with _page.room("Scenarios", LEAD):
    catalogue, revision = _cache.catalogue(), _cache.revision()
    _page.left_out(_scenario_address.open_address(catalogue, revision))
    _scenario_question.draw(catalogue)
    asked = _scenario_address.current()
    moving, answer = st.columns([2, 3], gap="large")
    with moving:
        st.header("Levers", anchor=False)
        members = _scenario_cache.members(asked.scope)
        _levers.draw(catalogue.levers, _scenario_cache.baselines(asked.target, asked.scope), len(members))
        st.button("Reset to baseline", icon=":material/restart_alt:", on_click=_scenario_address.reset)
    _scenario_address.write(revision)
    scenario = _scenario_address.current()
    simulation = simulate(_scenario_cache.prepared(scenario.target), scenario, catalogue.levers, members)
    with answer:
        _scenario_answer.show(simulation, catalogue.levers)
        _scenario_answer.warn(simulation)
    _scenario_answer.rests_on(simulation, catalogue.levers)
    _scenario_answer.track_record(simulation)
    _scenario_answer.take_along(simulation, catalogue.levers)
    _page.footer(simulation.target, _scenario_answer.whole(simulation).baseline.last_observed)
