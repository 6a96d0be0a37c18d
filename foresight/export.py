"""Figures on their way out of the house, with their provenance beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pandas as pd

from foresight import geography
from foresight.catalogue import Catalogue, Source
from foresight.errors import CatalogueError
from foresight.store import Revision

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """The text, with a leading apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def provenance(keys: Iterable[str], catalogue: Catalogue, revision: Revision) -> list[tuple[str, str]]:
    """What must stand beside figures of these indicators, in order: (word, text).

    CatalogueError when a source of one of them forbids passing its figures on.
    """
    said: list[tuple[str, str]] = []
    sources: dict[str, Source] = {}
    for key in dict.fromkeys(keys):
        if not catalogue.redistributable(key):
            raise CatalogueError(f"The terms of the source of “{key}” do not allow its figures to be passed on.")
        indicator = catalogue.indicator(key)
        said += [
            ("indicator", f"{key}: {indicator.title}"),
            ("unit", indicator.unit),
            ("meaning", indicator.description),
        ]
        said += [("absent", indicator.absent_note)] * bool(indicator.absent_note)
        said += [("unfinished years", ", ".join(map(str, indicator.partial_years)))] * bool(indicator.partial_years)
        said += [("caveat", indicator.caveat)] * bool(indicator.caveat)
        sources |= {source.key: source for source in catalogue.sources_of(key)}
    for source in sources.values():
        said += [
            ("source", f"{source.provider}, {source.title}, {source.version}"),
            ("licence", source.licence),
            ("citation", source.citation),
            ("address", source.url),
            ("retrieved", source.retrieved.isoformat()),
        ]
    return [*said, ("data revision", f"{revision.name} of {revision.when}")]


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the countries' names beside their codes: country_name, partner_name."""
    names = {iso3: country.name for iso3, country in geography.countries().items()} | {"WLD": "World"}
    shown = rows
    for end in ("country", "partner"):
        if end in rows.columns and f"{end}_name" not in rows.columns:
            shown = shown.assign(**{f"{end}_name": shown[end].map(names).fillna("")})
    return shown


def to_csv(rows: pd.DataFrame, catalogue: Catalogue, revision: Revision, indicator: str | None = None) -> str:
    """`rows` as CSV, its provenance first in lines that start with `#`, country names beside the codes.

    The indicator is `indicator` or, without it, those in the column `indicator`. Figures are written in full; a
    missing figure is an empty field. Text that a spreadsheet would run as a formula is made harmless. `rows` is not
    changed. CatalogueError when the terms of a source forbid an export.
    """
    return measured(rows, [indicator] if indicator else list(rows["indicator"].unique()), catalogue, revision)


def measured(rows: pd.DataFrame, keys: Iterable[str], catalogue: Catalogue, revision: Revision) -> str:
    """Figures computed from the indicators `keys` as CSV, written as `to_csv` writes figures of one.

    Indicators that this revision does not have are left out of the provenance.
    """
    keys = [key for key in keys if key in catalogue.indicators]
    out = io.StringIO()
    for word, text in provenance(keys, catalogue, revision):
        out.write(f"# {word}: {' '.join(text.split())}\n")
    shown = named(rows)
    texts = [name for name in shown.columns if not pd.api.types.is_numeric_dtype(shown[name])]
    safe = shown.assign(**{name: shown[name].astype("string").map(neutral, na_action="ignore") for name in texts})
    safe.to_csv(out, index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    return out.getvalue()
