"""The command discover: futures, the boxes in which a goal holds more often, and how robust an option is."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from foresight.commands.asking import opened, place_of, refused
from foresight.commands.printing import as_json, table, tell
from foresight.store import Store

if TYPE_CHECKING:  # scikit-learn is behind it: a second that other commands do not pay
    from foresight.scenario.discovery.discover import Box, Discovery, Finding, Robust
    from foresight.scenario.discovery.goal import Question


def discover(asked: argparse.Namespace) -> int:
    """Draw futures, look for boxes, and compare an option where one is given."""
    from foresight.scenario.discovery import discover as discovering
    from foresight.scenario.run import prepare_from

    store = opened(asked)
    question = _question(asked)
    question.scenario.checked(store.catalogue())
    prepared = prepare_from(store, question.scenario.target)
    setup = discovering.set_up(store, prepared, question)
    found = discovering.discover(setup, tell)
    compared = discovering.robust(setup, store.catalogue().levers) if question.option else None
    if asked.json:
        as_json(_answer(store, found, compared))
    else:
        _say(found, compared)
    return 0


def _question(asked: argparse.Namespace) -> Question:
    """The options as a Question; ScenarioError for what cannot be asked."""
    from foresight.scenario import Scenario, Scope
    from foresight.scenario.discovery import goal

    side, level = ("below", asked.below) if asked.below is not None else ("above", asked.above)
    try:
        scenario = Scenario(
            target=asked.indicator, scope=place_of(asked) or Scope(), horizon=asked.year, seed=asked.seed
        )
        return goal.Question.model_validate(
            {
                "scenario": scenario, **goal.goal(f"{side}:{level}"), "runs": asked.runs,
                "vary": tuple(asked.vary), "option": goal.option(asked.option),
            }
        )  # fmt: skip
    except ValueError as error:
        raise refused("This cannot be asked", error) from None


def _box(box: Box) -> dict[str, Any]:
    return {
        "limits": {lever: list(ends) for lever, ends in box.limits.items()}, "coverage": box.coverage,
        "density": box.density, "cases": box.cases, "sentence": box.sentence, "caveat": box.caveat,
        "middle": dict(box.middle),
    }  # fmt: skip


def _finding(finding: Finding) -> dict[str, Any]:
    curve = [{key: part for key, part in _box(box).items() if key != "sentence"} for box in finding.curve]
    return {
        **_box(finding.box), "new_cases_of_interest": finding.new,
        "quasi_p": {lever: list(ends) for lever, ends in finding.quasi_p.items()}, "curve": curve,
    }  # fmt: skip


def _answer(store: Store, found: Discovery, compared: Robust | None) -> dict[str, Any]:
    from foresight.scenario.discovery.words import MEANING

    setup, question = found.setup, found.setup.question
    scope = question.scenario.scope
    answer = {
        "indicator": setup.target.key, "unit": setup.target.unit, "scope": str(scope), "year": question.year,
        "goal": {"side": question.side, "level": setup.level.value, "observed": setup.level.year},
        "members": len(setup.level.members), "runs": question.runs, "seed": question.scenario.seed,
        "revision": store.revision.number, "revision_hash": store.revision.hash,
        "cases_of_interest": int(found.holds.sum()), "base_rate": found.base,
        "levers": {lever.key: [lever.low, lever.high] for lever in setup.sample.levers},
        "boxes": [_finding(finding) for finding in found.findings], "sentence": found.sentence,
        "scores": [{"lever": key, "score": share} for key, share in found.scores.items()],
        "score_of_chance": found.chance, "notes": [*setup.notes, MEANING],
    }  # fmt: skip
    return answer if compared is None else {**answer, "robustness": {**asdict(compared), "told": compared.told}}


def _say(found: Discovery, compared: Robust | None) -> None:
    from foresight.scenario.discovery.words import MEANING

    print(f"{found.setup.question.runs:,} futures, in {int(found.holds.sum()):,} of them {found.setup.holds_words}.")
    if not found.findings:
        print(found.sentence)
    for number, finding in enumerate(found.findings, start=1):
        print(f"\nBox {number}. {finding.box.sentence} {finding.box.caveat}".rstrip())
        table([
            {"lever": lever, "low": low, "high": high, "half of it at": finding.box.middle[lever]}
            for lever, (low, high) in finding.box.limits.items()
        ])  # fmt: skip
    print(f"\nWhat tells the futures apart, of 1 (a column of chance: {found.chance:.3f})")
    ranked = sorted(found.scores.items(), key=lambda one: -one[1])
    table([{"lever": lever, "score": share} for lever, share in ranked], 3)
    if compared is not None:
        print(f"\n{compared.sentence}")
    for note in (*found.setup.notes, MEANING):
        print(f"Note: {note}")
