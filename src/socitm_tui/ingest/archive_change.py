"""Changes captures of the archive and their items: quickly if it is large and few are changed.

What is to be written is known before anything is written, so that it can be recorded first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
from socitm_tui.ingest.load_report import LoadReport, ReportLine
from socitm_tui.ingest.reference_data import ReferenceData, load_reference_data
from socitm_tui.model.entities import Capture, CaptureNotes, Item
from socitm_tui.model.progress import REPORT_FROM_ITEMS, Progress
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.index.index_files import write_index
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
    """The items that the captures in question have before."""
    after: tuple[Item, ...]
    """Those that they have after it."""
    record: LoadRecord
    """By which it is undone; of captures that have other items or are described otherwise."""
    write: Callable[[Progress | None], None]
    """Writes the archive, which must be locked."""
    has_other: Callable[[str], bool]
    """True if an item of another capture has a key."""
    items_of: Callable[[Collection[str]], Iterable[Item]]
    """Gives the items of other captures, named by SHA-256."""

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

    @property
    def is_empty(self) -> bool:
        """True if the archive is the same as before."""
        record = self.record
        return not (record.loaded or record.links) and record.topics == self.contents.topics

    def move_annotations(self, timestamp: str) -> None:
        """Move annotations to items that have another key now, after the archive was written."""
        move_annotations(
            self.home,
            self.before,
            self.after,
            timestamp,
            has_other=self.has_other,
            items_of=self.items_of,
        )

    def report(self, parsed: Iterable[ParsedCapture], notes: CaptureNotes) -> LoadReport:
        """What became of captures that were parsed."""
        captures = {capture.sha256: capture for capture in self.contents.captures}
        before, after = (items_by_capture(captures, each) for each in (self.before, self.after))

        def line(each: ParsedCapture) -> ReportLine:
            sha256 = each.capture.sha256
            is_new = sha256 in self.record.loaded - self.record.returned
            is_same = not is_new and before[sha256] == after[sha256]
            return replace(
                each.line,
                items=tuple(sorted(after[sha256], key=lambda item: item.capture_lines)),
                status="unchanged" if is_same else "loaded",
                capture=notes.present(captures[sha256]),
            )

        return LoadReport(
            tuple(map(line, parsed)),
            added=len(self.added),
            updated=len(self.after) - len(self.added) - self.unchanged,
            unchanged=self.unchanged,
            removed=len(self.removed),
        )


def plan_merge(
    home: Home,
    parsed: Sequence[ParsedCapture],
    notes: CaptureNotes,
    removed: Collection[Capture] = (),
    reference_data: ReferenceData | None = None,
) -> PlannedChange:
    """The change by which captures have the items that were parsed, and others are taken out.

    Args:
        home: Where the archive is, which must be locked.
        parsed: The captures that are read again.
        notes: What the user stated about captures.
        removed: The captures that are taken out.
        reference_data: The taxonomy and the office holders; None for those of the home.

    Raises:
        StorageError: The archive cannot be read.
    """
    reference_data = reference_data or load_reference_data(home)
    gone = {capture.sha256 for capture in removed}
    with contextlib.suppress(DamagedIndexError):  # the index is built again with the archive
        if change := _plan_quick_merge(home, parsed, notes, reference_data, gone):
            return change
    before = Archive(home.archive).read_verified()
    return plan_whole_merge(home, before, parsed, notes, reference_data, removed=gone)


def plan_whole_merge(
    home: Home,
    before: ArchiveContents,
    parsed: Sequence[ParsedCapture],
    notes: CaptureNotes,
    reference_data: ReferenceData,
    *,
    removed: Collection[str] = (),
) -> PlannedChange:
    """The change of `plan_merge`, which writes all of the archive and its index.

    Args:
        home: Where the archive is.
        before: The archive as it is.
        parsed: The captures that are read again.
        notes: What the user stated about captures.
        reference_data: The taxonomy and the office holders.
        removed: The SHA-256 of the captures that are taken out.
    """
    rest = replace(
        before,
        captures=tuple(each for each in before.captures if each.sha256 not in removed),
        items=tuple(item for item in before.items if item.capture_sha256 not in removed),
    )
    after = merge_captures(rest, parsed, reference_data, notes)
    return _plan_whole(home, before, after, {each.capture.sha256 for each in parsed}.union(removed))


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
    if archive is None:
        return None
    known = {capture.sha256 for capture in archive.head.captures}
    added = sum(len(each.drafts) for each in parsed if each.capture.sha256 not in known)
    if not archive.can_change(added):
        return None
    captures = {each.sha256: each for each in archive.head.captures if each.sha256 not in gone}

    def find_item(key: str) -> Item | None:
        item = archive.find_item(key)
        return None if item is None or item.capture_sha256 in gone else item

    items_of = make_all_items(parsed, captures, find_item, reference_data, notes)
    items = [item for items in items_of.values() for item in items]
    read = items_of.keys() | gone
    rows = archive.find_rows(read)
    changed = _changed_captures(archive.head.captures, captures, read, (rows.values(), items))
    count = sum(item.capture_sha256 in changed for item in (*rows.values(), *items))
    if not archive.can_change(count // 2):  # an item that is replaced counts twice
        return None
    linked, links = link_items(archive.index, rows, items)
    topics = reference_data.taxonomy.topics
    contents = ArchiveContents(tuple(captures.values()), (), topics, archive.head.load + 1)
    same = [item for item in rows.values() if item.capture_sha256 not in changed]
    links |= {item.key: item.same_story for item in linked if item.capture_sha256 not in changed}
    items = [item for item in linked if item.capture_sha256 in changed]
    return _plan_incremental(archive, contents, changed, items, links, same=same)


def _changed_captures(
    before: Iterable[Capture],
    after: Mapping[str, Capture],
    read: Iterable[str],
    items: tuple[Iterable[Item], Iterable[Item]],
) -> set[str]:
    """Those of the captures that were read that are not as before; the links do not count.

    Args:
        before: All captures before.
        after: SHA-256 -> capture afterwards.
        read: The SHA-256 of the captures in question.
        items: The items of these before and after.
    """
    known = {capture.sha256: capture for capture in before}
    states: tuple[dict[str, set[Item]], ...] = ({}, {})
    for state, group in zip(states, items, strict=True):
        for item in group:
            state.setdefault(item.capture_sha256, set()).add(replace(item, same_story=()))
    old, new = states
    return {
        sha256
        for sha256 in read
        if known.get(sha256) != after.get(sha256) or old.get(sha256) != new.get(sha256)
    }


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
    *,
    same: Sequence[Item] = (),
) -> PlannedChange | None:
    change = plan_change(archive, contents, loaded, items, links)
    if change is None:
        return None
    before = (*same, *change.before)
    after = (*(replace(e, same_story=links.get(e.key, e.same_story)) for e in same), *change.after)
    own = {item.key for item in before}

    def write(_: Progress | None) -> None:
        write_change(archive, change)

    def has_other(key: str) -> bool:
        return key not in own and archive.index.row_of(key) is not None

    def items_of(captures: Collection[str]) -> Iterable[Item]:
        return archive.find_rows(captures).values()

    return PlannedChange(
        archive.home, contents, before, after, change.record, write, has_other, items_of
    )


def _plan_whole(
    home: Home, before: ArchiveContents, after: ArchiveContents, loaded: Collection[str]
) -> PlannedChange:
    old, new = (
        [item for item in state.items if item.capture_sha256 in loaded] for state in (before, after)
    )
    captures = {capture.sha256: capture for capture in after.captures}
    changed = _changed_captures(before.captures, captures, loaded, (old, new))
    record = LoadRecord.compare(before, after, changed)
    others = {item.key for item in after.items if item.capture_sha256 not in loaded}

    def write(progress: Progress | None) -> None:
        write_archive(home, after, progress)

    def items_of(captures: Collection[str]) -> Iterable[Item]:
        return (item for item in after.items if item.capture_sha256 in captures)

    return PlannedChange(
        home, after, tuple(old), tuple(new), record, write, others.__contains__, items_of
    )


def write_archive(home: Home, contents: ArchiveContents, progress: Progress | None) -> None:
    """Write an archive, which must be locked, and its index."""
    lines = Archive(home.archive).write(contents, progress)

    def report_index(done: int, total: int) -> None:
        if progress and total >= REPORT_FROM_ITEMS:
            progress(done, total, "items into the index")

    write_index(home, contents, lines, report_index)
