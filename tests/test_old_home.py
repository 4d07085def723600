"""A home that an earlier version wrote is opened, listed and checked as that version did.

`data/homes/before-the-rooms.tar.gz` holds the home (`h`) and what the commands printed then.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from socitm_tui.cli.main import run_program
from socitm_tui.storage.checksum import CHECKSUM_BYTES, add_checksum

STORED = Path(__file__).parent / "data" / "homes" / "before-the-rooms.tar.gz"


@pytest.fixture
def old_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with tarfile.open(STORED) as stored:
        stored.extractall(tmp_path, filter="data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        run_program(["--home", "h", *arguments])
    assert not left.value.code
    return capsys.readouterr().out


def without_capture_fields(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries without what versions after that of the old home print of their captures."""
    for entry in entries:
        for name in ("collection", "loaded", "doubtful"):
            del entry["capture"][name]
    return entries


def test_an_old_home_is_listed_as_before(
    old_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = json.loads((old_home / "list.json").read_text("utf-8"))
    assert without_capture_fields(json.loads(printed(capsys, "list", "--json"))) == expected
    assert any(entry["annotation"]["note"] for entry in expected)


def test_an_old_home_is_counted_as_before(
    old_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = json.loads((old_home / "facets.json").read_text("utf-8"))
    assert json.loads(printed(capsys, "facets", "--json")) == expected


def test_an_old_home_passes_the_check(old_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = (old_home / "check.txt").read_text("utf-8")
    assert printed(capsys, "check") == expected.replace("sources followed", "subscriptions")


def test_captures_of_an_old_home_are_in_collections(
    old_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bundled ones by their names; all others were loaded before there were collections."""
    archive = old_home / "h" / "archive.json"
    bundled = b'"socitm-blog-2010-02-12.txt"'
    data = archive.read_bytes()
    assert b'"collection"' not in data
    renamed = data[:-CHECKSUM_BYTES].replace(b'"rss2-wordpress.xml"', bundled)
    archive.write_bytes(b"".join(add_checksum([renamed])))
    captures = json.loads(printed(capsys, "captures", "--json"))
    collections = {capture["name"]: capture["collection"] for capture in captures}
    assert collections.pop("socitm-blog-2010-02-12.txt") == "Socitm"
    assert {*collections.values()} == {"Loaded before"}
    assert len(json.loads(printed(capsys, "list", "collection:socitm", "--json"))) == 2
    counts = json.loads(printed(capsys, "facets", "--json"))["collection"]
    assert {count["value"] for count in counts} == {"Socitm", "Loaded before"}


def test_loads_that_an_earlier_version_recorded_are_taken_back_and_brought_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second of three loads added a page; the third added one and read the first again."""
    with tarfile.open(STORED.with_name("recorded-loads.tar.gz")) as stored:
        stored.extractall(tmp_path, filter="data")
    monkeypatch.chdir(tmp_path)
    for command, number in (("--undo", 2), ("--undo", 1), ("--redo", 2), ("--redo", 3)):
        printed(capsys, "load", command)
        expected = json.loads((tmp_path / f"after{number}.json").read_text("utf-8"))
        listed = without_capture_fields(json.loads(printed(capsys, "list", "--json")))
        assert listed == expected
        assert printed(capsys, "check")
