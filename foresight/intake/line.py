"""The steward's line as one straight function: open, understand, place, check, compare; and then publish.

`prepare` never touches the store; `publish` changes it in one step or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from foresight.catalogue import Catalogue, Indicator
from foresight.errors import nearest
from foresight.geography import System
from foresight.intake import checks, layout_codes, layouts, remembered, sheets, workroom
from foresight.intake.changes import Change, accepted, compared, dyadic
from foresight.intake.files import File, look
from foresight.intake.findings import Finding, IntakeError, errors, open_warnings
from foresight.intake.following import inputs_of
from foresight.intake.headings import Table, folded, understand
from foresight.intake.placing import checked_decisions, place
from foresight.people import STEWARD, Person
from foresight.store import Store, telling
from foresight.store.cells import Columns
from foresight.store.folder import PATIENCE
from foresight.store.revisions import Revision
from foresight.store.staging import Staging
from foresight.store.telling import Progress

HEAD = 200
"""Rows that are looked at to understand a sheet."""


@dataclass(frozen=True)
class Order:
    """What a steward asks for beside the file.

    `indicator`: the key of all figures. `columns`: column -> role. `countries`: text -> ISO3, "-" to leave it out.
    `scale`: what every figure is multiplied by. `replace`: the file is the whole indicator. `accepted`: kind of a
    warning -> why it is all right. `catalogue`: with a new indicator in it. `mark`: by which its revision is known,
    where nobody sees to it that it is published once.
    """

    indicator: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    system: System | None = None
    scale: float = 1.0
    replace: bool = False
    accepted: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    catalogue: Catalogue | None = None
    mark: str = ""


@dataclass(frozen=True)
class Draft:
    """A file as it would be published. `files`: indicator -> Parquet file; only while `prepared` is open.

    `against`: the number of the revision it is compared with. `layout`: a provider's, or "plain". `computed`: what the
    file does not hold but follows from it, each indicator as a whole. `sign`: what the recipe is remembered under;
    nothing where there is nothing to remember.
    """

    file: File
    order: Order
    layout: str
    sheet: str
    table: Table | None
    read: int
    accepted: int
    missing: int
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    files: Mapping[str, Path]
    recipe: Mapping[str, Any]
    computed: tuple[str, ...] = ()
    sign: str = ""
    against: int = 1

    @property
    def stopped(self) -> bool:
        """Is there an error."""
        return bool(errors(self.findings))

    @property
    def waiting(self) -> tuple[Finding, ...]:
        """The warnings that nobody has answered for."""
        return tuple(open_warnings(self.findings, self.order.accepted))

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators it has figures of, and those that follow from them."""
        return tuple(change.indicator for change in self.changes)


@contextmanager
def prepared(
    store: Store, path: Path, order: Order, name: str | None = None, progress: Progress | None = None
) -> Iterator[Draft]:
    """The draft of a file, with its figures in a folder that goes when the context ends.

    `progress` hears shares up to 1; what it raises ends the work, and leaves nothing behind. Errors: IntakeError for a
    file that cannot be opened at all, UnknownKeyError for an unknown indicator. What is wrong inside the file stands in
    the draft's findings.
    """
    telling.say(progress, 0.0, "Looking at the file")
    with workroom.workroom() as folder:
        against = store.revision.number
        # the cells, which may be many, are let go before anything is published
        with workroom.told(), Staging(folder, progress) as staging:
            draft = _draft(store, look(path, name, folder), order, staging)
        yield replace(draft, against=against)


def publish(
    store: Store, draft: Draft, who: Person, patience: float = PATIENCE, progress: Progress | None = None
) -> Revision:
    """Remember how the draft was read, and publish it as one revision.

    `patience`: seconds to wait for somebody else who is publishing. `progress` hears shares up to 1; what it raises
    ends the work: nothing is published. Errors: IntakeError where the draft may not be published, RefusedError where
    `who` may not, BusyError where somebody else is not done, MovedError where what it was compared with is no longer
    what is published.
    """
    who.must_be(STEWARD, "Publishing")  # answers are remembered first: when it is published, nothing can fail any more
    if draft.stopped:
        raise IntakeError(f"{draft.file.name} has errors: {errors(draft.findings)[0]}. Nothing was published.")
    if draft.waiting:
        raise IntakeError(f"{draft.file.name} has warnings that nobody has answered for: {draft.waiting[0]}.")
    order = draft.order
    about = {
        "file": draft.file.name, "sha256": draft.file.sha256, "layout": draft.layout, "sheet": draft.sheet,
        "recipe": dict(draft.recipe), "mode": "replace" if order.replace else "merge",
        "accepted": {one.kind: order.accepted[one.kind] for one in draft.findings if one.level == "warning"},
    }  # fmt: skip
    about |= {"order": order.mark} if order.mark else {}
    own = [key for key in draft.indicators if key not in draft.computed]
    note = order.note or f"{', '.join(own)} from {draft.file.name}"
    replaced = draft.indicators if order.replace else draft.computed
    decided = checked_decisions(order.countries)
    remembered.remember(store.folder, draft.sign, draft.recipe if draft.sign else {}, decided)
    resting = {*draft.indicators, *inputs_of(draft.computed)}
    return store.publish_files(
        draft.files, who, note, replaced, order.catalogue, draft.against, about, resting, patience, progress
    )


def _draft(store: Store, file: File, order: Order, staging: Staging) -> Draft:
    catalogue = order.catalogue or store.catalogue()
    if order.indicator is not None:
        catalogue.indicator(order.indicator)
    # who names a code system or a scale describes a table, not a provider's file
    if order.system is None and order.scale == 1.0:
        asked_for = layouts.Asked(order.indicator, order.columns, order.sheet or None, order.countries)
        own = layouts.made(file.path, file.name, asked_for, catalogue, store.folder)
        if own is not None:
            return _provided(store, file, order, own, catalogue, staging)
    return _plain(store, file, order, catalogue, staging)


def _provided(
    store: Store, file: File, order: Order, own: layouts.Made, catalogue: Catalogue, staging: Staging
) -> Draft:
    """The draft of a provider's file, whose tables are compiled."""
    if own.catalogue is not None:
        catalogue, order = own.catalogue, replace(order, catalogue=own.catalogue)
    staging.take(own.tables)
    found, at = list(own.findings), checks.Sheeted("compiled", ())
    changes, computed = compared(store, staging, catalogue, at, order.replace, found)
    if not changes:
        found += _nothing(found, "")
    files = {} if errors(found) else staging.write(staging.folder, dyadic(changes, catalogue))
    said = layout_codes.said_before(store.folder, own.layout) | dict(own.series)
    return Draft(
        file, order, own.layout, "", None, own.read, accepted(changes, computed), own.missing, tuple(found),
        tuple(changes), files, {"series": said} if own.series else {}, computed, own.layout if own.series else "",
    )  # fmt: skip


def _plain(store: Store, file: File, order: Order, catalogue: Catalogue, staging: Staging) -> Draft:
    """The draft of a table whose columns are understood by their names, or by what the steward says."""
    sheet = _sheet(file, order)
    loaded = sheets.load(file, sheet, staging)
    table = understand(staging.head(HEAD), order.columns, loaded.delimiter)
    sign = remembered.signature(table.names)
    known = remembered.recipe(store.folder, sign)
    if known and not order.columns:
        table = understand(staging.head(HEAD), known.get("columns", {}), loaded.delimiter)
    asked = order.indicator or (known.get("indicator") if not order.columns else None)
    found = list(loaded.found)
    if table.columns is None:
        found += [Finding("columns", "error", sheet.name, question) for question in table.unsure]
        return _stopped(file, order, sheet.name, table, loaded.rows, found)
    columns, unknown = _keyed(table, table.columns, asked, catalogue, sheet.name)
    if unknown:
        return _stopped(file, order, sheet.name, table, loaded.rows, [*found, *unknown])
    missing = staging.arrange(columns, table.header, asked if columns.indicator is None else None)
    at = checks.Sheeted(sheet.name, table.names)
    found += checks.of_cells(staging, at, columns.year)
    keys, strange = _indicators(staging, catalogue, asked, columns, table)
    found += strange
    decided = remembered.decisions(store.folder) | checked_decisions(order.countries)
    pairs = _pairs(columns, keys, catalogue, sheet.name)
    if pairs or not keys:
        return _stopped(file, order, sheet.name, table, loaded.rows, [*found, *pairs, *_nothing(found, sheet.name)])
    found += _placed(staging, table, columns, keys, decided, order, catalogue, sheet.name)
    found += checks.of_keys(staging, at)
    changes, computed = compared(store, staging, catalogue, at, order.replace, found)
    if not changes:
        found += _nothing(found, sheet.name)
    files = {} if errors(found) else staging.write(staging.folder, dyadic(changes, catalogue))
    recipe = {"columns": dict(order.columns) or known.get("columns", {})} | ({"indicator": asked} if asked else {})
    return Draft(
        file, order, "plain", sheet.name, table, loaded.rows - table.header, accepted(changes, computed), missing,
        tuple(found), tuple(changes), files, recipe, computed, sign,
    )  # fmt: skip


def _stopped(file: File, order: Order, sheet: str, table: Table, rows: int, found: list[Finding]) -> Draft:
    return Draft(file, order, "plain", sheet, table, rows - table.header, 0, 0, tuple(found), (), {}, {})


def _sheet(file: File, order: Order) -> sheets.Sheet:
    """The sheet asked for, the only one, or the first that is not hidden."""
    there = sheets.sheets(file)
    if order.sheet is not None:
        by_name = {sheet.name: sheet for sheet in there}
        if order.sheet not in by_name:
            close = nearest(order.sheet, by_name)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            raise IntakeError(f"{file.name} has no sheet “{order.sheet}”.{hint} It has {', '.join(by_name)}.")
        return by_name[order.sheet]
    shown = [sheet for sheet in there if not sheet.hidden] or list(there)
    if len(shown) > 1:
        listed = ", ".join(sheet.name for sheet in shown[:12])
        raise IntakeError(f"{file.name} has {len(shown)} sheets. Say which is meant with --sheet: {listed}.")
    return shown[0]


def _keyed(
    table: Table, columns: Columns, asked: str | None, catalogue: Catalogue, sheet: str
) -> tuple[Columns, list[Finding]]:
    """The columns with each measure's catalogue key; findings where an indicator is not known."""
    found = [_which(key, catalogue, sheet) for key in columns.measures if key not in catalogue.indicators]
    if columns.measures or columns.indicator is not None or asked:
        return columns, found
    value = table.names[columns.value] if columns.value is not None else ""
    named = _match(value, catalogue)
    if named is None:
        return columns, [_which(value, catalogue, sheet)]
    return Columns(**{**columns.__dict__, "value": None, "measures": {named: columns.value}}), []


def _match(text: str, catalogue: Catalogue) -> str | None:
    """The indicator of that key or title."""
    if text in catalogue.indicators:
        return text
    titles = {folded(indicator.title): key for key, indicator in catalogue.indicators.items()}
    return titles.get(folded(text))


def _which(text: str, catalogue: Catalogue, sheet: str) -> Finding:
    close = nearest(text, catalogue.indicators) if text else []
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    called = f"“{text}” is no indicator known here." if text else "Which indicator is it?"
    return Finding(
        "indicator", "error", sheet,
        f"{called}{hint} Say so with --as KEY (“foresight indicators” lists them), or declare it with --new.", text,
    )  # fmt: skip


def _indicators(
    staging: Staging, catalogue: Catalogue, asked: str | None, columns: Columns, table: Table
) -> tuple[dict[str, str], list[Finding]]:
    """Text of the indicator column -> key."""
    texts = staging.texts("indicator")
    keys, found = {}, []
    for text, rows, row in texts[["text", "rows", "first_row"]].itertuples(index=False):
        key = asked if columns.indicator is None and asked else _match(str(text), catalogue)
        if key is None:
            where = f"row {row}, column {table.names[columns.indicator or 0]}"
            found.append(Finding(**{**_which(str(text), catalogue, where).__dict__, "count": int(rows)}))
        else:
            keys[str(text)] = key
    return keys, found


def _nothing(found: list[Finding], sheet: str) -> list[Finding]:
    """What to say where no figure is left and nothing else says why."""
    told = "No figure is left: every row is blank or left out."
    return [] if errors(found) else [Finding("no_rows", "error", sheet, told)]


def _pairs(columns: Columns, keys: Mapping[str, str], catalogue: Catalogue, sheet: str) -> list[Finding]:
    """Figures of pairs need a second country, and stand in files of their own."""
    used = [catalogue.indicators[key] for key in keys.values()]
    kinds = {indicator.dyadic for indicator in used}
    if len(kinds) > 1:
        told = "Figures of pairs and of single countries are in one file: split it."
    elif kinds == {True} and columns.partner is None:
        told = (
            f"{used[0].title} is a figure of pairs: which column holds the other country? Say so with COLUMN=partner."
        )
    else:
        return []
    return [Finding("partner", "error", sheet, told)]


def _placed(
    staging: Staging, table: Table, columns: Columns, keys: Mapping[str, str], decided: Mapping[str, str], order: Order,
    catalogue: Catalogue, sheet: str,
) -> list[Finding]:  # fmt: skip
    """Find the countries, and make the rows."""
    used = [catalogue.indicators[key] for key in keys.values()]
    world = any(indicator.level == "world" for indicator in used)
    at = {"sheet": sheet, "system": order.system, "decisions": decided, "world": world}
    first = place(staging.texts("country"), column=table.names[columns.country], **at)  # type: ignore[arg-type]
    found, partners = list(first.findings), None
    if columns.partner is not None and used[0].dyadic:
        second = place(staging.texts("partner"), column=table.names[columns.partner], **at)  # type: ignore[arg-type]
        found += second.findings
        partners = second.table.drop(columns="name")
    staging.place(first.table, partners, keys, order.scale)
    return found


def declared(meta: Mapping[str, Any], catalogue: Catalogue) -> tuple[Catalogue, Indicator]:
    """The catalogue with a new indicator in it, from the tables `indicator` and (where it is new too) `source`."""
    from pydantic import ValidationError

    from foresight.catalogue import Source

    try:
        given = dict(meta["indicator"])
        key = given.pop("key")
        sources = dict(catalogue.sources)
        if "source" in meta:
            own = dict(meta["source"])
            source = Source(key=own.pop("key"), **own)
            sources[source.key] = source
            given.setdefault("source", source.key)
        indicator = Indicator(key=key, **given)
        whole = Catalogue(
            sources=sources, indicators={**catalogue.indicators, key: indicator}, forums=catalogue.forums,
            levers=catalogue.levers,
        )  # fmt: skip
    except KeyError as error:
        raise IntakeError(f"The description of the new indicator lacks {error}. See docs/stewards.md.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise IntakeError(f"The description of the new indicator: {where}: {first['msg']}.") from None
    return whole, indicator
