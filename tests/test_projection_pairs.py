"""Projections of pairs on a planted panel: the rule is found, chances are honest, nothing later leaks in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from foresight import geography
from foresight.catalogue import DATA
from foresight.errors import ProjectionError, UnknownKeyError
from foresight.projection.pairs import PairModel, PairRecord, backtest, fit
from foresight.projection.pairs.backtest import record_of
from foresight.projection.pairs.cases import gather
from foresight.projection.pairs.events import history
from foresight.projection.pairs.features import features
from foresight.projection.pairs.panel import PairPanel, tie_grid
from foresight.projection.pairs.rolling import roll
from tests.planted_pairs import COUNTRIES, YEARS, chance, pair_panel

PANEL = pair_panel()


@pytest.fixture(scope="module")
def model() -> PairModel:
    return fit(PANEL, "ties_pair", (1, 3))


@pytest.fixture(scope="module")
def records() -> dict[str, PairRecord]:
    return {record.model: record for record in backtest(PANEL, "ties_pair", (1,), tested=3).records}


def test_one_pair_in_fourteen_exercised_together_in_the_test_years() -> None:
    rows = pd.read_parquet(DATA / "tables" / "exercises_pair.parquet")
    years = range(2002, 2011)
    countries = tuple(sorted(frozenset().union(*(geography.states(year) for year in years))))
    happened = history(tie_grid(rows, years, countries), "any").happened
    seen, ties = 0, 0.0
    for row, year in enumerate(years[:-1]):
        there = np.array([c in geography.states(year) for c in countries])
        outcome = np.triu(happened[row + 1], 1)[np.ix_(there, there)]
        pairs = ~np.isnan(happened[row + 1][np.ix_(there, there)])
        seen, ties = seen + int(pairs.sum()) // 2, ties + float(np.nansum(outcome))
    assert seen == 147_842
    assert ties / seen == pytest.approx(0.0725, abs=1e-4)


def permuted(panel: PairPanel, order: np.ndarray) -> PairPanel:
    """The same world with the countries in another order."""
    names = tuple(panel.countries[k] for k in order)
    both = np.ix_(order, order)
    return replace(
        panel,
        countries=names,
        present=panel.present[:, order],
        ties={k: grid[:, order][:, :, order] for k, grid in panel.ties.items()},
        single={k: grid[:, order] for k, grid in panel.single.items()},
        forums=panel.forums[:, :, order],
        distance=panel.distance[both],
        border=panel.border[both],
    )


def known(panel: PairPanel, year: int) -> dict[tuple[str, str], np.ndarray]:
    at = features(panel.until(year), "ties_pair", history(panel.tie("ties_pair")).until(year - panel.years[0]))
    ends = [(panel.countries[i], panel.countries[j]) for i, j in zip(at.i, at.j, strict=True)]
    return {(min(pair), max(pair)): row for pair, row in zip(ends, at.x, strict=True)}


def test_probabilities_follow_the_planted_rule(model: PairModel) -> None:
    told = {(str(r["country"]), str(r["partner"])): r["probability"] for r in model.project(horizon=1)}
    last, shared = PANEL.tie("ties_pair")[-1] > 0, PANEL.tie("shared_forums")[-1]
    truth, found = [], []
    for (a, b), p in told.items():
        i, j = COUNTRIES.index(a), COUNTRIES.index(b)
        truth.append(float(chance(last[i, j], shared[i, j])))
        found.append(p)
    assert np.corrcoef(truth, found)[0, 1] > 0.93
    assert np.abs(np.subtract(truth, found)).mean() < 0.05


def test_forums_that_matter_are_found_beyond_past_ties(records: dict[str, PairRecord]) -> None:
    assert records["combined"].pr_auc > records["past ties only"].pr_auc
    assert records["combined"].new_ties_pr_auc > 1.5 * records["combined"].new_ties_base_rate
    assert records["combined"].brier_skill > 0.15


def test_chances_told_are_as_often_met(records: dict[str, PairRecord]) -> None:
    combined = records["combined"]
    assert 0.85 < combined.calibration_slope < 1.15
    assert sum(point.n for point in combined.reliability) == combined.n
    for point in combined.reliability:
        if point.n > 200:
            assert abs(point.predicted - point.observed) < 0.08
    assert combined.coverage80 > 0.6


def test_the_order_of_the_countries_makes_no_difference_to_a_pair() -> None:
    order = np.random.default_rng(0).permutation(len(COUNTRIES))
    straight, turned = known(PANEL, 2005), known(permuted(PANEL, order), 2005)
    assert straight.keys() == turned.keys()
    for pair, row in straight.items():
        np.testing.assert_allclose(row, turned[pair], rtol=1e-4, atol=1e-5)


def test_what_came_later_changes_nothing_at_an_origin() -> None:
    grid = PANEL.tie("ties_pair").copy()
    grid[YEARS.index(2006) :] = 7.0
    forums = PANEL.tie("shared_forums").copy()
    forums[YEARS.index(2006) :] = 3.0
    deaths = PANEL.single["state_based_deaths"].copy()
    deaths[YEARS.index(2006) :] = 1e6
    changed = replace(PANEL, ties={"ties_pair": grid, "shared_forums": forums}, single={"state_based_deaths": deaths})
    before, after = gather(PANEL, "ties_pair", [15]).known[15], gather(changed, "ties_pair", [15]).known[15]
    np.testing.assert_array_equal(before.x, after.x)


def test_a_planted_leak_is_caught_by_its_impossible_score(records: dict[str, PairRecord]) -> None:
    leaked = PANEL.tie("ties_pair").copy()
    leaked[:-1] = PANEL.tie("ties_pair")[1:]
    with_leak = replace(PANEL, ties={**PANEL.ties, "tomorrow": leaked})
    cheating = {r.model: r for r in backtest(with_leak, "ties_pair", (1,), tested=1).records}
    assert cheating["combined"].pr_auc > 0.99 > records["combined"].pr_auc
    at, moved = (
        gather(replace(with_leak, ties={**with_leak.ties, "tomorrow": grid}), "ties_pair", [15]).known[15]
        for grid in (leaked, np.where(np.arange(len(YEARS))[:, None, None] > 15, np.float32(9), leaked))
    )
    np.testing.assert_array_equal(at.x, moved.x)  # even then no column looks past the origin's own row


def test_a_model_at_an_origin_learns_only_from_outcomes_known_then() -> None:
    cases = gather(PANEL, "ties_pair")
    assert max(cases.origins(now=15, horizon=5)) == 10
    changed = PANEL.tie("ties_pair").copy()
    changed[16:] = np.where(np.isnan(changed[16:]), np.nan, 1.0)
    other = gather(replace(PANEL, ties={**PANEL.ties, "ties_pair": changed}), "ties_pair")
    np.testing.assert_array_equal(cases.sample(15, 5).y, other.sample(15, 5).y)
    np.testing.assert_array_equal(cases.sample(15, 5).x, other.sample(15, 5).x)


def test_rows_are_turned_to_the_country_asked_for_and_intervals_hold_the_probability(model: PairModel) -> None:
    rows = model.project("AAC", ["AAA", "AAD"], horizon=2)
    assert [(r["country"], r["partner"], r["year"]) for r in rows] == [
        ("AAC", "AAA", 2014), ("AAC", "AAA", 2015), ("AAC", "AAD", 2014), ("AAC", "AAD", 2015),
    ]  # fmt: skip
    for row in rows:
        assert 0 <= row["low"] < row["probability"] < row["high"] <= 1  # type: ignore[operator]
    assert len(model.project("AAC", horizon=1)) == len(COUNTRIES) - 1
    assert len(model.project(horizon=1)) == len(COUNTRIES) * (len(COUNTRIES) - 1) // 2


def test_beyond_ten_years_the_probability_stays_and_its_interval_widens_to_2040_at_most(model: PairModel) -> None:
    rows = model.project("AAC", ["AAA"], until=2099)
    assert rows[-1]["year"] == 2040
    assert [r["status"] for r in rows[:11]] == ["estimated"] * 10 + ["extrapolated"]
    tenth, later = rows[9], rows[-1]
    assert tenth["probability"] == pytest.approx(later["probability"])
    assert later["low"] < tenth["low"] < tenth["high"] < later["high"]  # type: ignore[operator]


def test_strange_questions_are_refused_in_a_sentence(model: PairModel) -> None:
    with pytest.raises(UnknownKeyError, match="AAZZ"):
        model.project("AAZZ")
    with pytest.raises(ProjectionError, match="no partner of itself"):
        model.project("AAA", ["AAA"])
    with pytest.raises(ProjectionError, match="not ahead"):
        model.project("AAA", horizon=0)
    with pytest.raises(ProjectionError, match="not after the last observation, 2013"):
        model.project("AAA", until=2013)


def test_too_few_years_or_ties_are_refused_with_what_is_needed() -> None:
    with pytest.raises(ProjectionError, match="7 years of values; a projection of pairs needs 8"):
        fit(pair_panel(years=YEARS[:7]), "ties_pair", (1,))
    with pytest.raises(ProjectionError, match="only 0 pair-years with a tie"):
        fit(pair_panel(events=False), "ties_pair", (1,))
    with pytest.raises(ProjectionError, match="too few past forecasts"):
        fit(pair_panel(years=YEARS[:9]), "ties_pair", (5,))


def test_a_year_without_any_value_is_neither_checked_nor_scored() -> None:
    grid = PANEL.tie("ties_pair").copy()
    grid[YEARS.index(2012)] = np.nan
    rolled = roll(replace(PANEL, ties={**PANEL.ties, "ties_pair": grid}), "ties_pair", (1,), tested=3)
    assert [YEARS[made.row] for made in rolled.known_by(1, rolled.now)] == [2006, 2007, 2008, 2009, 2010]
    # only 2011 is scored: there is nothing to score in 2012, and nothing to start from for 2013
    assert record_of(rolled, tested=3).of("combined")[0].origins == 1
