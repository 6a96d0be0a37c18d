"""A state's strategy profile drawn: its time in forums, and how many partners its ties rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from foresight.charts.power import BAR, LEGEND
from foresight.charts.scales import number
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, colour_of, frame, look, shorten

SIDE = 104


def stays(rows: pd.DataFrame, said: Caption, names: Mapping[str, str], today: int, *, dark: bool = False) -> go.Figure:
    """One line per forum, a bar from joining to leaving (to `today` for a member), the year of joining before it.

    `rows`: columns forum, joined, left (<NA> while a member), the earliest first.
    """
    colours, drawn = look(dark), Sketch()
    order = list(dict.fromkeys(rows["forum"]))
    labels = {forum: shorten(names.get(forum, forum), 13) for forum in order}
    start = int(rows["joined"].min())
    for forum, joined, left in rows.itertuples(index=False):
        stays_on = pd.isna(left)
        # one who joined this year still has a bar that can be seen
        stop = max(today if stays_on else int(left), int(joined) + 0.5)
        drawn.add_bar(
            x=[stop - int(joined)], base=[int(joined)], y=[labels[forum]], orientation="h", showlegend=False,
            marker={"color": colours.accent if stays_on else colours.baseline},
            customdata=[[names.get(forum, forum), f"since {joined}" if stays_on else f"{joined} to {left}"]],
            hovertemplate="<b>%{customdata[0]}</b>: %{customdata[1]}<extra></extra>",
        )  # fmt: skip
        drawn.add_annotation(x=int(joined), y=labels[forum], text=str(joined), xanchor="right", xshift=-3,
                             showarrow=False, font={"size": 11, "color": colours.quiet})  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=BAR * len(order) + 6, left=SIDE, right=18, below=30)
    axes(drawn, dark)
    room = max((today - start) * 0.17, 2.0)  # for the year before the first bar
    drawn.update_xaxes(range=[start - room, today + 0.5], tickformat="d", nticks=6)
    drawn.update_yaxes(showgrid=False, autorange="reversed", tickfont={"size": 12, "color": colours.ink})
    drawn.update_layout(barmode="overlay", bargap=0.35, hovermode="closest")
    return drawn.figure()


def spread(
    rows: Sequence[tuple[str, pd.DataFrame]], said: Caption, *, dark: bool = False, narrow: bool = False
) -> go.Figure:
    """Number of equal partners that would be as concentrated, by period; one row of bars per kind of tie.

    `rows`: title and columns first, last, hhi, equal, partners, ties (measures.power_profile.concentration).
    """
    colours, drawn = look(dark), Sketch()
    painted = colour_of([title for title, _ in rows], dark)
    for title, table in rows:
        drawn.add_bar(
            x=[f"{first}–{last % 100:02d}" for first, last in zip(table["first"], table["last"], strict=True)],
            y=table["equal"], name=title, marker={"color": painted[title][0]},
            text=[number(value, 0 if narrow and value >= 10 else 1) for value in table["equal"]],
            textposition="outside", cliponaxis=False,
            textfont={"size": 11, "color": colours.ink},
            customdata=[[int(p), int(t), number(h, 2)] for p, t, h in zip(
                table["partners"], table["ties"], table["hhi"], strict=True)],
            hovertemplate=f"<b>{title}</b> %{{x}}<br>as %{{text}} equal partners<br>%{{customdata[0]}} partners, "
            "%{customdata[1]} ties, concentration %{customdata[2]}<extra></extra>",
        )  # fmt: skip
    frame(drawn, said, dark=dark, plot_height=230, left=44, right=16, above=50 if narrow else 30)
    axes(drawn, dark)
    highest = max(float(table["equal"].max()) for _, table in rows)
    drawn.update_yaxes(range=[0, 1.12 * highest], nticks=5)
    drawn.update_xaxes(type="category", categoryorder="category ascending")
    drawn.update_layout(barmode="group", bargap=0.25, legend=LEGEND, hovermode="closest")
    return drawn.figure()
