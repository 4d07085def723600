"""The reader's first screen as it was drawn before, shown again while the reader is being imported.

Importing Textual is the longest part of a start. What the reader will show first hangs on a few
files, the terminal and the program alone; where all of them are as they were when the screen was
drawn, the same screen is drawn at once, and keys wait for the reader. The file is derived: it
is compared before it is believed, and deleting it loses nothing.
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

from socitm_tui.storage.first_frame_file import _HARMLESS, read_first_frame
from socitm_tui.storage.home import Home

SCREEN: Final = 2
"""The descriptor that Textual draws on: that of stderr."""
ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?1049l\x1b[?25h"


Screen = Callable[[Home, tuple[int, int]], str | None]
"""Makes a screen of so many columns and lines."""


@dataclass
class Shown:
    """A screen that was shown, until the reader takes the terminal over."""

    attributes: list[Any]
    """How the terminal was set before."""
    whole: bool
    """True where nothing is missing on it."""
    taken: bool = False
    """True once the reader has it."""


shown: Shown | None = None
"""What this process has shown; there is only one terminal."""


def opens_the_reader(arguments: Sequence[str]) -> bool:
    """True where a command asks for nothing but the reader, in whatever home."""
    match arguments:
        case []:
            return True
        case ["--home", home]:
            return not home.startswith("-")
        case _:
            return False


# ------------------------------------------------------------------ on the terminal
def has_screen() -> bool:
    """True where there is a terminal for the screen."""
    return all(map(os.isatty, (0, 1, SCREEN))) and os.environ.get("TERM") != "dumb"


def show(arguments: Sequence[str], otherwise: Screen) -> None:
    """Show the screen to begin with, if the reader is what was asked for and there is one.

    Args:
        arguments: Of the command.
        otherwise: What can be shown in place of a screen that was kept.
    """
    if not opens_the_reader(arguments):
        return
    if not has_screen():
        return
    with contextlib.suppress(Exception):  # what only saves time ends nothing
        width, height = os.get_terminal_size()
        home, size = Home.find(*arguments[1:]), (width, height)
        screen = read_first_frame(home, size)
        whole = screen is not None
        screen = screen or otherwise(home, size)
        if screen and _HARMLESS.fullmatch(screen):
            _paint(screen, whole=whole)


def _paint(screen: str, *, whole: bool) -> None:
    """Paint a screen; from now on keys wait unseen."""
    global shown  # noqa: PLW0603 - one terminal
    import termios  # noqa: PLC0415 - not everywhere

    try:
        attributes = termios.tcgetattr(0)
        silent = list(attributes)
        silent[0] &= ~(termios.ICRNL | termios.IXON)  # an Enter is to reach the reader as one
        silent[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
        termios.tcsetattr(0, termios.TCSANOW, silent)
    except termios.error:
        return
    shown = Shown(attributes, whole)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        _write(ENTER + screen)
    except OSError:
        withdraw()
        raise


def _write(text: str) -> None:
    """Write where Textual draws."""
    data = text.encode()
    while data:
        data = data[os.write(SCREEN, data) :]


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signals call
    """Leave in good order."""
    sys.exit(128 + number)


def take_over() -> bool:
    """The reader has the terminal from now on; True where a screen is shown already."""
    if shown is None or shown.taken:
        return False
    _reset(shown)
    return True


def withdraw() -> None:
    """Leave the terminal as it was, unless the reader has it."""
    if shown is not None and not shown.taken:
        _reset(shown)
        with contextlib.suppress(OSError):
            _write(LEAVE)


def _reset(one: Shown) -> None:
    import termios  # noqa: PLC0415 - see above

    one.taken = True
    with contextlib.suppress(termios.error):
        termios.tcsetattr(0, termios.TCSANOW, one.attributes)
