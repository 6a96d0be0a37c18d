"""What a projection says, in sentences and rows computed from it. Influences are told as associations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from foresight.catalogue import Indicator
from foresight.charts.record import ZONE
from foresight.charts.scales import SPACE, number, plain, with_unit
from foresight.charts.sentences import listed
from foresight.projection import Projection, Record
from foresight.projection.backtest import HORIZONS
from foresight.projection.pairs import PairRecord
from foresight.projection.stacking import STACK
from pages._scenario_words import signed

BAND = f"Bands of 50{SPACE}% and 80{SPACE}%: past forecast errors, neither parameter nor scenario uncertainty."
BAND_80 = f"80{SPACE}% band"
AT_REST = 0.05  # share of outcomes with a band of no width from which on the label says so
DOTTED = "Dotted: extrapolated, more than ten years after the last observation."
PERCENT = f"{SPACE}%"


class Label(NamedTuple):
    """One label above the chart: its words, colour, icon, and what it means."""

    text: str
    colour: Literal["blue", "orange", "gray"]
    icon: str
    meaning: str


def percent(share: float, decimals: int = 0) -> str:
    """`79 %` of a share of 1."""
    return f"{number(100 * share, decimals)}{PERCENT}"


def horizon_of(ahead: int) -> int:
    """The horizon with a model of its own that stands for so many years ahead."""
    return next((h for h in HORIZONS if h >= ahead), HORIZONS[-1])


def years(ahead: int) -> str:
    """`1 year`, `10 years`."""
    return f"{ahead} year{'' if ahead == 1 else 's'}"


def sentence(
    projection: Projection, last: float, indicator: Indicator, names: Mapping[str, str], short: bool = False
) -> str:
    """From the last observation to the last projected year; `short` where the indicator was named before."""
    who = names.get(projection.country, projection.country)
    first = plain(last, indicator) if short else with_unit(last, indicator)
    return (
        f"{who if short else f'{indicator.title}, {who}'}: {first} in {projection.last_observed}; projected "
        f"{plain(projection.p50[-1], indicator)} in {projection.years[-1]}, {BAND_80} "
        f"{plain(projection.p10[-1], indicator)} to {plain(projection.p90[-1], indicator)}."
    )


def coverage(record: Record | PairRecord | None) -> Label:
    """How often the 80 % band held at one horizon, and whether that is what it promises."""
    if record is None or math.isnan(record.coverage80):
        return Label(
            f"{BAND_80}: never scored", "gray", ":material/help:", "There were too few outcomes to score past bands."
        )
    kept = ZONE[0] <= record.coverage80 <= ZONE[1]
    return Label(
        f"{BAND_80} held {percent(record.coverage80)} of the time, n = {number(record.n, 0)}",
        "blue" if kept else "orange",
        ":material/check:" if kept else ":material/warning:",
        f"{years(record.horizon)} ahead. {kept_promise(record)}",
    )


def kept_promise(record: Record | PairRecord) -> str:
    """Whether past 80 % bands held as often as they should, in a sentence or two."""
    if math.isnan(record.coverage80):
        return f"Too few outcomes to say how often past {BAND_80}s held."
    low, high = ZONE
    within = (
        "as promised" if low <= record.coverage80 <= high else "too seldom" if record.coverage80 < low else "too wide"
    )
    told = (
        f"An {BAND_80} should hold {percent(0.8)} of the time ({percent(low)} to {percent(high)} is near enough); past "
        f"ones held {percent(record.coverage80, 1)}, {within}, and {percent(record.worst_origin_coverage80)} in the "
        "worst year."
    )
    if isinstance(record, Record) and record.at_rest >= AT_REST:
        told += (
            f" {percent(record.at_rest)} of the outcomes were of countries that had hardly ever moved, whose band has "
            f"no width; of the others it held {percent(record.coverage80_moving)}."
        )
    return told


def extrapolations(projections: Sequence[Projection], names: Mapping[str, str], this_year: int) -> list[Label]:
    """One label per last year observed of those whose last years are extrapolated."""
    ended: dict[int, list[str]] = {}
    for one in projections:
        if "extrapolated" in one.status:
            ended.setdefault(one.last_observed, []).append(names.get(one.country, one.country))
    found = []
    for last, those in sorted(ended.items()):
        who = "" if len(those) == len(projections) else f" ({listed(those)})"
        found.append(extrapolation(last, this_year, who))
    return found


def extrapolation(last: int, this_year: int, who: str = "") -> Label:
    """The label of years more than ten after the last observation."""
    return Label(
        f"Extrapolation{who}: last observed {last}, {years(this_year - last)} ago", "orange", ":material/more_time:",
        f"{DOTTED} There the median stands still and the bands widen.",
    )  # fmt: skip


def shown(models: Sequence[str]) -> str:
    """Which model is drawn at which horizon, and why where it is a baseline."""
    told = []
    for name in dict.fromkeys(models):
        at = listed([str(h) for h, used in zip(HORIZONS, models, strict=True) if used == name])
        where = f"At {at} year{'' if at == '1' else 's'} ahead"
        if name == STACK:
            told.append(f"{where} the stack is drawn: simple baselines and pooled models, weighted by past errors.")
        else:
            told.append(f"{where} the simple baseline “{name}” had done better than the stack, so it is drawn instead.")
    return " ".join(told)


def against(record: Record | PairRecord) -> str:
    """Skill at one horizon, with its interval, better and worse alike."""
    low, high = (signed(100 * share, 1) for share in (record.skill_low, record.skill_high))
    unclear = record.skill_low * record.skill_high <= 0
    verdict = "no clear difference" if unclear else "closer" if record.skill > 0 else "further off"
    return (
        f"{years(record.horizon)} ahead, skill against the best simple baseline (“{record.best_baseline}”): "
        f"{signed(100 * record.skill, 1)}{PERCENT}, 95{PERCENT} interval {low} to {high}{PERCENT} ({verdict})."
    )


def calibration(record: PairRecord) -> str:
    """Whether past probabilities of ties were too sure, and how hard new ties were."""
    slope = number(record.calibration_slope, 2)
    sure = (
        "too sure"
        if record.calibration_slope < 0.9
        else "not sure enough"
        if record.calibration_slope > 1.1
        else "fair"
    )
    return (
        f"Probabilities were {sure} (calibration slope {slope}, 1 is right); area under precision and recall "
        f"{number(record.pr_auc, 2)} where chance gives {number(record.base_rate, 2)}, for new ties "
        f"{number(record.new_ties_pr_auc, 2)} where chance gives {number(record.new_ties_base_rate, 3)}."
    )


def table(projection: Projection, indicator: Indicator) -> list[dict[str, str]]:
    """One row per projected year."""
    columns = (projection.years, projection.p10, projection.p25, projection.p50, projection.p75, projection.p90)
    return [
        {
            "Year": str(year),
            "Median": plain(p50, indicator),
            "50 % band": f"{plain(p25, indicator)} to {plain(p75, indicator)}",
            "80 % band": f"{plain(p10, indicator)} to {plain(p90, indicator)}",
            "Status": status,
        }
        for (year, p10, p25, p50, p75, p90), status in zip(zip(*columns, strict=True), projection.status, strict=True)
    ]
