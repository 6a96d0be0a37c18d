"""The command backtest: how good projections have been."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from foresight.commands.asking import opened
from foresight.commands.printing import as_json, table, tell
from foresight.errors import ProjectionError
from foresight.store import Store

if TYPE_CHECKING:
    from foresight.projection.track_record import Backtest

SHOWN = ("model", "horizon", "crps", "mase", "coverage80", "worst_origin_coverage80", "best_baseline",
         "skill", "skill_low", "skill_high", "n")  # fmt: skip
PAIRS = ("model", "horizon", "pr_auc", "auc", "brier", "skill", "skill_low", "skill_high", "calibration_slope",
         "new_ties_pr_auc", "base_rate", "coverage80", "n")  # fmt: skip


def _horizons(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ProjectionError(f"“{text}” is no list of years. Write --horizons 1,3,5,10.") from None


def backtest(asked: argparse.Namespace) -> int:
    """Score every model on past years: of an indicator, a file, or all indicators."""
    from foresight.projection import run, tidy
    from foresight.projection import track_record as kept

    horizons = kept.checked(_horizons(asked.horizons))
    if asked.file is not None:
        panel = tidy.panel_of(asked.file)
        (key,) = panel.indicators
        found = kept.backtest(panel, key, horizons, tell)
        entry = panel.indicators[key]
        assumed = {"transform": entry.transform, "minimum": entry.minimum, "maximum": entry.maximum}
        return _print(found, asked.json, {"file": asked.file.name, "assumed": assumed})
    store = opened(asked)
    if asked.all and asked.revision is not None:
        raise ProjectionError("The shipped records are of the newest data. Leave --revision out, or name an indicator.")
    if asked.all:
        return _all(store, asked)
    indicator = store.catalogue().indicator(asked.indicator)
    if indicator.dyadic:
        return _pairs(store, indicator.key, horizons, asked)
    if indicator.level != "country":
        raise ProjectionError(f"“{indicator.key}” is one figure for the whole world and cannot be projected.")
    return _print(run.backtest_from(store, indicator.key, horizons, tell, asked.again), asked.json,
                  {"as_of": store.revision.number})  # fmt: skip


def _print(found: Backtest, json: bool, more: dict[str, Any]) -> int:
    rows = [asdict(record) for record in found.records]
    chosen = {str(h): name for h, name in found.chosen.items()}
    if json:
        as_json(
            {
                "indicator": found.indicator, **more, "revision": found.revision, "data": found.data,
                "version": found.version, "made": found.made, "last_observed": found.last_observed,
                "rows": rows, "chosen": chosen,
                "misses": [asdict(miss) for miss in found.misses],
                "reliability": [asdict(point) for point in found.reliability],
            }
        )  # fmt: skip
        return 0
    table(({name: row[name] for name in SHOWN} for row in rows), 3)
    shown = "; ".join(f"{h} ahead: {name}" for h, name in chosen.items())
    print(f"Shown today: {shown}. Made {found.made} from {found.revision}. CRPS on the scale that models work on.")
    print("Final vintages, publication lags ignored: this flatters.")
    return 0


def _pairs(store: Store, key: str, horizons: tuple[int, ...], asked: argparse.Namespace) -> int:
    from foresight.projection import pairs

    found = pairs.backtest_from(store, key, horizons, tell, asked.again)
    rows = [asdict(record) for record in found.records]
    if asked.json:
        more = asdict(found)
        del more["records"]
        as_json({**more, "as_of": store.revision.number, "rows": rows})
        return 0
    table(({name: row[name] for name in PAIRS} for row in rows), 3)
    print(f"Told: the probability that {found.meaning}. Made {found.made} from {found.revision}.")
    print("Skill: Brier score against past ties only. Final vintages, publication lags ignored: this flatters.")
    return 0


def _all(store: Store, asked: argparse.Namespace) -> int:
    from foresight.projection import run

    refused = run.backtest_all(store, tell=lambda line: print(line, file=sys.stderr, flush=True), again=asked.again)
    if asked.json:
        as_json({"revision": store.revision.name, "refused": refused})
    else:
        print(f"Track records are in data/track_record. {len(refused)} could not be computed.")
    return 0
