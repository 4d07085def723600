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


def modules(room: str) -> list[Path]:
    return sorted((SOURCE / room).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_is_named_by_a_gerund(room: str) -> None:
    folders = {folder.name for folder in (SOURCE / room).rglob("*") if folder.is_dir()}
    names = {room} | {path.stem for path in modules(room)} | folders
    gerunds = {name for name in names if name.endswith("ing")}
    assert gerunds <= GERUNDS_THAT_ARE_NOUNS.keys()


@cache
def class_names(room: str) -> list[str]:
    return [
        node.name
        for path in modules(room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_no_class_shares_its_name_with_another(room: str) -> None:
    count = Counter(name for each_room in ROOMS for name in class_names(each_room))
    assert {name for name in class_names(room) if count[name] > 1} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_shares_its_name_with_another(room: str) -> None:
    count = Counter(path.stem for each_room in ROOMS for path in modules(each_room))
    del count["__init__"]
    assert {path.stem for path in modules(room) if count[path.stem] > 1} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_is_imported_under_another_name(room: str) -> None:
    aliases = [
        f"{path.relative_to(SOURCE)}:{alias.lineno} {alias.name} as {alias.asname}"
        for path in modules(room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("socitm_tui")
        for alias in node.names
        if alias.asname
    ]
    assert aliases == []


def variables(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that are bound by assignments, loops, comprehensions and parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno


@pytest.mark.parametrize("room", ROOMS)
def test_a_variable_says_what_it_is(room: str) -> None:
    unnamed = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in modules(room)
        for name, line in variables(tree_of(path))
        if name in EMPTY_WORDS
    ]
    assert unnamed == []
