"""What a year of the cooperation index rests on, in sentences computed from the scores."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from foresight.catalogue import Indicator
from foresight.charts import sentences
from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.measures.cooperation import ENOUGH, changes, part_weights, throughout
from foresight.measures.cooperation_declared import Level, parts


def percent(share: float) -> str:
    """`57 %`."""
    return f"{number(100 * share, 0)}{SPACE}%"


def called(level: Level) -> dict[str, str]:
    """Part -> its name within a sentence."""
    return {part.indicator: inside(part.short) for part in parts(level)}


def inside(short: str) -> str:
    """`Arms trade` within a sentence is `arms trade`; `UN votes` stays."""
    return short if short[:2].isupper() else short[:1].lower() + short[1:]


def make_up(
    scores: pd.DataFrame, year: int, level: Level, weights: Mapping[str, float], country: str | None = None
) -> str:
    """What was observed in that year, of how much of the weight, and what was not, with its last year.

    `scores`: of all countries, of one `country`, or of one pair. Parts without weight are left out.
    """
    shares = {key: share for key, share in part_weights(level, weights, country).items() if share > 0}
    there = scores.notna().groupby(level="year").any()
    now = there.loc[year] if year in there.index else pd.Series(False, index=there.columns)
    held = [key for key in shares if bool(now.get(key, False))]
    names = called(level)
    words = f"{year} rests on {listed([names[key] for key in held])}" if held else f"Nothing was observed in {year}"
    words += f": {percent(sum(shares[key] for key in held))} of the weight."
    absent = []
    for key in shares:
        if key not in held:
            seen = there.index[there[key]] if key in there else there.index[:0]
            absent.append(f"{names[key]} ({_span(seen, year)})")
    if not absent:
        return words
    complete = there.index[there[[key for key in shares if key in there]].all(axis=1)]
    last = f" The last year with all of it is {int(complete.max())}." if len(complete) else ""
    return f"{words} Not observed: {listed(absent)}.{last}"


def _span(seen: pd.Index[int], year: int) -> str:
    if not len(seen):
        return "never"
    first, last = int(seen.min()), int(seen.max())
    return f"ends in {last}" if last < year else f"begins in {first}" if first > year else "not in that year"


def history(scores: pd.DataFrame, level: Level, weights: Mapping[str, float]) -> str:
    """`1946 to 1949: defence pact and UN votes; 1950 …`: what each run of years with one make-up rests on."""
    shares, names = part_weights(level, weights), called(level)
    held = scores[[key for key in shares if shares[key] > 0 and key in scores]]
    begins = [int(held.index.get_level_values("year").min()), *changes(held)]
    ends = [year - 1 for year in begins[1:]] + [int(held.index.get_level_values("year").max())]
    there = held.notna().groupby(level="year").any()
    told = []
    for first, last in zip(begins, ends, strict=True):
        own = [names[str(key)] for key in held if bool(there[key].get(first, False))]
        told.append(f"{first if first == last else f'{first} to {last}'}: {listed(own) if own else 'nothing'}")
    return "; ".join(told)


def comparable(
    scores: pd.DataFrame, first: int, last: int, level: Level, weights: Mapping[str, float]
) -> tuple[tuple[str, ...], str]:
    """The parts observed in every year of the span, and a sentence that says whether they are enough for an index.

    Where they are not, the sentence names the first year from which they would be.
    """
    shares, names = part_weights(level, weights), called(level)
    held = tuple(key for key in throughout(scores, first, last) if shares[key] > 0)
    whole = sum(shares[key] for key in held)
    words = listed([names[key] for key in held]) if held else "nothing"
    if whole >= ENOUGH - 1e-9:
        return (
            held,
            f"Made in every year from {first} to {last} of the same parts: {words} ({percent(whole)} of the weight).",
        )
    said = f"Observed in every year from {first} to {last}: {words}, {percent(whole)} of the weight. "
    said += "That is less than half, so no index is drawn."
    for begin in range(first + 1, last + 1):
        kept = throughout(scores, begin, last)
        if sum(shares[key] for key in kept) >= ENOUGH - 1e-9:
            return held, f"{said} From {begin} to {last} there would be enough."
    return held, said


def of_lines(
    rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], *, breaks: Mapping[str, Collection[int]]
) -> str:
    """What the lines show since their make-up last changed: before and after, a difference would be of the make-up.

    `breaks`: line -> the years in which its make-up is another than the year before.
    """
    first, last = int(rows["year"].min()), int(rows["year"].max())
    begin = max((year for key in set(rows["country"]) for year in breaks.get(key, ()) if first < year <= last),
                default=first)  # fmt: skip
    since = rows[rows["year"] >= begin]
    if begin == last:
        return f"What the index is made of changed in {begin}, the last year shown: earlier years are not comparable."
    return f"From {begin} to {last}, made of the same parts. {sentences.of_lines(since, indicator, names)}"


def course(value: pd.Series[float], scores: pd.DataFrame, subject: str) -> str:
    """How the index moved over the longest run of years of one make-up, which alone can be read as a course.

    `value`: the index by year; `scores`: the parts that have a weight, by year.
    """
    there = value.dropna()
    if there.empty:
        return f"{subject}: no year has half of the weight observed, so there is no index here; components only."
    make = scores.notna().apply(tuple, axis=1).reindex(there.index)
    runs = ((make != make.shift()) | (there.index.to_series().diff() != 1)).cumsum()
    longest = there[runs == runs.value_counts().sort_index(ascending=False).idxmax()]
    said = f"{subject}: {_last(there)}."
    if len(longest) > 1:
        first, last = longest.iloc[0], longest.iloc[-1]
        word = "rose" if round(last - first, 1) > 0 else "fell" if round(last - first, 1) < 0 else "stood still"
        said += f" From {longest.index[0]} to {longest.index[-1]}, while it rested on the same parts, it {word}: "
        said += f"from {number(first, 1)} to {number(last, 1)}." if word != "stood still" else f"at {number(last, 1)}."
    return said


def _last(value: pd.Series[float]) -> str:
    return (
        f"{number(float(value.iloc[-1]), 1)} of 100 points in {value.index[-1]}, the last year shown that has an index"
    )
