"""CIA World Factbook, "International organization participation", as snapshots of the country pages over the years.

A page's list is text: "AU (suspended), NAM, OSCE (partner)". The bracket says how a state takes part; without one it
is a member. The file name of a page is the country's GEC code (formerly FIPS 10-4), which stays when names change.
"""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "World Factbook organisation snapshots"
COLUMNS = ("snapshot_date", "path", "country", "intl_org_participation")
_BETWEEN = r"[,;]\s*(?![^()]*\))"
"""A comma or semicolon that is not inside brackets."""


def recognise(path: Path) -> bool:
    """Snapshot date, page, country and the list of organisations stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `date` (of the snapshot), `code` (GEC), `name`, `organisation`, `qualifier` ("" for a plain member).

    A page without a list has no row. Names are as printed, the web's character codes undone.
    """
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    pages = pd.DataFrame(
        {
            "date": pd.to_datetime(frame["snapshot_date"], format="%Y-%m-%d"),
            "code": frame["path"].str.extract(r"([a-z0-9]+)\.\w+$", expand=False),
            "name": frame["country"].map(html.unescape).str.strip(),
            "entry": frame["intl_org_participation"].map(html.unescape).str.split(_BETWEEN, regex=True),
        }
    )
    rows = pages.explode("entry")
    parts = rows["entry"].str.strip().str.extract(r"^(?P<organisation>[^(]*?)\s*(?:\((?P<qualifier>.*)\))?$")
    rows = rows.assign(organisation=parts["organisation"], qualifier=parts["qualifier"].fillna(""))
    rows = rows[rows["organisation"].notna() & (rows["organisation"] != "")]
    return rows[["date", "code", "name", "organisation", "qualifier"]].reset_index(drop=True)
