"""Regular files: opened without waiting for a pipe, and recognised after they were replaced."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

FileIdentity = tuple[int, int, int]
"""Inode, size and time of change of a file."""


class NotRegularFileError(OSError):
    """There is a folder, a pipe or a device under the name of a file."""


def open_regular(path: Path) -> BinaryIO:
    """A regular file, opened for reading. Opening a pipe that has no writer does not block.

    Raises:
        NotRegularFileError: it is not a regular file.
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotRegularFileError(errno.EINVAL, "it is not a regular file", str(path))
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path) -> bytes:
    """The bytes of a regular file.

    Raises:
        OSError: as `open_regular`.
    """
    with open_regular(path) as file:
        return file.read()


def file_identity(path: Path) -> FileIdentity | None:
    """What changes if a file is replaced or written; None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
