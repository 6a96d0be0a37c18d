"""A brief as files: what stands in them is what was drawn, and the same brief gives the same bytes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from pandas import DataFrame, read_excel
from pptx import Presentation

from foresight import catalogue
from foresight.briefing import archive, html, pptx, xlsx
from foresight.briefing.brief import Brief, Item
from foresight.briefing.content import content
from foresight.briefing.exhibit import Exhibit, as_text, bare, caption_of, from_text, plain
from foresight.briefing.numbers import numbers
from foresight.catalogue import Catalogue
from foresight.charts import bars, lines, theme
from foresight.errors import BriefError

WHEN = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
NAMES = {"IND": "India", "CHN": "China"}
ROWS = DataFrame(
    {"country": ["IND", "IND", "IND", "CHN", "CHN"], "year": [2019, 2020, 2022, 2019, 2020],
     "value": [1.5, 2.25, 3.0, 10.0, 12.125]}
)  # fmt: skip


@pytest.fixture(scope="module")
def declared() -> Catalogue:
    return catalogue.load()


def exhibit(declared: Catalogue, kind: str = "lines", **changes: object) -> Exhibit:
    """A small figure of the house, as a page would hand it over."""
    indicator = declared.indicator("gdp_share")
    said = theme.caption(indicator, declared.sources_of("gdp_share"), 2022, "1 (abcdef12)")
    if kind == "lines":
        figure = lines.lines(ROWS, said, indicator, NAMES, order=("IND", "CHN"))
    else:
        now = ROWS.groupby("country", as_index=False).last()
        figure = bars.ranked(now, said, indicator, NAMES)
    told = caption_of(figure)
    assert told == said
    return Exhibit(
        key=kind, name="gdp", page="emerging_powers", address="view=lines", title=said.title, unit=said.unit,
        sentence="The largest rise: China.", source=said.source, last_observed=2022, notes=said.notes,
        rests_on=said.rests_on, status=said.status, revision=1, revision_hash="abcdef1234", figure=plain(
            figure.to_plotly_json()),
    ).model_copy(update=changes)  # fmt: skip


def brief(*exhibits: Exhibit, **changes: object) -> Brief:
    made = Brief(key="test", title="A test", author="Somebody", items=tuple(Item.of(one) for one in exhibits))
    return made.model_copy(update=changes)


def slides(path: Path) -> list[str]:
    """All text of each slide."""
    shown = Presentation(str(path))
    return ["\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in shown.slides]


def test_an_exhibit_is_read_back_as_it_was_written(declared: Catalogue) -> None:
    one = exhibit(declared)
    assert from_text(as_text(one)) == one
    assert one.kind == "chart"


def test_the_numbers_behind_lines_are_those_drawn_and_a_gap_is_none(declared: Catalogue) -> None:
    table = numbers(exhibit(declared))
    assert table.form == "lines"
    assert table.columns == ("Year", "India", "China")
    held = {row[0]: row[1:] for row in table.rows}
    assert held[2019] == (1.5, 10.0)
    assert held[2020] == (2.25, 12.125)
    assert held[2022] == (3.0, None)
    assert held.get(2021, (None, None)) == (None, None)


def test_a_figure_without_title_and_caption_keeps_its_plot_as_high(declared: Catalogue) -> None:
    whole, own = exhibit(declared).figure, bare(exhibit(declared))
    assert whole is not None

    def plot(figure: dict[str, object]) -> float:
        layout = figure["layout"]
        return layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]  # type: ignore[index, no-any-return]

    assert plot(whole) == plot(own)
    assert all(one.get("name") != theme.CAPTION for one in own["layout"]["annotations"])


def test_slides_hold_charts_whose_numbers_are_those_drawn(declared: Catalogue, tmp_path: Path) -> None:
    drawn, out = (exhibit(declared), exhibit(declared, "bars")), tmp_path / "a.pptx"
    notes = pptx.write(brief(*drawn, classification="RESTRICTED"), drawn, declared, out, when=WHEN)
    assert notes == ()
    charts = [s.chart for slide in Presentation(str(out)).slides for s in slide.shapes if s.has_chart]
    held = {one.name: list(one.values) for one in charts[0].plots[0].series}
    assert [str(c) for c in charts[0].plots[0].categories] == ["2019", "2020", "2021", "2022"]
    assert held == {"India": [1.5, 2.25, None, 3.0], "China": [10.0, 12.125, None, None]}
    assert sorted(v for one in charts[1].plots[0].series for v in list(one.values)) == [3.0, 12.125]
    for text in slides(out):
        assert text.count("RESTRICTED") == 2


def test_every_item_says_its_source_licence_revision_date_and_what_kind_of_figures(
    declared: Catalogue, tmp_path: Path
) -> None:
    one, out = exhibit(declared), tmp_path / "a.pptx"
    pptx.write(brief(one), [one], declared, out, when=WHEN)
    text = next(text for text in slides(out) if "The largest rise" in text)
    for said in ("CC BY 4.0", "revision 1 (abcdef12)", "2026-11-25", "Observed.", "Last year observed: 2022"):
        assert said in text


@pytest.mark.parametrize("writer", [pptx, xlsx, archive, html])
def test_the_same_brief_gives_the_same_bytes(writer: object, declared: Catalogue, tmp_path: Path) -> None:
    one = exhibit(declared)
    for name in ("a", "b"):
        writer.write(brief(one), [one], declared, tmp_path / name, when=WHEN)  # type: ignore[attr-defined]
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_workbook_is_read_back_with_its_numbers(declared: Catalogue, tmp_path: Path) -> None:
    one, out = exhibit(declared, sentence="=1+1"), tmp_path / "a.xlsx"
    xlsx.write(brief(one, title="=HYPERLINK(1)"), [one], declared, out, when=WHEN)
    sheets = read_excel(out, sheet_name=None, header=None, engine="calamine")
    assert list(sheets) == ["Contents", f"1 {one.title}"[:31], "Sources"]
    assert sheets["Contents"].iloc[0, 0] == "'=HYPERLINK(1)"
    cells = sheets[f"1 {one.title}"[:31]]
    head = cells.index[cells[0] == "Year"][0]
    assert cells.iloc[head].tolist()[:3] == ["Year", "India", "China"]
    assert cells.iloc[head + 1].tolist()[:3] == [2019, 1.5, 10.0]


def test_an_archive_has_numbers_metadata_the_brief_and_the_command(declared: Catalogue, tmp_path: Path) -> None:
    one, out = exhibit(declared), tmp_path / "a.zip"
    made = brief(one)
    archive.write(made, [one], declared, out, when=WHEN)
    with zipfile.ZipFile(out) as held:
        assert held.namelist() == ["README.txt", "figures/01_gdp.csv", "figures/01_gdp.json", "test.toml"]
        assert "2019,1.5,10.0" in held.read("figures/01_gdp.csv").decode()
        assert json.loads(held.read("figures/01_gdp.json"))["sources"][0]["licence"]
        assert Brief.from_toml(held.read("test.toml").decode()) == made
        assert "foresight brief test.toml -o test.pptx" in held.read("README.txt").decode()


def test_figures_that_may_not_be_passed_on_leave_a_public_brief_and_are_named(declared: Catalogue) -> None:
    source = declared.sources[declared.indicator("gdp_share").source].model_copy(update={"terms": "closed"})
    closed = declared.model_copy(update={"sources": {**declared.sources, source.key: source}})
    one = exhibit(declared)
    public = content(brief(one), [one], closed, WHEN)
    assert not public.shown
    assert source.provider in public.left_out[0]
    inside = content(brief(one, public=False), [one], closed, WHEN)
    assert "Not for redistribution" in " ".join(inside.shown[0].footer)


def test_an_item_without_a_picture_is_named_and_the_rest_comes(declared: Catalogue, tmp_path: Path) -> None:
    one, out = exhibit(declared), tmp_path / "a.pptx"
    notes = pptx.write(brief(one, one), [one, "its indicator was removed"], declared, out, when=WHEN)
    assert "its indicator was removed" in notes[0]
    assert any("its indicator was removed" in text for text in slides(out))


def test_an_empty_brief_is_still_a_file(declared: Catalogue, tmp_path: Path) -> None:
    for writer, name in ((pptx, "a.pptx"), (xlsx, "a.xlsx"), (archive, "a.zip"), (html, "a.html")):
        assert writer.write(brief(), [], declared, tmp_path / name, when=WHEN) == ()
        assert (tmp_path / name).stat().st_size > 300


def test_a_title_of_5000_letters_right_to_left_and_emoji_text_are_written(declared: Catalogue, tmp_path: Path) -> None:
    one = exhibit(declared, title="Long " * 1000, sentence="العلاقات الدفاعية 🤝 \x0b & <b>")
    for writer, name in ((pptx, "a.pptx"), (xlsx, "a.xlsx"), (archive, "a.zip"), (html, "a.html")):
        writer.write(brief(one, title="Π" * 5000), [one], declared, tmp_path / name, when=WHEN)
    assert any("العلاقات" in text for text in slides(tmp_path / "a.pptx"))
    assert "&lt;b&gt;" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_template_that_is_none_is_a_sentence(declared: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "no.pptx").write_bytes(b"%PDF-1.7")
    with pytest.raises(BriefError, match=r"cannot be opened as slides"):
        pptx.write(brief(), [], declared, tmp_path / "a.pptx", when=WHEN, template=tmp_path / "no.pptx")


def test_an_own_template_brings_its_size_and_layouts_and_none_of_its_slides(
    declared: Catalogue, tmp_path: Path
) -> None:
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "An example"
    own.save(str(tmp_path / "own.pptx"))
    one, out = exhibit(declared), tmp_path / "a.pptx"
    pptx.write(brief(one), [one], declared, out, when=WHEN, template=tmp_path / "own.pptx")
    made = Presentation(str(out))
    assert made.slide_width == own.slide_width
    assert not any("An example" in text for text in slides(out))


def test_a_paper_needs_nothing_from_outside(declared: Catalogue, tmp_path: Path) -> None:
    one, out = exhibit(declared), tmp_path / "a.html"
    html.write(brief(one), [one], declared, out, when=WHEN)
    text = out.read_text(encoding="utf-8")
    assert "<script src" not in text
    assert "<link" not in text
    assert "<td class='number'>12.125</td>" in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_the_slides(declared: Catalogue, tmp_path: Path) -> None:
    drawn, out = (exhibit(declared), exhibit(declared, "bars")), tmp_path / "a.pptx"
    pptx.write(brief(*drawn), drawn, declared, out, when=WHEN)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(out)], check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    printed = (tmp_path / "a.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert len(printed) > 10_000


def test_a_brief_is_read_back_as_it_was_written_and_wrong_ones_are_sentences() -> None:
    made = Brief(key="a", title="A", items=(Item(page="network", key="network.picture", note="x"),), public=False)
    assert Brief.from_toml(made.to_toml()) == made
    with pytest.raises(BriefError, match="items, 1, page"):
        Brief.from_toml('title = "A"\n[[items]]\nkey = "x"\n')
    with pytest.raises(BriefError, match="is not known here"):
        Brief.from_toml('title = "A"\ncolour = "red"\n')
    with pytest.raises(BriefError, match="not valid TOML"):
        Brief.from_toml("title = ")
