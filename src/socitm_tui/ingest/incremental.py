"""Adds a few captures to a large archive without reading the rest of it.

The lines of new items are inserted between the lines of the archive, which are copied as they
are. Their links come from the few items that the index finds as likely to tell the same story.
The new items get a small index of their own next to the large one. If anything is not as
expected, or if very much was added already, the loader writes the whole archive instead.
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
from socitm_tui.search.index.bitset import iterate_rows
from socitm_tui.search.index.builder import build_index
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.index.index_files import (
    IndexFiles,
    open_index_files,
    open_or_build_index,
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

MIN_ARCHIVE_ITEMS = 2000
"""Items from which on adding to an archive is quicker than writing all of it."""
MAX_ADDED_ITEMS = 1000
"""Items that may be added before the index is built whole again."""
BACKGROUND_ITEMS = 300
"""Items of the archive that show which words are rare."""
MAX_LIKELY_ROWS = 200
"""Items with the same opening or headline; if more have it, it is a standing phrase."""
OPENING_CHARACTERS, OPENING_WORDS = 200, 8
"""The opening of a body is its first words, taken from its first characters."""
MIN_PARTS = 3
"""Words that an opening or a headline must have to be searched for."""

Piece = tuple[int, int] | tuple[int, Item]
"""A part of the new archive: the rows from one to before another as they are, or an item with the
row that it replaces, -1 for a new item."""


@dataclass(frozen=True)
class OpenArchive:
    """An archive that is kept open, with its index."""

    home: Home
    file: ArchiveFile
    index_files: IndexFiles
    head: ArchiveContents
    """The archive without its items."""

    @classmethod
    def open(cls, home: Home) -> OpenArchive | None:
        """The archive of a home; None if there is none that can be read line by line."""
        with contextlib.suppress(OSError, DamagedIndexError, ForeignArchiveError):
            file = ArchiveFile(home.archive)
            open_or_build_index(home)  # building a stale index is quicker than writing everything
            return cls(home, file, open_index_files(file, home), file.read_head())
        return None

    @cached_property
    def index(self) -> Index:
        """The index, without annotations."""
        return Index.from_files(self.index_files)

    def find_item(self, key: str) -> Item | None:
        """The item of the archive with a key."""
        row = self.index.row_of(key)
        return None if row is None else self.index_files.read_item(row)

    def can_append(self, captures: Iterable[str], count: int) -> bool:
        """True if captures can be added, and adding them is quicker than writing everything.

        Args:
            captures: Their SHA-256.
            count: How many items they have.
        """
        added = sum(segment.total for segment in self.index_files.segments[1:])
        known = {capture.sha256 for capture in self.head.captures}
        try:
            annotated = Notebook(self.home.notebook).read()
        except StorageError:  # writing everything does not need the notebook
            return False
        return (
            self.index_files.total >= MIN_ARCHIVE_ITEMS
            and 0 < count <= MAX_ADDED_ITEMS - added
            and known.isdisjoint(captures)
            and all(self.index.row_of(key) is not None for key in annotated)
        )


def append_captures(
    archive: OpenArchive,
    captures: Sequence[Capture],
    items: Sequence[Item],
    topics: tuple[Topic, ...],
) -> dict[str, Item]:
    """Write new captures and their items into an archive, which must be locked.

    Returns:
        Key -> item, of the new ones, linked with those that tell the same story.
    """
    new, relinked = _link_new_items(archive.index, items)
    files = archive.index_files
    insertions = [(_first_older_row(files, item), item) for item in sort_newest_first(new.values())]
    pieces = list(_make_pieces(files.total, insertions, relinked))
    head = archive.head
    contents = ArchiveContents((*head.captures, *captures), (), topics, head.load + 1)
    before = LoadRecord(
        frozenset(capture.sha256 for capture in captures),
        captures=(),
        items=(),
        links={item.key: files.read_item(row).same_story for row, item in relinked.items()},
        topics=head.topics,
        load=head.load,
    )
    LoadHistory(archive.home.archive).record_load(contents, before)
    lines = Archive(archive.home.archive).splice(
        archive.file, files.read_line_positions(), contents, pieces
    )
    with contextlib.suppress(OSError, DamagedIndexError):
        _write_added_index(archive, lines, pieces, relinked, topics)
    return new


def _first_older_row(files: IndexFiles, item: Item) -> int:
    """The first row whose item is older."""
    key = date_and_time(item)
    rows = range(files.total)
    return bisect_left(rows, True, key=lambda row: date_and_time(files.read_item(row)) < key)


# ------------------------------------------------------------------ links
def _link_new_items(index: Index, items: Sequence[Item]) -> tuple[dict[str, Item], dict[int, Item]]:
    """The new items by key, and items of the archive whose links are changed by row."""
    likely = {row for item in items for row in _likely_rows(index, item)}
    likely.update(range(0, len(index), max(1, len(index) // BACKGROUND_ITEMS)))
    known = {item.key: item for item in map(index.item, sorted(likely))}
    new_links = link_new_stories(
        [Story.from_item(item) for item in known.values()],
        [Story.from_item(item) for item in items],
    )
    old_links = {key: known[key].same_story for key in new_links if key in known}
    links = merge_links(old_links, new_links) if new_links else {}
    new = {item.key: replace(item, same_story=links.get(item.key, ())) for item in items}
    relinked = {}
    for key in links.keys() - new.keys():
        row = index.row_of(key)
        if row is not None and index.item(row).same_story != links[key]:
            relinked[row] = replace(index.item(row), same_story=links[key])
    return new, relinked


def _likely_rows(index: Index, item: Item) -> Iterator[int]:
    """Rows whose items may tell the story of an item: of about its date, or starting as it does."""
    if item.version_of and (row := index.row_of(item.version_of)) is not None:
        yield row
    if item.date and item.precision == "day":
        day, reach = date.fromisoformat(item.date), timedelta(NEAR_DAYS)
        with contextlib.suppress(OverflowError):
            near = FieldTerm("date", (f"{day - reach}/{day + reach}",))
            yield from index.select(AllOf((near,))).rows
    opening = [
        TextTerm(word.decode(), is_phrase=True)
        for word in tokenize(item.body[:OPENING_CHARACTERS])[:OPENING_WORDS]
    ]
    stems = [word.decode()[: max(4, len(word) - 3)] for word in tokenize(item.title or "")]
    headline = [TextTerm(stem) for stem in stems if len(stem) >= 4]
    for parts in (opening, headline):
        if len(parts) >= MIN_PARTS:
            yield from index.select(AllOf(tuple(parts))).rows[:MAX_LIKELY_ROWS]


# ------------------------------------------------------------------ order
def _make_pieces(
    total: int, insertions: Iterable[tuple[int, Item]], replacements: Mapping[int, Item]
) -> Iterator[Piece]:
    """The pieces of the new archive, in order.

    Args:
        total: The number of rows of the archive.
        insertions: Each new item with the row that it comes before.
        replacements: Row -> the item to replace it.
    """
    changes = [(row, 0, -1, item) for row, item in insertions]
    changes += [(row, 1, row, item) for row, item in replacements.items()]
    done = 0
    for row, _, replaced, item in sorted(changes, key=lambda change: change[:2]):
        if row > done:
            yield done, row
        done = max(done, row)
        yield replaced, item
        done += replaced >= 0
    if done < total:
        yield done, total


# ------------------------------------------------------------------ index
def _write_added_index(
    archive: OpenArchive,
    lines: array[int],
    pieces: Sequence[Piece],
    relinked: Mapping[int, Item],
    topics: tuple[Topic, ...],
) -> None:
    """Write the index of all items that were added since the large index was built.

    Raises:
        OSError: It cannot be written.
        DamagedIndexError: The large index is damaged.
    """
    files = archive.index_files
    moves, added = _row_moves(pieces)
    base, *earlier = files.segments
    for segment in earlier:
        for _, count, first in segment.runs:
            for row in range(first, first + count):
                added[_moved_row(moves, row)] = relinked.get(row) or files.read_item(row)
    rows = sorted(added)
    repeated = (*iterate_rows(files.repeated), *relinked)
    facts = {
        "base": base.facts["archive"],
        "runs": [
            list(_move_runs(base.runs, moves)),
            [(number, 1, row) for number, row in enumerate(rows)],
        ],
        "repeated": sorted({_moved_row(moves, row) for row in repeated} - added.keys()),
    }
    with ArchiveFile(archive.home.archive) as file:
        captures = file.read_head().captures
        builder = build_index((added[row] for row in rows), frozenset(), captures=captures)
        write_index_file(archive.home.added_index, builder, file, lines, topics, more_facts=facts)


def _row_moves(pieces: Iterable[Piece]) -> tuple[list[RowRun], dict[int, Item]]:
    """Where the rows of the archive are moved to, and new row -> new item."""
    moves: list[RowRun] = []
    added: dict[int, Item] = {}
    row = 0
    for first, end_or_item in pieces:
        if isinstance(end_or_item, int):
            moves.append((first, end_or_item - first, row))
            row += end_or_item - first
        else:
            if first < 0:
                added[row] = end_or_item
            else:
                moves.append((first, 1, row))
            row += 1
    return moves, added


def _moved_row(moves: Sequence[RowRun], row: int) -> int:
    """Where a row is moved to."""
    first, _, target = moves[bisect_right(moves, row, key=lambda run: run[0]) - 1]
    return target + row - first


def _move_runs(runs: Iterable[RowRun], moves: Sequence[RowRun]) -> Iterator[RowRun]:
    """Where the rows of a file are after the rows of the archive were moved."""
    for first, count, target in runs:
        number = bisect_right(moves, target, key=lambda move: move[0]) - 1
        while number < len(moves) and moves[number][0] < target + count:
            start, moved_count, moved_target = moves[number]
            low, high = max(target, start), min(target + count, start + moved_count)
            yield first + low - target, high - low, moved_target + low - start
            number += 1
