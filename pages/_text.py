"""Texts of the catalogue and of charts as they stand, in places that read Markdown."""

from __future__ import annotations

import re


def literal(text: str) -> str:
    """`text` with everything that Markdown would take for a sign made a character: two `US$` are no formula."""
    return re.sub(r"([\\`*_\[\]$~<>|#])", r"\\\1", text)
