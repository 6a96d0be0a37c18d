"""What makes large files quick is right: beside a plain computation, at every order of rows, and when it is stopped."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from foresight.errors import StoreError
from foresight.intake.line import Draft, Order, prepared, publish
from foresight.people import at_machine
from foresight.store import Store, tables, telling
from foresight.store.revisions import content_hash

KEYS = ["country", "partner", "year"]
COUNTRIES = ("FRA", "DEU", "IND", "USA", "XKX")
FIGURE = st.integers(0, 400).map(lambda n: n / 4)
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES), st.integers(2005, 2012)).filter(
        lambda key: key[0] != key[1]
    ),
    FIGURE, min_size=1, max_size=60,
)  # fmt: skip


def read(store: Store, path: Path, **asked: Any) -> Draft:
    with prepared(store, path, Order(**{"indicator": "exercises_pair", **asked})) as made:
        return made


def in_order(rows: dict[tuple[str, str, int], float]) -> pd.DataFrame:
    """One figure for each pair, the first of the alphabet first: what the file's rows mean."""
    turned: dict[tuple[str, str, int], float] = {}
    for (one, other, year), value in rows.items():
        turned.setdefault((*sorted((one, other)), year), value)  # type: ignore[arg-type]
    return pd.DataFrame([(*key, value) for key, value in turned.items()], columns=[*KEYS, "value"])


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=PAIRS, replace=st.booleans())
def test_a_comparison_is_what_plain_frames_give(
    small_store: Store, tmp_path: Path, rows: dict[tuple[str, str, int], float], replace: bool
) -> None:
    alone = {key: value for key, value in rows.items() if (key[1], key[0], key[2]) not in rows}
    alone = alone or dict(list(rows.items())[:1])
    given_ = in_order(alone)
    path = tmp_path / "pairs.csv"
    path.write_text(
        "iso3_a,iso3_b,year,value\n" + "".join(f"{a},{b},{year},{value}\n" for (a, b, year), value in alone.items())
    )
    held = small_store.rows("exercises_pair")
    both = given_.merge(held, on=KEYS, how="outer", suffixes=("", "_held"))
    new, old = both["value"].notna(), both["value_held"].notna()
    made = read(small_store, path, replace=replace)
    assert {one.kind for one in made.findings if one.level == "error"} <= {"unit"}, "ten times all that is published"
    change = made.changes[0]
    assert change.added == (new & ~old).sum()
    assert change.changed == (new & old & (both["value"] != both["value_held"])).sum()
    assert change.same == (new & old & (both["value"] == both["value_held"])).sum()
    assert change.removed == ((~new & old).sum() if replace else 0)
    differs = both[new & (both["value"] != both["value_held"])]
    size = (differs["value"] - differs["value_held"].fillna(0)).abs().sort_values(ascending=False)
    listed = change.largest
    assert (listed["value"] - listed["held"].fillna(0)).abs().tolist() == size.tolist()
    counted = change.countries.set_index("country")
    assert counted["added"].to_dict() == (new & ~old).groupby(both["country"]).sum().to_dict()
    assert counted["left"].to_dict() == (~new & old).groupby(both["country"]).sum().to_dict()
    assume(not made.stopped)
    accepted = {one.kind: "as told" for one in made.findings}
    with prepared(small_store, path, Order(indicator="exercises_pair", replace=replace, accepted=accepted)) as draft:
        found = pd.read_parquet(draft.files["exercises_pair"]).astype({"year": "int64"})
        revision = publish(small_store, draft, at_machine("steward"))
        wanted = given_.sort_values(KEYS, ignore_index=True)
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False)
    left = held.iloc[:0] if replace else held
    whole = pd.concat([given_, left]).drop_duplicates(KEYS).sort_values(KEYS, ignore_index=True)
    pd.testing.assert_frame_equal(small_store.rows("exercises_pair"), whole, check_dtype=False)
    if revision.number > 1:
        small_store.rollback(1, at_machine("steward"))
    pd.testing.assert_frame_equal(small_store.rows("exercises_pair"), held)


def test_a_row_that_stands_twice_is_found_in_any_order_of_rows_and_kept_once_where_it_says_the_same(
    small_store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    body = ["USA,2021,7", "FRA,2021,3", "FRA,2022,4", "DEU,2021,5", "FRA,2021,3", "USA,2021,8", "USA,2021,9"]
    path.write_text("country,year,value\n" + "\n".join(body) + "\n")
    made = read(small_store, path, indicator="gdp")
    told = [one for one in made.findings if one.kind == "duplicate"]
    assert [str(one) for one in told] == [
        "error, row 2: USA 2021 of gdp stands 3 times, with 7 and 9 (rows 2 to 8). Keep one. [duplicate]"
    ]
    path.write_text("country,year,value\n" + "\n".join(body[:5]) + "\n")
    made = read(small_store, path, indicator="gdp")
    assert [one.message for one in made.findings if one.kind == "repeated"] == [
        "1 rows stand twice with the same figure; once is kept."
    ]
    assert made.accepted == 4


@pytest.mark.parametrize("broken", ["", '"a note\nof two lines"'])
def test_rows_are_counted_as_they_stand_where_several_blocks_are_read_at_once(
    small_store: Store, tmp_path: Path, broken: str
) -> None:
    lines = [f"{COUNTRIES[n % 5]},{COUNTRIES[(n + 1) % 5]},2010,{n % 7},{broken}{'x' * 40}" for n in range(300_000)]
    lines[271_828] = "FRA,DEU,2010,<0.1,here"
    path = tmp_path / "large.csv"
    path.write_text("iso3_a,iso3_b,year,value,remark\n" + "\n".join(lines) + "\n")
    assert path.stat().st_size > 15e6
    made = read(small_store, path)
    assert [(one.kind, one.where) for one in made.findings if one.kind == "bound"] == [
        ("bound", "row 271830, column value")
    ]
    assert made.read == 300_000


def test_a_year_is_a_whole_number_however_it_is_written(small_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("country,year,value\nFRA,2021.0,3\nDEU,2021.5,4\nIND,20233,5\nUSA,2021,6\n")
    told = [
        one.message.split(" (")[0] for one in read(small_store, path, indicator="gdp").findings if one.kind == "year"
    ]
    assert sorted(told) == ["“2021.5” is not a year from 1800 to 2100", "“20233” is not a year from 1800 to 2100"]


def test_figures_that_are_written_in_any_way_are_read_as_one_by_one_rules_read_them(
    small_store: Store, tmp_path: Path
) -> None:
    written = {"1,234.5": 1234.5, "1 234": 1234.0, "−3": None, "1'000": 1000.0, "5e2": 500.0, " 7 ": 7.0, "007": 7.0,
               "1,234,567": 1234567.0, ".5": 0.5}  # fmt: skip
    path = tmp_path / "in.csv"
    years = dict(zip(range(2021, 2040), written, strict=False))
    path.write_text("country,year,value\n" + "".join(f'FRA,{year},"{text}"\n' for year, text in years.items()))
    made = read(small_store, path, indicator="gdp")
    with prepared(small_store, path, Order(indicator="gdp", scale=1.0)) as draft:
        found = [one for one in draft.findings if one.level == "error"]
        assert [one.kind for one in found] == ["range"], "only the true minus is below nought"
        assert made.changes[0].added == len(written)
        listed = dict(draft.changes[0].largest[["year", "value"]].to_numpy().tolist())
        assert {text: listed[year] for year, text in years.items() if written[text] is not None} == {
            text: value for text, value in written.items() if value is not None
        }


# ---- the content hash


def as_declared(connection: duckdb.DuckDBPyConnection, number: int) -> str:
    """The content hash as its definition reads: one indicator after the other, sorted by DuckDB."""
    digest = hashlib.sha256()
    texts = connection.execute("SELECT kind, key, body FROM entries_at(?) ORDER BY ALL", [number]).fetchall()
    texts += connection.execute(
        """SELECT forum, country, joined, "left", status, reference, note FROM memberships_at(?) ORDER BY ALL""",
        [number],
    ).fetchall()
    digest.update(repr(texts).encode())
    for identity, key in connection.execute("SELECT id, key FROM series ORDER BY key").fetchall():
        rows = connection.execute(
            """SELECT country, coalesce(partner, ''), year, value FROM observed_at(?) WHERE indicator = ?
            ORDER BY 1, 2, 3""",
            [number, identity],
        ).fetchall()
        if rows:
            digest.update(f"{key} {len(rows)}\n".encode())
            for place, form in ((0, "<u4"), (1, "<u4"), (2, "<i2"), (3, "<f8")):
                column = [int.from_bytes(row[place].encode(), "big") if place < 2 else row[place] for row in rows]
                digest.update(np.array(column, dtype=form).tobytes())
    return digest.hexdigest()


def test_the_content_hash_is_what_it_is_declared_to_be_whatever_order_figures_came_in(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = small_store.rows("gdp")
    for number, sample in ((2, 3), (3, 2)):
        change = rows.sample(sample, random_state=number).assign(indicator="gdp", value=float(number))
        small_store.publish(change, at_machine("steward"), "")
        with duckdb.connect(str(small_store.published()[0]), read_only=True, config=tables.CONFIG) as connection:
            wanted = as_declared(connection, number)
            assert small_store.revision.hash == wanted
            monkeypatch.setattr("foresight.store.revisions.TOGETHER", 1)
            assert content_hash(connection, number) == wanted
            monkeypatch.undo()


def test_two_figures_under_one_key_never_get_a_name(small_store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(small_store.published()[0].read_bytes())
    with duckdb.connect(str(copy), config=tables.CONFIG) as connection:
        connection.execute("INSERT INTO observation SELECT * FROM observation WHERE country = 'FRA' LIMIT 1")
        with pytest.raises(StoreError, match=r"would leave two figures for \w+, FRA, .*20\d\d"):
            content_hash(connection, 1)


# ---- how far it is


class Stop(BaseException):
    """As a page's run ends when somebody leaves it."""


def test_progress_rises_in_words_and_the_end_is_reached(small_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("country,year,value\nFRA,2021,30\nUSA,2021,21\n")
    heard: list[tuple[float, str]] = []

    def hear(share: float, words: str) -> None:
        heard.append((share, words))

    with prepared(small_store, path, Order(indicator="gdp"), progress=hear) as made:
        read_, heard = heard, []
        accepted = {one.kind: "as told" for one in made.findings}
    with prepared(small_store, path, Order(indicator="gdp", accepted=accepted)) as made:
        publish(small_store, made, at_machine("steward"), progress=hear)
    for told in (read_, heard):
        shares = [share for share, _ in told]
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
        assert all(words for _, words in told)
    words = [one for _, one in read_]
    assert [one for one in dict.fromkeys(words) if "row" not in one] == [
        "Looking at the file", "Cells", "Countries", "Comparing with what is published",
        "Writing what would be published",
    ]  # fmt: skip
    assert telling.rows_of(10_000_000)(0.41) == "Reading 4.1 of about 10.0 million rows"  # type: ignore[operator]


def test_stopping_at_any_word_leaves_no_folder_and_the_store_as_it_was(
    small_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("country,year,value\nFRA,2021,30\nUSA,2021,21\n")
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(rooms))

    def held() -> list[str]:
        return sorted(one.name for one in small_store.folder.iterdir() if one.name not in ("lock", "intake"))

    before, stopped, whole = held(), 0, False
    accepted = {one.kind: "as told" for one in read(small_store, path, indicator="gdp").findings}
    while not whole:
        left = [stopped]

        def hear(share: float, words: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Stop

        try:
            with prepared(small_store, path, Order(indicator="gdp", accepted=accepted), progress=hear) as made:
                publish(small_store, made, at_machine("steward"), progress=hear)
                whole = True
        except Stop:
            stopped += 1
            assert (small_store.revision.number, held()) == (1, before)
            assert not list(rooms.iterdir())
    assert stopped > 10
    assert small_store.revision.number == 2


def test_a_long_statement_is_ended_by_whoever_hears(tmp_path: Path) -> None:
    heard: list[str] = []

    def hear(share: float, words: str) -> None:
        heard.append(words)
        if len(heard) > 3:
            raise Stop

    long = "CREATE TABLE x AS SELECT sum(hash(a, b)) FROM range(3000000) AS r(a), range(4000) AS s(b)"
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        with pytest.raises(Stop):
            telling.run(connection, long, {}, hear, words="a sum")
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(0,)]
    assert heard == ["a sum"] * 4
