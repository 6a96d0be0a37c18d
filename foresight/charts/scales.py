"""Numbers for people: how a figure is written, and where the ticks of an axis or a colour bar stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foresight.catalogue import Indicator

LARGE = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
SPACE = "\u202f"  # narrow and unbreakable, between a number and what belongs to it
Numbers = npt.NDArray[np.float64]


def number(value: float, decimals: int = 2) -> str:
    """`1.2 tn`, `34.5 bn`, `12,300`, `0.42`: at most `decimals` places, thousands with commas, a true minus sign."""
    if not math.isfinite(value):
        return "no data"
    sign, size = ("−" if value < 0 else ""), abs(value)
    for bound, word in LARGE:
        # 999.96 bn would be written 1,000.0 bn: it belongs to the next word
        if round(size / bound, 3) >= 1:
            scaled = size / bound
            places = 0 if scaled >= 100 else 1 if scaled >= 10 else 2
            return f"{sign}{_trim(scaled, places)}{SPACE}{word}"
    text = _trim(size, 0 if size >= 1000 else min(decimals, 1) if size >= 100 else decimals)
    if text == "0" and size:  # small is not nought
        text = _trim(size, -math.floor(math.log10(size)))
    return text if text == "0" else f"{sign}{text}"


def _trim(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: float, indicator: Indicator) -> str:
    """The figure as a sentence would say it: `3.4 %` for percentages, otherwise the number followed by its unit."""
    text = plain(value, indicator)
    if text == "no data":
        return text
    if indicator.unit.startswith("%"):
        return f"{text}{SPACE}{indicator.unit}"
    return f"{text} {indicator.unit}"


def plain(value: float, indicator: Indicator) -> str:
    """The figure without its unit, with the decimals the catalogue declares."""
    return number(value, 0 if indicator.whole else indicator.decimals)


@dataclass(frozen=True)
class Scale:
    """How values are laid out on an axis or a colour bar: as they are, by log10, or by log10(1 + value)."""

    transform: str = "identity"

    @classmethod
    def of(cls, indicator: Indicator, log: bool) -> Scale:
        """The indicator's own logarithmic scale where asked for; an indicator that has none stays linear."""
        return cls(indicator.transform if log else "identity")

    @property
    def logarithmic(self) -> bool:
        return self.transform != "identity"

    def place(self, values: Any) -> Numbers:
        """Where `values` stand; a value that the scale cannot hold (zero or less on a log scale) becomes NaN."""
        array = np.asarray(values, dtype=float)
        if self.transform == "identity":
            return array
        shifted = array + 1 if self.transform == "log1p" else array
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(shifted > 0, np.log10(np.where(shifted > 0, shifted, 1.0)), np.nan)

    def ticks(self, low: float, high: float, count: int = 5) -> tuple[list[float], list[str]]:
        """Places and wordings of round ticks between the values `low` and `high`."""
        values = self._round_values(low, high, count)
        return [float(p) for p in self.place(values)], [_tick(v, values) for v in values]

    def _round_values(self, low: float, high: float, count: int) -> list[float]:
        if not self.logarithmic:
            return _linear(low, high, count)
        smallest = 1.0 if self.transform == "log1p" else 1e-12
        first = math.floor(math.log10(max(low, smallest)))
        last = math.ceil(math.log10(max(high, smallest)))
        decades = [10.0**power for power in range(first, last + 1)]
        steps = (1, 2, 5) if last - first <= 2 else (1,)
        values = [decade * step for decade in decades for step in steps if low <= decade * step <= high]
        if self.transform == "log1p" and low <= 0:
            values = [0.0, *values]
        # every second decade on a long axis keeps the words apart
        return values if len(values) <= 8 else values[:: math.ceil(len(values) / 7)]


def _linear(low: float, high: float, count: int) -> list[float]:
    span = high - low
    if span <= 0:
        return [low]
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * s for s in (1, 2, 2.5, 5, 10) if power * s >= raw * 0.999)
    start = math.ceil(low / step - 1e-9)
    stop = math.floor(high / step + 1e-9)
    return [place * step for place in range(start, stop + 1)]


def _tick(value: float, among: list[float]) -> str:
    """As few decimals as tell the ticks apart."""
    for decimals in range(7):
        words = [number(v, decimals) for v in among]
        if len(set(words)) == len(words) and all(
            abs(v) >= 1000 or abs(round(v, decimals) - v) < 1e-9 * max(1, abs(v)) for v in among
        ):
            return number(value, decimals)
    return f"{value:g}"
