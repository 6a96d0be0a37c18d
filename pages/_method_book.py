"""The method as a book: the files of the folder docs in chapters, as they stand there. Nothing is copied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from foresight.errors import ForesightError
from pages import _page
from pages._link import Link

DOCS = Path(__file__).resolve().parents[1] / "docs"
PARTS = {
    "countries": ("method.md", "Figures of countries"),
    "pairs": ("method-pairs.md", "Pairs of states"),
    "discovery": ("method-discovery.md", "Discovery and robustness"),
    "signposts": ("method-signposts.md", "Consistency and signposts"),
    "power": ("method-power.md", "Emerging powers"),
    "shifts": ("method-shifts.md", "Geopolitical shifts"),
    "conflict": ("method-conflict.md", "Regional conflicts"),
    "cooperation": ("method-cooperation.md", "Cooperation and engagement"),
    "network": ("method-network.md", "The network of ties"),
    "forums": ("method-forums.md", "Forums"),
    "relationships": ("method-relationships.md", "Relationships"),
    "quality": ("method-quality.md", "Coverage and quality"),
}
CONTENTS, DECLARED = "contents", "declared"
TITLES = {CONTENTS: "Contents", DECLARED: "What is declared today"}
KEY = "method.chapter"
STYLE = """<style>
.stMarkdown table { font-variant-numeric: tabular-nums; font-size: 0.875rem; }
.stMarkdown td, .stMarkdown th { padding: 0.25rem 0.5rem; vertical-align: top; }
@media (max-width: 640px) { .stMarkdown .katex-display { font-size: 0.85rem; } }
</style>"""


@dataclass(frozen=True)
class Chapter:
    """One `##` heading of a file and the Markdown under it; `part` names the file's subject."""

    part: str
    title: str
    body: str


def chapters(part: str, text: str) -> dict[str, Chapter]:
    """The chapters of a file by the words of an address, in their order; what stands before the first is its opening.

    A `##` line inside a code block is no heading.
    """
    found, title, body, fenced = {}, "Introduction", [], False
    for line in [*text.splitlines(), "## "]:
        fenced ^= line.startswith("```")
        if fenced or not line.startswith("## "):
            body.append(line)
            continue
        told = "\n".join(row for row in body if not row.startswith("# ")).strip()
        if told:
            slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))
            found[f"{part}-{slug}"] = Chapter(part, title, told)
        title, body = line.removeprefix("## ").strip(), []
    return found


def book() -> dict[str, Chapter]:
    """Every chapter of the method; ForesightError where a file is missing."""
    found: dict[str, Chapter] = {}
    for part, (name, _) in PARTS.items():
        try:
            found |= chapters(part, (DOCS / name).read_text(encoding="utf-8"))
        except OSError:
            raise ForesightError(f"docs/{name} is missing. Restore it from the project’s own copy.") from None
    return found


def choose(link: Link, found: Mapping[str, Chapter]) -> str:
    """The chapter to read; the contents at first."""
    st.html(STYLE)
    return link.select("chapter", "Chapter", [CONTENTS, *found, DECLARED], lambda key: name(key, found))


def name(key: str, found: Mapping[str, Chapter]) -> str:
    """A chapter's title; that of pairs says so."""
    if key in TITLES:
        return TITLES[key]
    return found[key].title if found[key].part == "countries" else f"{PARTS[found[key].part][1]}: {found[key].title}"


def contents(found: Mapping[str, Chapter]) -> None:
    """The method in short, and the way to every chapter."""
    if short := found.get("countries-in-short"):
        st.markdown(short.body, anchors=False)
    for column, (part, (_, title)) in zip(st.columns(len(PARTS), gap="large"), PARTS.items(), strict=True):
        with column.container(gap="xsmall"):
            st.subheader(title, anchor=False)
            for key, chapter in found.items():
                if chapter.part == part:
                    _way(key, chapter.title)
    with st.container(gap="xsmall"):
        st.subheader("The app as it stands", anchor=False)
        _way(DECLARED, f"{TITLES[DECLARED]}: levers, drivers, what can be projected, versions")


def read(chapter: Chapter) -> None:
    """One chapter."""
    st.caption(PARTS[chapter.part][1])
    st.header(chapter.title, anchor=False)
    for kind, text in pieces(chapter.body):
        if kind == "code":
            st.code(text, language=None, wrap_lines=True)
        elif kind == "table" and _page.narrow():
            _page.table(grid(text), f"A table of the chapter {chapter.title}")
        else:
            st.markdown(text, anchors=False)


def pieces(body: str) -> list[tuple[str, str]]:
    """The Markdown in pieces, in order: text, tables, and code blocks (indented by four) without their indent."""
    found: list[tuple[str, list[str]]] = []
    blank = True
    for line in body.splitlines():
        before = found[-1][0] if found else ""
        indented = line.startswith("    ") and (before == "code" or blank)
        kind = "code" if indented else "table" if line.startswith("|") else "text"
        kind = before if before == "code" and not line.strip() else kind
        if kind != before:
            found.append((kind, []))
        found[-1][1].append(line.removeprefix("    ") if kind == "code" else line)
        blank = not line.strip()
    return [(kind, text) for kind, lines in found if (text := "\n".join(lines).strip("\n"))]


def grid(table: str) -> list[dict[str, str]]:
    """A Markdown table as rows; signs of emphasis and code are left out."""
    lines = (line.strip().removeprefix("|").removesuffix("|") for line in table.splitlines())
    rows = [[cell.strip(" *`") for cell in line.split("|")] for line in lines]
    names = [name or f"({place})" for place, name in enumerate(rows[0], start=1)]
    return [dict(zip(names, row, strict=False)) for row in rows[2:]]


def onwards(chapter: str, found: Mapping[str, Chapter]) -> None:
    """To the contents, and to the chapter before and after."""
    order = [CONTENTS, *found, DECLARED]
    place = order.index(chapter)
    if chapter == CONTENTS:
        return
    st.divider()
    with st.container(horizontal=True, gap="medium"):
        if place > 1:
            _way(order[place - 1], name(order[place - 1], found), icon=":material/arrow_back:")
        _way(CONTENTS, TITLES[CONTENTS], icon=":material/toc:", also="contents")
        if place + 1 < len(order):
            _way(order[place + 1], name(order[place + 1], found), icon=":material/arrow_forward:")


def _way(key: str, label: str, icon: str | None = None, also: str = "") -> None:
    st.button(
        f":primary[{label}]", key=f"method.to.{key}{also}", type="tertiary", icon=icon, on_click=_open, args=(key,)
    )


def _open(key: str) -> None:
    st.session_state[KEY] = key
