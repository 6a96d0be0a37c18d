"""Provider files that need no question: the layout is recognised, and the recipes of `foresight build` make the rows.

Some layouts hold what a recipe counts or sums (conflicts, exercises, treaties); some list series, each under a code or
a title that stands for an indicator; a few hold nothing that an indicator takes, and say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

import pandas as pd

from foresight.catalogue import Catalogue
from foresight.compiling import Compiled
from foresight.compiling.placing import decided
from foresight.errors import ForesightError, SourceError
from foresight.geography import System
from foresight.intake import layout_codes, remembered
from foresight.intake.findings import Finding, shown
from foresight.intake.layout_words import SEE, half, left_out, no_indicator, strange_years, terms
from foresight.intake.placing import checked_decisions
from foresight.sources import LAYOUTS, connector, recognise

RECIPES: Mapping[str, tuple[str, str]] = {
    "atop": ("alliances", "compiled"),
    "atop_members": ("alliances", "compiled"),
    "dcad": ("agreements", "compiled"),
    "fmtr": ("contacts", "training"),
    "geopko": ("peacekeeping", "missions"),
    "idmc": ("displacement", "displaced"),
    "ipi_peacekeeping": ("peacekeeping", "persons"),
    "itu_gci": ("contacts", "cyber"),
    "kiel": ("contacts", "aid"),
    "leader_trips": ("contacts", "trips"),
    "mme": ("exercises", "compiled"),
    "ucdp_country_year": ("conflict", "deaths"),
    "ucdp_prio": ("conflict", "conflicts"),
    "un_ideal_points": ("un_ideal_points", "compiled"),
    "un_milex": ("un_milex", "compiled"),
    "un_treaty_collection": ("treaties", "present"),
    "unhcr": ("displacement", "by_side"),
    "unoda_treaties": ("treaties", "cold_war"),
    "us_troops": ("troops", "compiled"),
    "vdem_ert": ("regime", "compiled"),
}
"""Layout -> module of `foresight.compiling` and its function of a connector's rows."""
ROLL_CALLS = {"un_roll_calls_wide": "from_wide", "un_digital_library_votes": "from_digital_library"}
"""Layout -> function of `compiling.un_votes` of a file: votes need the dates and subjects of their roll calls."""
SERIES: Mapping[str, System] = {
    "cow_capabilities": "cow",
    "gapminder": "gapminder",
    "owid": "iso3",
    "sipri_milex": "name",
    "vdem_country_year": "vdem",
    "worldbank": "worldbank",
    "worldbank_wide": "worldbank",
}
"""Layouts that list series -> the code system of their countries."""
NAMED = {"gapminder": "concept", "owid": "measure", "worldbank": ""}
"""Layouts that are read whole, and the column that names the series; the others read the series that are wanted."""
PAIRS = "sipri_trade_register"
UNTAKEN: Mapping[str, str] = {
    "atop_alliances": "It does not say when each member came and left, nor what each has promised: take the directed "
    "dyad-years, or the file of members (atop…m).",
    "cow_igo": "Memberships are those of data/catalogue/forum_memberships.csv, each with its reference; the build "
    "compares this file with them.",
    "factbook_organisations": "Memberships are those of data/catalogue/forum_memberships.csv, each with its reference; "
    "the build compares this file with them.",
    "migo": "Memberships are those of data/catalogue/forum_memberships.csv, each with its reference; the build "
    "compares this file with them.",
    "un_votes": "Votes need the tables of roll calls and issues beside them: put the files in the folder of provider "
    "files and run “foresight build”.",
    "un_votes_by_name": "The roll calls have no date here: “foresight build” knows which they are.",
}


@dataclass(frozen=True)
class Made:
    """What a provider's file comes to. `tables`: indicator -> country, (partner,) year, value, as the build makes them.

    `read`: rows of the file; `missing`: of its figures, how many are blank. `series`: what a steward said of its
    series, to be remembered. `catalogue`: where the provider's terms change it.
    """

    layout: str
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    read: int = 0
    missing: int = 0
    series: Mapping[str, str] = field(default_factory=dict)
    catalogue: Catalogue | None = None


@dataclass(frozen=True)
class Asked:
    """What a steward asked for: the indicator, what series are (`value:KEY`), a sheet, what texts are which country."""

    indicator: str | None
    columns: Mapping[str, str]
    sheet: str | None
    countries: Mapping[str, str] = field(default_factory=dict)


def made(path: Path, name: str, asked: Asked, catalogue: Catalogue, store: Path) -> Made | None:
    """The tables of a provider's file, or why there are none; None where the file is read as a plain table.

    That is so for a layout that is not known, and where the steward says what its columns are, or names an indicator
    that the layout does not make. `store`: the folder beside which answers are remembered.
    """
    try:
        found = recognise(path)
    except Exception:  # damaged: who reads it as a plain table says so, with the name that the person gave it
        return None
    if len(found) != 1:
        return None
    layout = found[0]
    try:
        with decided(checked_decisions(asked.countries), remembered.decisions(store)):
            return _made(layout, path, name, asked, catalogue, store)
    except SourceError as error:
        return Made(layout, findings=(Finding("layout", "error", "", str(error).replace(path.name, name)),))
    except ForesightError:
        raise
    except Exception as error:  # what a damaged file makes a provider's reader raise is of many kinds
        why = shown(str(error), 200).rstrip(".") or type(error).__name__
        told = f"{name} is of a known layout ({LAYOUTS[layout]}), but damaged ({why}). Take it again from the provider."
        return Made(layout, findings=(Finding("layout", "error", "", told),))


def _made(layout: str, path: Path, name: str, asked: Asked, catalogue: Catalogue, store: Path) -> Made | None:
    if layout in SERIES:
        return _series(layout, path, name, asked, catalogue, store)
    if asked.columns or asked.sheet:
        return None
    if layout == PAIRS:
        return _pairs(layout, path, name, asked, catalogue)
    if layout in UNTAKEN:
        told = f"{name} is of a known layout ({LAYOUTS[layout]}), but no indicator is made of it alone."
        return None if asked.indicator else _none(layout, f"{told} {UNTAKEN[layout]}")
    return _counted(layout, path, name, asked, catalogue)


def _none(layout: str, told: str) -> Made:
    return Made(layout, findings=(Finding("indicator", "error", "", told),))


def _counted(layout: str, path: Path, name: str, asked: Asked, catalogue: Catalogue) -> Made | None:
    """A layout whose rows are counted or summed by the recipe of its provider."""
    found: list[Finding] = []
    if layout in ROLL_CALLS:
        read, compiled = getattr(import_module("foresight.compiling.un_votes"), ROLL_CALLS[layout])(path)
    else:
        rows = connector(layout).read(path)
        if rows.empty:
            raise SourceError(f"{name} has no row under its heading. Take it again from the provider.")
        found += strange_years(rows)
        module, function = RECIPES[layout]
        read, compiled = len(rows), getattr(import_module(f"foresight.compiling.{module}"), function)(rows, file=name)
        if layout == "mme" and (rows["code"] != "").any():
            found.append(Finding("layout", "warning", "", SEE["mme"]))
    tables = {key: table for key, table in compiled.tables.items() if key in catalogue.indicators}
    if asked.indicator and asked.indicator not in tables:
        return None
    if asked.indicator:
        tables = {asked.indicator: tables[asked.indicator]}
    return _whole(layout, name, tables, compiled, found, read, catalogue)


def _series(layout: str, path: Path, name: str, asked: Asked, catalogue: Catalogue, store: Path) -> Made | None:
    """A layout that lists series."""
    module = connector(layout)
    there: dict[str, str] = module.series(path)
    if asked.sheet and asked.sheet != getattr(module, "SHEET", None):
        if asked.sheet not in there:
            return None
        there = {asked.sheet: asked.sheet}
    said = {one: role.removeprefix("value:") for one, role in asked.columns.items() if role.startswith("value:")}
    if len(said) < len(asked.columns) or not said.keys() <= there.keys():
        return None
    known = layout_codes.known(store, layout, there, catalogue)
    whole, halves = _sums(layout, there, asked.indicator, said, known, catalogue)
    if asked.indicator and len(there) == 1 and not halves:
        said = dict.fromkeys(there, asked.indicator)
    if len(set(said.values())) < len(said):
        return _none(layout, f"Two series of {name} are said to be one indicator: {', '.join(said)}. Name one of them.")
    # what is said of another series displaces the one that is known
    chosen = {
        one: entry for one, entry in known.items() if said.get(one, entry.indicator) == entry.indicator
        and (one in said or entry.indicator not in said.values())
    } | {one: layout_codes.Taken(key) for one, key in said.items() if _other(known.get(one), key)}  # fmt: skip
    if asked.indicator:
        chosen = {one: entry for one, entry in chosen.items() if entry.indicator == asked.indicator}
    for entry in chosen.values():
        if catalogue.indicator(entry.indicator).dyadic:
            return _none(layout, f"{entry.indicator} is a figure of pairs; {name} has figures of single countries.")
    if not chosen and not whole:
        rest = {one: title for one, title in there.items() if one not in halves}
        told = [no_indicator(name, rest, asked.indicator)] if rest else []
        return _none(layout, " ".join([*halves.values(), *told]))
    made = _listed(layout, path, name, there, chosen, whole, said, catalogue)
    found = [Finding("series", "note", "", told) for told in halves.values()]
    return replace(made, findings=(*made.findings, *found))


def _sums(
    layout: str, there: Mapping[str, str], asked: str | None, said: Mapping[str, str],
    known: Mapping[str, layout_codes.Taken], catalogue: Catalogue,
) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:  # fmt: skip
    """Indicators that are the sum of two series of the file; and its series that are half of one, with what to say."""
    whole, halves = {}, {}
    taken = {entry.indicator for entry in known.values()}
    for key, both in layout_codes.sums(layout).items():
        lacking = [one for one in both if one not in there]
        own = [one for one in both if one in there and one not in said]
        if key in taken or key not in catalogue.indicators or asked not in (None, key) or not own:
            continue
        if lacking:
            halves[own[0]] = half(catalogue.indicators[key], own[0], lacking[0])
        else:
            whole[key] = both
    return whole, halves


def _other(known: layout_codes.Taken | None, key: str) -> bool:
    return known is None or known.indicator != key


def _listed(
    layout: str, path: Path, name: str, there: Mapping[str, str], chosen: Mapping[str, layout_codes.Taken],
    sums: Mapping[str, tuple[str, str]], said: Mapping[str, str], catalogue: Catalogue,
) -> Made:  # fmt: skip
    """Each chosen series as the table of its indicator, and each indicator that two of them add up to."""
    from foresight.compiling import economy

    module = connector(layout)
    added = {one for both in sums.values() for one in both}
    rows = module.read(path) if layout in NAMED else module.read(path, sorted({*chosen, *added}))
    column = NAMED.get(layout, "series")
    parts, missing, found = [], 0, []
    for one, entry in [*chosen.items(), *((one, layout_codes.Taken(one)) for one in sorted(added))]:
        own = rows[rows[column] == one] if column in rows else rows
        own = own if entry.first is None else own[own["year"] >= entry.first]
        # a blank year is no figure to place: tables with a column for each year have them for states long gone
        stated = own[own["value"].notna()]
        missing += len(own) - len(stated)
        found += strange_years(stated)
        figures = stated.assign(value=stated["value"] * entry.times)
        parts.append(economy.one(entry.indicator, figures, name, SERIES[layout]))
    whole = Compiled(
        tables=_added({key: table for part in parts for key, table in part.tables.items()}, sums),
        unresolved=tuple(entry for part in parts for entry in part.unresolved),
        notes=tuple(note for part in parts for note in part.notes),
    )
    rest = {one: title for one, title in there.items() if one not in chosen and one not in added}
    if rest:
        found.append(Finding("series", "note", "", no_indicator(name, rest), "", len(rest)))
    shipped = layout_codes.declared(layout)
    kept = {one: key for one, key in said.items() if one and _other(shipped.get(one), key)}
    return _whole(layout, name, whole.tables, whole, found, len(rows), catalogue, missing, kept)


def _added(tables: Mapping[str, pd.DataFrame], sums: Mapping[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """The tables, with the sum of two series in place of the two."""
    from foresight.compiling import economy

    added = {one for both in sums.values() for one in both}
    whole = {key: economy.trade_openness(tables[one], tables[other]) for key, (one, other) in sums.items()}
    return {key: table for key, table in tables.items() if key not in added} | whole


def _pairs(layout: str, path: Path, name: str, asked: Asked, catalogue: Catalogue) -> Made:
    """The trade register, as volumes between two states, for an indicator that a steward has declared for them."""
    from foresight.compiling.placing import pair_up, place

    rows = connector(layout).read(path)
    if not asked.indicator or not catalogue.indicator(asked.indicator).dyadic:
        return _none(layout, SEE[layout])
    given, lost = place(rows, file=name, code="supplier", system="name", year="year")
    both, also = place(given, file=name, code="recipient", system="name", year="year", into="partner")
    stated = pair_up(both[both["value"].notna()])
    table = stated.groupby(["country", "partner", "year"], as_index=False)[["value"]].sum()
    compiled = Compiled({asked.indicator: table}, (*lost, *also))
    return _whole(
        layout,
        name,
        compiled.tables,
        compiled,
        strange_years(rows),
        len(rows),
        catalogue,
        int(rows["value"].isna().sum()),
    )


def _whole(
    layout: str, name: str, tables: Mapping[str, pd.DataFrame], compiled: Compiled, found: list[Finding], read: int,
    catalogue: Catalogue, missing: int = 0, series: Mapping[str, str] | None = None,
) -> Made:  # fmt: skip
    """With what could not be placed, and the provider's terms."""
    found = [*found, *left_out(compiled, catalogue)]
    closed = layout_codes.closed_source(layout)
    changed = None
    if closed and (open_ := [key for key in tables if catalogue.redistributable(key)]):
        changed, told = terms(catalogue, closed, open_)
        found.append(told)
    return Made(layout, tables, tuple(found), read, missing, series or {}, changed)
