"""What was found in a file: a sentence that says what is wrong, where, with which value, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from foresight.errors import ForesightError

LISTED = 20
"""Places listed of one kind of finding; the rest are counted."""


LONGEST = 4_000
"""Characters of a finding: a cell may hold a whole book."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]+")


def shown(text: str, most: int = 80) -> str:
    """A text of a file as a sentence may hold it: one line, not too long, without signs that turn the line around."""
    plain = _UNSEEN.sub(" ", text[: most * 4])
    return plain if len(plain) <= most else f"{plain[:most]}…"


class IntakeError(ForesightError):
    """A file that cannot be taken in at all: why, and what to do."""


@dataclass(frozen=True)
class Finding:
    """One thing found. `kind` names its rule and is what a steward acknowledges; an error stops, a warning asks.

    `where`: sheet, row and column as a spreadsheet counts them. `count`: how many cells or rows it is about.
    """

    kind: str
    level: Literal["error", "warning", "note"]
    where: str
    message: str
    value: str = ""
    count: int = 1

    def __post_init__(self) -> None:
        if len(self.message) > LONGEST:
            object.__setattr__(self, "message", f"{self.message[:LONGEST]} …")

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.level}, {place}{self.message} [{self.kind}]"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop."""
    return [one for one in findings if one.level == "error"]


def open_warnings(findings: Iterable[Finding], accepted: Iterable[str]) -> list[Finding]:
    """Those that nobody has acknowledged yet, by kind."""
    known = set(accepted)
    return [one for one in findings if one.level == "warning" and one.kind not in known]
