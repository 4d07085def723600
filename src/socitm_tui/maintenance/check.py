"""Every file of a home opened and compared with what is known of it: what is well, what is not."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from socitm_tui.model.entities import Annotation, Capture
from socitm_tui.model.highlights import describe_highlight, locate_highlights
from socitm_tui.model.labels import count_label
from socitm_tui.model.reattach import describe_annotation, origin_label
from socitm_tui.search.index.checked_file import DamagedIndexError, SectionReader
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError, find_stale_files
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.checksum import verify_file
from socitm_tui.storage.config import ConfigError, load_config
from socitm_tui.storage.first_frame_file import is_first_frame_damaged
from socitm_tui.storage.home import Home
from socitm_tui.storage.load_history import LoadHistory
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.regular_files import open_regular
from socitm_tui.web.sources import SourceFile

REPAIR_COMMAND = "`socitm-tui check --repair`"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of the report."""

    sentence: str
    is_problem: bool = False


def check_home(home: Home) -> Iterator[Finding]:
    """What is well and what is not, file by file."""
    folder = CaptureFolder(home.captures)
    contents: ArchiveContents | None = None
    if not Archive(home.archive).exists():
        yield from _no_archive(home, folder)
    else:
        try:
            contents = read_intact_archive(home.archive)
        except StorageError as error:
            yield Finding(str(error), is_problem=True)
        else:
            items = count_label(len(contents.items), "item")
            captures = count_label(len(contents.captures), "capture")
            yield Finding(f"{home.archive}: {items} from {captures}.")
            yield from _captures(folder, contents)
            yield from _index(home)
    yield from _notebook(home, contents)
    yield from _following(home)
    yield from _others(home, folder)


def _no_archive(home: Home, folder: CaptureFolder) -> Iterator[Finding]:
    try:
        known = folder.read_active_captures()
    except StorageError:
        known = ()
    if known:
        kept = count_label(len(known), "capture")
        sentence = (
            f"{home.archive} is missing, but {kept} are kept: {REPAIR_COMMAND} makes it anew."
        )
        yield Finding(sentence, is_problem=True)
    else:
        yield Finding(f"{home.archive}: no archive yet; the first start loads the bundled one.")


def _described(folder: CaptureFolder) -> dict[str, Capture]:
    try:
        return folder.read_descriptions()
    except StorageError:
        return {}


def read_intact_archive(path: Path) -> ArchiveContents:
    """The archive in a file that is as it was written.

    Raises:
        StoreError: it cannot be read, or was changed since.
    """
    contents = Archive(path).read()
    require_intact_file(path)
    return contents


def require_intact_file(path: Path) -> None:
    """Refuse a file that opens but is not what was written.

    Raises:
        StoreError: a sentence saying so.
    """
    try:
        broken = verify_file(path) == "broken"
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
    if broken:
        raise StorageError(
            f"{path} is damaged: it is not what was written, for its checksum differs. "
            f"It can still be read; {REPAIR_COMMAND} puts things right."
        )


# ------------------------------------------------------------------ captures
def _captures(folder: CaptureFolder, contents: ArchiveContents) -> Iterator[Finding]:
    sound = 0
    for capture in contents.captures:
        problem = find_capture_problem(folder, capture)
        if problem:
            yield Finding(problem, is_problem=True)
        else:
            sound += 1
        if capture.doubtful:
            yield Finding(f"{capture.name} was read with doubt: {capture.doubtful}.")
    yield Finding(f"{folder.path}: {count_label(sound, 'capture')} as they were loaded.")
    known = _described(folder)
    missing = sum(capture.sha256 not in known for capture in contents.captures)
    if missing:
        yield Finding(
            f"{folder.catalogue_file}: {count_label(missing, 'capture')} not described yet; "
            "the next load does it."
        )


def find_capture_problem(folder: CaptureFolder, capture: Capture) -> str | None:
    """What is wrong with a kept capture, or None."""
    try:
        data = folder.read(capture.sha256)
    except StorageError as error:
        return f"{capture.name}: {error} Its items can still be read."
    if hashlib.sha256(data).hexdigest() != capture.sha256:
        return f"{folder.file_of(capture.sha256)} ({capture.name}) is not what was loaded."
    return None


# ------------------------------------------------------------------ index
def _index(home: Home) -> Iterator[Finding]:
    for path in (home.index, home.added_index):
        problem = find_index_problem(path)
        if problem:
            yield Finding(f"{path} {problem}; it makes itself anew.", is_problem=True)


def find_index_problem(path: Path) -> str | None:
    """What is wrong with a file of the index, or None; one that is missing is not wrong."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            reader = SectionReader(lambda at, length: os.pread(file.fileno(), length, at), size)
            for name in reader.names:
                reader.read(name)
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    except (DamagedIndexError, LookupError, TypeError, ValueError):
        return "is damaged"
    return None


# ------------------------------------------------------------------ notebook
def _notebook(home: Home, contents: ArchiveContents | None) -> Iterator[Finding]:
    if not home.notebook.exists():
        return
    try:
        annotations = Notebook(home.notebook).read()
        require_intact_file(home.notebook)
    except StorageError as error:
        yield Finding(str(error), is_problem=True)
        return
    yield Finding(f"{home.notebook}: {count_label(len(annotations), 'annotation')}.")
    if contents is None:
        return
    items = {item.key: item for item in contents.items}
    for annotation in annotations.values():
        item = items.get(annotation.key)
        if item is None:
            yield Finding(describe_orphan(annotation), is_problem=True)
            continue
        for one in locate_highlights(annotation.highlights, item.body)[1]:
            sentence = (
                f"The highlight {describe_highlight(one)} of {item.key} "
                f"({origin_label(annotation)}) is not found for certain in the text any more; it "
                "is kept."
            )
            yield Finding(sentence, is_problem=True)


def describe_orphan(annotation: Annotation) -> str:
    """An annotation that has lost its item, with the words it was made on."""
    said = f": {describe_annotation(annotation)}" if describe_annotation(annotation) else ""
    return (
        f"The annotation {annotation.key} has lost its item ({origin_label(annotation)}); "
        f"it is kept{said}."
    )


# ------------------------------------------------------------------ the rest
def _following(home: Home) -> Iterator[Finding]:
    if not home.sources.exists():
        return
    try:
        sources = SourceFile(home.sources).read()
    except StorageError as error:
        yield Finding(str(error), is_problem=True)
    else:
        yield Finding(f"{home.sources}: {count_label(len(sources), 'source')} followed.")


def _others(home: Home, folder: CaptureFolder) -> Iterator[Finding]:
    if is_first_frame_damaged(home):
        yield Finding(f"{home.first_frame} is damaged; the reader makes it anew.", is_problem=True)
    for path in list_small_files(home):
        try:
            require_intact_file(path)
        except StorageError as error:
            yield Finding(str(error), is_problem=True)
    damaged = count_damaged_lines(folder)
    if damaged:
        lines = count_label(damaged, "damaged line")
        yield Finding(
            f"{folder.catalogue_file} has {lines}; {REPAIR_COMMAND} removes them.", is_problem=True
        )
    for path in list_leftovers(home):
        yield Finding(
            f"{path} was left by a write that was cut off; {REPAIR_COMMAND} removes it.",
            is_problem=True,
        )
    aside = sorted(home.path.rglob("*.damaged-*"))
    if aside:
        yield Finding(f"{count_label(len(aside), 'damaged file')} set aside earlier: {aside[0]} …")
    try:
        load_config(home.config)
    except ConfigError as error:
        yield Finding(str(error), is_problem=True)


def list_small_files(home: Home) -> list[Path]:
    """The sealed files that nothing is built on: generations before, state, steps of loads."""
    steps = LoadHistory(home.archive).list_files()
    return [
        one for one in (*backup_generations(home), home.state, home.views, *steps) if one.exists()
    ]


def list_leftovers(home: Home) -> Iterator[Path]:
    """What writes that were cut off left behind."""
    for folder in (home.path, home.captures, LoadHistory(home.archive).folder):
        yield from find_stale_files(folder)


def backup_generations(home: Home) -> tuple[Path, ...]:
    """The generations before, where they are."""
    files = home.archive, home.notebook, home.sources, home.views
    return tuple(path.with_name(f"{path.name}.bak") for path in files)


def count_damaged_lines(folder: CaptureFolder) -> int:
    """Lines of the catalogue that are not what was written."""
    try:
        found = folder.read_catalogue()
    except (StorageError, OSError):
        return 0
    return found.line_count - found.intact_count
