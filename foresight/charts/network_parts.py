"""What is measured of a network, drawn: brokers, blocs, the course through the years, and one state's place in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.lines import year_range, year_ticks
from foresight.charts.panels import Grid
from foresight.charts.scales import SPACE, Scale, number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, axes, frame, look, shorten
from foresight.measures.network import Network, Year, brokers
from foresight.measures.network_ego import Ego

BAR, ROW, PANEL = 24, 21, 150
LEFT = 158
PARTNERS = 12
RANKS = (("ties_rank", "By partners"), ("betweenness_rank", "As a broker"))


def between(network: Network, year: Year, names: Mapping[str, str], said: Caption, marked: str | None = None,
            dark: bool = False) -> go.Figure:  # fmt: skip
    """The ten states on most shortest paths, in % of the pairs of other states; `marked` in the accent colour."""
    colours, figure, top = look(dark), Sketch(), brokers(year)
    states = [network.states[k] for k in top]
    shares = [100 * float(year.betweenness[k]) for k in top]
    figure.add_bar(
        x=shares,
        y=[f"{rank}. {shorten(names.get(s, s), 20)}" for rank, s in enumerate(states, start=1)],
        orientation="h",
        marker={"color": [colours.accent if marked in (None, s) else colours.baseline for s in states]},
        text=[f"{number(share, 1)}{SPACE}%" for share in shares],
        textposition="outside",
        textfont={"color": colours.ink, "size": 12},
        cliponaxis=False,
        customdata=[[names.get(s, s), int(year.degree[k])] for s, k in zip(states, top, strict=True)],
        hovertemplate="<b>%{customdata[0]}</b>: %{text} of paths, %{customdata[1]} partners<extra></extra>",
    )
    _listed(figure, said, len(states), BAR, dark)
    figure.update_layout(bargap=0.3, xaxis={"visible": False})
    return figure.figure()


def blocs(rows: pd.DataFrame, titles: Mapping[str, str], said: Caption, dark: bool = False) -> go.Figure:
    """A row per bloc (see `network_blocs.blocs`) from -1 to +1: its E-I index, and a mark where lot would put it."""
    colours, figure = look(dark), Sketch()
    names = [shorten(titles.get(k, k), 22) for k in rows["bloc"]]
    for name, index, lot in zip(names, rows["ei"], rows["by_lot"], strict=True):
        if lot == lot:
            figure.add_shape(
                type="line", x0=lot, x1=index, y0=name, y1=name, line={"color": colours.faint, "width": 3},
                layer="below",
            )  # fmt: skip
    told = [[b, int(i), int(a)] for b, i, a in zip(names, rows["inside"], rows["across"], strict=True)]
    figure.add_scatter(
        x=rows["by_lot"], y=names, mode="markers", name="drawn by lot", hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 11, "line": {"color": colours.quiet, "width": 2}},
    )  # fmt: skip
    figure.add_scatter(
        x=rows["ei"], y=names, mode="markers", name="E-I index", customdata=told,
        marker={"size": 11, "color": [colours.series[0] if e < 0 else colours.series[1] for e in rows["ei"]]},
        hovertemplate="<b>%{customdata[0]}</b>: %{x:.2f}<br>%{customdata[1]} ties inside, %{customdata[2]} across"
        "<extra></extra>",
    )  # fmt: skip
    _listed(figure, said, len(rows), ROW, dark, below=34)
    figure.update_layout(
        xaxis={
            "visible": True, "range": [-1.08, 1.08], "tickvals": [-1, -0.5, 0, 0.5, 1], "showgrid": True,
            "ticktext": ["−1", "−0.5", "0", "+0.5", "+1"], "gridcolor": colours.faint, "tickangle": 0,
        },
        hovermode="closest", showlegend=False,
    )  # fmt: skip
    return figure.figure()


def _listed(figure: Sketch, said: Caption, count: int, each: int, dark: bool, below: int = 10) -> None:
    """Rows one under the other, the first one on top, their names at the left."""
    colours = look(dark)
    frame(figure, said, dark=dark, plot_height=each * max(count, 1) + 8, left=LEFT, right=64, below=below)
    axes(figure, dark)
    figure.update_layout(
        yaxis={"showgrid": False, "autorange": "reversed", "tickfont": {"size": 12, "color": colours.ink}},
        showlegend=False,
    )


def course(
    panels: Sequence[tuple[str, Mapping[str, Sequence[float]]]],
    years: Sequence[int],
    marked: int,
    said: Caption,
    *,
    dark: bool = False,
    narrow: bool = False,
) -> go.Figure:
    """Small pictures over the same years: (heading, {name of a line: its values}) each; the year shown is marked."""
    colours, figure = look(dark), Sketch()
    grid = Grid(len(panels), 1 if narrow else len(panels), PANEL, 54)
    grid.lay_out(figure)
    frame(figure, said, dark=dark, plot_height=grid.height, right=24, above=24, below=34)
    axes(figure, dark)
    span = pd.Series(list(years))
    figure.update_xaxes(range=year_range(min(years), max(years)), **year_ticks(span))
    for place, (heading, series) in enumerate(panels):
        axis = grid.axis(place)
        top = max((v for values in series.values() for v in values if v == v), default=1.0) or 1.0
        ticks, texts = Scale().ticks(0.0, top, 4)
        figure.update_layout(**{f"yaxis{axis}": {"range": [0, top * 1.12], "tickvals": ticks, "ticktext": texts}})
        figure.add_shape(
            type="line", x0=marked, x1=marked, y0=0, y1=1, xref=f"x{axis}", yref=f"y{axis} domain",
            line={"color": colours.ink, "width": 1.2, "dash": "dot"},
        )  # fmt: skip
        for number_, (name, values) in enumerate(series.items()):
            colour = colours.series[number_ if len(series) > 1 else 0]
            figure.add_scatter(**_over_years(years, values, name, colour, axis))
        words = _swatches(list(series), colours) if len(series) > 1 else ""
        figure.add_annotation(
            text=f"<b>{heading}</b>" + (f"  {words}" if words else ""), x=0, xref=f"x{axis} domain", xanchor="left",
            y=1, yref=f"y{axis} domain", yanchor="bottom", yshift=4, showarrow=False,
            font={"size": 12, "color": colours.ink},
        )  # fmt: skip
    figure.update_layout(hovermode="closest", showlegend=False)
    return figure.figure()


def _swatches(names: Sequence[str], colours: Look) -> str:
    """The names of lines, each after a patch of its colour."""
    patches = zip(colours.series, names, strict=False)
    return "   ".join(f'<span style="color:{colour}">■</span> {name}' for colour, name in patches)


def _over_years(
    years: Sequence[int], values: Sequence[float], name: str, colour: str, axis: str = ""
) -> dict[str, Any]:
    return {
        "x": list(years),
        "y": [None if value != value else round(float(value), 4) for value in values],
        "mode": "lines",
        "name": name,
        "connectgaps": False,
        "line": {"color": colour, "width": 2.2},
        "hovertemplate": f"<b>{name}</b> %{{x}}: %{{y:,.4~g}}<extra></extra>",
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
    }


def place(ego: Ego, network: Network, said: Caption, dark: bool = False) -> go.Figure:
    """One state's rank by partners and by betweenness through the years, the first rank on top; gaps: no tie."""
    colours, figure, rows = look(dark), Sketch(), ego.place.set_index("year").reindex(list(network.years))
    lowest = int(rows["among"].max()) if rows["among"].notna().any() else 1
    for k, (column, name) in enumerate(RANKS):
        values = rows[column].astype("float64").tolist()
        trace = _over_years(network.years, values, name, colours.series[k])
        figure.add_scatter(**trace | {"mode": "lines+markers", "marker": {"size": 4}})
    figure.add_shape(
        type="line", x0=ego.year, x1=ego.year, y0=0, y1=1, yref="y domain",
        line={"color": colours.ink, "width": 1.2, "dash": "dot"},
    )  # fmt: skip
    words = _swatches([name for _, name in RANKS], colours)
    frame(figure, said, dark=dark, plot_height=230, above=22)
    axes(figure, dark)
    figure.add_annotation(
        text=words, x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=4, showarrow=False,
        font={"size": 12, "color": colours.ink},
    )  # fmt: skip
    ticks = [1, *(t for t in (int(v) for v in Scale().ticks(0, lowest, 4)[0]) if t > 1)]
    figure.update_layout(
        xaxis={"range": year_range(min(network.years), max(network.years)), **year_ticks(pd.Series(network.years))},
        yaxis={"range": [lowest + 1, 0], "tickvals": ticks, "ticktext": [str(t) for t in ticks]},
        hovermode="closest", showlegend=False,
    )  # fmt: skip
    return figure.figure()


def partners(ego: Ego, names: Mapping[str, str], said: Caption, dark: bool = False) -> go.Figure:
    """The strongest ties of the year as bars, and where each stood in the earlier year as a mark."""
    colours, figure, top = look(dark), Sketch(), ego.now.head(PARTNERS)
    labels = [shorten(names.get(s, s), 22) for s in top["partner"]]
    figure.add_bar(
        x=top["value"], y=labels, orientation="h", name=str(ego.year),
        marker={"color": [colours.accent if c == "new" else colours.baseline for c in top["change"]]},
        text=[number(v, 0) + (" new" if c == "new" else "") for v, c in zip(top["value"], top["change"], strict=True)],
        textposition="outside", textfont={"color": colours.ink, "size": 12}, cliponaxis=False,
        hovertemplate="<b>%{y}</b>: %{x}<extra></extra>",
    )  # fmt: skip
    if ego.before is not None:
        figure.add_scatter(
            x=top["before"], y=labels, mode="markers", name=str(ego.before),
            marker={"symbol": "line-ns", "size": 13, "line": {"color": colours.ink, "width": 2}},
            hovertemplate=f"<b>%{{y}}</b> in {ego.before}: %{{x}}<extra></extra>",
        )  # fmt: skip
    _listed(figure, said, len(top), BAR, dark)
    widest = float(max(top["value"].max(), 0 if ego.before is None else top["before"].max()))
    figure.update_layout(bargap=0.3, xaxis={"visible": False, "range": [-0.1, widest * 1.12]})
    return figure.figure()
