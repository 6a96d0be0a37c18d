"""An order as a file gives it: in the queue, or beside a file in a watched folder; and as a shell gives it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foresight.errors import nearest
from foresight.geography import System
from foresight.intake.findings import IntakeError
from foresight.intake.line import Order, declared
from foresight.store import Store

Text = Annotated[str, Field(min_length=1)]


class Asked(BaseModel):
    """What is asked for beside a file. `codes`: the system of its country codes. `new`: as in `declared`.

    `columns`: column -> role. `countries`: text -> ISO3, or "-". `accept`: kind of a warning -> why it is all right.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: Text | None = None
    sheet: Text | None = None
    codes: System | None = None
    scale: Annotated[float, Field(allow_inf_nan=False)] = 1.0
    replace: bool = False
    note: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    countries: dict[str, str] = Field(default_factory=dict)
    accept: dict[str, Text] = Field(default_factory=dict)
    new: dict[str, dict[str, Any]] = Field(default_factory=dict)

    def order(self, store: Store, mark: str = "") -> Order:
        """The order to the line; `mark`: by which a publication of it is known. IntakeError for a wrong `new`."""
        catalogue, key = None, self.indicator
        if self.new:
            catalogue, indicator = declared(self.new, store.catalogue())
            key = key or indicator.key
        return Order(
            indicator=key, columns=self.columns, countries=self.countries, sheet=self.sheet, system=self.codes,
            scale=self.scale, replace=self.replace, accepted=self.accept, note=self.note, catalogue=catalogue,
            mark=mark,
        )  # fmt: skip

    def toml(self) -> str:
        """As it is written into a file."""
        return tomli_w.dumps(self.model_dump(exclude_defaults=True))


def checked(given: dict[str, Any], where: str) -> Asked:
    """The order that stands in `where`; IntakeError names what is wrong there."""
    for name in given:
        if name not in Asked.model_fields:
            close = nearest(name, Asked.model_fields)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            raise IntakeError(f"{where}: “{name}” is not known.{hint} It takes {', '.join(Asked.model_fields)}.")
    try:
        return Asked(**given)
    except ValidationError as error:
        first = error.errors()[0]
        raise IntakeError(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def read(path: Path) -> Asked:
    """The order in a TOML file; IntakeError for one that cannot be read."""
    try:
        return checked(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IntakeError(f"{path.name} cannot be read as TOML: {error}.") from None
