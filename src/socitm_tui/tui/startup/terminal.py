"""The terminal driver: it takes the terminal over from the first frame and never blocks on it."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import time
from collections.abc import Callable
from typing import Any, Final

from textual.drivers.linux_driver import LinuxDriver

from socitm_tui.tui.startup.first_frame import hand_over_terminal

ENTER = "\x1b[?1049h"
"""Switches to the alternate screen, which clears it."""
WRITER_TURN_S: Final = 0.0001
"""Seconds for the writer thread to wake up and write."""
WRITER_CHECK_S: Final = 0.2
"""Seconds after which a writer thread that takes nothing is checked."""
FRAME_START = "\x1b[1;1H"
"""Begins a frame of the whole screen: it starts in the first cell."""


class Terminal(LinuxDriver):
    """Textual's driver, except that a first frame on the screen is not cleared."""

    catch: Callable[[str], bool] | None = None
    """Gets the next frame of the whole screen, which is not written if it returns True."""
    _keeps_screen = False
    """True while the terminal shows the first frame and must not be cleared."""

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
        output = self._file.fileno()
        return thread._queue.qsize() > 0 or not select.select((), (output,), (), 0)[1]

    @property
    def is_gone(self) -> bool:
        """True if there is no terminal any more: its window was closed, the line is dead."""
        return not os.isatty(self.fileno)

    def start_application_mode(self) -> None:
        """Start with the settings that the terminal had before the first frame."""
        self._keeps_screen = hand_over_terminal()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._keeps_screen = False

    def write(self, data: str) -> None:
        """Write to the terminal, except for what would clear the first frame."""
        if self._keeps_screen and data == ENTER:
            return
        if self.catch is not None and data.startswith(FRAME_START):
            catch, self.catch = self.catch, None
            if catch(data):
                return
        self._enqueue(data)

    def close(self) -> None:
        """Wait until everything is written."""
        if self._enqueue(None) and self._writer_thread is not None:
            self._writer_thread.join()

    def _enqueue(self, data: str | None) -> bool:
        """Pass data to the writer thread; False if it has ended because the terminal is gone.

        Textual would wait for room in the queue of a dead thread for ever.
        """
        thread = self._writer_thread
        while thread is not None and thread.is_alive():
            with contextlib.suppress(queue.Full):
                thread._queue.put(data, timeout=WRITER_CHECK_S)
                return True
        return False

    def flush(self) -> None:
        """Let the writer thread write a frame before anything else is done."""
        time.sleep(WRITER_TURN_S)
