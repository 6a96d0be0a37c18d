"""Commands about emerging powers: the power index with its ranks under other weights, and who may overtake whom."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from typing import Any

from foresight import geography
from foresight.charts import power_words as words
from foresight.charts.power import chance, share
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, table
from foresight.errors import ForesightError
from foresight.measures import power as index_of
from foresight.measures import power_ranks
from foresight.measures.power_recipe import Recipe, recipe

SHOWN = 15
"""Without --country: so many are printed."""


def power(asked: argparse.Namespace) -> int:
    """The ranking of one year under any weights, and how ranks move under random weightings."""
    made, countries = recipe(), codes(asked.country)
    shares = made.weights(_chosen(asked.weight))
    if asked.top < 1:
        raise ForesightError(f"There is no top {asked.top}. Choose 1 or more.")
    store = opened(asked)
    ground = index_of.ground_from(store, made)
    year = ground.years[-1] if asked.year is None else asked.year
    standing = index_of.standing(ground, shares, year)
    centre = shares if asked.near else None
    wanted = countries or standing["country"].tolist()[: None if asked.json else SHOWN]
    found = power_ranks.of_year(ground, year, centre, asked.runs, asked.seed, wanted)
    missing = index_of.without(ground, shares, year)
    rows = [_row(row, found, asked.top, made) for row in standing.to_dict("records") if row["country"] in wanted]
    gone = [country for country in countries or () if country not in set(standing["country"])]
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash, "year": year,
                "weights": shares, "weightings": {"runs": asked.runs, "seed": asked.seed, "ranked": found.ranked,
                                                  "drawn": "near the weights" if asked.near else "any"},
                "top": asked.top, "countries": rows, "no_index": [c for c, _ in missing],
                "asked_without_index": gone,
            }
        )  # fmt: skip
        return 0
    names = {c.iso3: c.short for c in geography.countries().values()}
    print(words.of_ranking(standing, made, names, year))
    table([_printed(row, asked.top) for row in rows], 1)
    print(f"Weights: {words.weights(shares, made)}. {asked.runs:,} weightings, seed {asked.seed}, "
          f"{found.ranked} states ranked; ranks in 90 % of them.")  # fmt: skip
    if told := words.of_missing([one for one in missing if not countries or one[0] in gone], names, made):
        print(told)
    return 0


def _chosen(texts: list[str]) -> dict[str, float]:
    """`economy=40` … as component -> weight; ForesightError for what is not a number."""
    found = {}
    for text in texts:
        key, sign, number = text.partition("=")
        try:
            found[key] = float(number) if sign else float("nan")
        except ValueError:
            found[key] = float("nan")
        if not 0 <= found[key] < float("inf"):
            raise ForesightError(f"“{text}” is no weight. Write COMPONENT=NUMBER, such as economy=40.")
    return found


def _row(row: dict[Any, Any], found: power_ranks.Ranks, top: int, made: Recipe) -> dict[str, Any]:
    country = str(row["country"])
    ranks: dict[Any, Any] = next((one for one in found.table.to_dict("records") if one["country"] == country), {})
    return {
        "country": country, "rank": row["rank"], "index": row["value"], "observed": row["observed"],
        "components": {key: row[f"score.{key}"] for key in made.components},
        "points": {key: row[key] for key in made.components},
        "among_top": found.among(country, top), "rank_low": ranks.get("low"), "rank_middle": ranks.get("median"),
        "rank_high": ranks.get("high"),
    }  # fmt: skip


def _printed(row: dict[str, Any], top: int) -> dict[str, Any]:
    ranged = "–" if row["rank_low"] is None else f"{row['rank_low']}–{row['rank_high']}"
    return {
        "rank": row["rank"], "country": row["country"], "index": row["index"], **row["points"],
        "observed": share(row["observed"]), f"in top {top}": share(row["among_top"]), "ranks": ranged,
    }  # fmt: skip


def overtake(asked: argparse.Namespace) -> int:
    """The chance that one state stands above another in each projected year."""
    from foresight.measures.overtaking import SEED, SIZE, overtaking_from

    (country,), (partner,) = (codes([text]) or [""] for text in (asked.country, asked.partner))
    store = opened(asked)
    found = overtaking_from(store, asked.indicator, country, partner, asked.until)
    indicator = store.catalogue().indicator(asked.indicator)
    names = {c.iso3: c.short for c in geography.countries().values()}
    sentence = words.of_turn(found, indicator, names)
    rows: list[dict[str, Any]] = [
        {"year": year, "probability": p, "status": status}
        for year, p, status in zip(found.years, found.probability, found.status, strict=True)
    ]
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash, "indicator": indicator.key,
                "country": country, "partner": partner, "last_observed": found.last, "ratio": found.ratio,
                "above_since": found.since, "more_likely_than_not_from": found.from_year, "draws": SIZE, "seed": SEED,
                "sentence": sentence, "rows": rows,
            }
        )  # fmt: skip
        return 0
    print(sentence)
    table([{**row, "probability": chance(row["probability"])} for row in rows])
    return 0
