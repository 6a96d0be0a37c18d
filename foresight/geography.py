"""Countries, the codes providers give them by year, regions, neighbours and the map.

Everything is read from data/geography and data/map, which `foresight.compiling.geography_tables` compiles; the sources
of each table and the decisions behind it stand in data/geography/README.md. Countries are ISO 3166-1 alpha-3, `XKX`
Kosovo, and ISO 3166-3 alpha-3 for former states. An entry in these tables says nothing about the status of a country,
territory or area.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from foresight.errors import CatalogueError, UnknownKeyError, nearest, unknown

_DATA = Path(__file__).resolve().parent.parent / "data"
FOLDER, MAP = _DATA / "geography", _DATA / "map"
System = Literal["iso3", "iso2", "numeric", "gw", "cow", "vdem", "gapminder", "worldbank", "name"]
LAST_STATES_YEAR = 2024
"""The Gleditsch-Ward list is taken as it stood in this year for every later year."""
LISTED_UNTIL = 2030
"""The year to which the compiled tables of codes list a code that is in use."""
_IN_FULL = {"st": "saint", "rep": "republic", "dem": "democratic"}
_NUMBERED = ("numeric", "gw", "cow", "vdem")
_EMPTY_WORDS = frozenset(
    [
        "of",
        "republic",
        "islamic",
        "plurinational",
        "bolivarian",
        "state",
        "states",
        "federated",
        "federation",
        "kingdom",
    ]
)
_UNINFORMATIVE = _EMPTY_WORDS | {"size", "unknown"}


@dataclass(frozen=True)
class Country:
    """A country, territory or former state.

    `name`: the United Nations' short name; `short`: the same, compact enough for a chart label. `region`: World Bank
    region key ("" for Antarctica and the like). `un_member`: today. `first_year`, `last_year`: first and, if it is
    gone, last year in the Gleditsch-Ward system of states (None: never in it, or still in it; for former states the
    years they existed). `latitude`, `longitude`: centroid in degrees, NaN where unknown. `successor`: the ISO3 that
    continues a former state. `note`: what a reader should know of its status or of the figures under its name.
    """

    iso3: str
    name: str
    short: str
    iso2: str
    numeric: str
    region: str
    un_member: bool
    first_year: int | None
    last_year: int | None
    latitude: float
    longitude: float
    successor: str | None
    note: str


def _table(name: str) -> pd.DataFrame:
    path = FOLDER / f"{name}.csv"
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing. Restore it from the project’s own copy.") from None


def _year(text: str) -> int | None:
    return int(text) if text else None


@cache
def countries() -> Mapping[str, Country]:
    """Every country, territory and former state by ISO3, in the order of the codes."""
    return MappingProxyType(
        {
            row["iso3"]: Country(
                iso3=row["iso3"],
                name=row["name"],
                short=row["short"],
                iso2=row["iso2"],
                numeric=row["numeric"],
                region=row["region"],
                un_member=row["un_member"] == "1",
                first_year=_year(row["first_year"]),
                last_year=_year(row["last_year"]),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                successor=row["successor"] or None,
                note=row["note"],
            )
            for row in _table("countries").to_dict("records")
        }
    )


@cache
def regions() -> Mapping[str, str]:
    """The seven World Bank regions, key -> title.

    The classic seven: Afghanistan and Pakistan stay in South Asia, which the World Bank left for a wider Middle East
    group in 2025, so that regional series do not break.
    """
    return MappingProxyType({row["key"]: row["title"] for row in _table("regions").to_dict("records")})


def region(key: str) -> str:
    """The title of the region; UnknownKeyError with the nearest keys otherwise."""
    if key not in regions():
        raise unknown("region", key, regions(), f"Known regions: {', '.join(regions())}.")
    return regions()[key]


@cache
def region_members(key: str) -> frozenset[str]:
    """ISO3 of everything in the region, territories and former states included; UnknownKeyError for a strange key."""
    region(key)
    return frozenset(c.iso3 for c in countries().values() if c.region == key)


def folded(name: str) -> str:
    """A name as it is looked up: no case, accents, punctuation, "the" or "and"; "St." is "saint", "Rep." "republic"."""
    plain = unicodedata.normalize("NFKD", html.unescape(name))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join(_IN_FULL.get(word, word) for word in words if word not in {"the", "and"})


def _spellings(name: str) -> tuple[str, ...]:
    """The folded name and, where its bracketed suffix only says "(Islamic Republic of)" or the like, without it."""
    bare = re.sub(r"[(\[][^)\]]*[)\]]", " ", name)
    inside = folded(" ".join(re.findall(r"[(\[]([^)\]]*)[)\]]", name))).split()
    harmless = bool(inside) and all(word in _UNINFORMATIVE for word in inside)
    return (folded(name), folded(bare)) if harmless else (folded(name),)


Ranges = Mapping[str, tuple[tuple[int, int, str], ...]]


@cache
def _ranges(system: System) -> Ranges:
    """code -> spans (first, last, iso3), the latest first."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    if system == "name":
        for name, iso3 in _table("spellings")[["name", "iso3"]].itertuples(index=False):
            found[folded(name)] = [(0, 9999, iso3)]
        for country in countries().values():
            found |= {folded(name): [(0, 9999, country.iso3)] for name in (country.name, country.short)}
        authored = _table("aliases")
        aliased: dict[str, list[tuple[int, int, str]]] = {}
        for name, iso3, first, last in authored[["name", "iso3", "first", "last"]].itertuples(index=False):
            aliased.setdefault(folded(name), []).append((int(first or 0), int(last or 9999), iso3))
        found |= aliased
    else:
        codes = _table("codes")
        codes = codes[codes["system"] == system]
        for code, iso3, first, last in codes[["code", "iso3", "first", "last"]].itertuples(index=False):
            # a code of today stands for its state in projections, too, however far they reach
            found.setdefault(code, []).append((int(first), 9999 if int(last) == LISTED_UNTIL else int(last), iso3))
    return {code: tuple(sorted(spans, key=lambda s: s[1], reverse=True)) for code, spans in found.items()}


def _as_listed(code: object, system: System) -> tuple[str, ...]:
    """A provider's code as it may stand in the tables: 255.0 and "255" are one code, and so are "fra" and "FRA"."""
    text = str(code).strip()
    if system == "name":
        return _spellings(text)
    if system in _NUMBERED and re.fullmatch(r"\d+(\.0+)?", text):
        return (str(int(float(text))),)
    return (text.lower() if system == "gapminder" else text.upper(),)


def _one(code: object, system: System, year: int | None) -> str | None:
    ranges = _ranges(system)
    for listed in _as_listed(code, system):
        for first, last, iso3 in ranges.get(listed, ()):
            if year is None or first <= year <= last:
                return iso3
    return None


def resolve(codes: pd.Series, system: System, years: pd.Series | int | None = None) -> pd.Series:
    """ISO3 of each code in the given system and year, <NA> where none fits; index and length as in `codes`.

    `years`: one year for all, or a year per row (a missing year counts as None). None: the state that bears the code
    now. A code that meant two states over time (GW 345, "Yugoslavia") goes by the year. Names are compared without
    case, accents and punctuation, and exactly: nothing is guessed. ValueError for a system that does not exist.
    """
    if system not in get_args(System):
        raise ValueError(f"There is no code system “{system}”. Systems: {', '.join(get_args(System))}.")
    code_numbers, unique_codes = pd.factorize(codes)
    if isinstance(years, pd.Series):
        if len(years) != len(codes):
            raise ValueError(f"{len(codes)} codes and {len(years)} years: give one year for each code.")
        year_numbers, unique_years = pd.factorize(pd.to_numeric(years).to_numpy(dtype=float))
        known_years: list[int | None] = [int(y) for y in unique_years]
    else:
        year_numbers, known_years = np.zeros(len(codes), dtype=np.intp), [years]
    known_years.append(None)  # number -1: a missing year
    width = len(known_years)
    pairs, place = np.unique(code_numbers * width + year_numbers % width, return_inverse=True)
    found = np.array(
        [None if p < 0 else _one(unique_codes[p // width], system, known_years[p % width]) for p in pairs], dtype=object
    )
    values = found[place] if len(codes) else found
    return pd.Series(values, index=codes.index, dtype="str", name=codes.name)


@cache
def _aggregates() -> frozenset[str]:
    table = _table("aggregates")
    return frozenset({code for code in table["code"] if code} | {folded(name) for name in table["name"]})


def is_aggregate(code_or_name: str) -> bool:
    """Is it a group of countries or an organisation ("Arab World", "Euro area", WLD): known, and not a country."""
    text = code_or_name.strip()
    return text.upper() in _aggregates() or folded(text) in _aggregates()


@cache
def states(year: int) -> frozenset[str]:
    """ISO3 of the states in the Gleditsch-Ward system at any time in the year, microstates included.

    Source: Gleditsch & Ward 1999, "A Revised List of Independent States since the Congress of Vienna", International
    Interactions 25 (4), and its list of microstates. A state that ends in the year is still in. After 2024: as in 2024.
    Abkhazia, South Ossetia and states without an ISO code (Zanzibar 1963-64, Tibet to 1950) are not in these tables.
    """
    at = min(year, LAST_STATES_YEAR)
    return frozenset(iso3 for iso3, first, last in _state_spans() if first <= at <= last)


@cache
def _state_spans() -> tuple[tuple[str, int, int], ...]:
    table = _table("states")[["iso3", "first", "last"]]
    return tuple((iso3, int(first), int(last)) for iso3, first, last in table.itertuples(index=False))


@cache
def neighbours(iso3: str, year: int | None = None) -> frozenset[str]:
    """ISO3 of the land neighbours: today's (a former state's: those it had), or those of a given year.

    A territory overseas counts as its state where the map draws it so: Brazil and Suriname are neighbours of France,
    by French Guiana. UnknownKeyError for a code that is no country.
    """
    if iso3 not in countries():
        raise _unknown_country(iso3)
    borders = _borders().get(iso3, ())
    if year is not None:
        there = states(year) | _never_states()
        return frozenset(n for n, first, last in borders if first <= year <= last and n in there)
    gone = countries()[iso3].last_year is not None
    return frozenset(n for n, _, last in borders if gone or last >= LAST_STATES_YEAR)


@cache
def _borders() -> Mapping[str, tuple[tuple[str, int, int], ...]]:
    table = _table("neighbours")[["country", "neighbour", "first", "last"]]
    found: dict[str, list[tuple[str, int, int]]] = {}
    for country, neighbour, first, last in table.itertuples(index=False):
        found.setdefault(country, []).append((neighbour, int(first), int(last)))
    return {country: tuple(borders) for country, borders in found.items()}


@cache
def _never_states() -> frozenset[str]:
    return frozenset(c.iso3 for c in countries().values() if c.first_year is None)


def country(text: str) -> Country:
    """The country of that ISO3 or name; UnknownKeyError with the nearest names otherwise."""
    code, plain = text.strip().upper(), folded(text)
    # A former state's own name is that state here, though in a file of today it is the successor's.
    named = (c.iso3 for c in countries().values() if plain in (folded(c.name), folded(c.short)))
    iso3 = code if code in countries() else next(named, None) or _one(text, "name", None)
    if iso3 is None:
        raise _unknown_country(text)
    return countries()[iso3]


def suggest(text: str) -> list[str]:
    """The names of the countries most like `text`, best first; empty where nothing is alike."""
    labels = {label: c.name for c in countries().values() for label in (c.iso3, c.short, c.name)}
    aliases = pd.concat([_table("spellings"), _table("aliases")])
    labels |= {name: countries()[iso3].name for name, iso3 in zip(aliases["name"], aliases["iso3"], strict=True)}
    return list(dict.fromkeys(labels[label] for label in nearest(text, labels, 6)))[:3]


def _unknown_country(text: str) -> UnknownKeyError:
    hint = f" Did you mean {' or '.join(close)}?" if (close := suggest(text)) else ""
    return UnknownKeyError(f"There is no country called “{text}”.{hint} Countries go by name or ISO3 code, as in FRA.")


@cache
def map_shapes(folder: Path = MAP) -> dict[str, Any]:
    """The map's outlines as GeoJSON: each feature's `id` is an ISO3. Shared between callers: not to be changed."""
    path = folder / "countries.geojson"
    try:
        shapes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing. data/map/README.md tells how to provide a map file.") from None
    except json.JSONDecodeError as error:
        raise CatalogueError(f"{path} is not valid GeoJSON: {error}. Put back the former file.") from None
    strange = [str(f.get("id")) for f in shapes.get("features", []) if f.get("id") not in countries()]
    if strange or not shapes.get("features"):
        named = ", ".join(strange[:5]) or "no feature at all"
        raise CatalogueError(f"{path}: each feature’s id must be an ISO3 code. Found: {named}. See data/map/README.md.")
    return shapes


@cache
def small_states() -> frozenset[str]:
    """ISO3 of the United Nations members that the map has no outline for: drawn as a point at their centroid."""
    drawn = {feature["id"] for feature in map_shapes()["features"]}
    return frozenset(c.iso3 for c in countries().values() if c.un_member and c.iso3 not in drawn)


def _map_disclaimer() -> str:
    path = MAP / "README.md"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing: it holds the disclaimer that every map shows. Restore it.") from None
    quoted = [line.removeprefix(">").strip() for line in text.splitlines() if line.startswith(">")]
    return " ".join(quoted)


MAP_DISCLAIMER = _map_disclaimer()
"""What every map must say of its boundaries: the quoted lines of data/map/README.md, and only there."""
