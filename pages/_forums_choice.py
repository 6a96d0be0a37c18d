"""What a person picks on the page of forums: a forum, several of them, years."""

from __future__ import annotations

from pages import _cache, _forums_cache
from pages._link import Link

FIRST = 1945
OPENING = "nato"
COMPARED = ("nato", "csto", "sco", "asean", "gcc", "au", "g20", "brics")
MOST = 8


def names() -> dict[str, str]:
    """Forum key -> short name."""
    return {key: forum.short for key, forum in _cache.catalogue().forums.items()}


def forum(link: Link) -> str:
    """One forum."""
    held = _cache.catalogue().forums

    def wording(key: str) -> str:
        one = held[key]
        return one.title if one.title in (one.short, f"{one.short}s") else f"{one.short}: {one.title}"

    return link.select("forum", "Forum", list(held), wording, default=OPENING)


def several(link: Link) -> tuple[str, ...]:
    """Up to eight forums to compare."""
    known = names()
    return link.several(
        "forums", "Forums to compare", list(known), known.__getitem__, most=MOST, default=COMPARED,
        placeholder="Choose up to eight",
    )  # fmt: skip


def year(link: Link, label: str) -> int:
    """One year; the same slider for every forum, so that a change of forum keeps the year."""
    last = _forums_cache.last_year()
    return link.year("year", label, FIRST, last, of="all", otherwise=last)


def years(link: Link, first: int = FIRST) -> tuple[int, int]:
    """A span of years, the same for every forum and figure."""
    last = _forums_cache.last_year()
    return link.span("years", "Years", FIRST, last, of="all", last=last, first=first)
