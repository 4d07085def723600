"""Bytes that are wanted again a little later, in a file without a name once they are many."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Final

IN_MEMORY: Final = 32 * 2**20


class Aside:
    """Takes bytes and gives them back. What it holds is gone with it, also after a crash."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._file = tempfile.SpooledTemporaryFile(in_memory)  # noqa: SIM115 - closed with us
        self._end = 0

    def put(self, data: bytes) -> Callable[[], bytes]:
        """Hold some bytes; what gives them back. With no room on disk they stay in memory."""
        with contextlib.suppress(OSError):
            self._file.seek(self._end)
            self._file.write(data)
            self._end += len(data)
            return partial(self._at, self._end - len(data), len(data))
        return partial(bytes, data)

    def _at(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)

    def __del__(self) -> None:
        self._file.close()
