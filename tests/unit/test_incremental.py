"""Adding a few captures to a large archive gives what loading everything at once gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socitm_tui.ingest import archive_change, incremental
from socitm_tui.ingest.incremental import (
    ArchiveChange,
    OpenArchive,
    _make_pieces,
    _move_runs,
    _moved_row,
    _row_moves,
    write_change,
)
from socitm_tui.ingest.loader import load_paths
from socitm_tui.ingest.undo import undo_last_load
from socitm_tui.model.entities import Item
from socitm_tui.model.reattach import remember_item
from socitm_tui.search.index import Index
from socitm_tui.search.index.segment import to_archive_rows
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.checksum import verify_file
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.notebook import Notebook
from tests.factories import item
from tests.homes import items_of

NOW = "2020-01-02T03:04:05Z"
PAGES = sorted((bundled_data_folder() / "captures").glob("*.txt"))
PAGE = """News of the council

27 March 2012
Council opens its data
The council has published all of its spending over 500 pounds, and asks what people make of it.

26 March 2009
Library stays open on Sundays
After a petition of two thousand readers the library in the market square stays open on Sundays.
"""


ASKED = (
    "", "socitm", "c", '"local government"', "year:2012", "is:repeated -the", "date:2009-06/2012",
    "topic:websites OR has:note", "publisher:tech", "author:a",
)  # fmt: skip


@pytest.fixture
def short_cut(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Archives of any size are added to; how many items were, each time."""
    monkeypatch.setattr(incremental, "MIN_ARCHIVE_ITEMS", 1)
    taken: list[int] = []

    def counted(archive: OpenArchive, change: ArchiveChange) -> None:
        taken.append(len(change.after))
        write_change(archive, change)

    monkeypatch.setattr(archive_change, "write_change", counted)
    return taken


def unlinked(items: tuple[Item, ...]) -> list[Item]:
    return [replace(item, same_story=()) for item in items]


def test_captures_that_are_added_end_where_all_at_once_do(
    tmp_path: Path, short_cut: list[int]
) -> None:
    added, whole = Home.find(tmp_path / "added"), Home.find(tmp_path / "whole")
    feed = bundled_data_folder() / "chronology.json"
    again = tmp_path / "again.txt"
    again.write_bytes(PAGES[1].read_bytes() + b"\n")
    pages = [feed, *PAGES, again]
    load_paths(whole, pages, NOW)
    ledgers = [load_paths(added, [page], NOW) for page in pages]
    assert len(short_cut) == len(pages) - 1
    assert sum(ledger.added for ledger in ledgers) == len(items_of(whole))
    assert unlinked(items_of(added)) == unlinked(items_of(whole))
    assert Archive(added.archive).read().captures == Archive(whole.archive).read().captures
    assert verify_file(added.archive) == "whole"
    assert [item.same_story for item in items_of(added)] == [
        item.same_story for item in items_of(whole)
    ]


def test_the_index_is_fresh_after_each(home: Home, short_cut: list[int]) -> None:
    load_paths(home, [bundled_data_folder() / "chronology.json"], NOW)
    made = home.index.stat().st_mtime_ns
    for number, page in enumerate(PAGES, 1):
        load_paths(home, [page], NOW)
        index, items = Index.open(home), items_of(home)
        contents = Archive(home.archive).read()
        plain = Index(items, {}, contents.topics, contents.captures)
        assert [index.item(row) for row in range(len(index))] == list(items)
        for text in ASKED:
            query = parse_query(text)
            assert index.select(query).rows[:] == plain.select(query).rows[:], text
            assert index.select(query).groups == plain.select(query).groups
            ours, plainly = index.select(query, "heading"), plain.select(query, "heading")
            headings = [
                [items[row].heading for row in selection.rows] for selection in (ours, plainly)
            ]
            assert headings[0] == headings[1]
            assert ours.groups == plainly.groups
            assert index.facets(query) == plain.facets(query)
        assert [index.row_of(item.key) for item in items] == list(range(len(items)))
        assert index.keys_with_prefix("a") == plain.keys_with_prefix("a")
        assert len(short_cut) == number
    assert home.index.stat().st_mtime_ns == made


def test_a_load_that_was_added_is_taken_back_and_brought_again(
    home: Home, short_cut: list[int]
) -> None:
    load_paths(home, [bundled_data_folder() / "chronology.json"], NOW)
    states = []
    for page in PAGES[:2]:
        load_paths(home, [page], NOW)
        states.append(Archive(home.archive).read())
    before, after = states
    new = next(item for item in after.items if item.capture_name == PAGES[1].name)
    Notebook(home.notebook).change(
        new.key, lambda annotation: replace(annotation, bookmarked=True), NOW
    )
    added = {item.key for item in after.items} - {item.key for item in before.items}
    for forth, wanted in ((False, before), (True, after), (False, before), (True, after)):
        done = undo_last_load(home, NOW, redo=forth)
        assert set(done.returned if forth else done.removed) == added
        assert (done.removed if forth else done.returned) == ()
        assert done.captures == (() if forth else (PAGES[1].name,))
        assert Archive(home.archive).read() == wanted
        index = Index.open_if_fresh(home)
        assert index is not None
        assert [index.item(row) for row in range(len(index))] == list(wanted.items)
        assert index.row_of(new.key) == (wanted.items.index(new) if forth else None)
        assert len(CaptureFolder(home.captures).read_active_captures()) == len(wanted.captures)
    undo_last_load(home, NOW)
    undo_last_load(home, NOW)
    assert len(Archive(home.archive).read().captures) == 1


def test_what_is_loaded_again_writes_nothing_and_too_much_is_made_anew(
    home: Home, short_cut: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_paths(home, [PAGES[0]], NOW)
    assert load_paths(home, [PAGES[0]], NOW).unchanged == 1
    load_paths(home, [PAGES[1]], NOW)
    assert short_cut == [1]
    assert home.added_index.exists()
    monkeypatch.setattr(incremental, "MAX_CHANGED_ITEMS", 1)
    load_paths(home, [PAGES[2]], NOW)
    assert short_cut == [1]
    assert not home.added_index.exists()
    assert len(Index.open(home)) == len(items_of(home))


def test_a_damaged_index_of_what_was_added_is_made_anew(home: Home, short_cut: list[int]) -> None:
    load_paths(home, [PAGES[0]], NOW)
    load_paths(home, [PAGES[1]], NOW)
    home.added_index.write_bytes(home.added_index.read_bytes()[:-5])
    assert len(Index.open(home)) == len(items_of(home)) == 2
    assert not home.added_index.exists()


def test_an_annotation_that_lost_its_item_finds_it_in_captures_that_are_not_loaded(
    home: Home, short_cut: list[int]
) -> None:
    load_paths(home, [PAGES[0]], NOW)
    (own,) = items_of(home)
    Notebook(home.notebook).change(
        "lost", lambda a: replace(remember_item(a, own), note="mine"), NOW
    )
    load_paths(home, [PAGES[1]], NOW)
    assert short_cut == [1]
    assert Notebook(home.notebook).read()[own.key].note == "mine"


def test_a_damaged_notebook_stops_no_load(home: Home, short_cut: list[int]) -> None:
    load_paths(home, [PAGES[0]], NOW)
    home.notebook.write_text("{")
    load_paths(home, [PAGES[1]], NOW)
    assert short_cut == [1]
    assert len(items_of(home)) == 2
    assert home.notebook.read_text() == "{"


@given(st.integers(1, 60), st.lists(st.integers(0, 60), max_size=9), st.sets(st.integers(0, 60)))
def test_rows_move_as_items_do(total: int, places: list[int], again: set[int]) -> None:
    old = list(range(total))
    new = [(min(place, total), item(f"new {n}")) for n, place in enumerate(sorted(places))]
    changed = {row: item(f"changed {row}") for row in again if row < total}
    moved, added = _row_moves(list(_make_pieces(total, new, changed)))
    now: dict[int, int] = {_moved_row(moved, row): row for row in old}
    assert sorted([*now, *added]) == list(range(total + len(new)))
    assert [now[row] for row in sorted(now)] == old
    for row, added_item in added.items():
        place = next(place for place, each in new if each is added_item)
        assert sum(1 for other in now if other < row) == place
    halves = [(0, total // 2, 0), (total // 2, total - total // 2, total // 2)]
    where = [
        row for _, count, first in _move_runs(halves, moved) for row in range(first, first + count)
    ]
    assert where == [_moved_row(moved, row) for row in old]


@given(st.lists(st.booleans(), min_size=1, max_size=200), st.integers(0, 2**200))
def test_bits_spread_as_rows_do(mine: list[bool], bits: int) -> None:
    where = [row for row, here in enumerate(mine) if here]
    bits &= (1 << len(where)) - 1
    singles = [(at, 1, row) for at, row in enumerate(where)]
    wanted = sum(1 << row for at, row in enumerate(where) if bits >> at & 1)
    assert to_archive_rows(bits, singles, len(where), len(mine)) == wanted


def test_nothing_is_added_to_an_archive_that_was_changed(
    home: Home, tmp_path: Path, short_cut: list[int]
) -> None:
    load_paths(home, [PAGES[0]], NOW)
    changed = home.archive.read_bytes().replace(b'"body":"', b'"body":"!', 1)
    assert changed != home.archive.read_bytes()
    home.archive.write_bytes(changed)
    with pytest.raises(StorageError, match="damaged"):
        load_paths(home, [PAGES[1]], NOW)
    assert short_cut == [1]
    assert home.archive.read_bytes() == changed
    assert not list(tmp_path.rglob("*.tmp"))
