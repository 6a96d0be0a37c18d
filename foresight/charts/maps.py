"""Maps: shapes for states large enough to be seen, circles for the small ones, and "no data" unlike any value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from foresight.catalogue import Indicator
from foresight.charts.scales import Scale, plain
from foresight.charts.sketch import Sketch
from foresight.charts.theme import Caption, Look, colour_scale, frame, look

WIDE, NARROW = 440, 210  # pixels: the world is twice as wide as it is high


@dataclass(frozen=True)
class World:
    """What a map stands on. `shapes`: GeoJSON whose features carry the ISO3 code as `id`; `places`: ISO3 -> (name,
    latitude, longitude) of every country to be shown; `small`: those drawn as circles."""

    shapes: Mapping[str, Any]
    places: Mapping[str, tuple[str, float, float]]
    small: Collection[str]

    def only(self, countries: Collection[str]) -> World:
        """The same world with nothing but these countries on it."""
        kept = [feature for feature in self.shapes["features"] if feature["id"] in countries]
        places = {iso3: place for iso3, place in self.places.items() if iso3 in countries}
        return World({"type": "FeatureCollection", "features": kept}, places, [c for c in self.small if c in countries])


class Shared(dict[str, Any]):
    """GeoJSON that plotly may hold but need not copy: it copies what it is given several times, outlines are large."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Shared:
        return self


@dataclass(frozen=True)
class _Paint:
    """How values become colours: the scale, its ends (as places), its colours and its legend."""

    scale: Scale
    low: float
    high: float
    colours: tuple[str, ...]
    places: list[float]
    texts: list[str]


def world_map(
    rows: pd.DataFrame,
    said: Caption,
    indicator: Indicator,
    world: World,
    *,
    outlined: Collection[str] = (),
    zoomed: bool = False,
    log: bool = False,
    dark: bool = False,
    narrow: bool = False,
    key: str = "country",
    still: Collection[str] | None = None,
) -> go.Figure:
    """Colour every country of `world` by its value in `rows` (columns `key`, value, year: one row per country).

    Countries without a row are drawn in the "no data" colour, which stands in the legend. `outlined` have a strong
    border. `zoomed` fits the picture to the countries of `world`; `narrow` makes it as low as a telephone needs.
    Amounts get a sequential scale; values on both sides of nought a diverging one, centred there. With `still`, values
    are differences: always diverging and signed, hover labels from a column `told` of `rows`, and the countries in
    `still`, which nothing moved, drawn as outlines, unlike those without data.
    """
    colours, paint = look(dark), _paint(rows["value"], indicator, log, dark, differences=still is not None)
    rows = rows if "told" in rows.columns else rows.assign(told=[plain(v, indicator) for v in rows["value"]])
    world, unmoved = _split(world, still or ())
    values = rows.set_index(key)
    outlines = {feature["id"]: feature for feature in world.shapes["features"]}
    drawn = [c for c in world.places if c in outlines and c not in world.small]
    circles = [c for c in world.places if c not in drawn]
    figure = Sketch()
    for countries, with_value in ((drawn, False), (drawn, True)):
        chosen = [c for c in countries if (c in values.index) is with_value]
        figure.add_choropleth(
            geojson=Shared(type="FeatureCollection", features=[outlines[c] for c in chosen]),
            locations=chosen,
            **_coloured(chosen, values, paint, colours, with_value),
            marker={"line": _border(chosen, outlined, colours)},
            **_hover(chosen, values, world),
            name="countries" if with_value else "countries without data",
        )
    for with_value in (False, True):
        chosen = [c for c in circles if (c in values.index) is with_value]
        figure.add_scattergeo(
            lat=[world.places[c][1] for c in chosen],
            lon=[world.places[c][2] for c in chosen],
            mode="markers",
            marker=_circle(chosen, values, paint, colours, outlined, with_value),
            **_hover(chosen, values, world),
            name="small states" if with_value else "small states without data",
            showlegend=False,
        )
    if still is not None:
        _add_still(figure, unmoved, colours)
    # a choropleth has no key of its own: this stands for "no data" in the legend
    for name, colour in (("No data", colours.no_data), *((("Not moved", colours.paper),) if still is not None else ())):
        figure.add_scattergeo(
            lat=[None],
            lon=[None],
            mode="markers",
            marker={"symbol": "square", "size": 12, "color": colour, "line": {"color": colours.quiet, "width": 1}},
            name=name,
            hoverinfo="skip",
        )
    frame(figure, said, dark=dark, plot_height=NARROW if narrow else WIDE, left=4, right=4, below=66)
    figure.update_layout(
        geo={
            "visible": False,
            "projection": {"type": "natural earth"},
            "bgcolor": colours.paper,
            **({"fitbounds": "locations"} if zoomed else {"lataxis": {"range": [-57, 84]}}),
        },
        legend={
            "x": 0.01,
            "y": -0.03,
            "xanchor": "left",
            "yanchor": "top",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        coloraxis=_colour_bar(paint, colours),
        showlegend=True,
    )
    return figure.figure()


def _split(world: World, still: Collection[str]) -> tuple[World, World]:
    """The world without the countries that nothing moved, and these."""
    if not still:
        return world, world.only(())
    return world.only(set(world.places) - set(still)), world.only(set(still))


def _add_still(figure: Sketch, unmoved: World, colours: Look) -> None:
    """Outlines for large and empty circles for small countries that nothing moved."""
    outlines = {feature["id"]: feature for feature in unmoved.shapes["features"]}
    drawn = [c for c in unmoved.places if c in outlines and c not in unmoved.small]
    circles = [c for c in unmoved.places if c not in drawn]
    flat = [[0, colours.paper], [1, colours.paper]]

    def hover(chosen: list[str]) -> dict[str, Any]:
        template = "<b>%{customdata[0]}</b><br>not moved<extra></extra>"
        return {"customdata": [[unmoved.places[c][0]] for c in chosen], "hovertemplate": template}

    figure.add_choropleth(
        geojson=Shared(type="FeatureCollection", features=[outlines[c] for c in drawn]),
        locations=drawn,
        z=[0] * len(drawn),
        colorscale=flat,
        showscale=False,
        marker={"line": {"color": colours.quiet, "width": 0.6}},
        name="countries not moved",
        **hover(drawn),
    )
    figure.add_scattergeo(
        lat=[unmoved.places[c][1] for c in circles],
        lon=[unmoved.places[c][2] for c in circles],
        mode="markers",
        marker={"size": 5, "color": colours.paper, "line": {"color": colours.quiet, "width": 0.8}},
        name="small states not moved",
        showlegend=False,
        **hover(circles),
    )


def _differences(scale: Scale, placed: Any, colours: Look) -> _Paint:
    """Both sides of nought on one scale, the same colour for as far above as below."""
    reach = float(np.abs(placed).max()) or 1.0
    places, texts = scale.ticks(-reach, reach)
    return _Paint(
        scale,
        -reach,
        reach,
        colours.diverging,
        places,
        [f"+{t}" if p > 0 else t for p, t in zip(places, texts, strict=True)],
    )


def _paint(values: pd.Series, indicator: Indicator, log: bool, dark: bool, differences: bool = False) -> _Paint:
    colours, scale = look(dark), Scale.of(indicator, log)
    placed = scale.place(values)
    placed = placed[~np.isnan(placed)]
    if not placed.size:
        return _Paint(scale, 0.0, 1.0, colours.amounts, [], [])
    if differences:
        return _differences(scale, placed, colours)
    low, high = float(placed.min()), float(placed.max())
    amounts = colours.harms if indicator.direction == "negative" else colours.amounts
    if not scale.logarithmic:
        # one giant would leave all others in the palest colour: the scale ends at the 98th percentile and says so
        inner = float(np.quantile(placed, 0.98))
        cut = high > 2.5 * inner > 0
        high = inner if cut else high
        if low < 0 < high:
            reach = max(-low, high)
            places, texts = scale.ticks(-reach, reach)
            return _Paint(scale, -reach, reach, colours.diverging, places, texts)
        low = 0.0 if 0 < low < 0.5 * high else low
        places, texts = scale.ticks(low, high)
        if cut and texts:
            high = float(places[-1])
            texts = [*texts[:-1], f"{texts[-1]} or more"]
        return _Paint(scale, low, high if high > low else low + 1, amounts, places, texts)
    floor, ceiling = float(values[scale.place(values) == low].iloc[0]), float(values.max())
    places, texts = scale.ticks(floor, ceiling)
    return _Paint(scale, low, high if high > low else low + 1, amounts, places, texts)


def _coloured(
    chosen: list[str], values: pd.DataFrame, paint: _Paint, colours: Look, with_value: bool
) -> dict[str, Any]:
    if with_value:
        return {"z": paint.scale.place(values.loc[chosen, "value"]).tolist(), "coloraxis": "coloraxis"}
    flat = [[0, colours.no_data], [1, colours.no_data]]
    return {"z": [0] * len(chosen), "colorscale": flat, "showscale": False}


def _circle(
    chosen: list[str],
    values: pd.DataFrame,
    paint: _Paint,
    colours: Look,
    outlined: Collection[str],
    with_value: bool,
) -> dict[str, Any]:
    line = {
        "color": [colours.ink if c in outlined else colours.quiet for c in chosen],
        "width": [2 if c in outlined else 0.8 for c in chosen],
    }
    if with_value:
        return {
            "size": 8,
            "color": paint.scale.place(values.loc[chosen, "value"]).tolist(),
            "coloraxis": "coloraxis",
            "line": line,
        }
    return {"size": 8, "color": colours.no_data, "line": line}


def _border(chosen: list[str], outlined: Collection[str], colours: Look) -> dict[str, Any]:
    return {
        "color": [colours.ink if c in outlined else colours.border for c in chosen],
        "width": [1.8 if c in outlined else 0.5 for c in chosen],
    }


def _hover(chosen: list[str], values: pd.DataFrame, world: World) -> dict[str, Any]:
    seen = {c: (str(t), int(y)) for c, t, y in zip(values.index, values["told"], values["year"], strict=True)}

    def words(iso3: str) -> list[str]:
        name = world.places[iso3][0]
        if iso3 not in seen:
            return [name, "no data", ""]
        told, year = seen[iso3]
        return [name, told, f" ({year})"]

    return {
        "customdata": [words(c) for c in chosen],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}%{customdata[2]}<extra></extra>",
    }


def _colour_bar(paint: _Paint, colours: Look) -> dict[str, Any]:
    return {
        "colorscale": colour_scale(paint.colours),
        "cmin": paint.low,
        "cmax": paint.high,
        "colorbar": {
            "orientation": "h",
            "x": 0.94,
            "xanchor": "right",
            "y": -0.03,
            "yanchor": "top",
            "len": 0.64,
            "thickness": 12,
            "tickvals": paint.places,
            "ticktext": paint.texts,
            "tickfont": {"size": 11, "color": colours.quiet},
            "outlinewidth": 0,
        },
    }
