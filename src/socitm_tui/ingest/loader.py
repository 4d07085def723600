"""Loads files and documents into the archive, and reports what became of each.

This is the only way in: the bundled archive, files named on the command line, and what is fetched
all pass through `load_documents`. Its decisions are pure functions of `archive_merge`. The
notebook is changed only to move annotations whose item certainly has another key now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from socitm_tui.ingest.archive_change import plan_merge, plan_whole_merge
from socitm_tui.ingest.archive_merge import ParsedCapture
from socitm_tui.ingest.documents import InputDocument, read_documents
from socitm_tui.ingest.lessons import SourceLessons
from socitm_tui.ingest.load_report import LoadReport, ReportLine
from socitm_tui.ingest.reference_data import load_reference_data
from socitm_tui.model.entities import Capture, CaptureNotes, Item, LineMark
from socitm_tui.model.progress import (
    Progress,
    progress_listener,
    report_progress,
)
from socitm_tui.parsing.formats import Document, ParseResult, RefusedError, document_of_capture
from socitm_tui.parsing.formats.subprocess_reader import parse_ahead, parse_in_subprocess
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError, lock_file
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.captures import CaptureFolder, clean_collection_name
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.load_history import LoadHistory
from socitm_tui.storage.spill import SpillBuffer


def load_bundled(home: Home, timestamp: str, progress: Progress | None = None) -> LoadReport:
    """Load the archive that comes with the program."""
    return load_paths(home, bundled_paths(), timestamp, progress=progress)


def bundled_paths() -> tuple[Path, ...]:
    """The files and folders of the bundled archive."""
    data = bundled_data_folder()
    return data / "chronology.json", data / "captures"


def load_paths(
    home: Home,
    paths: Iterable[Path],
    timestamp: str,
    *,
    collection: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files and folders into the archive of a home.

    Args:
        home: Where archive and captures are kept.
        paths: What to load; folders are searched recursively.
        timestamp: Now, ISO 8601 in UTC.
        collection: The collection to load into, also for captures that are part of another; else
            each new capture gets that of its folder.
        dry_run: Read everything, write nothing.
        progress: Called for each file, and for the items if there are many.

    Returns:
        A line for each file, skipped ones included, and how the archive was changed.

    Raises:
        StorageError: The archive cannot be read or written; it was not changed.
        ConfigError, TaxonomyError, OfficesError: The configuration, the topics or the office
            holders cannot be used.
    """
    documents = read_documents(paths, progress)
    return load_documents(
        home, documents, timestamp, collection=collection, dry_run=dry_run, progress=progress
    )


def load_documents(
    home: Home,
    documents: Iterable[InputDocument],
    timestamp: str,
    *,
    collection: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load documents into the archive of a home; see `load_paths`."""
    reference_data, archive = load_reference_data(home), Archive(home.archive)
    notes = read_capture_notes(home.capture_notes)
    if not dry_run:
        archive.refuse_foreign()
    with progress_listener(progress):
        marked = _mark_documents(documents, notes)
        lessons = SourceLessons(home, notes)
        lines, parsed = _parse_all(marked, timestamp, collection, lessons)
        if dry_run:
            change = plan_whole_merge(home, archive.read(), parsed, notes, reference_data)
            return change.report(parsed, notes).with_skipped(lines)
        with archive.lock():
            change = plan_merge(home, parsed, notes, reference_data=reference_data)
            _store_captures(home, parsed, change.contents.captures)
            if archive.exists() and not change.is_empty:
                LoadHistory(home.archive).record_load(change.contents, change.record)
            if not archive.exists() or not change.is_empty:
                change.write(progress)
    change.move_annotations(timestamp)
    return change.report(parsed, notes).with_skipped(lines)


def rebuild_archive(
    home: Home,
    captures: Sequence[Capture],
    old_items: Iterable[Item] = (),
    progress: Progress | None = None,
) -> LoadReport:
    """Write the archive from the stored captures. To be called if there is no archive.

    Args:
        home: Where the captures are.
        captures: Their descriptions, in the order in which they were loaded.
        old_items: Items to keep for captures that cannot be read any more.
        progress: Called for each capture.

    Returns:
        A line for each capture, damaged and missing ones included.
    """
    reference_data = load_reference_data(home)
    notes = read_capture_notes(home.capture_notes)
    lessons = SourceLessons(home, notes)
    lines: list[ReportLine] = []
    parsed: list[ParsedCapture] = []
    for done, capture in enumerate(captures):
        if progress:
            progress(done, len(captures), capture.name)
        try:
            each = parse_stored_capture(home, capture, notes, lessons)
        except (StorageError, RefusedError) as error:
            problem = str(error).rstrip(".")
            lines.append(ReportLine(capture.name, capture.name, "skipped", problem=problem))
        else:
            lines.append(each.line)
            parsed.append(each)
    readable = {each.capture.sha256 for each in parsed}
    lost = {capture.sha256: capture for capture in captures if capture.sha256 not in readable}
    items = tuple(item for item in old_items if item.capture_sha256 in lost)
    with progress_listener(progress), lock_file(home.archive):
        contents = ArchiveContents(tuple(lost.values()), items)
        change = plan_whole_merge(home, contents, parsed, notes, reference_data)
        change.write(progress)
    return change.report(parsed, notes).with_skipped(lines)


# ------------------------------------------------------------------ parsing
def _mark_documents(
    documents: Iterable[InputDocument], notes: CaptureNotes
) -> Iterator[InputDocument]:
    """The documents, those that the user marked with their marks."""
    has_marks = any(note.marks for note in notes.captures.values())
    for given in documents:
        marks: tuple[LineMark, ...] = ()
        if has_marks and given.document:
            marks = notes.marks_of(hashlib.sha256(given.document.data).hexdigest())
        if marks and given.document:
            yield replace(given, document=replace(given.document, marks=marks), parsed=None)
        else:
            yield given


def _parse_all(
    documents: Iterable[InputDocument],
    timestamp: str,
    collection: str | None,
    lessons: SourceLessons,
) -> tuple[list[ReportLine], list[ParsedCapture]]:
    """A line for every document, and the captures of those that could be parsed."""
    named = clean_collection_name(collection) if collection else None
    lines: list[ReportLine] = []
    parsed: list[ParsedCapture] = []
    places: dict[str, int] = {}
    """SHA-256 of a capture -> its place in `parsed`."""
    buffer = SpillBuffer()
    for document in _parsed_ahead(documents):
        sha256, seen = _capture_time(document)
        if seen and sha256 in places:
            parsed[places[sha256]] = parsed[places[sha256]].with_time(seen)
            continue
        if document.recapture:
            continue
        try:
            each = _parse_input(document, timestamp, buffer, named, lessons)
        except RefusedError as error:
            line = ReportLine(document.path, document.name, "skipped", problem=str(error))
            lines.append(line)
        else:
            lines.append(each.line)
            places.setdefault(each.capture.sha256, len(parsed))
            parsed.append(each)
    return lines, parsed


def _parsed_ahead(documents: Iterable[InputDocument]) -> Iterator[InputDocument]:
    """The documents, with the results of those that child processes have parsed meanwhile."""
    known: set[str] = set()

    def document_to_parse(given: InputDocument) -> Document | None:
        sha256, seen = _capture_time(given)
        if given.parsed or (seen and sha256 in known):
            return None
        known.add(sha256)
        return given.document

    for given, parsed in parse_ahead(documents, document_to_parse):
        if parsed is None:
            yield given
            continue
        try:
            yield replace(given, parsed=parsed())
        except RefusedError as error:
            yield replace(given, problem=str(error))


def _capture_time(given: InputDocument) -> tuple[str, str | None]:
    """The SHA-256 of a document, and when it was captured; no time if that is not known."""
    if given.recapture:
        return given.recapture.sha256, given.recapture.seen
    if given.document and given.document.seen:
        return hashlib.sha256(given.document.data).hexdigest(), given.document.seen
    return "", None


def _parse_input(
    given: InputDocument,
    timestamp: str,
    buffer: SpillBuffer,
    named: str | None,
    lessons: SourceLessons,
) -> ParsedCapture:
    if given.document is None or given.problem:
        raise RefusedError(given.problem or "")
    document: Document = given.document
    result = given.parsed or parse_in_subprocess(document)
    capture = Capture(
        sha256=hashlib.sha256(document.data).hexdigest(),
        name=document.name,
        size=len(document.data),
        layout=result.layout,
        loaded=timestamp,
        publisher=document.publisher or result.publisher,
        url=document.url,
        seen=document.seen,
        charset=document.charset,
        doubted=document.doubted,
        collection=named or clean_collection_name(given.collection),
    )
    if lesson := lessons.lesson_for(capture):
        result = parse_in_subprocess(replace(document, lesson=lesson))
    read_data = buffer.store(document.data)
    parsed = ParsedCapture.from_result(given.path, capture, result, read_data)
    return replace(parsed, is_collection_named=named is not None)


def parse_stored_capture(
    home: Home, capture: Capture, notes: CaptureNotes, lessons: SourceLessons
) -> ParsedCapture:
    """Parse a capture of which the bytes are stored in the home.

    Args:
        home: Where the captures are.
        capture: Its description.
        notes: What the user stated about captures, marks included.
        lessons: What the marks of its source teach.

    Raises:
        StorageError: Its bytes cannot be read, or are damaged.
        RefusedError: They cannot be parsed.
    """
    document = read_stored_document(home, capture, notes, lessons)
    return stored_result(home, capture, parse_in_subprocess(document))


def stored_result(home: Home, capture: Capture, result: ParseResult) -> ParsedCapture:
    """The result of parsing a capture of which the bytes are stored in the home."""
    read_data = partial(CaptureFolder(home.captures).read, capture.sha256)
    return ParsedCapture.from_result(capture.name, capture, result, read_data)


def read_stored_document(
    home: Home, capture: Capture, notes: CaptureNotes, lessons: SourceLessons
) -> Document:
    """The document of a capture of which the bytes are stored; see `parse_stored_capture`.

    Raises:
        StorageError: Its bytes cannot be read, or are damaged.
    """
    folder = CaptureFolder(home.captures)
    data = folder.read(capture.sha256)
    if hashlib.sha256(data).hexdigest() != capture.sha256:
        raise StorageError("what is kept of it is damaged")
    document = document_of_capture(capture, data, notes.marks_of(capture.sha256))
    lesson = lessons.lesson_for(capture)
    return replace(document, lesson=lesson) if lesson else document


# ------------------------------------------------------------------ writing
def _store_captures(
    home: Home, parsed: Sequence[ParsedCapture], captures: Iterable[Capture]
) -> None:
    """Store the bytes of parsed captures, and the descriptions of all captures."""
    folder = CaptureFolder(home.captures)
    reported = report_progress(parsed, len(parsed), "captures kept")
    folder.store_all((each.capture.sha256, each.read_data) for each in reported)
    folder.record_descriptions(captures)
