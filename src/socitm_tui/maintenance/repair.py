"""Repairs a home: derived files are rebuilt, others go back to their last intact state.

Nothing is deleted: a damaged file is kept as `NAME.damaged-N`. Files that a newer program wrote,
or that are not ours, are left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from socitm_tui.ingest.annotation_moves import move_annotations
from socitm_tui.ingest.loader import bundled_paths, rebuild_archive
from socitm_tui.maintenance.check import (
    Finding,
    count_damaged_lines,
    find_capture_problem,
    find_index_problem,
    list_backup_generations,
    list_leftovers,
    list_small_files,
    read_intact_archive,
)
from socitm_tui.maintenance.restore import find_free_name, link_or_copy, remove_cut_off_restores
from socitm_tui.model.entities import Capture
from socitm_tui.model.labels import count_label
from socitm_tui.search.index import Index
from socitm_tui.storage.archive_file import (
    Archive,
    ArchiveContents,
    ArchiveFile,
    ForeignArchiveError,
)
from socitm_tui.storage.atomic import DamagedFileError, StorageError, lock_file, write_atomic
from socitm_tui.storage.captures import CaptureFolder, Catalogue
from socitm_tui.storage.checksum import verify_file
from socitm_tui.storage.first_frame_file import is_first_frame_damaged
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook, salvage_annotations
from socitm_tui.storage.regular_files import read_regular
from socitm_tui.web.sources import SourceFile


def repair_home(home: Home, now: str) -> Iterator[Finding]:
    """Repair what can be repaired; one finding for each repair.

    Raises:
        StorageError: a file cannot be written; the repairs before it stay done.
    """
    try:
        yield from _repair_notebook(home)
        yield from _repair_captures(home)
        yield from _repair_archive(home)
        yield from _repair_catalogue(home)
        yield from _repair_sources(home)
        yield from _repair_small_files(home)
        yield from _repair_index(home)
        yield from _reattach_annotations(home, now)
        yield from _remove_leftovers(home)
    except OSError as error:
        reason = error.strerror or error
        path = error.filename or home.path
        raise StorageError(f"The repair stopped at {path} ({reason}); nothing is lost.") from error


def _set_aside(path: Path) -> Path:
    """Keep a damaged file under a free name as well, and return that name."""
    aside = find_free_name(path.parent, f"{path.name}.damaged-")
    link_or_copy(path, aside)
    return aside


# ------------------------------------------------------------------ notebook
def _repair_notebook(home: Home) -> Iterator[Finding]:
    """Take each annotation from the damaged notebook, or from its backup if only that has it."""
    if not _is_damaged(home.notebook):
        return
    with lock_file(home.notebook):
        aside = _set_aside(home.notebook)
        newest = salvage_annotations(home.notebook)
        previous = salvage_annotations(home.notebook.with_name(f"{home.notebook.name}.bak"))
        lost = {key: previous[key] for key in previous if key not in newest}
        Notebook(home.notebook).write(newest | lost, keep_generation=False)
    yield Finding(
        f"{home.notebook} was damaged: {count_label(len(newest), 'annotation')} could be read from "
        f"it, {len(lost):,} from the version before. The damaged file is kept as "
        f"{aside.name}."
    )


def _is_damaged(path: Path) -> bool:
    """True for a notebook or an archive that cannot be read or whose checksum is wrong."""
    if not path.exists():
        return False
    try:
        if (state := verify_file(path)) != "none":
            return state == "broken"
        if "notebook" in path.name:
            Notebook(path).read_all()
        else:
            Archive(path).read()
    except DamagedFileError:
        return True
    except (StorageError, OSError):
        return False
    return False


# ------------------------------------------------------------------ archive
def _repair_archive(home: Home) -> Iterator[Finding]:
    """Rebuild the archive from the captures, and take over items whose capture is lost."""
    catalogue = _collect_catalogue(home)
    captures = [
        capture
        for sha256, capture in catalogue.captures.items()
        if sha256 not in catalogue.taken_out
    ]
    is_missing = not home.archive.exists() and bool(captures)
    if not is_missing and not _is_damaged(home.archive):
        return
    previous = ArchiveContents()
    with contextlib.suppress(StorageError):
        previous = read_intact_archive(list_backup_generations(home)[0])
    kept = ""
    if not is_missing:
        with lock_file(home.archive):
            kept = f" The damaged file is kept as {_set_aside(home.archive).name}."
            home.archive.unlink()
    report = rebuild_archive(home, captures, previous.items)
    items = count_label(sum(len(line.items) for line in report.lines), "item")
    count = count_label(len(report.lines) - len(report.skipped), "capture")
    fault = "missing" if is_missing else "damaged"
    yield Finding(f"{home.archive} was {fault} and was rebuilt: {items} from {count}.{kept}")
    for line in report.skipped:
        yield Finding(f"{line.name} could not be read again: {line.problem}.", is_problem=True)


def _collect_catalogue(home: Home) -> Catalogue:
    """All captures that the archive, its backup or the catalogue name, sorted by time of loading.

    An intact archive alone decides which captures are part of it: its backup may still name some
    that were taken out since, and a damaged catalogue may have lost that they were.
    """
    folder = CaptureFolder(home.captures)
    captures: dict[str, Capture] = {}
    head = _read_head(home.archive)
    backup = list_backup_generations(home)[0]
    for path, contents in ((backup, _read_head(backup)), (home.archive, head)):
        for capture in contents.captures:
            if folder.file_of(capture.sha256).exists() or not _is_damaged(path):
                captures.setdefault(capture.sha256, capture)
    catalogue = Catalogue()
    with contextlib.suppress(StorageError):
        catalogue = folder.read_catalogue()
    captures |= catalogue.captures
    is_intact = bool(head.captures) and not _is_damaged(home.archive)
    taken_out = set(captures) if is_intact else catalogue.taken_out
    ordered = sorted(captures.values(), key=lambda capture: capture.loaded)
    return Catalogue(
        {capture.sha256: capture for capture in ordered},
        taken_out - {capture.sha256 for capture in head.captures},
    )


def _read_head(path: Path) -> ArchiveContents:
    """The captures of an archive as far as it can be read."""
    with contextlib.suppress(StorageError, ForeignArchiveError, OSError), ArchiveFile(path) as file:
        return file.read_head()
    with contextlib.suppress(StorageError):
        return Archive(path).read()
    return ArchiveContents()


# ------------------------------------------------------------------ captures
def _repair_captures(home: Home) -> Iterator[Finding]:
    """Set damaged captures aside, and copy bundled ones again from the program's data."""
    folder = CaptureFolder(home.captures)
    bundled: dict[str, Path] = {}
    catalogue = _collect_catalogue(home)
    for sha256, capture in catalogue.captures.items():
        problem = find_capture_problem(folder, capture)
        path, is_out = folder.file_of(sha256), sha256 in catalogue.taken_out
        if problem is None or (is_out and not path.exists()):
            continue
        kept = ""
        if path.exists():
            if not _is_changed(path, sha256):
                yield Finding(f"{problem} It was left as it is.", is_problem=True)
                continue
            aside = _set_aside(path)
            path.unlink()
            kept = f" What was there is kept as {aside.name[:12]}….{aside.suffix[1:]}."
        bundled = bundled or _hash_bundled_files()
        if sha256 in bundled:
            folder.store(sha256, bundled[sha256].read_bytes())
            yield Finding(f"{capture.name} was put back from the program’s own copy.{kept}")
        else:
            items = "" if is_out else "; its items stay"
            yield Finding(
                f"{capture.name} is lost as a capture{items}. Load the file again "
                f"to have it back.{kept}",
                is_problem=True,
            )


def _is_changed(path: Path, sha256: str) -> bool:
    """True if the bytes are certainly others; a file that cannot be read now may be intact."""
    try:
        return hashlib.sha256(read_regular(path)).hexdigest() != sha256
    except OSError:
        return False


def _hash_bundled_files() -> dict[str, Path]:
    """SHA-256 -> file, of all captures that come with the program."""
    files: dict[str, Path] = {}
    for path in bundled_paths():
        for file in path.iterdir() if path.is_dir() else (path,):
            if file.is_file():
                files[hashlib.sha256(file.read_bytes()).hexdigest()] = file
    return files


def _repair_catalogue(home: Home) -> Iterator[Finding]:
    folder = CaptureFolder(home.captures)
    if not count_damaged_lines(folder):
        return
    with lock_file(home.archive):
        aside = _set_aside(folder.catalogue_file)
        catalogue = _collect_catalogue(home)
        folder.rewrite_catalogue(catalogue.captures.values(), catalogue.taken_out)
    yield Finding(f"{folder.catalogue_file} was damaged and was repaired; see {aside.name}.")


# ------------------------------------------------------------------ other files
def _repair_sources(home: Home) -> Iterator[Finding]:
    """Go back to the previous generation of the sources if the file is damaged."""
    source_file = SourceFile(home.sources)
    try:
        source_file.read()
    except DamagedFileError:
        with lock_file(home.sources):
            aside = _set_aside(home.sources)
            sources = source_file.restore_backup()
        yield Finding(
            f"{home.sources} was damaged; the version before it is back, with "
            f"{count_label(len(sources), 'source')}. The damaged file is kept as {aside.name}."
        )
    except StorageError:
        return  # a newer program wrote it, or it cannot be read now: it is left alone


def _repair_small_files(home: Home) -> Iterator[Finding]:
    for path in list_small_files(home):
        if verify_file(path) == "broken":
            aside = _set_aside(path)
            path.unlink()
            sentence = f"{path} was damaged and is kept as {aside.name}"
            previous = path.with_name(f"{path.name}.bak")
            if path in (home.views, home.capture_notes) and previous.exists():
                write_atomic(path, read_regular(previous))
                sentence += "; the version before it is back"
            yield Finding(f"{sentence}.")
    if is_first_frame_damaged(home):
        home.first_frame.unlink()
        yield Finding(f"{home.first_frame} was damaged; the reader rebuilds it.")


def _repair_index(home: Home) -> Iterator[Finding]:
    damaged = [path for path in (home.index, home.added_index) if find_index_problem(path)]
    if home.archive.exists() and damaged:
        for path in damaged:
            path.unlink()
        with contextlib.suppress(StorageError):
            Index.open(home)
            yield Finding(f"{damaged[0]} was damaged and was rebuilt.")


def _reattach_annotations(home: Home, now: str) -> Iterator[Finding]:
    if not home.archive.exists():
        return
    items = Archive(home.archive).read().items
    for key, item in move_annotations(home, (), items, now).items():
        yield Finding(f"The annotation {key} is with its item again: “{item.heading}”.")


def _remove_leftovers(home: Home) -> Iterator[Finding]:
    count = remove_cut_off_restores(home)
    for path in list_leftovers(home):
        with contextlib.suppress(OSError):
            path.unlink()
            count += 1
    if count:
        yield Finding(f"{count_label(count, 'remainder')} of writes that were cut off removed.")
