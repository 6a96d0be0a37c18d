"""Commands about what is known: build, indicators, show, revisions, rollback, verify."""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import Any

from foresight import export
from foresight.commands.asking import opened
from foresight.commands.printing import as_json, codes, records, table
from foresight.errors import ForesightError, SourceError
from foresight.people import at_machine
from foresight.store import Store


def build(asked: argparse.Namespace) -> int:
    """Compile tables; what could not be placed is reported."""
    from foresight.compiling import build as runner

    folder = asked.sources or os.environ.get("FORESIGHT_SOURCES")
    if not folder:
        raise SourceError("Where are the provider files? Name their folder with --sources DIR or FORESIGHT_SOURCES.")
    report = runner.build(Path(folder), asked.only)
    if asked.json:
        as_json(asdict(report))
        return 0
    for key, rows in report.written.items():
        print(f"{key}: {rows:,} rows")
    for key in report.removed:
        print(f"{key}: removed, it is no longer declared")
    for note in report.notes:
        print(f"Note: {note}")
    for lost in report.unresolved:
        print(f"Not placed: {lost.file}, {lost.code} ({lost.name}), {lost.years}, {lost.rows} rows: {lost.reason}")
    return 0


def indicators(asked: argparse.Namespace) -> int:
    """The catalogue with coverage; an indicator without figures has 0 rows."""
    store = opened(asked)
    catalogue = store.catalogue()
    covered = {row["indicator"]: row for row in records(store.coverage())}
    listed: list[dict[str, Any]] = []
    for key, indicator in catalogue.indicators.items():
        if asked.theme in (None, indicator.theme):
            source, held = catalogue.sources[indicator.source], covered.get(key, {})
            listed.append(
                {
                    "key": key, "title": indicator.title, "theme": indicator.theme, "unit": indicator.unit,
                    "dyadic": indicator.dyadic, "level": indicator.level, "direction": indicator.direction,
                    "first_year": held.get("first_year"), "last_year": held.get("last_year"),
                    "countries": held.get("countries", 0), "rows": held.get("rows", 0),
                    "partial_years": indicator.partial_years, "caveat": indicator.caveat,
                    "updated": [one.model_dump() for one in catalogue.updated([key])],
                    "source": {
                        "provider": source.provider, "version": source.version, "licence": source.licence,
                        "citation": source.citation, "redistributable": catalogue.redistributable(key),
                    },
                }
            )  # fmt: skip
    if asked.json:
        as_json({"indicators": listed, "revision": store.revision.number, "revision_hash": store.revision.hash})
    else:
        columns = ("key", "title", "unit", "first_year", "last_year", "countries", "rows")
        table([{name: entry[name] for name in columns} for entry in listed], decimals=0)
    return 0


def show(asked: argparse.Namespace) -> int:
    """The figures of one indicator, printed or written to a file whose ending tells the form.

    What a provider keeps back is printed for whoever sits here, and refused as a file.
    """
    store = opened(asked)
    if asked.first is not None and asked.last is not None and asked.first > asked.last:
        raise ForesightError(f"The years run from {asked.first} to {asked.last}: exchange them.")
    rows = store.rows(asked.indicator, codes(asked.country), codes(asked.partner), asked.first, asked.last)
    form, revision, catalogue = _form(asked), store.revision, store.catalogue()
    indicator = catalogue.indicator(asked.indicator)
    closed = export.refusal(export.kept_back([indicator.key], catalogue))
    if closed and asked.output:
        raise ForesightError(f"{asked.output} was not written. {closed}")
    with _to(asked.output):
        if form == "json":
            answer = {
                "indicator": indicator.key, "unit": indicator.unit, "revision": revision.number,
                "revision_hash": revision.hash, "redistributable": not closed,
                **({"refused_in_exports": closed} if closed else {}), "rows": records(rows),
            }  # fmt: skip
            with _printed_to(asked.output):
                as_json(answer)
        elif form == "csv":
            text = export.to_csv(rows, catalogue, revision, indicator.key)
            with _printed_to(asked.output):
                print(text, end="")
        elif form == "xlsx":
            asked.output.write_bytes(export.to_xlsx(rows, catalogue, revision, indicator.key))
        elif form == "parquet":
            export.to_parquet(rows, catalogue, revision, indicator.key, asked.output)
        else:
            with _printed_to(asked.output):
                table(rows, indicator.decimals)
                if closed:
                    print(closed)
    return 0


FORMS = ("csv", "json", "parquet", "xlsx")


def _form(asked: argparse.Namespace) -> str:
    ending = asked.output.suffix.lstrip(".").lower() if asked.output else ""
    form = asked.format or ("json" if asked.json else ending if ending in FORMS else "table")
    if asked.json and form != "json":
        raise ForesightError(f"--json and --format {form} contradict each other. Keep one.")
    if form in ("parquet", "xlsx") and not asked.output:
        raise ForesightError(f"{form} is not text. Name a file with -o FILE.{form}.")
    return str(form)


@contextmanager
def _to(path: Path | None) -> Iterator[None]:
    """What cannot be written inside is told in a sentence."""
    try:
        yield
    except OSError as error:
        if path is None:
            raise
        raise ForesightError(f"{path} cannot be written: {error.strerror}. Name another file with -o.") from None


@contextmanager
def _printed_to(path: Path | None) -> Iterator[None]:
    """What is printed inside goes to the file, or to the screen when there is none."""
    if path is None:
        yield
        return
    with path.open("w", encoding="utf-8", newline="") as file, redirect_stdout(file):
        yield


def revisions(asked: argparse.Namespace) -> int:
    """What was published, newest last."""
    store = Store.open(asked.store)
    listed = [asdict(revision) for revision in store.revisions()]
    if asked.json:
        as_json({"current": store.revision.number, "revisions": listed})
    else:
        table([{**revision, "hash": revision["hash"][:12]} for revision in listed], decimals=0)
    return 0


def rollback(asked: argparse.Namespace) -> int:
    """Publish the state of an earlier revision again."""
    revision = Store.open(asked.store).rollback(asked.number, at_machine())
    if asked.json:
        as_json({"revision": asdict(revision)})
    else:
        print(
            f"Revision {revision.number} is published: {revision.note}. {revision.added} figures added, "
            f"{revision.changed} changed, {revision.removed} removed."
        )
    return 0


def verify(asked: argparse.Namespace) -> int:
    """Check the shipped data; 1 when something is wrong."""
    from foresight.verify import verify as check

    problems = check()
    errors = sum(problem.level == "error" for problem in problems)
    if asked.json:
        as_json({"ok": not errors, "findings": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            print(f"{problem.level}: {problem.where}: {problem.message}")
        held = "The shipped data hold together" if not errors else f"{errors} errors"
        print(f"{held}; {len(problems) - errors} warnings.")
    return 1 if errors else 0
