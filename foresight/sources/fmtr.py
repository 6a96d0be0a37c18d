"""US Foreign Military Training and DoD Engagement Activities (joint report to Congress), by recipient and fiscal year.

A report year is written "2018" or "2018_2019"; the first of the two is the fiscal year that the figures are of.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "Foreign Military Training Report"
COLUMNS = ("iso3", "fy", "trainees", "cost_usd", "source_note")


def recognise(path: Path) -> bool:
    """Recipient, fiscal year, trainees and cost stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """Rows `code` (ISO3), `year` (US fiscal year), `trainees`, `cost` (current US$), `note` (of the transcription)."""
    frame = csvfile.columns(path, LAYOUT, COLUMNS)
    return pd.DataFrame(
        {
            "code": frame["iso3"],
            "year": csvfile.years(frame["fy"].str.split("_").str[0], path),
            "trainees": csvfile.figures(frame["trainees"], path),
            "cost": csvfile.figures(frame["cost_usd"], path),
            "note": frame["source_note"],
        }
    )
