"""The chapters on regional conflicts: they open, follow the selection, and say what cannot be told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import figures, fine, opened, text

ROOT = Path(__file__).resolve().parents[2]
PAGE = "regional_conflicts"


def said(app: AppTest, part: str) -> str:
    return next(element.value for element in app.markdown if part in element.value)


def traces(app: AppTest) -> set[str]:
    return {str(trace.get("name")) for figure in figures(app) for trace in figure["data"]}


def asked_of_the_shell(folder: Path, *words: str) -> dict[str, object]:
    program = "from foresight.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", program, "--store", str(folder), *words, "--json"], capture_output=True, text=True,
        check=True, cwd=ROOT,
    )  # fmt: skip
    found: dict[str, object] = json.loads(run.stdout)
    return found


def test_the_world_now_has_a_map_the_severest_what_is_new_and_what_is_over(app: AppTest) -> None:
    fine(opened(app, PAGE))
    assert app.query_params["chapter"] in ("world", ["world"])
    assert len(app.metric) == 4
    assert len(figures(app)) == 2
    assert "Ukraine has the highest figure" in text(app)
    assert "onsets: the first year with 25" in text(app)
    assert "of the quiet land neighbours" in text(app)
    assert "UCDP/PRIO" in text(app)
    first = figures(app)[1]["data"][0]["x"]
    app.selectbox(key=f"{PAGE}.measure").select("one_sided_deaths")
    fine(app.run())
    assert figures(app)[1]["data"][0]["x"] != first


@pytest.mark.parametrize("show", ["severity", "outside", "neighbours", "displaced"])
@pytest.mark.parametrize("place", ["MLI", "region:south_asia", "forum:nato", "world", "FJI", "DDR"])
def test_every_section_of_a_profile_opens_for_a_country_a_region_and_a_forum(
    app: AppTest, show: str, place: str
) -> None:
    fine(opened(app, PAGE, chapter="profile", place=place, show=show))
    assert not app.warning
    assert len(app.metric) == 4


def test_a_profile_is_compared_with_others_and_keeps_its_bands_up_to_three_lines(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="profile", place="UKR", subjects="region:south_asia", log="yes"))
    assert {"Ukraine", "South Asia", "low to high", "State-based", "Against civilians"} <= traces(app)
    app.multiselect(key=f"{PAGE}.subjects").select("MLI").select("world")
    fine(app.run())
    assert "Mali" in traces(app)
    assert "low to high" not in traces(app)


def test_outside_states_are_named_and_the_estimates_out_of_order_are_told(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="profile", place="SOM", show="outside"))
    assert "Ethiopia" in text(app)
    labels = figures(app)[1]["layout"]["yaxis"]["ticktext"]
    assert "Ethiopia" in labels
    assert "United States" in labels
    fine(opened(app, PAGE, chapter="profile", place="RUS", show="severity"))
    assert "out of order, as published, in 2024" in json.dumps(figures(app)[0]).replace("<br>", " ")
    assert "Russia's war in Ukraine stands in Ukraine's figures" in text(app)


def test_hinder_or_catalyse_has_the_average_the_country_all_outcomes_and_the_four_factors(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="hinder", country="MLI", target="leader_trips_received"))
    assert said(app, "Verdict: ").startswith("Verdict: ")
    assert "after the onset of 2007" in text(app)
    assert "independent ones at most" in text(app)
    assert "not a cause" in text(app)
    assert "stays unresolved" in text(app)
    assert len(figures(app)) == 3
    tables = [frame.value for frame in app.table]
    factors = next(frame for frame in tables if "Joint military exercises" in frame.columns)
    assert len(factors) == 4
    assert factors.iloc[:, 1:].map(lambda cell: "told" in cell or "hinders" in cell or "catalyses" in cell).all().all()
    before = said(app, "Verdict: ")
    app.selectbox(key=f"{PAGE}.threshold").select("1000")
    fine(app.run())
    assert said(app, "Verdict: ") != before
    assert "onsets of war" in said(app, "Verdict: ")


def test_a_country_that_was_never_quiet_is_drawn_without_a_comparison_and_told_why(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="hinder", country="AFG", target="exercises"))
    assert "before and after cannot be told apart" in text(app)
    assert "As comparable states moved" not in traces(app)
    assert "Last year observed: 2010" in json.dumps(figures(app)[0])


def test_nonsense_in_the_address_is_named_and_left_out(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="hinder", country="ZZZ", target="gpd", threshold="26"))
    for part in ("“ZZZ”", "“gpd”", "“26”", "the threshold"):
        assert part in app.warning[0].value, part
    fine(opened(app, PAGE, chapter="profile", place="region:atlantis", show="all", subjects="QQQ"))
    for part in ("“region:atlantis”", "“all”", "“QQQ”"):
        assert part in app.warning[0].value, part


def test_the_shell_prints_the_figures_of_the_page(app: AppTest, folder: Path) -> None:
    fine(opened(app, PAGE, chapter="hinder", country="MLI", target="us_troops"))
    study = asked_of_the_shell(folder, "event-study", "us_troops", "--country", "MLI")
    assert study["sentence"] == said(app, "Verdict: ")
    drawn = figures(app)[0]["data"][1]["y"]
    assert [one["mean"] for one in study["by_year"]] == pytest.approx(drawn)
    fine(opened(app, PAGE, chapter="profile", place="MLI", show="severity"))
    profile = asked_of_the_shell(folder, "conflict", "Mali")
    assert profile["sentences"][0] in said(app, "people killed")
    assert [one["year"] for one in profile["onsets"]] == [2007]
    assert {one["factor"] for one in profile["factors"]} == {
        "conflict_severity", "external_actors", "interest_alignment", "diplomatic_priority",
    }  # fmt: skip
