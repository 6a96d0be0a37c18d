"""What makes data/geography and data/map: provider files and the authored tables beside them -> the compiled tables.

Authored (edited by hand, read here): names.csv (UN short names, chart labels, notes), former_states.csv,
code_ranges.csv (codes that meant different states over time, and codes no list has), land_borders.csv.
Compiled (written here): countries.csv, codes.csv, spellings.csv, states.csv, neighbours.csv, map/countries.geojson.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pycountry

from foresight.errors import SourceError
from foresight.geography import FOLDER, LISTED_UNTIL, MAP, folded, regions

FIRST, LAST = 1500, LISTED_UNTIL
"""A code that has only ever meant one living country is good for any year: providers carry present states back."""

POLYGON_CODES: Mapping[str, str] = {
    "KOS": "XKX",
    "SDS": "SSD",
    "PSX": "PSE",
    "SAH": "ESH",
    # United Nations practice knows neither Somaliland nor Northern Cyprus as a state: their outlines belong to
    # Somalia and to Cyprus.
    "SOL": "SOM",
    "CYN": "CYP",
}
UNLISTED_CENTROIDS: Mapping[str, tuple[str, str]] = {"XKX": ("42.58", "20.90")}
"""Latitude and longitude in degrees, where neither the centroids nor the entities have the country."""
UNLISTED_REGIONS: Mapping[str, str] = dict.fromkeys(("BES", "MAF", "SXM"), "latin_america_caribbean")
Ring = list[tuple[float, float]]


def read(path: Path) -> pd.DataFrame:
    """Every column as text, so that Namibia's `NA` stays a code."""
    if not path.exists():
        raise SourceError(f"{path} is missing. Name the folder that holds codes/, wdi/ and natural_earth/.")
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def country_table(folder: Path) -> pd.DataFrame:
    """One row per country or territory of ISO 3166-1, Kosovo, and the former states of former_states.csv."""
    names = read(FOLDER / "names.csv").set_index("iso3")
    entities = read(folder / "wdi" / "ddf--entities--geo--country.csv")
    entities.loc[entities["country"] == "kos", "iso3166_1_alpha3"] = "XKX"
    entities = entities[entities["iso3166_1_alpha3"] != ""].set_index("iso3166_1_alpha3")
    centroids = read(folder / "natural_earth" / "country_centroids.csv").drop_duplicates("ISO").set_index("ISO")
    bank = read(folder / "codes" / "country_codes_by_year.csv")
    bank_region = bank[bank["iso3c"] != ""].drop_duplicates("iso3c").set_index("iso3c")["region"]
    key_of = {title: key for key, title in regions().items()}
    states = state_ranges(folder)
    began, ended = states.groupby("iso3")["first"].min(), states.groupby("iso3")["last"].max()

    listed = [(c.alpha_3, c.alpha_2, c.numeric, c.name) for c in pycountry.countries] + [("XKX", "XK", "", "Kosovo")]
    rows = []
    for iso3, iso2, numeric, iso_name in sorted(listed):
        entity = entities.loc[iso3] if iso3 in entities.index else None
        own = names.loc[iso3] if iso3 in names.index else None
        name = iso_name if own is None else own["name"]
        region = key_of.get(bank_region.get(iso3, ""), "")
        if not region and entity is not None:
            region = _wide_region(iso3, str(entity["world_6region"]))
        region = region or UNLISTED_REGIONS.get(iso3, "")
        place = centroids.loc[iso2] if iso2 in centroids.index else None
        latitude = place["latitude"] if place is not None else "" if entity is None else entity["latitude"]
        longitude = place["longitude"] if place is not None else "" if entity is None else entity["longitude"]
        if iso3 in UNLISTED_CENTROIDS:
            latitude, longitude = UNLISTED_CENTROIDS[iso3]
        rows.append(
            {
                "iso3": iso3,
                "name": name,
                "short": name if own is None else own["short"],
                "iso2": iso2,
                "numeric": numeric,
                "region": region,
                "un_member": int(entity is not None and entity["un_state"] == "TRUE" and iso3 not in {"VAT", "PSE"}),
                "first_year": began.get(iso3, ""),
                "last_year": "" if ended.get(iso3, 0) in (0, states["last"].max()) else ended[iso3],
                "latitude": f"{float(latitude or 'nan'):.2f}",
                "longitude": f"{float(longitude or 'nan'):.2f}",
                "successor": "",
                "note": "" if own is None else own["note"],
            }
        )
    former = read(FOLDER / "former_states.csv").assign(un_member=0)
    return pd.concat([pd.DataFrame(rows), former], ignore_index=True).sort_values("iso3", ignore_index=True)


def _wide_region(iso3: str, world_6region: str) -> str:
    if world_6region == "america":
        return "north_america" if iso3 in {"USA", "CAN", "BMU"} else "latin_america_caribbean"
    return world_6region


def code_table(folder: Path) -> pd.DataFrame:
    """Ranges (system, code, iso3, first, last); what code_ranges.csv says about a code replaces what was compiled."""
    by_year = read(folder / "codes" / "country_codes_by_year.csv")
    by_year = by_year[by_year["iso3c"] != ""]
    entities = read(folder / "wdi" / "ddf--entities--geo--country.csv")
    listed = [(c.alpha_3, c.alpha_2, c.numeric) for c in pycountry.countries] + [("XKX", "XK", "")]
    found: set[tuple[str, str, str]] = set()
    for system, column in (("gw", "gwn"), ("cow", "cown"), ("vdem", "vdem"), ("worldbank", "wb")):
        known = by_year[by_year[column] != ""]
        codes = known[column].str.removesuffix(".0")
        found |= {(system, code, iso3) for code, iso3 in zip(codes, known["iso3c"], strict=True)}
    for iso3, iso2, numeric in listed:
        found |= {("iso3", iso3, iso3), ("worldbank", iso3, iso3), ("vdem", iso3, iso3), ("iso2", iso2, iso3)}
        found |= {("numeric", str(int(numeric)), iso3)} if numeric else set()
    isos = {iso3 for iso3, _, _ in listed}
    for code, iso3 in zip(entities["country"], entities["iso3166_1_alpha3"], strict=True):
        if iso3 in isos:
            found.add(("gapminder", code, iso3))
    compiled = pd.DataFrame(sorted(found), columns=["system", "code", "iso3"]).assign(first=FIRST, last=LAST)
    authored = read(FOLDER / "code_ranges.csv")
    # The World Bank's and older ISO codes are one family, former states among them.
    bank = authored[authored["system"] == "iso3"].assign(system="worldbank")
    authored = pd.concat([authored, bank])
    spoken = pd.MultiIndex.from_frame(authored[["system", "code"]])
    kept = compiled[~pd.MultiIndex.from_frame(compiled[["system", "code"]]).isin(spoken)]
    # A code without a country is one that a code list joins to a country it is not (V-Dem: Gaza apart from Palestine).
    given = authored[authored["iso3"] != ""].astype({"first": int, "last": int})
    table = pd.concat([kept, given]).sort_values(["system", "code", "first"], ignore_index=True)
    twice = kept[kept.duplicated(["system", "code"], keep=False)]
    if len(twice):
        raise SourceError(f"Codes with two countries and no range in code_ranges.csv:\n{twice.to_string()}")
    return table


def spelling_table(folder: Path) -> pd.DataFrame:
    """(name, iso3): the English names that the code lists use. A name that two countries bear is left out."""
    pairs = [
        (getattr(c, field), c.alpha_3)
        for c in pycountry.countries
        for field in ("name", "common_name", "official_name")
        if hasattr(c, field)
    ]
    entities = read(folder / "wdi" / "ddf--entities--geo--country.csv")
    pairs += zip(entities["name"], entities["iso3166_1_alpha3"], strict=True)
    by_year = read(folder / "codes" / "country_codes_by_year.csv")
    pairs += zip(by_year["country.name.en"], by_year["iso3c"], strict=True)
    centroids = read(folder / "natural_earth" / "country_centroids.csv")
    alpha_3 = {c.alpha_2: c.alpha_3 for c in pycountry.countries}
    pairs += zip(centroids["COUNTRY"], centroids["ISO"].map(alpha_3).fillna(""), strict=True)
    spellings = pd.DataFrame(pairs, columns=["name", "iso3"]).drop_duplicates()
    spellings = spellings[(spellings["name"] != "") & (spellings["iso3"] != "")]
    spellings = spellings.assign(folded=spellings["name"].map(folded)).drop_duplicates(["folded", "iso3"])
    one = ~spellings["folded"].duplicated(keep=False)
    return spellings.loc[one, ["name", "iso3"]].sort_values(["iso3", "name"], ignore_index=True)


def state_ranges(folder: Path) -> pd.DataFrame:
    """(iso3, first, last): the unbroken spans of a state in the Gleditsch-Ward system, microstates included."""
    panel = read(folder / "codes" / "gw_cow_panel.csv")
    panel = panel[panel["gwcode"] != ""]
    codes, years = panel["gwcode"].str.removesuffix(".0"), panel["year"].str[:4].astype(int)
    table = code_table(folder)
    merged = pd.DataFrame({"code": codes, "year": years}).merge(table[table["system"] == "gw"], on="code")
    merged = merged[merged["year"].between(merged["first"], merged["last"])]
    years_of = merged[["iso3", "year"]].drop_duplicates().sort_values(["iso3", "year"])
    span = (years_of.groupby("iso3")["year"].diff() != 1).cumsum()
    spans = years_of.groupby(["iso3", span])["year"].agg(["min", "max"]).reset_index(level=1, drop=True).reset_index()
    return spans.set_axis(["iso3", "first", "last"], axis=1)


def map_shapes(folder: Path) -> dict[str, Any]:
    """The world's outlines as GeoJSON: `id` and `properties.id` are ISO3, coordinates rounded to 0.01 degrees."""
    path = folder / "natural_earth" / "ne_110m_admin_0_countries.geojson"
    source = json.loads(path.read_text(encoding="utf-8"))
    names = country_table(folder).set_index("iso3")["name"]
    polygons: dict[str, list[list[Ring]]] = {}
    for feature in source["features"]:
        code = feature["properties"]["ADM0_A3"]
        iso3 = POLYGON_CODES.get(code, code)
        if iso3 not in names.index:
            raise SourceError(f"{path.name}: {code} is no country known here. Add it to POLYGON_CODES.")
        shape = feature["geometry"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for part in parts:
            rings = [_rounded(ring, clockwise=i == 0) for i, ring in enumerate(part)]
            # A speck that rounding or the source has brought to nothing is no outline.
            if len(rings[0]) >= 4:
                polygons.setdefault(iso3, []).append([ring for ring in rings if len(ring) >= 4])
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": iso3,
                "properties": {"id": iso3, "name": names[iso3]},
                "geometry": {"type": "MultiPolygon", "coordinates": parts},
            }
            for iso3, parts in sorted(polygons.items())
        ],
    }


def _rounded(ring: list[list[float]], clockwise: bool) -> Ring:
    """Rounded, without repeated points, and turned as d3-geo reads a sphere: outlines clockwise, holes against it."""
    points = [(round(x, 2), round(y, 2)) for x, y in ring]
    points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    twice_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(points))
    return points if (twice_area < 0) == clockwise else points[::-1]


def neighbour_table(folder: Path, shapes: Mapping[str, Any]) -> pd.DataFrame:
    """(country, neighbour, first, last), both directions: states whose outlines share an edge, and land_borders.csv."""
    owners: dict[frozenset[tuple[float, float]], set[str]] = {}
    for feature in shapes["features"]:
        for edge in _edges(feature["geometry"]["coordinates"]):
            owners.setdefault(edge, set()).add(feature["id"])
    borders = {(min(o), max(o)): (FIRST, LAST) for o in owners.values() if len(o) == 2}
    for row in read(FOLDER / "land_borders.csv").to_dict("records"):
        pair = (min(row["country"], row["neighbour"]), max(row["country"], row["neighbour"]))
        borders[pair] = (int(row["first"] or FIRST), int(row["last"] or LAST))
    rows = [(a, b, *years) for pair, years in borders.items() for a, b in (pair, pair[::-1])]
    return pd.DataFrame(sorted(rows), columns=["country", "neighbour", "first", "last"])


def _edges(polygons: list[list[Ring]]) -> Iterator[frozenset[tuple[float, float]]]:
    for part in polygons:
        for ring in part:
            yield from (frozenset(edge) for edge in pairwise(ring))


def write(folder: Path) -> None:
    """Compile everything from the provider files in `folder` into data/geography and data/map."""
    shapes = map_shapes(folder)
    for name, table in {
        "countries": country_table(folder),
        "codes": code_table(folder),
        "spellings": spelling_table(folder),
        "states": state_ranges(folder),
        "neighbours": neighbour_table(folder, shapes),
    }.items():
        table.to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")
    text = json.dumps(shapes, ensure_ascii=False, separators=(",", ":"))
    (MAP / "countries.geojson").write_text(text.replace('{"type":"Feature",', '\n{"type":"Feature",') + "\n", "utf-8")


if __name__ == "__main__":
    import sys

    if len(sys.argv) != 2:
        sys.exit("Usage: python -m foresight.compiling.geography_tables SOURCES (the folder with the provider files)")
    write(Path(sys.argv[1]))
