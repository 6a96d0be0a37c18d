"""Indicators that are computed from others: what follows for them from new figures of those they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from foresight.catalogue import Catalogue
from foresight.compiling.derived import RULES
from foresight.compiling.tidying import KEYS
from foresight.store import Store


def computed_from(keys: list[str]) -> list[str]:
    """Which of these indicators others are computed from."""
    inputs = {name for rule in RULES.values() for name in rule.inputs}
    return [key for key in keys if key in inputs]


def inputs_of(keys: Iterable[str]) -> set[str]:
    """What these indicators are computed from; nothing of one that is not computed."""
    return {name for key in keys if key in RULES for name in RULES[key].inputs}


def following(
    store: Store, catalogue: Catalogue, given: Mapping[str, pd.DataFrame], own: list[str], replace: bool
) -> dict[str, pd.DataFrame]:
    """Indicators as they are after the file: key -> the whole table (country, year, value), computed as the build does.

    `given`: the file's figures (country, year, value) of the indicators that others rest on; `own`: all that the file
    brings itself, which are not computed. `replace`: the file is the whole of them. An indicator that the catalogue
    lacks, or one of whose inputs is published nowhere, is left alone.
    """
    published = store.catalogue().indicators
    known: dict[str, pd.DataFrame] = {}
    for key, table in given.items():
        held = store.rows(key) if key in published and not replace else table.head(0)
        both = pd.concat([table[[*KEYS, "value"]], held[[*KEYS, "value"]]]) if len(held) else table[[*KEYS, "value"]]
        known[key] = both.drop_duplicates(KEYS).sort_values(KEYS, ignore_index=True)
    made: dict[str, pd.DataFrame] = {}
    for key, rule in RULES.items():
        if key in own or key not in catalogue.indicators or not set(rule.inputs) & set(known):
            continue
        if not all(name in known or name in published for name in rule.inputs):
            continue
        inputs = (known[name] if name in known else _held(store, name) for name in rule.inputs)
        made[key] = known[key] = rule.compute(*inputs).sort_values(KEYS, ignore_index=True)
    return made


def _held(store: Store, key: str) -> pd.DataFrame:
    return store.rows(key).sort_values(KEYS, ignore_index=True)
