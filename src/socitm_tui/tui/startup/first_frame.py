"""The first frame: written to the terminal before Textual is imported.

Importing Textual is the longest part of a start. The first frame depends only on a few files, the
terminal and the version of the program. If they are unchanged since the frame was captured, the
saved frame is written at once; until the reader takes over the terminal, keys wait unseen.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

from socitm_tui.storage.first_frame_file import HARMLESS_OUTPUT, read_first_frame
from socitm_tui.storage.home import Home

OUTPUT_FD: Final = 2
"""The file descriptor that Textual writes to: stderr."""
ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?1049l\x1b[?25h"
"""Switch to the alternate screen without a cursor, and back."""

FrameMaker = Callable[[Home, tuple[int, int]], str | None]
"""Makes a frame of so many columns and lines; None if it cannot."""


@dataclass
class ShownFrame:
    """A first frame on the terminal, until the reader takes the terminal over."""

    attributes: list[Any]
    """The settings of the terminal before."""
    is_whole: bool
    """True if it is a saved frame, on which nothing is missing."""
    is_handed_over: bool = False
    """True once the reader has the terminal."""


shown_frame: ShownFrame | None = None
"""What this process has shown; there is only one terminal."""


def is_reader_command(arguments: Sequence[str]) -> bool:
    """True if a command line opens the reader, in whatever home."""
    match arguments:
        case []:
            return True
        case ["--home", home]:
            return not home.startswith("-")
        case _:
            return False


def has_terminal() -> bool:
    """True if input and output are a terminal that can show a screen."""
    return all(map(os.isatty, (0, 1, OUTPUT_FD))) and os.environ.get("TERM") != "dumb"


def is_saved_frame_shown() -> bool:
    """True if this process has shown the saved first frame."""
    return shown_frame is not None and shown_frame.is_whole


# ------------------------------------------------------------------ on the terminal
def show_first_frame(arguments: Sequence[str], fallback: FrameMaker) -> None:
    """Show the saved first frame if a command opens the reader.

    Args:
        arguments: Of the command.
        fallback: Makes the frame if there is no saved one.
    """
    if not (is_reader_command(arguments) and has_terminal()):
        return
    with contextlib.suppress(Exception):  # it only saves time: nothing may fail because of it
        width, height = os.get_terminal_size()
        home, size = Home.find(*arguments[1:]), (width, height)
        saved = read_first_frame(home, size)
        frame = saved or fallback(home, size)
        if frame and HARMLESS_OUTPUT.fullmatch(frame):
            _show(frame, is_whole=saved is not None)


def _show(frame: str, *, is_whole: bool) -> None:
    """Write a frame; from now on the terminal does not echo keys."""
    global shown_frame  # noqa: PLW0603 - one terminal
    import termios  # noqa: PLC0415 - not everywhere

    try:
        attributes = termios.tcgetattr(0)
        silent = list(attributes)
        silent[0] &= ~(termios.ICRNL | termios.IXON)  # an Enter is to reach the reader as one
        silent[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
        termios.tcsetattr(0, termios.TCSANOW, silent)
    except termios.error:
        return
    shown_frame = ShownFrame(attributes, is_whole)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _exit_by)
    try:
        _write(ENTER + frame)
    except OSError:
        restore_terminal()
        raise


def _write(text: str) -> None:
    """Write where Textual writes."""
    data = text.encode()
    while data:
        data = data[os.write(OUTPUT_FD, data) :]


def _exit_by(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signals call
    """Exit in good order."""
    sys.exit(128 + number)


def hand_over_terminal() -> bool:
    """Leave the terminal to the reader; True if a first frame is on it."""
    if shown_frame is None or shown_frame.is_handed_over:
        return False
    _reset(shown_frame)
    return True


def restore_terminal() -> None:
    """Put the terminal back as it was, unless the reader has it."""
    if shown_frame is not None and not shown_frame.is_handed_over:
        _reset(shown_frame)
        with contextlib.suppress(OSError):
            _write(LEAVE)


def _reset(frame: ShownFrame) -> None:
    import termios  # noqa: PLC0415 - see above

    frame.is_handed_over = True
    with contextlib.suppress(termios.error):
        termios.tcsetattr(0, termios.TCSANOW, frame.attributes)
