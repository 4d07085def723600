"""A backup -> the home it was made of, or its annotations merged into those that are there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from socitm_tui.maintenance.backup import (
    CHUNK_BYTES,
    EXTERNAL_CONFIG_FOLDER,
    REPLACED_PREFIX,
    BackupSummary,
    is_backup,
    list_home_files,
    read_backup,
)
from socitm_tui.model.entities import Annotation
from socitm_tui.model.merge import MergeConflict, merge_annotations
from socitm_tui.storage.archive_file import CAPTURES_FOLDER
from socitm_tui.storage.atomic import StorageError, lock_file, write_atomic
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook

UNPACK_PREFIX = ".restoring-"


def restore_backup(
    home: Home, file: Path, *, replace: bool = False
) -> tuple[BackupSummary, Path | None, tuple[Path, ...]]:
    """Make a home what a backup holds.

    Args:
        home: Where to.
        file: The backup.
        replace: True where something may be there already; it is set aside, not deleted.

    Returns:
        What was restored, the folder in which what was there before is, and the files of a
        configuration outside the home that lie beside others that were there already.

    Raises:
        StoreError: a sentence; nothing was changed.
    """
    if not file.exists():
        raise StorageError(f"{file} is not there; nothing was restored.")
    if not replace and _holds_something(home):
        raise StorageError(
            f"{home.path} is in use, and nothing was restored. With --replace what is there is "
            "set aside first; with --merge only the annotations are taken over."
        )
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        remove_cut_off_restores(home)
        with _folder(home.path, UNPACK_PREFIX) as new:
            stock = _unpack(file, new)
            os.sync()
            with lock_file(home.archive), lock_file(home.notebook):
                beside = tuple(_configured(new / EXTERNAL_CONFIG_FOLDER, home.config.parent))
                return stock, _swap(home.path, new), beside
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(f"{home.path} could not be restored ({reason}).") from error


def _holds_something(home: Home) -> bool:
    return any(list_home_files(home)) or any(home.captures.glob("*"))


@contextlib.contextmanager
def _folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder that is gone in the end."""
    path = parent / f"{prefix}{os.getpid()}"
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def remove_cut_off_restores(home: Home) -> int:
    """Remove what restorings that were cut off left behind; how many there were."""
    found = 0
    for left in home.path.glob(f"{UNPACK_PREFIX}*"):
        if not _runs(left.name.partition("-")[2]):
            shutil.rmtree(left, ignore_errors=True)
            found += 1
    return found


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True


def _unpack(file: Path, folder: Path) -> BackupSummary:
    """Everything in the backup, as files of a folder."""
    room = shutil.disk_usage(folder).free
    others = captures = size = 0
    for name, data in read_backup(file):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            while piece := data.read(CHUNK_BYTES):
                size += len(piece)
                if size > room:
                    raise StorageError(f"{file} holds more than there is room for on the disk.")
                target.write(piece)
        path.chmod(0o600)
        captures += name.startswith(f"{CAPTURES_FOLDER}/")
        others += not name.startswith(f"{CAPTURES_FOLDER}/")
    return BackupSummary(others, captures, size)


def _configured(new: Path, folder: Path) -> Iterator[Path]:
    """Put a configuration where it belongs; beside those files that are there and say otherwise."""
    for one in sorted(path for path in new.rglob("*") if path.is_file()):
        target = folder / one.relative_to(new)
        if os.path.lexists(target):
            if target.is_file() and _same(one, target):
                continue
            target = _free(target.parent, f"{target.name}.restored-")
            yield target
        write_atomic(target, one.read_bytes())
    shutil.rmtree(new, ignore_errors=True)


def _swap(home: Path, new: Path) -> Path | None:
    """Put the new files in the place of the old, one by one; the folder that holds the old.

    At every moment each file is the old or the new one, and what is replaced lies aside already.
    """
    wanted = sorted(one.relative_to(new) for one in new.rglob("*") if one.is_file())
    fake = Home(home, home / "config.toml")
    old = [one.relative_to(home) for one in (*list_home_files(fake), *fake.captures.glob("[!.]*"))]
    aside = _free(home, REPLACED_PREFIX)
    moved = False
    for name in old:
        if name not in wanted or not _same(home / name, new / name):
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(home / name, aside / name)
            except OSError:
                shutil.copyfile(home / name, aside / name)
            moved = True
    for name in wanted:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).replace(home / name)
    for name in old:
        if name not in wanted:
            (home / name).unlink()
    os.sync()
    return aside if moved else None


def _free(home: Path, prefix: str) -> Path:
    number = 1
    while (home / f"{prefix}{number}").exists():
        number += 1
    return home / f"{prefix}{number}"


def _same(one: Path, other: Path) -> bool:
    with one.open("rb") as a, other.open("rb") as b:
        return (
            hashlib.file_digest(a, "sha256").digest() == hashlib.file_digest(b, "sha256").digest()
        )


# ------------------------------------------------------------------ two notebooks
def merge_backup(home: Home, file: Path) -> tuple[int, int, tuple[MergeConflict, ...]]:
    """Merge the annotations of a backup, or of a notebook file, into those of a home.

    Returns:
        How many annotations came new, how many were changed, and what the two disagree about.

    Raises:
        StoreError: a sentence; nothing was changed.
    """
    theirs = _annotations(home, file)
    with Notebook(home.notebook).lock() as notebook:
        mine = notebook.read_all()
        merged = merge_annotations(mine, theirs)
        changed = [key for key, one in merged.annotations.items() if not _is(one, mine.get(key))]
        if changed:
            notebook.write(merged.annotations)
    new = sum(key not in mine and not merged.annotations[key].is_empty for key in changed)
    told = sum(key in mine and merged.annotations[key] != mine[key] for key in changed)
    return new, told, merged.conflicts


def _is(one: Annotation, other: Annotation | None) -> bool:
    return other is not None and one == other and one.times == other.times


def _annotations(home: Home, file: Path) -> dict[str, Annotation]:
    """The annotations in a backup or a notebook file."""
    if not is_backup(file):
        if not file.exists():
            raise StorageError(f"{file} is not there; nothing was merged.")
        return _notebook_in(file)
    home.path.mkdir(parents=True, exist_ok=True)
    with _folder(home.path, UNPACK_PREFIX) as folder:
        for name, data in read_backup(file):
            if name == home.notebook.name:
                with (folder / name).open("xb") as target:
                    shutil.copyfileobj(data, target, CHUNK_BYTES)
        return Notebook(folder / home.notebook.name).read_all()


def _notebook_in(file: Path) -> dict[str, Annotation]:
    try:
        return Notebook(file).read_all()
    except StorageError as error:
        if "newer" in str(error):
            raise
        raise StorageError(
            f"{file} is neither a backup nor a notebook of socitm-tui; nothing was merged."
        ) from error
