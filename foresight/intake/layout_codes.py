"""Which indicator a provider's own code or title stands for: as shipped, as a steward said before, or by its title."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from foresight.catalogue import DATA, Catalogue, Source
from foresight.intake import remembered
from foresight.intake.headings import folded

FILE = "provider_codes.toml"


@dataclass(frozen=True)
class Taken:
    """The indicator that takes a series, what its figures are multiplied by, and the first year taken."""

    indicator: str
    times: float = 1.0
    first: int | None = None


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "catalogue" / FILE).read_text(encoding="utf-8"))


def declared(layout: str) -> dict[str, Taken]:
    """Series -> what takes it, as data/catalogue/provider_codes.toml declares; Gapminder's as the build reads them."""
    if layout == "gapminder":
        from foresight.compiling.economy import ARMS, GAPMINDER

        return {Path(file).stem: Taken(key) for key, file in {**GAPMINDER, **ARMS}.items()}
    entries = _shipped().get(layout, {})
    return {name: Taken(**entry) if isinstance(entry, dict) else Taken(entry) for name, entry in entries.items()}


def sums(layout: str) -> dict[str, tuple[str, str]]:
    """Indicator -> the two series of this layout that it is the sum of."""
    return {key: (one, other) for key, (one, other) in _shipped().get("sums", {}).get(layout, {}).items()}


def closed_source(layout: str) -> Source | None:
    """The source of a layout whose provider forbids passing its figures on, as handed in today; None for others."""
    entry = _shipped().get("terms", {}).get(layout)
    return Source(key=layout, retrieved=dt.date.today(), **entry) if entry else None


def said_before(store: Path, layout: str) -> dict[str, str]:
    """Series -> indicator, as a steward has said of files of this layout."""
    found: dict[str, str] = remembered.recipe(store, layout).get("series", {})
    return found


def known(store: Path, layout: str, series: Mapping[str, str], catalogue: Catalogue) -> dict[str, Taken]:
    """Series of a file (code -> title) -> what takes it; the shipped word before a steward's, that before its title."""
    found = {name: entry for name, entry in declared(layout).items() if name in series}
    taken = {entry.indicator for entry in found.values()}
    titles = {folded(indicator.title): key for key, indicator in catalogue.indicators.items()}
    named = {name: titles[folded(title)] for name, title in series.items() if title and folded(title) in titles}
    for name, key in {**named, **said_before(store, layout)}.items():
        if name in series and name not in found and key not in taken:
            found[name] = Taken(key)
            taken.add(key)
    return {name: entry for name, entry in found.items() if entry.indicator in catalogue.indicators}
