"""What a program can check of the rules for names: see `docs/development.md`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "socitm_tui"
ROOMS = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())
GERUNDS_THAT_ARE_NOUNS = {
    "parsing": "the usual name of this part of a program",
    "scoring": "the usual name of ranking by a score",
}
EMPTY_WORDS = frozenset({"one", "found", "some", "several", "those"})
"""Words that do not say what a variable holds."""
UNFINISHED = {
    "gerunds": {"parsing", "tui"},
    "loop variables": {
        "cli", "export", "ingest", "maintenance", "parsing", "search", "storage", "tui",
        "web",
    },
    "module aliases": {"cli", "ingest", "parsing", "search", "tui", "web"},
    "class names": {"ingest", "maintenance", "parsing", "search", "tui", "web"},
    "module names": {"cli", "parsing", "tui"},
}  # fmt: skip
"""Check -> rooms that do not pass it yet: whoever finishes a room deletes its name here."""


def modules(room: str) -> list[Path]:
    return sorted((SOURCE / room).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def where(path: Path, node: ast.stmt | ast.expr | ast.alias) -> str:
    return f"{path.relative_to(SOURCE)}:{node.lineno}"


def skip_unfinished(check: str, room: str) -> None:
    if room in UNFINISHED[check]:
        pytest.skip(f"{room} is not finished")


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_is_named_by_a_gerund(room: str) -> None:
    skip_unfinished("gerunds", room)
    folders = {folder.name for folder in (SOURCE / room).rglob("*") if folder.is_dir()}
    names = {room} | {path.stem for path in modules(room)} | folders
    gerunds = {name for name in names if name.endswith("ing")}
    assert gerunds <= GERUNDS_THAT_ARE_NOUNS.keys()


def class_names(room: str) -> list[str]:
    return [
        node.name
        for path in modules(room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_no_class_shares_its_name_with_another(room: str) -> None:
    skip_unfinished("class names", room)
    count = Counter(name for each_room in ROOMS for name in class_names(each_room))
    assert {name for name in class_names(room) if count[name] > 1} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_shares_its_name_with_another(room: str) -> None:
    skip_unfinished("module names", room)
    count = Counter(path.stem for each_room in ROOMS for path in modules(each_room))
    del count["__init__"]
    assert {path.stem for path in modules(room) if count[path.stem] > 1} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_is_imported_under_another_name(room: str) -> None:
    skip_unfinished("module aliases", room)
    aliases = [
        f"{where(path, alias)} {alias.name} as {alias.asname}"
        for path in modules(room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("socitm_tui")
        for alias in node.names
        if alias.asname
    ]
    assert aliases == []


def loop_targets(tree: ast.Module) -> Iterator[ast.Name]:
    """The variables of all loops and comprehensions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            yield from (name for name in ast.walk(node.target) if isinstance(name, ast.Name))


@pytest.mark.parametrize("room", ROOMS)
def test_a_loop_variable_says_what_it_is(room: str) -> None:
    skip_unfinished("loop variables", room)
    unnamed = [
        f"{where(path, name)} {name.id}"
        for path in modules(room)
        for name in loop_targets(tree_of(path))
        if name.id in EMPTY_WORDS
    ]
    assert unnamed == []


def test_only_rooms_are_unfinished() -> None:
    assert set().union(*UNFINISHED.values()) <= set(ROOMS)
