"""How often the event study finds something: onsets invented where there were none, with and without a planted change.

Placebo onsets keep the years of the real ones and fall on states that had no conflict then (a randomisation test in
space, as in Abadie, Diamond & Hainmueller 2010). Whatever is told of them is a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresight.catalogue import Indicator
from foresight.measures.conflict import CONFLICT, Onset
from foresight.measures.event_study import BACKGROUND, DEATHS, calm_years, mean_there, study
from foresight.panel import Panel
from foresight.projection.engine import forward


@dataclass(frozen=True)
class Check:
    """Shares of placebo studies whose 80 % interval left nought out, and that ended in a verdict."""

    outcome: str
    runs: int
    told: float
    verdicts: float


def placebo(panel: Panel, onsets: Sequence[Onset], rng: np.random.Generator, alike: bool = False) -> tuple[Onset, ...]:
    """As many onsets as there are, in the same years, on states below the threshold all around.

    `alike`: rather on populous and poor states, as the real ones are; otherwise on any.
    """
    calm, weight = calm_years(panel, CONFLICT), np.ones((len(panel.years), len(panel.countries)))
    if alike:
        for key, sign in zip(BACKGROUND, (1, -1), strict=True):
            known = np.log(panel.series(key))
            apart = known - mean_there(known.T)[:, None]
            spread = np.sqrt(mean_there(apart.T**2))[:, None]
            weight = weight * np.exp(sign * np.nan_to_num(apart / np.where(spread > 0, spread, np.nan)))
    found = set()
    for one in onsets:
        if one.year not in panel.years:
            continue
        t = panel.years.index(one.year)
        pool = np.flatnonzero(calm[t])
        if len(pool):
            share = weight[t, pool] / weight[t, pool].sum()
            found.add((one.year, panel.countries[int(rng.choice(pool, p=share))]))
    return tuple(Onset(country, year, float(CONFLICT)) for year, country in sorted(found))


def planted(panel: Panel, outcome: str, onsets: Sequence[Onset], size: float) -> Panel:
    """The panel with `size` added to the outcome, in the unit models work in, in the five years after each onset."""
    values = forward(panel.series(outcome), panel.indicators[outcome].transform).copy()
    for one in onsets:
        t, i = panel.years.index(one.year), panel.countries.index(one.country)
        values[t + 1 : t + 6, i] += size
    entry: Indicator = panel.indicators[outcome].model_copy(update={"transform": "identity"})
    kept = {key: panel.series(key) for key in (DEATHS, *BACKGROUND) if key in panel.values}
    return Panel(
        panel.years, panel.countries, {**kept, outcome: values}, {**panel.indicators, outcome: entry}, panel.regions
    )


def check(
    panel: Panel, outcome: str, onsets: Sequence[Onset], runs: int = 40, *, size: float = 0.0, alike: bool = False
) -> Check:
    """Share of `runs` placebo studies (seeds 0, 1, …) that find something; with `size`, a change of it is planted."""
    told = verdicts = 0
    for seed in range(runs):
        invented = placebo(panel, onsets, np.random.default_rng(seed), alike)
        found = study(planted(panel, outcome, invented, size) if size else panel, outcome, invented)
        told += found.after.told
        verdicts += found.verdict != "cannot be told"
    return Check(outcome, runs, told / runs, verdicts / runs)
