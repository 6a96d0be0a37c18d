"""The consistency check as a page shows it: warnings in words, a quiet line, and judgements that can be changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from foresight.scenario import cross_impact
from foresight.store import Store
from tests.pages.test_pages import fine, text


def page() -> None:
    import streamlit as st

    from foresight.scenario import Scenario
    from pages import _cache, _consistency_check

    trade = float(st.query_params.get("trade", "20"))
    levers = _cache.catalogue().levers
    baselines = {key: 8.0 if key == "conflict_severity" else 0.0 for key in levers}
    asked = Scenario.model_validate({"levers": {"conflict_severity": 900.0, "trade_openness": trade}})
    _consistency_check.show(asked, levers, baselines)


@pytest.fixture
def check(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("FORESIGHT_STORE", str(folder))
    (Store.open(folder).folder / cross_impact.OWN).unlink(missing_ok=True)
    return AppTest.from_function(page, default_timeout=60)


def opened(app: AppTest) -> AppTest:
    app.session_state["consistency.matrix"] = True
    return app.run()


def test_settings_that_pull_are_named_with_reason_and_strength_and_nothing_is_blocked(check: AppTest) -> None:
    fine(check.run())
    said = check.warning[0].value
    assert "Conflict severity above its baseline and trade openness above its baseline pull against" in said
    assert "routes" in said
    assert "nothing is blocked" in said
    assert "Nearest combination" in said
    check.query_params["trade"] = "-20"
    fine(check.run())
    assert not check.warning
    assert "Consistency: the 2 moved levers hold together" in text(check)


def test_a_judgement_is_changed_with_a_reason_kept_and_reset(check: AppTest, folder: Path) -> None:
    fine(opened(check))
    assert "cross-impact balances, Weimer-Jehle 2006" in text(check)
    check.selectbox(key="consistency.on").select("trade_openness")
    fine(check.run())
    assert check.text_input[0].value.startswith("Fighting closes routes")
    check.select_slider[0].set_value(1)
    check.select_slider[1].set_value(1)
    check.text_input[0].set_value("")
    save = next(b for b in check.button if b.label == "Save this judgement")
    assert "give a reason" in save.click().run().error[0].value
    check.text_input[0].set_value("Here the port earns from the war.")
    check.select_slider[0].set_value(1)
    check.select_slider[1].set_value(1)
    fine(next(b for b in check.button if b.label == "Save this judgement").click().run())
    assert "Saved: Conflict severity on Trade openness." in check.success[0].value
    assert "the port earns" in (folder / cross_impact.OWN).read_text()
    # trade still bears on conflict: that pull is left
    assert "routes" not in check.warning[0].value
    fine(check.button(key="consistency.reset").click().run())
    assert not (folder / cross_impact.OWN).exists()
    assert "routes" in check.warning[0].value
    fine(check.button(key="consistency.restore").click().run())
    assert (folder / cross_impact.OWN).exists()


def test_a_damaged_own_matrix_is_told_and_the_shipped_one_used(check: AppTest, folder: Path) -> None:
    (folder / cross_impact.OWN).write_text("[[impact]\n")
    check.run()
    assert "not valid TOML" in text(check)
    assert "routes" in check.warning[0].value
    opened(check)
    assert "not valid TOML" in check.error[0].value
    check.file_uploader(key="consistency.file").upload(
        "mine.toml", b'[[impact]]\nof = "democracy"\non = "reserch"\nscore = 2\nreason = "So."\n', "application/toml"
    ).run()
    check.button(key="consistency.bring").click().run()
    assert "Did you mean research" in " ".join(e.value for e in check.error)
    fine(check.button(key="consistency.reset").click().run())
    assert "The shipped judgements count again." in check.success[0].value


def test_the_command_checks_a_file_with_the_same_judgements(
    check: AppTest, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'key = "mine"\n[scope]\nkind = "country"\nnames = ["IND"]\n'
        "[levers]\nconflict_severity = 4000.0\ntrade_openness = 20.0\n"
    )
    assert cli.main(["--store", str(folder), "scenario", "check", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert not answer["consistent"]
    assert answer["warnings"][0]["levers"] == ["conflict_severity", "trade_openness"]
    assert "pull against each other" in answer["warnings"][0]["sentence"]
    assert {b["lever"]: b["gap"] for b in answer["balances"]} == {"conflict_severity": 2, "trade_openness": 4}
    assert cli.main(["--store", str(folder), "scenario", "check", "regional_wor"]) == 1
    assert "regional_war" in capsys.readouterr().err
