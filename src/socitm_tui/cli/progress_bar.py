"""The progress bar of the commands, drawn on stderr.

It is not drawn by `rich.progress`: there, a report of progress waits for the lock of the drawing
thread, so a slow terminal would slow a load down.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from typing import Final, TextIO

from socitm_tui.model.progress import Progress, ProgressMeter
from socitm_tui.model.text import clean_line

REDRAW_INTERVAL_S: Final = 0.2


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A progress listener that draws a bar on stderr; None if stderr is not a usable terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with draw_bar(sys.stderr) as progress:
        yield progress


@contextlib.contextmanager
def draw_bar(stream: TextIO) -> Iterator[Progress]:
    """A progress listener that draws a bar in the last line, in a thread of its own."""
    meter, is_over = ProgressMeter(), threading.Event()
    last: list[tuple[int, int, str]] = []

    def report(done: int, total: int, name: str) -> None:
        last[:] = [(done, total, name)]

    def draw() -> None:
        while not is_over.wait(REDRAW_INTERVAL_S):
            for step in last[:1]:
                width = shutil.get_terminal_size().columns - 1
                line = clean_line(meter.format_line(*step).replace("\n", " "))[:width]
                stream.write(f"\r\x1b[K{line}")
                stream.flush()

    thread = threading.Thread(target=draw, daemon=True)
    thread.start()
    try:
        yield report
    finally:
        is_over.set()
        thread.join()
        stream.write("\r\x1b[K")
        stream.flush()
