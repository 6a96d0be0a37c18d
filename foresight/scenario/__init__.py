"""Scenarios: a planner's levers, and what in past data went with such moves."""

from foresight.scenario.outcome import Difference, LeverResponse, Outcome, Simulation
from foresight.scenario.scenario import Scenario
from foresight.scenario.scope import Scope
from foresight.scenario.simulate import Prepared, prepare, simulate
from foresight.scenario.targets import TARGETS

__all__ = [
    "TARGETS", "Difference", "LeverResponse", "Outcome", "Prepared", "Scenario", "Scope", "Simulation",
    "prepare", "simulate",
]  # fmt: skip
