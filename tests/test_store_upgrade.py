"""Newer shipped tables beside what was published: worked out by hand on the small data."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from foresight.catalogue import Catalogue, Indicator
from foresight.errors import CatalogueError
from foresight.people import NOBODY, RefusedError, at_machine
from foresight.store import Store
from foresight.store.folder import fingerprint, read_pointer
from tests.conftest import MEMBERSHIPS, PROVIDER, exercises, gdp

ME = at_machine("steward")


def published(store: Store, *rows: tuple[str, int, float], catalogue: Catalogue | None = None, of: str = "gdp") -> None:
    table = pd.DataFrame(rows, columns=["country", "year", "value"]).assign(indicator=of)
    store.publish(table, ME, "by hand", catalogue=catalogue)


def shipped(data: Path, table: pd.DataFrame, key: str = "gdp") -> None:
    table.to_parquet(data / "tables" / f"{key}.parquet", index=False)


def figures(store: Store, key: str = "gdp", revision: int | None = None) -> dict[tuple[str, int], float]:
    return store.rows(key, revision=revision).set_index(["country", "year"])["value"].to_dict()


def newer_gdp(**other: float) -> pd.DataFrame:
    """GDP as shipped next: FRA 2020 corrected, USA 2021 new, IND 2019 no longer there."""
    rows = [("FRA", 2019, 2.5), ("FRA", 2020, 2.75), ("IND", 2020, 1.5), ("USA", 2020, 20.0), ("USA", 2021, 21.0)]
    return pd.DataFrame(rows, columns=["country", "year", "value"]).assign(**other)


NEXT = {("FRA", 2019): 2.5, ("FRA", 2020): 2.75, ("IND", 2020): 1.5, ("USA", 2020): 20.0, ("USA", 2021): 21.0}


def test_the_tables_it_was_made_from_bring_nothing(small_store: Store) -> None:
    published(small_store, ("USA", 2020, 21.0))
    assert small_store.newer() is None
    assert small_store.upgrade(ME).number == 2


def test_what_is_as_it_was_shipped_is_renewed_and_what_a_steward_published_stays(
    small_store: Store, small_data: Path
) -> None:
    # of theirs: one figure that the product changes too, one that it does not, one that it never had
    published(small_store, ("FRA", 2020, 2.3), ("USA", 2020, 20.5), ("IND", 2021, 1.75))
    shipped(small_data, newer_gdp())
    found = small_store.newer()
    assert found is not None
    assert [(one.indicator, one.added, one.changed, one.removed, one.stay) for one in found.series] == [
        ("gdp", 1, 0, 1, 2)
    ]
    assert (found.figures, found.stay, found.renewed, found.own) == (2, 2, (), ())
    staying = found.staying[["country", "year", "before", "shipped", "published"]].to_numpy().tolist()
    assert staying == [["FRA", 2020, 2.25, 2.75, 2.3], ["USA", 2020, 20.0, 20.0, 20.5]]
    assert small_store.revision.number == 2  # looking changes nothing
    made = small_store.upgrade(ME)
    assert (made.number, made.who, made.note) == (3, "steward", "The shipped tables of 2026-11-01")
    assert (made.added, made.changed, made.removed) == (1, 0, 1)
    assert json.loads(made.about)["stay"] == 2
    expected = NEXT | {("FRA", 2020): 2.3, ("USA", 2020): 20.5, ("IND", 2021): 1.75}
    assert figures(small_store) == expected
    assert figures(small_store, revision=2) == {
        ("FRA", 2019): 2.5, ("FRA", 2020): 2.3, ("IND", 2019): 2.0, ("IND", 2020): 1.5, ("IND", 2021): 1.75,
        ("USA", 2020): 20.5,
    }  # fmt: skip
    assert small_store.newer() is None


def test_a_store_that_is_opened_does_not_take_them_over_by_itself(small_store: Store, small_data: Path) -> None:
    published(small_store, ("IND", 2021, 1.75))
    shipped(small_data, newer_gdp())
    again = Store.open(small_store.folder, small_data)
    assert again.revision.number == 2
    assert figures(again)["FRA", 2020] == 2.25
    assert (found := again.newer()) is not None
    assert found.brings


def test_it_is_gone_back_from_and_offered_again(small_store: Store, small_data: Path) -> None:
    published(small_store, ("USA", 2020, 20.5))
    before, first = small_store.revision.hash, read_pointer(small_store.folder)
    shipped(small_data, newer_gdp())
    offered = small_store.newer()
    small_store.upgrade(ME)
    pointer = read_pointer(small_store.folder)
    assert pointer is not None
    assert pointer.shipped == fingerprint(small_data)
    assert small_store.rollback(2, ME).hash == before
    back = read_pointer(small_store.folder)
    assert first is not None
    assert back is not None
    assert back.shipped == first.shipped
    assert figures(small_store)["FRA", 2020] == 2.25
    assert small_store.newer() == offered
    assert small_store.upgrade(ME).number == 5
    assert figures(small_store) == NEXT | {("USA", 2020): 20.5}
    # and forward again by going back to the revision that had taken them over
    small_store.rollback(2, ME)
    small_store.rollback(3, ME)
    assert small_store.newer() is None


def test_a_second_upgrade_knows_what_the_first_one_shipped(small_store: Store, small_data: Path) -> None:
    published(small_store, ("FRA", 2020, 2.3), ("IND", 2021, 1.75))
    shipped(small_data, newer_gdp())
    small_store.upgrade(ME)
    published(small_store, ("USA", 2021, 23.0))
    third = newer_gdp()
    third["value"] += 1
    shipped(small_data, pd.concat([third, pd.DataFrame({"country": ["IND"], "year": [2021], "value": [9.0]})]))
    found = small_store.newer()
    assert found is not None
    # FRA 2019, IND 2020, USA 2020 are as shipped; FRA 2020, IND 2021 and USA 2021 are the steward's
    assert [(one.added, one.changed, one.removed, one.stay) for one in found.series] == [(0, 3, 0, 3)]
    small_store.upgrade(ME)
    assert figures(small_store) == {
        ("FRA", 2019): 3.5, ("FRA", 2020): 2.3, ("IND", 2020): 2.5, ("IND", 2021): 1.75, ("USA", 2020): 21.0,
        ("USA", 2021): 23.0,
    }  # fmt: skip
    # who goes back to the shipped figure leaves it to the product again
    published(small_store, ("FRA", 2020, 3.75))
    shipped(small_data, newer_gdp())
    small_store.upgrade(ME)
    assert figures(small_store)["FRA", 2020] == 2.75
    assert figures(small_store)["IND", 2021] == 1.75


def test_pairs_are_renewed_too(small_store: Store, small_data: Path) -> None:
    rows = pd.DataFrame(
        {"indicator": ["exercises_pair"], "country": ["USA"], "partner": ["FRA"], "year": [2010], "value": [6.0]}
    )
    small_store.publish(rows, ME, "")
    shipped(small_data, exercises().assign(value=7.0), "exercises_pair")
    found = small_store.newer()
    assert found is not None
    assert (found.figures, found.stay) == (4, 1)
    small_store.upgrade(ME)
    held = small_store.rows("exercises_pair")
    assert held["value"].tolist() == [7.0, 7.0, 6.0, 7.0, 7.0]


def provider(data: Path, old: str, new: str) -> None:
    assert old in PROVIDER
    text = (data / "catalogue" / "providers" / "example.toml").read_text(encoding="utf-8")
    (data / "catalogue" / "providers" / "example.toml").write_text(text.replace(old, new), encoding="utf-8")


def test_entries_are_renewed_unless_a_steward_changed_them(small_store: Store, small_data: Path) -> None:
    held = small_store.catalogue()
    mine = held.indicators["gdp"].model_copy(update={"caveat": "Mine."})
    own = Indicator(
        key="attaches", title="Attachés abroad", theme="cooperation", unit="persons", description="All.", source="bank"
    )
    changed = held.model_copy(update={"indicators": {**held.indicators, "gdp": mine, "attaches": own}})
    published(small_store, ("USA", 2020, 4.0), catalogue=changed, of="attaches")
    provider(small_data, "At market exchange rates.", "At other rates.")
    provider(small_data, "How many exercises both took part in.", "Exercises of both.")
    provider(small_data, 'version = "2025"', 'version = "2026"')
    shipped(small_data, newer_gdp())
    found = small_store.newer()
    assert found is not None
    assert found.renewed == (("source", "bank"), ("indicator", "exercises_pair"))
    assert found.own == (("indicator", "gdp"),)
    small_store.upgrade(ME)
    now = small_store.catalogue()
    assert now.indicators["gdp"].caveat == "Mine."
    assert now.indicators["exercises_pair"].description == "Exercises of both."
    assert now.sources["bank"].version == "2026"
    assert now.indicators["attaches"] == own
    assert figures(small_store) == NEXT
    # the steward's entry is still theirs at the next one
    provider(small_data, "At market exchange rates.", "At other rates.")
    provider(small_data, 'version = "7"', 'version = "8"')
    small_store.upgrade(ME)
    assert small_store.catalogue().indicators["gdp"].caveat == "Mine."


def test_an_indicator_that_is_no_longer_shipped_stays_with_its_figures(small_store: Store, small_data: Path) -> None:
    published(small_store, ("WLD", 2021, 0.75), of="concentration")
    text = (small_data / "catalogue" / "providers" / "example.toml").read_text(encoding="utf-8")
    cut = text[: text.index("[indicators.concentration]")]
    (small_data / "catalogue" / "providers" / "example.toml").write_text(cut, encoding="utf-8")
    (small_data / "tables" / "concentration.parquet").rename(small_data / "kept.parquet")
    found = small_store.newer()
    assert found is not None
    assert not found.brings
    assert small_store.upgrade(ME).number == 2
    shipped(small_data, newer_gdp())
    small_store.upgrade(ME)
    kept = {("WLD", 2019): 0.25, ("WLD", 2020): 0.5, ("WLD", 2021): 0.75}
    assert figures(small_store, "concentration") == kept
    # and where it is shipped again, what is as it was shipped is renewed
    (small_data / "catalogue" / "providers" / "example.toml").write_text(text, encoding="utf-8")
    table = pd.DataFrame({"country": ["WLD"] * 3, "year": [2019, 2020, 2021], "value": [0.1, 0.2, 0.3]})
    shipped(small_data, table, "concentration")
    small_store.upgrade(ME)
    assert figures(small_store, "concentration") == {("WLD", 2019): 0.1, ("WLD", 2020): 0.2, ("WLD", 2021): 0.75}


def test_an_own_indicator_under_the_key_of_a_new_one_stays_whole(small_store: Store, small_data: Path) -> None:
    held = small_store.catalogue()
    own = held.indicators["gdp"].model_copy(update={"key": "debt", "title": "Own debt"})
    changed = held.model_copy(update={"indicators": {**held.indicators, "debt": own}})
    published(small_store, ("USA", 2020, 4.0), catalogue=changed, of="debt")
    text = PROVIDER[PROVIDER.index("[indicators.gdp]") : PROVIDER.index("[indicators.exercises_pair]")]
    with (small_data / "catalogue" / "providers" / "example.toml").open("a", encoding="utf-8") as file:
        file.write(text.replace("indicators.gdp", "indicators.debt"))
    shipped(small_data, gdp(), "debt")
    found = small_store.newer()
    assert found is not None
    assert [(one.indicator, one.taken, one.stay, one.kept) for one in found.series] == [
        ("debt", 0, 1, "an indicator of your own has this key")
    ]
    assert not found.brings


def test_figures_in_another_unit_are_not_mixed_with_a_steward_s(small_store: Store, small_data: Path) -> None:
    published(small_store, ("USA", 2020, 20.5))
    provider(small_data, "constant 2015 US$ bn", "constant 2015 US$ m")
    shipped(small_data, gdp().assign(value=gdp()["value"] * 1000))
    found = small_store.newer()
    assert found is not None
    assert [one.kept for one in found.series] == [
        "the shipped figures are in constant 2015 US$ m now, yours in constant 2015 US$ bn"
    ]
    assert not found.brings
    assert found.own == (("indicator", "gdp"),)
    # without a figure of theirs the whole indicator changes its unit
    small_store.rollback(1, ME)
    small_store.upgrade(ME)
    assert small_store.catalogue().indicators["gdp"].unit == "constant 2015 US$ m"
    assert figures(small_store)["USA", 2020] == 20_000.0


def test_memberships_follow_the_shipped_list(small_store: Store, small_data: Path) -> None:
    published(small_store, ("USA", 2020, 20.5))
    listed = MEMBERSHIPS.replace("FIN,2023", "FIN,2022") + "nato,IND,2020,2021,member,Worked out,\n"
    (small_data / "catalogue" / "forum_memberships.csv").write_text(listed, encoding="utf-8")
    found = small_store.newer()
    assert found is not None
    assert (found.members, found.figures) == (3, 0)
    before = small_store.revision.hash
    small_store.upgrade(ME)
    assert small_store.members("nato", 2020) == {"USA", "FRA", "IND"}
    assert small_store.members("nato", 2022) == {"USA", "FRA", "FIN"}
    assert len(small_store.memberships()) == 4
    assert small_store.rollback(2, ME).hash == before


def test_whoever_may_not_publish_is_refused_and_a_table_that_does_not_fit_stops_it(
    small_store: Store, small_data: Path
) -> None:
    published(small_store, ("USA", 2020, 20.5))
    shipped(small_data, newer_gdp())
    with pytest.raises(RefusedError):
        small_store.upgrade(NOBODY)
    shipped(small_data, gdp().assign(value=-1.0))
    with pytest.raises(CatalogueError, match=r"gdp.parquet, row 1 .* below the lowest allowed"):
        small_store.newer()
    with pytest.raises(CatalogueError):
        small_store.upgrade(ME)
    assert small_store.revision.number == 2


def test_an_upgraded_state_is_the_same_on_another_machine(small_store: Store, small_data: Path, tmp_path: Path) -> None:
    published(small_store, ("USA", 2020, 20.0), ("USA", 2022, 1.0))
    small_store.rollback(1, ME)
    shipped(small_data, newer_gdp())
    made = small_store.upgrade(ME)
    assert Store.open(tmp_path / "fresh", small_data).revision.hash == made.hash
