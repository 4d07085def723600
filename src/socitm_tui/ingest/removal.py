"""Takes captures out of the archive. Their bytes and all annotations are kept.

A removal is one step of the load history: undoing it brings the captures and their items back.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass

from socitm_tui.ingest.archive_change import plan_merge
from socitm_tui.ingest.archive_merge import ParsedCapture
from socitm_tui.ingest.items import captures_of_same_address
from socitm_tui.ingest.lessons import SourceLessons
from socitm_tui.ingest.loader import parse_stored_capture
from socitm_tui.ingest.undo import UndoResult, undo_last_load
from socitm_tui.model.entities import Capture, CaptureNotes, Item
from socitm_tui.model.progress import Progress, progress_listener, report_each
from socitm_tui.parsing.formats import RefusedError
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory


@dataclass(frozen=True, slots=True)
class RemovalResult:
    """What a removal takes out of the archive."""

    captures: tuple[Capture, ...]
    items: tuple[Item, ...]


def remove_captures(
    home: Home,
    checksums: Collection[str],
    timestamp: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> RemovalResult:
    """Take captures out of the archive, with their items.

    Items of other captures of the same address that were left out, because a removed capture had
    the same items, are part of the archive again.

    Args:
        home: Where the archive is.
        checksums: The SHA-256 of the captures.
        timestamp: Now, ISO 8601 in UTC.
        dry_run: Write nothing.
        progress: Called while the archive is written.

    Raises:
        StorageError: The archive cannot be read or written; it was not changed.
    """
    archive = Archive(home.archive)
    if dry_run:
        contents = archive.read()
        return RemovalResult(
            _choose_captures(contents, checksums),
            tuple(item for item in contents.items if item.capture_sha256 in checksums),
        )
    with archive.lock(), progress_listener(progress):
        before = archive.read_head()
        removed = _choose_captures(before, checksums)
        if not removed:
            return RemovalResult((), ())
        notes = read_capture_notes(home.capture_notes)
        rest = [capture for capture in before.captures if capture.sha256 not in checksums]
        again = parse_others(home, removed, rest, notes)
        change = plan_merge(home, again, notes, removed)
        LoadHistory(home.archive).record_load(change.contents, change.record)
        CaptureFolder(home.captures).record_descriptions((), taken_out=removed)
        change.write(progress)
    change.move_annotations(timestamp)
    return RemovalResult(
        removed, tuple(item for item in change.before if item.capture_sha256 in checksums)
    )


def _choose_captures(contents: ArchiveContents, checksums: Collection[str]) -> tuple[Capture, ...]:
    return tuple(capture for capture in contents.captures if capture.sha256 in checksums)


def undo_removal(home: Home, timestamp: str, progress: Progress | None = None) -> UndoResult:
    """Bring back what the last removal took out.

    Raises:
        StorageError: The last change of the archive was no removal; nothing was changed.
    """
    history, now = LoadHistory(home.archive), Archive(home.archive).read_head()
    record = history.read_undo(now)
    if not record.returned - {capture.sha256 for capture in now.captures}:
        raise StorageError("The last change was a load, no removal: `load --undo` undoes it.")
    return undo_last_load(home, timestamp, progress=progress)


def parse_others(
    home: Home, changed: Collection[Capture], rest: Collection[Capture], notes: CaptureNotes
) -> list[ParsedCapture]:
    """The captures of the addresses of changed ones, parsed again.

    One that cannot be read stays as it is.

    Args:
        home: Where the captures are.
        changed: Captures that have other items than before.
        rest: The other captures of the archive.
        notes: What the user stated about captures.
    """
    others = {sha256 for capture in changed for sha256 in captures_of_same_address(capture, rest)}
    lessons = SourceLessons(home, notes)
    parsed = []
    again = [capture for capture in rest if capture.sha256 in others]
    for capture in report_each(again, "captures read again"):
        with contextlib.suppress(StorageError, RefusedError):
            parsed.append(parse_stored_capture(home, capture, notes, lessons))
    return parsed
