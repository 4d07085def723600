"""Changes a few captures of a large archive without reading the rest of it.

The lines of new items are inserted between the lines of the archive, which are copied as they
are, without those of items that are gone. Their links come from the few items that the index
finds as likely to tell the same story. The new items get a small index of their own next to the
large one. If anything is not as expected, or if very much was changed already, the whole archive
is written instead.
"""

from __future__ import annotations

import contextlib
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from socitm_tui.ingest.items import date_and_time, sort_newest_first
from socitm_tui.ingest.same_story import NEAR_DAYS, StoryLinks, link_new_stories, merge_links
from socitm_tui.ingest.story_features import Story
from socitm_tui.model.entities import Item
from socitm_tui.search.index import Index
from socitm_tui.search.index.bitset import iterate_rows
from socitm_tui.search.index.builder import build_index, facet_values
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
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadRecord

MIN_ARCHIVE_ITEMS = 2000
"""Items from which on adding to an archive is quicker than writing all of it."""
MAX_CHANGED_ITEMS = 1000
"""Items that may be added or taken out before the index is built whole again."""
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

    def can_change(self, count: int) -> bool:
        """True if it is quicker to change so many items than to write everything."""
        added = sum(segment.total for segment in self.index_files.segments[1:])
        return self.index_files.total >= MIN_ARCHIVE_ITEMS and count <= MAX_CHANGED_ITEMS - added

    def find_rows(self, captures: Collection[str]) -> dict[int, Item]:
        """The rows of captures with their items.

        Args:
            captures: Their SHA-256.
        """
        query = AllOf((FieldTerm("sha256", tuple(sorted(captures))),))
        return {row: self.index.item(row) for row in self.index.select(query).rows if captures}


@dataclass(frozen=True, slots=True)
class ArchiveChange:
    """What is to be changed in an open archive."""

    contents: ArchiveContents
    """Captures, topics and load number after the change."""
    before: tuple[Item, ...]
    """The items that the changed captures have before."""
    after: tuple[Item, ...]
    """Those that they have after it, both newest first."""
    gone: Mapping[int, Item]
    """The rows that are no longer in the archive, with their items."""
    relinked: Mapping[int, Item]
    """The rows of which only the links are changed, with their items after the change."""
    record: LoadRecord
    """By which the change is undone."""
    pieces: Sequence[Piece]
    """What the new archive is put together from, in order."""


def plan_change(
    archive: OpenArchive,
    contents: ArchiveContents,
    loaded: Collection[str],
    items: Iterable[Item],
    links: Mapping[str, tuple[str, ...]],
) -> ArchiveChange | None:
    """What is to be changed; None if it is quicker to write everything.

    Args:
        archive: The archive, which must be locked.
        contents: Captures, topics and load number after the change.
        loaded: The SHA-256 of the captures that have other items then.
        items: Their items after the change.
        links: Key -> `same_story` after the change, of items of other captures.
    """
    rows = archive.find_rows(loaded)
    head, index = archive.head, archive.index
    before = {capture.sha256: capture for capture in head.captures}
    steady = {each.sha256 for each in contents.captures if before.get(each.sha256) == each}
    after = tuple(sort_newest_first(items))
    wanted = {item.key: item for item in after if item.capture_sha256 in steady}
    others = {
        row: replace(index.item(row), same_story=links[key])
        for key in links
        if (row := index.row_of(key)) is not None and row not in rows
    }
    targets = {row: wanted.get(item.key) for row, item in rows.items()} | others
    gone, relinked, added = dict[int, Item](), dict[int, Item](), dict[str, Item]()
    kept = set[str]()
    for row, target in targets.items():
        item = rows.get(row) or index.item(row)
        if target is None or not _is_only_relinked(item, target):
            gone[row] = item
            if row in others and target is not None:
                added[target.key] = target
            continue
        kept.add(item.key)
        if item != target:
            relinked[row] = target
    added |= {item.key: item for item in after if item.key not in kept}
    if not archive.can_change(len(gone) + len(added)):
        return None
    files = archive.index_files
    place_of = {capture.sha256: place for place, capture in enumerate(contents.captures)}
    insertions = [
        (_row_for(files, item, place_of), item) for item in sort_newest_first(added.values())
    ]
    places = {capture.sha256: place for place, capture in enumerate(head.captures)}
    returned = [capture for capture in head.captures if capture.sha256 in loaded]
    record = LoadRecord(
        frozenset(loaded),
        captures=tuple(returned),
        items=tuple(rows[row] for row in sorted(rows)),
        links={
            target.key: item.same_story
            for row, target in others.items()
            if (item := index.item(row)).same_story != target.same_story
        },
        topics=head.topics,
        load=head.load,
        places=tuple(places[capture.sha256] for capture in returned),
    )
    return ArchiveChange(
        replace(contents, last_number=head.last_number),
        record.items,
        after,
        gone,
        relinked,
        record,
        tuple(_make_pieces(files.total, insertions, relinked, gone)),
    )


def _is_only_relinked(item: Item, target: Item) -> bool:
    """True if an item differs from another at most in its links, and has any if that had any."""
    has_lost_links = bool(item.same_story) and not target.same_story
    return not has_lost_links and replace(item, same_story=target.same_story) == target


def write_change(archive: OpenArchive, change: ArchiveChange) -> None:
    """Write a change into an archive, which must be locked, and into its index.

    Raises:
        StorageError: The archive is damaged, or cannot be written.
    """
    files = archive.index_files
    positions, pieces = files.read_line_positions(), change.pieces
    lines = Archive(archive.home.archive).splice(archive.file, positions, change.contents, pieces)
    with contextlib.suppress(OSError, DamagedIndexError):
        _write_added_index(archive, lines, change)


def _row_for(files: IndexFiles, item: Item, place_of: Mapping[str, int]) -> int:
    """The first row whose item comes after another: older, or as old and further on."""
    key = date_and_time(item)

    def place(item: Item) -> tuple[int, int]:
        return place_of.get(item.capture_sha256, -1), item.capture_lines[0]

    own = place(item)

    def comes_after(row: int) -> bool:
        other = files.read_item(row)
        other_key = date_and_time(other)
        return other_key < key or (other_key == key and place(other) > own)

    return bisect_left(range(files.total), True, key=comes_after)


# ------------------------------------------------------------------ links
def link_items(
    index: Index, before: Mapping[int, Item], items: Sequence[Item]
) -> tuple[list[Item], StoryLinks]:
    """Items of captures, linked with those that tell the same story; and the links of others.

    Args:
        index: The archive.
        before: The rows that the captures have now, with their items.
        items: The items that they will have, without links.
    """
    old = {item.key: item for item in before.values()}
    steady = {
        item.key: old[item.key].same_story
        for item in items
        if item.key in old and replace(old[item.key], same_story=()) == item
    }
    gone = {item.key for item in before.values()} - steady.keys()
    parted = {key for each in gone for key in old[each].same_story} - gone
    again = {
        key: index.item(row) for key in sorted(parted) if (row := index.row_of(key)) is not None
    }
    again |= {item.key: item for item in items if item.key not in steady}
    likely = {row for item in again.values() for row in _likely_rows(index, item)}
    likely.update(range(0, len(index), max(1, len(index) // BACKGROUND_ITEMS)))
    likely -= {row for row, item in before.items() if item.key in gone}
    known = {item.key: item for item in map(index.item, sorted(likely))}
    new_links = link_new_stories(
        [Story.from_item(item) for item in known.values()],
        [Story.from_item(item) for item in sort_newest_first(again.values())],
    )
    old_links = {
        key: item.same_story for key, item in known.items() if key in new_links.keys() - again
    }
    links = dict.fromkeys(parted, ()) | (merge_links(old_links, new_links) if new_links else {})
    linked = [
        replace(item, same_story=links.get(item.key, steady.get(item.key, ()))) for item in items
    ]
    own = {item.key for item in items}
    return linked, {key: others for key, others in links.items() if key not in own}


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
    total: int,
    insertions: Iterable[tuple[int, Item]],
    replacements: Mapping[int, Item],
    gone: Iterable[int] = (),
) -> Iterator[Piece]:
    """The pieces of the new archive, in order.

    Args:
        total: The number of rows of the archive.
        insertions: Each new item with the row that it comes before.
        replacements: Row -> the item to replace it.
        gone: The rows that are left out.
    """
    changes: list[tuple[int, int, int, Item | None]] = [
        (row, 0, -1, item) for row, item in insertions
    ]
    changes += [(row, 1, row, item) for row, item in replacements.items()]
    changes += [(row, 1, row, None) for row in gone]
    done = 0
    for row, _, replaced, item in sorted(changes, key=lambda change: change[:2]):
        if row > done:
            yield done, row
        done = max(done, row)
        if item is not None:
            yield replaced, item
        done += replaced >= 0
    if done < total:
        yield done, total


# ------------------------------------------------------------------ index
def _write_added_index(archive: OpenArchive, lines: array[int], change: ArchiveChange) -> None:
    """Write the index of all items that were added since the large index was built.

    Raises:
        OSError: It cannot be written.
        DamagedIndexError: The large index is damaged.
    """
    files, relinked = archive.index_files, change.relinked
    moves, added = _row_moves(change.pieces)
    base, *earlier = files.segments
    added_before = {
        row
        for segment in earlier
        for _, count, first in segment.runs
        for row in range(first, first + count)
    }
    for row in added_before - change.gone.keys():
        added[_moved_row(moves, row)] = relinked.get(row) or files.read_item(row)
    rows = sorted(added)
    repeated = {*iterate_rows(files.repeated), *relinked} - change.gone.keys()
    gone = {facet: Counter(values) for facet, values in base.gone.items()}
    captures = {capture.sha256: capture for capture in archive.head.captures}
    for row in change.gone.keys() - added_before:
        item = change.gone[row]
        for facet, value in facet_values(item, captures.get(item.capture_sha256)):
            gone.setdefault(facet, Counter())[value] += 1
    facts = {
        "base": base.facts["archive"],
        "runs": [
            list(_move_runs(base.runs, moves)),
            [(number, 1, row) for number, row in enumerate(rows)],
        ],
        "repeated": sorted({_moved_row(moves, row) for row in repeated} - added.keys()),
        "gone": gone,
    }
    with ArchiveFile(archive.home.archive) as file:
        builder = build_index(
            (added[row] for row in rows), frozenset(), captures=change.contents.captures
        )
        topics = change.contents.topics
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
    """Where a row that is not gone is moved to."""
    first, _, target = moves[bisect_right(moves, row, key=lambda run: run[0]) - 1]
    return target + row - first


def _move_runs(runs: Iterable[RowRun], moves: Sequence[RowRun]) -> Iterator[RowRun]:
    """Where the rows of a file are after the rows of the archive were moved."""
    for first, count, target in runs:
        number = max(0, bisect_right(moves, target, key=lambda move: move[0]) - 1)
        while number < len(moves) and moves[number][0] < target + count:
            start, moved_count, moved_target = moves[number]
            low, high = max(target, start), min(target + count, start + moved_count)
            if low < high:
                yield first + low - target, high - low, moved_target + low - start
            number += 1
