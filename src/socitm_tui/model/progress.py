"""Reports the progress of long work to a listener, and formats it as one line."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from typing import Final, TypeVar

T = TypeVar("T")

Progress = Callable[[int, int, str], None]
"""Called with the number of items done, the number of all items, and what is being done."""

REPORT_EVERY_ITEMS: Final = 500
REPORT_FROM_ITEMS: Final = 2000
"""Work on fewer items is over before its progress could be read."""
BAR_CELLS: Final = 24
"""Columns of the progress bar."""

_listener: ContextVar[Progress | None] = ContextVar("listener", default=None)


def with_progress(
    items: Iterable[T], total: int, name: str, progress: Progress | None
) -> Iterator[T]:
    """The items, while `progress` is called every `REPORT_EVERY_ITEMS` of them."""
    if progress is None or total < REPORT_FROM_ITEMS:
        return iter(items)
    return _report_items(items, total, name, progress)


def _report_items(items: Iterable[T], total: int, name: str, progress: Progress) -> Iterator[T]:
    for done, item in enumerate(items):
        if not done % REPORT_EVERY_ITEMS:
            progress(done, total, name)
        yield item


@contextlib.contextmanager
def progress_listener(progress: Progress | None) -> Iterator[None]:
    """Within this context, `report_progress` calls `progress`: deep code needs no parameter."""
    token = _listener.set(progress)
    try:
        yield
    finally:
        _listener.reset(token)


def report_progress(items: Iterable[T], total: int, name: str) -> Iterator[T]:
    """As `with_progress`, with the listener of the context."""
    return with_progress(items, total, name, _listener.get())


def report_each(items: Sequence[T], name: str) -> Iterator[T]:
    """As `report_progress`, for work that takes long for each item: every one is reported."""
    progress = _listener.get()
    for done, item in enumerate(items):
        if progress:
            progress(done, len(items), name)
        yield item


class ProgressMeter:
    """Formats the progress of one piece of work, which may have several parts in turn."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._part = ("", 0, 0.0)
        """Name of the part, what was done when it began, and when it began."""

    def format_line(self, done: int, total: int, name: str) -> str:
        """A bar, the count, the rate and the time left."""
        now = self._clock()
        if self._part[0] != name:
            self._part = (name, done, now)
        filled = BAR_CELLS * done // max(total, 1)
        line = f"{'█' * filled}{'░' * (BAR_CELLS - filled)} {done:,} of {total:,} {name}"
        return line + self._format_rate(done, total, now)

    def _format_rate(self, done: int, total: int, now: float) -> str:
        """Rate and time left after the first second; the seconds passed if nothing was done."""
        _, done_before, began = self._part
        seconds = now - began
        if seconds < 1:
            return ""
        if done <= done_before:
            return f" · {duration_label(seconds)}"
        rate = (done - done_before) / seconds
        return f" · {rate:,.0f}/s · {duration_label((total - done) / rate)} left"


def duration_label(seconds: float) -> str:
    """A duration in few characters: `45 s`, `3 min`."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
