"""Commands about what to watch: signposts, and which settings of a scenario pull against each other."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from functools import cache
from typing import TYPE_CHECKING, Any

from foresight.commands.asking import opened, place_of
from foresight.commands.printing import as_json, table

if TYPE_CHECKING:  # scikit-learn is behind it: a second that other commands do not pay
    from foresight.scenario.signposts import Signpost, Watch


def signposts(asked: argparse.Namespace) -> int:
    """Watch lists of one or all scenarios, each at its own place or at the one given, and where the last years lean."""
    from foresight.scenario.run import prepare_from
    from foresight.scenario.signposts import futures_from, survey
    from foresight.scenario.signposts.implied import soil_from

    store = opened(asked)
    (futures, left_out), given, soil = futures_from(store), place_of(asked), soil_from(store)
    wanted = list(futures[1:])
    if asked.scenario:
        from foresight.scenario import library

        chosen = library.find(asked.scenario, store.folder).checked(store.catalogue())
        futures = tuple(f for f in futures if f.key != chosen.key)
        futures, wanted = (*futures, chosen), [chosen]
    prepared = cache(lambda target: prepare_from(store, target))
    surveyed = cache(lambda place: survey(store, futures, place, prepared, here=asked.set_here, soil=soil))
    places = {one.key: given or one.scope for one in wanted}
    found = {place: surveyed(place) for place in dict.fromkeys(places.values())}
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash,
                "scenarios": [_list(found[place], key) for key, place in places.items()],
                "leaning": [_lean(one) for one in found.values()], "left_out": list(left_out),
            }
        )  # fmt: skip
        return 0
    from foresight.charts import signpost_words as words

    for place, one in found.items():
        print(f"\n{words.leaning(one, str(place))}")
        table([{"future": words.name(one, key), "support": words.share(share),
                "of what it implies, seen": words.gone(one.lean.gone.get(key))}
               for key, share in one.lean.support.items()])  # fmt: skip
        for key in (key for key, at in places.items() if at == place):
            print(f"\n{words.list_of(one, key, str(place))}")
            if one.lists[key]:
                table([_printed(sign) for sign in one.lists[key]])
    for line in (f"\n{words.WARNING}", *left_out):
        print(line)
    return 0


def _list(watch: Watch, key: str) -> dict[str, Any]:
    from foresight.charts import signpost_words as words

    return {
        "scenario": key, "name": words.name(watch, key), "place": str(watch.place),
        "written_for": str(watch.futures[key].scope), "set_here": watch.here,
        "sentence": words.list_of(watch, key, str(watch.place)),
        "signposts": [_sign(sign) for sign in watch.lists[key]],
    }  # fmt: skip


def _sign(sign: Signpost) -> dict[str, Any]:
    from foresight.scenario.signposts import AHEAD

    source = sign.source
    return {
        "indicator": source.indicator.key, "title": source.title, "unit": source.unit, "together": source.words,
        "members": source.members, "threshold": sign.threshold, "side": "above" if sign.above else "below",
        "reading": sign.reading, "year": source.year, "by": source.year + AHEAD, "expected": sign.expected,
        "distance": sign.distance, "change": sign.change, "direction": sign.direction,
        "tells_apart": list(sign.apart_from), "discrimination": dict(sign.tells),
    }  # fmt: skip


def _lean(watch: Watch) -> dict[str, Any]:
    from foresight.charts import signpost_words as words

    lean = watch.lean
    return {
        "place": str(watch.place), "set_here": watch.here, "sentence": words.leaning(watch, str(watch.place)),
        "warning": words.WARNING, "support": dict(lean.support), "seen_of_implied": dict(lean.gone),
        "indicators": [
            {"indicator": one.indicator.key, "title": one.title, "year": one.year, "observed": lean.observed[k],
             "implied": {key: ways[k] for key, ways in lean.implied.items()}}
            for k, one in enumerate(lean.used)
        ],
        "worth": lean.worth, "ended": [one.indicator.key for one in lean.ended],
        "not_told_from_baseline": [*watch.silent, *lean.left_out],
    }  # fmt: skip


def _printed(sign: Signpost) -> dict[str, Any]:
    from foresight.charts import signpost_words as words

    return {
        "indicator": words.label(sign.source), "unit": sign.source.unit, "year": sign.source.year,
        "reading": sign.reading, "threshold": f"{'above' if sign.above else 'below'} {sign.threshold:,.2f}",
        "distance (sd)": sign.distance, "direction": words.direction(sign), "tells apart": len(sign.apart_from),
    }  # fmt: skip


def check(asked: argparse.Namespace) -> int:
    """Which settings of a scenario pull against each other, and why."""
    from foresight.scenario import consistency, cross_impact, library
    from foresight.scenario.signposts.implied import soil_from

    store = opened(asked)
    levers = store.catalogue().levers
    scenario = library.find(asked.name, store.folder).checked(store.catalogue())
    matrix, wrong = cross_impact.in_force(store.folder, levers)
    found = consistency.check(scenario, levers, soil_from(store).baselines(store, scenario), matrix)
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash,
                "scenario": scenario.key, "consistent": not found.against, "total": found.total,
                "balances": [
                    {"lever": b.lever, "stands": consistency.WORDS[b.state], "balance": b.score,
                     "better": consistency.WORDS[b.best], "better_balance": b.best_score, "gap": b.gap}
                    for b in found.balances
                ],
                "warnings": [
                    {"levers": [t.first, t.second], "score": t.score,
                     "sentence": consistency.told(t, found.states, levers),
                     "reasons": [{"of": p.of, "on": p.on, "score": p.score, "reason": p.reason} for p in t.pulls]}
                    for t in found.tensions
                ],
                "nearest": {key: consistency.WORDS[state] for key, state in found.nearest.items()},
                "not_judged": list(found.unjudged), "own_judgements": len(matrix.own), "matrix": wrong or "in order",
            }
        )  # fmt: skip
        return 0
    print(consistency.summary(found))
    for tension in found.tensions:
        print(f"- {consistency.told(tension, found.states, levers)}")
    for line in (consistency.gaps(found, levers), consistency.advice(found, levers), wrong):
        if line:
            print(line)
    print("A judgement, not an estimate; nothing is blocked.")
    return 0
