"""Changes captures of the archive and their items: quickly if it is large and few are changed.

What is to be written is known before anything is written, so that it can be recorded first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from socitm_tui.ingest.annotation_moves import move_annotations
from socitm_tui.ingest.archive_merge import (
    ParsedCapture,
    items_by_capture,
    make_all_items,
    merge_captures,
)
from socitm_tui.ingest.incremental import OpenArchive, link_items, plan_change, write_change
from socitm_tui.ingest.items import sort_newest_first
from socitm_tui.ingest.loader import write_archive
from socitm_tui.ingest.reference_data import ReferenceData, load_reference_data
from socitm_tui.model.entities import Capture, CaptureNotes, Item
from socitm_tui.model.progress import Progress
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadRecord


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change of captures of the archive that is not written yet."""

    home: Home
    contents: ArchiveContents
    """Captures, topics and load number after the change."""
    before: tuple[Item, ...]
    """The items that the changed captures have before."""
    after: tuple[Item, ...]
    """Those that they have after it."""
    record: LoadRecord
    """By which it is undone."""
    write: Callable[[Progress | None], None]
    """Writes the archive, which must be locked."""
    has_other: Callable[[str], bool]
    """True if an item of another capture has a key."""

    @property
    def removed(self) -> set[str]:
        """The keys of items that are no longer in the archive."""
        return {item.key for item in self.before} - {item.key for item in self.after}

    @property
    def added(self) -> set[str]:
        """The keys of items that were not in the archive before."""
        return {item.key for item in self.after} - {item.key for item in self.before}

    @property
    def unchanged(self) -> int:
        """How many items are the same as before."""
        known = {item.key: item for item in self.before}
        return sum(known.get(item.key) == item for item in self.after)

    def move_annotations(self, timestamp: str) -> None:
        """Move annotations to items that have another key now, after the archive was written."""
        move_annotations(self.home, self.before, self.after, timestamp, self.has_other)


def plan_merge(
    home: Home,
    parsed: Sequence[ParsedCapture],
    notes: CaptureNotes,
    removed: Collection[Capture] = (),
) -> PlannedChange:
    """The change by which captures have the items that were parsed, and others are taken out.

    Args:
        home: Where the archive is, which must be locked.
        parsed: The captures that are read again.
        notes: What the user stated about captures.
        removed: The captures that are taken out.

    Raises:
        StorageError: The archive cannot be read.
    """
    reference_data = load_reference_data(home)
    gone = {capture.sha256 for capture in removed}
    loaded = gone | {each.capture.sha256 for each in parsed}
    with contextlib.suppress(DamagedIndexError):  # the index is built again with the archive
        if change := _plan_quick_merge(home, parsed, notes, reference_data, gone):
            return change
    before = Archive(home.archive).read_verified()
    rest = replace(
        before,
        captures=tuple(each for each in before.captures if each.sha256 not in gone),
        items=tuple(item for item in before.items if item.capture_sha256 not in gone),
    )
    after = merge_captures(rest, parsed, reference_data, notes).contents
    return _plan_whole(home, before, after, loaded)


def plan_record(home: Home, read_record: Callable[[ArchiveContents], LoadRecord]) -> PlannedChange:
    """The change that a record of the load history describes.

    Args:
        home: Where the archive is, which must be locked.
        read_record: Gives the record for the archive as it is.

    Raises:
        StorageError: The archive or the record cannot be read.
    """
    with contextlib.suppress(DamagedIndexError):
        if change := _plan_quick_record(home, read_record):
            return change
    before = Archive(home.archive).read_verified()
    record = read_record(before)
    return _plan_whole(home, before, apply_record(before, record), record.loaded)


def apply_record(now: ArchiveContents, record: LoadRecord) -> ArchiveContents:
    """The archive with the captures of a record and their items as the record has them."""
    captures = record.order_captures(now.captures)
    kept = (
        replace(item, same_story=record.links[item.key]) if item.key in record.links else item
        for item in now.items
        if item.capture_sha256 not in record.loaded
    )
    by_capture = items_by_capture(captures, (*kept, *record.items))
    items = sort_newest_first(item for sha256 in captures for item in by_capture[sha256])
    return ArchiveContents(tuple(captures.values()), tuple(items), record.topics, record.load)


# ------------------------------------------------------------------ quickly
def _plan_quick_merge(
    home: Home,
    parsed: Sequence[ParsedCapture],
    notes: CaptureNotes,
    reference_data: ReferenceData,
    gone: Collection[str],
) -> PlannedChange | None:
    archive = OpenArchive.open(home)
    loaded = {each.capture.sha256 for each in parsed}.union(gone)
    if archive is None or (rows := archive.find_rows(loaded)) is None:
        return None
    captures = {each.sha256: each for each in archive.head.captures if each.sha256 not in gone}

    def find_item(key: str) -> Item | None:
        item = archive.find_item(key)
        return None if item is None or item.capture_sha256 in gone else item

    items_of = make_all_items(parsed, captures, find_item, reference_data, notes)
    items = [item for items in items_of.values() for item in items]
    linked, links = link_items(archive.index, rows, items)
    topics = reference_data.taxonomy.topics
    contents = ArchiveContents(tuple(captures.values()), (), topics, archive.head.load + 1)
    return _plan_incremental(archive, contents, loaded, linked, links)


def _plan_quick_record(
    home: Home, read_record: Callable[[ArchiveContents], LoadRecord]
) -> PlannedChange | None:
    archive = OpenArchive.open(home)
    if archive is None:
        return None
    record = read_record(archive.head)
    captures = record.order_captures(archive.head.captures)
    contents = ArchiveContents(tuple(captures.values()), (), record.topics, record.load)
    return _plan_incremental(archive, contents, record.loaded, record.items, record.links)


def _plan_incremental(
    archive: OpenArchive,
    contents: ArchiveContents,
    loaded: Collection[str],
    items: Sequence[Item],
    links: Mapping[str, tuple[str, ...]],
) -> PlannedChange | None:
    change = plan_change(archive, contents, loaded, items, links)
    if change is None:
        return None
    own = {item.key for item in change.before}

    def write(_: Progress | None) -> None:
        write_change(archive, change)

    def has_other(key: str) -> bool:
        return key not in own and archive.index.row_of(key) is not None

    return PlannedChange(
        archive.home, contents, change.before, change.after, change.record, write, has_other
    )


def _plan_whole(
    home: Home, before: ArchiveContents, after: ArchiveContents, loaded: Collection[str]
) -> PlannedChange:
    record = LoadRecord.compare(before, after, loaded)
    others = {item.key for item in after.items if item.capture_sha256 not in loaded}

    def write(progress: Progress | None) -> None:
        write_archive(home, after, progress)

    return PlannedChange(
        home,
        after,
        record.items,
        tuple(item for item in after.items if item.capture_sha256 in loaded),
        record,
        write,
        others.__contains__,
    )
