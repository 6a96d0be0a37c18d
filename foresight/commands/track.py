"""The command backtest: how good projections have been."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from foresight.commands.printing import as_json, table
from foresight.errors import ProjectionError
from foresight.store import Store

if TYPE_CHECKING:
    from foresight.projection.track_record import Backtest

SHOWN = ("model", "horizon", "crps", "mase", "coverage80", "worst_origin_coverage80", "best_baseline",
         "skill", "skill_low", "skill_high", "n")  # fmt: skip


def _horizons(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ProjectionError(f"“{text}” is no list of years. Write --horizons 1,3,5,10.") from None


def _tell(share: float, what: str) -> None:
    """A line on standard error that is written over, where someone is looking."""
    if sys.stderr.isatty():
        print(f"\r{100 * share:3.0f} % {what:60}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)


def backtest(asked: argparse.Namespace) -> int:
    """Score every model on past years: of an indicator, a file, or all indicators."""
    from foresight.projection import run, tidy
    from foresight.projection import track_record as kept

    horizons = kept.checked(_horizons(asked.horizons))
    if asked.file is not None:
        panel = tidy.panel_of(asked.file)
        (key,) = panel.indicators
        found = kept.backtest(panel, key, horizons, _tell)
        entry = panel.indicators[key]
        assumed = {"transform": entry.transform, "minimum": entry.minimum, "maximum": entry.maximum}
        return _print(found, asked.json, {"file": asked.file.name, "assumed": assumed})
    store = Store.open(asked.store)
    if asked.all:
        return _all(store, asked)
    indicator = store.catalogue().indicator(asked.indicator)
    if indicator.dyadic:
        return _pairs(store, indicator.key, horizons, asked.json)
    if indicator.level != "country":
        raise ProjectionError(f"“{indicator.key}” is one figure for the whole world and cannot be projected.")
    return _print(run.backtest_from(store, indicator.key, horizons, _tell, asked.again), asked.json, {})


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


def _pairs(store: Store, key: str, horizons: Iterable[int], json: bool) -> int:
    from foresight.projection import pairs
    from foresight.projection.pairs import experts

    found = pairs.backtest(
        pairs.load_pair_panel(store, key), key, tuple(horizons), progress=lambda share: _tell(share, "pairs")
    )
    rows = [asdict(record) for record in found]
    chosen = {str(h): experts.COMBINED for h in sorted({record.horizon for record in found})}
    if json:
        as_json({"indicator": key, "revision": store.revision.name, "rows": rows, "chosen": chosen})
    else:
        table(({name: value for name, value in row.items() if name != "reliability"} for row in rows), 3)
    return 0


def _all(store: Store, asked: argparse.Namespace) -> int:
    from foresight.projection import run

    refused = run.backtest_all(store, tell=lambda line: print(line, file=sys.stderr, flush=True))
    if asked.json:
        as_json({"revision": store.revision.name, "refused": refused})
    else:
        print(f"Track records are in data/track_record. {len(refused)} could not be computed.")
    return 0
