"""Do changes fit the catalogue: asked before anything is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from foresight.catalogue import Catalogue
from foresight.errors import CatalogueError
from foresight.store import tables, telling
from foresight.store.checks import findings, in_memory


def check_files(files: Mapping[str, Path], catalogue: Catalogue, tell: telling.Progress | None = None) -> None:
    """CatalogueError where a file does not fit its indicator; UnknownKeyError for an unknown one."""
    countries = tables.known_countries()
    with in_memory() as judge:
        for place, (key, path) in enumerate(files.items()):
            telling.say(tell, place / len(files), "Checking what is to be published")
            broken = findings(path, catalogue.indicator(key), countries, using=judge)
            if broken:
                raise CatalogueError(f"The figures for “{key}” cannot be published: {broken[0]}.")


def check_changes(changes: pd.DataFrame, catalogue: Catalogue, replace: Collection[str]) -> pd.DataFrame:
    """The changes with all five columns and each pair in order; CatalogueError where one does not fit."""
    for key in {*changes.get("indicator", ()), *replace}:
        catalogue.indicator(key)
    countries = tables.known_countries()
    parts = []
    for key in sorted(set(changes.get("indicator", ()))):
        indicator = catalogue.indicator(key)
        part = changes[changes["indicator"] == key].drop(columns="indicator")
        if indicator.dyadic and {"country", "partner"} <= set(part.columns):
            swap = part["country"] > part["partner"]
            first, second = part["country"].mask(swap, part["partner"]), part["partner"].mask(swap, part["country"])
            part = part.assign(country=first, partner=second)
        elif not indicator.dyadic and "partner" in part.columns and part["partner"].isna().all():
            part = part.drop(columns="partner")
        broken = findings(part, indicator, countries, removal=True)
        if broken:
            raise CatalogueError(f"The figures for “{key}” cannot be published: {broken[0]}.")
        parts.append(part.assign(indicator=key, partner=part["partner"] if indicator.dyadic else None))
    columns = ["indicator", "country", "partner", "year", "value"]
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in zip(columns, _TYPES, strict=True)})
    whole: pd.DataFrame = pd.concat([part[columns] for part in parts] or [empty])
    return whole.astype(dict(zip(columns, _TYPES, strict=True)))


_TYPES = ("object", "object", "object", "int64", "float64")
