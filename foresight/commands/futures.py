"""Commands about what may come: project, and scenario list, show, run."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from foresight.catalogue import Indicator
from foresight.commands.asking import opened, place_of, refused
from foresight.commands.printing import as_json, codes, table, tell
from foresight.errors import ProjectionError, ScenarioError
from foresight.store import Store

if TYPE_CHECKING:  # scikit-learn is behind it: a second that other commands do not pay
    from foresight.scenario import Scenario, Simulation


def project(asked: argparse.Namespace) -> int:
    """Project an indicator of single countries or of pairs; without countries, every one that can be projected."""
    from foresight.projection.run import project_from

    store = opened(asked)
    indicator = store.catalogue().indicator(asked.indicator)
    if indicator.dyadic:
        return _project_pairs(store, indicator, asked)
    if indicator.level != "country":
        raise ProjectionError(f"“{indicator.key}” is one figure for the whole world and cannot be projected.")
    if asked.partner:
        raise ProjectionError(f"“{indicator.key}” has no partners: leave --partner out.")
    projections = project_from(store, indicator.key, codes(asked.country), asked.horizon, asked.seed)
    rows = [row for projection in projections for row in projection.rows()]
    if asked.json:
        as_json(
            {
                **_stamp(store, indicator), "seed": asked.seed,
                "last_observed": max(projection.last_observed for projection in projections),
                "model": projections[0].model,
                "countries": [
                    {"country": p.country, "last_observed": p.last_observed, "coverage80": p.coverage80, "n": p.n}
                    for p in projections
                ],
                "rows": rows,
            }
        )  # fmt: skip
    else:
        table(rows, indicator.decimals)
        print(f"Model: {projections[0].model}. Unit: {indicator.unit}. Bands are past forecast errors.")
    return 0


def _stamp(store: Store, indicator: Indicator) -> dict[str, Any]:
    revision = store.revision
    return {
        "indicator": indicator.key, "unit": indicator.unit,
        "revision": revision.number, "revision_hash": revision.hash,
    }  # fmt: skip


def _project_pairs(store: Store, indicator: Indicator, asked: argparse.Namespace) -> int:
    """Probabilities of a tie between each country asked for and its partners; all pairs where none is named."""
    from foresight.projection import pairs

    if asked.horizon < 1:
        raise ProjectionError(f"A horizon of {asked.horizon} years is not ahead. Choose 1 or more.")
    model = pairs.model_from(store, indicator.key, tell)
    partners = codes(asked.partner)
    wanted: list[str | None] = [*(codes(asked.country) or ())] or [None]
    rows = [row for country in wanted for row in model.project(country, partners, asked.horizon)]
    if asked.json:
        as_json(
            {**_stamp(store, indicator), "last_observed": model.last_observed, "model": model.name,
             "meaning": model.meaning, "made": model.made, "rows": rows}
        )  # fmt: skip
    else:
        table(rows, 3)
        print(f"Model: {model.name}. The probability that {model.meaning}.")
    return 0


def _setting(text: str) -> tuple[str, float | str]:
    lever, sign, value = text.partition("=")
    if not sign or not lever or not value:
        raise ScenarioError(f"“{text}” does not set a lever. Write LEVER=VALUE, as in conflict_severity=high.")
    try:
        return lever, float(value)
    except ValueError:
        return lever, value


def _asked_for(asked: argparse.Namespace, store: Store) -> Scenario:
    """The named scenario with the levers, scope, horizon and seed that the options change."""
    from foresight.scenario import Scenario, library

    scenario = library.find(asked.name, store.folder)
    changes: dict[str, Any] = {}
    named = place_of(asked)
    if named is not None:
        changes["scope"] = named
    if asked.horizon is not None:
        changes["horizon"] = asked.horizon
    if asked.seed is not None:
        changes["seed"] = asked.seed
    try:
        changed = Scenario.model_validate({**scenario.model_dump(), **changes})
        return changed.with_levers(**dict(_setting(text) for text in asked.settings))
    except ValueError as error:
        raise refused("The scenario cannot be run so", error) from None


def _answers(simulation: Simulation) -> list[dict[str, Any]]:
    """One answer for the scope put together, where it has several members, and one for each country."""
    outcomes = [*([simulation.aggregate] if simulation.aggregate else []), *simulation.outcomes]
    return [
        {
            "indicator": simulation.target.key, "unit": simulation.target.unit,
            "country": outcome.country, "members": outcome.members,
            "last_observed": outcome.baseline.last_observed, "extrapolated": simulation.extrapolated,
            "rows": outcome.rows(), "levers": [asdict(lever) for lever in outcome.levers],
        }
        for outcome in outcomes
    ]  # fmt: skip


def run_scenario(asked: argparse.Namespace) -> int:
    """Baseline and scenario side by side, and what each lever goes with."""
    from foresight.scenario.run import run

    store = opened(asked)
    scenario = _asked_for(asked, store)
    simulations = run(store, scenario, asked.target)
    targets = [entry for simulation in simulations for entry in _answers(simulation)]
    warnings = list(dict.fromkeys(warning for simulation in simulations for warning in simulation.warnings))
    if asked.json:
        as_json(
            {
                "scenario": scenario.key, "name": scenario.name, "scope": str(scenario.scope),
                "revision": store.revision.number, "revision_hash": store.revision.hash,
                "seed": simulations[0].seed, "start": simulations[0].start,
                "targets": targets, "warnings": warnings,
            }
        )  # fmt: skip
        return 0
    shown = targets if len(targets) <= 5 else [entry for entry in targets if entry["members"] > 1]
    for entry in shown:
        print(f"\n{entry['indicator']}, {entry['country']} ({entry['unit']})")
        table(
            [
                {
                    "year": row["year"],
                    **{f"{part} {p}": row[part][p] for part in ("baseline", "scenario") for p in ("p10", "p50", "p90")},
                    "difference": row["difference"]["p50"],
                }
                for row in entry["rows"]
            ]
        )
        table([{name: lever[name] for name in ("key", "value", "default", "response", "low", "high", "verdict")}
               for lever in entry["levers"]])  # fmt: skip
    print("\nA response is an association in past data, not a cause.")
    for warning in warnings:
        print(f"Note: {warning}")
    return 0
