"""Slides with their title, texts, tables and marking: what every slide of a brief is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foresight.errors import BriefError

INK, QUIET, LINE = "1B2733", "55626F", "C9CCD1"
WIDE, HIGH = 13.333, 7.5
"""Inches of a slide of 16:9."""


@dataclass(frozen=True)
class Box:
    """A place on a slide of 13.33 by 7.5 inches."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Deck:
    """Slides that are being put together. `own`: on an organisation's template, whose titles stay where it has them."""

    show: Any
    mark: str
    own: bool

    @classmethod
    def begin(cls, template: Path | None, mark: str) -> Deck:
        """An empty deck of 16:9; BriefError for a template that is none, or that has no layout with a title."""
        from pptx import Presentation
        from pptx.util import Inches

        try:
            show = Presentation(str(template) if template else None)
        except Exception as error:
            raise BriefError(
                f"The template {template} cannot be opened as slides ({error}). Give a .pptx file."
            ) from None
        if template is None:
            show.slide_width, show.slide_height = Inches(WIDE), Inches(HIGH)
        deck = cls(show, mark, template is not None)
        if not any(_title(layout) is not None for layout in show.slide_layouts):
            raise BriefError(f"The template {template} has no slide layout with a title. Add one, or leave it out.")
        for slide_id in list(show.slides._sldIdLst):  # the examples that a template brings
            show.part.drop_rel(slide_id.rId)
            show.slides._sldIdLst.remove(slide_id)
        return deck

    def cover(self, title: str) -> Any:
        """The first slide."""
        return self._new(title, self._layout("title slide", "cover"), Box(0.6, 1.7, 12.1, 1.5), 34)

    def titled(self, title: str) -> Any:
        """A slide with a title, and nothing else yet."""
        return self._new(title, self._layout("title only"), Box(0.6, 0.35, 12.1, 0.75), 22)

    def _layout(self, *names: str) -> Any:
        titled = [one for one in self.show.slide_layouts if _title(one) is not None]
        named = [one for one in titled if one.name.strip().lower() in names]
        fewest = sorted(titled, key=lambda one: len(list(one.placeholders)))
        return (named or fewest)[0]

    def _new(self, title: str, layout: Any, place: Box, size: int) -> Any:
        from pptx.util import Pt

        slide = self.show.slides.add_slide(layout)
        for shape in list(slide.placeholders):  # an empty placeholder would ask to be filled
            if shape.placeholder_format.idx != 0:
                shape._element.getparent().remove(shape._element)
        shape = slide.shapes.title
        shape.text_frame.text = title
        shape.text_frame.word_wrap = True
        if not self.own:
            shape.left, shape.top, shape.width, shape.height = self.placed(place)
            run = shape.text_frame.paragraphs[0]
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), True, _rgb(INK)
            run.alignment = 1
        if self.mark:
            self.text(slide, Box(0.6, 0.05, 12.1, 0.3), [self.mark[:120]], size=10, middle=True)
            self.text(slide, Box(0.6, 7.12, 12.1, 0.3), [self.mark[:120]], size=10, middle=True)
        return slide

    def placed(self, box: Box) -> tuple[int, int, int, int]:
        """A box in the deck's own units, whatever size its slides have."""
        across, down = self.show.slide_width / WIDE, self.show.slide_height / HIGH
        return int(box.left * across), int(box.top * down), int(box.width * across), int(box.height * down)

    def text(
        self, slide: Any, box: Box, lines: Sequence[str], *, size: int, colour: str = INK, middle: bool = False
    ) -> None:
        """Paragraphs in a box, wrapped; text from right to left is marked as such."""
        from pptx.util import Pt

        shape = slide.shapes.add_textbox(*self.placed(box))
        frame = shape.text_frame
        frame.word_wrap = True
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.text = line
            paragraph.font.size, paragraph.font.color.rgb = Pt(size), _rgb(colour)
            paragraph.space_after = Pt(3)
            if middle:
                paragraph.alignment = 2
            if _from_right(line):
                paragraph._pPr.set("rtl", "1") if paragraph._pPr is not None else None

    def table(self, slide: Any, box: Box, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table that can be edited."""
        from pptx.util import Pt

        left, top, width, height = self.placed(box)
        shape = slide.shapes.add_table(
            len(rows) + 1, len(heads), left, top, width, min(height, 270000 * (len(rows) + 1))
        )
        widest = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]
        for k, letters in enumerate(widest):
            shape.table.columns[k].width = int(width * max(letters, 6) / sum(max(one, 6) for one in widest))
        for line, cells in enumerate([heads, *rows]):
            for column, text in enumerate(cells):
                cell = shape.table.cell(line, column)
                cell.text = text
                cell.margin_top = cell.margin_bottom = 20000
                cell.text_frame.paragraphs[0].font.size = Pt(10)
                cell.text_frame.paragraphs[0].font.bold = line == 0

    def picture(self, slide: Any, box: Box, image: bytes, alt: str) -> None:
        """A picture with its text for people who cannot see it."""
        import io

        left, top, width, height = self.placed(box)
        shape = slide.shapes.add_picture(io.BytesIO(image), left, top, height=height)
        if shape.width > width:
            shape.width, shape.height = width, int(shape.height * width / shape.width)
        shape._element._nvXxPr.cNvPr.set("descr", alt[:1000])


def _title(layout: Any) -> Any:
    return next((one for one in layout.placeholders if one.placeholder_format.idx == 0), None)


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour)


def _from_right(text: str) -> bool:
    import unicodedata

    return next(
        (unicodedata.bidirectional(s) in ("R", "AL") for s in text if unicodedata.bidirectional(s) in "LRAL"), False
    )
