"""Security forums: who belonged when, the tables counted from it, and the check against other sources."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from foresight import catalogue, forums, geography
from foresight.catalogue import Forum, Indicator, Source
from foresight.compiling import Compiled
from foresight.compiling import forums as recipe
from foresight.errors import CatalogueError, SourceError
from foresight.sources import cow_igo, factbook_organisations, migo

FOLDER = catalogue.DATA / "catalogue"
SOURCES = catalogue.DATA.parent.parent / "shared" / "sources"
needs_sources = pytest.mark.skipif(
    not (SOURCES / "igo").is_dir(), reason="the membership files of COW IGO, MIGO and the Factbook are not here"
)
DECLARED = tomllib.loads((FOLDER / "forums.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return forums.load()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return recipe.tables(tmp_path_factory.mktemp("no_provider_files"))


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return recipe.disagreements(SOURCES)


# --- known facts


@pytest.mark.parametrize(
    ("forum", "counts"),
    [
        ("nato", {1949: 12, 1982: 16, 1999: 19, 2004: 26, 2009: 28, 2017: 29, 2020: 30, 2023: 31, 2024: 32}),
        ("sco", {2000: 0, 2001: 6, 2017: 8, 2023: 9, 2024: 10}),
        ("un", {1945: 51, 1950: 60, 1955: 76, 1960: 99, 1965: 117, 1970: 127, 1980: 154, 1990: 159, 1991: 166}),
        ("un", {2000: 189, 2002: 191, 2006: 192, 2011: 193, 2025: 193}),
        ("osce", {1973: 35, 1995: 53, 2012: 57, 2025: 57}),
        ("asean", {1967: 5, 1999: 10, 2024: 10, 2025: 11}),
        ("arf", {1994: 17, 2007: 26}),
        ("admm_plus", {2010: 18, 2025: 19}),
        ("csto", {1993: 9, 1999: 6, 2006: 7, 2012: 6}),
        ("eu_csdp", {1999: 14, 2004: 24, 2013: 27, 2020: 26, 2022: 27}),
        ("g20", {1999: 19, 2025: 19}),
        ("g7", {1975: 6, 1976: 7, 1998: 8, 2014: 7}),
        ("brics", {2009: 4, 2010: 5, 2024: 9, 2025: 10}),
        ("gcc", {1981: 6, 2025: 6}),
        ("quad", {2007: 4, 2008: 0, 2016: 0, 2017: 4}),
        ("aukus", {2020: 0, 2021: 3}),
        ("five_eyes", {1946: 2, 1956: 5}),
        ("oas", {1948: 21, 1991: 34, 2023: 33}),
        ("nam", {1961: 24, 1964: 47, 2011: 120, 2024: 121}),
    ],
)
def test_each_forum_has_the_number_of_members_that_is_on_record(
    frame: pd.DataFrame, forum: str, counts: dict[int, int]
) -> None:
    assert {year: len(forums.members(frame, forum, year)) for year in counts} == counts


def test_chinas_seat_at_the_united_nations_follows_resolution_2758(frame: pd.DataFrame) -> None:
    held = {year: forums.members(frame, "un", year) & {"CHN", "TWN"} for year in (1948, 1949, 1970, 1971)}
    assert held == {1948: {"CHN"}, 1949: {"TWN"}, 1970: {"TWN"}, 1971: {"CHN"}}


def test_a_state_that_left_and_came_back_is_out_in_between(frame: pd.DataFrame) -> None:
    morocco = [year for year in range(1980, 2020) if "MAR" in forums.members(frame, "au", year)]
    assert morocco == [*range(1980, 1985), *range(2017, 2020)]
    assert "UZB" in forums.members(frame, "csto", 2006)
    assert "UZB" not in forums.members(frame, "csto", 2012)


def test_a_suspended_state_is_shown_and_is_no_full_member(frame: pd.DataFrame) -> None:
    egypt = frame[(frame["forum"] == "arab_league") & (frame["country"] == "EGY")]
    assert egypt["status"].tolist() == ["member", "suspended", "member"]
    assert "EGY" not in forums.members(frame, "arab_league", 1979)
    assert "EGY" in forums.members(frame, "arab_league", 1989)
    assert "NZL" not in forums.members(frame, "anzus", 1986)


def test_every_united_nations_member_of_today_is_a_member_in_the_table(frame: pd.DataFrame) -> None:
    assert forums.members(frame, "un", 2025) == {c.iso3 for c in geography.countries().values() if c.un_member}


# --- what is declared


def test_every_forum_is_declared_whole_and_has_members_from_its_founding(frame: pd.DataFrame) -> None:
    declared = {key: Forum(key=key, **fields) for key, fields in DECLARED.items()}
    assert set(declared) == set(frame["forum"])
    first = frame.groupby("forum")["joined"].min().to_dict()
    late = {key: first[key] - forum.founded for key, forum in declared.items() if first[key] != forum.founded}
    assert late == {"rio_pact": 1}, "only the Rio Pact, signed in 1947, is dated by its entry into force"


def test_the_indicators_are_declared_and_bounded_by_the_number_of_forums() -> None:
    declared = tomllib.loads((FOLDER / "providers" / "forums.toml").read_text(encoding="utf-8"))
    source = Source(key="forums", **declared["sources"]["forums"])
    assert source.redistributable
    indicators = {key: Indicator(key=key, **fields) for key, fields in declared["indicators"].items()}
    assert {key: i.dyadic for key, i in indicators.items()} == {"forum_memberships": False, "shared_forums": True}
    assert all(i.maximum == len(DECLARED) and f"{len(DECLARED)} forums" in i.description for i in indicators.values())


# --- reading


def written(folder: Path, *rows: str) -> Path:
    (folder / "forums.toml").write_text((FOLDER / "forums.toml").read_text(encoding="utf-8"), encoding="utf-8")
    lines = [",".join(forums.COLUMNS), *rows]
    (folder / forums.FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("natoo,FRA,1949,,member,treaty,", "no such forum"),
        ("nato,FRX,1949,,member,treaty,", "no country"),
        ("nato,FRA,1949,1948,member,treaty,", "later year"),
        ("nato,FRA,1948,,member,treaty,", "before the forum was founded"),
        ("nato,FRA,49,,member,treaty,", "joined must be a year"),
        ("nato,FRA,1949,soon,member,treaty,", "left must be a year"),
        ("nato,FRA,1949,,observer,treaty,", "status"),
        ("nato,FRA,1949,, ,treaty,", "status"),
        ("nato,FRA,1949,,member,,", "reference"),
    ],
)
def test_a_wrong_row_is_refused_with_its_file_and_row(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(CatalogueError, match=rf"forum_memberships\.csv, row 3 .*{says}"):
        forums.load(written(tmp_path, "nato,USA,1949,,member,treaty,", row))


@pytest.mark.parametrize("first_ends", ["", "1967"])
def test_spells_that_overlap_are_refused_and_spells_that_touch_are_not(tmp_path: Path, first_ends: str) -> None:
    second = "nato,FRA,1966,,suspended,treaty,"
    with pytest.raises(CatalogueError, match=r"row 3 \(nato, FRA\): this spell overlaps"):
        forums.load(written(tmp_path, f"nato,FRA,1949,{first_ends},member,treaty,", second))
    read = forums.load(written(tmp_path, "nato,FRA,1949,1966,member,treaty,", second))
    assert read["left"].tolist() == [1966, pd.NA]
    assert forums.members(read, "nato", 1965) == {"FRA"}
    assert forums.members(read, "nato", 1966) == frozenset()


def test_a_missing_table_says_what_to_restore(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"forum_memberships\.csv is missing"):
        forums.load(tmp_path)


def test_asking_for_a_forum_without_rows_names_the_known_ones(frame: pd.DataFrame) -> None:
    with pytest.raises(CatalogueError, match=r"no members for “warsaw_pact”.*nato"):
        forums.members(frame, "warsaw_pact", 1960)


def test_spells_are_spread_over_the_years_asked_for(tmp_path: Path) -> None:
    read = forums.load(written(tmp_path, "nato,FRA,1949,1952,member,treaty,", "nato,USA,1951,,member,treaty,"))
    spread = forums.by_year(read, 1950, 1953)
    assert list(zip(spread["country"], spread["year"], strict=True)) == [
        ("FRA", 1950),
        ("FRA", 1951),
        ("USA", 1951),
        ("USA", 1952),
        ("USA", 1953),
    ]
    assert forums.by_year(read, 1940, 1945).empty


# --- tables


def test_memberships_are_counted_as_a_reader_would_count_them(compiled: Compiled) -> None:
    value = compiled.tables["forum_memberships"].set_index(["country", "year"])["value"]
    # UN, NATO, OSCE, ARF, ADMM-Plus, Quad, AUKUS, Five Eyes, ANZUS, G7, G20, OAS, Rio Pact
    assert value["USA", 2025] == 13
    assert value["CHE", 1972] == 0, "Switzerland was in none of the forums before the Helsinki process"
    assert value["CHE", 1973] == 1
    assert value["EGY", 1978] - value["EGY", 1979] == 1, "suspended by the Arab League"


def test_shared_forums_are_counted_as_a_reader_would_count_them(compiled: Compiled) -> None:
    value = compiled.tables["shared_forums"].set_index(["country", "partner", "year"])["value"]
    assert value["GBR", "USA", 2025] == 7  # UN, NATO, OSCE, AUKUS, Five Eyes, G7, G20
    assert value["IND", "PAK", 2025] == 4  # UN, SCO, ARF, NAM
    assert value["CHE", "KOR", 1972] == 0
    assert value["CHN", "USA", 1971] - value["CHN", "USA", 1970] == 1  # the seat at the UN


def test_tables_are_tidy_and_cover_every_state_and_pair(compiled: Compiled) -> None:
    single, paired = compiled.tables["forum_memberships"], compiled.tables["shared_forums"]
    for table, keys in ((single, ["country", "year"]), (paired, ["country", "partner", "year"])):
        assert list(table.columns) == [*keys, "value"]
        assert not table.isna().any(axis=None)
        assert not table.duplicated(keys).any()
        assert table["value"].between(0, len(DECLARED)).all()
        assert (table["year"].min(), table["year"].max()) == (1945, 2025)
        assert table[keys].equals(table[keys].sort_values(keys, ignore_index=True))
    assert (paired["country"] < paired["partner"]).all()
    states = single.groupby("year").size()
    assert (paired.groupby("year").size() == states * (states - 1) // 2).all()
    assert set(single.loc[single["year"] == 2020, "country"]) == geography.states(2020)


def test_the_sum_over_pairs_is_the_sum_over_forums_of_their_pairs(compiled: Compiled, frame: pd.DataFrame) -> None:
    paired = compiled.tables["shared_forums"]
    for year in (1961, 1995, 2025):
        inside = [len(forums.members(frame, key, year) & geography.states(year)) for key in DECLARED]
        assert paired.loc[paired["year"] == year, "value"].sum() == sum(n * (n - 1) // 2 for n in inside)


def test_a_state_that_ended_during_a_year_has_no_row_at_its_end(compiled: Compiled) -> None:
    single = compiled.tables["forum_memberships"].set_index("country")["year"]
    assert single["DDR"].max() == 1989
    assert single["YMD"].max() == 1989
    assert single["CSK"].max() == 1992, "it lasted to the end of 1992"


def test_members_that_were_no_states_are_reported(compiled: Compiled) -> None:
    reported = {u.code: u.years for u in compiled.unresolved}
    assert reported["UKR"] == reported["BLR"] == "1945-1990"
    assert {"PSE", "VAT", "ESH"} <= set(reported)


# --- the check against other sources


def spelt_out(years: str) -> list[int]:
    spans = [part.split("-") for part in years.split(", ")]
    return [year for span in spans for year in range(int(span[0]), int(span[-1]) + 1)]


def test_every_settled_disagreement_is_whole_and_says_what_our_table_says(frame: pd.DataFrame) -> None:
    settled = recipe.settled()
    assert list(settled.columns) == recipe.SETTLED_COLUMNS
    assert set(settled["decision"]) == {"ours stands", "corrected"}
    assert set(settled["source"]) == {recipe.COW, recipe.MIGO, recipe.FACTBOOK}
    assert not (settled["theirs"] == settled["ours"]).any()
    assert settled["reason"].str.len().min() > 20
    for row in settled.itertuples():
        belongs = row.theirs == "member" if row.decision == "corrected" else row.ours == "member"
        for year in spelt_out(str(row.years)):
            assert (row.country in forums.members(frame, str(row.forum), year)) == belongs, row


@needs_sources
def test_every_disagreement_found_is_settled_and_no_settled_one_is_stale(found: pd.DataFrame) -> None:
    settled = recipe.settled()
    standing = settled[settled["decision"] == "ours stands"]
    keys = recipe.SETTLED_COLUMNS[:6]
    seen, decided = (set(f[keys].itertuples(index=False, name=None)) for f in (found, standing))
    assert seen - decided == set(), "not settled: decide each in data/catalogue/forum_disagreements.csv"
    assert decided - seen == set(), "stale: the check no longer finds these"
    assert not standing.duplicated(keys).any()


@needs_sources
def test_the_check_reaches_most_forums_and_finds_a_planted_error(
    found: pd.DataFrame, frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = frame.copy()
    wrong.loc[(wrong["forum"] == "nato") & (wrong["country"] == "ESP"), "joined"] = 1984
    monkeypatch.setattr(forums, "load", lambda: wrong)
    again = recipe.disagreements(SOURCES)
    new = set(again.itertuples(index=False, name=None)) - set(found.itertuples(index=False, name=None))
    assert new == {("nato", "ESP", recipe.COW, "1982-1983", "member", "not a member")}


# --- connectors


def test_a_cow_igo_file_is_read_into_one_row_per_membership(tmp_path: Path) -> None:
    path = tmp_path / "igo.csv"
    path.write_text("ccode,year,state,un,nato\n2,1948,usa,1,-1\n200,1949,uk,1,\n", encoding="utf-8")
    assert cow_igo.recognise(path)
    rows = cow_igo.read(path).sort_values(["organisation", "code"])
    assert rows[["code", "year", "organisation", "membership"]].to_numpy().tolist() == [
        [2, 1948, "nato", -1],
        [2, 1948, "un", 1],
        [200, 1949, "un", 1],
    ]


def test_a_migo_file_keeps_the_code_as_text_and_the_kind_of_membership(tmp_path: Path) -> None:
    path = tmp_path / "migo.parquet"
    text = {"igoID": "G7", "stateID": "NAM", "StateName": "Namibia", "membership": "3", "Year": "1990", "cowID": "565"}
    pd.DataFrame([text]).to_parquet(path)
    assert migo.recognise(path)
    assert migo.read(path).to_dict("records") == [
        {"organisation": "G7", "code": "565", "name": "Namibia", "year": 1990, "membership": 3}
    ]


def test_the_factbooks_brackets_say_how_a_state_takes_part(tmp_path: Path) -> None:
    path = tmp_path / "snapshots.csv"
    path.write_text(
        "snapshot_date,path,country,intl_org_participation\n"
        '2024-12-26,africa/iv.json,C&ocirc;te d\'Ivoire,"AU (suspended, since 2023), NAM; OSCE (partner)"\n'
        "2024-12-26,x/aq.json,Nowhere,\n",
        encoding="utf-8",
    )
    assert factbook_organisations.recognise(path)
    rows = factbook_organisations.read(path)
    assert rows["name"].unique().tolist() == ["Côte d'Ivoire"]
    assert rows["code"].unique().tolist() == ["iv"]
    assert dict(zip(rows["organisation"], rows["qualifier"], strict=True)) == {
        "AU": "suspended, since 2023",
        "NAM": "",
        "OSCE": "partner",
    }


@pytest.mark.parametrize("connector", [cow_igo, migo, factbook_organisations])
@pytest.mark.parametrize("name", ["strange.parquet", "strange.csv", "missing.parquet"])
def test_a_strange_file_is_not_recognised_and_refused_in_words(tmp_path: Path, connector: object, name: str) -> None:
    path = tmp_path / name
    if not name.startswith("missing"):
        path.write_bytes(b"\x00\xffnot a table")
    assert connector.recognise(path) is False  # type: ignore[attr-defined]
    with pytest.raises(SourceError, match=re.escape(name)):
        connector.read(path)  # type: ignore[attr-defined]
