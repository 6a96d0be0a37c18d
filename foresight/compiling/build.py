"""The runner of `foresight build`: recipes, derivations, checks, and tables written the same way every time."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from foresight import catalogue, geography
from foresight.catalogue import DATA, Catalogue, Indicator
from foresight.compiling import Compiled, Unresolved
from foresight.errors import CatalogueError, SourceError
from foresight.store.checks import findings


@dataclass(frozen=True)
class Report:
    """What a build did: rows written per indicator, tables removed, what could not be placed, and decisions taken."""

    written: Mapping[str, int]
    removed: tuple[str, ...]
    unresolved: tuple[Unresolved, ...]
    notes: tuple[str, ...]


def _lazily(name: str) -> Callable[[Path], Compiled]:
    """The recipe in module `name`, imported when it runs: the app never pays for readers of provider files."""

    def tables(folder: Path) -> Compiled:
        compiled: Compiled = importlib.import_module(f"foresight.compiling.{name}").tables(folder)
        return compiled

    return tables


MAKES: Mapping[str, tuple[str, ...]] = {
    "economy": (
        "arms_exports",
        "arms_imports",
        "foreign_direct_investment_pct_gdp",
        "gdp",
        "gdp_per_head",
        "hdi",
        "high_technology_exports_pct",
        "internet_users_pct",
        "merchandise_trade_pct_gdp",
        "military_expenditure_pct_gdp",
        "nuclear_stockpile",
        "population",
        "research_and_development_pct_gdp",
        "trade_openness",
    ),
    "regime": (
        "autocratisation_episode",
        "democratisation_episode",
        "polyarchy",
    ),
    "contacts": (
        "cyber_readiness",
        "leader_trips_received",
        "leader_trips_sent",
        "ukraine_military_aid",
        "us_military_trainees",
        "us_military_training_cost",
    ),
    "conflict": (
        "active_conflicts",
        "conflict_intensity",
        "deaths_in_neighbours",
        "external_states_region",
        "external_states_with_troops",
        "internationalised_conflict",
        "interstate_conflict",
        "non_state_deaths",
        "non_state_deaths_high",
        "non_state_deaths_low",
        "one_sided_deaths",
        "one_sided_deaths_high",
        "one_sided_deaths_low",
        "outside_troops_pair",
        "state_based_deaths",
        "state_based_deaths_high",
        "state_based_deaths_low",
    ),
    "displacement": (
        "internally_displaced",
        "refugees_by_host",
        "refugees_by_origin",
    ),
    "un_votes": (
        "un_agreement",
        "un_agreement_arms_control",
        "un_agreement_majority",
        "un_agreement_majority_arms_control",
        "un_alignment",
    ),
    "un_ideal_points": (
        "un_distance_china",
        "un_distance_median",
        "un_distance_us",
        "un_ideal_point",
    ),
    "un_milex": ("milex_reporting",),
    "treaties": (
        "arms_control_treaties",
        "arms_control_treaties_shared",
        "cold_war_arms_control_treaties",
    ),
    "exercises": (
        "exercises",
        "exercises_humanitarian",
        "exercises_humanitarian_pair",
        "exercises_maritime",
        "exercises_maritime_pair",
        "exercises_pair",
        "exercises_peacekeeping",
        "exercises_peacekeeping_pair",
    ),
    "agreements": (
        "agreements",
        "agreements_commission_pair",
        "agreements_general_pair",
        "agreements_in_force",
        "agreements_in_force_pair",
        "agreements_pair",
        "agreements_procurement_pair",
        "agreements_research_pair",
        "agreements_training_pair",
    ),
    "alliances": (
        "defence_pact_pair",
        "defence_pact_partners",
    ),
    "troops": ("us_troops",),
    "peacekeeping": (
        "peacekeepers",
        "peacekeeping_missions",
    ),
    "forums": (
        "forum_memberships",
        "shared_forums",
    ),
}
"""Recipe -> the indicators it makes. A build fails when a recipe makes others, so that this list stays true."""

RECIPES: Mapping[str, Callable[[Path], Compiled]] = {name: _lazily(name) for name in MAKES}


def needed(only: Collection[str]) -> list[str]:
    """The recipes behind the indicators in `only`, through any derivation; all of them when it is empty."""
    if not only:
        return list(RECIPES)
    from foresight.compiling.derived import RULES

    wanted, queue = set(), list(only)
    while queue:
        key = queue.pop()
        wanted.add(key)
        queue += [name for name in (RULES[key].inputs if key in RULES else ()) if name not in wanted]
    return [name for name, makes in MAKES.items() if wanted & set(makes)]


def compile_tables(sources: Path, only: Collection[str] = ()) -> Compiled:
    """Run the recipes and the derivations in memory. SourceError where a provider file is missing."""
    from foresight.compiling.derived import derive

    if not sources.is_dir():
        raise SourceError(f"There is no folder {sources}. Name the folder of provider files with --sources.")
    tables: dict[str, pd.DataFrame] = {}
    unresolved: list[Unresolved] = []
    notes: list[str] = []
    for name in needed(only):
        try:
            compiled = RECIPES[name](sources)
        except FileNotFoundError as error:
            raise SourceError(
                f"The provider file {error.filename} is missing; “{name}” needs it. Put it there, or build other "
                "indicators with --only."
            ) from None
        if set(compiled.tables) != set(MAKES[name]):
            other = ", ".join(sorted(set(compiled.tables) ^ set(MAKES[name])))
            raise CatalogueError(f"The recipe “{name}” and its list in compiling/build.py disagree about: {other}.")
        tables |= compiled.tables
        unresolved += compiled.unresolved
        notes += compiled.notes
    tables |= derive(tables)
    kept = {key: table for key, table in tables.items() if not only or key in only}
    return Compiled(kept, tuple(unresolved), tuple(notes))


def build(sources: Path, only: Collection[str] = (), data: Path = DATA) -> Report:
    """Compile the provider files in `sources` into data/tables, one Parquet file per indicator.

    Nothing is written unless every table fits its catalogue entry. A table whose indicator left the catalogue goes.
    With `only`, the tables of those indicators are written and nothing else is touched. Errors: SourceError for a
    missing or strange provider file, CatalogueError with all tables that do not fit, UnknownKeyError for `only`.
    """
    declared = catalogue.load(data / "catalogue")
    for key in only:
        declared.indicator(key)
    compiled = compile_tables(sources, only)
    missing = sorted(set(only) - set(compiled.tables))
    if missing:
        raise CatalogueError(f"No recipe makes {', '.join(missing)}. Add it to one, or take it out of the catalogue.")
    _check(compiled.tables, declared)
    folder = data / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    for key, table in sorted(compiled.tables.items()):
        write(table, declared.indicators[key], folder / f"{key}.parquet")
    gone = [] if only else [path for path in folder.glob("*.parquet") if path.stem not in declared.indicators]
    for path in gone:
        path.unlink()
    if not only:
        _write_unresolved(compiled.unresolved, folder / "unresolved.csv")
    rows = {key: len(table) for key, table in sorted(compiled.tables.items())}
    return Report(rows, tuple(sorted(path.stem for path in gone)), compiled.unresolved, compiled.notes)


def _check(tables: Mapping[str, pd.DataFrame], declared: Catalogue) -> None:
    countries = frozenset(geography.countries())
    broken = [
        f"{key}: it is not declared in data/catalogue/providers" for key in tables if key not in declared.indicators
    ]
    for key in sorted(tables.keys() & declared.indicators.keys()):
        broken += [f"{key}: {finding}" for finding in findings(tables[key], declared.indicators[key], countries)]
        closed = [source.key for source in declared.sources_of(key) if source.terms == "closed"]
        broken += [f"{key}: the terms of “{source}” forbid shipping its figures" for source in closed]
    if broken:
        raise CatalogueError("Nothing was written; these tables do not fit the catalogue:\n" + "\n".join(broken))


def write(table: pd.DataFrame, indicator: Indicator, path: Path) -> None:
    """Write one table: sorted by its key, int16 years, float64 values; the same rows give the same bytes."""
    keys = ["country", "partner", "year"] if indicator.dyadic else ["country", "year"]
    columns = [*keys, "value"]
    kinds = {"country": pa.string(), "partner": pa.string(), "year": pa.int16(), "value": pa.float64()}
    ordered = table.sort_values(keys)
    arrays = [pa.array(ordered[name].to_numpy(), type=kinds[name]) for name in columns]
    making = path.with_suffix(".making")
    # DuckDB reads row groups of this size side by side.
    pq.write_table(
        pa.table(arrays, names=columns), making, compression="zstd", compression_level=19, row_group_size=122_880
    )
    making.replace(path)


def _write_unresolved(unresolved: Iterable[Unresolved], path: Path) -> None:
    rows = pd.DataFrame([asdict(entry) for entry in unresolved], columns=[field.name for field in fields(Unresolved)])
    rows.sort_values(["file", "code", "years", "reason"]).to_csv(path, index=False, lineterminator="\n")
