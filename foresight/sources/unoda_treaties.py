"""The UNODA Treaties Database as one JSON object: state -> treaty -> dates, places and actions."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pandas as pd

from foresight.errors import SourceError

_JOINING = ("ratification", "accession", "succession", "acceptance", "approval")


def recognise(path: Path) -> bool:
    """A JSON file of states whose treaties have dates, places and actions; reads its head only."""
    try:
        with path.open(encoding="utf-8") as file:
            head = file.read(4096)
    except (OSError, UnicodeDecodeError):
        return False
    return head.lstrip().startswith("{") and '"ratificationtime"' in head and '"actions"' in head


def read(path: Path) -> pd.DataFrame:
    """One row a participant: name (English), treaty (title), signed, joined (ISO 8601, "" where there is none).

    `joined` is the first deposit of an instrument of ratification, accession, succession, acceptance or approval, at
    whichever depositary it was made.
    """
    try:
        states = json.loads(path.read_text(encoding="utf-8"))
        rows = [
            (html.unescape(name), treaty, *_dates(entry))
            for name, treaties in states.items()
            for treaty, entry in treaties.items()
            if isinstance(entry, dict) and entry["dates"]
        ]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
        raise SourceError(
            f"{path.name} is not the UNODA treaty data it should be ({error!r}). Take it again."
        ) from None
    return pd.DataFrame(rows, columns=["name", "treaty", "signed", "joined"])


def _dates(entry: dict[str, list[str]]) -> tuple[str, str]:
    acts = list(zip(entry["actions"], entry["dates"], strict=True))
    signed = [date for action, date in acts if action == "Signature"]
    joined = [date for action, date in acts if action.endswith(_JOINING)]
    return min(signed, default=""), min(joined, default="")
