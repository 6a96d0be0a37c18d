"""What is found in a file, in the words of this page: the command line says the same with its options."""

from __future__ import annotations

import re
from collections.abc import Iterable

from foresight.export import table
from foresight.intake.findings import Finding

FORMS = {
    "text": "delimited text", "xlsx": "an Excel workbook", "xls": "an old Excel workbook", "ods": "an OpenDocument "
    "spreadsheet", "parquet": "a Parquet file", "stata": "a Stata file", "json": "a JSON file",
}  # fmt: skip
ROLES = {
    "country": "Country", "name": "Country’s name, where its code is blank", "partner": "Other country of a pair",
    "year": "Year", "value": "Figures", "indicator": "Which indicator", "unit": "Unit",
}  # fmt: skip
UNUSED = "Not used"
LEVELS = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
# what the command line advises -> what there is to do here
_HERE = (
    (r"Say so with --as KEY\.", "Choose it in step 2."),
    (r"Say which one is, as in --map “.*?”\.", "Say which one is in step 3."),
    (r"say so, as in --map “.*?=value:KEY”; or declare a new one with --new META\.toml\.",
     "say so in step 3; or describe a new one in step 2."),
    (r"Declare an indicator of pairs with --new META\.toml \(level = \"pair\", unit = \"million TIV\", terms = "
     r"\"closed\"\)", "Describe an indicator of pairs in step 2 (unit: million TIV; terms: closed)"),
    (r"declare one of its own \(--new\)", "describe one of its own in step 2"),
    (r"Say so with --as KEY \(“foresight indicators” lists them\), or declare it with --new\.",
     "Choose it, or describe a new one, in step 2."),
    (r"Say which with\s+--country “.*?=ISO3”, or leave it out with “.*?=-”\.", "Decide under “Unknown countries”."),
    (r"Say which:\s+--map “.*$", "Choose the code system in step 3."),
    (r"Say so with\s+COLUMN=value, or COLUMN=value:INDICATOR for\s+several\.", "Say so in step 3."),
    (r"Say so with COLUMN=\w+", "Say so in step 3"),
    (r"or say --scale (\S+?)\.?$", r"or multiply every figure by \1 in step 3."),
    (r"Say which is meant with --sheet:", "Choose the one that is meant in step 1:"),
    (r"See docs/stewards\.md\.", "Fill in the form in step 2."),
)  # fmt: skip


def here(text: str) -> str:
    """A sentence with the advice that holds on this page."""
    for pattern, advice in _HERE:
        text = re.sub(pattern, advice, text)
    return text


def rows(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings as a table of words."""
    return [
        {"Where": one.where or "The whole file", "What was found, and what to do": here(one.message),
         "Value": one.value, "Rule": one.kind.replace("_", " ")}
        for one in findings
    ]  # fmt: skip


def as_csv(findings: Iterable[Finding]) -> str:
    """All findings for a spreadsheet; what it would run as a formula is made harmless."""
    from pandas import DataFrame

    said = [(one.level, one.kind, one.where, here(one.message), one.value, one.count) for one in findings]
    return table(DataFrame(said, columns=["level", "rule", "where", "message", "value", "count"]))


def counted(count: int, word: str) -> str:
    """`1 error`, `3 errors`, `no error`."""
    return f"{count:,} {word}{'s' * (count != 1)}" if count else f"no {word}"
