"""The file of the first frame: the screen that the reader shows before it has loaded anything.

The frame is used only if everything that it depends on is as it was when the frame was drawn.
"""

from __future__ import annotations

import os
import re
import zlib
from typing import Final

from socitm_tui import __version__
from socitm_tui.storage.home import Home
from socitm_tui.storage.regular_files import file_identity, read_regular

_MAGIC: Final = "socitm-glimpse 1"
HARMLESS_OUTPUT: Final = re.compile(r"(?:[^\x00-\x1f\x7f-\x9f]|\x1b\[[0-9;]*[mH]|\n)*")
"""Text, colours and cursor positions: nothing else is ever written to the terminal."""
_RELEVANT_VARIABLES: Final = (
    "TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE",
    "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS", "TEXTUAL_DRIVER",
)  # fmt: skip
"""Environment variables that change how the same screen is drawn."""


def frame_fingerprint(home: Home, size: tuple[int, int]) -> str:
    """Everything that the first frame depends on, on one line."""
    variables = [f"{name}={os.environ[name]}" for name in _RELEVANT_VARIABLES if name in os.environ]
    files = (home.archive, home.index, home.added_index, home.notebook, home.config)
    try:
        state = zlib.crc32(read_regular(home.state))
    except (OSError, ValueError):
        state = 0
    return repr((__version__, size, variables, [file_identity(path) for path in files], state))


def read_first_frame(home: Home, size: tuple[int, int]) -> str | None:
    """The stored frame, or None if it is missing, damaged, or no longer what would be drawn."""
    try:
        head, checksum, screen = _read_parts(home)
    except (OSError, ValueError):
        return None
    is_whole = checksum == _checksum(head, screen) and HARMLESS_OUTPUT.fullmatch(screen)
    if not is_whole or head != f"{_MAGIC} {frame_fingerprint(home, size)}":
        return None
    return screen


def encode_first_frame(home: Home, size: tuple[int, int], screen: str) -> bytes:
    """The file that `read_first_frame` reads, for the home as it is now."""
    head = f"{_MAGIC} {frame_fingerprint(home, size)}"
    return f"{head}\n{_checksum(head, screen)}\n{screen}".encode()


def is_first_frame_damaged(home: Home) -> bool:
    """True if the file exists and is not what was written."""
    try:
        head, checksum, screen = _read_parts(home)
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return checksum != _checksum(head, screen)


def _read_parts(home: Home) -> tuple[str, str, str]:
    """Fingerprint, checksum and screen.

    Raises:
        OSError: the file cannot be read.
        ValueError: it does not have these parts.
    """
    head, checksum, screen = read_regular(home.first_frame).decode().split("\n", 2)
    return head, checksum, screen


def _checksum(head: str, screen: str) -> str:
    return str(zlib.crc32(f"{head}\n{screen}".encode()))
