"""Files of which a crash leaves the old or the new one, and locks that die with their holder."""

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
"""Nobody is still writing a temporary file that is older."""


class StorageError(Exception):
    """Something cannot be read or written; the message is a sentence for the user."""


class DamagedFileError(StorageError):
    """A file of ours that is not what was written."""


def write_atomic(path: Path, data: bytes | Iterable[bytes], *, last: bool = True) -> None:
    """Replace a file by `data` so that a crash leaves the old or the new one, never half of each.

    Args:
        path: The file.
        data: All of it, or its parts in order.
        last: False where more files of its folder follow, so that what makes its name last
            through a power cut need not be done for each.

    Raises:
        StorageError: a sentence naming the file; the old one is untouched.
    """
    with open_replacement(path, last=last) as file:
        file.writelines((data,) if isinstance(data, bytes) else data)


@contextlib.contextmanager
def open_replacement(
    path: Path, verify: Callable[[Path], None] | None = None, *, last: bool = True
) -> Iterator[BinaryIO]:
    """A file to be written that takes the place of `path` once all of it is on disk.

    Args:
        path: What is replaced; a link stays, and the file behind it is replaced.
        verify: Looks at the new file before it takes the place.
        last: As of `write_safely`.

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
    """A file beside another, which it replaces at the end; after a failure there is no trace."""
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
    """Make a rename in the folder last through a power cut, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold the lock of a file over a read-change-write. A lock dies with its holder.

    Raises:
        StorageError: another process holds it for longer than `LOCK_SECONDS`, or it cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - a reader that only reads needs none

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
    """Import what a lock takes, so that the first one does not wait for that."""
    import filelock  # noqa: F401, PLC0415 - see above


def _remove_temporary_files(path: Path) -> None:
    """Remove temporary files that a crashed writer left; the lock says that none is in use.

    Those of the home's other files are removed once nobody can be writing them any more.
    """
    remove_stale_files(path.parent)
    for one in {path, Path(os.path.realpath(path))}:
        for left in one.parent.glob(f".{one.name}.*.tmp"):
            with contextlib.suppress(OSError):
                left.unlink()


def remove_stale_files(folder: Path) -> None:
    """Remove the temporary files of a folder that are too old to be in use."""
    for left in find_stale_files(folder):
        with contextlib.suppress(OSError):
            left.unlink()


def find_stale_files(folder: Path) -> Iterator[Path]:
    """The temporary files of a folder that nobody can be writing any more."""
    for left in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_AFTER_S:
                yield left
