"""Commands about who is tied to whom."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from foresight import geography
from foresight.charts import network_words as words
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, records, table
from foresight.errors import ForesightError
from foresight.measures import groups
from foresight.measures import network as measured
from foresight.measures.network_blocs import blocs_from, within_from
from foresight.measures.network_ego import Ego, ego

if TYPE_CHECKING:
    from pandas import DataFrame

SHOWN = 15


def network(asked: argparse.Namespace) -> int:
    """The network of a kind of tie in one year: measures, brokers, blocs, and one country's own ties where asked."""
    store = opened(asked)
    held = measured.network_from(store, measured.kind_of(asked.tie), asked.window, asked.least)
    year = held.years[-1] if asked.year is None else asked.year
    if year not in held.by_year:
        raise ForesightError(
            f"{held.of}: there is no figure for {year}. The years are {held.years[0]} to {held.years[-1]}."
        )
    now, names = held.by_year[year], {iso3: c.short for iso3, c in geography.countries().items()}
    course = measured.course(held, within_from(store, held))
    blocs, own = blocs_from(store, held, year), None
    country = None if asked.country is None else (codes([asked.country]) or [""])[0]
    if country is not None and held.covers(country, year):
        own = ego(held, country, year)
    told = _told(held, year, country, own, names)
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash,
                "tie": held.kind.key, "indicator": held.kind.indicator, "window": held.window, "least": held.least,
                "year": year, "sentences": told, "measures": records(course[course["year"] == year])[0],
                "stability": now.stability, "course": records(course),
                "states": records(measured.nodes(held, now)), "blocs": records(blocs),
                "communities": [[held.states[k] for k in now.members(group)] for group in now.groups],
                "country": country, "ego": None if own is None else _ego(own),
            }
        )  # fmt: skip
        return 0
    print(*told, sep="\n")
    print(f"\n{held.of}, {held.when(year)}: the {SHOWN} states with most partners")
    table(_named(measured.nodes(held, now).drop(columns="year").head(SHOWN), names), 3)
    print("\nBlocs: ties inside and across, E-I index (−1 inside alone, +1 outside alone), and by lot")
    titles = groups.titles({key: forum.short for key, forum in store.catalogue().forums.items()})
    titles |= words.communities(held, now, names)
    table(blocs.assign(bloc=[titles.get(key, key) for key in blocs["bloc"]]))
    if own is not None:
        print(f"\n{names[own.country]}: ties in {held.when(year)}")
        table(_named(own.ties, names, "partner"), 0)
    return 0


def _told(held: measured.Network, year: int, country: str | None, own: Ego | None, names: dict[str, str]) -> list[str]:
    now = held.by_year[year]
    found = [
        words.of_year(held, now, names),
        words.of_parts(now),
        words.of_stability(now),
        words.of_brokers(held, now, names),
    ]
    if country is not None:
        found.append(words.not_covered(held, country, year, names) if own is None else words.of_ego(held, own, names))
    return [sentence for sentence in found if sentence]


def _ego(own: Ego) -> dict[str, Any]:
    return {"before": own.before, "ties": records(own.ties), "place": records(own.place)}


def _named(rows: DataFrame, names: dict[str, str], key: str = "country") -> DataFrame:
    return rows.assign(**{key: [names.get(iso3, iso3) for iso3 in rows[key]]})
