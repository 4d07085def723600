"""The progress bar of the command line, drawn on stderr."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from typing import TextIO

from socitm_tui.model.progress import Progress, ProgressMeter
from socitm_tui.model.text import clean_line

REDRAW_INTERVAL_S = 0.2
"""Seconds from one drawing of a bar to the next."""


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar on stderr while something takes long; None where nobody would see it."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    with draw_bar(sys.stderr) as progress:
        yield progress


@contextlib.contextmanager
def draw_bar(stream: TextIO) -> Iterator[Progress]:
    """A bar in the last line of a terminal, drawn at its own pace: a slow one holds nobody up."""
    meter, over = ProgressMeter(), threading.Event()
    last: list[tuple[int, int, str]] = []

    def tell(done: int, total: int, name: str) -> None:
        last[:] = [(done, total, name)]

    def draw() -> None:
        while not over.wait(REDRAW_INTERVAL_S):
            for step in last[:1]:
                width = shutil.get_terminal_size().columns - 1
                line = clean_line(meter.format_line(*step).replace("\n", " "))[:width]
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
