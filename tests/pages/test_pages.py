"""What a person meets on each page: it opens, follows the selection, and forgives a wrong address."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
THEMES = ("geopolitical_shifts", "emerging_powers", "regional_conflicts", "cooperation")


def opened(app: AppTest, page: str, **address: str) -> AppTest:
    app.run()
    for name, value in address.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run()


def fine(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    return app


def figures(app: AppTest) -> list[dict[str, object]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def drawn(app: AppTest, kind: str) -> list[dict[str, object]]:
    return [trace for figure in figures(app) for trace in figure["data"] if trace.get("type") == kind]


def text(app: AppTest) -> str:
    return " ".join(element.value for group in (app.markdown, app.caption, app.info) for element in group)


def test_the_first_page_says_what_this_is_with_real_figures_and_pictures(app: AppTest) -> None:
    fine(app.run())
    assert app.title[0].value == "Foresight"
    assert len(app.metric) == 4
    assert all(any(c.isdigit() for c in metric.value) for metric in app.metric)
    assert len(figures(app)) == 3
    assert "choropleth" in {trace["type"] for trace in figures(app)[1]["data"]}


@pytest.mark.parametrize("page", THEMES)
def test_a_theme_page_opens_with_a_map_a_sentence_its_source_and_its_revision(app: AppTest, page: str) -> None:
    fine(opened(app, page, chapter="indicators"))
    assert drawn(app, "choropleth")
    assert "Last year observed:" in text(app)
    assert "Data revision 1" in text(app)
    assert "do not imply the expression of any opinion" in text(app)
    assert " will " not in app.markdown[1].value


@pytest.mark.parametrize(
    ("page", "first", "second"),
    [
        ("geopolitical_shifts", "polyarchy", "trade_openness"),
        ("emerging_powers", "gdp", "military_expenditure_pct_gdp"),
        ("regional_conflicts", "state_based_deaths", "internally_displaced"),
        ("cooperation", "exercises", "us_troops"),
    ],
)
def test_another_indicator_is_another_picture(app: AppTest, page: str, first: str, second: str) -> None:
    fine(opened(app, page, indicator=first))
    before = figures(app)[0]
    app.selectbox(key=f"{page}.indicator").select(second)
    fine(app.run())
    after = figures(app)[0]
    assert before["layout"]["title"]["text"] != after["layout"]["title"]["text"]
    assert app.query_params["indicator"] in (second, [second])


def test_the_address_restores_indicator_countries_years_scale_and_view(app: AppTest) -> None:
    fine(
        opened(
            app,
            "emerging_powers",
            **{"indicator": "gdp", "countries": "USA,CHN", "from": "1990", "to": "2020", "log": "no", "view": "lines"},
        )
    )
    assert not app.warning
    names = {trace["name"] for trace in drawn(app, "scatter")}
    assert names == {"United States", "China"}
    years = drawn(app, "scatter")[0]["x"]
    assert app.slider[0].value == (1990, 2020)
    assert app.toggle[0].value is False
    assert years is not None


def test_nonsense_in_the_address_is_left_out_and_the_page_says_so(app: AppTest) -> None:
    fine(
        opened(
            app,
            "emerging_powers",
            **{"indicator": "gpd", "countries": "USA,ZZZ,Germny", "from": "abc", "to": "9" * 500, "view": "globe"},
        )
    )
    said = app.warning[0].value
    for part in ("“gpd”", "“gdp”", "“ZZZ”", "“Germny”", "Germany", "“abc”", "“globe”"):
        assert part in said, part
    assert app.multiselect(key="emerging_powers.countries").value == ["USA"]
    # said once: the next click is about something else
    app.multiselect(key="emerging_powers.countries").select("CHN")
    assert not fine(app.run()).warning


def test_an_indicator_of_another_theme_is_found_on_its_own_page(app: AppTest) -> None:
    fine(opened(app, "cooperation", indicator="gdp"))
    assert "Emerging powers" in app.warning[0].value


def test_a_page_comes_back_as_it_was_left(app: AppTest) -> None:
    opened(app, "emerging_powers", indicator="population", countries="IND")
    app.query_params.clear()
    app.switch_page("pages/data.py").run()
    app.query_params.clear()
    fine(app.switch_page("pages/emerging_powers.py").run())
    assert app.selectbox(key="emerging_powers.indicator").value == "population"
    assert app.multiselect(key="emerging_powers.countries").value == ["IND"]


def test_ties_are_shown_from_one_country(app: AppTest) -> None:
    fine(opened(app, "geopolitical_shifts", indicator="un_agreement", of="IND"))
    assert "with India" in figures(app)[0]["layout"]["title"]["text"]
    coloured = next(trace for trace in drawn(app, "choropleth") if trace["name"] == "countries")
    assert "IND" not in coloured["locations"]
    assert len(coloured["locations"]) > 100


def test_a_figure_for_the_whole_world_has_no_map_and_the_page_says_why(app: AppTest) -> None:
    fine(opened(app, "geopolitical_shifts", indicator="hhi_gdp"))
    assert not drawn(app, "choropleth")
    assert "one figure for the whole world" in text(app)
    app.query_params["indicator"] = "hhi_gdp"
    app.query_params["view"] = "lines"
    assert {trace["name"] for trace in drawn(fine(app.run()), "scatter")} == {"World"}


def test_an_area_is_all_that_is_drawn(app: AppTest) -> None:
    fine(opened(app, "cooperation", indicator="us_troops", area="forum-nato"))
    shown = {iso3 for trace in drawn(app, "choropleth") for iso3 in trace["locations"]}
    assert {"DEU", "TUR", "CAN"} <= shown
    assert "RUS" not in shown


def test_the_table_has_a_row_for_each_country(app: AppTest) -> None:
    fine(opened(app, "emerging_powers", indicator="gdp", countries="USA,CHN,IND", view="table"))
    assert sorted(app.dataframe[0].value["Country"]) == ["China", "India", "United States"]
    assert not figures(app)


def test_a_series_with_low_and_high_shows_the_band_of_its_provider(app: AppTest) -> None:
    fine(opened(app, "regional_conflicts", indicator="state_based_deaths", countries="UKR", view="lines"))
    assert any(trace.get("fill") == "toself" for trace in drawn(app, "scatter"))


def test_a_damaged_store_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: None) -> None:
    (tmp_path / "current.json").write_text("{not json")
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert str(tmp_path) in app.error[0].value


def test_the_first_page_does_not_wait_for_the_models() -> None:
    code = (
        "import sys; from streamlit.testing.v1 import AppTest\n"
        "import pages._front, pages._theme, pages._catalogue_one\n"
        "print([m for m in ('sklearn', 'scipy', 'kaleido') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_an_open_app_shows_a_newly_published_revision_at_the_next_click(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: None
) -> None:
    from foresight.people import at_machine
    from foresight.store import Store

    Store.open(folder)
    shutil.copytree(folder, tmp_path / "store")
    monkeypatch.setenv("FORESIGHT_STORE", str(tmp_path / "store"))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    fine(opened(app, "emerging_powers", indicator="gdp_share", countries="USA,CHN", view="lines"))
    assert "Data revision 1" in text(app)
    store = Store.open(tmp_path / "store")
    changed = store.rows("gdp_share", countries=["CHN"], first=2020).assign(indicator="gdp_share", value=42.0)
    store.publish(changed, who=at_machine("a steward"), note="a correction")
    fine(app.run())
    assert "Data revision 2" in text(app)
    assert "to 42 in" in app.markdown[1].value


def test_amounts_in_dollars_are_not_read_as_formulas() -> None:
    from pages._text import literal

    assert literal("10 US$ of 20 US$, *a_b*") == r"10 US\$ of 20 US\$, \*a\_b\*"
