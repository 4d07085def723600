"""A few captures into a large archive, without reading the rest of it.

What is new is put between the lines of the archive, which are copied as they are; its links to
what was there come from the stories that the index names as likely; and it gets a small index of
its own beside the large one. All of this is a short cut: whenever something is not as it should
be, or so much was added that the short cut is none, the loader makes everything anew.
"""

from __future__ import annotations

import contextlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from socitm_tui.ingest.items import date_and_time, sort_newest_first
from socitm_tui.ingest.same_story import NEAR_DAYS, link_new_stories, merge_links
from socitm_tui.ingest.story_features import Story
from socitm_tui.model.entities import Capture, Item, Topic
from socitm_tui.search.index import Index
from socitm_tui.search.index.builder import build_index
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.index.index_files import (
    IndexFiles,
    open_index_files,
    open_or_build_index_files,
    write_index_file,
)
from socitm_tui.search.index.segment import RowRun
from socitm_tui.search.index.tokens import tokenize
from socitm_tui.search.query import AllOf, FieldTerm, TextTerm
from socitm_tui.storage.archive_file import (
    Archive,
    ArchiveContents,
    ArchiveFile,
    ForeignArchiveError,
)
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory, LoadRecord
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.tinydb_file import keep_backup_generation

MIN_ARCHIVE_ITEMS = 2000
"""Items from which on it is quicker than to begin anew."""
MAX_ADDED_ITEMS = 1000
"""Items that may be added before the index is made whole again."""
BACKGROUND_ITEMS = 300
"""Stories that tell rare words from common ones."""
MAX_LIKELY_ROWS = 200
"""Stories with the same opening or headline; more bear a standing phrase."""


@dataclass(frozen=True)
class OpenArchive:
    """An archive that is held open, with its index."""

    home: Home
    archive: ArchiveFile
    found: IndexFiles
    head: ArchiveContents
    """The archive without its items."""

    @classmethod
    def open(cls, home: Home) -> OpenArchive | None:
        """The archive of a home; None where there is none that can be read line by line."""
        with contextlib.suppress(OSError, DamagedIndexError, ForeignArchiveError):
            archive = ArchiveFile(home.archive)
            open_or_build_index_files(
                home
            )  # to make a stale index anew is quicker than to begin anew
            return cls(home, archive, open_index_files(archive, home), archive.read_head())
        return None

    @cached_property
    def index(self) -> Index:
        """The index, without annotations."""
        return Index.from_files(self.found)

    def item_of(self, key: str) -> Item | None:
        """The item of the archive with a key."""
        row = self.index.row_of(key)
        return None if row is None else self.found.item(row)

    def takes(self, captures: Iterable[str], count: int) -> bool:
        """True where these captures can be added, and it is worth while not to begin anew."""
        room = MAX_ADDED_ITEMS - sum(one.total for one in self.found.segments[1:])
        there = {capture.sha256 for capture in self.head.captures}
        try:
            annotated = Notebook(self.home.notebook).read()
        except StorageError:  # to make everything anew needs no notebook
            return False
        return (
            self.found.total >= MIN_ARCHIVE_ITEMS
            and 0 < count <= room
            and there.isdisjoint(captures)
            and all(self.index.row_of(key) is not None for key in annotated)
        )


def append_captures(
    held: OpenArchive, captures: Sequence[Capture], items: Sequence[Item], topics: tuple[Topic, ...]
) -> dict[str, Item]:
    """Write new captures and their items into the archive, which nobody else may be writing.

    Returns:
        Key -> item, of the new ones, linked with those that tell the same story.
    """
    new, again = _link_new_items(held.index, items)
    order = sort_newest_first(new.values())
    total = held.found.total
    places = [(_first_older_row(held.found, date_and_time(one)), one) for one in order]
    pieces = list(_pieces(total, places, again))
    contents = ArchiveContents((*held.head.captures, *captures), (), topics, held.head.load + 1)
    record = LoadRecord(
        frozenset(capture.sha256 for capture in captures),
        captures=(),
        items=(),
        links={item.key: held.found.item(row).same_story for row, item in again.items()},
        topics=held.head.topics,
        load=held.head.load,
    )
    LoadHistory(held.home.archive).record_load(contents, record)
    lines = Archive(held.home.archive).splice(held.archive, held.found.lines(), contents, pieces)
    with (
        contextlib.suppress(OSError, DamagedIndexError),
        ArchiveFile(held.home.archive) as archive,
    ):
        _write_index(held, archive.identity, lines, pieces, again=again, topics=topics)
    return new


def _first_older_row(found: IndexFiles, moment: tuple[str, str]) -> int:
    """The first row that is older."""
    return bisect_left(
        range(found.total), True, key=lambda row: date_and_time(found.item(row)) < moment
    )


# ------------------------------------------------------------------ links
def _link_new_items(index: Index, items: Sequence[Item]) -> tuple[dict[str, Item], dict[int, Item]]:
    """The new items by key, and those of the archive that have new links by row."""
    likely = {row for item in items for row in _likely_rows(index, item)}
    likely.update(range(0, len(index), max(1, len(index) // BACKGROUND_ITEMS)))
    known = {(one := index.item(row)).key: (row, one) for row in sorted(likely)}
    found = link_new_stories(
        [Story.of(one) for _, one in known.values()],
        [Story.of(one) for one in items],
    )
    before = {key: known[key][1].same_story for key in found if key in known}
    links = merge_links(before, found) if found else {}
    new = {one.key: replace(one, same_story=links.get(one.key, ())) for one in items}
    again = {}
    for key in links.keys() - new.keys():
        row = index.row_of(key)
        if row is not None and index.item(row).same_story != links[key]:
            again[row] = replace(index.item(row), same_story=links[key])
    return new, again


def _likely_rows(index: Index, item: Item) -> Iterator[int]:
    """Rows that may tell the story of an item: near it in time, or beginning as it does."""
    if item.version_of and (row := index.row_of(item.version_of)) is not None:
        yield row
    if item.date and item.precision == "day":
        day, reach = date.fromisoformat(item.date), timedelta(NEAR_DAYS)
        with contextlib.suppress(OverflowError):
            interval = f"{day - reach}/{day + reach}"
            yield from index.select(AllOf((FieldTerm("date", (interval,)),))).rows
    opening = [TextTerm(one.decode(), phrase=True) for one in tokenize(item.body[:200])[:8]]
    headline = [
        TextTerm(one.decode()[: max(4, len(one) - 3)]) for one in tokenize(item.title or "")
    ]
    for parts in (opening, [one for one in headline if len(one.words) >= 4]):
        if len(parts) >= 3:
            yield from index.select(AllOf(tuple(parts))).rows[:MAX_LIKELY_ROWS]


# ------------------------------------------------------------------ order
Piece = tuple[int, int] | tuple[int, Item]
"""Rows from one to before another as they are; or the row that an item replaces, -1 for none."""


def _pieces(
    total: int, places: Iterable[tuple[int, Item]], again: Mapping[int, Item]
) -> Iterator[Piece]:
    """What the new archive is put together from, in order."""
    changes = [(place, 0, -1, item) for place, item in places]
    changes += [(row, 1, row, item) for row, item in again.items()]
    at = 0
    for place, _, row, item in sorted(changes, key=lambda change: change[:2]):
        if place > at:
            yield at, place
        at = max(at, place)
        yield row, item
        at += row >= 0
    if at < total:
        yield at, total


# ------------------------------------------------------------------ index
def _write_index(
    held: OpenArchive,
    stamp: Sequence[int],
    lines: array[int],
    pieces: Sequence[Piece],
    *,
    again: Mapping[int, Item],
    topics: tuple[Topic, ...],
) -> None:
    """Write the index of what was added since the large one was made."""
    moved, added = _row_moves(pieces)
    base, *rest = held.found.segments
    for segment in rest:
        for row in (row for _, count, first in segment.runs for row in range(first, first + count)):
            added[_moved_row(moved, row)] = again.get(row) or held.found.item(row)
    rows = sorted(added)
    before = (
        row for row in range(held.found.repeated.bit_length()) if held.found.repeated >> row & 1
    )
    facts = {
        "base": base.facts["stamp"],
        "runs": [
            list(_compose_runs(base.runs, moved)),
            [(at, 1, row) for at, row in enumerate(rows)],
        ],
        "repeated": sorted({_moved_row(moved, row) for row in (*before, *again)} - added.keys()),
    }
    builder = build_index((added[row] for row in rows), frozenset())
    keep_backup_generation(held.home.added_index)
    write_index_file(held.home.added_index, builder, stamp, lines, topics, facts=facts)


def _row_moves(pieces: Iterable[Piece]) -> tuple[list[RowRun], dict[int, Item]]:
    """Where the rows of the archive went, and which rows are new."""
    moved: list[RowRun] = []
    added: dict[int, Item] = {}
    at = 0
    for first, then in pieces:
        if isinstance(then, int):
            moved.append((first, then - first, at))
            at += then - first
        else:
            if first < 0:
                added[at] = then
            else:
                moved.append((first, 1, at))
            at += 1
    return moved, added


def _moved_row(moved: Sequence[RowRun], row: int) -> int:
    """Where a row went."""
    first, _, target = moved[bisect_right(moved, row, key=lambda run: run[0]) - 1]
    return target + row - first


def _compose_runs(runs: Iterable[RowRun], moved: Sequence[RowRun]) -> Iterator[RowRun]:
    """Where the rows of a file are, after the archive's rows have moved."""
    for first, count, target in runs:
        at = bisect_right(moved, target, key=lambda run: run[0]) - 1
        while at < len(moved) and moved[at][0] < target + count:
            low = max(target, moved[at][0])
            high = min(target + count, moved[at][0] + moved[at][1])
            yield first + low - target, high - low, moved[at][2] + low - moved[at][0]
            at += 1
