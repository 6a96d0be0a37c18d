"""Work that takes long tells how far it is, and stops where whoever listens has gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import duckdb

Progress = Callable[[float, str], None]
"""Hears a share up to 1 and what is being done, in words. What it raises stops the work."""
Span = tuple[float, float]
"""From which share of the whole a piece of work goes to which."""
Words = str | Callable[[float], str]

PAUSE = 0.15
"""Seconds between two words."""


def part(span: Span, place: int, of: int) -> Span:
    """The share of one of several equal pieces of a span."""
    first, last = span
    return first + (last - first) * place / max(of, 1), first + (last - first) * (place + 1) / max(of, 1)


def within(tell: Progress | None, span: Span) -> Progress | None:
    """What hears a piece of work that counts its own shares from 0 to 1."""
    if tell is None:
        return None
    return lambda share, words: tell(span[0] + (span[1] - span[0]) * share, words)


def rising(tell: Progress | None) -> Progress | None:
    """What hears shares that never fall, whatever order pieces of work are asked for in."""
    if tell is None:
        return None
    highest = 0.0

    def hear(share: float, words: str) -> None:
        nonlocal highest
        highest = max(highest, share)
        tell(highest, words)

    return hear


def rows_of(about: int) -> Words:
    """“Reading 4.1 of about 10.0 million rows”, as the share grows."""

    def words(share: float) -> str:
        if about < 1_000_000:
            return f"Reading about {about:,} rows" if about else "Reading the file"
        return f"Reading {share * about / 1e6:.1f} of about {about / 1e6:.1f} million rows"

    return words


def say(tell: Progress | None, share: float, words: str) -> None:
    """Tell whoever hears."""
    if tell is not None:
        tell(share, words)


def run(
    connection: duckdb.DuckDBPyConnection, sql: str, asked: Mapping[str, Any], tell: Progress | None = None,
    span: Span = (0.0, 1.0), words: Words = "",
) -> None:  # fmt: skip
    """Execute a statement. Where somebody hears, it runs beside, and what they raise ends it."""
    if tell is None:
        connection.execute(sql, dict(asked))
        return

    def said(share: float) -> None:
        tell(span[0] + (span[1] - span[0]) * share, words if isinstance(words, str) else words(share))

    said(0.0)
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    with ThreadPoolExecutor(1) as beside:
        running: Future[Any] = beside.submit(connection.execute, sql, dict(asked))
        try:
            while not wait([running], PAUSE).done:
                said(min(max(connection.query_progress(), 0.0) / 100, 1.0))
        except BaseException:
            while not running.done():  # a statement that has not begun yet does not hear
                connection.interrupt()
                wait([running], PAUSE)
            raise
        running.result()
