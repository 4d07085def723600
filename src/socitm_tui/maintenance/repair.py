"""Repairs a home: derived files are rebuilt, others are restored from what is still intact.

Intact are parts of the damaged file, and its backup generation (`NAME.bak`, the version before the
last write). Nothing is deleted: a damaged file is kept as `NAME.damaged-N`. Files of a newer
version of this program, or of another program, are left as they are.
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
from socitm_tui.web.subscriptions import SubscriptionFile


def repair_home(home: Home, timestamp: str) -> Iterator[Finding]:
    """Repair what can be repaired, and yield a finding for each repair.

    The captures come before the archive that is rebuilt from them, and the archive before the index
    and the annotations that refer to its items.

    Args:
        home: The home.
        timestamp: Now, ISO 8601 in UTC.

    Raises:
        StorageError: a file cannot be written; the repairs before it stay done.
    """
    try:
        yield from _repair_notebook(home)
        yield from _repair_captures(home)
        yield from _repair_archive(home)
        yield from _repair_catalogue(home)
        yield from _repair_subscriptions(home)
        yield from _repair_small_files(home)
        yield from _repair_index(home)
        yield from _reattach_annotations(home, timestamp)
        yield from _remove_leftovers(home)
    except OSError as error:
        reason = error.strerror or error
        path = error.filename or home.path
        raise StorageError(f"The repair stopped at {path} ({reason}); nothing is lost.") from error


def _set_aside(path: Path) -> Path:
    """Keep a damaged file under a second name, which is free, and return that name."""
    aside = find_free_name(path.parent, f"{path.name}.damaged-")
    link_or_copy(path, aside)
    return aside


# ------------------------------------------------------------------ notebook
def _repair_notebook(home: Home) -> Iterator[Finding]:
    """Rewrite a damaged notebook with all annotations that it or its backup generation has.

    The backup generation is not replaced by the damaged notebook.
    """
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
        f"it, {len(lost):,} more from the version before. The damaged file is kept as {aside.name}."
    )


def _is_damaged(path: Path) -> bool:
    """True for a notebook or an archive whose checksum is wrong, or that cannot be parsed.

    False for a missing file, one that the system cannot read now, and one of a newer version.
    """
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
    """Rebuild the archive from the captures, and keep the items of captures that are lost."""
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
    """All captures that the archive, its backup generation or the catalogue names, oldest first.

    If the archive is intact, all captures that it does not name are taken out of it: its backup
    generation may name captures that were taken out later, and a damaged catalogue may no longer
    state that.
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
    """The archive without its items, or as much of it as can be read.

    Its first line names the captures, and may be intact if the items are damaged.
    """
    with contextlib.suppress(StorageError, ForeignArchiveError, OSError), ArchiveFile(path) as file:
        return file.read_head()
    with contextlib.suppress(StorageError):
        return Archive(path).read()
    return ArchiveContents()


# ------------------------------------------------------------------ captures
def _repair_captures(home: Home) -> Iterator[Finding]:
    """Set changed captures aside, and copy missing ones that come with the program again."""
    folder = CaptureFolder(home.captures)
    bundled: dict[str, Path] = {}
    catalogue = _collect_catalogue(home)
    for sha256, capture in catalogue.captures.items():
        problem = find_capture_problem(folder, capture)
        path, is_taken_out = folder.file_of(sha256), sha256 in catalogue.taken_out
        if problem is None or (is_taken_out and not path.exists()):
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
            items = "" if is_taken_out else "; its items stay"
            yield Finding(
                f"{capture.name} is lost as a capture{items}. Load the file again "
                f"to have it back.{kept}",
                is_problem=True,
            )


def _is_changed(path: Path, sha256: str) -> bool:
    """True if the bytes have another SHA-256; False if they cannot be read and so may be intact."""
    try:
        return hashlib.sha256(read_regular(path)).hexdigest() != sha256
    except OSError:
        return False


def _hash_bundled_files() -> dict[str, Path]:
    """SHA-256 -> file of each capture that comes with the program."""
    files: dict[str, Path] = {}
    for path in bundled_paths():
        for file in path.iterdir() if path.is_dir() else (path,):
            if file.is_file():
                files[hashlib.sha256(file.read_bytes()).hexdigest()] = file
    return files


def _repair_catalogue(home: Home) -> Iterator[Finding]:
    """Rewrite a catalogue that has damaged lines with the captures of the archive as well."""
    folder = CaptureFolder(home.captures)
    if not count_damaged_lines(folder):
        return
    with lock_file(home.archive):
        aside = _set_aside(folder.catalogue_file)
        catalogue = _collect_catalogue(home)
        folder.rewrite_catalogue(catalogue.captures.values(), catalogue.taken_out)
    yield Finding(f"{folder.catalogue_file} was damaged and was repaired; see {aside.name}.")


# ------------------------------------------------------------------ other files
def _repair_subscriptions(home: Home) -> Iterator[Finding]:
    """Restore the subscriptions from their backup generation if the file is damaged."""
    subscription_file = SubscriptionFile(home.subscriptions)
    try:
        subscription_file.read()
    except DamagedFileError:
        with lock_file(home.subscriptions):
            aside = _set_aside(home.subscriptions)
            subscriptions = subscription_file.restore_backup()
        yield Finding(
            f"{home.subscriptions} was damaged; the version before it is back, with "
            f"{count_label(len(subscriptions), 'subscription')}. "
            f"The damaged file is kept as {aside.name}."
        )
    except StorageError:
        return  # a newer version wrote it, or it cannot be read now: it is left as it is


def _repair_small_files(home: Home) -> Iterator[Finding]:
    """Set damaged small files aside; saved views and capture notes return from their backups."""
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
    """Rebuild the index if one of its files is damaged."""
    damaged = [path for path in (home.index, home.added_index) if find_index_problem(path)]
    if home.archive.exists() and damaged:
        for path in damaged:
            path.unlink()
        with contextlib.suppress(StorageError):
            Index.open(home)
            yield Finding(f"{damaged[0]} was damaged and was rebuilt.")


def _reattach_annotations(home: Home, timestamp: str) -> Iterator[Finding]:
    """Move annotations to items that have another key since a repair; see `model.reattach`."""
    if not home.archive.exists():
        return
    items = Archive(home.archive).read().items
    no_old_items = ()  # they are not known: the archive was rebuilt
    for key, item in move_annotations(home, no_old_items, items, timestamp).items():
        yield Finding(f"The annotation {key} is with its item again: “{item.heading}”.")


def _remove_leftovers(home: Home) -> Iterator[Finding]:
    """Remove the temporary files and folders of writes and restores that were interrupted."""
    count = remove_cut_off_restores(home)
    for path in list_leftovers(home):
        with contextlib.suppress(OSError):
            path.unlink()
            count += 1
    if count:
        yield Finding(f"Removed what {count_label(count, 'interrupted write')} left behind.")
