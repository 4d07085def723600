"""The terminal, as the reader takes it over from the screen that was shown before."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import time
from collections.abc import Callable
from typing import Any, Final

from textual.drivers.linux_driver import LinuxDriver

from socitm_tui.tui.startup import first_frame as glimpse

ENTER = "\x1b[?1049h"
TURN: Final = 0.0001
"""Seconds for the thread that writes to wake up and do so."""
PATIENCE: Final = 0.2
"""Seconds after which a thread that takes nothing is looked at."""
BEGINNING = "\x1b[1;1H"
"""A frame that begins in the first cell is that of the whole screen."""


class Terminal(LinuxDriver):
    """Textual's own driver, but a screen that is shown already is not cleared."""

    catch: Callable[[str], bool] | None = None
    """Is given the next frame of the whole screen, which is not written if it says True."""
    _entered = False

    def __init__(self, app: Any, **settings: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(app, **settings)
        if hasattr(app, "terminal"):
            app.terminal = self

    @property
    def is_behind(self) -> bool:
        """True while the terminal has not taken in what was written before."""
        thread = self._writer_thread
        if thread is None or self._file is None:
            return False
        out = self._file.fileno()
        return thread._queue.qsize() > 0 or not select.select((), (out,), (), 0)[1]

    @property
    def is_gone(self) -> bool:
        """True where there is no terminal any more: its window was closed, the line is dead."""
        return not os.isatty(self.fileno)

    def start_application_mode(self) -> None:
        """Begin, with the settings that the terminal had before anything was shown."""
        self._entered = glimpse.take_over()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._entered = False

    def write(self, data: str) -> None:
        """Write to the terminal, less what was written before."""
        if self._entered and data == ENTER:
            return
        if self.catch is not None and data.startswith(BEGINNING):
            caught, self.catch = self.catch, None
            if caught(data):
                return
        self._hand_over(data)

    def close(self) -> None:
        """Wait until everything is written."""
        if self._hand_over(None) and self._writer_thread is not None:
            self._writer_thread.join()

    def _hand_over(self, data: str | None) -> bool:
        """Give data to the thread that writes; False where it has ended, for the terminal is gone.

        Textual would wait for room in its queue, and never wake.
        """
        thread = self._writer_thread
        while thread is not None and thread.is_alive():
            with contextlib.suppress(queue.Full):
                thread._queue.put(data, timeout=PATIENCE)
                return True
        return False

    def flush(self) -> None:
        """Let a frame be written before anything else is done: what follows it can wait."""
        time.sleep(TURN)
