"""What a program can check of the rules for names: see `docs/development.md`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "socitm_tui"
ROOMS = sorted(folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())
GERUNDS_THAT_ARE_NOUNS = {
    "parsing": "the usual name of this part of a program",
    "scoring": "the usual name of ranking by a score",
}
EMPTY_WORDS = frozenset({"one", "found", "some", "several", "those"})
"""Words that do not say what a variable holds."""


MODULES = sorted(path for room in ROOMS for path in (SOURCE / room).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_module_is_named_by_a_gerund() -> None:
    names = {part for path in MODULES for part in path.relative_to(SOURCE).with_suffix("").parts}
    gerunds = {name for name in names if name.endswith("ing")}
    assert gerunds <= GERUNDS_THAT_ARE_NOUNS.keys()


def class_names() -> list[str]:
    return [
        node.name
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]


def test_no_class_shares_its_name_with_another() -> None:
    assert [name for name, count in Counter(class_names()).items() if count > 1] == []


def test_no_module_shares_its_name_with_another() -> None:
    counts = Counter(path.stem for path in MODULES if path.stem != "__init__")
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_module_is_imported_under_another_name() -> None:
    aliases = [
        f"{path.relative_to(SOURCE)}:{alias.lineno} {alias.name} as {alias.asname}"
        for path in MODULES
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


def test_a_variable_says_what_it_is() -> None:
    unnamed = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in MODULES
        for name, line in variables(tree_of(path))
        if name in EMPTY_WORDS
    ]
    assert unnamed == []
