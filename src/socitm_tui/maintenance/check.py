"""Opens every file of a home and reports what is intact and what is wrong."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from socitm_tui.model.entities import Annotation, Capture, CaptureNotes
from socitm_tui.model.highlights import describe_highlight, locate_highlights
from socitm_tui.model.labels import count_label
from socitm_tui.model.marks import fitting_marks, mark_label
from socitm_tui.model.reattach import describe_annotation, origin_label
from socitm_tui.parsing.formats import RefusedError, document_of_capture, document_text
from socitm_tui.search.index.checked_file import DamagedIndexError, SectionReader
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError, find_stale_files
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.captures import CaptureFolder, Catalogue
from socitm_tui.storage.checksum import verify_file
from socitm_tui.storage.config import ConfigError, load_config
from socitm_tui.storage.first_frame_file import is_first_frame_damaged
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.regular_files import open_regular
from socitm_tui.web.subscriptions import SubscriptionFile

REPAIR_COMMAND: Final = "`socitm-tui check --repair`"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the report of a check or a repair."""

    sentence: str
    is_problem: bool = False


def check_home(home: Home) -> Iterator[Finding]:
    """The findings, file by file."""
    contents: ArchiveContents | None = None
    if not Archive(home.archive).exists():
        yield _missing_archive(home)
    else:
        try:
            contents = read_intact_archive(home.archive)
        except StorageError as error:
            yield _problem(str(error))
    if contents is not None:
        items = count_label(len(contents.items), "item")
        captures = count_label(len(contents.captures), "capture")
        yield Finding(f"{home.archive}: {items} from {captures}.")
        notes = CaptureNotes()
        with contextlib.suppress(StorageError):  # reported with the other files
            notes = read_capture_notes(home.capture_notes)
        yield from _check_captures(CaptureFolder(home.captures), contents, notes)
        yield from _check_marks(CaptureFolder(home.captures), notes)
        yield from _check_index(home)
    yield from _check_notebook(home, contents)
    yield from _check_subscriptions(home)
    yield from _check_other_files(home)


def _problem(sentence: str) -> Finding:
    return Finding(sentence, is_problem=True)


def _missing_archive(home: Home) -> Finding:
    """The finding for a home without an archive: a problem if it has captures."""
    try:
        captures = CaptureFolder(home.captures).read_active_captures()
    except StorageError:
        captures = ()
    if not captures:
        return Finding(f"{home.archive}: no archive yet; the first start loads the bundled one.")
    count = count_label(len(captures), "capture")
    return _problem(
        f"{home.archive} is missing, but {count} are kept: {REPAIR_COMMAND} rebuilds it."
    )


def read_intact_archive(path: Path) -> ArchiveContents:
    """The contents of an archive whose checksum is right.

    Raises:
        StorageError: it cannot be read, or was changed since it was written.
    """
    contents = Archive(path).read()
    require_intact_file(path)
    return contents


def require_intact_file(path: Path) -> None:
    """Refuse a file whose checksum is wrong.

    Raises:
        StorageError: it was changed since it was written, or cannot be read.
    """
    try:
        is_broken = verify_file(path) == "broken"
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
    if is_broken:
        raise StorageError(
            f"{path} is damaged: its checksum is wrong, so it was changed after it was written. "
            f"It can still be read; {REPAIR_COMMAND} repairs it."
        )


# ------------------------------------------------------------------ captures
def _check_captures(
    folder: CaptureFolder, contents: ArchiveContents, notes: CaptureNotes
) -> Iterator[Finding]:
    intact_count = 0
    for capture in contents.captures:
        problem = find_capture_problem(folder, capture)
        if problem:
            yield _problem(problem)
        else:
            intact_count += 1
        if notes.is_doubtful(capture):
            yield Finding(f"{capture.name} was read with doubt: {capture.doubtful}.")
    yield Finding(f"{folder.path}: {count_label(intact_count, 'capture')} as they were loaded.")
    try:
        catalogue = folder.read_catalogue()
    except StorageError:
        catalogue = Catalogue()
    in_archive = {capture.sha256 for capture in contents.captures}
    for sha256, capture in catalogue.captures.items():
        problem = find_capture_problem(folder, capture)
        if sha256 not in in_archive and folder.file_of(sha256).exists() and problem:
            yield _problem(f"{problem} It is not part of the archive.")
    missing_count = len(in_archive - catalogue.captures.keys())
    if missing_count:
        yield Finding(
            f"{folder.catalogue_file}: {count_label(missing_count, 'capture')} not described yet; "
            "the next load does it."
        )


def _check_marks(folder: CaptureFolder, notes: CaptureNotes) -> Iterator[Finding]:
    """How many marks there are, and which do not fit the lines that they were made on."""
    marked = {sha256: note.marks for sha256, note in notes.captures.items() if note.marks}
    known = _read_descriptions(folder) if marked else {}
    for sha256, marks in marked.items():
        name = known[sha256].name if sha256 in known else sha256[:8]
        try:
            document = document_of_capture(known[sha256], folder.read(sha256))
            fitting = fitting_marks(marks, document_text(document).split("\n"))
        except (KeyError, StorageError, RefusedError):
            yield Finding(f"{name}: the capture of {count_label(len(marks), 'mark')} is not here.")
            continue
        for mark in marks:
            if mark not in fitting:
                yield _problem(
                    f"The mark {mark_label(mark)} of {name} does not fit its lines any more; it is "
                    "kept, and the page is read without it."
                )
    if count := sum(map(len, marked.values())):
        pages = count_label(len(marked), "capture")
        yield Finding(f"{count_label(count, 'mark')} of lines in {pages}.")


def _read_descriptions(folder: CaptureFolder) -> dict[str, Capture]:
    try:
        return folder.read_descriptions()
    except StorageError:
        return {}


def find_capture_problem(folder: CaptureFolder, capture: Capture) -> str | None:
    """A sentence if the bytes of a capture are missing, unreadable or changed; else None."""
    try:
        data = folder.read(capture.sha256)
    except StorageError as error:
        return f"{capture.name}: {error} Its items can still be read."
    if hashlib.sha256(data).hexdigest() != capture.sha256:
        return f"{folder.file_of(capture.sha256)} ({capture.name}) is not what was loaded."
    return None


def count_damaged_lines(folder: CaptureFolder) -> int:
    """The number of damaged lines in the catalogue; 0 if it cannot be read at all."""
    try:
        catalogue = folder.read_catalogue()
    except (StorageError, OSError):
        return 0
    return catalogue.line_count - catalogue.intact_count


# ------------------------------------------------------------------ index
def _check_index(home: Home) -> Iterator[Finding]:
    for path in (home.index, home.added_index):
        if problem := find_index_problem(path):
            yield _problem(f"{path} {problem}; it is rebuilt by itself.")


def find_index_problem(path: Path) -> str | None:
    """What is wrong with an index file, to complete “FILE …”; None if it is intact or missing."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            reader = SectionReader(lambda at, length: os.pread(file.fileno(), length, at), size)
            for name in reader.section_names:
                reader.read(name)
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    except (DamagedIndexError, LookupError, TypeError, ValueError):
        return "is damaged"
    return None


# ------------------------------------------------------------------ annotations, subscriptions
def _check_notebook(home: Home, contents: ArchiveContents | None) -> Iterator[Finding]:
    if not home.notebook.exists():
        return
    try:
        annotations = Notebook(home.notebook).read()
        require_intact_file(home.notebook)
    except StorageError as error:
        yield _problem(str(error))
        return
    yield Finding(f"{home.notebook}: {count_label(len(annotations), 'annotation')}.")
    if contents is None:
        return
    items = {item.key: item for item in contents.items}
    for annotation in annotations.values():
        item = items.get(annotation.key)
        if item is None:
            yield _problem(_orphan_sentence(annotation))
            continue
        for highlight in locate_highlights(annotation.highlights, item.body)[1]:
            yield _problem(
                f"The highlight {describe_highlight(highlight)} of {item.key} "
                f"({origin_label(annotation)}) is not found for certain in the text any more; it "
                "is kept."
            )


def _orphan_sentence(annotation: Annotation) -> str:
    """An annotation without an item, with its contents."""
    contents = describe_annotation(annotation)
    details = f": {contents}" if contents else ""
    return (
        f"The annotation {annotation.key} has lost its item ({origin_label(annotation)}); "
        f"it is kept{details}."
    )


def _check_subscriptions(home: Home) -> Iterator[Finding]:
    if not home.subscriptions.exists():
        return
    try:
        subscriptions = SubscriptionFile(home.subscriptions).read()
    except StorageError as error:
        yield _problem(str(error))
    else:
        yield Finding(f"{home.subscriptions}: {count_label(len(subscriptions), 'subscription')}.")


# ------------------------------------------------------------------ other files
def _check_other_files(home: Home) -> Iterator[Finding]:
    folder = CaptureFolder(home.captures)
    if is_first_frame_damaged(home):
        yield _problem(f"{home.first_frame} is damaged; the reader rebuilds it.")
    for path in list_small_files(home):
        try:
            require_intact_file(path)
        except StorageError as error:
            yield _problem(str(error))
    if damaged_count := count_damaged_lines(folder):
        lines = count_label(damaged_count, "damaged line")
        yield _problem(f"{folder.catalogue_file} has {lines}; {REPAIR_COMMAND} removes them.")
    for path in list_leftovers(home):
        yield _problem(f"{path} was left by a write that was cut off; {REPAIR_COMMAND} removes it.")
    aside = sorted(home.path.rglob("*.damaged-*"))
    if aside:
        yield Finding(f"{count_label(len(aside), 'damaged file')} set aside earlier: {aside[0]} …")
    try:
        load_config(home.config)
    except ConfigError as error:
        yield _problem(str(error))


def list_small_files(home: Home) -> list[Path]:
    """The files that have a checksum and that no other file depends on.

    These are backup generations, the state of the reader, saved views, capture notes, and the
    records of loads.
    """
    steps = LoadHistory(home.archive).list_files()
    small = home.state, home.views, home.capture_notes
    paths = (*list_backup_generations(home), *small, *steps)
    return [path for path in paths if path.exists()]


def list_leftovers(home: Home) -> Iterator[Path]:
    """The temporary files of writes that were interrupted."""
    for folder in (home.path, home.captures, LoadHistory(home.archive).folder):
        yield from find_stale_files(folder)


def list_backup_generations(home: Home) -> tuple[Path, ...]:
    """The paths of the backup generations, that of the archive first."""
    files = home.archive, home.notebook, home.subscriptions, home.views, home.capture_notes
    return tuple(path.with_name(f"{path.name}.bak") for path in files)
