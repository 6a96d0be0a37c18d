"""The four factors: where a country stands, and the very estimates that scenarios rest on."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from foresight import catalogue, geography
from foresight.errors import UnknownKeyError
from foresight.measures import conflict_factors
from foresight.panel import Panel
from foresight.scenario import Prepared, prepare
from tests import planted

LEVERS = catalogue.load().levers


def panel(values: np.ndarray) -> Panel:
    """Forum memberships of four states in two years."""
    entry = catalogue.load().indicators["forum_memberships"]
    codes = ("FRA", "IND", "MLI", "USA")
    regions = {code: str(geography.countries()[code].region) for code in codes}
    return Panel((2000, 2001), codes, {"forum_memberships": values}, {"forum_memberships": entry}, regions)


def test_a_standing_counts_states_below_and_half_of_those_level() -> None:
    grid = np.array([[1.0, 2.0, 3.0, 9.0], [2.0, 2.0, 8.0, np.nan]])
    standing = {s.factor: s for s in conflict_factors.standings(panel(grid), LEVERS, "IND")}["diplomatic_priority"]
    assert (standing.value, standing.year, standing.among) == (2, 2001, 3)
    assert standing.share == pytest.approx(1 / 3)  # none lower, two of three level
    assert standing.course == {2000: 2.0, 2001: 2.0}
    earlier = {s.factor: s for s in conflict_factors.standings(panel(grid), LEVERS, "USA")}["diplomatic_priority"]
    assert (earlier.value, earlier.year, earlier.share) == (9, 2000, 7 / 8)


def test_what_was_never_observed_has_no_place_among_states() -> None:
    grid = np.array([[1.0, np.nan, 3.0, 4.0], [1.0, np.nan, 3.0, 4.0]])
    standing = conflict_factors.standings(panel(grid), LEVERS, "IND")[0]
    assert np.isnan(standing.value)
    assert standing.among == 0
    with pytest.raises(UnknownKeyError):
        conflict_factors.standings(panel(grid), LEVERS, "ZZZ")


@cache
def prepared() -> Prepared:
    return prepare(planted.panel(), "ties")


def test_the_estimates_are_those_of_scenarios_with_their_verdicts() -> None:
    found = {one.factor: one for one in conflict_factors.estimates(prepared(), planted.LEVERS)}
    severity = found["conflict_severity"]
    assert severity.verdict == "hinders"
    assert severity.low < severity.mean < severity.high < 0
    responses = prepared().responses
    assert responses is not None
    assert severity.mean == responses.standardised(0.1, 0.9)["conflict_severity"][0]
    assert severity.rows == responses.samples[0].rows
    assert found["interest_alignment"].low < 0 < found["interest_alignment"].high
    assert found["interest_alignment"].verdict == "cannot be told"


def test_a_factor_without_data_has_no_estimate_and_no_verdict() -> None:
    levers = {**planted.LEVERS, "external_actors": planted.lever("external_actors", drives=("external_actors",))}
    missing = next(o for o in conflict_factors.estimates(prepared(), levers) if o.factor == "external_actors")
    assert np.isnan(missing.mean)
    assert (missing.verdict, missing.rows) == ("cannot be told", 0)
