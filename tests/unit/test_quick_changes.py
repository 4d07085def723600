"""Captures of a large archive are changed and end where writing everything does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from socitm_tui.ingest import incremental
from socitm_tui.ingest.load_report import LoadReport
from socitm_tui.ingest.loader import load_paths
from socitm_tui.ingest.mend import apply_mend
from socitm_tui.ingest.removal import remove_captures
from socitm_tui.ingest.undo import undo_last_load
from socitm_tui.model.marks import parse_mark
from socitm_tui.search.index import Index
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.checksum import verify_file
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.load_history import LoadHistory
from tests.unit.test_incremental import ASKED

NOW = "2020-01-02T03:04:05Z"
CAPTURES = bundled_data_folder() / "captures"
WHOLE, QUICK = 10**9, 1
"""Items from which on an archive is changed without writing all of it."""
Change = Callable[[Home], object]


def sha256_of(home: Home, number: int) -> str:
    return Archive(home.archive).read().captures[number].sha256


def mend(number: int, *marks: str) -> Change:
    return lambda home: apply_mend(home, sha256_of(home, number), map(parse_mark, marks), NOW)


def remove(*numbers: int) -> Change:
    return lambda home: remove_captures(home, {sha256_of(home, n) for n in numbers}, NOW)


def undo(home: Home) -> None:
    undo_last_load(home, NOW)


def redo(home: Home) -> None:
    undo_last_load(home, NOW, redo=True)


def add(home: Home) -> object:
    path = home.path / "again.txt"
    path.write_bytes(sorted(CAPTURES.glob("*.txt"))[1].read_bytes() + b"\n")
    return load_paths(home, [path], NOW, collection="more")


def load_all_again(home: Home) -> object:
    """All captures as before, among them one that is new and one of another collection."""
    load_paths(home, [sorted(CAPTURES.glob("*.txt"))[3]], NOW, collection="other")
    path = home.path / "new" / "page.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sorted(CAPTURES.glob("*.txt"))[2].read_bytes() + b"\n\n")
    return load_paths(home, [CAPTURES, path], NOW)


STEPS: tuple[tuple[str, Change], ...] = (
    ("a mark splits an item", mend(2, "7=new")),
    ("a mark takes lines out", mend(2, "7=new", "9-10=out")),
    ("another capture is mended", mend(3, "5=out")),
    ("one is added", add),
    ("two are removed", remove(1, 4)),
    ("undo", undo),
    ("redo", redo),
    ("undo again", undo),
    ("all marks go", mend(2)),
    ("undo of that", undo),
    ("the first is removed", remove(0)),
    ("undo of the removal", undo),
    ("all are loaded again", load_all_again),
    ("undo of that load", undo),
    ("redo of it", redo),
)


def check_index(home: Home, contents: ArchiveContents) -> None:
    """The index answers as if it had been built of the archive."""
    index = Index.open_if_fresh(home)
    assert index is not None
    items = contents.items
    plain = Index(items, {}, contents.topics, contents.captures, index.capture_notes)
    assert [index.item(row) for row in range(len(index))] == list(items)
    for text in ASKED:
        query = parse_query(text)
        for order in ("newest", "heading"):
            ours, plainly = index.select(query, order), plain.select(query, order)
            assert ours.groups == plainly.groups, text
        assert index.select(query).rows[:] == plain.select(query).rows[:], text
        assert index.facets(query) == plain.facets(query), text
    assert [index.row_of(item.key) for item in items] == list(range(len(items)))
    assert index.keys_with_prefix("") == plain.keys_with_prefix("")
    for facet in ("capture", "loaded", "sha256", "publisher"):
        assert index.facet_values(facet) == plain.facet_values(facet)


def test_captures_are_changed_as_if_everything_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, whole = Home.find(tmp_path / "quick"), Home.find(tmp_path / "whole")
    for home in (quick, whole):
        load_paths(home, [CAPTURES], NOW)
    large_index = quick.index.stat().st_mtime_ns
    for name, change in STEPS:
        monkeypatch.setattr(incremental, "MIN_ARCHIVE_ITEMS", WHOLE)
        at_once = change(whole)
        monkeypatch.setattr(incremental, "MIN_ARCHIVE_ITEMS", QUICK)
        result = change(quick)
        if isinstance(result, LoadReport) and isinstance(at_once, LoadReport):
            outcomes = [
                (each.added, each.updated, each.unchanged, each.removed,
                 [(line.name, line.status, line.items) for line in each.lines])
                for each in (result, at_once)
            ]  # fmt: skip
            assert outcomes[0] == outcomes[1], name
        contents, expected = (Archive(home.archive).read() for home in (quick, whole))
        assert contents.captures == expected.captures, name
        assert contents.items == expected.items, name
        assert verify_file(quick.archive) == "whole", name
        check_index(quick, contents)
    assert quick.index.stat().st_mtime_ns == large_index


def test_a_load_records_only_the_captures_that_it_changes(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incremental, "MIN_ARCHIVE_ITEMS", QUICK)
    load_paths(home, [CAPTURES], NOW)
    before = home.archive.read_bytes()
    report = load_paths(home, [CAPTURES], NOW)
    assert {line.status for line in report.lines} == {"unchanged"}
    assert home.archive.read_bytes() == before
    add(home)
    load_paths(home, [CAPTURES, home.path / "again.txt"], NOW, collection="more")
    history, now = LoadHistory(home.archive), Archive(home.archive).read_head()
    moved = history.read_undo(now).loaded
    assert moved == {each.sha256 for each in now.captures if each.name != "again.txt"}
