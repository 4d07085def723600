"""Restores a home from a backup, or merges the annotations of a backup into a notebook."""

from __future__ import annotations

import contextlib
import filecmp
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from socitm_tui.ingest.mend import follow_marks
from socitm_tui.maintenance.backup import (
    EXTERNAL_CONFIG_FOLDER,
    REPLACED_PREFIX,
    BackupSummary,
    list_home_files,
)
from socitm_tui.maintenance.backup_file import is_backup, read_backup
from socitm_tui.model.entities import Annotation, CaptureNotes
from socitm_tui.model.merge import MergeConflict, merge_annotations
from socitm_tui.storage.archive_file import CAPTURES_FOLDER
from socitm_tui.storage.atomic import StorageError, lock_file, write_atomic
from socitm_tui.storage.capture_notes import merge_capture_notes, read_capture_notes
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook

UNPACK_PREFIX: Final = ".restoring-"
"""Prefix of the folder into which a process unpacks a backup; the process number follows."""


def restore_backup(
    home: Home, file: Path, *, replace: bool = False
) -> tuple[BackupSummary, Path | None, tuple[Path, ...]]:
    """Replace the contents of a home by those of a backup.

    Args:
        home: The home to write.
        file: The backup.
        replace: Allow a home that has files. They are set aside, not deleted.

    Returns:
        What was restored; the folder with the previous files, or None; and those files of an
        external configuration that were written under another name, because files with other
        contents exist under theirs.

    Raises:
        StorageError: nothing was changed.
    """
    if not file.exists():
        raise StorageError(f"{file} is not there; nothing was restored.")
    if not replace and (any(list_home_files(home)) or any(home.captures.glob("*"))):
        raise StorageError(
            f"{home.path} is in use, and nothing was restored. With --replace what is there is "
            "set aside first; with --merge only the annotations are taken over."
        )
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        remove_cut_off_restores(home)
        with _unpack_folder(home) as folder:
            summary = _unpack(file, folder)
            os.sync()
            with lock_file(home.archive), lock_file(home.notebook):
                renamed = tuple(
                    _restore_configuration(folder / EXTERNAL_CONFIG_FOLDER, home.config.parent)
                )
                return summary, _replace_files(home.path, folder), renamed
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(f"{home.path} could not be restored ({reason}).") from error


# ------------------------------------------------------------------ unpacking
@contextlib.contextmanager
def _unpack_folder(home: Home) -> Iterator[Path]:
    """A new folder in the home that is removed at the end."""
    path = home.path / f"{UNPACK_PREFIX}{os.getpid()}"
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def remove_cut_off_restores(home: Home) -> int:
    """Remove the unpack folders of processes that no longer run, and return their count."""
    count = 0
    for folder in home.path.glob(f"{UNPACK_PREFIX}*"):
        if not _is_running(folder.name.removeprefix(UNPACK_PREFIX)):
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count


def _is_running(process_id: str) -> bool:
    try:
        os.kill(int(process_id), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True


def _unpack(file: Path, folder: Path, only: str | None = None) -> BackupSummary:
    """Write the files of a backup, or `only` the one of that name, into a folder.

    Raises:
        StorageError: the backup is damaged, or larger than the free space of the disk.
    """
    free_bytes = shutil.disk_usage(folder).free
    files = captures = size = 0
    for name, chunk in read_backup(file):
        if only not in (None, name):
            continue
        size += len(chunk)
        if size > free_bytes:
            raise StorageError(f"{file} needs more room than there is on the disk.")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab" if chunk else "xb") as target:  # the first chunk of a file is empty
            target.write(chunk)
        if not chunk:
            path.chmod(0o600)
            is_capture = name.startswith(f"{CAPTURES_FOLDER}/")
            captures += is_capture
            files += not is_capture
    return BackupSummary(files, captures, size)


# ------------------------------------------------------------------ replacing
def _restore_configuration(unpacked: Path, folder: Path) -> Iterator[Path]:
    """Write an external configuration; a file that exists with other contents is kept.

    The restored file then gets a free name, which is returned.
    """
    for path in _list_files(unpacked):
        target = folder / path
        if os.path.lexists(target):
            if target.is_file() and _is_same(unpacked / path, target):
                continue
            target = find_free_name(target.parent, f"{target.name}.restored-")
            yield target
        write_atomic(target, (unpacked / path).read_bytes())
    shutil.rmtree(unpacked, ignore_errors=True)


def _replace_files(home: Path, unpacked: Path) -> Path | None:
    """Replace the files of a home one by one, and return the folder with the previous files.

    At every moment each file is the old or the new one, and each old file has a copy set aside.
    None is returned if no file was set aside.
    """
    new_files = _list_files(unpacked)
    restored = Home(home, home / "config.toml")
    old_files = [
        path.relative_to(home)
        for path in (*list_home_files(restored), *restored.captures.glob("[!.]*"))
    ]
    aside = find_free_name(home, REPLACED_PREFIX)
    for path in old_files:
        if path not in new_files or not _is_same(home / path, unpacked / path):
            (aside / path).parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(home / path, aside / path)
    for path in new_files:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (unpacked / path).replace(home / path)
    for path in old_files:
        if path not in new_files:
            (home / path).unlink()
    os.sync()
    return aside if aside.exists() else None


def _list_files(folder: Path) -> dict[Path, None]:
    """The relative paths of all files below a folder, sorted."""
    return dict.fromkeys(
        sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    )


def find_free_name(folder: Path, prefix: str) -> Path:
    """The first path of `PREFIX1`, `PREFIX2`, … that does not exist."""
    paths = (folder / f"{prefix}{number}" for number in itertools.count(1))
    return next(path for path in paths if not path.exists())


def link_or_copy(path: Path, target: Path) -> None:
    """Make a hard link to a file, or copy it if the file system has no links."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _is_same(path: Path, other: Path) -> bool:
    return filecmp.cmp(path, other, shallow=False)


# ------------------------------------------------------------------ merging notebooks
def merge_backup(home: Home, file: Path) -> tuple[int, int, tuple[MergeConflict, ...]]:
    """Merge the annotations of a backup or a notebook file into those of a home.

    Returns:
        The counts of new and changed annotations, and the conflicts.

    Raises:
        StorageError: nothing was changed.
    """
    theirs, notes = _read_annotations(home, file)
    with Notebook(home.notebook).lock() as notebook:
        ours = notebook.read_all()
        merged = merge_annotations(ours, theirs)
        changed = [
            key
            for key, annotation in merged.annotations.items()
            if not _is_same_annotation(annotation, ours.get(key))
        ]
        if changed:
            notebook.write(merged.annotations)
    before = read_capture_notes(home.capture_notes)
    merge_capture_notes(home.capture_notes, notes)
    follow_marks(home, before)
    new_count = sum(key not in ours and not merged.annotations[key].is_empty for key in changed)
    changed_count = sum(key in ours and merged.annotations[key] != ours[key] for key in changed)
    return new_count, changed_count, merged.conflicts


def _is_same_annotation(annotation: Annotation, other: Annotation | None) -> bool:
    """True if the annotations are equal, the timestamps of their parts included."""
    return other is not None and annotation == other and annotation.times == other.times


def _read_annotations(home: Home, file: Path) -> tuple[dict[str, Annotation], CaptureNotes]:
    """The annotations in a backup or a notebook file, and a backup's notes on captures."""
    if is_backup(file):
        home.path.mkdir(parents=True, exist_ok=True)
        with _unpack_folder(home) as folder:
            for path in (home.notebook, home.capture_notes):
                _unpack(file, folder, only=path.name)
            annotations = Notebook(folder / home.notebook.name).read_all()
            return annotations, read_capture_notes(folder / home.capture_notes.name)
    if not file.exists():
        raise StorageError(f"{file} is not there; nothing was merged.")
    try:
        return Notebook(file).read_all(), CaptureNotes()
    except StorageError as error:
        if "newer" in str(error):
            raise
        raise StorageError(
            f"{file} is neither a backup nor a notebook of socitm-tui; nothing was merged."
        ) from error
