"""A panel in which what goes with conflict and with forum memberships is known, because it was planted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from foresight.catalogue import Indicator, Lever
from foresight.panel import Panel

YEARS = tuple(range(1980, 2025))
COUNTRIES = tuple(f"A{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(60))
REGIONS = {country: f"region_{i % 4}" for i, country in enumerate(COUNTRIES)}
EFFECT = -0.20
PERSISTENCE = 0.6


def indicator(key: str, **changes: object) -> Indicator:
    fields = {"title": f"The {key}", "theme": "cooperation", "unit": "units", "description": "d", "source": "s"}
    return Indicator(key=key, **{**fields, **changes})  # type: ignore[arg-type]


def lever(key: str, **changes: object) -> Lever:
    fields: dict[str, object] = {"title": f"The {key}", "unit": "units", "low": 0, "high": 1000, "step": 1, "help": "h"}
    return Lever(key=key, **{**fields, **changes})  # type: ignore[arg-type]


LEVERS: Mapping[str, Lever] = {
    "conflict_severity": lever(
        "conflict_severity", drives=("conflict_severity", "conflict_severity_region"), transform="log1p"
    ),
    "diplomatic_priority": lever("diplomatic_priority", high=20, drives=("diplomatic_priority",), transform="log1p"),
    "interest_alignment": lever("interest_alignment", low=-3, high=0, step=0.1, drives=("interest_alignment",)),
}


def panel(seed: int = 5, noise: float = 0.3, last: int = 2024) -> Panel:
    """Target y(t+1) = .6 y(t) - .2 log(1 + deaths(t)) + year + noise; forum memberships and votes are mere noise."""
    rng = np.random.default_rng(seed)
    shape = (len(YEARS), len(COUNTRIES))
    deaths = np.floor(np.exp(rng.normal(2, 2, shape)))
    shock = rng.normal(0, 0.3, len(YEARS))
    y = np.zeros(shape)
    y[0] = rng.normal(0, 1, len(COUNTRIES))
    for t in range(1, len(YEARS)):
        y[t] = PERSISTENCE * y[t - 1] + EFFECT * np.log1p(deaths[t - 1]) + shock[t] + rng.normal(0, noise, shape[1])
    y[np.array(YEARS) > last] = np.nan
    return Panel(
        YEARS,
        COUNTRIES,
        {
            "ties": y,
            "state_based_deaths": deaths,
            "forum_memberships": rng.integers(0, 12, shape).astype(float),
            "un_ideal_point": rng.normal(0, 1, shape),
        },
        {"ties": indicator("ties", direction="positive")},
        REGIONS,
        "0001-planted",
    )
