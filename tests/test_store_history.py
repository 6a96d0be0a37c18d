"""The history of figures: worked out by hand on a store of a few rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.catalogue import Catalogue
from foresight.errors import StoreError
from foresight.people import at_machine
from foresight.store import Store
from foresight.store.history import Step

ME = at_machine("A. Steward")


def row(value: float | None, country: str = "USA", year: int = 2020, indicator: str = "gdp") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": [indicator],
            "country": [country],
            "year": [year],
            "value": [float("nan") if value is None else value],
        }
    )


def tie(value: float | None) -> pd.DataFrame:
    return row(value, "FRA", 2010, "exercises_pair").assign(partner="IND")


def told(steps: list[Step]) -> list[tuple[int, str, float | None, float | None]]:
    return [(one.revision.number, one.what, one.before, one.after) for one in steps]


@pytest.fixture
def eventful(small_store: Store) -> Store:
    """USA 2020: 2 changes it, 3 removes it, 4 goes back to 2, 6 removes it again, 7 adds it; 5 adds India 2021."""
    small_store.publish(row(21.0), ME, "corrected")
    small_store.publish(row(None), ME, "withdrawn")
    small_store.rollback(2, ME)
    small_store.publish(row(1.75, "IND", 2021), ME, "new year")
    small_store.publish(row(None), ME, "withdrawn again")
    small_store.publish(row(22.5), ME, "released anew")
    return small_store


def test_a_figure_remembers_each_revision_that_added_changed_or_removed_it(eventful: Store) -> None:
    assert told(eventful.history().figure("gdp", "USA", 2020)) == [
        (1, "added", None, 20.0),
        (2, "changed", 20.0, 21.0),
        (3, "removed", 21.0, None),
        (4, "added, by going back", None, 21.0),
        (6, "removed", 21.0, None),
        (7, "added", None, 22.5),
    ]
    assert told(eventful.history().figure("gdp", "FRA", 2020)) == [(1, "added", None, 2.25)]
    assert eventful.history().figure("gdp", "FRA", 1900) == []


def test_as_of_an_earlier_revision_the_history_ends_there(eventful: Store) -> None:
    assert [one.revision.number for one in eventful.at(3).history().figure("gdp", "USA", 2020)] == [1, 2, 3]
    assert eventful.at(2).history().indicator("gdp")["number"].tolist() == [1, 2]


def test_a_tie_has_one_history_from_either_side(small_store: Store) -> None:
    small_store.publish(tie(2.0), ME, "found one")
    one = small_store.history().figure("exercises_pair", "FRA", 2010, "IND")
    assert told(one) == [(1, "added", None, 0.0), (2, "changed", 0.0, 2.0)]
    assert small_store.history().figure("exercises_pair", "IND", 2010, "FRA") == one


def test_an_indicator_knows_which_revisions_touched_it(eventful: Store) -> None:
    assert eventful.history().indicator("gdp").to_numpy().tolist() == [
        [1, 5, 0, 0],
        [2, 0, 1, 0],
        [3, 0, 0, 1],
        [4, 1, 0, 0],
        [5, 1, 0, 0],
        [6, 0, 0, 1],
        [7, 1, 0, 0],
    ]
    assert eventful.history().indicator("concentration")["number"].tolist() == [1]


def test_two_revisions_are_compared_by_indicator_country_and_figure(eventful: Store) -> None:
    history = eventful.history()
    assert history.between(1, 7).to_numpy().tolist() == [["gdp", 1, 1, 0, 2]]
    assert history.countries(1, 7, "gdp").to_numpy().tolist() == [["IND", 1, 0, 0], ["USA", 0, 1, 0]]
    changes = history.changes(1, 7, "gdp")
    assert changes[["country", "year", "after"]].to_numpy().tolist() == [["USA", 2020, 22.5], ["IND", 2021, 1.75]]
    assert changes["before"].tolist()[0] == 20.0
    assert pd.isna(changes["before"].tolist()[1])
    assert len(history.changes(1, 7, "gdp", most=1)) == 1


def test_the_comparison_turned_round_has_added_and_removed_exchanged(eventful: Store) -> None:
    assert eventful.history().between(7, 1).to_numpy().tolist() == [["gdp", 0, 1, 1, 2]]
    assert eventful.history().changes(7, 1, "gdp")["after"].tolist()[0] == 20.0


def test_what_left_and_came_back_the_same_is_no_difference(eventful: Store) -> None:
    assert eventful.history().between(2, 4).empty
    assert eventful.history().between(3, 3).empty


def test_a_revision_that_there_never_was_is_refused_in_a_sentence(eventful: Store) -> None:
    with pytest.raises(StoreError, match=r"There is no revision 9\. The revisions are 1 to 7"):
        eventful.history().between(1, 9)
    with pytest.raises(StoreError, match="There is no revision 0"):
        eventful.history().entries(0, 1)


def closed(held: Catalogue, key: str = "bank") -> Catalogue:
    source = held.sources[key].model_copy(update={"terms": "closed"})
    return held.model_copy(update={"sources": {**held.sources, key: source}})


def test_entries_of_the_catalogue_that_differ_are_named(small_store: Store) -> None:
    small_store.publish(row(21.0), ME, "closed", catalogue=closed(small_store.catalogue()))
    assert small_store.history().entries(1, 2).to_numpy().tolist() == [["source", "bank", "changed"]]


def test_updates_say_which_publications_stand_and_forget_those_gone_back_from(
    small_store: Store, tmp_path: Path
) -> None:
    assert small_store.catalogue().updates == {}
    file = tmp_path / "gdp.parquet"
    row(21.0).drop(columns="indicator").to_parquet(file, index=False)
    small_store.publish_files({"gdp": file}, ME, "", about={"file": "gdp 2026.csv"})
    small_store.publish(row(3.0, "FRA", 2021), ME, "France’s own figure")
    told = [one.words for one in small_store.catalogue().updated(["gdp", "concentration"])]
    day = small_store.revision.day
    assert told == [f"revision 2 of {day}, from gdp 2026.csv", f"revision 3 of {day}, France’s own figure"]
    assert small_store.catalogue().updated(["concentration"]) == ()
    small_store.rollback(2, ME)
    assert [one.revision for one in small_store.catalogue().updated(["gdp"])] == [2]
    small_store.rollback(1, ME)
    assert small_store.catalogue().updates == {}
    assert [one.revision for one in small_store.at(3).catalogue().updated(["gdp"])] == [2, 3]


def test_what_is_closed_now_is_closed_in_earlier_revisions_too_and_open_again_after_going_back(
    small_store: Store,
) -> None:
    small_store.publish(row(21.0), ME, "closed", catalogue=closed(small_store.catalogue()))
    assert not small_store.catalogue().redistributable("gdp")
    assert not small_store.at(1).catalogue().redistributable("gdp")
    assert small_store.at(1).catalogue().redistributable("exercises_pair")
    small_store.rollback(1, ME)
    assert small_store.catalogue().redistributable("gdp")
    assert small_store.at(1).catalogue().redistributable("gdp")
    assert not small_store.at(2).catalogue().redistributable("gdp"), "as it was, it was closed"


def test_an_indicator_that_moved_to_a_closed_source_takes_the_terms_along_into_the_past(small_store: Store) -> None:
    held = small_store.catalogue()
    source = held.sources["bank"].model_copy(update={"key": "ministry", "terms": "closed", "provider": "Ministry"})
    moved = held.indicators["gdp"].model_copy(update={"source": "ministry"})
    catalogue = held.model_copy(
        update={"sources": {**held.sources, "ministry": source}, "indicators": {**held.indicators, "gdp": moved}}
    )
    small_store.publish(row(21.0), ME, "from the ministry", catalogue=catalogue)
    past = small_store.at(1).catalogue()
    assert [one.provider for one in past.sources_of("gdp")] == ["Example Bank", "Ministry"]
    assert not past.redistributable("gdp")
