"""Futures and PRIM: seconds, and the same cases given to ema_workbench where some Python on this machine has it.

The EMA workbench is no part of the product. To compare with it, give it an environment of its own and name that one:
`python -m venv ema; ema/bin/pip install ema_workbench; FORESIGHT_EMA_PYTHON=ema/bin/python make bench`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.timing import timed
from foresight.scenario import Scenario, Scope
from foresight.scenario.discovery import covering, discover, prim
from foresight.scenario.discovery.goal import Question
from foresight.scenario.run import prepare_from
from foresight.store import Store

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EMA = "FORESIGHT_EMA_PYTHON"
HOW = f"python -m venv ema; ema/bin/pip install ema_workbench; {EMA}=ema/bin/python make bench"
HELD = (0.75, 0.5, 0.25)
"""Coverages at which densities are compared."""
CHILD = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd, ema_workbench
from ema_workbench.analysis import prim
cases = np.load(sys.argv[1])
x = pd.DataFrame(cases["x"], columns=[f"x{k}" for k in range(cases["x"].shape[1])])
taken = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    box = prim.Prim(x, cases["y"], threshold=0.01, peel_alpha=0.05, paste_alpha=0.05, mass_min=0.05).find_box()
    taken.append(time.perf_counter() - start)
path = box.peeling_trajectory
print(json.dumps({"version": ema_workbench.__version__, "seconds": min(taken),
                  "coverage": path["coverage"].tolist(), "density": path["density"].tolist()}))
"""


def planted(n: int, columns: int = 12, seed: int = 0) -> tuple[Floats, Bools]:
    """Cases of which a fifth, in a box of two columns, are of interest four times as often as the others."""
    rng = np.random.default_rng(seed)
    x = rng.random((n, columns))
    inside = (x[:, 0] > 0.6) & (x[:, 3] < 0.5)
    return x, rng.random(n) < np.where(inside, 0.8, 0.2)


def densities(coverage: Sequence[float], density: Sequence[float]) -> str:
    """The density of a trajectory at the coverages of HELD, in words."""
    order = np.argsort(coverage)
    found = np.interp(HELD, np.asarray(coverage)[order], np.asarray(density)[order])
    return "  ".join(f"{d:.3f}" for d in found)


def ema(x: Floats, y: Bools, times: int) -> dict[str, Any] | None:
    """What ema_workbench finds on the same cases; None where no Python here has it, or it cannot run."""
    python = os.environ.get(EMA) or (sys.executable if importlib.util.find_spec("ema_workbench") else None)
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.npz"
        np.savez(file, x=x, y=y)
        done = subprocess.run([python, "-c", CHILD, str(file), str(times)], capture_output=True, text=True, check=False)  # noqa: S603 - the person's own choice of Python
    if done.returncode:
        print(f"ema_workbench could not run: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
        return None
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def compared(name: str, x: Floats, y: Bools, times: int) -> bool:
    """PRIM, boxes borne out by other cases, and ema_workbench on the same cases; was there an ema_workbench."""
    hits = int(y.sum())
    peeling, path = timed(lambda: prim.peel(x, y), times)
    pasting, _ = timed(lambda: prim.paste(x, y, path[-1]), times)
    covering_, found = timed(lambda: covering.cover(x, y), times)
    print(f"\n{name}: {len(x):,} cases, {x.shape[1]} levers, base rate {y.mean():.3f}")
    print(f"{'':34}{'seconds':>9}   density at coverage {', '.join(f'{c:.0%}' for c in HELD)}")
    own = densities([box.hits / hits for box in path], [box.density for box in path])
    print(f"{'peel and paste':34}{peeling + pasting:9.3f}   {own}")
    if found:
        curve = found[0].curve
        borne_out = densities([box.hits / hits for box in curve], [box.density for box in curve])
        print(f"{f'{len(found)} boxes borne out by other cases':34}{covering_:9.3f}   {borne_out}")
    else:
        print(f"{'no box borne out by other cases':34}{covering_:9.3f}")
    other = ema(x, y, 1 if len(x) > 10_000 else times)
    if other is None:
        return False
    label, ratio = f"ema_workbench {other['version']}", other["seconds"] / (peeling + pasting)
    print(
        f"{label:34}{other['seconds']:9.3f}   {densities(other['coverage'], other['density'])}   {ratio:.0f} x the time"
    )
    return True


def main() -> None:
    """Print seconds of 5,000 futures and of PRIM on 5,000 and 50,000 cases (bars: 3 s in the app, .2 s and 1 s)."""
    store = Store.open()
    prepared = prepare_from(store, "arms_trade_3y")
    print("\nDiscovery")
    kept = None
    for scope in ("forum:asean", "forum:nato", "world"):
        scenario = Scenario(target="arms_trade_3y", scope=Scope.parse(scope), horizon=2034)
        question = Question(scenario=scenario)
        setting, setup = timed(lambda question=question: discover.set_up(store, prepared, question), 3)
        whole, found = timed(lambda setup=setup: discover.discover(setup), 3)
        kept = kept or found
        what = f"5,000 futures explored, {scope}"
        print(f"{what:44}{setting + whole:9.3f} s, {len(found.findings)} boxes (bar 3 s)")
    had = False
    if kept is not None:
        had = compared("futures of ASEAN's arms trade", kept.setup.sample.values, kept.holds, 3)
    for n, times in ((5_000, 3), (50_000, 2)):
        had = compared("planted box", *planted(n), times) or had
    if not had:
        print(f"To compare with ema_workbench: {HOW}")


if __name__ == "__main__":
    main()
