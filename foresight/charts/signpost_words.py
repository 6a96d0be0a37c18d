"""What signposts say, in sentences computed from them: the page, its files and the command line share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foresight.charts.scales import SPACE, number
from foresight.charts.sentences import listed
from foresight.scenario.signposts import AHEAD, Reading, Signpost, Watch

CLOSE = 1.5
"""Support this many times as large as the next is a lean; below, the years do not decide."""
MOST = 4
"""Futures named between which the years do not decide."""
WARNING = (
    "Relative support among these futures only, with none preferred beforehand: not a probability that one of them "
    "comes true. A future that nobody wrote down is not among them."
)
NOTHING = "no indicator tells “{name}” from the baseline within three years"


def name(watch: Watch, key: str) -> str:
    """A future’s name."""
    return watch.futures[key].name


def share(value: float) -> str:
    """`24 %`, `less than 1 %`, `more than 99 %`."""
    if value < 0.01:
        return f"less than 1{SPACE}%"
    return f"more than 99{SPACE}%" if value > 0.99 else f"{100 * value:.0f}{SPACE}%"


def years(readings: Sequence[Reading]) -> str:
    """The three years that the readings look back on: `2021 to 2024`, or both ends of several."""
    last = sorted({one.year for one in readings})
    return listed([f"{year - AHEAD} to {year}" for year in last])


def leaning(watch: Watch, place: str) -> str:
    """Which future the last three observed years lean to, and on what that rests."""
    lean = watch.lean
    if len(lean.support) < 2:
        return f"No indicator observed lately tells any of these futures from the baseline in {place}: no lean is seen."
    (first, most), (second, next_) = list(lean.support.items())[:2]
    one = len(lean.used) == 1
    rests = f"{len(lean.used)} indicator{'' if one else 's'}"
    if not one and len(lean.used) - lean.worth >= 0.5:
        rests += f", worth {lean.worth:.1f} independent ones"
    among = f"among {len(lean.support)} futures"
    near = [key for key, own in lean.support.items() if most < CLOSE * own][:MOST]
    if len(near) > 1:
        told = [f"“{name(watch, key)}” ({share(lean.support[key])})" for key in near]
        return (
            f"The last three observed years of {place} ({years(lean.used)}) do not decide between {listed(told)} "
            f"{among} (in brackets: shares of the support). This rests on {rests}."
        )
    return (
        f"The last three observed years of {place} ({years(lean.used)}) lean to “{name(watch, first)}”: {share(most)} "
        f"of the support {among}; next is “{name(watch, second)}” with {share(next_)}. This rests on {rests}."
    )


def gone(value: float | None) -> str:
    """How much of the change that a future implies for three years was seen: `24 %`, `none`, `went the other way`."""
    if value is None:
        return "–"
    rounded = round(100 * value)
    return "none" if rounded == 0 else "went the other way" if rounded < 0 else f"{rounded}{SPACE}%"


def list_of(watch: Watch, key: str, place: str) -> str:
    """What the watch list of one future holds, or that nothing tells it from the baseline."""
    signs, title = watch.lists[key], name(watch, key)
    if not signs:
        text = NOTHING.format(name=title)
        why = " It moves too little of what is observed here, or nothing." if key in watch.silent else ""
        return f"In {place}, {text}.{why}"
    towards = [s for s in signs if s.direction == "towards"]
    best = signs[0]
    many = f"{len(signs)} indicator{'' if len(signs) == 1 else 's'}"
    if len(signs) == 1:
        moved = "it moved" if towards else "it did not move"
    else:
        moved = f"{len(towards) or 'none'} of them moved"
    return (
        f"{many} {'tells' if len(signs) == 1 else 'tell'} “{title}” from the baseline within three years in {place}; "
        f"{moved} towards it over the last three observed years. Watch first: {label(best.source)}, "
        f"{figure(best.reading, best.source)} in {best.source.year}; {turn(best)} speaks for it."
    )


def figure(value: float, reading: Reading) -> str:
    """A value of the reading without its unit; members put together are seldom whole."""
    indicator = reading.indicator
    return number(value, (1 if reading.words else 0) if indicator.whole else indicator.decimals)


def turn(sign: Signpost) -> str:
    """`above 20 deaths`: the side of the threshold that speaks for the scenario."""
    unit = sign.source.unit
    space = SPACE if unit.startswith("%") else " "
    return f"{'above' if sign.above else 'below'} {figure(sign.threshold, sign.source)}{space}{unit}"


def label(reading: Reading) -> str:
    """`State-based conflict deaths, typical member`."""
    return f"{reading.title}, {reading.words}" if reading.words else reading.title


DIRECTIONS: Mapping[str, str] = {
    "towards": "towards it",
    "away": "away from it",
    "still": "hardly moved",
    "ended": "data ended",
}


def direction(sign: Signpost) -> str:
    """Where the reading moved over its last three years; of data that ended long ago, since when."""
    text = DIRECTIONS[sign.direction]
    return f"{text} in {sign.source.year}" if sign.direction == "ended" else text
