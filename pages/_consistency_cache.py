"""The matrix of the consistency check, kept by the revision's hash and by when an organisation's own file changed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from foresight.scenario import cross_impact
from foresight.scenario.cross_impact import Matrix
from pages import _cache


@st.cache_resource(max_entries=4, show_spinner=False)
def _in_force(hash_: str, folder: str, written: int) -> tuple[Matrix, str]:
    return cross_impact.in_force(Path(folder), _cache.catalogue().levers)


def in_force() -> tuple[Matrix, str]:
    """The judgements that count now, and a sentence where an organisation's own could not be read."""
    folder = _cache.store().folder
    own = folder / cross_impact.OWN
    return _in_force(_cache.revision().hash, str(folder), own.stat().st_mtime_ns if own.exists() else 0)
