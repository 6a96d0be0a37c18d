"""Signposts: which indicators tell futures apart, how far each is from its threshold, and where the last years lean."""

from foresight.scenario.signposts.readings import AHEAD, Reading
from foresight.scenario.signposts.survey import futures_from, survey
from foresight.scenario.signposts.watch import TELLS, Lean, Signpost, Watch

__all__ = ["AHEAD", "TELLS", "Lean", "Reading", "Signpost", "Watch", "futures_from", "survey"]
