"""What holds of every file: what is published is what was accepted, and every revision can be read and restored.

`make fuzz` tries far more tables (FUZZ_EXAMPLES), and other ones each time.
"""

from __future__ import annotations

import dataclasses as dc
import gzip
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from foresight import geography
from foresight.intake.line import Order, prepared, publish
from foresight.people import at_machine
from foresight.store import Store
from tests import written

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 0)
COUNTRIES = ("FRA", "USA", "IND", "BRA", "DEU", "CIV")
FIRST, LAST = 2018, 2023
UNLIKELY_UNITS = {"unit"}
"""All that may stop a table of valid figures: one that is a thousand times what is published is asked about."""

Key = tuple[str, int]
Figures = Mapping[Key, float | None]
Cells = list[list[written.Cell]]

figures = st.dictionaries(
    st.tuples(st.sampled_from(COUNTRIES), st.integers(FIRST, LAST)),
    st.none() | st.just(0.0) | st.floats(1e-6, 1e12).map(lambda value: float(f"{value:.6g}")),
    min_size=1, max_size=20,
).filter(lambda table: any(value is not None for value in table.values()))  # fmt: skip
text = st.fixed_dictionaries(
    {
        "sign": st.sampled_from([",", ";", "\t", "|"]),
        "comma": st.booleans(),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
        "packed": st.booleans(),
        "quoted": st.booleans(),
        "end": st.sampled_from(["\n", "\r\n"]),
    }
)
shape = st.fixed_dictionaries(
    {
        "wide": st.booleans(),
        "names": st.booleans(),
        "above": st.integers(0, 3),
        "form": st.sampled_from(["text", "text", "text", "xlsx", "ods", "xls", "parquet", "stata", "json"]),
    }
)


def of(examples: int) -> settings:
    """So many examples in the suite, always the same ones; FUZZ_EXAMPLES of them, new each time, in `make fuzz`."""
    return settings(
        max_examples=EXAMPLES or examples, derandomize=not EXAMPLES, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip


def cells(table: Figures, shape: Mapping[str, object]) -> Cells:
    """The heading and rows of a table, long or with a column for each year."""
    called = {iso3: geography.country(iso3).name if shape["names"] else iso3 for iso3 in COUNTRIES}
    if not shape["wide"]:
        return [["country", "year", "value"], *([called[c], year, value] for (c, year), value in table.items())]
    years = sorted({year for _, year in table})
    rows: Cells = [["country", *map(str, years)]]
    for country in dict.fromkeys(country for country, _ in table):
        rows.append([called[country], *(table.get((country, year)) for year in years)])
    return rows


def content(rows: Cells, shape: Mapping[str, object], text: Mapping[str, object]) -> bytes:
    """The rows as a file of the form that is asked for."""
    above: Cells = [[f"Note {place}"] for place in range(int(str(shape["above"])))]
    form = str(shape["form"])
    if form == "xlsx":
        return written.xlsx({"Data": written.cells([*above, *rows])})
    if form == "ods":
        return written.ods({"Data": [*above, *rows]})
    if form == "xls":
        return written.xls({"Data": [*above, *rows]})
    if form == "text":
        return _text([*above, *rows], text)
    frame = pd.DataFrame(rows[1:], columns=[str(name) for name in rows[0]])
    held = io.BytesIO()
    if form == "json":
        return json.dumps([dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]).encode()
    figures = frame.columns[1:] if shape["wide"] else ["value"]
    frame = frame.astype(dict.fromkeys(figures, "float64"))
    if form == "parquet":
        frame.to_parquet(held)
    else:  # a name in Stata begins with a letter
        frame.rename(columns={name: f"Y{name}" for name in frame.columns if str(name).isdigit()}).to_stata(
            held, write_index=False, version=118
        )
    return held.getvalue()


def _text(rows: Cells, text: Mapping[str, object]) -> bytes:
    sign, comma = str(text["sign"]), bool(text["comma"]) and text["sign"] != ","

    def cell(value: written.Cell) -> str:
        said = (
            "" if value is None else str(value).replace(".", ",") if comma and isinstance(value, float) else str(value)
        )
        return f'"{said}"' if text["quoted"] or sign in said else said

    whole = str(text["end"]).join(sign.join(map(cell, row)) for row in rows)
    held = whole.encode(str(text["encoding"]))
    return gzip.compress(held) if text["packed"] else held


def held(store: Store, revision: int | None = None) -> dict[Key, float]:
    rows = store.rows("gdp", revision=revision)
    return {(country, year): value for country, year, value in rows.itertuples(index=False)}


def published(store: Store, path: Path, replace: bool) -> None:
    """Publish a file, whatever it warns of; what its figures cannot be is passed over."""
    with prepared(store, path, Order(indicator="gdp", replace=replace)) as draft:
        wrong = {one.kind for one in draft.findings if one.level == "error"}
        assert wrong <= UNLIKELY_UNITS, [str(one) for one in draft.findings]
        assume(not wrong)
        accepted = {one.kind: "as told" for one in draft.findings}
        publish(store, dc.replace(draft, order=dc.replace(draft.order, accepted=accepted)), at_machine("steward"))


@of(25)
@given(table=figures, shape=shape, text=text, replace=st.booleans())
def test_what_is_published_is_what_was_accepted_whatever_the_form(
    small_store: Store, tmp_path: Path, table: Figures, shape: Mapping[str, object], text: Mapping[str, object],
    replace: bool,
) -> None:  # fmt: skip
    path = tmp_path / "in"
    path.write_bytes(content(cells(table, shape), shape, text))
    before = held(small_store)
    published(small_store, path, replace)
    given = {key: value for key, value in table.items() if value is not None}
    # merging removes nothing and a blank keeps what is published; replacing leaves what the file has, and no more
    assert held(small_store) == (given if replace else before | given)


@of(5)
@given(
    steps=st.lists(st.tuples(figures, st.booleans()), min_size=1, max_size=4),
    back=st.integers(0, 3),
)
def test_every_revision_is_read_as_it_was_and_restored_to_the_byte(
    small_store: Store, tmp_path: Path, steps: list[tuple[Figures, bool]], back: int
) -> None:
    path = tmp_path / "in.csv"
    first = small_store.revision.number
    seen = {first: (small_store.revision.hash, held(small_store))}
    for table, replace in steps:
        path.write_bytes(_text(cells(table, {"wide": False, "names": False}), {"sign": ",", "comma": False, "end": "\n",
                               "quoted": False, "encoding": "utf-8", "packed": False}))  # fmt: skip
        published(small_store, path, replace)
        seen[small_store.revision.number] = (small_store.revision.hash, held(small_store))
    for number, (_, rows) in seen.items():
        assert held(small_store, number) == rows
        assert held(small_store.at(number)) == rows
    to = sorted(seen)[back % len(seen)]
    again = small_store.rollback(to, at_machine("steward"))
    assert (again.hash, held(small_store)) == seen[to]
    for number, (_, rows) in seen.items():
        assert held(small_store, number) == rows
