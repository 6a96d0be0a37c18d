"""Which row of a sheet is its heading, and what its columns mean: by their names, in several languages, and content.

A steward may say otherwise (`COLUMN=ROLE`); what cannot be told is asked for, never guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from foresight import geography
from foresight.catalogue import DATA
from foresight.errors import nearest
from foresight.intake.findings import LISTED, IntakeError, shown
from foresight.store.cells import MISSING, Columns

SEARCHED = 60
"""Rows in which the heading is looked for."""
BELOW = 25
"""Rows under a heading that tell what its columns hold."""
ROLES = ("country", "name", "partner", "year", "value", "indicator", "unit", "ignore")

Rows = Sequence[Sequence[str | None]]

_YEAR = re.compile(r"^\s*(?:YR|Y|FY|X)?\s*((?:18|19|20)\d\d)(?:\.0+)?\s*(?:\[YR\d{4}\])?\s*$", re.IGNORECASE)


@cache
def _names() -> Mapping[str, frozenset[str]]:
    """What columns are called, folded, by meaning: data/catalogue/column_names.toml."""
    declared = tomllib.loads((DATA / "catalogue" / "column_names.toml").read_text(encoding="utf-8"))
    return {meaning: frozenset(folded(name) for name in names) for meaning, names in declared.items()}


@dataclass(frozen=True)
class Table:
    """A sheet as understood. `header`: its row, from 1. `names`: the column names. `columns`: what they mean.

    `unsure`: questions that only the steward can answer, as sentences.
    """

    header: int
    names: tuple[str, ...]
    columns: Columns | None
    unsure: tuple[str, ...] = ()


def folded(name: str) -> str:
    """A column name as it is compared: case, accents, brackets and signs aside."""
    return geography.folded(re.sub(r"[_\-./]", " ", re.sub(r"\(.*?\)", " ", name))) or geography.folded(name)


def year_of(name: str | None) -> int | None:
    """`2020`, `YR2020`, `2020 [YR2020]`, `2020.0` as a year; None for anything else."""
    found = _YEAR.match(name or "")
    return int(found.group(1)) if found else None


def heading(rows: Rows) -> int:
    """The number (from 0) of the row that holds the column names; IntakeError where no row can be one.

    It is the first row with at least two names, at least as many filled cells as most rows under it, and no figures
    other than years. Where a later such row has names that are known and it has none, it is a note above the table.
    """
    filled = [sum(bool(cell and cell.strip()) for cell in row) for row in rows]
    candidates: list[int] = []
    for place, row in enumerate(rows[:SEARCHED]):
        under = [count for count in filled[place + 1 : place + 1 + BELOW] if count]
        if filled[place] < 2 or not under:
            continue
        usual = sorted(under)[len(under) // 2]
        texts = [cell for cell in row if cell and cell.strip() and not _figure(cell) and year_of(cell) is None]
        years = sum(year_of(cell) is not None for cell in row)
        plain = sum(_figure(cell) and year_of(cell) is None for cell in row)
        if filled[place] >= 0.6 * usual and texts and not plain and len(texts) + years == filled[place]:
            candidates.append(place)
    if candidates:
        return next((place for place in candidates if _known(rows[place]) > 1), candidates[0])
    if sum(map(bool, filled)) == 1:
        raise IntakeError("There is a heading and no row under it. Export the table again, with its figures.")
    raise IntakeError(
        "No row can be told for the heading: a row with the names of the columns is needed above the figures. "
        "Add one, with at least a column of countries, one of years and one of values."
    )


def _known(row: Sequence[str | None]) -> int:
    """How many cells of a row are names of columns that are known, or years."""
    known = frozenset().union(*_names().values())
    return sum(folded(cell) in known or year_of(cell) is not None for cell in row if cell)


def _figure(cell: str | None) -> bool:
    text = (cell or "").strip().replace("\u00a0", "").replace(" ", "")
    return bool(re.fullmatch(r"[-−+]?[\d.,']*\d[\d.,']*(?:e[-+]?\d+)?%?", text, re.IGNORECASE))


def understand(rows: Rows, given: Mapping[str, str] | None = None, delimiter: str = "") -> Table:
    """Heading and meaning of the columns of a sheet whose first rows are `rows`.

    `given`: column name -> role (one of ROLES, or `value:INDICATOR` for one of several columns of figures), from
    the steward or from a recipe; it goes before every guess. `delimiter`: the sign between fields of a text file.
    IntakeError for a column or role that does not exist, and where two columns that matter have one name.
    """
    at = heading(rows)
    names = tuple((cell or "").strip() for cell in rows[at])
    below = rows[at + 1 : at + 1 + BELOW]
    roles = _guessed(names, below) | _given(names, given or {})
    table = _table(at + 1, names, roles, below, delimiter not in ("", ","))
    _once(table)
    return table


def _once(table: Table) -> None:
    """IntakeError where a column that is used has the name, or the year, of another one: which is meant?"""
    used = table.columns
    if used is None:
        return
    single = (used.country, used.partner, used.year, used.value, used.indicator, used.name)
    places = [place for place in (*single, *used.measures.values()) if place is not None]
    alike = [(place, _alike(table.names[place], table.names)) for place in places]
    of_years: dict[int, list[int]] = {}
    for place, name in enumerate(table.names):
        if used.years and (year := year_of(name)):
            of_years.setdefault(year, []).append(place)
    alike += [(others[0], others) for others in of_years.values()]
    for place, others in alike:
        if len(others) > 1:
            listed = " and ".join(str(other + 1) for other in others[:5])
            raise IntakeError(
                f"{len(others)} columns are called “{shown(table.names[place])}” (columns {listed}, in row "
                f"{table.header}): which is meant cannot be told. Rename the one that is meant, or take the others out."
            )


def _alike(name: str, names: Sequence[str]) -> list[int]:
    wanted = folded(name)
    return [place for place, other in enumerate(names) if name and folded(other) == wanted]


def _given(names: Sequence[str], given: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    by_name = {folded(name): place for place, name in reversed(list(enumerate(names))) if name}
    for column, role in given.items():
        if folded(column) not in by_name:
            close = nearest(column, [name for name in names if name])
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            listed = ", ".join(shown(name) for name in names[:LISTED] if name)
            raise IntakeError(f"The sheet has no column “{shown(column)}”.{hint} It has {listed}.")
        if role.partition(":")[0] not in ROLES:
            raise IntakeError(f"“{role}” is no role of a column. Roles: {', '.join(ROLES)}, value:INDICATOR.")
        found[by_name[folded(column)]] = role
    return found


def _guessed(names: Sequence[str], below: Rows) -> dict[int, str]:
    """Column -> role by name; the first column of a role has it."""
    found: dict[int, str] = {}
    meanings = {"partner": "partner", "first": "country", "code": "country", "year": "year", "value": "value",
                "indicator": "indicator", "unit": "unit"}  # fmt: skip
    for meaning, role in meanings.items():
        known = _names()[meaning]
        places = [place for place, name in enumerate(names) if folded(name) in known and place not in found]
        if places and role not in found.values():
            found[places[0]] = role
    called = [place for place, name in enumerate(names) if folded(name) in _names()["name"] and place not in found]
    if called:
        found[called[0]] = "name" if "country" in found.values() else "country"
    coded = next((place for place, role in found.items() if role == "country"), None)
    # a blank or half-blank column of codes beside one of names: both are used
    if coded is not None and not any((row[coded] or "").strip() for row in below if len(row) > coded):
        named = next((place for place, role in found.items() if role == "name"), None)
        if named is not None:
            found[named], found[coded] = "country", "ignore"
    return found


def _table(header: int, names: tuple[str, ...], roles: Mapping[int, str], below: Rows, commas: bool) -> Table:
    at = {role: place for place, role in roles.items() if role in ROLES and role != "ignore"}
    years = {year: place for place, name in enumerate(names) if (year := year_of(name)) and place not in roles}
    measures = {role.partition(":")[2]: place for place, role in roles.items() if role.startswith("value:")}
    extra = tuple(
        place
        for place in range(len(names))
        if place not in roles and place not in years.values() and names[place] and _numeric(place, below)
    )
    unsure: list[str] = []
    if "country" not in at:
        unsure.append("Which column holds the countries? Say so with COLUMN=country.")
    if years and ("value" in at or "year" in at):
        years = {}
    if not years and "year" not in at:
        unsure.append(
            "Which column holds the years? Say so with COLUMN=year; a file of one year needs a column for it."
        )
    value = at.get("value")
    if not years and value is None and not measures:
        if len(extra) == 1:
            value = extra[0]
        elif extra:
            listed = ", ".join(shown(names[place]) for place in extra[:12])
            unsure.append(
                f"Which columns hold the figures, and of what? Say so with COLUMN=value, or COLUMN=value:INDICATOR for "
                f"several. Candidates: {listed}."
            )
        else:
            unsure.append("Which column holds the figures? Say so with COLUMN=value.")
    if unsure:
        return Table(header, names, None, tuple(unsure))
    figures = [*years.values(), *measures.values(), *([value] if value is not None else [])]
    columns = Columns(
        country=at["country"], year=None if years else at["year"], value=None if measures else value,
        partner=at.get("partner"), name=at.get("name"), indicator=at.get("indicator"), unit=at.get("unit"),
        years=years, measures=measures, decimal=_decimal(figures, below, commas),
    )  # fmt: skip
    return Table(header, names, columns)


def _numeric(place: int, below: Rows) -> bool:
    cells = [(row[place] or "").strip() for row in below if len(row) > place]
    stated = [cell for cell in cells if cell.casefold() not in MISSING]
    return bool(stated) and sum(_figure(cell) for cell in stated) >= 0.8 * len(stated)


def _decimal(places: Sequence[int], below: Rows, commas: bool) -> str:
    """The sign before decimals. `commas`: the file is cut at another sign, as where a comma stands before decimals."""
    cells = [(row[place] or "").strip() for row in below for place in places if len(row) > place]

    def those(form: str) -> int:
        return sum(bool(re.fullmatch(rf"[-−+]?{form}(?:[eE][-+]?\d+)?", cell)) for cell in cells)

    comma = those(r"(?:\d{1,3}(?:[.\s\u00a0\u202f]\d{3})+|\d+),\d+")
    thousands = those(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
    points = those(r"\d+\.\d+")
    if commas:  # 6,123 in a file cut at semicolons is six and a bit, unless others show that it is six thousand
        return "," if comma and points <= comma else "."
    return "," if comma > thousands and comma > points else "."
