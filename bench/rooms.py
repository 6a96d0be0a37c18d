"""Server work of the theme pages: a changed selection (bar 150 ms at the 95th percentile) and opening them (bar 1 s).

The whole script of the page is run, without a browser, as a person's choice would run it. Each choice is made twice:
the first time nothing of it is held yet, the second time the caches are warm; bars are about the second.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

import numpy as np

APP = Path(__file__).resolve().parents[1] / "app.py"
POWERS = ("USA", "CHN", "RUS", "GBR", "FRA", "DEU", "JPN", "BRA", "ZAF", "TUR")
WEIGHTS = tuple(f"economy:{weight},military:25,technology:15,demography:15,network:10" for weight in range(5, 55, 5))
PARTS = tuple(f"practice:{weight},formal:30,alignment:20,material:15" for weight in range(5, 55, 5))
YEARS = tuple(str(year) for year in range(2001, 2011))
FORUMS = ("nato", "csto", "sco", "asean", "gcc", "au", "g20", "brics", "osce", "quad")

CHANGES = {
    ("emerging_powers", "power"): ("weights", WEIGHTS),
    ("emerging_powers", "overtake"): ("partner", tuple(c for c in POWERS)),
    ("emerging_powers", "momentum"): ("year", YEARS),
    ("emerging_powers", "profile"): ("state", POWERS),
    ("geopolitical_shifts", "blocs"): ("year", YEARS),
    ("geopolitical_shifts", "movers"): ("until", YEARS),
    ("geopolitical_shifts", "space"): ("year", YEARS),
    ("geopolitical_shifts", "episodes"): ("year", YEARS),
    ("geopolitical_shifts", "breaks"): ("subject", POWERS),
    ("regional_conflicts", "world"): ("year", YEARS),
    ("regional_conflicts", "profile"): (
        "place",
        ("UKR", "SDN", "MMR", "COL", "MLI", "IRQ", "SYR", "IND", "NGA", "AFG"),
    ),
    ("regional_conflicts", "hinder"): (
        "country",
        ("SDN", "MMR", "COL", "MLI", "IRQ", "SYR", "IND", "NGA", "AFG", "ETH"),
    ),
    ("cooperation", "index"): ("weights", PARTS),
    ("cooperation", "country"): ("country", POWERS),
    ("cooperation", "pair"): ("partner", POWERS),
    ("network", ""): ("year", YEARS),
    ("forums", "members"): ("forum", FORUMS),
    ("forums", "cohesion"): ("forum", FORUMS),
    ("forums", "partners"): ("forum", FORUMS),
    ("forums", "overlap"): ("year", YEARS),
    ("engagement", ""): ("country", POWERS),
    ("relationships", "pair"): ("partner", POWERS[1:]),
}
"""Page and chapter -> the part of its address that changes, and to what."""


def pages() -> None:
    """Print, for each page, how long it takes to open again and to answer changed selections."""
    from streamlit.testing.v1 import AppTest

    logging.disable(logging.WARNING)
    print("\nPages: a selection changed, and opened again in a new session (server work, caches warm)")
    slowest = 0.0
    for (page, chapter), (name, values) in CHANGES.items():
        taken: list[float] = []
        opened = 0.0
        for _ in range(2):
            app = AppTest.from_file(str(APP), default_timeout=120)
            app.run()
            if chapter:
                app.query_params["chapter"] = chapter
            start = time.perf_counter()
            app.switch_page(f"pages/{page}.py").run()
            opened, taken = time.perf_counter() - start, []
            for value in values:
                app.query_params[name] = value
                start = time.perf_counter()
                app.run()
                taken.append(time.perf_counter() - start)
            assert not app.exception, app.exception[0].message
        middle, late = np.quantile(taken, (0.5, 0.95)) * 1e3
        slowest = max(slowest, late)
        what = f"{page}, {chapter}" if chapter else page
        print(f"{what:34}{name:>10}{middle:8.0f} ms, p95 {late:4.0f} ms; opened in {opened * 1e3:5.0f} ms")
    print(f"slowest p95 {slowest:.0f} ms (bar 150)")
