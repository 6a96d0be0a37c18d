"""The chance that one state stands above another, against a normal distribution worked out by hand."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from foresight.errors import ProjectionError
from foresight.measures import overtaking as turns
from foresight.projection import Model, intervals
from tests.planted import indicator

YEARS = range(2001, 2021)
CLOSE = 0.015
NORMAL = [NormalDist().inv_cdf(p) for p in intervals.PROBABILITIES]


def model(centres: dict[str, float], shared: float = 0.0, spread: float = 1.0, **changes: object) -> Model:
    """Every country's errors normal with the same spread at all horizons; forecasts flat at the centres."""
    size = len(centres)
    fields: dict[str, object] = {
        "target": indicator("level"),
        "countries": tuple(centres),
        "last": np.full(size, 2020),
        "observations": np.full(size, 20),
        "centre": np.tile(list(centres.values()), (4, 1)),
        "offsets": np.tile(spread * np.array(NORMAL), (4, intervals.GROUPS, 1)),
        "group": np.ones(size, dtype=int),
        "shared": shared,
        "ceiling": np.inf,
        "records": (),
        "models": ("ses",) * 4,
        "weights": np.zeros((4, 1)),
        "influences": (),
        "name": "ses",
        "revision": "0001-planted",
    }
    return Model(**(fields | changes))  # type: ignore[arg-type]


def rows(**levels: float) -> pd.DataFrame:
    return pd.DataFrame([(c, y, v) for c, v in levels.items() for y in YEARS], columns=["country", "year", "value"])


@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_the_chance_is_that_of_two_normals_with_a_shared_factor(shared: float) -> None:
    # A − B is normal with mean 1 and variance 2 (1 − shared): what strikes both alike cancels out
    found = turns.overtaking(model({"AAA": 1.0, "BBB": 0.0}, shared), rows(AAA=1, BBB=0.5), "BBB", "AAA")
    expected = NormalDist(1, (2 * (1 - shared)) ** 0.5).cdf(0)
    assert found.at(2025) == pytest.approx(expected, abs=CLOSE)
    assert found.years == tuple(range(2021, 2031))
    assert (found.ratio, found.last, found.since, found.from_year) == (0.5, 2020, None, None)


def test_the_two_chances_of_a_pair_sum_to_one_and_are_the_same_each_time() -> None:
    made, held = model({"AAA": 1.0, "BBB": 0.3}, 0.2), rows(AAA=1, BBB=0.5)
    one, other = (turns.overtaking(made, held, *pair) for pair in (("BBB", "AAA"), ("AAA", "BBB")))
    assert [p + q for p, q in zip(one.probability, other.probability, strict=True)] == pytest.approx([1.0] * 10)
    assert one == turns.overtaking(made, held, "BBB", "AAA")


def test_the_year_from_which_it_is_more_likely_than_not_is_the_first_of_the_last_run() -> None:
    # the challenger's forecast passes the leader's between three and five years ahead
    centre = np.array([[0.0, -1.0], [0.0, -0.5], [0.0, 0.5], [0.0, 1.0]])
    found = turns.overtaking(model({"AAA": 0.0, "BBB": 0.0}, centre=centre), rows(AAA=2, BBB=1), "BBB", "AAA")
    assert found.from_year == 2025  # at 2024 both stand alike, at 2025 the challenger is half a point above
    assert found.at(2023) < 0.5 < found.at(2025)


def test_who_is_above_already_says_since_when() -> None:
    held = rows(AAA=1.0, BBB=2.0)
    held.loc[(held["country"] == "BBB") & (held["year"] < 2015), "value"] = 0.5
    found = turns.overtaking(model({"AAA": 1.0, "BBB": 2.0}), held, "BBB", "AAA")
    assert (found.since, found.ahead) == (2015, True)


def test_beyond_ten_years_it_is_extrapolation_the_spread_grows_and_2040_is_the_end() -> None:
    made, held = model({"AAA": 1.0, "BBB": 0.0}), rows(AAA=1, BBB=0.5)
    found = turns.overtaking(made, held, "BBB", "AAA", 2040)
    assert [found.status[0], found.status[9], found.status[10]] == ["estimated", "estimated", "extrapolated"]
    # twenty years ahead the distance from the median is √2 as wide
    assert found.at(2040) == pytest.approx(NormalDist(1, 2).cdf(0), abs=CLOSE)
    with pytest.raises(ProjectionError, match="2040"):
        turns.overtaking(made, held, "BBB", "AAA", 2041)
    with pytest.raises(ProjectionError, match="not after"):
        turns.overtaking(made, held, "BBB", "AAA", 2020)


def test_who_cannot_be_projected_or_compared_is_told() -> None:
    made = model({"AAA": 1.0, "BBB": 0.0}, observations=np.array([20, 5]))
    with pytest.raises(ProjectionError, match="at least 8"):
        turns.overtaking(made, rows(AAA=1, BBB=0.5), "BBB", "AAA")
    with pytest.raises(ProjectionError, match="two countries"):
        turns.overtaking(model({"AAA": 1.0}), rows(AAA=1), "AAA", "AAA")
    apart = pd.concat([rows(AAA=1), rows(BBB=1).assign(year=lambda r: r["year"] - 30)])
    with pytest.raises(ProjectionError, match="same year"):
        turns.overtaking(model({"AAA": 1.0, "BBB": 0.0}), apart, "BBB", "AAA")


def test_of_the_leading_states_only_turns_worth_telling_are_told_the_likeliest_first() -> None:
    made = model({"AAA": 1.0, "BBB": 0.9, "CCC": 0.0, "DDD": -9.0})
    held = rows(AAA=4, BBB=3, CCC=2, DDD=1)
    every = turns.leading(made, held)
    assert len(every) == 6
    found = turns.likeliest(every, 2030)
    assert [(one.challenger, one.leader) for one in found] == [("BBB", "AAA"), ("CCC", "BBB"), ("CCC", "AAA")]
    assert found[0].probability[-1] > found[1].probability[-1] > turns.WORTH_TELLING
    assert found[0] == turns.overtaking(made, held, "BBB", "AAA", 2030)
