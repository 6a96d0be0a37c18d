"""Which scenarios a draft would move: against the scenarios as the product runs them before and after publishing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from foresight import cli
from foresight.intake.line import Order, prepared, publish
from foresight.measures import draft_moves
from foresight.people import at_machine
from foresight.scenario import library
from foresight.scenario.run import run
from foresight.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The shipped data, and two scenarios of one’s own, of which one is damaged."""
    made = Store.open(tmp_path_factory.mktemp("moves") / "store")
    (made.folder / "scenarios").mkdir()
    shutil.copy(library.FOLDER / "south_asia_isolation.toml", made.folder / "scenarios" / "mine.toml")
    (made.folder / "scenarios" / "broken.toml").write_text("name = ", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def file(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = store.rows("exercises", first=2006)
    path = tmp_path_factory.mktemp("file") / "exercises.csv"
    rows.assign(value=rows["value"] + 2).to_csv(path, index=False)
    return path


def test_a_scenario_s_move_is_what_publishing_makes_of_it(
    store: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the scenarios about exercises alone: the others are fitted too, and take their time
    mine = [one for one in library.entries(store.folder) if one.key in ("south_asia_isolation", "mine", "broken")]
    monkeypatch.setattr(library, "entries", lambda folder=None: mine)
    order = Order(indicator="exercises")
    with prepared(store, file, order) as draft:
        found = draft_moves.of_scenarios(store, draft)
        accepted = {one.kind: "as told" for one in draft.findings}
    assert {one.key for one in found.moves} == {"south_asia_isolation", "mine"}
    assert [one.shipped for one in sorted(found.moves, key=lambda one: one.key)] == [False, True]
    assert "broken.toml” is left out" in found.left_out[0]
    assert store.revision.number == 1
    shutil.copytree(store.folder, tmp_path / "store")
    after = Store.open(tmp_path / "store")
    with prepared(after, file, Order(indicator="exercises", accepted=accepted)) as draft:
        publish(after, draft, at_machine("steward"))
    move = next(one for one in found.moves if one.key == "south_asia_isolation")
    scenario = library.shipped()["south_asia_isolation"]
    for where, value, low, response in (
        (store, move.before, move.low, move.response), (after, move.after, move.after_low, move.after_response)
    ):  # fmt: skip
        (simulation,) = run(where, scenario)
        outcome = simulation.aggregate
        assert outcome is not None
        assert outcome.scenario.years[-1] == move.year
        assert value == pytest.approx(outcome.scenario.p50[-1], rel=1e-6)
        assert low == pytest.approx(outcome.scenario.p10[-1], rel=1e-6)
        assert response == pytest.approx(outcome.difference.p50[-1], rel=1e-6)
    assert move.difference > 0
    said = draft_moves.told(found, store.catalogue())
    assert said.startswith("Of 2 scenarios that rest on these figures, “")
    assert f"in {move.year} from" in said


def test_a_file_that_no_scenario_looks_at_moves_none(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "kiel.csv"
    rows = store.rows("population", ["FRA"], first=2020)
    rows.assign(value=rows["value"]).to_csv(path, index=False)
    with prepared(store, path, Order(indicator="population")) as draft:
        found = draft_moves.of_scenarios(store, draft)
    assert found.moves == ()
    assert found.untouched > 5


def test_the_command_gives_the_same_and_only_before_publishing(
    store: Store, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = [one for one in library.entries(store.folder) if one.key == "south_asia_isolation"]
    monkeypatch.setattr(library, "entries", lambda folder=None: mine)
    asked = ["--store", str(store.folder), "ingest", str(file), "--as", "exercises"]
    assert cli.main([*asked, "--dry-run", "--moves", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["moves"]
    with prepared(store, file, Order(indicator="exercises")) as draft:
        (move,) = draft_moves.of_scenarios(store, draft).moves
    (given,) = answer["scenarios"]
    assert (given["key"], given["before"], given["after"]) == (move.key, move.before, move.after)
    assert cli.main([*asked, "--dry-run", "--moves"]) == 0
    assert answer["told"] in capsys.readouterr().out
    assert cli.main([*asked, "--moves"]) == 1
    assert "say --dry-run with it" in capsys.readouterr().err
