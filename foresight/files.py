"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


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


def write_lasting(path: Path, content: bytes) -> Path:
    """The same for what must be on the disk when this returns, not only on its way there."""

    def fill(place: Path) -> None:
        with place.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    return write_whole(path, fill)
