"""What kept models and records share as files: written whole or not at all, and null where JSON has no number."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` fill a file beside `path`, and put it there once it is whole; nothing is left where it fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
    os.close(handle)
    try:
        write(Path(name))
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def write_text(path: Path, text: str) -> Path:
    """The same for a text."""
    return write_whole(path, lambda place: place.write_text(text, encoding="utf-8"))


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
