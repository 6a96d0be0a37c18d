"""What a track record says, in sentences and rows computed from it. Success and failure are told in the same way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from foresight.catalogue import THEMES
from foresight.charts.record import ZONE, percent, signed
from foresight.charts.scales import number
from foresight.charts.sentences import listed
from foresight.projection.stacking import STACK

if TYPE_CHECKING:
    from pandas import DataFrame

    from foresight.projection.pairs import PairBacktest, PairRecord
    from foresight.projection.records import Record
    from foresight.projection.track_record import Backtest

RESTFUL = 0.05
"""Where more than this share of the outcomes is of countries at rest, the others are told apart."""


def ahead(horizon: int) -> str:
    """`1 year ahead`, `5 years ahead`."""
    return f"{horizon} year{'s' if horizon > 1 else ''} ahead"


@overload
def shown(found: Backtest, horizon: int) -> Record | None: ...
@overload
def shown(found: PairBacktest, horizon: int) -> PairRecord | None: ...
@overload
def shown(found: Backtest | PairBacktest, horizon: int) -> Record | PairRecord | None: ...
def shown(found: Backtest | PairBacktest, horizon: int) -> Record | PairRecord | None:
    """The record of what was shown at a horizon; None where it was not scored."""
    from foresight.projection.pairs import PairBacktest

    if isinstance(found, PairBacktest):
        return found.shown(horizon)
    return next((r for r in found.of(STACK) if r.horizon == horizon), None)


def interval(record: Record | PairRecord) -> str:
    """The skill with its 95 % interval."""
    return f"{signed(record.skill)} [{signed(record.skill_low)}, {signed(record.skill_high)}]"


def model(name: str) -> str:
    """A model's name as a sentence says it."""
    return "the stack of models" if name == STACK else f"“{name}”"


def verdict(record: Record | PairRecord, score: str = "CRPS") -> str:
    """Better or worse than the best baseline, and whether that can be told from luck."""
    if record.skill == 0:
        return f"what was shown was the best baseline itself, “{record.best_baseline}”."
    how = "better" if record.skill > 0 else "worse"
    sure = record.skill_low > 0 if record.skill > 0 else record.skill_high < 0
    told = "on one side of zero" if sure else "which holds zero: it cannot be told from no difference"
    low, high, size = signed(record.skill_low), signed(record.skill_high), percent(abs(record.skill))
    return (
        f"what was shown was **{size} {how}** by {score} than the best baseline, “{record.best_baseline}” (95 % "
        f"interval {low} to {high}, {told})."
    )


def band(record: Record) -> str:
    """How often the 80 % band held, and whether that is what it promises."""
    share = round(record.coverage80, 4)
    kept = (
        "as it should"
        if ZONE[0] <= share <= ZONE[1]
        else "less often than it should"
        if share < ZONE[0]
        else "more often than it should"
    )
    text = (
        f"The 80 % band held {percent(share)} of {number(record.n, 0)} outcomes, {kept}; "
        f"{percent(record.worst_origin_coverage80, 0)} in the worst year."
    )
    if not record.at_rest > RESTFUL:
        return text
    return (
        f"{text} In {percent(record.at_rest, 0)} of the cases the country had hardly ever moved and the band has no "
        f"width; of the others it held {percent(record.coverage80_moving)}."
    )


def by_horizon(found: Backtest) -> list[dict[str, str]]:
    """One row per horizon: what was shown, how good it was, and what is shown today."""
    return [
        {"Years ahead": str(r.horizon), "Shown today": found.chosen.get(r.horizon, STACK)} | scores(r)
        for r in found.of(STACK)
    ]


def scores(record: Record) -> dict[str, str]:
    """The figures of one model at one horizon."""
    return {
        "CRPS": f"{record.crps:.4g}",
        "Skill [95 % interval]": interval(record),
        "Best baseline": record.best_baseline,
        "MASE": number(record.mase, 2),
        "80 % held": percent(record.coverage80),
        "Moving": percent(record.coverage80_moving),
        "50 % held": percent(record.coverage50),
        "Worst year": percent(record.worst_origin_coverage80, 0),
        "n": number(record.n, 0),
    }


def calibration(found: Backtest) -> str:
    """How far bands of any nominal share were off, horizon by horizon."""
    parts = []
    for h in dict.fromkeys(point.horizon for point in found.reliability):
        points = [p for p in found.reliability if p.horizon == h and math.isfinite(p.observed)]
        if points:
            off = sum(p.observed - p.nominal for p in points) / len(points)
            held = f"{number(100 * abs(off), 1)} points {'more' if off > 0 else 'fewer'} than told"
            parts.append(f"{ahead(h)}, {held if abs(off) >= 0.02 else 'about what they told'}")
    if not parts:
        return "No band could be checked."
    return f"Central bands of 10 to 90 % held, on average: {'; '.join(parts)}. Above the diagonal, more than told."


def overview(rows: DataFrame, horizon: int) -> str:
    """How many indicators were projected better and worse than by their best baseline, and how many bands held."""
    if rows.empty:
        return f"No record of projections {ahead(horizon)} is kept for this selection."
    better, worse = rows["skill"] > 0, rows["skill"] < 0
    sure, unsure = int((better & (rows["low"] > 0)).sum()), int((worse & (rows["high"] < 0)).sum())
    held = int(rows["coverage"].round(4).between(*ZONE).sum())
    same = len(rows) - int(better.sum()) - int(worse.sum())
    ties = f"; in {same} the baseline itself was shown" if same else ""
    return (
        f"{ahead(horizon)}, {int(better.sum())} of {len(rows)} indicators were projected better than by their best "
        f"baseline ({sure} with an interval above zero) and {int(worse.sum())} worse ({unsure} with an interval below "
        f"zero){ties}. The 80 % band held 76 to 84 % of outcomes in {held} of {len(rows)}."
    )


def listing(found: DataFrame) -> list[dict[str, str]]:
    """The overview as a table in words, a row for each indicator."""
    return [
        {
            "Indicator": row["label"],
            "Theme": THEMES[row["theme"]],
            "Skill": signed(row["skill"]),
            "95 % interval": f"{signed(row['low'])} to {signed(row['high'])}",
            "Best baseline": row["baseline"],
            "Shown today": row["shown"],
            "80 % band held": percent(row["coverage"]),
            "Worst year": percent(row["worst"], 0),
            "n": number(row["n"], 0),
        }
        for row in found.to_dict("records")
    ]


def made(found: Backtest | PairBacktest, current: str) -> str:
    """When and from what the record was made."""
    other = "" if found.revision == current else " (the figures it rests on are the same in the current revision)"
    told = "" if found.stale else other
    return f"Made {found.made} from data revision {found.revision}{told}, models version {found.version}."


def too_short(missing: Sequence[str], titles: Mapping[str, str]) -> str:
    """Indicators without a record, named."""
    named = listed([titles[key] for key in missing])
    return f"No record is kept of {named}. Choose one to compute it, or to read why there is none."


def rows(found: Backtest | PairBacktest) -> list[dict[str, Any]]:
    """Every record as a row of a file, the largest figures unrounded."""
    from dataclasses import asdict

    dropped = ("reliability", "indicator")
    return [{k: v for k, v in asdict(r).items() if k not in dropped} for r in found.records]
