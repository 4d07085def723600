"""Reads the other captures of a source as the marks of one of them show.

What would change is shown first. Applied, it is one step of the load history, and later captures
of the source are read so as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from socitm_tui.ingest.item_pairs import (
    GONE,
    NEW,
    ItemPair,
    changed_pairs,
    draft_label,
    pair_items,
)
from socitm_tui.ingest.lessons import SourceLessons, source_label
from socitm_tui.ingest.loader import read_stored_document
from socitm_tui.ingest.mend import MendResult, SourceResults, change_marks
from socitm_tui.model.entities import Capture, CaptureNote, CaptureNotes, LineMark
from socitm_tui.model.labels import count_label
from socitm_tui.model.progress import Progress, progress_listener, report_each
from socitm_tui.parsing.formats import Document, ParseResult, RefusedError
from socitm_tui.parsing.formats.subprocess_reader import parse_ahead
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.home import Home

MAX_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class CaptureChange:
    """What the marks of a source would change in another capture of it."""

    capture: Capture
    pairs: tuple[ItemPair, ...]
    """The items that would be other ones, gained or lost."""


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What the marks of a source would change in its other captures."""

    source: str
    """What makes them one source, in words: `www.example.org`, `the collection 2012`."""
    marked: int
    """How many of its captures have marks."""
    others: int
    """How many have none."""
    unread: int
    """How many of these cannot be read, and stay as they are."""
    changes: tuple[CaptureChange, ...]
    gained: int
    lost: int
    redated: int
    examples: tuple[str, ...]
    """Up to three changes, each in words."""
    results: SourceResults
    """How the others were read."""


def preview_source(
    home: Home,
    sha256: str,
    *,
    marks: tuple[LineMark, ...] | None = None,
    progress: Progress | None = None,
) -> SourcePreview:
    """What the marks of a capture would change in the other captures of its source.

    Args:
        home: Where the captures are; nothing is written.
        sha256: The marked capture.
        marks: Its marks, if they are not kept yet.
        progress: Called while the others are read.

    Raises:
        StorageError: The capture has no marks, or cannot be read.
    """
    notes = read_capture_notes(home.capture_notes)
    if marks is not None:
        notes = notes.with_marks_of({sha256: replace(notes.note_of(sha256), marks=marks)})
    captures = Archive(home.archive).read_head().captures
    taught = notes.with_marks_of(_teach(notes, captures, sha256))
    source = source_label(_find_capture(captures, sha256), notes)
    own = [capture for capture in captures if source_label(capture, notes) == source]
    others = [capture for capture in own if not notes.marks_of(capture.sha256)]
    results: dict[str, ParseResult] = {}
    with progress_listener(progress):
        changes = tuple(_compare_readings(home, others, (notes, taught), results))
    pairs = [pair for change in changes for pair in change.pairs]
    return SourcePreview(
        source=source,
        marked=len(own) - len(others),
        others=len(others),
        unread=len(others) - len(results),
        changes=changes,
        gained=sum(pair.change == NEW for pair in pairs),
        lost=sum(pair.change == GONE for pair in pairs),
        redated=sum(pair.is_redated for pair in pairs),
        examples=tuple(_choose_examples(changes)),
        results=SourceResults(taught, results),
    )


def apply_source(
    home: Home,
    sha256: str,
    timestamp: str,
    progress: Progress | None = None,
    results: SourceResults | None = None,
) -> MendResult:
    """Read the other captures of a source as the marks of a capture show; see `apply_mend`.

    Args:
        home: Where the archive is.
        sha256: The marked capture.
        timestamp: Now, ISO 8601 in UTC.
        progress: Called while the others are read and the archive is written.
        results: How they were read for the preview; used if nothing was marked since.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    captures = Archive(home.archive).read_head().captures

    def teach(notes: CaptureNotes) -> dict[str, CaptureNote]:
        return _teach(notes, captures, sha256)

    return change_marks(home, teach, timestamp, progress, results)


def _find_capture(captures: Iterable[Capture], sha256: str) -> Capture:
    for capture in captures:
        if capture.sha256 == sha256:
            return capture
    raise StorageError(f"There is no capture {sha256[:8]} in the archive.")


def _teach(notes: CaptureNotes, captures: Iterable[Capture], sha256: str) -> dict[str, CaptureNote]:
    """The notes of all marked captures of a source, whose marks teach from now on."""
    known = tuple(captures)
    source = source_label(_find_capture(known, sha256), notes)
    if not notes.marks_of(sha256):
        raise StorageError("Nothing is marked in this capture, so it shows nothing of its source.")
    return {
        capture.sha256: replace(notes.note_of(capture.sha256), teaches=True)
        for capture in known
        if notes.marks_of(capture.sha256) and source_label(capture, notes) == source
    }


def _compare_readings(
    home: Home,
    captures: Sequence[Capture],
    states: tuple[CaptureNotes, CaptureNotes],
    results: dict[str, ParseResult],
) -> Iterator[CaptureChange]:
    """The captures that the marks change; one that cannot be read stays as it is.

    Args:
        home: Where the captures are.
        captures: The captures to compare.
        states: The notes on captures now, and with the marks that teach.
        results: Gets how each capture is read with them, by its SHA-256.
    """
    readings = parse_ahead(_documents(home, captures, states), itemgetter(1), is_any=True)
    pairs = zip(readings, readings, strict=True)
    for capture, ((_, old), (_, new)) in zip(
        report_each(captures, "captures looked at"), pairs, strict=True
    ):
        with contextlib.suppress(RefusedError):
            if old is None or new is None:
                continue
            before, after = old(), new()
            results[capture.sha256] = after
            if changed := changed_pairs(pair_items(before.drafts, after.drafts)):
                yield CaptureChange(capture, changed)


def _documents(
    home: Home, captures: Iterable[Capture], states: Iterable[CaptureNotes]
) -> Iterator[tuple[Capture, Document | None]]:
    """Each capture as a document in each state of the notes; None if it cannot be read."""
    lessons = [(notes, SourceLessons(home, notes)) for notes in states]
    for capture in captures:
        for notes, lessons_of_state in lessons:
            document = None
            with contextlib.suppress(StorageError):
                document = read_stored_document(home, capture, notes, lessons_of_state)
            yield capture, document


def _choose_examples(changes: Iterable[CaptureChange]) -> Iterator[str]:
    """A few changes in words, of different captures as far as there are any."""
    rows = [
        (place, number, change.capture, pair)
        for number, change in enumerate(changes)
        for place, pair in enumerate(change.pairs)
    ]
    for _, _, capture, pair in sorted(rows, key=lambda row: row[:2])[:MAX_EXAMPLES]:
        yield f"{capture.name}: {draft_label(pair.draft)}: {pair.change}"


def source_sentence(preview: SourcePreview, *, is_done: bool = False) -> str:
    """What changes in the other captures of a source, as a sentence."""
    others = count_label(preview.others, "other capture")
    unread = f" {preview.unread} of them cannot be read." if preview.unread else ""
    if not preview.changes:
        return f"Nothing changes in the {others} of {preview.source}.{unread}"
    counts = (
        (preview.gained, "gained"),
        (preview.lost, "lost"),
        (preview.redated, "dated differently"),
    )
    parts = [f"{count_label(number, 'item')} {word}" for number, word in counts if number]
    details = f": {', '.join(parts)}" if parts else ""
    verb = "Changed" if is_done else "Would change"
    return f"{verb} in {len(preview.changes)} of {others} of {preview.source}{details}.{unread}"
