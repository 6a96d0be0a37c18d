"""Seconds for all countries of one indicator, and the CRPS of each baseline beside the stack's, in one run.

Ratios within a run travel between machines; seconds do not. Usage: python -m bench [INDICATOR]
"""

from __future__ import annotations

import sys

import numpy as np

from bench import discovery, ingest, rooms
from bench.timing import timed
from foresight.projection import fit, records, smoothing
from foresight.projection.backtest import HORIZONS
from foresight.projection.engine import forward, history_of
from foresight.projection.run import panel_from
from foresight.scenario import Scenario
from foresight.scenario.run import prepare_from, simulate_from
from foresight.store import Store


def moving(store: Store, indicator: str) -> None:
    """Moves of one lever, from the value to the figures; the bar is 60 ms at the 95th percentile."""
    prepared = prepare_from(store, indicator)
    for scope in ("country:IND", "region:south_asia", "forum:nato", "world"):
        taken = []
        for value in range(1, 41):
            asked, _ = Scenario.from_parameters(
                {"target": indicator, "scope": scope, "external_actors": str(value)}, store.catalogue().levers
            )
            taken.append(timed(lambda asked=asked: simulate_from(store, prepared, asked))[0])
        middle, late = np.quantile(taken, (0.5, 0.95)) * 1e3
        print(f"{f'a lever moved, {scope}':44}{middle:9.1f} ms, p95 {late:.1f} ms")


def futures(store: Store, indicator: str, draws: int = 2000, years: int = 15) -> None:
    """All countries' futures after a lever moved, against reading the noise and writing the result once."""
    prepared = prepare_from(store, indicator)
    model = prepared.model
    countries = model.supported(model.countries)[0]
    span = range(model.last_observed + 1, model.last_observed + 1 + years)
    made, ensemble = timed(lambda: prepared.ensemble(countries, span, 1, draws))
    by, out = np.full((len(countries), years), 0.1), np.empty_like(ensemble.ready)
    copying = timed(lambda: np.copyto(out, ensemble.ready), 5)[0]
    shifting = timed(lambda: ensemble.shifted(by, out), 5)[0]
    what = f"{draws} futures, {len(countries)} countries, {years} years"
    print(f"{what:44}{shifting * 1e3:9.1f} ms {shifting / copying:8.2f} x reading and writing once (bar 3)")
    print(f"{'  drawn once, when target and place change':44}{made * 1e3:9.1f} ms")


def main(indicator: str = "arms_trade_3y") -> None:
    store = Store.open()
    loading, panel = timed(lambda: panel_from(store, indicator))
    series = forward(panel.series(indicator), panel.indicators[indicator].transform)
    simple, _ = timed(lambda: smoothing.baselines(series, HORIZONS), 3)
    every, history = timed(lambda: history_of(panel, indicator))
    fitting, model = timed(lambda: fit(panel, indicator))
    countries = model.supported(model.countries)[0]
    projecting, _ = timed(lambda: model.project(countries, 10), 3)
    print(f"{indicator}: {len(countries)} countries, {len(panel.years)} years, revision {panel.revision}")
    print(f"{'read the panel':44}{loading:9.3f} s")
    print(f"{'five baselines, all countries and origins':44}{simple:9.3f} s")
    print(f"{'all models and bands at all origins':44}{every:9.3f} s {every / simple:8.1f} x the baselines")
    print(f"{'fit':44}{fitting:9.3f} s {fitting / simple:8.1f} x the baselines")
    print(
        f"{'project all countries, ten years':44}{projecting:9.3f} s {projecting / len(countries) * 1e3:8.2f} ms each"
    )
    names = (records.STACK, *smoothing.BASELINES)
    print(f"\nCRPS, on the scale models work on\n{'years ahead':>12}" + "".join(f"{name:>24}" for name in names))
    for k, h in enumerate(HORIZONS):
        found = {r.model: r for r in records.at_horizon(history, k, names)}
        if found:
            best = min(found[name].crps for name in smoothing.BASELINES)
            cells = [f"{found[name].crps:.4f} ({found[name].crps / best - 1:+.1%})" for name in names]
            print(f"{h:>12}" + "".join(f"{cell:>24}" for cell in cells))
    moving(store, indicator)
    futures(store, indicator)
    discovery.main()
    rooms.pages()
    ingest.main()
    coverage = np.mean([r.coverage80 for r in model.records])
    print(f"\n80 % bands held {coverage:.1%} of the time, averaged over horizons.")


if __name__ == "__main__":
    main(*sys.argv[1:2])
