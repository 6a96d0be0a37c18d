"""How commands print."""

# ruff: noqa: T201
from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from foresight import geography


def as_json(answer: Mapping[str, Any]) -> None:
    """One JSON object on standard output; a figure that does not exist is null (JSON has no NaN)."""
    print(json.dumps(_plain(answer), ensure_ascii=False, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def table(rows: pd.DataFrame | Iterable[Mapping[str, Any]], decimals: int = 2) -> None:
    """Rows as aligned text."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    text = frame.to_string(index=False, na_rep="–", float_format=lambda value: f"{value:,.{decimals}f}")
    print(text if len(frame) else "No figures.")


def tell(share: float, what: str) -> None:
    """A line on standard error that is written over, where someone is looking: share done (0 to 1), and of what."""
    if sys.stderr.isatty():
        print(f"\r{100 * share:3.0f} % {what:60}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain Python values."""
    columns = [frame[name].astype(object).tolist() for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def codes(asked: Iterable[str] | None) -> list[str] | None:
    """ISO3 codes of countries given by code or name; UnknownKeyError with the nearest names. None stays None."""
    if asked is None:
        return None
    return ["WLD" if text.strip().upper() == "WLD" else geography.country(text).iso3 for text in asked]
