"""Commands about the store as a whole: a backup in one file, and back from it."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from foresight.commands.printing import as_json
from foresight.store import Store
from foresight.store import backup as backups
from foresight.store.store import DEFAULT


def backup(asked: argparse.Namespace) -> int:
    """Write the store to one file, also while the app runs."""
    revision = backups.backup(Store.open(asked.store), asked.file)
    size = asked.file.stat().st_size
    if asked.json:
        as_json({"file": str(asked.file), "bytes": size, "revision": asdict(revision)})
    else:
        print(f"{asked.file}: revision {revision.number} ({revision.hash[:8]}) with its history, {size / 1e6:,.1f} MB.")
    return 0


def restore(asked: argparse.Namespace) -> int:
    """Put a backup in the store’s place."""
    folder = asked.store or Path(os.environ.get("FORESIGHT_STORE") or DEFAULT)
    revision, saved = backups.restore(folder, asked.file, asked.replace)
    if asked.json:
        as_json({"revision": asdict(revision), "saved": str(saved) if saved else None})
    else:
        print(f"The store {folder} holds revision {revision.number} ({revision.hash[:8]}) with its history.")
        if saved:
            print(f"What it held before is in {saved}.")
    return 0
