"""Scenarios: move a lever, and watch the projection of cooperation answer, with its uncertainty."""

import streamlit as st

from pages import _cache, _consistency_check, _lever_course, _levers, _library_shelf, _page
from pages import _scenario_address as desk
from pages import _scenario_answer as answering
from pages import _scenario_cache as data
from pages import _scenario_files as files
from pages import _scenario_question as question

LEAD = (
    "Choose what to ask about and where, move a lever off its baseline, and read how far the projection moves with it "
    "in past data."
)

with _page.room("Scenarios", LEAD):
    catalogue, revision = _cache.catalogue(), _cache.revision()
    _page.left_out(desk.open_address(catalogue, revision))
    library = st.expander("Library of scenarios", icon=":material/bookmarks:", key="library", on_change="rerun")
    if library.open:  # a slider should not wait for widgets that nobody sees
        with library:
            _library_shelf.shelf(catalogue, revision)
    question.draw(catalogue)
    asked = desk.current()
    moved = data.moved_by(asked)
    inside = data.members(asked.scope)
    members = {key: len(moved.get(key, inside)) for key in catalogue.levers}
    baselines = data.baselines(asked.target, asked.scope, moved)
    moving, answer = st.columns([2, 3], gap="large")
    with moving:
        question.steps()
        slots = _levers.draw(catalogue.levers, baselines, members)
        _lever_course.draw(catalogue, catalogue.indicator(asked.target))
    scenario = desk.current()
    desk.write(revision)
    simulation = data.simulated(scenario)
    _levers.warn(slots, answering.whole(simulation).levers, members)
    with answer, st.container(key="answer"):
        answering.show(simulation, catalogue.levers)
    answering.warn(simulation)
    _consistency_check.show(scenario, catalogue.levers, baselines)
    answering.rests_on(simulation, catalogue.levers)
    answering.track_record(simulation)
    files.take_along(simulation, catalogue.levers)
    _page.footer(simulation.target, answering.whole(simulation).baseline.last_observed)
