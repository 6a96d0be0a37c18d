"""What is declared of measures: data/catalogue/measures.toml, one entry each, read like an indicator by every chart.

A measure is computed by this product from indicators. It has no source of its own: those of the indicators that it
rests on are its sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from foresight.catalogue import DATA, Catalogue, Indicator, Source
from foresight.errors import CatalogueError, unknown

FILE = DATA / "catalogue" / "measures.toml"

Entry = TypeVar("Entry", bound=BaseModel)


class Measure(Indicator):
    """A derived figure. `rests_on`: the indicators it is computed from; `method`: how, and whose method it is."""

    source: str = ""
    rests_on: tuple[str, ...] = Field(min_length=1)
    method: str = Field(min_length=20)

    def sources(self, catalogue: Catalogue) -> tuple[Source, ...]:
        """The sources of all indicators it rests on, each once; those that this revision does not have are left out."""
        held = [key for key in self.rests_on if key in catalogue.indicators]
        return tuple({source.key: source for key in held for source in catalogue.sources_of(key)}.values())

    def redistributable(self, catalogue: Catalogue) -> bool:
        """May its figures leave the house."""
        return all(source.redistributable for source in self.sources(catalogue))


@cache
def measures(file: Path = FILE) -> Mapping[str, Measure]:
    """Every declared measure, key -> Measure; CatalogueError names the entry and the field that is wrong."""
    return entries(Measure, file)


def entries(kind: type[Entry], file: Path) -> dict[str, Entry]:
    """The tables of a TOML file as entries of `kind`, key -> entry, in the order declared.

    CatalogueError where the file cannot be read, or with the entry and the field that are wrong.
    """
    try:
        declared = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name} cannot be used: {error}. Restore the project’s own copy.") from None
    found = {}
    for key, fields in declared.items():
        try:
            found[key] = kind(key=key, **fields)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise CatalogueError(f"{file.name}, {kind.__name__.lower()} “{key}”: {where}: {first['msg']}.") from None
    return found


def measure(key: str) -> Measure:
    """The measure of that key; UnknownKeyError with the nearest keys otherwise."""
    if key not in measures():
        raise unknown("measure", key, measures(), f"Known measures: {', '.join(measures())}.")
    return measures()[key]
