"""What a steward has decided before: how a file is laid out, which country a text means. TOML beside the store."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w
from filelock import FileLock

from foresight.intake.findings import IntakeError
from foresight.intake.headings import folded
from foresight.store import disk
from foresight.store.folder import PATIENCE, settle

FOLDER = "intake"


def signature(names: Sequence[str]) -> str:
    """The same for the next release of a file: its column names, years aside, whatever their order."""
    kept = sorted({folded(name) for name in names if name and not name.strip()[:4].isdigit()})
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()[:16]


def recipe(store: Path, sign: str) -> dict[str, Any]:
    """What was decided for files of this signature; empty where nothing was."""
    found: dict[str, Any] = _read(store, "recipes").get(sign, {})
    return found


def decisions(store: Path) -> dict[str, str]:
    """Text of a file -> ISO3, or "-" for left out."""
    return {str(text): str(answer) for text, answer in _read(store, "countries").items()}


def remember(store: Path, sign: str, made: Mapping[str, Any], countries: Mapping[str, str]) -> None:
    """Keep a recipe and the decisions about countries; each file is written whole or not at all."""
    if not made and not countries:
        return
    folder = store / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # two who publish at once must each find what the other has just written
        with FileLock(folder / "lock", timeout=PATIENCE):
            if made:
                _write(store, "recipes", {**_read(store, "recipes"), sign: dict(made)})
            if countries:
                _write(store, "countries", {**_read(store, "countries"), **countries})
    except OSError as error:  # filelock's Timeout is one of them
        raise disk.said(error, folder, "The folder of remembered answers") from None


def _path(store: Path, name: str) -> Path:
    return store / FOLDER / f"{name}.toml"


def _read(store: Path, name: str) -> dict[str, Any]:
    path = _path(store, name)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise IntakeError(f"{path} cannot be read ({error}). Correct it, or move it away to start anew.") from None


def _write(store: Path, name: str, content: Mapping[str, Any]) -> None:
    path = _path(store, name)
    making = path.with_name(f"making-{path.name}")
    try:
        making.write_text(tomli_w.dumps(dict(content)), encoding="utf-8")
        settle(making, path)
    except OSError:
        making.unlink(missing_ok=True)
        raise
