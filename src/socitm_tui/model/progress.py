"""How far long work is, in a line: a bar, a count, the rate and the time left."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[int, int, str], None]
"""Called with what is done, all there is, and the name of what is being done."""

REPORT_EVERY_ITEMS = 500
"""Items from one telling to the next."""
REPORT_FROM_ITEMS = 2000
"""Items from which on it is worth while to tell."""

_listener: ContextVar[Progress | None] = ContextVar("listener", default=None)


def with_progress(
    items: Iterable[T], total: int, name: str, progress: Progress | None
) -> Iterator[T]:
    """The items, while `progress` is told of them; a few are not worth telling of."""
    for done, item in enumerate(items):
        if progress and total >= REPORT_FROM_ITEMS and not done % REPORT_EVERY_ITEMS:
            progress(done, total, name)
        yield item


@contextlib.contextmanager
def progress_listener(progress: Progress | None) -> Iterator[None]:
    """While this lasts, `told_here` tells `progress`: of what is done far from who asked for it."""
    token = _listener.set(progress)
    try:
        yield
    finally:
        _listener.reset(token)


def report_progress(items: Iterable[T], total: int, name: str) -> Iterator[T]:
    """As `told`, of whoever listens."""
    return with_progress(items, total, name, _listener.get())


BAR_CELLS = 24


class ProgressMeter:
    """Makes the lines of one piece of work, which may have several parts one after the other."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._part = ("", 0, 0.0)
        """Name, what was done at its beginning, and when that was."""

    def format_line(self, done: int, total: int, name: str) -> str:
        """What to show now."""
        now = self._clock()
        if self._part[0] != name:
            self._part = (name, done, now)
        filled = BAR_CELLS * done // max(total, 1)
        shown = f"{'█' * filled}{'░' * (BAR_CELLS - filled)} {done:,} of {total:,} {name}"
        return shown + self._pace(done, total, now)

    def _pace(self, done: int, total: int, now: float) -> str:
        """Rate and time left, once there is a second to judge by; without a rate the seconds."""
        _, first, began = self._part
        seconds = now - began
        if seconds < 1:
            return ""
        if done <= first:
            return f" · {duration_label(seconds)}"
        rate = (done - first) / seconds
        return f" · {rate:,.0f}/s · {duration_label((total - done) / rate)} left"


def duration_label(seconds: float) -> str:
    """A time in words short enough for a bar."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
