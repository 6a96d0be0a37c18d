"""Commands about what states do together: the cooperation index of countries and pairs, the engagement scorecard."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

import pandas as pd

from foresight import geography
from foresight.charts import cooperation_words, engagement_words
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, records, table
from foresight.errors import ForesightError
from foresight.measures import cooperation as index_of
from foresight.measures import engagement as card_of
from foresight.measures.cooperation_declared import Level, components
from foresight.measures.engagement_declared import practices
from foresight.store import Store

COUNTRIES = 20
"""Without --country and --json: so many are printed."""


def cooperation(asked: argparse.Namespace) -> int:
    """The index of countries, or of one pair where a partner is named, with what each year rests on."""
    countries, partners = codes(asked.country), codes(asked.partner)
    if asked.first is not None and asked.last is not None and asked.first > asked.last:
        raise ForesightError(f"The years run from {asked.first} to {asked.last}: exchange them.")
    weights = _weights(asked.weight)
    store = opened(asked)
    if partners is not None:
        if not countries or len(countries) != 1 or len(partners) != 1:
            raise ForesightError("An index of a pair needs one --country and one --partner.")
        return _pair(store, countries[0], partners[0], weights, asked)
    scores = index_of.country_scores_from(store)
    found = index_of.weigh(scores, "country", weights).reset_index()
    found = _years(found[found["country"].isin(countries)] if countries else found, asked)
    if found.empty:
        raise ForesightError("There is no figure for these countries and years. Ask for other years.")
    seen = found.loc[found["value"].notna(), "year"]
    year = int(seen.max() if len(seen) else found["year"].max())
    said = cooperation_words.make_up(index_of.observed(scores), year, "country", weights)
    if not countries and not asked.json:
        found = found[found["year"] == year].sort_values("value", ascending=False).head(COUNTRIES)
    return _print(store, found, "country", weights, said, {}, asked)


def _pair(store: Store, one: str, other: str, weights: Mapping[str, float], asked: argparse.Namespace) -> int:
    scores = index_of.pair_scores_from(store, one, other)
    found = _years(index_of.weigh(scores, "pair", weights).reset_index(), asked)
    if found.empty:
        raise ForesightError(f"{one} and {other} have no figure in common in these years. Ask for other years.")
    known = geography.countries()
    value = found.set_index("year")["value"]
    said = cooperation_words.course(value, scores, f"{known[one].short} and {known[other].short}")
    return _print(store, found, "pair", weights, said, {"country": one, "partner": other}, asked)


def _print(
    store: Store,
    found: pd.DataFrame,
    level: Level,
    weights: Mapping[str, float],
    said: str,
    of: Mapping[str, str],
    asked: argparse.Namespace,
) -> int:
    if asked.json:
        as_json(
            {
                **of, "weights": index_of.normalised(weights), "part_weights": index_of.part_weights(level, weights),
                "sentence": said, "rows": records(found), "revision": store.revision.number,
                "revision_hash": store.revision.hash,
            }
        )  # fmt: skip
        return 0
    print(said)
    shown = found.assign(observed_share=(100 * found["observed_share"]).round().astype(int))
    shown = shown.rename(columns={"value": "index", "observed_share": "observed %"})
    table(shown.rename(columns={key: component.short.lower() for key, component in components().items()}), decimals=1)
    print("A dash: less than half of the weight it rests on was observed that year.")
    return 0


def _years(found: pd.DataFrame, asked: argparse.Namespace) -> pd.DataFrame:
    first = asked.first if asked.first is not None else int(found["year"].min()) if len(found) else 0
    last = asked.last if asked.last is not None else int(found["year"].max()) if len(found) else 0
    return found[found["year"].between(first, last)]


def _weights(given: Sequence[str]) -> dict[str, float]:
    """`practice=40 alignment=0` as a mapping; ForesightError for what is no component or no number."""
    weights: dict[str, float] = {}
    for text in given:
        key, _, value = text.partition("=")
        try:
            weights[key] = float(value)
        except ValueError:
            raise ForesightError(f"“{text}” is no weight. Write it like practice=40.") from None
    index_of.normalised(weights)
    return weights


def engagement(asked: argparse.Namespace) -> int:
    """One country's scorecard, beside others where they are named; what is not measured is said."""
    country = geography.country(asked.of).iso3
    subjects = [country, *(c for c in codes(asked.against) or () if c != country)]
    store = opened(asked)
    year = int(store.coverage().set_index("indicator")["last_year"]["forum_memberships"])
    lines = card_of.scorecard(card_of.values_from(store), subjects, store.members, year)
    names = {iso3: one.short for iso3, one in geography.countries().items()}
    said = engagement_words.summary(lines, country, names)
    bare = {key: practice.needs for key, practice in practices().items() if practice.needs}
    rows = [
        {"practice": line.practice, "measure": line.measure.key, "unit": line.measure.unit, "states": line.states,
         "country": subject, "value": stand.value, "states_lower_pct": stand.place, "last_year": stand.last_year}
        for line in lines
        for subject, stand in line.stands.items()
    ]  # fmt: skip
    if asked.json:
        as_json(
            {
                "country": country, "sentence": said, "rows": rows, "needs": bare,
                "not_measured": [key for key, practice in practices().items() if not practice.measured],
                "revision": store.revision.number, "revision_hash": store.revision.hash,
            }
        )  # fmt: skip
        return 0
    print(said)
    columns = ("measure", "country", "value", "states_lower_pct", "states", "last_year")
    table(pd.DataFrame(rows)[list(columns)].astype({"last_year": "Int64"}), decimals=1)
    for key, needs in bare.items():
        print(f"{practices()[key].title}: {needs}")
    print(engagement_words.NO_TOTAL)
    return 0
