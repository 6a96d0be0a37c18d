"""The track record of a pair indicator: what `backtest` finds, as one JSON file of some kilobytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from foresight.errors import ProjectionError
from foresight.projection.files import nan_for_null, null_for_nan
from foresight.projection.pairs.experts import COMBINED
from foresight.projection.pairs.scores import Point

VERSION = "1"
"""Of the models of pairs. A model or record kept by another version is stale."""
DIGITS = 5


@dataclass(frozen=True)
class PairRecord:
    """How good one model of a pair indicator was at one horizon, over all pairs of the tested outcome years.

    `pr_auc`: area under precision and recall, `base_rate` by chance. `auc`: area under the ROC curve. `brier`;
    `brier_skill` against always telling the base rate of the tested years. `skill`: 1 - Brier score / that of
    `best_baseline`, with a 95 % interval that resamples years and states at once. `calibration_slope`: below 1 too
    sure, above 1 not sure enough. `new_ties_pr_auc`: among pairs without a tie in the five years to the origin,
    `new_ties_base_rate` by chance. `coverage80`: how often the share observed in a bin of a year lay inside its 80 %
    interval; `worst_origin_coverage80`: in the worst year. `n`: pair-years; `origins`: years; `countries`: states in
    any pair; `calibrated`: origins with enough past forecasts to calibrate (the others are told as they are).
    """

    indicator: str
    model: str
    horizon: int
    pr_auc: float
    auc: float
    brier: float
    brier_skill: float
    best_baseline: str
    skill: float
    skill_low: float
    skill_high: float
    calibration_slope: float
    calibration_intercept: float
    new_ties_pr_auc: float
    new_ties_base_rate: float
    base_rate: float
    coverage80: float
    worst_origin_coverage80: float
    n: int
    origins: int
    countries: int
    calibrated: int
    first_year: int
    last_year: int
    reliability: tuple[Point, ...]


@dataclass(frozen=True)
class PairMiss:
    """A pair-year that was told badly: made in `origin`, for `year`; `observed`: whether there was a tie."""

    horizon: int
    country: str
    partner: str
    origin: int
    year: int
    probability: float
    observed: bool


@dataclass(frozen=True)
class PairBacktest:
    """How good projections of one pair indicator have been: every model at every horizon.

    `meaning`: what the probability is of. `chosen`: horizon -> model that is shown today: the combination, or past ties
    only where these were better. The record of the combination is of what was shown at the time; `misses`: the five
    worst of it per horizon. `revision`: name of the data; `data`: fingerprint of the figures it rests on;
    `version`: of the models; `made`: ISO date. `stale`: the data or the models have changed since.
    """

    indicator: str
    meaning: str
    revision: str
    data: str
    version: str
    made: str
    last_observed: int
    records: tuple[PairRecord, ...]
    chosen: Mapping[int, str]
    misses: tuple[PairMiss, ...]
    stale: bool = False

    def of(self, model: str) -> tuple[PairRecord, ...]:
        """The records of one model, by horizon."""
        return tuple(record for record in self.records if record.model == model)

    def shown(self, horizon: int) -> PairRecord | None:
        """The record of what was shown at a horizon; None where it was not scored."""
        return next((r for r in self.of(COMBINED) if r.horizon == horizon), None)

    def to_json(self) -> str:
        """One JSON object; `from_json` gives the same back. Figures are kept to five digits."""
        found = {**asdict(self), "chosen": {str(h): name for h, name in self.chosen.items()}}
        return json.dumps(null_for_nan(found, DIGITS), separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> PairBacktest:
        """Read what `to_json` wrote; ProjectionError where it is no such object."""
        try:
            found = json.loads(text)
            return cls(
                **{
                    **found,
                    "records": tuple(_record(row) for row in found["records"]),
                    "chosen": {int(h): name for h, name in found["chosen"].items()},
                    "misses": tuple(PairMiss(**row) for row in found["misses"]),
                }
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ProjectionError(f"This is not a track record of pairs: {error}. Compute it again.") from None


def _record(row: Mapping[str, Any]) -> PairRecord:
    return PairRecord(**{**nan_for_null(row), "reliability": tuple(Point(**point) for point in row["reliability"])})
