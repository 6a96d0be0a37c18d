"""What forums share, as a matrix for a wide screen and as bars for one forum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.drivers import Bar, bars
from foresight.charts.scales import SPACE
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, colour_scale, frame, look, shorten

CELL = 26
LABEL = 12
WORDED = 0.05
"""A smaller share than this has no figure in its cell: a matrix full of ones is not read."""
READINGS: Mapping[str, str] = {
    "contained": "Share of the smaller forum's members",
    "jaccard": "Share of all that belong to either",
}

DEEPEST = {"contained": 1.0, "jaccard": 0.75}
"""The share that has the deepest colour: two forums are never wholly alike."""


def per_cent(share: float) -> str:
    """`64 %`; what is not nought is never `0 %`."""
    return f"{100 * share:.0f}{SPACE}%" if share == 0 or share >= 0.005 else f"<1{SPACE}%"


def matrix(
    pairs: pd.DataFrame, order: Sequence[str], names: Mapping[str, str], said: Caption, *, by: str = "contained",
    dark: bool = False,
) -> go.Figure:  # fmt: skip
    """Every forum against every other, the share by colour and in figures; the diagonal has the number of members.

    `pairs`: as `foresight.measures.forum_life.overlap` gives them. `order`: the forums in the order shown; those not
    in `pairs` are left out. `by`: `contained` or `jaccard`.
    """
    colours, drawn = look(dark), Sketch()
    sizes = dict(zip(pairs["one"], pairs["members_one"], strict=True))
    sizes |= dict(zip(pairs["other"], pairs["members_other"], strict=True))
    keys = [key for key in order if key in sizes]
    held = {frozenset((row["one"], row["other"])): row for row in pairs.to_dict("records")}
    z: list[list[float | None]] = []
    texts: list[list[str]] = []
    hovers: list[list[str]] = []
    for one in keys:
        row = [held.get(frozenset((one, other))) for other in keys]
        z.append([None if cell is None else float(cell[by]) for cell in row])
        texts.append(["" if cell is None else f"{100 * cell[by]:.0f}" if cell[by] >= WORDED else "" for cell in row])
        hovers.append(
            [
                f"<b>{names[one]}</b>: {sizes[one]} members"
                if cell is None
                else f"<b>{names[one]} and {names[other]}</b><br>{cell['shared']} members shared<br>"
                f"{per_cent(cell['contained'])} of the smaller, {per_cent(cell['jaccard'])} of both together"
                for other, cell in zip(keys, row, strict=True)
            ]
        )
    labels = [shorten(names[key], LABEL) for key in keys]
    drawn.add_heatmap(
        z=z, x=labels, y=labels, text=texts, texttemplate="%{text}",
        textfont={"size": 11, "color": colours.ink}, customdata=hovers,
        hovertemplate="%{customdata}<extra></extra>", zmin=0, zmax=DEEPEST[by], xgap=1, ygap=1, hoverongaps=True,
        colorscale=colour_scale((colours.faint, *(colours.amounts[:2] if dark else colours.amounts[1:4]))),
        showscale=False,
    )  # fmt: skip
    for label, key in zip(labels, keys, strict=True):  # a cell without a value shows no text of its own
        drawn.add_annotation(
            x=label, y=label, text=str(sizes[key]), showarrow=False, font={"size": 11, "color": colours.quiet}
        )
    frame(drawn, said, dark=dark, plot_height=CELL * len(keys), left=92, right=10, below=84)
    axes(drawn, dark)
    drawn.update_xaxes(tickangle=-90, tickfont={"size": 12, "color": colours.ink}, showline=False, ticks="")
    drawn.update_yaxes(
        autorange="reversed", showgrid=False, ticks="", ticksuffix=SPACE, tickfont={"size": 12, "color": colours.ink}
    )
    drawn.update_layout(hovermode="closest")
    return drawn.figure()


def beside(own: pd.DataFrame, names: Mapping[str, str], said: Caption, *, dark: bool = False) -> go.Figure:
    """One forum's own members: which share of them belongs to each other forum, as bars.

    `own`: as `foresight.measures.forum_life.of_one` gives it, in the order shown.
    """
    colours = look(dark)
    rows = [
        Bar(
            f"{names[row['other']]}: {row['shared']} of its {row['members']} members",
            shorten(names[row["other"]], 16),
            float(row["of_own"]),
            f"{per_cent(row['of_own'])} ({row['shared']})",
            colours.accent,
        )
        for row in own.to_dict("records")
    ]
    return bars(rows, said, thick=25, left=122, right=92, dark=dark)
