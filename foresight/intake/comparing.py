"""One country's figures before and after: what a steward looks at before publishing."""

from __future__ import annotations

import pandas as pd

from foresight.intake.line import Draft
from foresight.store import Store


def file_rows(draft: Draft, key: str, country: str | None = None) -> pd.DataFrame:
    """The file's figures of one indicator: country, (partner,) year, value; of one country where it is named.

    A pair is given from the country's side. Empty where the draft was stopped by an error.
    """
    if key not in draft.files:
        return pd.DataFrame({"country": [], "year": [], "value": []})
    if country is None:
        return pd.read_parquet(draft.files[key])
    rows = pd.read_parquet(draft.files[key], filters=[("country", "==", country)])
    if "partner" in rows:
        turned = pd.read_parquet(draft.files[key], filters=[("partner", "==", country)])
        rows = pd.concat([rows, turned.rename(columns={"country": "partner", "partner": "country"})])
    return rows.reset_index(drop=True)


def published_rows(store: Store, key: str, country: str) -> pd.DataFrame:
    """What is published of the country, in the same columns; nothing of a new indicator."""
    if key in store.catalogue().indicators:
        return store.rows(key, countries=[country])
    return pd.DataFrame({"country": [], "year": [], "value": []})


def after(held: pd.DataFrame, given: pd.DataFrame, replace: bool) -> pd.DataFrame:
    """The figures as they would be: those of the file, and of what is published all that it does not name.

    `replace`: the file's alone.
    """
    if replace or held.empty:
        return given
    if given.empty:
        return held
    keys = [name for name in ("country", "partner", "year") if name in held]
    return pd.concat([held, given]).drop_duplicates(keys, keep="last").sort_values(keys).reset_index(drop=True)


def whole(draft: Draft, key: str) -> bool:
    """Does the draft hold all of the indicator as it would be: what is published of it and is not here would go."""
    return draft.order.replace or key in draft.computed
