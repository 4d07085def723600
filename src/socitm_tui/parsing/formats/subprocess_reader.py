"""Parsing in child processes, which are ended if they take too long or too much memory.

Pages, feeds and mail are parsed by libraries that may hang on hostile input. A format that has
`SUBPROCESS_FROM_BYTES` is parsed in a child process if the document has that size. There are two
processes if the machine has two cores: `parse_ahead` keeps both busy.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import LifoQueue
from typing import IO, Final, TypeVar

from socitm_tui.parsing.formats import (
    Document,
    MistakeError,
    ParseResult,
    RefusedError,
    format_of,
    parse_document,
)

START_LIMIT_S: Final = 60.0
"""For the start of a process."""
TIME_LIMIT_S: Final = 20.0
"""For each document."""
TIME_LIMIT_PER_MB_S: Final = 20.0
"""In addition, for each megabyte of it."""
PROCESSES: Final = min(2, os.cpu_count() or 1)
MAX_MEMORY_BYTES: Final = 4 * 2**30 // PROCESSES
"""For each process."""
GARBAGE_THRESHOLD: Final = 100_000
"""Objects; to look for unused ones after every 700, as usual, takes a tenth of the time."""
IDLE_LIMIT_S: Final = 15.0
"""A process without work ends after this time."""
DOCUMENTS_AHEAD: Final = 2 * PROCESSES
MAX_BYTES_AHEAD: Final = 16 * 2**20
"""Bytes of the documents that are parsed, or wait for it, before their turn."""
_LENGTH: Final = struct.Struct("<Q")
_READY: Final = b"ready\n"
"""What a process sends when it has started."""
_Input = TypeVar("_Input")
Parsed = Callable[[], ParseResult]
"""Returns the result of parsing a document, or raises its `RefusedError`."""
_Waiting = deque[tuple[_Input, Future[ParseResult] | None, int]]
"""Inputs in their order, each with its result to come and the bytes of its document."""


class _EndedError(Exception):
    """The process ended without an answer."""


def parse_in_subprocess(document: Document, *, is_any: bool = False) -> ParseResult:
    """The same as `parse_document`, in bounded time.

    Args:
        document: The document.
        is_any: True to parse short texts in a child as well, so that this process stays free.

    Raises:
        RefusedError: the document cannot be loaded.
    """
    if not (is_any or _needs_subprocess(document)):
        return parse_document(document)
    process = _IDLE.get()
    try:
        time_limit_s = TIME_LIMIT_S + TIME_LIMIT_PER_MB_S * len(document.data) / 2**20
        return process.parse(document, time_limit_s)
    finally:
        _IDLE.put(process)


def parse_ahead(
    inputs: Iterable[_Input],
    document_of: Callable[[_Input], Document | None],
    *,
    is_any: bool = False,
) -> Iterator[tuple[_Input, Parsed | None]]:
    """Each input in its order, with the result of its document if that is parsed in a child.

    The next few documents are parsed meanwhile.

    Args:
        inputs: What documents are in.
        document_of: Gives the document of an input, or None if nothing is to be parsed ahead.
        is_any: As of `parse_in_subprocess`.
    """
    waiting: _Waiting[_Input] = deque()
    pool = ThreadPoolExecutor(PROCESSES)
    try:
        for given in inputs:
            document = document_of(given)
            future, size = None, 0
            if document is not None and (is_any or _needs_subprocess(document)):
                future = pool.submit(parse_in_subprocess, document, is_any=is_any)
                size = len(document.data)
            waiting.append((given, future, size))
            while waiting and (waiting[0][1] is None or _is_full(waiting)):
                first, result, _ = waiting.popleft()
                yield first, result.result if result else None
        while waiting:
            first, result, _ = waiting.popleft()
            yield first, result.result if result else None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        if any(result and not result.done() for _, result, _ in waiting):
            _end_all()  # their results are no longer needed


def _is_full(waiting: _Waiting[_Input]) -> bool:
    """True if the first of the waiting inputs has to be taken before the next one is read."""
    return len(waiting) > DOCUMENTS_AHEAD or sum(size for *_, size in waiting) > MAX_BYTES_AHEAD


def _needs_subprocess(document: Document) -> bool:
    """True if a child process parses the document; one that is too large is refused at once."""
    document_format, size = format_of(document), len(document.data)
    least = getattr(document_format, "SUBPROCESS_FROM_BYTES", None)
    most = getattr(document_format, "MAX_BYTES", size)
    return least is not None and max(least, 1) <= size <= most


class ChildProcess:
    """A process that parses documents. It starts when needed, and again after it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def parse(self, document: Document, time_limit_s: float) -> ParseResult:
        """The result of parsing a document.

        Raises:
            RefusedError: the document cannot be loaded.
        """
        for _ in range(2):
            try:
                process = self._start()
            except (OSError, _EndedError):
                self.end()
                return parse_document(document)  # better without a limit than not at all
            try:
                return _read_answer(_ask(process, document, time_limit_s))
            except TimeoutError:
                self.end()
                problem = f"it was given up after {time_limit_s:.0f} seconds of reading"
                raise RefusedError(problem) from None
            except (_EndedError, OSError, ValueError, pickle.PickleError) as error:
                if isinstance(error, RefusedError):
                    raise
                self.end()
            except BaseException:
                self.end()  # its result is no longer needed
                raise
        raise RefusedError("its reading came to a sudden end, twice")

    def _start(self) -> subprocess.Popen[bytes]:
        """The process, ready to parse; a fork of this program starts one of its own.

        Raises:
            OSError: it cannot be started, or not in time.
            _EndedError: it ended.
        """
        if self._owner != os.getpid() or (self._process and self._process.poll() is not None):
            self.end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-P", "-m", __name__],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self._owner = os.getpid()
            assert self._process.stdout is not None  # noqa: S101 - it is a pipe
            deadline = time.monotonic() + START_LIMIT_S
            _receive(self._process.stdout.fileno(), len(_READY), deadline)
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
            process.returncode = 0  # the program that started it waits for it
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


_CHILDREN: Final = tuple(ChildProcess() for _ in range(PROCESSES))
_IDLE: Final[LifoQueue[ChildProcess]] = LifoQueue()
"""The processes without work; that which worked last is taken first."""
for _child in _CHILDREN:
    _IDLE.put(_child)


def _end_all() -> None:
    for child in _CHILDREN:
        child.end()


atexit.register(_end_all)


def _ask(process: subprocess.Popen[bytes], document: Document, time_limit_s: float) -> bytes:
    """The answer of a process, as it was sent.

    Raises:
        TimeoutError: there was none in time.
        _EndedError: the process ended.
    """
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    _send(process.stdin, pickle.dumps(document, pickle.HIGHEST_PROTOCOL))
    deadline = time.monotonic() + time_limit_s
    descriptor = process.stdout.fileno()
    (length,) = _LENGTH.unpack(_receive(descriptor, _LENGTH.size, deadline))
    return _receive(descriptor, length, deadline)


def _send(file: IO[bytes], data: bytes) -> None:
    file.write(_LENGTH.pack(len(data)))
    file.write(data)
    file.flush()


def _receive(descriptor: int, size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        ready, _, _ = select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        part = os.read(descriptor, min(size - len(parts), 2**20))
        if not part:
            raise _EndedError
        parts += part
    return bytes(parts)


def _read_answer(answer: bytes) -> ParseResult:
    parsed = pickle.loads(answer)  # noqa: S301 - from a process of our own
    if isinstance(parsed, ParseResult):
        return parsed
    is_mistake, problem = parsed
    raise MistakeError(problem) if is_mistake else RefusedError(problem)


# ------------------------------------------------------------------ in the child process
def serve() -> None:
    """Parse documents from standard input until there are no more, or none for a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that asks decides
    gc.set_threshold(GARBAGE_THRESHOLD)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a parser prints is not an answer
        out.write(_READY)
        out.flush()
        while document := _next_document():
            _send(out, pickle.dumps(_answer(document), pickle.HIGHEST_PROTOCOL))


def _next_document() -> Document | None:
    try:
        (length,) = _LENGTH.unpack(_receive(0, _LENGTH.size, time.monotonic() + IDLE_LIMIT_S))
        data = _receive(0, length, time.monotonic() + IDLE_LIMIT_S)
    except (TimeoutError, _EndedError):
        return None
    document = pickle.loads(data)  # noqa: S301 - from the process that started this one
    return document if isinstance(document, Document) else None


def _answer(document: Document) -> ParseResult | tuple[bool, str]:
    """The result, or whether it is a mistake of the program and the reason of the refusal."""
    try:
        return parse_document(document)
    except MemoryError:
        return False, f"to read it takes more than {MAX_MEMORY_BYTES // 2**30} GB of memory"
    except RefusedError as error:
        return isinstance(error, MistakeError), str(error)


if __name__ == "__main__":
    serve()
