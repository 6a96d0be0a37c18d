"""A data folder in the real shape, small enough to work out by hand, and a store made from it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from foresight.store import Store

PROVIDER = """
[sources.bank]
provider = "Example Bank"
title = "Example Accounts"
version = "2025"
licence = "CC BY 4.0"
citation = "Example Bank (2025), Accounts, with a comma"
url = "https://example.org/accounts"
retrieved = 2026-11-01
terms = "open"

[sources.counts]
provider = "Example Counts"
title = "Example Exercises"
version = "7"
licence = "not stated by the provider"
citation = "Example and Author (2020)"
url = "https://example.org/counts"
retrieved = 2026-11-01
terms = "derived_only"

[indicators.gdp]
title = "Gross domestic product"
theme = "emerging_powers"
unit = "constant 2015 US$ bn"
description = "What a country produces in a year."
source = "bank"
direction = "positive"
transform = "log"
minimum = 0
decimals = 1
caveat = "At market exchange rates."

[indicators.exercises_pair]
title = "Joint exercises of two countries"
theme = "cooperation"
unit = "exercises"
description = "How many exercises both took part in."
source = "counts"
level = "pair"
whole = true
minimum = 0
maximum = 500
absent = "zero"
absent_note = "Inside 2009-2010 a pair without a row had none."

[indicators.concentration]
title = "Concentration of power"
theme = "geopolitical_shifts"
unit = "index"
description = "Sum of squared shares."
source = "bank"
level = "world"
minimum = 0
maximum = 1
"""

FORUMS = """
[nato]
title = "North Atlantic Treaty Organization"
short = "NATO"
kind = "alliance"
founded = 1949
reference = "Washington Treaty"
url = "https://www.nato.int"
"""

LEVERS = """
[conflict_severity]
title = "Conflict severity"
unit = "deaths"
low = 0
high = 100
step = 10
drives = ["conflict"]
help = "Battle deaths near by."
"""

MEMBERSHIPS = """forum,country,joined,left,status,reference,note
nato,USA,1949,,member,Washington Treaty,
nato,FRA,1949,,member,Washington Treaty,
nato,FIN,2023,,member,Accession protocol,
"""


def gdp() -> pd.DataFrame:
    rows = [("FRA", 2019, 2.5), ("FRA", 2020, 2.25), ("IND", 2019, 2.0), ("IND", 2020, 1.5), ("USA", 2020, 20.0)]
    return pd.DataFrame(rows, columns=["country", "year", "value"])


def exercises() -> pd.DataFrame:
    rows = [
        ("FRA", "IND", 2009, 1.0),
        ("FRA", "IND", 2010, 0.0),
        ("FRA", "USA", 2010, 5.0),
        ("IND", "USA", 2009, 3.0),
        ("IND", "USA", 2010, 4.0),
    ]
    return pd.DataFrame(rows, columns=["country", "partner", "year", "value"])


def concentration() -> pd.DataFrame:
    return pd.DataFrame({"country": ["WLD", "WLD"], "year": [2019, 2020], "value": [0.25, 0.5]})


def write_data(folder: Path) -> Path:
    providers = folder / "catalogue" / "providers"
    providers.mkdir(parents=True)
    (folder / "tables").mkdir()
    (providers / "example.toml").write_text(PROVIDER, encoding="utf-8")
    (folder / "catalogue" / "forums.toml").write_text(FORUMS, encoding="utf-8")
    (folder / "catalogue" / "levers.toml").write_text(LEVERS, encoding="utf-8")
    (folder / "catalogue" / "forum_memberships.csv").write_text(MEMBERSHIPS, encoding="utf-8")
    tables = {"gdp": gdp(), "exercises_pair": exercises(), "concentration": concentration()}
    for key, table in tables.items():
        table.to_parquet(folder / "tables" / f"{key}.parquet", index=False)
    return folder


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A data folder with its own catalogue: GDP of three countries, exercises of three pairs, one world figure."""
    return write_data(tmp_path / "data")


@pytest.fixture
def small_store(small_data: Path, tmp_path: Path) -> Store:
    """A store made from `small_data`."""
    return Store.open(tmp_path / "store", small_data)
