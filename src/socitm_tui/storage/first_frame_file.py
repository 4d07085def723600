"""The file of the first screen: what it depends on, how it is written, read and verified."""

from __future__ import annotations

import os
import re
import zlib
from typing import Final

from socitm_tui import __version__
from socitm_tui.storage.home import Home
from socitm_tui.storage.regular_files import file_identity, read_regular

_MAGIC: Final = "socitm-glimpse 1"


_HARMLESS: Final = re.compile(r"(?:[^\x00-\x1f\x7f-\x9f]|\x1b\[[0-9;]*[mH]|\n)*")
"""Text, colours, and moves of the cursor: nothing else is ever written to the terminal."""


_RELEVANT_VARIABLES: Final = (
    "TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE",
    "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS", "TEXTUAL_DRIVER",
)  # fmt: skip
"""Variables by which the same screen is drawn in another way."""


def frame_fingerprint(home: Home, size: tuple[int, int]) -> str:
    """All that the first screen hangs on, as one line."""
    told = [f"{name}={os.environ[name]}" for name in _RELEVANT_VARIABLES if name in os.environ]
    files = (home.archive, home.index, home.added_index, home.notebook, home.config)
    try:
        state = zlib.crc32(read_regular(home.state))
    except (OSError, ValueError):
        state = 0
    return repr((__version__, size, told, [file_identity(one) for one in files], state))


def read_first_frame(home: Home, size: tuple[int, int]) -> str | None:
    """The screen to begin with, where everything is as it was when it was drawn."""
    try:
        whole = read_regular(home.first_frame).decode()
    except (OSError, ValueError):
        return None
    head, _, rest = whole.partition("\n")
    check, _, screen = rest.partition("\n")
    sound = check == _checksum(head, screen) and _HARMLESS.fullmatch(screen)
    if not sound or head != f"{_MAGIC} {frame_fingerprint(home, size)}":
        return None
    return screen


def encode_first_frame(home: Home, size: tuple[int, int], screen: str) -> bytes:
    """The file that `kept` reads, for the home as it is now."""
    head = f"{_MAGIC} {frame_fingerprint(home, size)}"
    return f"{head}\n{_checksum(head, screen)}\n{screen}".encode()


def _checksum(head: str, screen: str) -> str:
    return str(zlib.crc32(f"{head}\n{screen}".encode()))


def is_first_frame_damaged(home: Home) -> bool:
    """True where the file is there and not what was written."""
    try:
        head, check, screen = read_regular(home.first_frame).decode().split("\n", 2)
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return check != _checksum(head, screen)
