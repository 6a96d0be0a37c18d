"""The engagement scorecard drawn: one row a measure, a country's place among all states, and others as marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from foresight.charts.engagement_words import higher
from foresight.charts.scales import SPACE, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, frame, look, shorten
from foresight.measures.engagement import Line
from foresight.measures.engagement_declared import practices

ROW, HEAD = 25, 28
SIDE, VALUES = 190, 60
"""Pixels left for the names of measures, right for the figures."""
MARKS = {
    "circle": "●", "diamond": "◆", "square": "■", "triangle-up": "▲", "cross": "✚", "star": "★",
    "triangle-down": "▼", "pentagon": "⬟",
}  # fmt: skip
"""Plotly's marks, and the letters nearest to them."""
LEGEND_LINE, LEGEND_CHARACTERS = 18, 52


def strip(
    lines: Sequence[Line], subjects: Sequence[str], said: Caption, names: Mapping[str, str], *, dark: bool = False
) -> go.Figure:
    """Dots from 0 (no other state stands lower) to 100; the first of `subjects` is large, with its figure beside.

    `lines` as `engagement.scorecard` returns them. Practices that are not measured have a row that says so.
    """
    colours, drawn = look(dark), Sketch()
    by_practice = {key: [line for line in lines if line.practice == key] for key in practices()}
    places, top = {}, 0.0
    for key, practice in practices().items():
        drawn.add_annotation(
            text=f"<b>{practice.title}</b>", **_left(top + HEAD / 2 + 2), font={"size": 13, "color": colours.ink}
        )
        top += HEAD
        if not practice.measured:
            text = "not measured; a stand-in:" if practice.stand_in else "not measured"
            drawn.add_annotation(text=text, **_left(top + ROW / 2), font={"size": 12, "color": colours.quiet})
            top += ROW
        for line in by_practice[key]:
            places[line.measure.key] = top + ROW / 2
            top += ROW
    for line in lines:
        place, own = places[line.measure.key], line.stands[subjects[0]]
        drawn.add_shape(
            type="line", x0=0, x1=100, y0=place, y1=place, layer="below", line={"color": colours.faint, "width": 3}
        )
        drawn.add_annotation(text=line.measure.short, **_left(place), font={"size": 12, "color": colours.ink})
        drawn.add_annotation(
            text="no data" if own.value is None else plain(own.value, line.measure), x=1, xref="paper", y=place,
            xanchor="left", xshift=10, showarrow=False,
            font={"size": 12, "color": colours.quiet if own.value is None else colours.ink},
        )  # fmt: skip
    # the country itself is drawn last, above the others
    for turn in reversed(range(len(subjects))):
        _dots(drawn, lines, subjects[turn], names, places, turn, dark)
    height, legend = int(top) + 6, _legend([names.get(subject, subject) for subject in subjects], dark)
    above = len(legend) * LEGEND_LINE
    frame(drawn, said, dark=dark, plot_height=height, left=SIDE, right=VALUES, below=56, above=above)
    drawn.add_annotation(
        text="<br>".join(legend), x=0, xref="paper", xanchor="left", xshift=8 - SIDE, y=1, yref="paper",
        yanchor="bottom", yshift=2, showarrow=False, align="left", font={"size": 12, "color": colours.ink},
    )  # fmt: skip
    axes(drawn, dark)
    drawn.update_xaxes(
        range=[-4, 104], tickvals=[0, 25, 50, 75, 100], showgrid=False,
        title={"text": "% of other states lower", "font": {"size": 12, "color": colours.quiet}},
    )  # fmt: skip
    drawn.update_yaxes(range=[height, 0], showgrid=False, showticklabels=False)
    drawn.add_shape(
        type="line", x0=50, x1=50, y0=0, y1=1, yref="paper", layer="below",
        line={"color": colours.quiet, "width": 1, "dash": "dot"},
    )  # fmt: skip
    drawn.update_layout(hovermode="closest", showlegend=False)
    return drawn.figure()


def _left(place: float) -> dict[str, object]:
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "xshift": 8 - SIDE, "y": place, "yref": "y", "yanchor": "middle",
        "showarrow": False, "align": "left",
    }  # fmt: skip


def _dots(
    drawn: Sketch,
    lines: Sequence[Line],
    subject: str,
    names: Mapping[str, str],
    places: Mapping[str, float],
    turn: int,
    dark: bool,
) -> None:
    """One subject's marks: told apart by shape as well as by colour."""
    colours, name = look(dark), names.get(subject, subject)
    own = [line for line in lines if line.stands[subject].place is not None]
    drawn.add_scatter(
        x=[line.stands[subject].place for line in own],
        y=[places[line.measure.key] for line in own],
        mode="markers",
        name=shorten(name, 28),
        marker={
            "symbol": list(MARKS)[turn % len(MARKS)],
            "size": 15 if turn == 0 else 10,
            "color": _colour(turn, dark),
            "line": {"color": colours.paper, "width": 1.2},
        },
        customdata=[[line.measure.title, higher(line, subject)] for line in own],
        hovertemplate=f"<b>{name}</b><br>%{{customdata[0]}}<br>%{{customdata[1]}}<extra></extra>",
        cliponaxis=False,
    )


def _colour(turn: int, dark: bool) -> str:
    colours = look(dark)
    return colours.accent if turn == 0 else colours.series[turn % len(colours.series)]


def _legend(names: Sequence[str], dark: bool) -> list[str]:
    """Lines of marks with names, as wide as a telephone: plotly's own legend would put one name to a line there."""
    lines: list[str] = []
    used = 0
    for turn, name in enumerate(names):
        name = shorten(name, 28)
        mark = f'<span style="color:{_colour(turn, dark)}">{list(MARKS.values())[turn % len(MARKS)]}</span>'
        entry, wide = f"{mark}{SPACE}{f'<b>{name}</b>' if turn == 0 else name}", len(name) + 5
        if lines and used + wide <= LEGEND_CHARACTERS:
            lines[-1], used = f"{lines[-1]}{3 * SPACE}  {entry}", used + wide
        else:
            lines, used = [*lines, entry], wide
    return lines
