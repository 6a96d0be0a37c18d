"""Several small pictures in one figure: where each stands, and its name above it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from foresight.charts.sketch import Sketch
from foresight.charts.theme import Look, shorten

GUTTER = 0.08
"""Of the width, between two panels: the words of an axis stand there."""


@dataclass(frozen=True)
class Grid:
    """`count` panels, `wide` of them in a row, each `each` pixels high with `between` pixels under it."""

    count: int
    wide: int
    each: int
    between: int

    @property
    def high(self) -> int:
        """How many rows there are."""
        return math.ceil(self.count / self.wide)

    @property
    def height(self) -> int:
        """Pixels of the whole plot."""
        return self.high * self.each + (self.high - 1) * self.between

    def axis(self, place: int) -> str:
        """What follows `x` and `y` in the names of a panel's axes; "" for the first."""
        return "" if place == 0 else str(place + 1)

    def lowest(self, place: int) -> bool:
        """Does nothing stand under the panel."""
        return place + self.wide >= self.count

    def lay_out(self, figure: Sketch) -> None:
        """Give the figure the axes of every panel, row by row from the top left."""
        width = (1 - GUTTER * (self.wide - 1)) / self.wide
        for place in range(self.count):
            row, column = divmod(place, self.wide)
            left, top = column * (width + GUTTER), 1 - row * (self.each + self.between) / self.height
            axis, bottom = self.axis(place), max(top - self.each / self.height, 0.0)
            sides: dict[str, Any] = {
                f"xaxis{axis}": {"domain": [left, min(left + width, 1.0)], "anchor": f"y{axis}"},
                f"yaxis{axis}": {"domain": [bottom, min(top, 1.0)], "anchor": f"x{axis}"},
            }
            figure.update_layout(**sides)

    def head(self, figure: Sketch, place: int, name: str, colour: str, colours: Look) -> None:
        """The panel's name above it, with a swatch in its colour."""
        axis = self.axis(place)
        figure.add_annotation(
            text=f'<span style="color:{colour}">■</span> <b>{shorten(name, 30)}</b>',
            x=0,
            xref=f"x{axis} domain",
            xanchor="left",
            y=1,
            yref=f"y{axis} domain",
            yanchor="bottom",
            yshift=3,
            showarrow=False,
            font={"size": 13, "color": colours.ink},
        )
