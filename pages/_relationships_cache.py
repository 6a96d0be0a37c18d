"""What relationships need, kept by small keys: the revision's hash, two countries, a pair indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from foresight.measures import relationship, relationship_moves
from foresight.measures.relationship_cases import Figures
from pages import _cache

if TYPE_CHECKING:
    from pandas import Series

    from foresight.measures.relationship import Activity, Dossier
    from foresight.measures.relationship_moves import Moved


@st.cache_resource(max_entries=2, show_spinner="Reading the votes of all pairs …")
def _medians(hash_: str) -> Series:
    return relationship.medians_from(_cache.store())


def medians() -> Series:
    """The median pair's agreement in UN votes, by year."""
    return _medians(_cache.revision().hash)


@st.cache_resource(max_entries=200, show_spinner=False)
def _pair(hash_: str, one: str, other: str) -> tuple[Dossier, Activity]:
    found = relationship.dossier_from(_cache.store(), one, other)
    return found, relationship.activity(found, medians())


def pair(one: str, other: str) -> tuple[Dossier, Activity]:
    """What is held of two states, and which channels ran when. Shared by all visits: never changed in place."""
    return _pair(_cache.revision().hash, one, other)


@st.cache_resource(max_entries=6, show_spinner=False)
def _kept(hash_: str, target: str) -> Moved | None:
    return relationship_moves.kept_from(_cache.store(), target)


def kept(target: str) -> Moved | None:
    """What the model of pairs tells with one thing moved, as it was kept; None where it never was."""
    return _kept(_cache.revision().hash, target)


def learn(target: str) -> None:
    """Work it out on the figures of this revision, and keep it: ten seconds."""
    relationship_moves.moved_from(_cache.store(), target)
    _kept.clear(_cache.revision().hash, target)


@st.cache_resource(max_entries=2, show_spinner=False)
def _figures(hash_: str) -> Figures:
    return Figures(_cache.store(), medians)


def figures() -> Figures:
    """What answers the questions of the case studies; each is looked up once per revision."""
    return _figures(_cache.revision().hash)
