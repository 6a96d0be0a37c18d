"""A brief: what is shown in which order, with the words around it. It is a TOML file that a person can read.

An item names where its picture is made (a page and its address) and which one it is there; the picture itself is an
`Exhibit` and is kept beside the brief, or made again from the same data revision.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from typing import Any

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from foresight.briefing.exhibit import Exhibit
from foresight.errors import BriefError


class Item(BaseModel):
    """One exhibit of a brief.

    `page`, `address` and `key` say where it is made. Blank words stand for the computed ones: `title` for the finding,
    `takeaway` for its sentence. `revision` and `revision_hash`: the data it was made on; `frozen`: it stays on them
    when the brief is brought up to date.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: str
    key: str
    address: str = ""
    title: str = ""
    takeaway: str = ""
    note: str = ""
    revision: int | None = None
    revision_hash: str = ""
    frozen: bool = False

    @classmethod
    def of(cls, exhibit: Exhibit) -> Item:
        """The item of an exhibit, with the computed words."""
        return cls(
            page=exhibit.page, key=exhibit.key, address=exhibit.address, revision=exhibit.revision,
            revision_hash=exhibit.revision_hash,
        )  # fmt: skip

    @property
    def place(self) -> str:
        """What its kept picture is named by: where it is made, and on which data."""
        said = "\n".join((self.page, self.address, self.key, self.revision_hash))
        return hashlib.sha256(said.encode()).hexdigest()[:24]


class Brief(BaseModel):
    """Pictures and tables in an order, and what stands around them.

    `public`: it leaves the house, so that what may not be passed on is left out and named. `classification`: free
    text on every page. `key_points`: what the reader should take from the whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    title: str
    question: str = ""
    author: str = ""
    date: dt.date | None = None
    classification: str = ""
    public: bool = True
    key_points: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    @field_validator("title")
    @classmethod
    def _named(cls, title: str) -> str:
        if not title.strip():
            raise ValueError("a brief needs a title")
        return title

    @classmethod
    def from_toml(cls, text: str, where: str = "The file", key: str = "brief") -> Brief:
        """The brief of a TOML text; BriefError says what is wrong in it, and where. `key`: where the text has none."""
        try:
            given: dict[str, Any] = {"key": key, **tomllib.loads(text)}
            return cls.model_validate(given)
        except tomllib.TOMLDecodeError as error:
            raise BriefError(f"{where} is not valid TOML: {error}. Correct that line.") from None
        except ValidationError as error:
            raise BriefError(f"{where}: {'; '.join(map(_said, error.errors()))}.") from None

    def to_toml(self) -> str:
        """The brief as TOML; reading it gives the same brief."""
        return tomli_w.dumps(_written(self.model_dump(exclude_defaults=True)), multiline_strings=True)


def _said(error: Any) -> str:
    """One complaint of pydantic in words: `items, 3, page: Field required`."""
    where = ", ".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"]) or "brief"
    told = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        told = "is not known here; take it out"
    return f"{where}: {told}"


def _written(value: Any) -> Any:
    """As TOML has it: it knows no nothing, and lists instead of tuples."""
    if isinstance(value, dict):
        return {key: _written(part) for key, part in value.items() if part is not None}
    return [_written(part) for part in value] if isinstance(value, list | tuple) else value
