"""V-Dem episodes of regime transformation: the connector, the recipe, and known facts in the real file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.compiling import Compiled, regime
from foresight.errors import SourceError
from foresight.sources import vdem_ert

SOURCES = Path(__file__).resolve().parents[1].parent / "shared" / "sources"
HEAD = '"","country_id","country_text_id","country_name","year","v2x_polyarchy","dem_ep","aut_ep"\n'


def write(folder: Path, *rows: str) -> Path:
    path = folder / regime.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    if not (SOURCES / regime.FILE).exists():
        pytest.skip("V-Dem's file of regime episodes is not on this machine")
    return regime.tables(SOURCES)


def of(frame: pd.DataFrame, country: str) -> pd.Series:
    return frame[frame["country"] == country].set_index("year")["value"]


def test_the_layout_is_recognised_by_its_columns_and_a_strange_file_never_raises(tmp_path: Path) -> None:
    assert vdem_ert.recognise(write(tmp_path))
    other = tmp_path / "other.csv"
    other.write_text("gwcode,year,polyarchy\n2,2000,.9\n", encoding="utf-8")
    assert not vdem_ert.recognise(other)
    assert not vdem_ert.recognise(tmp_path / "absent.csv")
    with pytest.raises(SourceError, match="lacks country_id"):
        vdem_ert.read(other)


def test_a_year_without_a_score_has_no_row_and_no_episode(tmp_path: Path) -> None:
    write(tmp_path, '"1",210,"HUN","Hungary",2010,0.81,0,0', '"2",210,"HUN","Hungary",2011,NA,0,0')
    tables = regime.tables(tmp_path).tables
    for key in ("polyarchy", "autocratisation_episode", "democratisation_episode"):
        assert of(tables[key], "HUN").index.tolist() == [2010]


def test_a_code_that_is_no_country_is_reported_with_its_rows_and_years(tmp_path: Path) -> None:
    write(
        tmp_path, '"1",236,"ZZB","Zanzibar",1990,0.2,0,0', '"2",236,"ZZB","Zanzibar",1991,0.2,0,0',
        '"3",210,"HUN","Hungary",1991,0.8,1,0',
    )  # fmt: skip
    result = regime.tables(tmp_path)
    assert [(u.code, u.name, u.rows, u.years) for u in result.unresolved] == [("ZZB", "Zanzibar", 2, "1990-1991")]
    assert of(result.tables["democratisation_episode"], "HUN").tolist() == [1.0]


def test_a_score_that_is_no_number_is_refused_with_its_row(tmp_path: Path) -> None:
    write(tmp_path, '"1",210,"HUN","Hungary",2010,high,0,0')
    with pytest.raises(SourceError, match=r"row 2, column v2x_polyarchy.*high"):
        regime.tables(tmp_path)


def test_hungary_fell_from_81_to_44_hundredths_in_an_episode_of_autocratisation(compiled: Compiled) -> None:
    hungary = of(compiled.tables["polyarchy"], "HUN")
    assert hungary[2010] == pytest.approx(0.810, abs=0.0005)
    assert hungary[2024] == pytest.approx(0.436, abs=0.0005)
    episode = of(compiled.tables["autocratisation_episode"], "HUN")
    assert episode[2019] == 1
    assert episode[2005] == 0


def test_episodes_are_zero_or_one_and_stand_where_polyarchy_stands(compiled: Compiled) -> None:
    scored = compiled.tables["polyarchy"][["country", "year"]]
    for key in ("autocratisation_episode", "democratisation_episode"):
        frame = compiled.tables[key]
        assert set(frame["value"]) == {0.0, 1.0}
        pd.testing.assert_frame_equal(frame[["country", "year"]], scored)


def test_former_states_stand_under_their_own_codes_and_russia_continues_the_soviet_union(compiled: Compiled) -> None:
    polyarchy = compiled.tables["polyarchy"]
    assert of(polyarchy, "DDR").index.max() == 1990
    assert of(polyarchy, "CSK").index.max() == 1992
    assert of(polyarchy, "CZE").index.min() == 1993
    assert of(polyarchy, "YUG").index.max() == 1991
    assert not set(range(1918, 1992)) & set(of(polyarchy, "SRB").index)
    assert {1950, 1991, 2024} <= set(of(polyarchy, "RUS").index)


def test_somaliland_zanzibar_and_gaza_are_reported_and_not_merged_into_a_neighbour(compiled: Compiled) -> None:
    assert {"SML", "ZZB", "PSG"} <= {u.code for u in compiled.unresolved}
    rows = len(vdem_ert.read(SOURCES / regime.FILE).dropna(subset="polyarchy"))
    lost = sum(u.rows for u in compiled.unresolved)
    assert rows - lost <= len(compiled.tables["polyarchy"]) <= rows
