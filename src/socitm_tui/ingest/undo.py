"""Undoes the last load, and redoes it.

The captures of the load and their items are replaced by those in its record. The bytes of captures
that are taken out of the archive are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from socitm_tui.ingest.annotation_moves import move_annotations
from socitm_tui.ingest.archive_merge import items_by_capture
from socitm_tui.ingest.items import sort_newest_first
from socitm_tui.ingest.loader import write_archive
from socitm_tui.model.entities import Capture
from socitm_tui.model.progress import Progress, progress_listener
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import change_capture_notes, read_capture_notes
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory, LoadRecord, NoLoadError


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo or a redo changed in the archive."""

    removed: tuple[str, ...]
    """Keys of items that are no longer in the archive."""
    returned: tuple[str, ...]
    """Keys of items that are in the archive again."""
    captures: tuple[str, ...]
    """Names of captures that are no longer in the archive; their bytes are kept."""
    can_undo: bool
    """True if the load before can be undone too."""
    problem: str | None = None
    """What could not be written next to the archive, as a sentence."""


def undo_last_load(
    home: Home,
    timestamp: str,
    *,
    redo: bool = False,
    load: int | None = None,
    progress: Progress | None = None,
) -> UndoResult:
    """Make the archive what it was before the last load, or before the last undo.

    Args:
        home: Where the archive is.
        timestamp: Now, ISO 8601 in UTC.
        redo: Redo the load that was undone last.
        load: The number of the load that is meant; None for the last one, whichever it is.
        progress: Called while the archive is written.

    Raises:
        NoLoadError: There is no such load to undo, or to redo.
        StorageError: The archive cannot be read or written; it was not changed.
    """
    archive, history = Archive(home.archive), LoadHistory(home.archive)
    with archive.lock(), progress_listener(progress):
        now = archive.read_verified()
        if load not in (None, now.load + redo):
            raise NoLoadError(
                "Another load came after that one; `socitm-tui load --undo` undoes it first."
            )
        record = history.read_redo(now) if redo else history.read_undo(now)
        then = apply_record(now, record)
        if not redo:
            notes = read_capture_notes(home.capture_notes)
            marks = {sha256: notes.note_of(sha256) for sha256 in record.marks}
            back = replace(LoadRecord.compare(now, then, record.loaded), marks=marks)
            history.record_undo(then, back)
        CaptureFolder(home.captures).record_descriptions(then.captures)
        if record.marks:
            change_capture_notes(
                home.capture_notes, lambda notes: notes.with_marks_of(record.marks), timestamp
            )
        write_archive(home, then, progress)
        result = _compare(home, now, then)
    move_annotations(home, now.items, then.items, timestamp)
    return result


def apply_record(now: ArchiveContents, record: LoadRecord) -> ArchiveContents:
    """The archive with the captures of a record and their items as the record has them."""
    captures = {capture.sha256: capture for capture in now.captures}
    for sha256 in record.loaded - {capture.sha256 for capture in record.captures}:
        captures.pop(sha256, None)
    captures |= {capture.sha256: capture for capture in record.captures}
    captures = _in_places(captures, record)
    kept = (
        replace(item, same_story=record.links[item.key]) if item.key in record.links else item
        for item in now.items
        if item.capture_sha256 not in record.loaded
    )
    by_capture = items_by_capture(captures, (*kept, *record.items))
    items = sort_newest_first(item for sha256 in captures for item in by_capture[sha256])
    return ArchiveContents(tuple(captures.values()), tuple(items), record.topics, record.load)


def _in_places(captures: dict[str, Capture], record: LoadRecord) -> dict[str, Capture]:
    """The captures in order, those of a record at the places that they have in its state."""
    if len(record.places) != len(record.captures):
        return captures  # a record of an earlier version: they come last, or stay
    ordered = [capture for sha256, capture in captures.items() if sha256 not in record.returned]
    for place, capture in zip(record.places, record.captures, strict=True):
        ordered.insert(place, capture)
    return {capture.sha256: capture for capture in ordered}


def _compare(home: Home, now: ArchiveContents, then: ArchiveContents) -> UndoResult:
    """What was changed; captures that are no longer in the archive are marked in the catalogue."""
    kept = {capture.sha256 for capture in then.captures}
    removed = [capture for capture in now.captures if capture.sha256 not in kept]
    problem = None
    try:
        CaptureFolder(home.captures).record_descriptions((), taken_out=removed)
    except StorageError as error:
        problem = f"{error} Should the archive have to be rebuilt, that load comes back."
    before, after = {item.key for item in now.items}, {item.key for item in then.items}
    return UndoResult(
        tuple(sorted(before - after)),
        tuple(sorted(after - before)),
        tuple(capture.name for capture in removed),
        LoadHistory(home.archive).can_undo(then),
        problem,
    )
