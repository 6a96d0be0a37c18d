"""Pages drawn without a browser for a brief: what a person would see at an address, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresight.briefing import shelf
from pages._recorder import recorded


@pytest.fixture(autouse=True)
def _store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORESIGHT_STORE", str(folder))


@pytest.mark.parametrize("key", sorted(shelf.shipped()))
def test_every_item_of_a_shipped_brief_is_on_its_page(key: str) -> None:
    places = {(item.page, item.address) for item in shelf.shipped()[key].items}
    shown = {place: {one.key for one in recorded(*place)} for place in places}
    missing = [item.key for item in shelf.shipped()[key].items if item.key not in shown[item.page, item.address]]
    assert not missing


def test_a_picture_is_the_same_when_it_is_drawn_again_and_says_what_it_rests_on() -> None:
    asked = "chapter=indicators&indicator=gdp_share&view=lines&countries=USA,IND&from=1990&to=2020"
    (first,), (second,) = (recorded("emerging_powers", asked) for _ in range(2))
    assert first == second
    assert first.rests_on == ("gdp_share",)
    assert first.address == asked
    assert [trace["name"] for trace in first.figure["data"]] == ["United States", "India"]  # type: ignore[index]
    assert first.revision == 1
