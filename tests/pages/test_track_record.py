"""What anyone finds on the Track record page: every indicator, success and failure alike, and what can be computed."""

from __future__ import annotations

import csv
import io
import math
import re
import shutil
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from foresight.errors import ProjectionError
from foresight.projection import lastyear, run, track_record
from foresight.projection.lastyear import LastYear, Outcome
from foresight.projection.pairs import PairBacktest, PairMiss, PairRecord, Point, keeping
from foresight.projection.pairs import record as pair_record
from foresight.projection.pairs import run as pairs_run
from foresight.projection.records import Record
from foresight.projection.track_record import Backtest, Miss, Reliability
from foresight.store import Store
from pages import _track_misses, _track_words
from tests.pages.conftest import APP
from tests.pages.test_pages import drawn, figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)
HORIZONS = (1, 3, 5, 10)


def record(model: str, horizon: int, skill: float, **more: Any) -> Record:
    told = {
        "model": model, "horizon": horizon, "crps": 0.5, "mase": 1.25, "coverage80": 0.806, "coverage50": 0.5,
        "worst_origin_coverage80": 0.65, "coverage80_moving": 0.8, "at_rest": 0.0, "best_baseline": "mean of five",
        "skill": skill, "skill_low": skill - 0.03, "skill_high": skill + 0.03, "origins": 15, "countries": 190,
        "n": 2780,
    }  # fmt: skip
    return Record(**{**told, **more})


def backtest(
    key: str, store: Store, skill: float = 0.07, horizons: tuple[int, ...] = HORIZONS, **more: Any
) -> Backtest:
    records = [
        record(name, h, own)
        for h in horizons
        for name, own in (
            ("stack", skill),
            ("last value", -0.1),
            ("mean of five", 0.0),
            ("boosted trees", skill + 0.01),
        )
    ]
    misses = [Miss(h, "AFG", 2017, 2022, 0.0, 18521.5, 6715.87, 90584.3) for h in horizons]
    told = {
        "indicator": key, "revision": store.revision.name, "data": "0" * 12, "version": track_record.VERSION,
        "made": "2026-11-20", "last_observed": 2024, "records": tuple(records),
        "chosen": dict.fromkeys(horizons, "stack" if skill > 0 else "mean of five"), "misses": tuple(misses),
        "reliability": tuple(Reliability(h, p / 10, min(p / 10 + 0.06, 1)) for h in horizons for p in range(1, 10)),
    }  # fmt: skip
    return Backtest(**{**told, **more})


def pair_backtest(key: str, store: Store) -> PairBacktest:
    points = (Point(0.0, 0.01, 0.004, 0.005, 120000), Point(0.5, 0.65, 0.57, 0.49, 900))
    common = {
        "indicator": key, "pr_auc": 0.676, "auc": 0.944, "brier": 0.038, "brier_skill": 0.44,
        "best_baseline": "past ties only", "skill": 0.028, "skill_low": 0.01, "skill_high": 0.045,
        "calibration_slope": 1.02, "calibration_intercept": 0.0, "new_ties_pr_auc": 0.106, "new_ties_base_rate": 0.017,
        "base_rate": 0.0725, "coverage80": 0.89, "worst_origin_coverage80": 0.7, "n": 140000, "origins": 8,
        "countries": 190, "calibrated": 8, "first_year": 2003, "last_year": 2010, "reliability": points,
    }  # fmt: skip
    known = {field.name for field in fields(PairRecord)}
    records = tuple(
        PairRecord(model=model, horizon=h, **{k: v for k, v in common.items() if k in known})
        for h in (1, 5)
        for model in ("past ties only", "combined")
    )
    return PairBacktest(
        indicator=key, meaning="the probability of a joint exercise in the year", revision=store.revision.name,
        data="0" * 12, version=pair_record.VERSION, made="2026-11-20", last_observed=2010, records=records,
        chosen={1: "combined", 5: "combined"},
        misses=tuple(PairMiss(h, "FRA", "USA", 2004, 2005, 0.93, False) for h in (1, 5)),
    )  # fmt: skip


@pytest.fixture
def store(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: None) -> Store:
    """The shipped tables with records of this test's own, and none that were shipped."""
    Store.open(folder)
    shutil.copytree(folder, tmp_path / "store", ignore=shutil.ignore_patterns("track_record"))
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(run, "SHIPPED", tmp_path / "none")
    monkeypatch.setattr(keeping, "SHIPPED", tmp_path / "none")
    store = Store.open(tmp_path / "store")
    kept = store.folder / run.FOLDER
    track_record.keep(backtest("us_troops", store), kept)
    track_record.keep(backtest("gdp", store, skill=-0.09), kept)
    track_record.keep(backtest("cyber_readiness", store, horizons=(1,)), kept)
    track_record.keep(backtest("exercises", store, version="0"), kept)
    (kept / "peacekeepers.json").write_text("{}")
    keeping.keep_record(pair_backtest("exercises_pair", store), store.folder / keeping.FOLDER)
    return store


@pytest.fixture
def page(store: Store) -> Callable[..., AppTest]:
    """Opens the page at an address."""
    return lambda **address: opened(AppTest.from_file(str(APP), default_timeout=60), "track_record", **address)


def tables(app: AppTest) -> str:
    return " ".join(t.value.to_string() for t in (*app.table, *app.dataframe))


def test_the_overview_lists_every_indicator_with_a_record_and_names_those_without(page: Callable[..., AppTest]) -> None:
    app = fine(page())
    listed = set(app.dataframe[0].value["Indicator"])
    assert listed == {"US troops hosted", "GDP", "Joint military exercises", "Joint military exercises of two states"}
    assert "5 years ahead, 3 of 4 indicators were projected better" in text(app)
    assert "No record is kept of" in text(app)
    assert "Cyber readiness" not in app.dataframe[0].value.to_string()
    assert "UN peacekeepers contributed" in text(app)
    assert "So the figures flatter" in text(app)
    assert not CLAIMS.search(text(app))


def test_a_negative_skill_is_drawn_and_told_like_a_positive_one(page: Callable[..., AppTest]) -> None:
    app = fine(page())
    marks = {t["name"]: t for t in drawn(app, "scatter")}
    assert {row[0] for row in marks["Worse than the best baseline"]["customdata"]} == {"gdp"}
    assert "us_troops" in {row[0] for row in marks["Better than the best baseline"]["customdata"]}
    one = fine(page(indicator="gdp"))
    assert "9\u202f% worse" in text(one)
    assert "Today “mean of five” is shown." in text(one)


def test_theme_horizon_and_figure_are_chosen_and_stand_in_the_address(page: Callable[..., AppTest]) -> None:
    app = fine(page(theme="emerging_powers", ahead="1", layout="coverage"))
    assert set(app.dataframe[0].value["Indicator"]) == {"GDP"}
    assert "How often 80 % bands held 1 year ahead" in figures(app)[0]["layout"]["title"]["text"].replace("<br>", " ")
    app.selectbox(key="track_record.theme").select("all")
    app.selectbox(key="track_record.layout").select("skill")
    fine(app.run())
    assert "Cyber readiness" in set(app.dataframe[0].value["Indicator"])
    address = {k: v if isinstance(v, str) else v[0] for k, v in app.query_params.items()}
    assert (address["theme"], address["ahead"], address["layout"]) == ("all", "1", "skill")
    assert "revision" in address


def test_an_indicator_is_chosen_and_the_way_back_keeps_the_theme(page: Callable[..., AppTest]) -> None:
    app = fine(page(theme="cooperation"))
    app.selectbox(key="track_record.indicator").select("us_troops")
    fine(app.run())
    assert app.header[0].value == "US troops hosted"
    assert app.query_params["indicator"] in ("us_troops", ["us_troops"])
    fine(app.button[0].click().run())
    assert app.selectbox(key="track_record.theme").value == "cooperation"
    assert not app.header


def test_one_indicator_has_every_horizon_and_every_candidate(page: Callable[..., AppTest]) -> None:
    app = fine(page(indicator="us_troops", ahead="10"))
    by_horizon, candidates = app.table[0].value, app.table[1].value
    assert by_horizon["Years ahead"].tolist() == ["1", "3", "5", "10"]
    assert {"CRPS", "MASE", "80 % held", "50 % held", "Worst year", "n", "Shown today"} <= set(by_horizon.columns)
    assert by_horizon["Skill [95 % interval]"][0] == "+7\u202f% [+4\u202f%, +10\u202f%]"
    assert candidates["Model"].tolist() == ["stack", "last value", "mean of five", "boosted trees"]
    assert "Made 2026-11-20" in text(app)
    assert "80.6\u202f% of 2,780 outcomes, as it should; 65\u202f% in the worst year" in text(app)
    assert len(drawn(app, "scatter")) >= 2


def test_the_calibration_is_told_with_its_diagonal(page: Callable[..., AppTest]) -> None:
    app = fine(page(indicator="us_troops", view="calibration"))
    assert {t["name"] for t in drawn(app, "scatter")} == {"Told as observed"} | {
        _track_words.ahead(h) for h in HORIZONS
    }
    assert "5 years ahead, 6 points more than told" in text(app)


def test_a_miss_is_named_with_what_was_projected_and_what_the_tables_hold_of_those_years(
    page: Callable[..., AppTest], store: Store
) -> None:
    app = fine(page(indicator="us_troops", view="misses"))
    told = next(m.value for m in app.markdown if "Afghanistan" in m.value)
    assert "projected in 2017 for 2022: 18,522 persons (80 % band 6,716 to 90,584); observed: 0 persons" in told
    deaths = store.rows("state_based_deaths", countries=["AFG"], first=2017, last=2017)["value"].iloc[0]
    assert f"{deaths:,.0f} in 2017" in told
    assert "Uppsala Conflict Data Program" in text(app)
    assert app.dataframe[0].value["Made in"].tolist() == ["2017"]
    assert not CLAIMS.search(told)


def test_facts_beside_a_miss_are_read_off_the_series() -> None:
    from foresight.catalogue import load

    troops, deaths, growth = (load().indicator(k) for k in ("us_troops", "state_based_deaths", "gdp_per_head_growth"))
    assert _track_misses.course({2017: 12, 2018: 15, 2019: 480}, troops) == (
        "It rose from 12 in 2017 to 480 in 2019; the largest change in one year was from 15 in 2018 to 480 in 2019."
    )
    assert _track_misses.course({2017: 12, 2018: 12}, troops) == "It stood the same from 12 in 2017 to 12 in 2018."
    assert _track_misses.course({2017: 12}, troops) == ""
    assert _track_misses.deaths({2001: 0, 2002: 0}, deaths) == (
        "No state-based deaths are recorded there from 2001 to 2002."
    )
    assert "the most, 35, in 2002" in _track_misses.deaths({2001: 1, 2002: 35, 2003: 2}, deaths)
    assert _track_misses.income({2001: -4.9}, growth) == ""
    assert "12.3 % in 2001" in _track_misses.income({2001: -12.34, 2002: 1.0}, growth)


def test_a_stale_record_is_shown_and_said_to_be_stale(page: Callable[..., AppTest]) -> None:
    app = fine(page(indicator="exercises"))
    assert "This record is stale" in app.warning[0].value
    assert app.table[0].value["Years ahead"].tolist() == ["1", "3", "5", "10"]
    assert any("Compute the track record" in button.label for button in app.button)


def test_a_record_that_cannot_be_read_is_told_in_a_sentence_and_can_be_computed(page: Callable[..., AppTest]) -> None:
    app = fine(page(indicator="peacekeepers"))
    assert "not a track record" in app.warning[0].value
    assert any("Compute the track record" in button.label for button in app.button)


def computing(app: AppTest) -> AppTest:
    return next(button for button in app.button if "Compute the track record" in button.label).click().run()


def test_a_missing_record_is_computed_on_demand_and_then_shown(
    page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def compute(store: Store, key: str, progress: Callable[[float, str], None], again: bool) -> Backtest:
        progress(0.5, "pooled models")
        progress(1.0, "done")
        made = backtest(key, store, skill=0.02)
        track_record.keep(made, store.folder / run.FOLDER)
        return made

    monkeypatch.setattr(run, "backtest_from", compute)
    app = fine(page(indicator="arms_imports"))
    assert "No track record of this indicator is kept" in app.warning[0].value
    fine(computing(app))
    assert not app.warning
    assert "2\u202f% better" in text(app)


def test_a_series_too_short_is_refused_in_a_sentence(
    page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Backtest:
        raise ProjectionError("Arms imports: too few past years to score a projection of 1 years.")

    monkeypatch.setattr(run, "backtest_from", refuse)
    app = computing(fine(page(indicator="arms_imports")))
    assert not app.exception
    assert "too few past years" in app.error[0].value


def test_a_horizon_that_the_series_is_too_short_for_says_so(page: Callable[..., AppTest]) -> None:
    app = fine(page(indicator="cyber_readiness", ahead="10"))
    assert "too short to score 10 years ahead" in text(app)


def test_pairs_have_ranking_probabilities_and_new_ties(page: Callable[..., AppTest]) -> None:
    app = fine(page(indicator="exercises_pair", ahead="1"))
    assert "PR-AUC of **0.676**, where chance would give 0.072" in text(app)
    assert "PR-AUC was 0.106, where chance would give 0.017" in text(app)
    assert "2.8\u202f% better** by Brier score" in text(app)
    assert app.table[1].value["Model"].tolist() == ["past ties only", "combined"]
    calibrated = fine(page(indicator="exercises_pair", ahead="1", view="calibration"))
    assert "1,000" not in tables(calibrated)
    assert "120,000" in tables(calibrated)
    missed = fine(page(indicator="exercises_pair", ahead="1", view="misses"))
    told = next(m.value for m in missed.markdown if "France and United States" in m.value)
    assert "a probability of 93\u202f%; observed: none" in told
    last = fine(page(indicator="exercises_pair", view="last year"))
    assert "figures of countries" in text(last)


def test_last_year_is_compared_with_what_was_observed(
    page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = LastYear(
        "us_troops", 2024,
        (
            Outcome("NER", 5.0, 800.0, 1000.0, 1200.0, False, 5.0),
            Outcome("DEU", 36000.0, 30000.0, 35000.0, 40000.0, True, 0.2),
        ),
        0.5,
    )  # fmt: skip
    monkeypatch.setattr(lastyear, "last_year", lambda panel, target: found)
    monkeypatch.setattr(run, "panel_from", lambda store, key: None)
    app = fine(page(indicator="us_troops", view="last year"))
    assert "1 of 2 outcomes (50\u202f%) lay inside the 80 % band, fewer than should" in text(app)
    assert "Niger (projected 1,000, observed 5)" in text(app)
    assert {t["name"] for t in drawn(app, "scatter")} >= {"80 % band", "Observed, outside", "Observed, inside the band"}
    chosen = fine(page(indicator="us_troops", view="last year", countries="DEU,FRA"))
    assert "0 of the 1 countries drawn lay outside" in text(chosen)
    assert "Not compared: France" in text(chosen)
    assert chosen.query_params["countries"] in ("DEU,FRA", ["DEU,FRA"])


def test_nonsense_in_the_address_is_left_out_and_named(page: Callable[..., AppTest]) -> None:
    app = fine(page(indicator="hhi_gdp", ahead="7"))
    assert "is not projected" in app.warning[0].value
    assert "“7”" in app.warning[0].value
    assert "“us_troops”" in fine(page(indicator="us_trops")).warning[0].value


def test_the_file_of_a_record_holds_every_model_and_its_provenance(store: Store) -> None:
    from pandas import DataFrame

    from foresight import export

    found = run.kept(store, "us_troops")
    assert found is not None
    text_ = export.to_csv(DataFrame(_track_words.rows(found)), store.catalogue(), store.revision, "us_troops")
    rows = list(csv.DictReader(io.StringIO("\n".join(x for x in text_.splitlines() if not x.startswith("#")))))
    assert len(rows) == 16
    assert {"model", "horizon", "crps", "skill", "skill_low", "skill_high", "n"} <= set(rows[0])
    assert "# licence:" in text_


def test_words_of_a_band_tell_countries_at_rest_apart() -> None:
    resting = record("stack", 5, 0.0, coverage80=0.94, at_rest=0.31, coverage80_moving=0.85)
    told = _track_words.band(resting)
    assert "more often than it should" in told
    assert "In 31\u202f% of the cases" in told
    assert "of the others it held 85\u202f%" in told
    assert "cases" not in _track_words.band(replace(resting, at_rest=math.nan))


def test_a_skill_whose_interval_holds_zero_is_said_to_tell_nothing() -> None:
    assert "cannot be told from no difference" in _track_words.verdict(record("stack", 5, 0.01))
    assert "on one side of zero" in _track_words.verdict(record("stack", 5, -0.2))
    assert "the best baseline itself" in _track_words.verdict(record("stack", 5, 0.0))


def test_pairs_are_kept_where_the_page_looks(store: Store) -> None:
    found = pairs_run.kept(store, "exercises_pair")
    assert found is not None
    assert not found.stale
