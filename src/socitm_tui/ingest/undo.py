"""Undoes the last load, and redoes it.

The captures of the load and their items are replaced by those in its record. The bytes of captures
that are taken out of the archive are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from socitm_tui.ingest.archive_change import PlannedChange, plan_record
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

    def read_record(now: ArchiveContents) -> LoadRecord:
        if load not in (None, now.load + redo):
            raise NoLoadError(
                "Another load came after that one; `socitm-tui load --undo` undoes it first."
            )
        return history.read_redo(now) if redo else history.read_undo(now)

    with archive.lock(), progress_listener(progress):
        now = archive.read_head()
        marks = read_record(now).marks
        change = plan_record(home, read_record)
        if not redo:
            notes = read_capture_notes(home.capture_notes)
            known = {sha256: notes.note_of(sha256) for sha256 in marks}
            history.record_undo(change.contents, replace(change.record, marks=known))
        CaptureFolder(home.captures).record_descriptions(change.contents.captures)
        if marks:
            change_capture_notes(
                home.capture_notes, lambda notes: notes.with_marks_of(marks), timestamp
            )
        change.write(progress)
        result = _make_result(home, now.captures, change)
    change.move_annotations(timestamp)
    return result


def _make_result(home: Home, captures: Iterable[Capture], change: PlannedChange) -> UndoResult:
    """What was changed; captures that are no longer in the archive are marked in the catalogue."""
    kept = {capture.sha256 for capture in change.contents.captures}
    removed = [capture for capture in captures if capture.sha256 not in kept]
    problem = None
    try:
        CaptureFolder(home.captures).record_descriptions((), taken_out=removed)
    except StorageError as error:
        problem = f"{error} Should the archive have to be rebuilt, that load comes back."
    return UndoResult(
        tuple(sorted(change.removed)),
        tuple(sorted(change.added)),
        tuple(capture.name for capture in removed),
        LoadHistory(home.archive).can_undo(change.contents),
        problem,
    )
