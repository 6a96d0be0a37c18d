"""One look for every figure: colours that colour-blind readers can tell apart, light and dark, and the caption inside.

Categorical colours are Okabe & Ito's (https://jfly.uni-koeln.de/color/); sequential and diverging scales follow Paul
Tol's schemes (https://sronpersonalpages.nl/~pault/).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import plotly.graph_objects as go

from foresight.catalogue import NOT_STATED, Indicator, Source

FONT = "Source Sans, Source Sans Pro, Segoe UI, Helvetica, Arial, sans-serif"
# What fits on a telephone 390 pixels wide: a picture cannot wrap its own text.
TITLE_CHARACTERS, NOTE_CHARACTERS = 42, 62
TITLE_LINE, NOTE_LINE = 21, 15


@dataclass(frozen=True)
class Look:
    """The colours of one theme. `series` are given to countries in order; `faint` is for grids and quiet lines."""

    ink: str
    quiet: str
    faint: str
    paper: str
    zone: str
    no_data: str
    border: str
    accent: str
    baseline: str
    series: tuple[str, ...]
    amounts: tuple[str, ...]
    harms: tuple[str, ...]
    diverging: tuple[str, ...]


LIGHT = Look(
    ink="#1b2733",
    quiet="#55626f",
    faint="#e3e7eb",
    paper="#ffffff",
    zone="rgba(85, 98, 111, 0.07)",
    no_data="#c9ccd1",
    border="#ffffff",
    accent="#0b5c8f",
    baseline="#6b7885",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4d4d4d", "#882255"),
    amounts=("#fff7bc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"),
    harms=("#fff7bc", "#fee391", "#fec44f", "#fb9a29", "#ec7014", "#cc4c02", "#662506"),
    diverging=("#364b9a", "#6ea6cd", "#c2e4ef", "#eaeccc", "#fdb366", "#dd3d2d", "#a50026"),
)
DARK = Look(
    ink="#e8edf2",
    quiet="#a9b4bf",
    faint="#2d3945",
    paper="#111a23",
    zone="rgba(169, 180, 191, 0.09)",
    no_data="#4a525b",
    border="#111a23",
    accent="#6cb8e6",
    baseline="#98a5b2",
    series=("#56B4E9", "#E69F00", "#2fc79b", "#e39cc5", "#F0E442", "#ff8a4c", "#d0d5da", "#b58bd9"),
    amounts=("#12306f", "#225ea8", "#1d91c0", "#41b6c4", "#7fcdbb", "#c7e9b4", "#ffffd9"),
    harms=("#3f2718", "#8f3a06", "#cc4c02", "#ec7014", "#fb9a29", "#fec44f", "#fff7bc"),
    diverging=("#7f96e8", "#6ea6cd", "#c2e4ef", "#eaeccc", "#fdb366", "#f4694f", "#ff4d6d"),
)
DASHES = ("solid", "dash", "dot", "dashdot")
CAPTION = "caption"
"""Where in a figure's `layout.meta` its caption stands."""


def look(dark: bool) -> Look:
    """The colours of the dark or of the light theme."""
    return DARK if dark else LIGHT


Status = Literal["observed", "estimated", "extrapolated", "planner’s judgement"]


@dataclass(frozen=True)
class Caption:
    """What every figure says about itself, inside the picture: title, unit, source, last year observed, revision.

    `rests_on`: the keys of the indicators behind it, whose terms decide whether it may be passed on. `status`: what
    kinds of figures are drawn.
    """

    title: str
    unit: str
    source: str
    last_observed: int | None
    revision: str
    notes: tuple[str, ...] = field(default=())
    rests_on: tuple[str, ...] = ()
    status: tuple[Status, ...] = ("observed",)

    def footer(self) -> str:
        """The lines under the plot, in the order a reader needs them, wrapped for the narrowest screen."""
        observed = f"Last year observed: {self.last_observed}. " if self.last_observed is not None else ""
        lines = (*self.notes, self.source, f"{observed}Data revision {self.revision}.")
        return "<br>".join(wrapped for line in lines for wrapped in wrap(line, NOTE_CHARACTERS))


def source_line(sources: Sequence[Source], *, brief: bool = False) -> str:
    """`Source: provider, title (version), licence`; several are joined by semicolons; a licence not stated says so.

    Sources whose figures may not be passed on are marked: a picture that a browser saves bears the mark. `brief`: the
    providers only, for a picture that rests on so many that their titles would be longer than it.
    """
    mark = not_passed_on(sources)
    if brief:
        providers = dict.fromkeys(source.provider for source in sources)
        return f"Sources: {'; '.join(providers)}. Titles and licences: on the page and in its file.{mark}"

    def one(source: Source) -> str:
        licence = f"licence {NOT_STATED}" if source.licence == NOT_STATED else source.licence
        version = f" ({source.version})" if source.version and source.version not in source.title else ""
        return f"{source.provider}, {source.title}{version}, {licence}"

    return f"{'Source' if len(sources) == 1 else 'Sources'}: {'; '.join(one(source) for source in sources)}.{mark}"


def not_passed_on(sources: Sequence[Source]) -> str:
    """The mark of figures whose provider keeps them back, after a blank; nothing where all may be passed on."""
    closed = dict.fromkeys(f"{one.provider}, {one.title}" for one in sources if not one.redistributable)
    return f" Not for redistribution: {'; '.join(closed)}." if closed else ""


def caption(
    indicator: Indicator,
    sources: Sequence[Source],
    last_observed: int | None,
    revision: str,
    *,
    subject: str = "",
    notes: Sequence[str] = (),
) -> Caption:
    """The caption of a figure of `indicator`; `subject` (a country, a year) is added to the title."""
    title = f"{indicator.title}, {subject}" if subject else indicator.title
    return Caption(
        title, indicator.unit, source_line(sources), last_observed, revision, tuple(notes), (indicator.key,)
    )  # fmt: skip


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` characters, never cutting a word that fits on a line of its own."""
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def shorten(text: str, width: int) -> str:
    """`text` cut at a word to at most `width` characters, with an ellipsis where something was cut."""
    if len(text) <= width:
        return text
    head = text[: width - 1]
    cut = head.rsplit(" ", 1)[0] if " " in head[width // 2 :] else head
    return f"{cut.rstrip(' ,;')}…"


def colour_of(keys: Sequence[str], dark: bool = False) -> dict[str, tuple[str, str]]:
    """Colour and dash of each key, fixed by its place: after the eighth, the colours return with another dash."""
    series = look(dark).series
    return {
        key: (series[place % len(series)], DASHES[(place // len(series)) % len(DASHES)])
        for place, key in enumerate(dict.fromkeys(keys))
    }


def faded(colour: str, opacity: float) -> str:
    """`#rrggbb` with an opacity from 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def colour_scale(colours: Sequence[str]) -> list[list[Any]]:
    """Colours spread evenly from 0 to 1, as plotly wants them."""
    return [[place / (len(colours) - 1), colour] for place, colour in enumerate(colours)]


def frame(
    figure: go.Figure,
    said: Caption,
    *,
    dark: bool = False,
    plot_height: int = 340,
    left: int = 58,
    right: int = 24,
    below: int = 34,
    above: int = 0,
) -> go.Figure:
    """Give `figure` the house's look and its caption, and return it.

    Sizes in pixels: `plot_height` of the plot itself, `left` and `right` of it, `below` for the axis or legend under it
    and `above` for what stands between title and plot. Margins are fixed so that the caption is never covered.
    """
    colours = look(dark)
    # the toolbar has the first 40 pixels to itself
    title = wrap(said.title, TITLE_CHARACTERS)
    unit = wrap(said.unit, NOTE_CHARACTERS)
    footer = said.footer()
    top = 46 + TITLE_LINE * len(title) + (NOTE_LINE + 2) * len(unit) + 14 + above
    bottom = below + NOTE_LINE * (footer.count("<br>") + 1) + 18
    figure.update_layout(
        font={"family": FONT, "size": 13, "color": colours.ink},
        paper_bgcolor=colours.paper,
        plot_bgcolor=colours.paper,
        colorway=list(colours.series),
        height=top + plot_height + bottom,
        margin={"l": left, "r": right, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        hoverlabel={
            "bgcolor": colours.paper,
            "bordercolor": colours.quiet,
            "font": {"family": FONT, "size": 13, "color": colours.ink},
            "align": "left",
        },
        legend={"font": {"size": 12, "color": colours.ink}, "bgcolor": "rgba(0,0,0,0)"},
        dragmode=False,
        meta={CAPTION: asdict(said)},  # a brief reads here what the picture says of itself
        title={
            "text": f"<b>{'<br>'.join(title)}</b><br>"
            f'<span style="font-size:13px;color:{colours.quiet}">{"<br>".join(unit)}</span>',
            "font": {"size": 17, "color": colours.ink},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": 8, "t": 44},
            "automargin": False,
        },
    )
    figure.add_annotation(
        name="caption",
        text=footer,
        x=0,
        xref="paper",
        xanchor="left",
        xshift=8 - left,
        y=0,
        yref="paper",
        yanchor="top",
        yshift=-below,
        align="left",
        showarrow=False,
        font={"size": 11, "color": colours.quiet},
    )
    return figure


def rests_on(figure: go.Figure) -> tuple[str, ...]:
    """The keys of the indicators behind a figure, as its caption names them."""
    said: Any = figure.layout.meta
    return tuple(said[CAPTION]["rests_on"]) if said and CAPTION in said else ()


def marked(figure: go.Figure, closed: Sequence[Source]) -> go.Figure:
    """The figure with “Not for redistribution” and these sources in its caption, where it does not say so yet."""
    mark = not_passed_on(closed).strip()
    made = figure.to_dict()
    for note in made["layout"].get("annotations", ()):
        if note.get("name") == "caption" and mark and mark.partition(":")[0] not in note["text"].replace("<br>", " "):
            lines = wrap(mark, NOTE_CHARACTERS)
            note["text"] = "<br>".join([note["text"], *lines])
            made["layout"]["height"] += NOTE_LINE * len(lines)
            made["layout"]["margin"]["b"] += NOTE_LINE * len(lines)
    return go.Figure(made, _validate=False)


def axes(figure: go.Figure, dark: bool = False) -> go.Figure:
    """Quiet axes that do not catch a finger scrolling past: no zoom by dragging."""
    colours = look(dark)
    shared = {
        "fixedrange": True,
        "automargin": False,
        "zeroline": False,
        "linecolor": colours.quiet,
        "tickfont": {"size": 12, "color": colours.quiet},
    }
    figure.update_xaxes(showgrid=False, showline=True, ticks="outside", ticklen=4, tickcolor=colours.quiet, **shared)
    figure.update_yaxes(showgrid=True, gridcolor=colours.faint, showline=False, **shared)
    return figure


def config(format: str = "png", filename: str = "foresight") -> dict[str, Any]:  # noqa: A002 - plotly's own word
    """The plotly settings of a chart on a page: one export format in the toolbar, nothing fetched from outside.

    `format`: `png` (at twice the screen's resolution) or `svg`. `filename` has no ending.
    """
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "responsive": True,
        "scrollZoom": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "zoom2d", "pan2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "topojsonURL": "app/static/topojson/",
        "toImageButtonOptions": {"format": format, "filename": filename, "scale": 2 if format == "png" else 1},
    }
