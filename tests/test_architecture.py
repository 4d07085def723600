"""How the house is built: imports, sizes, and documents that must not drift from the code."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import socitm_tui
from socitm_tui.cli.parser import build_parser
from socitm_tui.storage.home import Home
from socitm_tui.tui.keys import KEY_LABELS, KEYS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCS = ROOT / "docs"
HEAVY = (
    "textual", "rich", "dateutil", "tinydb", "ftfy", "rapidfuzz", "feedparser", "httpx2",
    "trafilatura", "lxml", "warcio",
)  # fmt: skip


def imported_by(code: str) -> set[str]:
    """The heavy packages that a fresh Python has imported after `code`."""
    program = f"import sys\n{code}\nprint(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.split(".")[0] for name in ran.stdout.split()} & set(HEAVY)


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import socitm_tui.cli.main", {"tinydb"}),
        ("import socitm_tui.search.query, socitm_tui.model.labels, socitm_tui.tui.keys", set()),
        ("import socitm_tui.search.index, socitm_tui.cli.lines, socitm_tui.maintenance.check",
         {"tinydb", "dateutil", "ftfy", "rapidfuzz"}),
    ],
)  # fmt: skip
def test_nothing_heavy_is_imported_before_it_is_needed(code: str, allowed: set[str]) -> None:
    assert imported_by(code) <= allowed


def key_rows(document: str) -> list[tuple[str, str]]:
    """Keys and description of each row of the tables of keys in a document."""
    rows = re.findall(r"^\| (`.+?`) \| (.+?) \|$", document, re.MULTILINE)
    return [(keys.replace("\\|", "|"), says) for keys, says in rows]


KEY_ROWS = [
    (
        " ".join(f"`{KEY_LABELS.get(name, name)}`" for name in key.keys) or f"`{key.id}`",
        key.description,
    )
    for key in (*(key for key in KEYS if key.keys), *(key for key in KEYS if not key.keys))
]


def test_the_documents_list_every_key_and_no_other() -> None:
    assert key_rows((DOCS / "keys.md").read_text("utf-8")) == KEY_ROWS
    ten = key_rows(README.split("\n## Ten keys\n")[1].split("\n## ")[0])
    assert len(ten) == 10
    assert set(ten) <= set(KEY_ROWS)


def commands() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command."""
    (choices,) = (
        action.choices
        for action in build_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return dict(choices)


def test_the_guide_names_every_command_and_option_and_no_other() -> None:
    guide = (DOCS / "guide.md").read_text("utf-8")
    known = {option for name in commands() for option in options_of(commands()[name])}
    known |= options_of(build_parser()) - {"--help"}
    for name in commands():
        assert f"`socitm-tui {name}" in guide, name
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", guide))
    assert named == known - {"--help"}
    for document in (README, *(path.read_text("utf-8") for path in DOCS.glob("*.md"))):
        called = set(re.findall(r"^(?:.*`)?socitm-tui ([a-z]+)", document, re.MULTILINE))
        assert called <= set(commands()), called


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """The long options of a command."""
    return {
        name for action in parser._actions for name in action.option_strings if name[:2] == "--"
    }


def test_the_documents_name_only_files_that_exist() -> None:
    for path in (ROOT / "README.md", *DOCS.glob("*.md")):
        text = path.read_text("utf-8")
        for link in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
        for source in re.findall(r"`((?:src|tests|docs|data)/[\w/.-]+)`", text):
            assert (ROOT / source).exists(), f"{path.name}: {source}"


def test_the_guide_names_every_file_of_a_home() -> None:
    guide = (DOCS / "guide.md").read_text("utf-8")
    home = Home.find(Path("/home-of-a-test"))
    paths = [getattr(home, name) for name in dir(Home) if isinstance(getattr(Home, name), property)]
    names = {path.name for path in paths if isinstance(path, Path)} - {home.config.name}
    described = [name.rstrip("*/") for name in re.findall(r"^\| `([\w.*/-]+)` \|", guide, re.M)]
    assert {name for name in names if not name.startswith(tuple(described))} == set()


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 200


def test_there_are_at_most_ten_rooms_and_the_contract_names_each() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = [room for layer in layers for room in layer.split(" | ")]
    package = ROOT / "src" / "socitm_tui"
    rooms = [path.name for path in package.iterdir() if (path / "__init__.py").exists()]
    assert sorted(placed) == sorted(rooms)
    assert len(rooms) <= 10
    assert len(layers) <= 7
    beside = {path.name for path in package.iterdir() if path.is_file()}
    assert beside == {"__init__.py", "__main__.py", "py.typed"}


def test_ci_calls_the_readmes_test_command() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert [command.rsplit("/", 1)[1] for command in commands] == ["socitm-tui", "pytest"]


def test_every_test_that_the_tests_readme_names_is_there() -> None:
    named = re.findall(
        r"`((?:[\w/]+/)?test_\w+\.py)(?:::(\w+))?`",
        (ROOT / "tests" / "README.md").read_text("utf-8"),
    )
    assert len(named) > 50
    for file, test in named:
        path = ROOT / "tests" / file.removeprefix("tests/")
        source = path.read_text("utf-8") if path.exists() else ""
        assert source, file
        assert not test or f"def {test}(" in source, f"{file}::{test}"


def test_the_package_is_the_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "socitm_tui", "--version"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert socitm_tui.__version__ in ran.stdout


def test_the_version_has_a_line_in_the_changelog() -> None:
    assert f"## {socitm_tui.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_no_layout_or_kind_lacks_cases() -> None:
    for name in ("seeds", "dev"):
        assert list((ROOT / "tests" / "cases" / name).glob("*.gold.json"))


# ------------------------------------------------------------------ classes and imports
PACKAGE = ROOT / "src" / "socitm_tui"


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def test_no_class_has_more_than_two_ancestors_of_ours() -> None:
    many = set()
    for path in PACKAGE.rglob("*.py"):
        if path.stem == "__main__":
            continue
        for _, kind in inspect.getmembers(import_module(module_of(path)), inspect.isclass):
            ancestors = [base.__module__ for base in kind.__mro__[1:]]
            if len([name for name in ancestors if name.startswith("socitm_tui.")]) > 2:
                many.add(f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}")
    assert many == set()


def imports_of(path: Path, modules: set[str]) -> set[str]:
    """The modules of ours that a module imports, whenever that is; not those for types alone."""
    found = set()
    nodes: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & modules or {node.module} & modules
        nodes += ast.iter_child_nodes(node)
    return found - {module_of(path)}


def test_no_modules_of_the_screens_import_each_other_in_a_circle() -> None:
    paths = [*(PACKAGE / "tui").rglob("*.py")]
    modules = {module_of(path) for path in paths}
    graph = {module_of(path): imports_of(path, modules) for path in paths}
    TopologicalSorter(graph).prepare()  # raises if there is a circle


def test_the_browse_screen_stays_small() -> None:
    path = PACKAGE / "tui" / "browse.py"
    source = path.read_text("utf-8")
    (screen,) = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    methods = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert len(source.splitlines()) <= 300
    assert len([node for node in screen.body if isinstance(node, methods)]) <= 40
