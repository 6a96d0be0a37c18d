"""Coverage, releases and quality on cases worked out by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from foresight.catalogue import Source, load
from foresight.errors import CatalogueError
from foresight.measures import coverage, quality, releases, steadiness
from foresight.measures.coverage import MISSING, NO_STATE, NOT_COVERED, OBSERVED, Grid
from foresight.measures.releases import Rhythm, around, freshness

RHYTHM = {"key": "s", "reason": "It has come each June for years.", "reference": "https://x.org"}
JUNE = Rhythm(kind="yearly", months=(6,), lag=1, **RHYTHM)


def source(key: str = "s", **changed: object) -> Source:
    return Source(
        **{
            "key": key, "provider": "P", "title": "Title", "version": "1", "licence": "CC BY 4.0",
            "citation": "P (2026)",
            "url": "https://x.org", "retrieved": dt.date(2026, 1, 15), "terms": "open", **changed,
        }
    )  # fmt: skip


def grid(seen: list[list[int]], states: list[list[int]], first: int = 2000) -> Grid:
    held = np.array(seen, dtype=bool)
    until = first + int(np.flatnonzero(held.any(axis=0))[-1])
    years = tuple(range(first, first + held.shape[1]))
    countries = ("DEU", "FRA", "IND", "POL")[: len(held)]
    return Grid(countries, years, held, np.array(states, dtype=bool), until)


# Germany has all but 2001; France is never listed; India is a state from 2001; nobody is listed in 2003.
BY_HAND = grid([[1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 1, 0]], [[1, 1, 1, 1], [1, 1, 1, 1], [0, 1, 1, 1]])


def test_a_cell_is_observed_missing_not_covered_or_of_no_state() -> None:
    assert BY_HAND.kinds.tolist() == [
        [OBSERVED, MISSING, OBSERVED, NOT_COVERED],
        [NOT_COVERED] * 4,
        [NO_STATE, OBSERVED, OBSERVED, NOT_COVERED],
    ]
    assert BY_HAND.until == 2002


def test_shares_are_of_the_states_of_each_year() -> None:
    assert coverage.by_year(BY_HAND).tolist() == pytest.approx([1 / 2, 1 / 3, 2 / 3, 0])
    assert coverage.share(BY_HAND.within(2000, 2002)) == pytest.approx(4 / 8)
    assert coverage.unbroken(BY_HAND) == pytest.approx(4 / 5)
    assert coverage.recent(BY_HAND, 2).years == (2001, 2002)


def test_regions_and_decades_are_put_together_from_their_states() -> None:
    table = coverage.decades(BY_HAND).set_index("region")["share"]
    assert table.to_dict() == pytest.approx({"europe_central_asia": 2 / 6, "south_asia": 1.0})
    absent = coverage.absent(BY_HAND, 2001)
    assert [(one.region, one.states, one.missing) for one in absent] == [
        ("europe_central_asia", 2, ("DEU", "FRA")), ("south_asia", 1, ()),
    ]  # fmt: skip


def test_grids_are_read_from_bits_and_reach_to_the_present() -> None:
    bits = (1 << 59) | 1  # block 33 begins in 1980
    rows = pd.DataFrame({"indicator": ["x", "x"], "country": ["IND", "IND"], "block": [33, 34], "bits": [bits, 2]})
    found = coverage.grids(rows, 60, 2050)["x"]
    assert found.years == tuple(range(1980, 2051))
    row = found.seen[found.countries.index("IND")]
    assert [year for year, there in zip(found.years, row, strict=True) if there] == [1980, 2039, 2041]
    assert found.until == 2041
    world = coverage.grids(rows.assign(country="WLD"), 60, 2026)["x"]
    assert world.world
    assert world.years[-1] == 2041


def test_years_of_another_number_of_states_are_marked_but_new_states_are_not() -> None:
    assert steadiness.turnover(BY_HAND, 20) == (2001, 2002)  # one, none, then two of those that were there before
    assert steadiness.turnover(grid([[1, 1], [1, 1], [0, 1]], [[1, 1], [1, 1], [0, 1]]), 20) == ()
    fallen = grid([[1, 1, 1], [1, 1, 0], [1, 1, 0], [1, 1, 0]], [[1] * 3] * 4)
    assert steadiness.turnover(fallen, 20) == (2002,)


def test_a_step_of_most_countries_far_beyond_the_usual_is_marked() -> None:
    values = np.array([[1.0, 2, 3, 13, 14], [5.0, 4, 5, 15, 16], [2.0, 3, 2, 12, np.nan]])
    years = np.arange(2000, 2005)
    assert steadiness.shared_steps(values, years, 4, 3) == (2003,)
    assert steadiness.shared_steps(values, years, 4, 4) == ()
    assert steadiness.shared_steps(np.zeros((3, 5)), years, 4, 3) == ()
    assert np.isnan(steadiness.scaled(np.array([0.0]), "log")).all()


def test_a_release_is_due_once_its_month_is_over() -> None:
    due, coming = around(JUNE, dt.date(2026, 6, 30))
    assert (due.words, due.upto, coming.words, coming.upto) == ("June 2025", 2024, "June 2026", 2025)
    due, coming = around(JUNE, dt.date(2026, 7, 1))
    assert (due.words, due.upto, coming.words, coming.upto) == ("June 2026", 2025, "June 2027", 2026)
    often = Rhythm(kind="often", months=(4, 12), lag=0, **RHYTHM)
    due, coming = around(often, dt.date(2027, 1, 1))
    assert (due.words, coming.words) == ("December 2026", "April 2027")


@pytest.mark.parametrize(
    ("last", "updated", "today", "state", "words"),
    [
        (2024, "2026-01-15", "2026-06-30", "current", "June 2026"),
        (2024, "2026-01-15", "2026-07-01", "stale", "with figures to 2025 was due in June 2026"),
        (2025, "2026-07-02", "2026-07-10", "current", "June 2027"),
        (2025, "2026-01-15", "2026-07-10", "stale", "last brought up to date on 15 January 2026"),
    ],
)
def test_stale_is_what_a_newer_release_was_due_for(last: int, updated: str, today: str, state: str, words: str) -> None:
    days = dt.date.fromisoformat(updated), dt.date.fromisoformat(today)
    found = freshness([source()], {"s": JUNE}, last, *days)
    assert found.state == state
    assert words in found.reason


def test_unknown_and_ended_rhythms_are_said_and_a_second_source_can_hold_a_year_up() -> None:
    day = dt.date(2026, 11, 25)
    assert freshness([source()], {}, 2024, day, day).state == "unknown"
    ended = {"s": Rhythm(kind="ended", **RHYTHM)}
    found = freshness([source()], ended, 2010, day, day)
    assert (found.state, found.next_words) == ("ended", "none")
    late = Rhythm(kind="yearly", months=(12,), lag=1, **{**RHYTHM, "key": "t"})
    both = freshness([source(), source("t")], {"s": JUNE, "t": late}, 2024, day, day)
    assert (both.state, both.next_words) == ("current", "June 2027 (to 2025)")


def test_every_declared_rhythm_is_of_a_source_that_exists_and_makes_sense() -> None:
    held = load()
    assert set(releases.rhythms()) <= set(held.sources)
    assert set(quality.scheme().hands["first"]) <= set(held.sources)
    with pytest.raises(ValueError, match="a yearly release has one"):
        Rhythm(kind="yearly", months=(3, 6), **RHYTHM)


def test_the_score_is_the_weighted_mean_of_what_is_asked() -> None:
    held = quality.scheme()
    whole = dict.fromkeys(quality.COMPONENTS, (None, "not asked"))
    found = quality.assess({**whole, "countries": (50.0, "half"), "span": (30, "long"), "recency": (10, "old")}, held)
    assert found.score == 40  # (20 × 50 + 10 × 100 + 20 × 0) / 50
    assert found.part("regions").score is None
    assert quality.losses(found, held) == (("recency", pytest.approx(40)), ("countries", pytest.approx(20)))
    assert held.components["recency"].score(1) == 100
    assert held.components["recency"].score(5.5) == pytest.approx(50)


def test_provenance_takes_the_weakest_source_and_names_what_it_lacks() -> None:
    held = quality.scheme()
    points, told = quality.provenance([source("atop")], held)
    assert points == 100
    assert "at first hand" in told
    weak = source("new", licence="not stated by the provider", terms="derived_only", title="Weak one")
    points, told = quality.provenance([source("atop"), weak], held)
    assert points == 50  # without licence (25), open terms (10), first hand (15)
    assert "Weak one: its licence; open leave" in told


def test_a_scheme_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    text = quality.FILE.read_text(encoding="utf-8").replace("weight = 15", "weight = 14", 1)
    (tmp_path / "quality.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match="add up to 100 each, not to 99 and 100"):
        quality.scheme(tmp_path / "quality.toml")
