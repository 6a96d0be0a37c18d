"""Participants of treaties as the UN Treaty Collection lists them, one row a participant and treaty."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from foresight.sources import csvfile

LAYOUT = "UN Treaty Collection"
COLUMNS = ("country_name", "treaty_id", "action_type", "action_date", "signature_date", "mtdsg_no")
_NO_SIGNATURE = ("ccw_p2a", "ccw_p4", "ccw_p5")


def recognise(path: Path) -> bool:
    """Participant, treaty, action, its date, date of signature and the collection's number stand in the header."""
    return set(COLUMNS) <= set(csvfile.header(path))


def read(path: Path) -> pd.DataFrame:
    """One row a participant: name (English), treaty (the file's key), signed, joined (ISO 8601, "" where not yet).

    `joined` is the deposit of an instrument of ratification, acceptance, approval, accession or succession, or the
    consent to be bound. Protocols to the Convention on Certain Conventional Weapons are not open to signature: for
    three of them the file holds the date of consent in its signature column, and it is read from there.
    """
    table = csvfile.columns(path, LAYOUT, COLUMNS)
    consent = table["treaty_id"].isin(_NO_SIGNATURE)
    return pd.DataFrame(
        {
            "name": table["country_name"],
            "treaty": table["treaty_id"],
            "signed": table["signature_date"].mask(consent, ""),
            "joined": table["action_date"].mask(consent, table["signature_date"]),
        }
    )
