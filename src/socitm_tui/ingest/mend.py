"""Mends the reading of a capture: the user states what lines are, and the page is read so.

The marks are kept with what else the user stated about captures, so every later reading has them.
A change is one step of the load history.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from socitm_tui.ingest.archive_change import plan_merge
from socitm_tui.ingest.archive_merge import ParsedCapture
from socitm_tui.ingest.item_pairs import ItemPair, pair_items, summarise_pairs
from socitm_tui.ingest.lessons import SourceLessons, source_label
from socitm_tui.ingest.loader import parse_stored_capture, stored_result
from socitm_tui.ingest.removal import parse_others
from socitm_tui.model.entities import (
    Capture,
    CaptureNote,
    CaptureNotes,
    Draft,
    Item,
    LineMark,
    MarkRole,
    Role,
)
from socitm_tui.model.marks import UNMARKED, fitting_marks, marked_lines, settle_marks
from socitm_tui.model.progress import Progress, progress_listener, report_each
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    document_of_capture,
    document_text,
    format_of,
    is_read_by_lines,
    plain_text,
)
from socitm_tui.parsing.formats.subprocess_reader import parse_in_subprocess
from socitm_tui.parsing.pages import PageReader
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import change_capture_notes, read_capture_notes
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory


@dataclass(frozen=True, slots=True)
class MendedLine:
    """One line of a capture under marks."""

    text: str
    role: Role
    """What it is taken for."""
    item: int | None = None
    """The index of its item in `MendPreview.after`."""
    mark: MarkRole | None = None
    """What the user stated that it is."""
    start: MarkRole | None = None
    """`NEW` or `JOIN` if the user stated that."""
    reason: str = ""
    """Why, in words, on the first line of each field of an item."""


@dataclass(frozen=True, slots=True)
class MendPreview:
    """What marks make of a capture."""

    capture: Capture
    marks: tuple[LineMark, ...]
    lines: tuple[MendedLine, ...]
    before: tuple[Draft, ...]
    """The items under the marks that are kept now."""
    after: tuple[Draft, ...]
    pairs: tuple[ItemPair, ...]
    """In the order of the page."""
    summary: str
    """`1 item → 8 items`."""
    problems: tuple[str, ...] = ()
    """What marks could not give, each a sentence without its full stop."""


class CaptureMend:
    """A capture that is open to be mended; what does not depend on marks is done once."""

    def __init__(self, document: Document, capture: Capture) -> None:
        self.capture = capture
        self.marks = document.marks
        """The marks that are kept."""
        self.lines = tuple(document_text(document).split("\n"))
        """The lines of the capture, as its items refer to them."""
        self._document = document
        self._reader = PageReader("\n".join(self.lines)) if _is_short_text(document) else None
        self._before: ParseResult | None = None

    @classmethod
    def open(cls, home: Home, sha256: str) -> CaptureMend:
        """A capture of the archive.

        Raises:
            StorageError: It cannot be read, or its fields come from its format, so that its lines
                cannot be marked; the message is a sentence for the user.
        """
        folder = CaptureFolder(home.captures)
        capture = folder.read_descriptions().get(sha256)
        if capture is None:
            raise StorageError(f"There is no capture {sha256[:8]}.")
        marks = read_capture_notes(home.capture_notes).marks_of(sha256)
        document = document_of_capture(capture, folder.read(sha256), marks)
        if not is_read_by_lines(document):
            raise StorageError(
                f"{capture.name} cannot be mended by its lines: the fields of its items come from "
                "its format. Dates, titles, authors and topics can be corrected."
            )
        try:
            return cls(document, capture)
        except RefusedError as error:
            raise StorageError(f"{capture.name} cannot be read: {error}.") from error

    def preview(self, marks: Iterable[LineMark]) -> MendPreview:
        """What marks make of the capture; nothing is written. Without marks: the free reading.

        Raises:
            StorageError: A mark is about a line that the capture does not have, or the capture
                cannot be read.
        """
        settled = self.settle(marks)
        if self._before is None:
            self._before = self._read(self.marks)
        result = self._before if settled == self.marks else self._read(settled)
        pairs = pair_items(self._before.drafts, result.drafts)
        return MendPreview(
            capture=self.capture,
            marks=settled,
            lines=tuple(self._mended_lines(settled, result)),
            before=self._before.drafts,
            after=result.drafts,
            pairs=pairs,
            summary=summarise_pairs(pairs),
            problems=tuple(filter(None, (result.doubtful or "").split("; "))) if settled else (),
        )

    def settle(self, marks: Iterable[LineMark]) -> tuple[LineMark, ...]:
        """Marks as they are kept; see `settle_marks`.

        Raises:
            StorageError: A mark is about a line that the capture does not have.
        """
        try:
            return settle_marks(marks, self.lines)
        except ValueError as error:
            raise StorageError(str(error)) from error

    def _read(self, marks: tuple[LineMark, ...]) -> ParseResult:
        if self._reader is not None:
            return plain_text.make_result(self._reader.read(fitting_marks(marks, self.lines)), None)
        try:
            return parse_in_subprocess(replace(self._document, marks=marks))
        except RefusedError as error:
            raise StorageError(f"{self.capture.name} cannot be read: {error}.") from error

    def _mended_lines(
        self, marks: tuple[LineMark, ...], result: ParseResult
    ) -> Iterable[MendedLine]:
        marked = marked_lines(marks)
        reasons: dict[int, list[str]] = {}
        for draft in result.drafts:
            for evidence in draft.evidence:
                if evidence.lines is not None:
                    reasons.setdefault(evidence.lines[0], []).append(evidence.why)
        for number, (text, role) in enumerate(zip(self.lines, result.roles, strict=True), 1):
            mark = marked.get(number, UNMARKED)
            reason = "; ".join(dict.fromkeys(reasons.get(number, ())))
            yield MendedLine(text, role.role, role.item, mark.role, mark.start, reason)


def _is_short_text(document: Document) -> bool:
    """True for a text that is read in this process, as the loader does."""
    is_text = format_of(document) is plain_text
    return is_text and len(document.data) < plain_text.SUBPROCESS_FROM_BYTES


# ------------------------------------------------------------------ changing the archive
@dataclass(frozen=True, slots=True)
class MendResult:
    """What a change of marks did to the archive."""

    captures: tuple[Capture, ...]
    """The captures that were read again."""
    items: tuple[Item, ...]
    """Their items now."""
    added: int
    updated: int
    unchanged: int
    removed: int


def apply_mend(
    home: Home,
    sha256: str,
    marks: Iterable[LineMark],
    timestamp: str,
    progress: Progress | None = None,
) -> MendResult:
    """Keep the marks of a capture in place of those it had, and read it so.

    It is one step of the load history: `undo_last_load` undoes it, the marks included.

    Args:
        home: Where the archive is.
        sha256: The capture.
        marks: All of its marks from now on; none to read it freely again.
        timestamp: Now, ISO 8601 in UTC.
        progress: Called while the archive is written.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    settled = CaptureMend.open(home, sha256).settle(marks)

    def change(notes: CaptureNotes) -> dict[str, CaptureNote]:
        return {sha256: replace(notes.note_of(sha256), marks=settled)}

    return change_marks(home, change, timestamp, progress)


@dataclass(frozen=True, slots=True)
class SourceResults:
    """How captures of a source are read under notes."""

    notes: CaptureNotes
    results: Mapping[str, ParseResult]
    """SHA-256 of a capture -> how it is read."""


def change_marks(
    home: Home,
    change: Callable[[CaptureNotes], Mapping[str, CaptureNote]],
    timestamp: str,
    progress: Progress | None = None,
    known: SourceResults | None = None,
) -> MendResult:
    """Change the marks of captures, and read those again that are read differently then.

    Args:
        home: Where the archive is.
        change: Gives the new notes of captures, of which the marks count.
        timestamp: Now, ISO 8601 in UTC.
        progress: Called while the archive is written.
        known: How captures were read before; used if the notes are the same.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    archive = Archive(home.archive)
    with archive.lock(), progress_listener(progress):
        old = read_capture_notes(home.capture_notes)
        new = old.with_marks_of(change(old))
        results = known.results if known and known.notes == new else {}
        return _read_again(home, (old, new), timestamp, progress, results)


def follow_marks(home: Home, old: CaptureNotes) -> None:
    """Read those captures again whose marks were changed together with other notes.

    Args:
        home: Where the notes and the archive are.
        old: The notes before.

    Raises:
        StorageError: The archive was not changed, and why.
    """
    archive = Archive(home.archive)
    with archive.lock():
        new = read_capture_notes(home.capture_notes)
        changed = _changed_marks(old, new)
        if changed and archive.exists():
            _read_again(home, (old, new), max(new.note_of(sha256).marked for sha256 in changed))


def _read_again(
    home: Home,
    states: tuple[CaptureNotes, CaptureNotes],
    timestamp: str,
    progress: Progress | None = None,
    results: Mapping[str, ParseResult] = MappingProxyType({}),
) -> MendResult:
    """Make the archive, which must be locked, follow from new notes; then they are kept.

    Args:
        home: Where the archive is.
        states: The notes before and now.
        timestamp: Now, ISO 8601 in UTC.
        progress: Called while the archive is written.
        results: How captures of the sources are read with the new notes, as far as that is known.
    """
    old, new = states
    captures = Archive(home.archive).read_head().captures
    changed = _changed_marks(old, new)
    taught = _taught_sources(captures, changed, old, new)
    mended = _parse_mended(home, captures, changed, new)
    rest = [capture for capture in captures if capture.sha256 not in changed]
    pupils = [
        capture
        for capture in rest
        if taught and source_label(capture, new) in taught and not new.marks_of(capture.sha256)
    ]
    parsed = [*mended, *_parse_pupils(home, pupils, new, results)]
    known = {each.capture.sha256 for each in parsed}
    others = parse_others(home, [each.capture for each in parsed], rest, new)
    parsed += (each for each in others if each.capture.sha256 not in known)
    change = plan_merge(home, parsed, new)
    record = replace(change.record, marks=changed)
    LoadHistory(home.archive).record_load(change.contents, record)
    marks = {sha256: new.note_of(sha256) for sha256 in changed}
    change_capture_notes(home.capture_notes, lambda notes: notes.with_marks_of(marks), timestamp)
    try:
        CaptureFolder(home.captures).record_descriptions(change.contents.captures)
        change.write(progress)
    except BaseException:
        change_capture_notes(
            home.capture_notes, lambda notes: notes.with_marks_of(changed), timestamp
        )
        raise
    change.move_annotations(timestamp)
    read = {each.capture.sha256 for each in parsed}
    return MendResult(
        tuple(each for each in change.contents.captures if each.sha256 in read),
        change.after,
        added=len(change.added),
        updated=len(change.after) - len(change.added) - change.unchanged,
        unchanged=change.unchanged,
        removed=len(change.removed),
    )


def _changed_marks(old: CaptureNotes, new: CaptureNotes) -> dict[str, CaptureNote]:
    """The notes before, of captures of which the marks are others now."""
    return {
        sha256: old.note_of(sha256)
        for sha256, note in new.captures.items()
        if _marks(note) != _marks(old.note_of(sha256))
    }


def _marks(note: CaptureNote) -> tuple[tuple[LineMark, ...], bool]:
    return note.marks, note.teaches


def _parse_mended(
    home: Home, captures: Iterable[Capture], changed: Collection[str], notes: CaptureNotes
) -> list[ParsedCapture]:
    """The captures whose marks were changed.

    Raises:
        StorageError: One of them cannot be read.
    """
    lessons, parsed = SourceLessons(home, notes), []
    for capture in (each for each in captures if each.sha256 in changed):
        try:
            parsed.append(parse_stored_capture(home, capture, notes, lessons))
        except RefusedError as error:
            raise StorageError(f"{capture.name} cannot be read: {error}.") from error
    return parsed


def _parse_pupils(
    home: Home,
    captures: Sequence[Capture],
    notes: CaptureNotes,
    results: Mapping[str, ParseResult],
) -> Iterator[ParsedCapture]:
    """The captures that marks teach something about; one that cannot be read stays as it is."""
    lessons = SourceLessons(home, notes)
    for capture in report_each(captures, "captures read again"):
        with contextlib.suppress(StorageError, RefusedError):
            if capture.sha256 in results:
                yield stored_result(home, capture, results[capture.sha256])
            else:
                yield parse_stored_capture(home, capture, notes, lessons)


def _taught_sources(
    captures: Iterable[Capture], changed: Collection[str], old: CaptureNotes, new: CaptureNotes
) -> set[str]:
    """The sources of which the marks teach something else than before."""
    return {
        source_label(capture, new)
        for capture in captures
        if capture.sha256 in changed
        and (old.note_of(capture.sha256).teaches or new.note_of(capture.sha256).teaches)
    }
