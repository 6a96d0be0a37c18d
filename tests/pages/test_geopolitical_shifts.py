"""The chapters of geopolitical shifts: each answers with a sentence, follows the selection, and forgives an address."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foresight import cli
from tests.pages.conftest import APP
from tests.pages.test_pages import drawn, figures, fine, opened, text

CLAIMS = re.compile(r"\b(will|causes?|effect of)\b", re.IGNORECASE)
PAGE = "geopolitical_shifts"
CHAPTERS = ("polarity", "blocs", "movers", "space", "episodes", "dependence", "breaks")


def said(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_opens_with_a_picture_a_sentence_and_its_source(app: AppTest, chapter: str) -> None:
    fine(opened(app, PAGE, chapter=chapter))
    assert figures(app)
    assert not app.warning
    assert not CLAIMS.search(text(app))
    assert all("Source" in json.dumps(figure["layout"]["annotations"]) for figure in figures(app))


def test_polarity_by_warheads_is_bipolar_and_by_spending_another_answer(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="polarity", measure="nuclear"))
    assert "is bipolar" in said(app)
    assert "every state has a figure" in text(app)
    app.selectbox(key=f"{PAGE}.measure").select("military")
    app.selectbox(key=f"{PAGE}.top").select("all")
    fine(app.run())
    assert "By military spending among all states listed" in said(app)
    assert "Without one: " in text(app)
    assert app.query_params["top"] in ("all", ["all"])


def test_blocs_of_two_years_and_another_number_are_other_pictures(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="blocs", year="2019"))
    assert re.search(r"In 2019 the states of the UN voted in \w+ blocs", said(app))
    assert "adjusted Rand index" in said(app)
    first = figures(app)[0]
    app.slider(key=f"{PAGE}.year.blocs").set_value(1950)
    fine(app.run())
    assert "1950" in figures(app)[0]["layout"]["title"]["text"]
    assert figures(app)[0]["data"][0]["z"] != first["data"][0]["z"]
    app.selectbox(key=f"{PAGE}.blocs").select("4")
    fine(app.run())
    assert sum(trace.get("showlegend", False) for trace in drawn(app, "scattergeo")) == 5  # and "No data"


def test_a_year_without_votes_shows_the_last_one_before_and_says_so(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="blocs", year="2024"))
    assert "too few common votes in 2024: 2023 is shown" in app.info[0].value


def test_blocs_over_the_years_and_who_changed(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="blocs", view="lines"))
    assert re.search(r"Blocs can be told in \d+ of \d+ years", said(app))
    assert drawn(app, "bar")
    assert any("Who changed from" in heading.value for heading in app.subheader)


def test_movers_follow_area_year_and_order(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="movers", target="polyarchy", area="region-nowhere"))
    assert "region-nowhere" in app.warning[0].value
    app.selectbox(key=f"{PAGE}.area").select("south_asia")
    app.slider(key=f"{PAGE}.until.polyarchy").set_value(2021)
    app.selectbox(key=f"{PAGE}.by").select("usual")
    fine(app.run())
    assert "from 2016 to 2021" in said(app)
    ends = drawn(app, "scatter")
    assert {trace["name"] for trace in ends} == {"2016", "2021"}
    assert len(ends[0]["x"]) <= 8


def test_the_space_keeps_those_followed_in_the_address_and_can_play(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="space", axes="poles", followed="IND,BRA", year="2015", window="10"))
    names = {trace["name"] for trace in drawn(app, "scatter")}
    assert {"India", "India, trail", "Brazil", "other states"} <= names
    assert len(figures(app)[0]["frames"]) > 20
    assert "From 2005 to 2015: India by" in said(app)
    assert app.query_params["followed"] in ("IND,BRA", ["IND,BRA"])


def test_episodes_have_map_lines_and_table(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="episodes", year="2010"))
    assert re.search(r"In 2010, \d+ of \d+ states were autocratising", said(app))
    assert drawn(app, "choropleth")
    fine(opened(AppTest.from_file(str(APP), default_timeout=60), PAGE, chapter="episodes", view="lines"))
    table = opened(AppTest.from_file(str(APP), default_timeout=60), PAGE, chapter="episodes", view="table")
    assert "Hungary" in set(fine(table).dataframe[0].value["Country"])


def test_dependence_says_what_it_does_not_measure_and_compares_places(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="dependence", subjects="LBN,forum:nato", exposure="hosted", view="lines"))
    assert "trade by partner" in app.info[0].value
    assert "Lebanon in refugees hosted" in said(app)
    assert any(trace.get("name") == "NATO members" for trace in drawn(app, "scatter"))
    assert "five largest hosts" in said(app)


def test_a_break_of_one_series_and_silence_on_another(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="breaks", series="gdp", subject="IRQ"))
    assert "GDP, Iraq: two breaks" in said(app)
    assert any(shape.get("type") == "line" for shape in figures(app)[0]["layout"]["shapes"])
    app.selectbox(key=f"{PAGE}.series").select("un_distance_us")
    app.selectbox(key=f"{PAGE}.subject").select("world")
    fine(app.run())
    assert "no break can be told" in said(app)
    app.selectbox(key=f"{PAGE}.series").select("autocratisation_episode")
    app.selectbox(key=f"{PAGE}.subject").select("HUN")
    fine(app.run())
    assert "cannot be tested, because it takes only 2 different values" in said(app)


def test_nonsense_in_the_address_is_named_once_and_another_chapter_does_not_complain(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="blocs", year="20x5", blocs="99", view="globe"))
    warned = app.warning[0].value
    for part in ("“20x5”", "“99”", "“globe”"):
        assert part in warned, part
    app.session_state[f"{PAGE}.chapter"] = "movers"
    assert not fine(app.run()).warning


def test_the_address_gives_a_chapter_back(app: AppTest) -> None:
    fine(opened(app, PAGE, chapter="movers", target="un_distance_us", until="2015", by="usual", view="table"))
    address = {key: value if isinstance(value, str) else value[0] for key, value in app.query_params.items()}
    again = fine(opened(AppTest.from_file(str(APP), default_timeout=60), PAGE, **address))
    assert again.dataframe[0].value.to_string() == app.dataframe[0].value.to_string()


@pytest.mark.parametrize(
    ("told", "chapter"),
    [
        (["polarity", "--by", "military"], {"chapter": "polarity", "measure": "military"}),
        (["blocs"], {"chapter": "blocs"}),
        (["movers", "polyarchy"], {"chapter": "movers", "target": "polyarchy"}),
    ],
)
def test_the_command_says_what_the_page_says(
    app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str], told: list[str], chapter: dict[str, str]
) -> None:
    fine(opened(app, PAGE, **chapter))
    capsys.readouterr()
    assert cli.main(["--store", str(folder), "shifts", *told, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["sentence"] in said(app).replace("\\", "")
    assert answer["revision"] == 1


def test_breaks_from_a_shell_are_those_of_the_page(
    app: AppTest, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine(opened(app, PAGE, chapter="breaks", series="gdp_share", subject="CHN"))
    capsys.readouterr()
    assert cli.main(["--store", str(folder), "shifts", "breaks", "gdp_share", "--country", "China", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["series"]
    assert one["sentence"] in said(app).replace("\\", "")
    assert [b["year"] for b in one["breaks"]] == [2001]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (["blocs", "--year", "1964"], "too few common UN votes in 1964"),
        (["blocs", "--number", "40"], "from 2 to 8, not 40"),
        (["polarity", "--year", "1950"], "choose a year from 1990"),
        (["movers", "un_agreement"], "not a figure of countries"),
        (["breaks", "gdp", "--forum", "natoo"], "no forum called “natoo”"),
        (["breaks", "un_agreement"], "a figure of two states"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], told: list[str], why: str
) -> None:
    assert cli.main(["--store", str(folder), "shifts", *told]) == 1
    assert why in capsys.readouterr().err
