"""Bytes that are wanted again a little later, in a file without a name once they are many."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Final

IN_MEMORY: Final = 32 * 2**20


class Aside:
    """Takes bytes and gives them back. What it holds is gone with it, also after a crash."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._room = in_memory
        self._file: io.FileIO | None = None
        self._end = 0

    def put(self, data: bytes) -> Callable[[], bytes]:
        """Hold some bytes; what gives them back. With no room on disk they stay in memory."""
        if len(data) <= self._room:
            self._room -= len(data)
            return partial(bytes, data)
        with contextlib.suppress(OSError):
            self._file = self._file or _unnamed()
            self._file.seek(self._end)
            if self._file.write(data) == len(data):
                self._end += len(data)
                return partial(self._at, self._file, self._end - len(data), len(data))
        return partial(bytes, data)

    def _at(self, file: io.FileIO, start: int, size: int) -> bytes:
        file.seek(start)
        return file.read(size)

    def __del__(self) -> None:
        if self._file:
            self._file.close()


def _unnamed() -> io.FileIO:
    """A file without a name that holds nothing back: what it took it has, or said it has not."""
    return tempfile.TemporaryFile(buffering=0)
