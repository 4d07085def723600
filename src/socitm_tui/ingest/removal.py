"""Takes captures out of the archive. Their bytes and all annotations are kept.

A removal is one step of the load history: undoing it brings the captures and their items back.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass

from socitm_tui.ingest.annotation_moves import move_annotations
from socitm_tui.ingest.archive_merge import ParsedCapture, merge_captures
from socitm_tui.ingest.items import captures_of_same_address
from socitm_tui.ingest.lessons import SourceLessons
from socitm_tui.ingest.loader import parse_stored_capture, write_archive
from socitm_tui.ingest.reference_data import load_reference_data
from socitm_tui.ingest.undo import UndoResult, undo_last_load
from socitm_tui.model.entities import Capture, CaptureNotes, Item
from socitm_tui.model.progress import Progress, progress_listener, report_each
from socitm_tui.parsing.formats import RefusedError
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory, LoadRecord


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
        return _find_removed(archive.read(), checksums)
    with archive.lock(), progress_listener(progress):
        before = archive.read_verified()
        removed = _find_removed(before, checksums)
        if not removed.captures:
            return removed
        gone = {capture.sha256 for capture in removed.captures}
        rest = ArchiveContents(
            tuple(capture for capture in before.captures if capture.sha256 not in gone),
            tuple(item for item in before.items if item.capture_sha256 not in gone),
            before.topics,
            before.load,
        )
        notes = read_capture_notes(home.capture_notes)
        again = parse_others(home, removed.captures, rest.captures, notes)
        after = merge_captures(rest, again, load_reference_data(home), notes).contents
        changed = gone | {each.capture.sha256 for each in again}
        LoadHistory(home.archive).record_load(after, LoadRecord.compare(before, after, changed))
        CaptureFolder(home.captures).record_descriptions((), taken_out=removed.captures)
        write_archive(home, after, progress)
    move_annotations(home, before.items, after.items, timestamp)
    return removed


def undo_removal(home: Home, timestamp: str, progress: Progress | None = None) -> UndoResult:
    """Bring back what the last removal took out.

    Raises:
        StorageError: The last change of the archive was no removal; nothing was changed.
    """
    history, now = LoadHistory(home.archive), Archive(home.archive).read()
    record = history.read_undo(now)
    if not record.returned - {capture.sha256 for capture in now.captures}:
        raise StorageError("The last change was a load, no removal: `load --undo` undoes it.")
    return undo_last_load(home, timestamp, progress=progress)


def _find_removed(contents: ArchiveContents, checksums: Collection[str]) -> RemovalResult:
    return RemovalResult(
        tuple(capture for capture in contents.captures if capture.sha256 in checksums),
        tuple(item for item in contents.items if item.capture_sha256 in checksums),
    )


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
