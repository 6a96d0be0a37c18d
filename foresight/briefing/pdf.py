"""A brief as a PDF: the paper, printed by a Chrome where one is on this machine."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from foresight.briefing import html
from foresight.briefing.brief import Brief
from foresight.briefing.exhibit import Exhibit
from foresight.briefing.picture import chrome
from foresight.catalogue import Catalogue
from foresight.errors import BriefError

PATIENCE = 120.0
_STAMP = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([^)]*\))")


def write(
    brief: Brief, exhibits: Sequence[Exhibit | str], catalogue: Catalogue, out: Path, *, when: dt.datetime,
    progress: Callable[[int, int, str], None] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Write the PDF; returns what was left out. BriefError where no Chrome is on this machine, or it fails."""
    where = chrome()
    if where is None:
        raise BriefError("A PDF needs a Chrome or Chromium on this machine. Take the HTML and print it instead.")
    with tempfile.TemporaryDirectory(prefix="foresight-pdf-") as folder:
        paper, made = Path(folder) / "paper.html", Path(folder) / "paper.pdf"
        left = html.write(brief, exhibits, catalogue, paper, when=when, progress=progress)
        command = [
            where, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--disable-dev-shm-usage",
            f"--user-data-dir={folder}/profile", "--virtual-time-budget=15000", "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--print-to-pdf={made}", paper.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603 - found above
        except (OSError, subprocess.SubprocessError) as error:
            raise BriefError(f"The browser {where} could not print ({type(error).__name__}). Take the HTML.") from None
        if not made.exists():
            raise BriefError(f"The browser {where} printed nothing. Take the HTML and print it instead.")
        stamp = when.strftime("%Y%m%d%H%M%S").encode()
        out.write_bytes(_STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", made.read_bytes()))
    return left
