"""UN votes and ideal points: figures worked out by hand, and what is known of the real votes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.catalogue import DATA
from foresight.compiling import un_ideal_points as ideal_points
from foresight.compiling import un_votes as recipe
from foresight.errors import SourceError
from foresight.sources import (
    un_digital_library_votes,
    un_ideal_points,
    un_roll_calls_wide,
    un_votes,
    un_votes_by_name,
)

UNGA = Path(__file__).resolve().parent.parent.parent / "shared" / "sources" / "unga"
needs_files = pytest.mark.skipif(not UNGA.exists(), reason="the provider's files (../shared/sources/unga) are not here")


def votes(*rows: tuple[int, str, str, str], year: int = 2000) -> pd.DataFrame:
    table = pd.DataFrame(
        [(f"r{n}", state, {"Y": "yes", "N": "no", "A": "abstain"}[v]) for n, *cast in rows for state, v in _cast(cast)],
        columns=["roll_call", "country", "vote"],
    )
    return table.assign(year=year, vote=pd.Categorical(table["vote"], categories=recipe.VOTES))


def _cast(letters: list[str]) -> list[tuple[str, str]]:
    return [(s, v) for s, v in zip(("AAA", "BBB", "CCC"), letters, strict=True) if v != "-"]


FIVE = votes(
    (1, "Y", "Y", "N"),
    (2, "Y", "A", "N"),
    (3, "A", "A", "A"),
    (4, "N", "Y", "-"),
    (5, "Y", "-", "Y"),
)
"""AAA and BBB share four roll calls and agree on two; so do AAA and CCC; BBB and CCC agree on one of three."""


def value(table: pd.DataFrame, *keys: str | int) -> float:
    columns = ["country", "partner", "year"][: len(keys)] if len(keys) == 3 else ["country", "year"]
    return float(table.set_index(columns)["value"][keys])


def compiled(key: str) -> pd.DataFrame:
    path = DATA / "tables" / f"{key}.parquet"
    if not path.exists():
        pytest.skip(f"{path.name} is not compiled yet: run “foresight build”")
    return pd.read_parquet(path)


def test_agreement_is_the_share_of_common_roll_calls_with_the_same_vote() -> None:
    found = recipe.agreement(FIVE, minimum=1)
    assert value(found, "AAA", "BBB", 2000) == 0.5
    assert value(found, "AAA", "CCC", 2000) == 0.5
    assert value(found, "BBB", "CCC", 2000) == 0.3333


def test_absence_is_neither_agreement_nor_disagreement() -> None:
    without = recipe.agreement(FIVE[FIVE["roll_call"].isin(["r1", "r2", "r3"])], minimum=1)
    assert value(without, "BBB", "CCC", 2000) == value(recipe.agreement(FIVE, minimum=1), "BBB", "CCC", 2000)


def test_a_pair_stands_once_and_only_with_enough_common_votes() -> None:
    found = recipe.agreement(FIVE, minimum=4)
    assert list(zip(found["country"], found["partner"], strict=True)) == [("AAA", "BBB"), ("AAA", "CCC")]


def test_agreement_of_one_year_does_not_see_the_votes_of_another() -> None:
    later = votes((9, "Y", "N", "-"), year=2001)
    found = recipe.agreement(pd.concat([FIVE, later]), minimum=1)
    assert value(found, "AAA", "BBB", 2000) == 0.5
    assert value(found, "AAA", "BBB", 2001) == 0.0


def test_the_majority_is_the_vote_most_states_cast_and_ties_do_not_count() -> None:
    # r1 yes, r3 abstain, r5 yes; r2 and r4 have no single most frequent vote.
    found = recipe.with_majority(FIVE, minimum=1)
    assert value(found, "AAA", 2000) == 1.0
    assert value(found, "BBB", 2000) == 1.0
    assert value(found, "CCC", 2000) == 0.6667


def test_a_state_with_too_few_counted_votes_has_no_share_with_the_majority() -> None:
    assert set(recipe.with_majority(FIVE, minimum=3)["country"]) == {"AAA", "CCC"}


def test_alignment_is_the_mean_agreement_with_every_other_state() -> None:
    found = recipe.alignment(recipe.agreement(FIVE, minimum=1))
    assert value(found, "AAA", 2000) == 0.5
    assert value(found, "CCC", 2000) == pytest.approx((0.5 + 0.3333) / 2, abs=1e-4)


def test_distances_are_absolute_within_a_year_and_none_is_to_oneself() -> None:
    points = pd.DataFrame(
        {"country": ["USA", "CHN", "FRA", "USA", "FRA"], "year": [1980] * 3 + [1960] * 2, "value": [2, -1, 1.5, 3, 2]}
    )
    found = ideal_points.distances(points)
    assert value(found["un_distance_us"], "CHN", 1980) == 3
    assert value(found["un_distance_china"], "FRA", 1980) == 2.5
    assert "USA" not in set(found["un_distance_us"]["country"])
    assert 1960 not in set(found["un_distance_china"]["year"])
    assert value(found["un_distance_median"], "FRA", 1980) == 0
    assert value(found["un_distance_median"], "FRA", 1960) == 0.5


def test_votes_that_do_not_add_up_to_the_printed_totals_are_refused_with_the_resolution(tmp_path: Path) -> None:
    header = "Link,token,Scrape_Year,Title,Council,Resolution,Date,YES COUNT,NO COUNT,ABSTAIN COUNT,tags,FRA,DEU\n"
    file = tmp_path / "votes.csv"
    file.write_text(header + ",,2025,A title,General Assembly,A/RES/80/1,2025-12-01,002,000,000,,YES,YES\n")
    assert un_digital_library_votes.read(file)["vote"].tolist() == ["yes", "yes"]
    file.write_text(header + ",,2025,A title,General Assembly,A/RES/80/1,2025-12-01,002,000,000,,YES,ABSTAIN\n")
    with pytest.raises(SourceError, match="A/RES/80/1"):
        un_digital_library_votes.read(file)


def test_an_unknown_letter_in_a_table_of_names_is_refused_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text("AFGHANISTAN,FRANCE,ZIMBABWE\nY,N,A\nY,Q,A\n")
    with pytest.raises(SourceError, match=r"row 3.*Q"):
        un_votes_by_name.read(file)


def test_two_roll_calls_with_one_number_stay_two(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    lead = "rcid,date,me,nu,di,hr,co,ec,FRA,NAM\n"
    flags = "FALSE,FALSE,{},FALSE,FALSE,FALSE"
    file.write_text(f"{lead}411,1954-12-03,{flags.format('FALSE')},1,9\n411,2023-12-04,{flags.format('TRUE')},3,2\n")
    assert un_roll_calls_wide.roll_calls(file)["disarmament"].tolist() == [False, True]
    found = un_roll_calls_wide.read(file)
    assert found.groupby("roll_call").size().to_dict() == {0: 1, 1: 2}
    assert found.query("code == 'NAM'")["vote"].tolist() == ["abstain"]


def test_a_table_of_votes_without_its_companions_says_which_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "un_votes.parquet"
    pd.DataFrame({"rcid": [3.0], "country": ["France"], "country_code": ["FR"], "vote": ["yes"]}).to_parquet(file)
    assert un_votes.recognise(file)
    with pytest.raises(SourceError, match="un_roll_calls"):
        un_votes.roll_calls(file)


def test_connectors_do_not_stumble_over_a_strange_file(tmp_path: Path) -> None:
    for name, content in (("a.csv", b"\xff\xfe\x00"), ("b.parquet", b"no"), ("c.dta", b""), ("d.json", b"[")):
        (tmp_path / name).write_bytes(content)
        for layout in (un_votes, un_roll_calls_wide, un_votes_by_name, un_digital_library_votes, un_ideal_points):
            assert not layout.recognise(tmp_path / name)


@needs_files
def test_the_general_assembly_deplored_the_invasion_by_141_to_5_with_35_abstentions() -> None:
    cast = un_votes_by_name.read(UNGA / recipe.MARCH_2022)
    tallies = pd.crosstab(cast["roll_call"], cast["vote"])[["yes", "no", "abstain"]]
    assert [141, 5, 35] in tallies.to_numpy().tolist()


@needs_files
def test_2025_has_192_votes_of_the_general_assembly_37_of_them_on_arms_control() -> None:
    placed, lost = recipe.digital_library(UNGA / recipe.OF_2025)
    assert placed["roll_call"].nunique() == 192
    assert placed[placed["arms_control"]]["roll_call"].nunique() == 37
    assert not lost


@needs_files
def test_false_absences_are_left_out_of_2022_and_2023_only() -> None:
    placed, _ = recipe.wide(UNGA / recipe.WIDE)
    assert not set(placed[placed["year"] >= 2022]["country"]) & set(recipe.FALSE_ABSENCES)
    assert set(recipe.FALSE_ABSENCES) <= set(placed[placed["year"] == 2021]["country"])


@needs_files
def test_every_ideal_point_finds_its_state_and_yugoslavia_becomes_serbia_in_1992() -> None:
    found = ideal_points.tables(UNGA.parent)
    assert not found.unresolved
    points = found.tables["un_ideal_point"]
    assert not points.duplicated(["country", "year"]).any()
    assert points.query("country == 'YUG'")["year"].max() == 1991
    assert points.query("country == 'SRB'")["year"].min() >= 1992
    assert {1950, 2024} <= set(points.query("country == 'RUS'")["year"])


def test_compiled_agreement_is_of_states_once_a_pair_and_without_2024() -> None:
    pairs = compiled("un_agreement")
    assert (pairs["country"] < pairs["partner"]).all()
    assert not pairs.duplicated(["country", "partner", "year"]).any()
    assert pairs["value"].between(0, 1).all()
    assert not {1964, 2024} & set(pairs["year"])
    assert value(pairs, "RUS", "USA", 1960) < 0.2 < 0.7 < value(pairs, "FRA", "GBR", 1960)


def test_compiled_agreement_of_yugoslavia_ends_where_serbias_begins() -> None:
    pairs = compiled("un_agreement")
    of = pairs[["country", "partner"]]
    assert pairs[(of == "YUG").any(axis=1)]["year"].max() == 1991
    assert pairs[(of == "SRB").any(axis=1)]["year"].min() >= 1992
