"""Atomic writes, of which a crash leaves the old file or the new one, and locks between processes.

A lock ends with the process that holds it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

LOCK_TIMEOUT_S = 10.0
BUFFER_BYTES = 1 << 20
STALE_AFTER_S = 3600.0
"""Age of a temporary file from which on no process can still be writing it."""


class StorageError(Exception):
    """Something cannot be read or written; the message is a sentence for the user."""


class DamagedFileError(StorageError):
    """A file of this program is not what was written."""


def write_atomic(path: Path, data: bytes | Iterable[bytes], *, last: bool = True) -> None:
    """Replace a file by `data`; a crash leaves the old file or the new one, never half of each.

    Args:
        path: The file.
        data: All of it, or its parts in order.
        last: False if more files of the same folder follow, so that the folder has to be
            synchronised only once.

    Raises:
        StorageError: a sentence naming the file; the old one is untouched.
    """
    with open_replacement(path, last=last) as file:
        file.writelines((data,) if isinstance(data, bytes) else data)


@contextlib.contextmanager
def open_replacement(
    path: Path, verify: Callable[[Path], None] | None = None, *, last: bool = True
) -> Iterator[BinaryIO]:
    """A file for writing that replaces `path` at the end of the context, once it is on disk.

    Args:
        path: What is replaced. If it is a link, the link stays and its target is replaced.
        verify: Called with the new file before it replaces the old one.
        last: As of `write_atomic`.

    Raises:
        StorageError: a sentence naming the file; the old one is untouched.
    """
    try:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        with _open_temporary(target) as (file, temporary):
            yield file
            file.flush()
            os.fsync(file.fileno())
            if verify:
                verify(temporary)
        if last:
            sync_folder(target.parent)
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(
            f"{path} could not be written ({reason}); what was there is kept."
        ) from error


@contextlib.contextmanager
def _open_temporary(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file in the same folder, which replaces `path` at the end and is removed on failure."""
    mode = path.stat().st_mode if path.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb", BUFFER_BYTES) as file:
            yield file, temporary
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power cut, if the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold the lock of a file while it is read, changed and written.

    Raises:
        StorageError: another process holds it for longer than `LOCK_TIMEOUT_S`, or it cannot be
            made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - the first frame needs no lock

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=LOCK_TIMEOUT_S)
    except Timeout as error:
        raise StorageError(f"{path} is being written by another socitm-tui; try again.") from error
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(
            f"{path} cannot be locked for writing ({reason}); nothing was changed."
        ) from error
    try:
        _remove_temporary_files(path)
        yield
    finally:
        lock.release()


def import_lock_library() -> None:
    """Import what a lock needs, so that the first lock does not wait for the import."""
    import filelock  # noqa: F401, PLC0415 - see `lock_file`


def _remove_temporary_files(path: Path) -> None:
    """Remove the temporary files of crashed writers; call it while the lock of `path` is held.

    Those of other files are removed only when they are stale.
    """
    remove_stale_files(path.parent)
    for target in {path, Path(os.path.realpath(path))}:
        for temporary in target.parent.glob(f".{target.name}.*.tmp"):
            with contextlib.suppress(OSError):
                temporary.unlink()


def remove_stale_files(folder: Path) -> None:
    """Remove the temporary files of a folder that are too old to be in use."""
    for temporary in find_stale_files(folder):
        with contextlib.suppress(OSError):
            temporary.unlink()


def find_stale_files(folder: Path) -> Iterator[Path]:
    """The temporary files of a folder that no process can still be writing."""
    for temporary in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - temporary.stat().st_mtime > STALE_AFTER_S:
                yield temporary
