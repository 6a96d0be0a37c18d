"""What a chart shows, in one sentence computed from its rows. Neutral: what was observed, never what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from foresight.catalogue import Indicator
from foresight.charts.scales import plain, with_unit
from foresight.charts.table import latest


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def of_map(rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], shown: int, key: str = "country") -> str:
    """Who stands highest and lowest, in which years, and how many of the `shown` countries have a figure at all."""
    last = latest(rows, key)
    if last.empty:
        return "No figure has been recorded for this selection."
    when = _years(last["year"])
    covered = f"{len(last)} of {shown} countries have a figure ({when})."
    if last["value"].iloc[0] == last["value"].iloc[-1]:
        return f"All stand at {with_unit(float(last['value'].iloc[0]), indicator)}. {covered}"
    zeros = int((last["value"] == 0).sum())
    high, low = last.iloc[0], last.iloc[-1]
    text = f"{names.get(high[key], high[key])} has the highest figure, {with_unit(float(high['value']), indicator)}"
    if zeros > 1 and float(low["value"]) == 0:
        return f"{text}; {zeros} countries stand at zero. {covered}"
    return f"{text}; {names.get(low[key], low[key])} the lowest, {plain(float(low['value']), indicator)}. {covered}"


def of_lines(rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], key: str = "country") -> str:
    """From the first to the last year: the line that moved most, up and down, with both figures."""
    moves = []
    for k, own in rows.sort_values("year").groupby(key, sort=False):
        first, last = own.iloc[0], own.iloc[-1]
        if last["year"] > first["year"]:
            moves.append((float(last["value"] - first["value"]), str(k), first, last))
    if not moves:
        return "Only one year has been recorded for this selection." if len(rows) else of_map(rows, indicator, names, 0)

    def told(move: tuple[float, str, pd.Series, pd.Series], lead: str) -> str:
        _, k, first, last = move
        return (
            f"{lead}{names.get(k, k)}, from {plain(float(first['value']), indicator)} in {int(first['year'])} to "
            f"{plain(float(last['value']), indicator)} in {int(last['year'])}"
        )

    up, down = max(moves, key=lambda move: move[0]), min(moves, key=lambda move: move[0])
    if len(moves) == 1:
        word = "rose" if up[0] > 0 else "fell" if up[0] < 0 else "stood still"
        return f"The figure {word}: {told(up, '')} ({indicator.unit})."
    parts = [told(up, "The largest rise: ")] if up[0] > 0 else []
    parts += [told(down, "the largest fall: " if parts else "The largest fall: ")] if down[0] < 0 else []
    return f"{'; '.join(parts) or 'No line moved over these years'} ({indicator.unit})."


def _years(years: pd.Series) -> str:
    first, last = int(years.min()), int(years.max())
    return str(last) if first == last else f"each country’s last year, {first} to {last}"
