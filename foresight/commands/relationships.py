"""Commands about two states over time, and the case studies."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from foresight import events, geography
from foresight.charts import relationships_words as words
from foresight.charts.relationships_text import filled
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, records, table, tell
from foresight.errors import ForesightError
from foresight.measures import cooperation, relationship, relationship_cases, relationship_moves, relationship_shocks
from foresight.store import Store

if TYPE_CHECKING:
    from foresight.measures.relationship import Run
    from foresight.measures.relationship_moves import Told
    from foresight.measures.relationship_shocks import Passage

WHAT = {"exercises_pair": "a joint exercise", "agreements_pair": "an agreement signed"}


def pair(asked: argparse.Namespace) -> int:
    """What runs between two states, for how long, through which shocks, and what the model of pairs says of it."""
    store = opened(asked)
    one, other = codes([asked.country, asked.partner]) or []
    first, last = asked.first or 1980, asked.last or dt.datetime.now(dt.UTC).year
    if first > last:
        raise ForesightError(f"{first} is after {last}. Give --from a year that is not later than --to.")
    names = {iso3: country.short for iso3, country in geography.countries().items()}
    found = relationship.dossier_from(store, one, other)
    active = relationship.activity(found, relationship.medians_from(store))
    shown = active.between(first, last)
    rows = relationship.breadth(shown)
    if not active.channels or rows.empty:
        raise ForesightError(f"Nothing is observed of {names[one]} and {names[other]} from {first} to {last}.")
    lasted = relationship.persistence(active)
    passed = relationship_shocks.passages(found, active, first, last)
    happened = events.events_of(countries=(one, other), first=first, last=last)
    told = {key: _told(store, key, one, other, asked.again) for key in WHAT}
    index = cooperation.pair_index_from(store, one, other)
    index = index[index["year"].between(first, last)]
    label = f"{names[one]} and {names[other]}"
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash, "country": one,
                "partner": other, "from": first, "to": last, "sentence": words.standing(active, label),
                "channels": records(shown.rows()), "breadth": records(rows),
                "persistence": {
                    key: {"observed": list(p.observed), "years": p.active_years, "longest": _span(p.longest),
                          "current": _span(p.current)}
                    for key, p in lasted.items()
                },
                "shocks": [_passage(one_passed) for one_passed in passed],
                "forums": [
                    {"forum": f, "joined": j, "left": None if left != left else left}
                    for f, j, left in found.forums.astype({"left": "float64"}).itertuples(index=False)
                ],
                "ties": {
                    key: {str(y): v for y, v in zip(values.index, values, strict=True) if first <= y <= last}
                    for key, values in found.ties.items()
                },
                "index": records(index),
                "events": [{k: getattr(e, k) for k in ("key", "when", "title", "reference")} for e in happened],
                "model": {key: _model(answer) for key, answer in told.items()},
            }
        )  # fmt: skip
        return 0
    print(words.standing(active, label))
    print(words.lasting(lasted))
    print()
    table([words.persistence_row(p) for p in lasted.values()])
    print(f"\n{words.broadest(rows)}\n{words.survived(passed)}\n")
    table([words.passage_row(one_passed, names) for one_passed in passed])
    for key, answer in told.items():
        print(f"\n{WHAT[key][0].upper()}{WHAT[key][1:]}:")
        if isinstance(answer, str):
            print(answer)
            continue
        print(words.raised(answer, WHAT[key], label))
        table({"moved": d.move.title, "probability": d.probability} for d in answer.differences)
    print(f"\n{len(happened)} events name both (--json lists them). Associations only; nothing here says why.")
    return 0


def _told(store: Store, target: str, one: str, other: str, again: bool) -> Told | str:
    """What the model tells, or why it does not."""
    moved = relationship_moves.moved_from(store, target, tell) if again else relationship_moves.kept_from(store, target)
    if moved is None:
        return "This has not been worked out yet: --again does it, in half a minute."
    try:
        return moved.of(one, other, dt.datetime.now(dt.UTC).year)
    except ForesightError as error:
        return str(error)


def _model(told: Told | str) -> dict[str, Any]:
    if isinstance(told, str):
        return {"refused": told}
    return {
        "year": told.year, "probability": told.probability, "low": told.low, "high": told.high,
        "extrapolated": told.extrapolated,
        "moved": [{"move": d.move.key, "words": d.move.words, "probability": d.probability} for d in told.differences],
    }  # fmt: skip


def _span(run: Run | None) -> list[int] | None:
    return None if run is None else [run.first, run.last]


def _passage(passed: Passage) -> dict[str, Any]:
    shock = passed.shock
    return {
        "year": shock.year, "kind": shock.kind, "country": shock.country, "size": shock.size, "before": passed.before,
        "after": passed.after, "compared": list(passed.compared),
        "exercises": None if passed.exercises is None else list(passed.exercises), "verdict": passed.verdict,
        "why": passed.why,
    }  # fmt: skip


def case(asked: argparse.Namespace) -> int:
    """The case studies there are, or one of them with its figures filled in."""
    store, known = opened(asked), relationship_cases.cases()
    if asked.key is None:
        if asked.json:
            as_json({"cases": [{"key": c.key, "title": c.title, "question": c.question} for c in known.values()]})
        else:
            table({"key": c.key, "title": c.title, "question": c.question} for c in known.values())
        return 0
    one, answers = relationship_cases.case_of(asked.key), relationship_cases.Figures(store)
    short = {key: forum.short for key, forum in store.catalogue().forums.items()}
    told = {"answer": filled(one.answer, answers, short)}
    sections = [
        {"title": s.title, "text": filled(s.text, answers, short), "events": list(s.events)} for s in one.sections
    ]
    takeaways, limits = ([filled(t, answers, short) for t in texts] for texts in (one.takeaways, one.limits))
    if asked.json:
        as_json(
            {
                "revision": store.revision.number, "revision_hash": store.revision.hash, "case": one.key,
                "title": one.title, "question": one.question, **told, "takeaways": takeaways, "sections": sections,
                "limits": limits, "figures": {q: answers(q).value for q in one.questions()},
                "reading": [work.text for work in one.reading], "rests_on": list(one.rests_on),
            }
        )  # fmt: skip
        return 0
    print(f"{one.title}\n\n{one.question}\n{told['answer']}\n")
    print("\n".join(f"- {text}" for text in takeaways))
    for section in sections:
        print(f"\n{section['title']}\n{section['text']}")
    print("\nMind")
    print("\n".join(f"- {text}" for text in limits))
    return 0
