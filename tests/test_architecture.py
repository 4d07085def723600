"""How the house is built: imports, sizes, and documents that must not drift from the code."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import socitm_tui
from socitm_tui.cli import main as cli
from socitm_tui.tui.keys import KEYS, SHOWN

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
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


def test_the_readme_lists_every_key_and_no_other() -> None:
    section = README.split("\n## Keys\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.+?`) \| (.+?) \|$", section, re.MULTILINE)
    wanted = [(" ".join(f"`{SHOWN.get(one, one)}`" for one in key.keys), key.says) for key in KEYS]
    assert [(keys.replace("\\|", "|"), says) for keys, says in rows] == wanted


def test_the_readme_names_every_command() -> None:
    usage = cli.parser().format_help()
    for name in re.findall(r"^    (\w+) ", usage, re.MULTILINE):
        assert f"socitm-tui {name}" in README, name


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


def test_the_version_has_a_line_in_the_changelog() -> None:
    assert f"## {socitm_tui.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_no_layout_or_kind_lacks_cases() -> None:
    for name in ("seeds", "dev"):
        assert list((ROOT / "tests" / "cases" / name).glob("*.gold.json"))
