"""The house keeps its directions: who may import whom, where SQL stands, and how long a module may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = sorted((ROOT / "foresight").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))

# A module may import from its own layer's rooms below it and from itself; never from above.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "files"}),
    frozenset({"people"}),
    frozenset({"catalogue", "geography"}),
    frozenset({"forums", "events", "sign_in"}),
    frozenset({"sources"}),
    frozenset({"store"}),
    frozenset({"panel", "export", "shelf"}),
    frozenset({"projection", "compiling"}),
    frozenset({"scenario", "intake"}),
    frozenset({"measures"}),
    frozenset({"charts", "verify"}),
    frozenset({"briefing"}),
    frozenset({"commands"}),
    frozenset({"cli"}),
)
# Rooms that would otherwise be allowed to know each other, and must not.
STRANGERS = {
    ("store", "sources"),
    ("projection", "compiling"),
    ("compiling", "projection"),
    ("charts", "store"),
    ("intake", "projection"),
}


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path) for path in LIBRARY}


def imported(path: Path, run_only: bool = False) -> set[str]:
    """Modules named in import statements; with `run_only`, without those for type checking and inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    queue: list[ast.AST] = [tree]
    while queue:
        node = queue.pop()
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        if run_only and (typing_only or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            continue
        queue += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            base = node.module or ""
            found |= {f"{base}.{a.name}" if f"{base}.{a.name}" in MODULES else base for a in node.names}
    return found


def room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def layer(of: str) -> int:
    return next(n for n, rooms in enumerate(LAYERS) if of in rooms)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_no_import_points_back(path: Path) -> None:
    own = room(module(path))
    if not own:
        return
    for name in imported(path):
        other = room(name) if name.startswith("foresight.") else ""
        if other and other != own:
            assert layer(other) < layer(own), f"{named(path)} imports {name}: {own} may not know {other}"
            assert (own, other) not in STRANGERS, f"{named(path)} imports {name}: these rooms are strangers"


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_the_library_never_imports_streamlit_pages_or_the_app(path: Path) -> None:
    heads = {name.split(".")[0] for name in imported(path)}
    assert not heads & {"streamlit", "pages", "app", "tests"}


def test_no_circle_of_modules() -> None:
    graph = {module(p): {n for n in imported(p, run_only=True) if n in MODULES} - {module(p)} for p in LIBRARY}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in graph[name]:
                # A package's front gathers its modules; its modules do not need their own front to be whole.
                if not name.startswith(other + "."):
                    visit(other, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", [*LIBRARY, *PAGES, ROOT / "app.py"], ids=named)
def test_sql_and_the_database_stand_in_the_store_alone(path: Path) -> None:
    if (ROOT / "foresight" / "store") in path.parents:
        return
    assert not {name.split(".")[0] for name in imported(path)} & {"duckdb", "sqlite3", "sqlalchemy"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = " ".join(node.value.split())
            assert not ("SELECT " in text and " FROM " in text), f"{named(path)}, line {node.lineno}: SQL"


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_can_be_read_aloud_and_has_no_arithmetic_of_its_own(path: Path) -> None:
    helper = path.name.startswith("_")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= (200 if helper else 120)
    if not helper:
        heads = {name.split(".")[0] for name in imported(path)}
        assert not heads & {"pandas", "numpy", "plotly"}
