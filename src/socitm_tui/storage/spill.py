"""Bytes that are needed a little later: in memory, and in an unnamed file once they are many.

`tempfile.SpooledTemporaryFile` cannot do this: if the disk is full while it moves to a file, it
loses what it held in memory. Here such bytes stay in memory.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Final

MEMORY_BYTES: Final = 32 * 2**20


class SpillBuffer:
    """Stores bytes and returns them on demand. They are gone with the buffer or after a crash."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self._free_bytes = memory_bytes
        self._file: io.FileIO | None = None
        self._end = 0

    def store(self, data: bytes) -> Callable[[], bytes]:
        """Store some bytes; the result returns them. They stay in memory if the disk is full."""
        if len(data) <= self._free_bytes:
            self._free_bytes -= len(data)
            return partial(bytes, data)
        with contextlib.suppress(OSError):
            self._file = self._file or _open_unnamed()
            self._file.seek(self._end)
            if self._file.write(data) == len(data):
                self._end += len(data)
                return partial(self._read, self._file, self._end - len(data), len(data))
        return partial(bytes, data)

    def _read(self, file: io.FileIO, start: int, size: int) -> bytes:
        file.seek(start)
        return file.read(size)

    def __del__(self) -> None:
        if self._file:
            self._file.close()


def _open_unnamed() -> io.FileIO:
    """An unbuffered file: a write that does not fail is on disk."""
    return tempfile.TemporaryFile(buffering=0)
