"""The glossary has each term once, in order, and names modules and classes that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!term|---)(.+?) \| (.+?) \| `([\w.]+)` \|$", GLOSSARY, re.M)


def exists(name: str) -> bool:
    """True if there is a module, package or class of this name below `src/socitm_tui`."""
    path = ROOT.joinpath("src", "socitm_tui", *name.split("."))
    if path.with_suffix(".py").exists() or (path / "__init__.py").exists():
        return True
    owner = path.parent.with_suffix(".py")
    if not owner.exists():
        owner = path.parent / "__init__.py"
    if not owner.exists():
        return False
    tree = ast.parse(owner.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.ClassDef) and node.name == path.name for node in tree.body)


def test_every_row_is_read() -> None:
    lines = [line for line in GLOSSARY.splitlines() if line.startswith("| ")]
    assert len(ROWS) == len(lines) - 2 * GLOSSARY.count("| term |")


@pytest.mark.parametrize(("term", "name"), [(term, name) for term, _, name in ROWS])
def test_the_code_of_a_term_exists(term: str, name: str) -> None:
    assert exists(name), f"“{term}” is not in {name}"


def test_a_term_is_explained_once_and_in_one_sentence() -> None:
    terms = [term for term, _, _ in ROWS]
    assert len(set(terms)) == len(terms)
    for term, meaning, _ in ROWS:
        assert meaning.endswith("."), term
        assert len(meaning) <= 110, term


@pytest.mark.parametrize("section", GLOSSARY.split("\n## ")[1:], ids=["product", "code"])
def test_terms_are_in_alphabetical_order(section: str) -> None:
    terms = [term for term, _, name in ROWS if f"| {term} |" in section and f"`{name}`" in section]
    assert terms == sorted(terms, key=str.casefold)
