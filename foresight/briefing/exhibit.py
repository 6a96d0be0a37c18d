"""An exhibit: one picture or table as it stood on a page, with everything that a file must say beside it.

It is what a page shows, not another drawing of it: a deck, a paper and a workbook are all written from exhibits.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from foresight.catalogue import Catalogue, Source
from foresight.charts import theme
from foresight.charts.theme import CAPTION, Caption, Status

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Kind = Literal["chart", "map", "network", "table"]


class Exhibit(BaseModel):
    """A picture (`figure`, as plotly's JSON) or a table (`rows` of words), its finding and where it comes from.

    `key`: which one on its page. `name`: a file's name for it. `sentence`: the finding in words, computed from what is
    drawn. `rests_on`: keys of the indicators behind it. `status`: the kinds of figures in it. `revision`: number and
    hash of the data. `page` and `address`: where it is made, so that it can be made again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    name: str
    page: str
    address: str
    title: str
    unit: str
    sentence: str
    source: str
    last_observed: int | None
    notes: tuple[str, ...]
    rests_on: tuple[str, ...]
    status: tuple[Status, ...]
    revision: int
    revision_hash: str
    figure: dict[str, Any] | None = None
    rows: tuple[dict[str, str], ...] = ()

    @property
    def kind(self) -> Kind:
        """Table, map, network (where what is tied to whom matters, not axes) or chart."""
        if self.figure is None:
            return "table"
        kinds = {str(trace.get("type", "scatter")) for trace in self.figure["data"]}
        if kinds & {"choropleth", "choroplethmap"}:
            return "map"
        if self.figure["layout"].get("meta", {}).get("network") or "scattergeo" in kinds:
            return "network"
        return "chart"

    def sources(self, catalogue: Catalogue) -> tuple[Source, ...]:
        """Every source behind it, once, in the order of its indicators; those this catalogue does not have left out."""
        held = [key for key in self.rests_on if key in catalogue.indicators]
        return tuple({source.key: source for key in held for source in catalogue.sources_of(key)}.values())

    def closed(self, catalogue: Catalogue) -> tuple[Source, ...]:
        """The sources behind it whose terms forbid passing its figures on."""
        return tuple(source for source in self.sources(catalogue) if not source.redistributable)


def caption_of(figure: Figure) -> Caption:
    """What a figure of this house says of itself."""
    meta: Any = figure.layout.meta
    said: Mapping[str, Any] = meta[CAPTION]
    lists = {name: tuple(said[name]) for name in ("notes", "rests_on", "status")}
    return Caption(**{**said, **lists})


def bare(exhibit: Exhibit) -> dict[str, Any]:
    """The figure without its title and caption, for a page that says both itself; {} where there is no figure."""
    if exhibit.figure is None:
        return {}
    layout = dict(exhibit.figure["layout"])
    title, unit = theme.wrap(exhibit.title, theme.TITLE_CHARACTERS), theme.wrap(exhibit.unit, theme.NOTE_CHARACTERS)
    said = next((one for one in layout.get("annotations", []) if one.get("name") == CAPTION), None)
    margin = dict(layout.get("margin", {}))
    if said is not None and {"t", "b"} <= set(margin):
        # what theme.frame added for them
        top = 46 + theme.TITLE_LINE * len(title) + (theme.NOTE_LINE + 2) * len(unit) - 10
        bottom = theme.NOTE_LINE * (str(said["text"]).count("<br>") + 1) + 10
        margin |= {"t": max(12, margin["t"] - top), "b": max(12, margin["b"] - bottom)}
        height = layout.get("height")
        if height:
            layout["height"] = height - (layout["margin"]["t"] - margin["t"]) - (layout["margin"]["b"] - margin["b"])
    layout["margin"] = margin
    layout["annotations"] = [one for one in layout.get("annotations", []) if one.get("name") != CAPTION]
    layout["title"] = {"text": ""}
    return {**exhibit.figure, "layout": layout}


def plain(value: Any) -> Any:
    """A part of a figure as JSON has it: lists for arrays, nothing for what is no number, ISO for dates.

    Also undoes plotly's own packing of arrays (`{"dtype", "bdata"}`).
    """
    if isinstance(value, Mapping):
        if "bdata" in value and "dtype" in value:
            flat = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            shape = [int(part) for part in str(value.get("shape", "")).split(",") if part.strip()]
            return plain(flat.reshape(shape) if shape else flat)
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray | Sequence) and not isinstance(value, str):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def as_text(exhibit: Exhibit) -> str:
    """The exhibit as one line of JSON, the same for the same exhibit."""
    return json.dumps(exhibit.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Exhibit:
    """What `as_text` wrote; pydantic's ValidationError for anything else."""
    return Exhibit.model_validate_json(text)
