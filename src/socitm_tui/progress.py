"""How far long work is, in a line: a bar, a count, the rate and the time left."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TextIO, TypeVar

from socitm_tui.text import clean

T = TypeVar("T")

Progress = Callable[[int, int, str], None]
"""Called with what is done, all there is, and the name of what is being done."""

BAR = 24
STEP = 500
"""Items from one telling to the next."""
MANY = 2000
"""Items from which on it is worth while to tell."""
BEAT = 0.2
"""Seconds from one drawing of a bar to the next."""

_listener: ContextVar[Progress | None] = ContextVar("listener", default=None)


class Meter:
    """Makes the lines of one piece of work, which may have several parts one after the other."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._part = ("", 0, 0.0)
        """Name, what was done at its beginning, and when that was."""

    def line(self, done: int, total: int, name: str) -> str:
        """What to show now."""
        now = self._clock()
        if self._part[0] != name:
            self._part = (name, done, now)
        filled = BAR * done // max(total, 1)
        shown = f"{'█' * filled}{'░' * (BAR - filled)} {done:,} of {total:,} {name}"
        return shown + self._pace(done, total, now)

    def _pace(self, done: int, total: int, now: float) -> str:
        """Rate and time left, once there is a second to judge by; without a rate the seconds."""
        _, first, began = self._part
        seconds = now - began
        if seconds < 1:
            return ""
        if done <= first:
            return f" · {left(seconds)}"
        rate = (done - first) / seconds
        return f" · {rate:,.0f}/s · {left((total - done) / rate)} left"


def left(seconds: float) -> str:
    """A time in words short enough for a bar."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def told(items: Iterable[T], total: int, name: str, progress: Progress | None) -> Iterator[T]:
    """The items, while `progress` is told of them; a few are not worth telling of."""
    for done, item in enumerate(items):
        if progress and total >= MANY and not done % STEP:
            progress(done, total, name)
        yield item


@contextlib.contextmanager
def heard(progress: Progress | None) -> Iterator[None]:
    """While this lasts, `told_here` tells `progress`: of what is done far from who asked for it."""
    token = _listener.set(progress)
    try:
        yield
    finally:
        _listener.reset(token)


def told_here(items: Iterable[T], total: int, name: str) -> Iterator[T]:
    """As `told`, of whoever listens."""
    return told(items, total, name, _listener.get())


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar on stderr while something takes long; None where nobody would see it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with bar_on(sys.stderr) as progress:
        yield progress


@contextlib.contextmanager
def bar_on(stream: TextIO) -> Iterator[Progress]:
    """A bar in the last line of a terminal, drawn at its own pace: a slow one holds nobody up."""
    meter, over = Meter(), threading.Event()
    last: list[tuple[int, int, str]] = []

    def tell(done: int, total: int, name: str) -> None:
        last[:] = [(done, total, name)]

    def draw() -> None:
        while not over.wait(BEAT):
            for step in last[:1]:
                width = shutil.get_terminal_size().columns - 1
                line = clean(meter.line(*step).replace("\n", " "))[:width]
                stream.write(f"\r\x1b[K{line}")
                stream.flush()

    drawing = threading.Thread(target=draw, daemon=True)
    drawing.start()
    try:
        yield tell
    finally:
        over.set()
        drawing.join()
        stream.write("\r\x1b[K")
        stream.flush()
