"""What is derived is made anew, what is not goes back to its last good state; nothing is deleted.

Whatever is damaged is kept beside the new file as `NAME.damaged-N`. Files that are newer than this
program, or not ours, are left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from socitm_tui.ingest.loader import bundled_paths, move_annotations, rebuild_archive
from socitm_tui.maintenance.check import (
    Finding,
    backup_generations,
    count_damaged_lines,
    find_capture_problem,
    find_index_problem,
    list_leftovers,
    list_small_files,
    read_intact_archive,
)
from socitm_tui.maintenance.restore import remove_cut_off_restores
from socitm_tui.model.entities import Annotation, Capture, Item
from socitm_tui.model.labels import count_label
from socitm_tui.model.progress import Progress
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


def repair_home(home: Home, moment: str, progress: Progress | None = None) -> Iterator[Finding]:
    """Put right what can be; a sentence for each thing that was done.

    Raises:
        StoreError: something cannot be written; what was done before stays done.
    """
    try:
        yield from _notebook(home)
        yield from _captures(home)
        yield from _archive(home, progress)
        yield from _catalogue(home)
        yield from _following(home)
        yield from _small_files(home)
        yield from _index(home)
        yield from _orphans(home, moment)
        yield from _litter(home)
    except OSError as error:
        reason = error.strerror or error
        path = error.filename or home.path
        raise StorageError(f"The repair stopped at {path} ({reason}); nothing is lost.") from error


def set_aside(path: Path) -> Path:
    """Where a damaged file is kept from now on, under a name that is free."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        os.link(path, aside)
    except FileNotFoundError:
        raise
    except OSError:
        aside.write_bytes(path.read_bytes())
    return aside


# ------------------------------------------------------------------ notebook
def _notebook(home: Home) -> Iterator[Finding]:
    """The notebook line by line: each as it was written last, wherever that is still whole."""
    if not _is_damaged(home.notebook, "notebook"):
        return
    with lock_file(home.notebook):
        aside = set_aside(home.notebook)
        newest = salvage_annotations(home.notebook)
        before = salvage_annotations(home.notebook.with_name(f"{home.notebook.name}.bak"))
        taken = [key for key in before if key not in newest]
        kept: dict[str, Annotation] = newest | {key: before[key] for key in taken}
        Notebook(home.notebook).write(kept, keep_generation=False)
    yield Finding(
        f"{home.notebook} was damaged: {count_label(len(newest), 'annotation')} could be read from "
        f"it, {len(taken):,} from the version before. The damaged file is kept as {aside.name}."
    )


def _is_damaged(path: Path, kind: str) -> bool:
    """True for a file of ours that cannot be read, or was changed since it was written."""
    if not path.exists():
        return False
    try:
        if verify_file(path) != "none":
            return verify_file(path) == "broken"
        if kind == "notebook":
            Notebook(path).read_all()
        else:
            Archive(path).read()
    except DamagedFileError:
        return True
    except (StorageError, OSError):
        return False
    return False


# ------------------------------------------------------------------ archive
def _archive(home: Home, progress: Progress | None) -> Iterator[Finding]:
    """The archive made anew from the captures; what no capture gives back is taken over."""
    known = known_captures(home)
    missing = not home.archive.exists() and bool(known)
    if not missing and not _is_damaged(home.archive, "archive"):
        return
    rest = tuple(_readable_items(home))
    aside = None
    if not missing:
        with lock_file(home.archive):
            aside = set_aside(home.archive)
            home.archive.unlink()
    ledger = rebuild_archive(home, known, rest, progress)
    items = count_label(sum(len(line.items) for line in ledger.lines), "item")
    was = "was missing" if aside is None else "was damaged"
    kept = f" The damaged file is kept as {aside.name}." if aside else ""
    count = count_label(len(ledger.lines) - len(ledger.skipped), "capture")
    yield Finding(f"{home.archive} {was} and was made anew: {items} from {count}.{kept}")
    for line in ledger.skipped:
        yield Finding(f"{line.name} could not be read again: {line.problem}.", is_problem=True)


def known_captures(home: Home) -> tuple[Capture, ...]:
    """All captures that are part of the archive, as far as anything tells of them."""
    known = _catalogued(home)
    return tuple(one for sha256, one in known.captures.items() if sha256 not in known.taken_out)


def _catalogued(home: Home) -> Catalogue:
    """All captures that anything tells of, in the order in which they were loaded.

    An archive that is sound says alone what is part of it: the version before may still name what
    was taken out since, and a damaged catalogue may have lost that it was.
    """
    folder = CaptureFolder(home.captures)
    found: dict[str, Capture] = {}
    head = _head(home.archive)
    for path, contents in ((backup_generations(home)[0], None), (home.archive, head)):
        for capture in (contents or _head(path)).captures:
            if folder.file_of(capture.sha256).exists() or not _is_damaged(path, "archive"):
                found.setdefault(capture.sha256, capture)
    known = Catalogue()
    with contextlib.suppress(StorageError):
        known = folder.read_catalogue()
    found |= known.captures
    order = sorted(found.values(), key=lambda capture: capture.loaded)
    is_sound = bool(head.captures) and not _is_damaged(home.archive, "archive")
    taken_out = (set(found) if is_sound else known.taken_out) - {
        one.sha256 for one in head.captures
    }
    return Catalogue({one.sha256: one for one in order}, taken_out)


def _head(path: Path) -> ArchiveContents:
    """What an archive says of its captures, as far as it can be read."""
    with contextlib.suppress(StorageError, ForeignArchiveError, OSError), ArchiveFile(path) as file:
        return file.read_head()
    with contextlib.suppress(StorageError):
        return Archive(path).read()
    return ArchiveContents()


def _readable_items(home: Home) -> Iterator[Item]:
    """The items of the generation before, for captures whose bytes are gone."""
    with contextlib.suppress(StorageError):
        yield from read_intact_archive(backup_generations(home)[0]).items


# ------------------------------------------------------------------ captures
def _captures(home: Home) -> Iterator[Finding]:
    """Damaged captures are set aside; those that came with the program come from there again."""
    folder = CaptureFolder(home.captures)
    bundled: dict[str, Path] | None = None
    for capture in known_captures(home):
        problem = find_capture_problem(folder, capture)
        if problem is None:
            continue
        path = folder.file_of(capture.sha256)
        kept = ""
        if path.exists():
            if not _is_changed(path, capture.sha256):
                yield Finding(f"{problem} It was left as it is.", is_problem=True)
                continue
            aside = set_aside(path)
            path.unlink()
            kept = f" What was there is kept as {aside.name[:12]}….{aside.suffix[1:]}."
        bundled = _bundled() if bundled is None else bundled
        if capture.sha256 in bundled:
            folder.store(capture.sha256, bundled[capture.sha256].read_bytes())
            yield Finding(f"{capture.name} was put back from the program’s own copy.{kept}")
        else:
            yield Finding(
                f"{capture.name} is lost as a capture; its items stay. Load the file again "
                f"to have it back.{kept}",
                is_problem=True,
            )


def _is_changed(path: Path, sha256: str) -> bool:
    """True for what is certainly not what was loaded; what cannot be read now may be tomorrow."""
    try:
        return hashlib.sha256(read_regular(path)).hexdigest() != sha256
    except OSError:
        return False


def _bundled() -> dict[str, Path]:
    """SHA-256 -> file, of all captures that come with the program."""
    found = {}
    for path in bundled_paths():
        for file in path.iterdir() if path.is_dir() else (path,):
            if file.is_file():
                found[hashlib.sha256(file.read_bytes()).hexdigest()] = file
    return found


def _catalogue(home: Home) -> Iterator[Finding]:
    folder = CaptureFolder(home.captures)
    if not count_damaged_lines(folder):
        return
    with lock_file(home.archive):
        aside = set_aside(folder.catalogue_file)
        known = _catalogued(home)
        folder.rewrite_catalogue(known.captures.values(), known.taken_out)
    yield Finding(f"{folder.catalogue_file} was damaged and was put right; see {aside.name}.")


# ------------------------------------------------------------------ the rest
def _following(home: Home) -> Iterator[Finding]:
    """The version before of what is followed, where the last one is damaged."""
    following = SourceFile(home.sources)
    try:
        following.read()
    except DamagedFileError:
        with lock_file(home.sources):
            aside = set_aside(home.sources)
            sources = following.restore_backup()
        yield Finding(
            f"{home.sources} was damaged; the version before it is back, with "
            f"{count_label(len(sources), 'source')}. The damaged file is kept as {aside.name}."
        )
    except StorageError:
        return  # newer than this program, or not to be read: it is left alone


def _small_files(home: Home) -> Iterator[Finding]:
    for path in list_small_files(home):
        if verify_file(path) == "broken":
            aside = set_aside(path)
            path.unlink()
            words = f"{path} was damaged and is kept as {aside.name}"
            before = path.with_name(f"{path.name}.bak")
            if path == home.views and before.exists():
                write_atomic(path, read_regular(before))
                words += "; the version before it is back"
            yield Finding(f"{words}.")
    if is_first_frame_damaged(home):
        home.first_frame.unlink()
        yield Finding(f"{home.first_frame} was damaged; the reader makes it anew.")


def _index(home: Home) -> Iterator[Finding]:
    damaged = [one for one in (home.index, home.added_index) if find_index_problem(one)]
    if home.archive.exists() and damaged:
        for path in damaged:
            path.unlink()
        with contextlib.suppress(StorageError):
            Index.open(home)
            yield Finding(f"{damaged[0]} was damaged and was made anew.")


def _orphans(home: Home, moment: str) -> Iterator[Finding]:
    if not home.archive.exists():
        return
    items = Archive(home.archive).read().items
    for key, item in move_annotations(home, (), items, moment).items():
        yield Finding(f"The annotation {key} is with its item again: “{item.heading}”.")


def _litter(home: Home) -> Iterator[Finding]:
    found = remove_cut_off_restores(home)
    for path in list_leftovers(home):
        with contextlib.suppress(OSError):
            path.unlink()
            found += 1
    if found:
        yield Finding(f"{count_label(found, 'remainder')} of writes that were cut off removed.")
