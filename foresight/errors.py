"""One family of errors. Each message tells a person what is wrong, where, and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ForesightError(Exception):
    """Something a person can put right. The message is shown as it stands; it never needs a traceback."""


class UnknownKeyError(ForesightError):
    """A name that does not exist, with the nearest names that do."""


class CatalogueError(ForesightError):
    """A file under data/ that does not say what it must."""


class StoreError(ForesightError):
    """The store cannot be read or written: which file, why, and what to do."""


class BusyError(StoreError):
    """Somebody else is publishing for longer than one was ready to wait; nothing is wrong, and nothing was changed."""


class MovedError(StoreError):
    """What was to be published was compared with a revision since which others have published the same indicators."""


class SourceError(ForesightError):
    """A provider file that is missing or does not have the layout its name promises."""


class ScenarioError(ForesightError):
    """A scenario, lever value or scope that cannot be simulated."""


class BriefError(ForesightError):
    """A brief, an item of it or a template that cannot be used: which one, why, and what to do."""


class ProjectionError(ForesightError):
    """A series that is too short or of the wrong form to be projected."""


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The `count` names in `known` most like `name`, best first; case is ignored; empty where nothing is alike."""
    folded = {k.casefold(): k for k in known}
    wanted = name.casefold()
    close = difflib.get_close_matches(wanted, folded, n=count, cutoff=0.5)
    inside = [k for k in folded if wanted and wanted in k and k not in close]
    return [folded[k] for k in (close + sorted(inside, key=len))[:count]]


def unknown(what: str, name: str, known: Iterable[str], listing: str) -> UnknownKeyError:
    """The error for a `name` not in `known`: `what` is the kind of thing, `listing` tells where all are listed."""
    close = nearest(name, known)
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    return UnknownKeyError(f"There is no {what} called “{name}”.{hint} {listing}")
