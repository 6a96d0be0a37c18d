"""What kept models and records share as JSON: null where it has no number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def null_for_nan(value: Any, digits: int | None = None) -> Any:
    """The same with null for what is no number, and figures to so many digits; for JSON."""
    if isinstance(value, Mapping):
        return {key: null_for_nan(part, digits) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [null_for_nan(part, digits) for part in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return value if digits is None else float(f"{value:.{digits}g}")
    return value


def nan_for_null(row: Mapping[str, Any]) -> dict[str, Any]:
    """What `null_for_nan` did to a row, undone."""
    return {key: math.nan if value is None else value for key, value in row.items()}
