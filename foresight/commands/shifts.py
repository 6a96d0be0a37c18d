"""Commands on geopolitical shifts: polarity, blocs in UN votes, movers, and structural breaks."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from foresight import geography
from foresight.charts import shifts_words as words
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, records, table
from foresight.errors import ForesightError
from foresight.measures import blocs, breaks, groups, movers, polarity, shifts
from foresight.store import Store

if TYPE_CHECKING:
    from foresight.catalogue import Indicator
    from foresight.measures.breaks import Verdict


def _names() -> Mapping[str, str]:
    return {country.iso3: country.short for country in geography.countries().values()}


def _head(store: Store) -> dict[str, Any]:
    return {"revision": store.revision.number, "revision_hash": store.revision.hash}


def show_polarity(asked: argparse.Namespace) -> int:
    """Who leads, how concentrated power is, and the class of every year."""
    store, leading = opened(asked), polarity.GROUPS[asked.among]
    own = polarity.polarity_from(store, asked.by, leading)
    if own.empty:
        raise ForesightError("This revision of the data lists too few states to say how power is spread.")
    if asked.year is not None and asked.year not in set(own["year"]):
        first, last = int(own["year"].min()), int(own["year"].max())
        raise ForesightError(f"There is nothing of {asked.year}: choose a year from {first} to {last}.")
    held = own if asked.year is None else own[own["year"] <= asked.year]
    tables = {count: polarity.polarity_from(store, asked.by, count) for count in polarity.GROUPS.values()}
    sentence = words.of_polarity(held, asked.by, leading, _names())
    if asked.json:
        as_json(
            _head(store) | {
                "by": asked.by, "among": asked.among, "sentence": sentence, "rule": words.RULE,
                "years": records(held if asked.year is None else held.tail(1)),
                "spells": [{"class": kind, "first": a, "last": b} for kind, a, b in polarity.spells(held)],
                "class_by_group": {
                    "all" if count is None else str(count): str(one["kind"].iloc[-1]) for count, one in tables.items()
                },
            }
        )  # fmt: skip
        return 0
    print(f"{sentence} {words.of_groups(tables) if asked.year is None else ''}".rstrip())
    print(words.RULE)
    table(held if asked.year is None else held.tail(1), 3)
    return 0


def show_blocs(asked: argparse.Namespace) -> int:
    """Blocs of a year in UN votes, and how sure they are."""
    store = opened(asked)
    # one state's ties are enough to know the years, and a hundredth of the rows
    years = store.rows(blocs.INDICATOR, countries=["USA"])["year"].unique().tolist()
    if not years or (asked.year is not None and asked.year not in years):
        last = f" The last year with enough is {max(years)}." if years else ""
        raise ForesightError(f"There are too few common UN votes in {asked.year or 'this revision'}.{last}")
    year = asked.year or blocs.latest(years)
    agreement, found = blocs.blocs_from(store, year, asked.number)
    evidence = blocs.evidence(agreement, found)
    people = store.rows("population")
    people = people[people["year"] == min(max(year, people["year"].min()), people["year"].max())]
    population = dict(zip(people["country"].astype(str), people["value"].astype(float), strict=True))
    named, names = [blocs.named(bloc, population) for bloc in found.blocs], _names()
    wanted = set(codes(asked.country) or found.of)
    sentence = words.of_blocs(found, evidence, named, names)
    if asked.json:
        as_json(
            _head(store) | {
                "year": year, "sentence": sentence, "told": evidence.told, "p": evidence.p, "chosen": found.best,
                "silhouettes": {str(k): width for k, width in found.widths.items()},
                "without_blocs": {str(k): width for k, width in evidence.clouds.items()},
                "adjusted_rand_median": evidence.steady, "adjusted_rand": list(evidence.rand),
                "same_number": evidence.same, "left_out": list(found.left_out),
                "blocs": [
                    {"around": list(own), "states": [s for s in bloc.states if s in wanted], "size": len(bloc.states),
                     "agreement_inside": bloc.inside, "agreement_with_others": bloc.outside}
                    for own, bloc in zip(named, found.blocs, strict=True)
                ],
            }
        )  # fmt: skip
        return 0
    print(sentence)
    print(words.of_evidence(found, evidence, asked.number))
    table(
        [
            {"bloc": words.bloc_name(own, names), "states": len(bloc.states), "inside": bloc.inside,
             "with others": bloc.outside,
             "members": ", ".join(names.get(s, s) for s in bloc.states if s in wanted) if asked.country else
                        ", ".join(names.get(s, s) for s in bloc.states[:6]) + " …"}
            for own, bloc in zip(named, found.blocs, strict=True)
        ]
    )  # fmt: skip
    return 0


def show_movers(asked: argparse.Namespace) -> int:
    """Who moved most over five years, against their usual movement."""
    store = opened(asked)
    key = asked.indicator or movers.SHOWN[0]
    indicator = store.catalogue().indicator(key)
    if indicator.level != "country":
        raise ForesightError(f"“{indicator.title}” is not a figure of countries. Try {', '.join(movers.SHOWN)}.")
    rows = store.rows(key)
    year = int(rows["year"].max()) if asked.year is None else asked.year
    found = movers.movers(rows, year)
    countries = codes(asked.country)
    within = (
        countries or (sorted(geography.region_members(asked.region)) if asked.region else None)
        or (sorted(store.members(store.catalogue().forum(asked.forum).key, year)) if asked.forum else None)
    )  # fmt: skip
    found = found[found["country"].isin(within)].reset_index(drop=True) if within else found
    if found.empty:
        raise ForesightError(
            f"Nobody asked for has a figure of “{indicator.title}” in both {year - movers.SPAN} and {year}."
        )
    sentence = words.of_movers(found, indicator, year, _names())
    if asked.json:
        rows_ = records(found)
        as_json(_head(store) | {"indicator": key, "year": year, "sentence": sentence, "movers": rows_})
        return 0
    print(sentence)
    shown = found.assign(country=found["country"].map(_names()))
    table(shown if within else shown.head(20), 3)
    return 0


def show_breaks(asked: argparse.Namespace) -> int:
    """Structural breaks of a series, or of the series of the world."""
    store = opened(asked)
    held, catalogue = set(store.coverage()["indicator"]), store.catalogue()
    keys = [asked.indicator] if asked.indicator else [key for key in shifts.WORLD_SERIES if key in held]
    subjects = _subjects(asked)
    tested = [(one, *shifts.tested_from(store, key, one)) for key in keys for one in subjects]
    titles = {**groups.titles({key: forum.short for key, forum in catalogue.forums.items()}), **_names()}
    told = [
        words.of_verdict(verdict, one, f"{one.title}, {titles[shifts.WORLD if one.level == 'world' else at]}")
        for at, one, _, verdict in tested
    ]
    firm = breaks.holm([verdict.p for *_, verdict in tested])
    if asked.json:
        series = [
            _verdict(at, one, verdict) | {"sentence": text, "holds_among_all": holds}
            for (at, one, _, verdict), text, holds in zip(tested, told, firm, strict=True)
        ]
        as_json(_head(store) | {"level": breaks.LEVEL, "draws": breaks.DRAWS, "series": series})
        return 0
    for text in told:
        print(f"- {text}" if len(told) > 1 else text)
    if not asked.indicator and subjects == [shifts.WORLD]:
        print(words.of_world([(f"{one.title}", verdict) for _, one, _, verdict in tested]))
    return 0


def _subjects(asked: argparse.Namespace) -> list[str]:
    """What is tested, as an address writes it; the world where nothing was named."""
    if asked.country:
        return list(dict.fromkeys(codes(asked.country) or []))
    if asked.region:
        geography.region_members(asked.region)  # says which there are
        return [f"region:{asked.region}"]
    return [f"forum:{asked.forum}"] if asked.forum else [shifts.WORLD]


def _verdict(subject: str, indicator: Indicator, verdict: Verdict) -> dict[str, Any]:
    return {
        "indicator": indicator.key, "subject": subject, "first": verdict.years[0] if verdict.years else None,
        "last": verdict.years[-1] if verdict.years else None, "p": verdict.p, "told": verdict.told,
        "kind": verdict.kind if verdict.told else None, "persistence": verdict.persistence,
        "refused": verdict.refused or None,
        "breaks": [
            {"year": one.year, "early": one.early, "late": one.late, "step": words.moved(one.step, indicator)}
            for one in verdict.breaks
        ],
        "stretches": [
            {"first": one.first, "last": one.last, "mean": shifts.there(one.mean, indicator),
             "change": words.pace(one, indicator)}
            for one in (verdict.stretches if verdict.told else ())
        ],
    }  # fmt: skip
