"""The store: revisions, readers and writers, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from foresight.errors import CatalogueError, StoreError, UnknownKeyError
from foresight.people import at_machine
from foresight.store import KEPT, Store, folder
from tests.conftest import exercises, gdp, write_data

ROOT = Path(__file__).resolve().parents[1]


def change(*rows: tuple[object, ...], indicator: str = "gdp") -> pd.DataFrame:
    columns = ["country", "year", "value"] if len(rows[0]) == 3 else ["country", "partner", "year", "value"]
    return pd.DataFrame(rows, columns=columns).assign(indicator=indicator)


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


OPEN = """
import sys
from pathlib import Path
from foresight.store import Store
store = Store.open(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_revision_one_is_the_shipped_tables(small_store: Store) -> None:
    assert small_store.revision.number == 1
    assert small_store.revision.added == 12
    pd.testing.assert_frame_equal(small_store.rows("gdp"), gdp(), check_dtype=False)
    assert small_store.rows("concentration")["country"].unique().tolist() == ["WLD"]
    assert small_store.catalogue().indicator("gdp").minimum == 0
    assert small_store.catalogue().lever("conflict_severity").step == 10


def test_the_hash_is_the_same_whatever_the_order_of_insertion_the_machine_and_the_time(tmp_path: Path) -> None:
    one, two = write_data(tmp_path / "one"), write_data(tmp_path / "two")
    exercises().iloc[::-1].to_parquet(two / "tables" / "exercises_pair.parquet", index=False)
    stores = [Store.open(tmp_path / f"store {name.name}", name) for name in (one, two)]
    assert stores[0].revision.hash == stores[1].revision.hash
    # Worked out once; it may change only when the figures of the fixture do.
    assert stores[0].revision.hash[:12] == "222c061fdb8f"


def test_one_changed_figure_changes_the_hash(small_store: Store) -> None:
    before = small_store.revision.hash
    assert small_store.publish(change(("USA", 2020, 20.5)), at_machine("steward"), "corrected").hash != before


def test_a_pair_is_found_in_either_order_and_turned_to_the_country_asked_for(small_store: Store) -> None:
    one = small_store.rows("exercises_pair", ["USA"], ["IND"])
    other = small_store.rows("exercises_pair", ["IND"], ["USA"])
    assert one[["country", "partner"]].drop_duplicates().to_numpy().tolist() == [["USA", "IND"]]
    assert other[["country", "partner"]].drop_duplicates().to_numpy().tolist() == [["IND", "USA"]]
    assert one["value"].tolist() == other["value"].tolist() == [3.0, 4.0]
    everyone = small_store.rows("exercises_pair", ["IND"])
    assert everyone["partner"].tolist() == ["FRA", "FRA", "USA", "USA"]
    assert set(everyone["country"]) == {"IND"}


def test_a_pair_of_two_countries_asked_for_stands_once(small_store: Store) -> None:
    assert len(small_store.rows("exercises_pair", ["IND", "USA"], first=2010)) == 3


def test_years_and_an_empty_choice_limit_the_rows(small_store: Store) -> None:
    assert small_store.rows("gdp", first=2020, last=2020)["country"].tolist() == ["FRA", "IND", "USA"]
    assert small_store.rows("gdp", countries=[]).empty


def test_coverage_counts_both_ends_of_pairs(small_store: Store) -> None:
    coverage = small_store.coverage().set_index("indicator")
    assert coverage.loc["exercises_pair"].tolist() == [2009, 2010, 3, 5]
    assert coverage.loc["gdp"].tolist() == [2019, 2020, 3, 5]


def test_members_are_those_of_the_end_of_the_year(small_store: Store) -> None:
    assert small_store.members("nato", 2022) == {"USA", "FRA"}
    assert small_store.members("nato", 2023) == {"USA", "FRA", "FIN"}
    with pytest.raises(UnknownKeyError, match="Did you mean nato"):
        small_store.members("natto", 2023)


def test_a_publication_merges_and_counts_what_differs(small_store: Store) -> None:
    rows = change(("USA", 2020, 20.0), ("USA", 2021, 21.0), ("IND", 2020, 1.75), ("FRA", 2019, float("nan")))
    revision = small_store.publish(rows, at_machine("steward"), "new year")
    assert (revision.number, revision.added, revision.changed, revision.removed) == (2, 1, 1, 1)
    assert small_store.revision == revision
    values = small_store.rows("gdp").set_index(["country", "year"])["value"].to_dict()
    assert values == {
        ("FRA", 2020): 2.25, ("IND", 2019): 2.0, ("IND", 2020): 1.75, ("USA", 2020): 20.0, ("USA", 2021): 21.0
    }  # fmt: skip
    assert small_store.coverage().set_index("indicator").loc["gdp"].tolist() == [2019, 2021, 3, 5]


def test_an_earlier_revision_can_be_read_after_later_ones(small_store: Store) -> None:
    small_store.publish(change(("USA", 2020, 21.0)), at_machine("steward"), "first")
    small_store.publish(change(("USA", 2020, 22.0)), at_machine("steward"), "second")
    values = [small_store.rows("gdp", ["USA"], revision=n)["value"].tolist() for n in (1, 2, 3)]
    assert values == [[20.0], [21.0], [22.0]]
    with pytest.raises(StoreError, match="There is no revision 4"):
        small_store.rows("gdp", revision=4)


def test_everything_can_be_asked_as_of_an_earlier_revision(small_store: Store) -> None:
    before, covered = small_store.revision, small_store.coverage()
    small_store.publish(change(("USA", 2031, 20.5)), at_machine("steward"), "one more year")
    past = small_store.at(1)
    assert past.revision == before != small_store.revision
    assert 2031 not in past.rows("gdp")["year"].tolist()
    assert 2031 in small_store.rows("gdp")["year"].tolist()
    pd.testing.assert_frame_equal(past.coverage(), covered, check_dtype=False)
    assert past.catalogue().indicators == small_store.catalogue().indicators
    assert len(past.memberships()) == len(small_store.memberships())
    assert past.learnt != small_store.learnt  # what is learnt from the past must not pass for today's
    with pytest.raises(StoreError, match="publish on the store as it is now"):
        past.publish(change(("USA", 2032, 1.0)), at_machine("steward"), "")
    with pytest.raises(StoreError, match="The revisions are 1 to 2"):
        small_store.at(7)


def test_publishing_what_is_already_there_makes_no_revision(small_store: Store) -> None:
    assert small_store.publish(change(("USA", 2020, 20.0)), at_machine("steward"), "again").number == 1


def test_replace_makes_the_rows_the_whole_indicator(small_store: Store) -> None:
    revision = small_store.publish(change(("USA", 2020, 20.0)), at_machine("steward"), "", replace=("gdp",))
    assert (revision.added, revision.changed, revision.removed) == (0, 0, 4)
    assert len(small_store.rows("gdp")) == 1
    assert len(small_store.rows("exercises_pair")) == 5


def test_pairs_may_be_published_in_either_order(small_store: Store) -> None:
    rows = change(("USA", "IND", 2010, 6.0), ("IND", "USA", 2011, 1.0), indicator="exercises_pair")
    revision = small_store.publish(rows, at_machine("steward"), "")
    assert (revision.added, revision.changed) == (1, 1)
    assert small_store.rows("exercises_pair", ["IND"], ["USA"])["value"].tolist() == [3.0, 6.0, 1.0]


def test_a_rollback_restores_figures_catalogue_and_hash(small_store: Store) -> None:
    first = small_store.revision
    held = small_store.catalogue()
    renamed = held.indicators["gdp"].model_copy(update={"title": "Output"})
    catalogue = held.model_copy(update={"indicators": {**held.indicators, "gdp": renamed}})
    rows = change(("USA", 2020, 21.0), ("IND", 2020, float("nan")), ("DEU", 2020, 4.0))
    small_store.publish(rows, at_machine("steward"), "a mistake", catalogue=catalogue)
    small_store.publish(change(("USA", 2020, 22.0)), at_machine("steward"), "another")
    assert small_store.catalogue().indicator("gdp").title == "Output"
    back = small_store.rollback(1, at_machine("steward"))
    assert (back.number, back.hash, back.undoes) == (4, first.hash, 3)
    assert (back.added, back.changed, back.removed) == (1, 1, 1)
    pd.testing.assert_frame_equal(small_store.rows("gdp"), gdp(), check_dtype=False)
    assert small_store.catalogue() == held
    assert [revision.number for revision in small_store.revisions()] == [1, 2, 3, 4]
    assert small_store.rows("gdp", ["USA"], revision=3)["value"].tolist() == [22.0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (change(("USA", 2020, -1.0)), r"row 1 \(USA, 2020, -1.0\): the value is below the lowest allowed, 0"),
        (change(("ZZZ", 2020, 1.0)), "the country code is not a known one"),
        (change(("USA", 2020, 1.0), ("USA", 2020, 2.0)), r"row 2 \(USA, 2020\): a key stands twice"),
        (change(("USA", 2020, "many")), r"row 1 \(many\): the value is not a number"),
        (change(("USA", 2020, 1.0)).drop(columns="year"), "the column “year” is missing"),
        (change(("USA", "IND", 2020, 1.0)), "an indicator of single countries has no partners"),
        (change(("USA", "IND", 2020, 501.0), indicator="exercises_pair"), "above the highest allowed, 500"),
    ],
)
def test_figures_that_do_not_fit_are_refused_and_change_nothing(
    small_store: Store, rows: pd.DataFrame, said: str
) -> None:
    with pytest.raises(CatalogueError, match=said):
        small_store.publish(rows, at_machine("steward"), "")
    assert small_store.revision.number == 1


def test_an_unknown_indicator_offers_the_nearest(small_store: Store) -> None:
    with pytest.raises(UnknownKeyError, match="Did you mean gdp"):
        small_store.rows("gpd")
    with pytest.raises(StoreError, match="no partners"):
        small_store.rows("gdp", partners=["USA"])


def test_a_shipped_table_that_does_not_fit_is_named_with_its_row(small_data: Path, tmp_path: Path) -> None:
    gdp().assign(value=[1.0, 2.0, -3.0, 4.0, 5.0]).to_parquet(small_data / "tables" / "gdp.parquet", index=False)
    with pytest.raises(CatalogueError, match=r"gdp.parquet, row 3 \(IND, 2019, -3.0\): the value is below") as refused:
        Store.open(tmp_path / "store", small_data)
    assert "foresight build" in str(refused.value)
    (small_data / "tables" / "gdp.parquet").rename(small_data / "tables" / "gross.parquet")
    with pytest.raises(CatalogueError, match="no indicator “gross” is declared"):
        Store.open(tmp_path / "store", small_data)


def test_a_store_without_publications_follows_the_shipped_tables(small_data: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store", small_data)
    gdp().assign(value=1.0).to_parquet(small_data / "tables" / "gdp.parquet", index=False)
    assert Store.open(tmp_path / "store", small_data).rows("gdp")["value"].tolist() == [1.0] * 5
    assert store.rows("gdp")["value"].tolist() == [1.0] * 5
    store.publish(change(("USA", 2020, 2.0)), at_machine("steward"), "")
    gdp().to_parquet(small_data / "tables" / "gdp.parquet", index=False)
    assert Store.open(tmp_path / "store", small_data).rows("gdp", ["USA"])["value"].tolist() == [2.0]


def test_a_reader_in_another_process_sees_the_new_revision_without_restart(
    small_store: Store, small_data: Path
) -> None:
    reader = OPEN + (
        "for line in sys.stdin:\n"
        "    print(store.revision.number, store.rows('gdp', ['USA'])['value'].tolist(), flush=True)"
    )
    command = [sys.executable, "-c", reader, str(small_store.folder), str(small_data)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        print(file=process.stdin, flush=True)
        assert process.stdout.readline() == "1 [20.0]\n"
        small_store.publish(change(("USA", 2020, 21.0)), at_machine("steward"), "")
        print(file=process.stdin, flush=True)
        assert process.stdout.readline() == "2 [21.0]\n"
        process.stdin.close()


def test_two_processes_that_start_at_once_make_revision_one_once(small_data: Path, tmp_path: Path) -> None:
    starts = [
        python(OPEN + "print(store.revision.when, store.revision.hash)", tmp_path / "store", small_data)
        for _ in range(2)
    ]
    answers = {process.communicate(timeout=60)[0] for process in starts}
    assert len(answers) == 1
    assert len(list((tmp_path / "store").glob("revision-*.duckdb"))) == 1


def test_two_processes_that_publish_at_once_both_succeed(small_store: Store, small_data: Path) -> None:
    publish = OPEN + (
        "import pandas as pd\nfrom foresight.people import at_machine\n"
        "for year in range(2021, 2024):\n"
        "    row = {'indicator': ['gdp'], 'country': [sys.argv[3]], 'year': [year], 'value': [1.0]}\n"
        "    store.publish(pd.DataFrame(row), at_machine(sys.argv[3]), 'row')\n"
    )
    writers = [python(publish, small_store.folder, small_data, country) for country in ("USA", "IND")]
    for writer in writers:
        _, complaint = writer.communicate(timeout=60)
        assert writer.returncode == 0, complaint
    assert [revision.number for revision in small_store.revisions()] == [1, 2, 3, 4, 5, 6, 7]
    assert len(small_store.rows("gdp", first=2021)) == 6


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a POSIX signal")
def test_a_writer_killed_while_publishing_leaves_a_whole_revision(small_store: Store, small_data: Path) -> None:
    publish = OPEN + (
        "import pandas as pd\nfrom foresight.people import at_machine\n"
        "print('ready', flush=True)\n"
        "for n in range(10000):\n"
        "    row = {'indicator': ['gdp'], 'country': ['USA'], 'year': [2020], 'value': [100.0 + n]}\n"
        "    print(store.publish(pd.DataFrame(row), at_machine('writer'), 'row').number, flush=True)\n"
    )
    for wait in (0.05, 0.11, 0.17):
        writer = python(publish, small_store.folder, small_data)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        said = [int(line) for line in writer.communicate()[0].split() if line.isdigit()]
        revision = small_store.revision
        # No acknowledged publication is lost; at most one that was not yet acknowledged is there.
        assert not said or revision.number in (said[-1], said[-1] + 1)
        assert len(small_store.rows("gdp")) == 5
        assert (
            small_store.publish(change(("FRA", 2020, float(revision.number))), at_machine("me"), "").number
            == revision.number + 1
        )
    assert not list(small_store.folder.glob("making-*"))


def test_threads_get_their_own_rows(small_store: Store) -> None:
    expected = {country: gdp().query("country == @country")["value"].tolist() for country in ("FRA", "IND", "USA")}

    def ask(n: int) -> bool:
        country = ("FRA", "IND", "USA")[n % 3]
        return small_store.rows("gdp", [country])["value"].tolist() == expected[country]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(300)))


def test_only_the_newest_files_are_kept_and_every_revision_can_still_be_read(small_store: Store) -> None:
    for n in range(KEPT + 2):
        small_store.publish(change(("USA", 2020, 100.0 + n)), at_machine("steward"), "")
    assert len(list(small_store.folder.glob("revision-*.duckdb"))) == KEPT
    assert small_store.rows("gdp", ["USA"], revision=1)["value"].tolist() == [20.0]


def test_a_damaged_pointer_is_named_with_what_to_do(small_store: Store, small_data: Path) -> None:
    (small_store.folder / "current.json").write_text('{"number": 1', encoding="utf-8")
    with pytest.raises(StoreError, match=r"current.json is damaged .* keep its scenarios.*: it is made anew"):
        Store.open(small_store.folder, small_data)
    (small_store.folder / "current.json").write_text("[]", encoding="utf-8")
    with pytest.raises(StoreError, match="is damaged"):
        Store.open(small_store.folder, small_data)


def test_a_missing_pointer_is_told_when_something_was_published(small_store: Store, small_data: Path) -> None:
    small_store.publish(change(("USA", 2020, 21.0)), at_machine("steward"), "")
    (small_store.folder / "current.json").unlink()
    with pytest.raises(StoreError, match=r"pointer .* is missing; revision-0002"):
        Store.open(small_store.folder, small_data)


def test_a_damaged_or_missing_revision_file_is_named(small_data: Path, tmp_path: Path) -> None:
    # Made by another process: in this one DuckDB would go on reading the file that it has open.
    python(OPEN, tmp_path / "store", small_data).communicate(timeout=60)
    file = next((tmp_path / "store").glob("revision-*.duckdb"))
    kept = file.read_bytes()
    file.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match=rf"{file.name} cannot be read"):
        Store.open(tmp_path / "store", small_data)
    file.unlink()
    with pytest.raises(StoreError, match=rf"{file.name} is missing"):
        Store.open(tmp_path / "store", small_data)
    file.write_bytes(kept)
    assert Store.open(tmp_path / "store", small_data).revision.number == 1


def test_a_folder_that_cannot_be_written_is_told(small_data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot be (read|written)"):
        Store.open(tmp_path / "file" / "store", small_data)


def test_a_locked_store_names_who_holds_it(small_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with folder.locked(small_store.folder):
        told = json.loads((small_store.folder / "lock.json").read_text(encoding="utf-8"))
        with (
            pytest.raises(StoreError, match=f"being changed by process {os.getpid()} on ") as refused,
            folder.locked(small_store.folder, patience=0.05),
        ):
            pass
        assert told["since"] in str(refused.value)
        assert len(small_store.rows("gdp")) == 5


def test_only_ties_above_a_figure_where_most_pairs_have_none(small_store: Store) -> None:
    found = small_store.rows("exercises_pair", above=0)
    assert len(found) == 4
    assert found["value"].min() > 0
    assert small_store.rows("exercises_pair", countries=["USA"], above=3)["value"].tolist() == [5.0, 4.0]
