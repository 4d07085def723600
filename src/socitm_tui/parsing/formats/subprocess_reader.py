"""Reading in a process of its own, which is ended where it takes too long or too much memory.

What others wrote to parse pages, feeds and mail has limits of ours before it, and still nobody
knows what it does with the next page. A format is read so from
`SUBPROCESS_FROM_BYTES` bytes on, if it has that.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from typing import IO, Final

from socitm_tui.parsing.formats import (
    Document,
    MistakeError,
    ParseResult,
    RefusedError,
    format_of,
    parse_document,
)

TIME_LIMIT_S: Final = 20.0
"""Seconds for one document,"""
TIME_LIMIT_PER_MB_S: Final = 20.0
"""and for each megabyte of it."""
MAX_MEMORY_BYTES: Final = 4 * 2**30
IDLE_LIMIT_S: Final = 15.0
"""Seconds without work until the process ends by itself."""
_LENGTH: Final = struct.Struct("<Q")


class _EndedError(Exception):
    """The process has ended without an answer."""


def parse_in_subprocess(document: Document) -> ParseResult:
    """As `parse_document`, in bounded time.

    Raises:
        RefusedError: a half sentence saying why nothing can be made of it.
    """
    kind, size = format_of(document), len(document.data)
    least, largest = getattr(kind, "SUBPROCESS_FROM_BYTES", None), getattr(kind, "MAX_BYTES", size)
    if least is None or not max(least, 1) <= size <= largest:
        return parse_document(document)  # what is too large is refused at once
    return _READER.read(document, TIME_LIMIT_S + TIME_LIMIT_PER_MB_S * size / 2**20)


class _Reader:
    """The process, begun when it is needed, and anew when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def read(self, document: Document, patience: float) -> ParseResult:
        with self._lock:
            for _ in range(2):
                try:
                    process = self._begun()
                except OSError:
                    return parse_document(document)  # better without a limit than not at all
                try:
                    return _told(_asked(process, document, patience))
                except TimeoutError:
                    self.end()
                    problem = f"it was given up after {patience:.0f} seconds of reading"
                    raise RefusedError(problem) from None
                except (_EndedError, OSError, pickle.PickleError):
                    self.end()
                except BaseException as error:
                    if not isinstance(error, RefusedError):
                        self.end()  # it is still at work on what nobody waits for
                    raise
        raise RefusedError("its reading came to a sudden end, twice")

    def _begun(self) -> subprocess.Popen[bytes]:
        """The process; one that we share with the process we were forked from is not ours."""
        if self._owner != os.getpid() or (self._process and self._process.poll() is not None):
            self.end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-P", "-m", __name__],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self._owner = os.getpid()
        return self._process

    def end(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        if self._owner == os.getpid():
            process.kill()
            process.wait()
        else:
            process.returncode = 0  # whoever began it waits for it
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


_READER: Final = _Reader()
atexit.register(_READER.end)


def _asked(process: subprocess.Popen[bytes], document: Document, patience: float) -> bytes:
    """The answer of the process, as it sent it.

    Raises:
        TimeoutError: there was none in time.
        _EndedError: the process has ended.
    """
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    _send(process.stdin, pickle.dumps(document, pickle.HIGHEST_PROTOCOL))
    until = time.monotonic() + patience
    descriptor = process.stdout.fileno()
    (length,) = _LENGTH.unpack(_received(descriptor, _LENGTH.size, until))
    return _received(descriptor, length, until)


def _send(file: IO[bytes], data: bytes) -> None:
    file.write(_LENGTH.pack(len(data)))
    file.write(data)
    file.flush()


def _received(descriptor: int, size: int, until: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        ready, _, _ = select.select([descriptor], [], [], max(until - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        part = os.read(descriptor, min(size - len(parts), 2**20))
        if not part:
            raise _EndedError
        parts += part
    return bytes(parts)


def _told(answer: bytes) -> ParseResult:
    found = pickle.loads(answer)  # noqa: S301 - from a process of our own
    if isinstance(found, ParseResult):
        return found
    is_mistake, problem = found
    raise MistakeError(problem) if is_mistake else RefusedError(problem)


# ------------------------------------------------------------------ in the process itself
def serve() -> None:
    """Read documents from standard input until there are no more, or none for a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # whatever a parser prints is no answer
        while document := _next():
            _send(out, pickle.dumps(_answered(document), pickle.HIGHEST_PROTOCOL))


def _next() -> Document | None:
    try:
        (length,) = _LENGTH.unpack(_received(0, _LENGTH.size, time.monotonic() + IDLE_LIMIT_S))
        data = _received(0, length, time.monotonic() + IDLE_LIMIT_S)
    except (TimeoutError, _EndedError):
        return None
    found = pickle.loads(data)  # noqa: S301 - from the process that began this one
    return found if isinstance(found, Document) else None


def _answered(document: Document) -> ParseResult | tuple[bool, str]:
    try:
        return parse_document(document)
    except MemoryError:
        return False, f"to read it takes more than {MAX_MEMORY_BYTES // 2**30} GB of memory"
    except RefusedError as error:
        return isinstance(error, MistakeError), str(error)


if __name__ == "__main__":
    serve()
