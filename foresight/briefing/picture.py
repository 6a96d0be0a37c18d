"""A figure as a picture, where a Chrome is on this machine: kaleido lets it draw, offline."""

from __future__ import annotations

import shutil
from typing import Any, Literal

from foresight.briefing.exhibit import Exhibit, bare

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


def chrome() -> str | None:
    """Where a Chrome is; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def drawn(
    exhibit: Exhibit, *, width: int = 1200, height: int | None = None, kind: Literal["png", "svg"] = "png",
    transparent: bool = False, titled: bool = True,
) -> bytes | None:  # fmt: skip
    """The picture, `width` pixels wide; None where no Chrome is, or it cannot draw. `titled`: with its title and source
    inside, unless the page around it says both."""
    where = chrome()
    if where is None or exhibit.figure is None:
        return None
    import kaleido
    import plotly.graph_objects as go

    figure: Any = go.Figure(exhibit.figure if titled else bare(exhibit), _validate=False)
    if transparent:
        figure.update_layout(paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)")
    high = height or int(figure.layout.height or 600)
    options = {"format": kind, "width": width, "height": high, "scale": 2 if kind == "png" else 1}
    try:
        made: bytes = kaleido.calc_fig_sync(figure, opts=options, kopts={"path": where, "headless": True})
    except Exception:
        return None
    return made
