"""Charts of conflict: what they hold, checked through plotly's own validation."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from foresight.catalogue import Indicator
from foresight.charts import conflict, conflict_study
from foresight.charts import conflict_words as words
from foresight.charts.theme import Caption
from foresight.measures.conflict import Onset, Profile
from foresight.measures.conflict_factors import FactorEstimate
from foresight.measures.event_study import STEPS, Estimate, Matched, Study

SAID = Caption("Title", "unit", "Source: made up.", 2024, "1 (abc)")
NAMES = {"FRA": "France", "USA": "United States", "MLI": "Mali"}


def entry(**more: object) -> Indicator:
    return Indicator(
        key="imports", title="Arms imports", theme="cooperation", unit="TIV", description="made up", source="s",
        transform="log1p", minimum=0, **more,
    )  # fmt: skip


def valid(figure: go.Figure) -> dict[str, object]:
    """The figure read back through plotly's validation, and as the browser gets it: JSON without NaN."""
    text = go.Figure(figure.to_dict()).to_json()
    assert "NaN" not in text
    found: dict[str, object] = json.loads(text)
    return found


def made(mean: float, low: float, high: float, drift: float = 0.0, told: bool = False) -> Study:
    gap = np.array([0.0] * 6 + [mean] * 4 + [np.nan])
    matched = tuple(
        Matched(Onset("MLI", 2000 + k, 30.0), ("FRA", "USA"), gap + 2, gap * 0 + 1, gap, np.zeros(5), np.ones(5))
        for k in range(8)
    )
    by_step = (*(Estimate(mean, low, high) for _ in STEPS[:-1]), Estimate(np.nan, np.nan, np.nan))
    before = Estimate(drift, drift - 0.01, drift + 0.01) if told else Estimate(drift, -1, 1)
    return Study(
        entry(), 25, matched, by_step, (8,) * 10 + (0,), Estimate(mean, low, high), before, 0.5, 2010,
        {"not observed in the years around it": 3},
    )  # fmt: skip


def test_a_year_that_is_missing_has_no_bar_and_layers_are_stacked() -> None:
    figure = valid(
        conflict.stacked(
            [conflict.Layer("one", {2000: 1.0, 2002: 3.0}), conflict.Layer("other", {2000: 2.0, 2002: 0.0})], SAID
        )
    )
    assert [trace["x"] for trace in figure["data"]] == [[2000, 2002], [2000, 2002]]
    assert figure["layout"]["barmode"] == "stack"


def test_years_in_a_row_become_one_run() -> None:
    there = pd.DataFrame(
        [("FRA", 2000, 1.0), ("FRA", 2001, 1.0), ("FRA", 2002, 2.0), ("FRA", 2004, 2.0), ("USA", 2001, 1.0)],
        columns=["country", "year", "value"],
    )
    runs = conflict.runs_of(there, most=2)
    assert [(r.row, r.first, r.last, r.strength) for r in runs] == [
        ("FRA", 2000, 2001, 0.5), ("FRA", 2002, 2002, 1.0), ("FRA", 2004, 2004, 1.0), ("USA", 2001, 2001, 0.5),
    ]  # fmt: skip
    figure = valid(conflict.strip(runs, ("USA", "FRA"), NAMES, (2000, 2004), SAID))
    bars = figure["data"][0]
    assert bars["x"] == [2, 1, 1, 1]
    assert bars["base"] == [1999.5, 2001.5, 2003.5, 2000.5]
    assert figure["layout"]["yaxis"]["ticktext"] == ["United States", "France"]


@pytest.mark.parametrize("dark", [False, True])
def test_deaths_next_door_are_coloured_by_class(dark: bool) -> None:
    rows = pd.DataFrame(
        [("MLI", year, value) for year, value in enumerate((0.0, 1.0, 24.0, 25.0, 999.0, 1000.0), start=2000)],
        columns=["country", "year", "value"],
    )
    figure = valid(conflict.deaths_strip(rows, ("MLI",), NAMES, SAID, dark=dark))
    none, few, few_, some, some_, many = figure["data"][0]["marker"]["color"]
    assert len({none, few, some, many}) == 4
    assert (few, some) == (few_, some_)
    assert [trace["name"] for trace in figure["data"][1:]] == ["1,000 or more", "25 to 999", "1 to 24", "none"]


def test_the_average_has_its_band_the_own_line_and_readable_ticks() -> None:
    study = made(0.3, 0.1, 0.5)
    figure = valid(conflict_study.average(study, study.matched[0], "Mali 2000", SAID))
    assert [trace["name"] for trace in figure["data"]] == ["80 % interval", "Mean of 8 onsets", "Mali 2000"]
    assert figure["data"][1]["y"][-1] is None
    assert "0 %" in figure["layout"]["yaxis"]["ticktext"]
    assert "imports" not in valid(conflict_study.average(study, None, "", SAID))["data"][1]["name"]


def test_one_country_is_drawn_in_its_own_unit_over_its_deaths() -> None:
    study = made(np.log(2), 0.1, 0.9)
    own, beside = conflict_study.course_of(study.matched[0], study.outcome)
    assert own[2001] == pytest.approx(2 * np.exp(2) - 1)
    assert beside[2001] == pytest.approx(np.exp(2) - 1)
    figure = valid(conflict_study.around(own, beside, {2000: 30.0, 2001: 90.0}, [2000], study.outcome, "Mali", SAID))
    assert {trace["name"] for trace in figure["data"]} == {"Mali", "As comparable states moved", "Deaths"}
    alone = valid(conflict_study.around(own, {}, {}, [], study.outcome, "Mali", SAID))
    assert "As comparable states moved" not in {trace["name"] for trace in alone["data"]}


def test_what_was_under_way_is_marked_apart_from_what_can_be_told() -> None:
    studies = [made(0.3, 0.1, 0.5), made(0.3, 0.1, 0.5, 0.2, told=True), made(0.1, -0.1, 0.3), made(-0.3, -0.5, -0.1)]
    lines = [conflict_study.line_of(study) for study in studies]
    assert [line.verdict for line in lines] == ["catalyses", conflict_study.DRIFTING, "cannot be told", "hinders"]
    figure = valid(conflict_study.estimates(lines, SAID, "standard deviations"))
    assert len(figure["data"]) == 4
    assert len({trace["marker"]["symbol"] for trace in figure["data"]}) == 4


def test_sentences_say_the_verdict_the_interval_and_what_was_under_way() -> None:
    said = words.verdict(made(0.3, 0.1, 0.5))
    assert said.startswith("Verdict: catalyses.")
    assert "+35" in said
    assert "8 onsets of conflict" in said
    assert "moving apart before" in words.verdict(made(0.3, 0.1, 0.5, 0.2, told=True))
    assert "3 not observed" in words.weight(made(0.3, 0.1, 0.5))
    assert words.apart(float("nan"), entry()) == "no data"
    assert words.apart(3.0, entry()) == "×20"
    for text in (said, words.ASSOCIATION, words.LUCK):
        assert not {"effect", "will", "causes"} & set(text.lower().replace(".", "").split())


def test_a_country_without_an_onset_is_told_why() -> None:
    quiet = words.without_onset("Japan", {2000: 0.0, 2001: 3.0}, (), 25, entry())
    assert "there is no onset" in quiet
    always = words.without_onset("Mali", {2000: 90.0, 2001: 90.0}, (), 25, entry())
    assert "2 of 2 years" in always
    assert "not in the figures" in words.without_onset("Atlantis", {}, (), 25, entry())
    assert "not observed well enough" in words.without_onset(
        "Mali", {2000: 90.0}, (Onset("MLI", 2000, 90),), 25, entry()
    )


def test_what_is_not_in_the_data_is_never_told_as_zero() -> None:
    nothing = float("nan")
    kinds = dict.fromkeys(("state_based_deaths", "non_state_deaths", "one_sided_deaths"), (nothing,) * 3)
    empty = Profile("XKX", 2024, kinds, nothing, nothing, (), (), {"refugees_by_origin": (nothing, 0)}, ())
    assert words.severity(empty, "Kosovo") == "Kosovo has no figure for 2024."
    assert "not in the conflict data" in words.outside(empty, "Kosovo", NAMES, group=False)
    assert words.displaced(empty, "Kosovo") == "Kosovo: no figure on displacement."


def test_the_factors_are_called_unresolved_and_an_assumption_is_not_counted() -> None:
    found = [
        FactorEstimate("t", "a", 0.02, 0.01, 0.03, "catalyses", False, 400, 1990, 2010),
        FactorEstimate("t", "b", 0.02, -0.01, 0.03, "cannot be told", False, 400, 1990, 2010),
        FactorEstimate("t", "c", 0.02, 0.01, 0.03, "cannot be told", True, 400, 1990, 2010),
    ]
    said = words.resolved(found)
    assert said.startswith("1 of 2")
    assert "unresolved" in said
    assert words.estimated(found[0]) == "+0.020 [+0.010, +0.030]"
