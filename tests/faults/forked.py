"""Steps in a child process that something happens to: it is killed, or its file operations fail.

What is injected stands on Python's audit events, so it meets every open, rename, link, removal and
lock that anything makes in the home, libraries included; writes and fsyncs are wrapped.
"""

from __future__ import annotations

import builtins
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.config import ConfigError
from socitm_tui.storage.home import Home
from tests.faults.scenes import Step

EVENTS = frozenset(
    {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}
)
PASSED, REFUSED, CRASHED = 0, 3, 4


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended."""

    done: int
    """Steps that it acknowledged."""
    status: int
    """As above, or minus the signal that killed it."""
    said: str
    """The sentence it refused with, or its traceback."""


def run(
    home: Home,
    steps: Sequence[Step],
    *,
    before: Callable[[], None] = lambda: None,
    meanwhile: Callable[[int], None] = lambda child: None,
) -> Ended:
    """Let a child take the steps.

    Args:
        home: Where.
        steps: What it does, acknowledging each.
        before: Done in the child first, such as to arm a fault.
        meanwhile: Done in the parent while the child runs, such as to kill it.
    """
    child = Child(home, steps, before)
    meanwhile(child.process)
    return child.wait()


class Child:
    """A process that takes steps and acknowledges each."""

    def __init__(
        self, home: Home, steps: Sequence[Step], before: Callable[[], None] = lambda: None
    ) -> None:
        self._reading, writing = os.pipe()
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            os.close(self._reading)
            _live(home, steps, before, writing)
        os.close(writing)

    def wait(self) -> Ended:
        """How it ended, once it has."""
        with os.fdopen(self._reading, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(self.process, 0)
        done, _, said = told.partition(b"!")
        return Ended(done.count(b"."), os.waitstatus_to_exitcode(status), said.decode())


def _live(home: Home, steps: Sequence[Step], before: Callable[[], None], writing: int) -> NoReturn:
    status = PASSED
    try:
        before()
        for step in steps:
            step.do(home)
            os.write(writing, b".")
    except (StorageError, ConfigError) as error:
        status = REFUSED
        os.write(writing, b"!" + str(error).encode("utf-8", "replace"))
    except BaseException:
        status = CRASHED
        os.write(writing, b"!" + traceback.format_exc().encode("utf-8", "replace")[-800:])
    os._exit(status)


class Faults:
    """Makes the Nth file operation in a folder fail, or end the process."""

    def __init__(self, folder: Path, number: int, errno: int | None, *, lasting: bool) -> None:
        self.folder = str(folder)
        self.number = number
        self.errno = errno
        self.lasting = lasting
        self.met = 0

    def arm(self) -> None:
        """Count from now on. To be called in a child: it cannot be taken back."""
        sys.addaudithook(self._heard)
        self._wrap("fsync")
        os.fdopen = self._fdopen  # type: ignore[assignment]
        builtins.open = self._open
        io.open = self._open

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS and isinstance(arguments[0], str | bytes | os.PathLike):
            name = os.fsdecode(arguments[0])
            if name.startswith(self.folder):
                self.count()

    def count(self) -> None:
        """One more operation; it may be the one."""
        self.met += 1
        if self.met == self.number or (self.lasting and self.met > self.number):
            if self.errno is None:
                os.kill(os.getpid(), signal.SIGKILL)
            else:
                raise OSError(self.errno, os.strerror(self.errno))

    def _wrap(self, name: str) -> None:
        real = getattr(os, name)

        def wrapped(*arguments: Any) -> Any:  # noqa: ANN401
            self.count()
            return real(*arguments)

        setattr(os, name, wrapped)

    def _fdopen(self, handle: int, mode: str = "r", buffering: int = -1, **more: Any) -> Any:  # noqa: ANN401
        if "w" in mode and "b" in mode:
            return io.BufferedWriter(_Raw(handle, mode, self), max(buffering, 8192))
        return REAL_OPEN(handle, mode, buffering, **more)

    def _open(self, file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:  # noqa: ANN401
        if "w" in mode and "b" in mode and str(file).startswith(self.folder):
            return io.BufferedWriter(_Raw(file, mode, self))
        return REAL_OPEN(file, mode, *more, **named)


REAL_OPEN = open


class _Raw(io.FileIO):
    """A file of which each write counts as an operation."""

    def __init__(self, file: Any, mode: str, faults: Faults) -> None:  # noqa: ANN401
        super().__init__(file, mode.replace("b", ""))
        self.faults = faults

    def write(self, data: Any) -> int:  # noqa: ANN401
        self.faults.count()
        return super().write(data)
