"""The event study finds what was planted and nothing where nothing was planted."""

from __future__ import annotations

import numpy as np
import pytest

from foresight.catalogue import Indicator
from foresight.errors import ForesightError
from foresight.measures import event_study
from foresight.measures.conflict import Onset
from foresight.measures.event_study import STEPS, estimate, study
from foresight.measures.event_study_check import check, placebo, planted
from foresight.panel import Panel

YEARS = tuple(range(1989, 2025))
CODES = tuple(f"A{a}{b}" for a in "ABCDEFGHJK" for b in "ABCDEFGHJKLM")


def indicator(key: str, **more: str) -> Indicator:
    return Indicator(
        key=key, title=f"Title of {key}", theme="cooperation", unit="units", description="made up", source="s", **more
    )


def world(seed: int, onsets: int = 45, effect: float = 0.0, drift: float = 0.0) -> tuple[Panel, list[Onset]]:
    """States that differ in level, move together from year to year and walk on their own; some fall into conflict.

    `effect`: what the outcome moves by after an onset. `drift`: a year, before it and after it.
    """
    rng = np.random.default_rng(seed)
    n = len(CODES)
    own = np.zeros((len(YEARS), n))
    for t in range(1, len(YEARS)):
        own[t] = 0.7 * own[t - 1] + rng.normal(0, 0.4, n)
    outcome = rng.normal(3, 1, n) + rng.normal(0, 0.3, len(YEARS))[:, None] + own
    deaths = np.zeros((len(YEARS), n))
    found = []
    for i in rng.choice(n, onsets, replace=False):
        t = int(rng.integers(6, len(YEARS) - 4))
        deaths[t : t + 4, i] = 100
        outcome[t + 1 :, i] += effect
        outcome[:, i] += drift * np.clip(np.arange(len(YEARS)) - t + 5, 0, 10)
        found.append(Onset(CODES[i], YEARS[t], 100.0))
    values = {"outcome": outcome, event_study.DEATHS: deaths}
    values |= {key: np.exp(rng.normal(10, 1, n)) * np.ones((len(YEARS), 1)) for key in event_study.BACKGROUND}
    entries = {key: indicator(key) for key in values}
    regions = {code: f"r{code[1]}" for code in CODES}
    return Panel(YEARS, CODES, values, entries, regions), sorted(found, key=lambda one: one.year)


def test_what_was_planted_is_found_in_its_size_and_after_the_onset_only() -> None:
    for seed in range(6):
        found = study(*_asked(world(seed, effect=1.0)))
        assert found.verdict == "catalyses"
        assert found.after.mean == pytest.approx(1.0, abs=0.3)
        assert all(abs(found.by_step[event_study.AT[step]].mean) < 0.35 for step in range(-5, 0))


def _asked(made: tuple[Panel, list[Onset]]) -> tuple[Panel, str, list[Onset]]:
    panel, onsets = made
    return panel, "outcome", onsets


def test_nothing_is_found_more_often_than_the_interval_promises_where_nothing_was_planted() -> None:
    studies = [study(*_asked(world(seed))) for seed in range(60)]
    alarms = sum(one.after.told for one in studies) / len(studies)
    assert 0.08 <= alarms <= 0.33  # one in five; 60 worlds scatter by five in a hundred
    assert abs(np.mean([one.after.mean for one in studies])) < 0.05
    assert sum(one.verdict != "cannot be told" for one in studies) <= sum(one.after.told for one in studies)


def test_what_was_under_way_before_the_onset_is_no_verdict() -> None:
    found = study(*_asked(world(3, drift=0.25)))
    assert found.after.told
    assert found.drifting
    assert found.verdict == "cannot be told"


def test_a_lower_figure_may_be_the_better_one() -> None:
    panel, onsets = world(1, effect=1.0)
    worse = Panel(
        panel.years,
        panel.countries,
        dict(panel.values),
        {**panel.indicators, "outcome": indicator("outcome", direction="negative")},
        panel.regions,
    )
    assert study(worse, "outcome", onsets).verdict == "hinders"


def test_an_onset_is_held_against_states_that_were_quiet_all_around_it_and_never_against_itself() -> None:
    panel, onsets = world(5)
    found, began = study(panel, "outcome", onsets), {one.country: one.year for one in onsets}
    for one in found.matched:
        assert len(one.states) == event_study.NEAREST
        assert one.onset.country not in one.states
        for state in one.states:
            assert not (state in began and abs(began[state] - one.onset.year) <= 5)


def test_one_onset_by_hand() -> None:
    years, flat = tuple(range(1989, 2006)), np.zeros(17)
    codes = ("AAA", "BBB", "CCC", "DDD")
    outcome = np.array([flat + 1, flat + 2, flat + 3, flat + 4]).T.copy()
    outcome[12:, 0] += 5  # the state with the onset of 2000 moves in 2001
    outcome[12:, 1] += 1
    outcome[12:, 2] += 3
    deaths = np.zeros((17, 4))
    deaths[11, 0], deaths[:, 3] = 30, 30
    entries = {key: indicator(key) for key in ("outcome", event_study.DEATHS)}
    panel = Panel(years, codes, {"outcome": outcome, event_study.DEATHS: deaths}, entries, dict.fromkeys(codes, "r"))
    with pytest.raises(ForesightError, match="needs 8"):
        study(panel, "outcome", [Onset("AAA", 2000, 30.0)], nearest=2)
    found = study(panel, "outcome", [Onset("AAA", 2000, 30.0)] * 8, nearest=2)
    one = found.matched[0]
    assert set(one.states) == {"BBB", "CCC"}
    # five for the state itself, two for those it is held against
    assert one.gap.tolist() == [0] * 6 + [3] * 5
    assert one.after == 3
    assert one.drift == 0
    assert found.worth == 1  # eight times the same onset
    assert len(STEPS) == 11


def test_missing_stays_missing() -> None:
    panel, onsets = world(2)
    values = panel.series("outcome").copy()
    values[panel.years.index(2011) :] = np.nan
    shorter = Panel(panel.years, panel.countries, {**panel.values, "outcome": values}, panel.indicators, panel.regions)
    found = study(shorter, "outcome", onsets)
    assert max(one.onset.year for one in found.matched) == 2008
    assert found.unused[event_study.UNSEEN] == sum(one.year > 2008 for one in onsets)
    assert found.counted[event_study.AT[5]] < found.counted[0]
    assert found.last == 2010
    last = max(found.matched, key=lambda one: one.onset.year)
    assert np.isnan(last.gap[event_study.AT[3] :]).all()


def test_an_interval_is_wider_where_onsets_share_their_years() -> None:
    rng = np.random.default_rng(0)
    who, shock = np.array([f"c{i}" for i in range(60)]), np.repeat(rng.normal(0, 1, 6), 10)
    values = shock + rng.normal(0, 0.2, 60)
    clustered = estimate(values, who, np.repeat(np.arange(6), 10))
    alone = estimate(values, who, np.arange(60))
    assert clustered.high - clustered.low > 2 * (alone.high - alone.low)
    few = estimate(values[:7], who[:7], np.arange(7))
    assert np.isnan(few.low)


def test_placebo_onsets_fall_on_quiet_states_in_the_years_of_the_real_ones() -> None:
    panel, onsets = world(4)
    real = {one.country: one.year for one in onsets}
    invented = placebo(panel, onsets, np.random.default_rng(1))
    assert {one.year for one in invented} <= {one.year for one in onsets}
    assert not any(one.country in real and abs(real[one.country] - one.year) <= 5 for one in invented)
    moved = planted(panel, "outcome", invented, 2.0).series("outcome") - panel.series("outcome")
    assert moved.max() >= 2
    assert check(panel, "outcome", onsets, 5, size=2.0).verdicts == 1.0
