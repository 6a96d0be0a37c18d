"""Measures of the engagement scorecard, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from foresight.charts import engagement_words
from foresight.errors import CatalogueError
from foresight.measures import engagement
from foresight.measures import engagement_ties as ties
from foresight.measures.engagement_declared import practices, practised


def pairs(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    return ties.both_ways(pd.DataFrame(rows, columns=["country", "partner", "year", "value"]))


def figures(*rows: tuple[str, int, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["country", "year", "value"])


def test_a_pair_is_seen_from_either_side_and_a_year_without_a_tie_is_no_tie() -> None:
    found = pairs(("FRA", "IND", 2000, 2.0), ("FRA", "USA", 2000, 0.0))
    assert sorted(found[["country", "partner"]].itertuples(index=False, name=None)) == [("FRA", "IND"), ("IND", "FRA")]


def test_partners_kept_five_years_in_a_row_are_a_share_of_all_partners() -> None:
    steady = [("FRA", "IND", year, 1.0) for year in range(2003, 2008)]
    broken = [("FRA", "USA", year, 1.0) for year in (2001, 2002, 2003, 2004, 2006, 2007)]
    found = ties.kept(pairs(*steady, *broken), 2001, 2010)
    assert found.to_dict() == {"FRA": 50, "IND": 100, "USA": 0}
    # years outside the window do not lengthen a run
    assert ties.kept(pairs(*steady), 2004, 2010).to_dict() == {"FRA": 0, "IND": 0}


def test_partners_met_again_are_a_share_of_the_ties_of_all_years_but_the_last() -> None:
    given = pairs(
        ("FRA", "IND", 2000, 1.0), ("FRA", "IND", 2001, 3.0), ("FRA", "USA", 2000, 1.0), ("FRA", "USA", 2002, 1.0)
    )
    found = ties.again(given, 2000, 2002)
    assert found["FRA"] == pytest.approx(100 / 3)
    assert found["IND"] == pytest.approx(50)
    assert found["USA"] == 0


def test_effective_partners_are_one_over_the_herfindahl_index() -> None:
    even = pairs(*(("FRA", other, 2000, 3.0) for other in ("GBR", "IND", "USA", "ZAF")))
    assert ties.effective(even, 2000, 2000)["FRA"] == pytest.approx(4)
    uneven = pairs(("FRA", "IND", 2000, 3.0), ("FRA", "USA", 2000, 1.0))
    assert ties.effective(uneven, 2000, 2000)["FRA"] == pytest.approx(1 / (0.75**2 + 0.25**2))


def test_partners_per_exercise_and_ties_beyond_the_region() -> None:
    given = pairs(("FRA", "IND", 2000, 2.0), ("DEU", "FRA", 2000, 1.0))
    held = figures(("FRA", 2000, 2.0), ("IND", 2000, 2.0), ("USA", 2000, 0.0), ("ZAF", 2000, 1.0))
    found = ties.partners_per_exercise(given, held, 2000, 2000)
    assert found.to_dict() == {"FRA": 1.5, "IND": 1.0, "ZAF": 0.0}
    regions = {"FRA": "europe", "DEU": "europe", "IND": "south_asia"}
    assert ties.beyond_region(given, regions, 2000, 2000)["FRA"] == pytest.approx(100 * 2 / 3)


def test_a_conflict_begins_after_three_observed_years_without() -> None:
    quiet = [("FRA", year, 0.0) for year in (1990, 1991, 1992)]
    given = figures(*quiet, ("FRA", 1993, 1.0), ("FRA", 1994, 1.0), ("FRA", 1995, 0.0), ("FRA", 1996, 1.0),
                    ("IND", 1992, 0.0), ("IND", 1993, 1.0))  # fmt: skip
    assert ties.onsets(given).to_dict("records") == [{"country": "FRA", "year": 1993}]


def test_partners_after_a_conflict_are_set_against_the_middle_state() -> None:
    before = [("FRA", "GBR", 1991, 1.0), ("FRA", "IND", 1992, 1.0)]
    after = [("FRA", other, 1994, 1.0) for other in ("GBR", "IND", "USA", "ZAF")] + [("USA", "ZAF", 1995, 9.0)]
    lost = [("BEL", "NLD", 1990, 1.0)]
    states = ("BEL", "FRA", "GBR", "IND", "NLD", "USA", "ZAF")
    seen = figures(*((state, year, 0.0) for state in states for year in range(1988, 1999)))
    wars = figures(*(("FRA", year, float(year >= 1993)) for year in range(1985, 1999)),
                   *(("BEL", year, float(year >= 1993)) for year in range(1985, 1999)))  # fmt: skip
    given = pairs(*before, *after, *lost)
    found = ties.after_conflict(given, seen, wars, 1998)
    # ratios of effective partners: FRA 4 to 2, GBR and IND 1 to 1, BEL and NLD 0 to 1: the middle one is 1
    assert found.to_dict() == {"BEL": 0, "FRA": 200}
    short = seen[~((seen["country"] == "FRA") & (seen["year"] == 1996))]
    assert "FRA" not in ties.after_conflict(given, short, wars, 1998)


def test_a_mean_needs_half_of_the_years_and_missing_years_are_not_nought() -> None:
    given = figures(("FRA", 2010, 4.0), ("FRA", 2009, 2.0), ("IND", 2010, 4.0))
    found = engagement.windowed(given, 2007, 2010)
    assert found.to_dict("index") == {"FRA": {"value": 3.0, "last_year": 2010}}


def test_a_place_is_the_share_of_the_others_that_stand_lower_with_equals_counting_half() -> None:
    among = pd.Series([0.0, 0.0, 0.0, 2.0, 5.0])
    assert engagement.place(among, 5.0, own=True) == 100
    assert engagement.place(among, 0.0, own=True) == 25
    assert engagement.place(among, 2.0, own=False) == pytest.approx(70)


def card(*subjects: str) -> dict[str, engagement.Line]:
    rows = [("forums_now", "FRA", 6.0, 2025), ("forums_now", "DEU", 4.0, 2025), ("forums_now", "IND", 8.0, 2025)]
    values = pd.DataFrame(rows, columns=["measure", "country", "value", "last_year"])

    def members(forum: str, year: int) -> frozenset[str]:
        return {"two": frozenset({"FRA", "DEU"}), "five": frozenset({"FRA", "A", "B", "C", "D"})}[forum]

    return {line.measure.key: line for line in engagement.scorecard(values, subjects, members, 2025)}


def test_a_state_without_a_figure_has_no_place_and_a_group_stands_at_its_members_median() -> None:
    line = card("FRA", "ESP", "forum:two", "forum:five")["forums_now"]
    assert line.stands["FRA"] == engagement.Stand(6.0, 50.0, 2025)
    assert line.stands["ESP"] == engagement.Stand()
    assert line.stands["forum:two"].value == 5
    assert line.stands["forum:two"].place == pytest.approx(100 / 3)
    assert line.stands["forum:five"] == engagement.Stand()  # one of five members has a figure


def test_every_measure_is_on_the_card_in_order_and_a_sentence_says_what_is_not_measured() -> None:
    lines = card("FRA")
    assert list(lines) == list(practised())
    said = engagement_words.summary(list(lines.values()), "FRA", {"FRA": "France"})
    assert said.startswith(f"Of {len(lines)} measures France has 1.")
    assert "Not measured: non-state actors involved and cultural and linguistic distance bridged." in said


def test_a_practice_without_a_measure_must_say_what_data_would_be_needed(tmp_path: object) -> None:
    from pathlib import Path

    assert all(practice.measured or practice.needs for practice in practices().values())
    file = Path(str(tmp_path)) / "engagement.toml"
    file.write_text('[skills]\ntitle = "Skills"\nquestion = "Are they trained?"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match="which data would be needed"):
        practices(file)
