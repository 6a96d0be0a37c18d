"""The fan: what was observed, what is projected as a baseline and under a scenario, and how uncertain both are."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.lines import complete, year_range, year_ticks
from foresight.charts.scales import Scale, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, axes, faded, frame, look

RECENT = 35
"""Years of history beside a projection: more would squeeze it. Files hold all."""
QUANTILES = ("p10", "p25", "p50", "p75", "p90")
BANDS = (("p10", "p90", "80 %", 0.16), ("p25", "p75", "50 %", 0.28))


def fan(
    history: pd.DataFrame,
    baseline: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    *,
    scenario: pd.DataFrame | None = None,
    scenario_name: str = "Scenario",
    log: bool = False,
    shown: tuple[int, int] | None = None,
    draggable: bool = False,
    dark: bool = False,
) -> go.Figure:
    """History (columns year, value) solid; projections dashed, with 50 % and 80 % bands.

    `baseline` and `scenario`: columns year, p10, p25, p50, p75, p90 in the indicator's unit, and status
    (`estimated` or `extrapolated`). The projected years are shaded and say so; those beyond what the data support
    (status `extrapolated`) are a zone of their own and say "extrapolation". `shown`: first and last year of the
    picture, all of them otherwise; its values then fill the height. `draggable`: dragging across the picture marks
    years.
    """
    colours, scale = look(dark), Scale.of(indicator, log)
    figure = Sketch()
    observed = history.dropna(subset=["value"]).sort_values("year")
    zones(figure, baseline, int(observed["year"].max()), dark)
    for name, frame_, colour in (("Baseline", baseline, colours.baseline), (scenario_name, scenario, colours.accent)):
        if frame_ is not None:
            quantiles = joined(observed, frame_)
            add_bands(figure, name, quantiles, scale, colour, legendgroup=name)
            add_median(figure, name, quantiles, scale, indicator, colour, legendgroup=name)
    own = complete(observed)
    figure.add_scatter(
        x=own["year"],
        y=scale.place(own["value"]),
        mode="lines+markers",
        name="Observed",
        connectgaps=False,
        line={"color": colours.ink, "width": 2.4},
        marker={"size": 4, "color": colours.ink},
        customdata=[[plain(v, indicator)] for v in own["value"]],
        hovertemplate="<b>Observed</b> %{x}: %{customdata[0]}<extra></extra>",
    )
    first, last = shown or (int(observed["year"].min()), int(baseline["year"].max()))
    low, high = _extent([observed, baseline] if scenario is None else [observed, baseline, scenario], first, last)
    frame(figure, said, dark=dark, plot_height=340, right=18, above=48)
    axes(figure, dark)
    figure.update_xaxes(range=year_range(first, last), **year_ticks(pd.Series([first, last])))
    figure.update_yaxes(**value_axis(low, high, scale, indicator))
    figure.update_layout(
        hovermode="closest",
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "xanchor": "left",
            "yanchor": "bottom",
            "traceorder": "reversed",
        },
    )
    if draggable:
        figure.update_layout(dragmode="select", selectdirection="h")
    return figure.figure()


def _extent(parts: list[pd.DataFrame], first: int, last: int) -> tuple[float, float]:
    """The lowest and the highest figure of these years, the 80 % bands included."""
    seen = [part[part["year"].between(first, last)] for part in parts]
    lows, highs = (
        pd.concat([part[column if column in part else "value"] for part in seen]) for column in ("p10", "p90")
    )
    return float(lows.min()), float(highs.max())


def value_axis(low: float, high: float, scale: Scale, indicator: Indicator, count: int = 5) -> dict[str, Any]:
    """Range and ticks of an axis that holds `low` to `high`, from the indicator's natural floor where that is near."""
    if indicator.minimum is not None and low < indicator.minimum + 0.5 * (high - indicator.minimum):
        low = indicator.minimum if scale.transform != "log" else low
    bottom, top = (float(v) for v in scale.place([low, high]))
    pad = (top - bottom) * 0.08 or 1.0
    places, texts = scale.ticks(low, high, count)
    floor = bottom if low == indicator.minimum else bottom - pad
    return {"range": [floor, top + pad], "tickvals": places, "ticktext": texts}


def zones(
    figure: Sketch, baseline: pd.DataFrame, last_observed: int, dark: bool, axis: str = "", named: bool = True
) -> None:
    """Shade what is not observed, and name it in the picture. `axis`: the number of the panel's axes, "" for the first.

    `baseline`: columns year, status. `named`: whether the words stand in the zone.
    """
    colours = look(dark)
    beyond = baseline.loc[baseline["status"] == "extrapolated", "year"]
    start, stop = float(last_observed), float(baseline["year"].max()) + 0.3
    # the first projected year may already be an extrapolation: then there is one zone, and it opens at the observation
    turns = stop if beyond.empty else start if len(beyond) == len(baseline) else float(beyond.min()) - 0.5
    for name, opens, closes in (("Projection", start, turns), ("Projection (extrapolation)", turns, stop)):
        if opens >= closes:
            continue
        figure.add_shape(
            name=name,
            type="rect",
            xref=f"x{axis}",
            yref=f"y{axis} domain",
            x0=opens,
            x1=closes,
            y0=0,
            y1=1,
            fillcolor=colours.zone,
            line={"width": 0},
            layer="below",
        )
        if name != "Projection" and opens > start:
            figure.add_shape(
                type="line",
                xref=f"x{axis}",
                yref=f"y{axis} domain",
                x0=opens,
                x1=opens,
                y0=0,
                y1=1,
                line={"color": colours.quiet, "width": 1, "dash": "dot"},
            )
        if not named:
            continue
        figure.add_annotation(
            name=name,
            text=name,
            x=opens if name == "Projection" else closes,
            xref=f"x{axis}",
            xanchor="left" if name == "Projection" else "right",
            y=1,
            yref=f"y{axis} domain",
            yanchor="top",
            yshift=-3 if name == "Projection" else -19,
            showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )


def joined(observed: pd.DataFrame, projection: pd.DataFrame) -> pd.DataFrame:
    """The projection with the last observation before it, where all quantiles meet: the fan opens from there."""
    first = projection["year"].min()
    before = observed[observed["year"] < first].tail(1)
    start = before[["year"]].assign(**dict.fromkeys(QUANTILES, before["value"]))
    whole: pd.DataFrame = pd.concat([start, projection.sort_values("year")[["year", *QUANTILES]]], ignore_index=True)
    return whole


def add_bands(figure: Sketch, name: str, quantiles: pd.DataFrame, scale: Scale, colour: str, **more: Any) -> None:
    """The 80 % and the 50 % band; `more` are words of the traces (legendgroup, axes)."""
    years = [*quantiles["year"], *quantiles["year"][::-1]]
    for low, high, share, opacity in BANDS:
        figure.add_scatter(
            x=years,
            y=[*scale.place(quantiles[high]), *scale.place(quantiles[low])[::-1]],
            fill="toself",
            fillcolor=faded(colour, opacity),
            mode="none",
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
            name=f"{name}, {share} of outcomes",
            **more,
        )


def add_median(
    figure: Sketch,
    name: str,
    quantiles: pd.DataFrame,
    scale: Scale,
    indicator: Indicator,
    colour: str,
    dash: str = "dash",
    **more: Any,
) -> None:
    """The median, with the 80 % band in its hover label; `more` are words of the trace (legendgroup, axes)."""
    told = (quantiles[q] for q in ("p50", "p10", "p90"))
    words = [[plain(float(v), indicator) for v in row] for row in zip(*told, strict=True)]
    figure.add_scatter(
        x=quantiles["year"],
        y=scale.place(quantiles["p50"]),
        mode="lines",
        name=f"{name} (median)",
        line={"color": colour, "width": 2.2, "dash": dash},
        customdata=words,
        hovertemplate=f"<b>{name}</b> %{{x}}: %{{customdata[0]}}<br>80 %: %{{customdata[1]}} to %{{customdata[2]}}"
        "<extra></extra>",
        **more,
    )
