"""A series that nobody declared: a tidy CSV (country, year, value) as a panel that the usual line can project.

Lines that begin with # are comments; `# title: …`, `# unit: …`, `# transform: identity|log|log1p`, `# minimum: 0` and
`# maximum: 1` among them declare what they say. What is not declared is read off the figures, and `assumed` says how.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from foresight import geography
from foresight.catalogue import Indicator
from foresight.errors import ProjectionError
from foresight.panel import Panel, build_panel
from foresight.projection.backtest import FEWEST_OBSERVATIONS

COLUMNS = ("country", "year", "value")
DECLARED = ("title", "unit", "transform", "minimum", "maximum")
SKEWED = 50.0
"""Where the highest value is more than this many times the median positive one, work on a logarithmic scale."""


def _declared(text: str) -> dict[str, str]:
    lines = (line.lstrip("# ").partition(":") for line in text.splitlines() if line.startswith("#"))
    return {key.strip().lower(): value.strip() for key, _, value in lines if key.strip().lower() in DECLARED}


def assumed(values: NDArray[np.float64]) -> dict[str, object]:
    """Bounds and scale of figures: nothing below zero where nothing was; a share where all lie in 0-1 and not whole."""
    found: dict[str, object] = {}
    if values.min() >= 0:
        found["minimum"] = 0.0
        whole = bool((values == np.round(values)).all())
        if values.max() <= 1 and not whole:
            found["maximum"] = 1.0
        elif whole or values.max() > SKEWED * np.median(values[values > 0]):
            found["transform"] = "log1p"
    return found


def read(path: Path) -> pd.DataFrame:
    """Rows country (ISO3), year, value; countries by code or name. ProjectionError says what is wrong, and where."""
    try:
        frame = pd.read_csv(path, comment="#", skipinitialspace=True, keep_default_na=False, na_values={"value": [""]})
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ProjectionError(f"{path}: cannot be read as CSV ({error}).") from None
    frame.columns = [str(name).strip().lower() for name in frame.columns]
    lacking = [name for name in COLUMNS if name not in frame.columns]
    if lacking:
        raise ProjectionError(f"{path}: there is no column {', '.join(lacking)}. Write country,year,value.")
    rows = frame.loc[frame["value"].notna(), list(COLUMNS)]
    try:
        rows = rows.assign(year=rows["year"].astype(int), value=rows["value"].astype(float))
    except ValueError as error:
        raise ProjectionError(f"{path}: a year or a value is no number ({error}).") from None
    names = {text: geography.country(str(text)).iso3 for text in rows["country"].unique()}
    rows = rows.assign(country=rows["country"].map(names))
    twice = rows[rows.duplicated(["country", "year"])]
    if len(twice):
        first = twice.iloc[0]
        raise ProjectionError(f"{path}: {first['country']} {first['year']} stands more than once. Keep one value.")
    most = int(rows.groupby("country").size().max()) if len(rows) else 0
    if most < FEWEST_OBSERVATIONS:
        raise ProjectionError(
            f"{path}: no country has {FEWEST_OBSERVATIONS} years of it (the most is {most}), too few to project."
        )
    if not np.isfinite(rows["value"]).all():
        raise ProjectionError(f"{path}: a value is not finite. Leave it out: a missing year is no row.")
    return rows


def panel_of(path: Path) -> Panel:
    """The file as a panel with one indicator, named after the file."""
    rows = read(path)
    said = _declared(path.read_text(encoding="utf-8"))
    key = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_") or "series"
    key = key if key[0].isalpha() else f"series_{key}"
    fields = {**assumed(rows["value"].to_numpy()), **said}
    try:
        indicator = Indicator.model_validate(
            {
                "title": f"Series {key}", "theme": "cooperation", "unit": "units", "source": "file",
                "description": f"Read from {path.name}.", **fields, "key": key,
            }
        )  # fmt: skip
    except ValueError as error:
        raise ProjectionError(f"{path}: the comments declare what cannot be: {error}") from None
    regions = {iso3: country.region for iso3, country in geography.countries().items() if country.region}
    return build_panel({key: rows}, {key: indicator}, regions, f"file {path.name}")
