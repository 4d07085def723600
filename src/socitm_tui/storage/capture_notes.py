"""What the user stated about captures and collections, in a small JSON file.

It is kept apart from what the pages say, so a reload and a better reading leave it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from socitm_tui.model.entities import CaptureNote, CaptureNotes, LineMark, MarkRole
from socitm_tui.storage.atomic import lock_file
from socitm_tui.storage.json_file import damaged_json_error, read_json_file, write_json_file
from socitm_tui.storage.tinydb_file import to_json_value

NOTES_FORMAT: Final = 1
_FIELDS: Final = frozenset(field.name for field in fields(CaptureNote))


def read_capture_notes(path: Path) -> CaptureNotes:
    """The notes in a file; none if there is no file.

    Raises:
        StorageError: The file exists and cannot be read.
    """
    document = read_json_file(path, NOTES_FORMAT)
    if document is None:
        return CaptureNotes()
    try:
        return CaptureNotes(
            build_capture_notes(document.get("captures", {})),
            build_capture_notes(document.get("collections", {})),
        )
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise damaged_json_error(path) from error


def build_capture_notes(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, CaptureNote]:
    """The notes in JSON objects, by the same names.

    Raises:
        TypeError, ValueError, KeyError, AttributeError: They are not what was written.
    """
    return {name: _build_note(note) for name, note in documents.items()}


def _build_note(document: Mapping[str, Any]) -> CaptureNote:
    values = {field: value for field, value in document.items() if field in _FIELDS}
    marks = tuple(
        LineMark(mark["first"], mark["last"], MarkRole(mark["role"]), mark.get("text", ""))
        for mark in values.pop("marks", ())
    )
    return CaptureNote(**values, marks=marks)


def change_capture_notes(
    path: Path, change: Callable[[CaptureNotes], CaptureNotes], timestamp: str
) -> CaptureNotes:
    """The notes after a change, once they are safely on disk.

    Args:
        path: The file.
        change: Makes the new notes of those that are on disk now.
        timestamp: Now, ISO 8601 in UTC; each note that was changed gets it.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    with lock_file(path):
        before = read_capture_notes(path)
        after = change(before)
        after = CaptureNotes(
            _with_times(before.captures, after.captures, timestamp),
            _with_times(before.collections, after.collections, timestamp),
        )
        if after != before:
            write_capture_notes(path, after)
    return after


def _with_times(
    before: Mapping[str, CaptureNote], after: Mapping[str, CaptureNote], timestamp: str
) -> dict[str, CaptureNote]:
    """The notes, those that were changed with the time of the change."""

    def stamp(note: CaptureNote, old: CaptureNote) -> CaptureNote:
        is_marked = (note.marks, note.teaches) != (old.marks, old.teaches)
        return replace(note, changed=timestamp, marked=timestamp if is_marked else note.marked)

    return {
        name: note if note == before.get(name) else stamp(note, before.get(name, CaptureNote()))
        for name, note in after.items()
    }


def write_capture_notes(path: Path, notes: CaptureNotes) -> None:
    """Replace the file. To be called while it is locked.

    Raises:
        StorageError: a sentence naming the file; the old one is untouched.
    """
    document = {
        "format": NOTES_FORMAT,
        "captures": {name: to_json_value(note) for name, note in notes.captures.items()},
        "collections": {name: to_json_value(note) for name, note in notes.collections.items()},
    }
    write_json_file(path, document)


def merge_capture_notes(path: Path, theirs: CaptureNotes) -> None:
    """Take over those of other notes that are newer than ours.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    with lock_file(path):
        ours = read_capture_notes(path)
        merged = CaptureNotes(
            _newest(ours.captures, theirs.captures), _newest(ours.collections, theirs.collections)
        )
        if merged != ours:
            write_capture_notes(path, merged)


def _newest(
    ours: Mapping[str, CaptureNote], theirs: Mapping[str, CaptureNote]
) -> dict[str, CaptureNote]:
    both = {name: _merge(ours[name], theirs[name]) for name in ours.keys() & theirs.keys()}
    return {**theirs, **ours, **both}


def _merge(ours: CaptureNote, theirs: CaptureNote) -> CaptureNote:
    """The newer of two notes, with the newer marks: a review never replaces marks."""
    note = theirs if theirs.changed > ours.changed else ours
    marked = theirs if theirs.marked > ours.marked else ours
    return replace(note, marks=marked.marks, teaches=marked.teaches, marked=marked.marked)
