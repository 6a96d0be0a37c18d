"""What the scenario page asks about. Any other country-level indicator works too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Target:
    """A target of scenarios: how members of a region or forum are put together into one figure, and in what words."""

    key: str
    together: Literal["sum", "mean"]
    words: str


TARGETS: Mapping[str, Target] = {
    target.key: target
    for target in (
        Target("arms_trade_3y", "sum", "all members together"),
        Target("un_distance_median", "mean", "mean of the members"),
        # members share exercises: a sum would count one exercise once for each of them
        Target("exercises", "mean", "mean of the members"),
        Target("us_troops", "sum", "all members together"),
    )
}


def target(key: str) -> Target:
    """The declared target, or, for any other indicator, one whose members are averaged."""
    return TARGETS.get(key, Target(key, "mean", "mean of the members"))
