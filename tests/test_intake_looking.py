"""What a steward looks at before publishing: first rows, a country before and after, projections that would move."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.intake import comparing, files, sheets
from foresight.intake.line import Order, prepared
from foresight.projection import revised
from foresight.store import Store

FRAME = pd.DataFrame({"iso3": ["FRA", "USA"], "year": [2021, 2022], "value": [30.5, 21.0]})


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "a.dta", "a.json"])
def test_the_first_rows_of_every_form_are_given_as_they_stand(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    {
        "csv": lambda: FRAME.to_csv(path, index=False, sep=";"),
        "xlsx": lambda: FRAME.to_excel(path, index=False, startrow=1),
        "parquet": lambda: FRAME.to_parquet(path),
        "dta": lambda: FRAME.to_stata(path, write_index=False),
        "json": lambda: FRAME.to_json(path, orient="records"),
    }[name[2:]]()
    file = files.look(path)
    rows = sheets.first_rows(file, sheets.sheets(file)[0], 4)
    blank = [["", "", ""]] if name == "a.xlsx" else []
    figures = [["FRA", "2021", "30.5"], ["USA", "2022", "21" if name != "a.csv" else "21.0"]]
    assert rows == [*blank, ["iso3", "year", "value"], *figures]


def test_a_country_before_and_after_and_a_pair_from_its_own_side(small_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("state1,state2,year,value\nUSA,IND,2010,5\nUSA,IND,2011,6\n")
    with prepared(small_store, path, Order(indicator="exercises_pair")) as draft:
        given = comparing.file_rows(draft, "exercises_pair", "USA")
        held = comparing.published_rows(small_store, "exercises_pair", "USA")
        assert given[["country", "partner", "year", "value"]].to_numpy().tolist() == [
            ["USA", "IND", 2010, 5.0],
            ["USA", "IND", 2011, 6.0],
        ]
        merged = comparing.after(held, given, replace=False)
        assert dict(zip(merged[merged["partner"] == "IND"]["year"], merged[merged["partner"] == "IND"]["value"],
                        strict=True)) == {2009: 3.0, 2010: 5.0, 2011: 6.0}  # fmt: skip
        assert len(merged) == len(held) + 1
        assert comparing.after(held, given, replace=True) is given
        assert not comparing.whole(draft, "exercises_pair")


def test_moves_are_sorted_by_the_width_of_the_published_band() -> None:
    class Fixed:
        """Projects each country at a level of its own."""

        last_observed = 2020

        def __init__(self, levels: dict[str, float]) -> None:
            self.levels = levels

        def refusal(self, country: str) -> str | None:
            return None if country in self.levels else "no"

        def project(self, countries: tuple[str, ...], until: int) -> tuple[object, ...]:
            level, width = self.levels[countries[0]], 100.0 if countries[0] == "USA" else 1.0

            class One:
                def rows(self) -> list[dict[str, float]]:
                    return [{"year": until, "p10": level - width, "p50": level, "p90": level + width}]

            return (One(),)

    now, then = Fixed({"USA": 1000, "FRA": 10, "IND": 5}), Fixed({"USA": 1010, "FRA": 12})
    table = revised.moves(now, then, ["USA", "FRA", "IND"], 5)  # type: ignore[arg-type]
    assert table[["country", "year", "before", "after"]].to_numpy().tolist() == [
        ["FRA", 2025, 10, 12],
        ["USA", 2025, 1000, 1010],
    ]
