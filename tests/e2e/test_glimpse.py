"""The first screen, shown before the reader is there: the same one, and no key is lost on it."""

from __future__ import annotations

import os
import signal
import termios
import time
from pathlib import Path

import pyte
import pytest

from tests.e2e.terminal import PATIENCE, PRIVATE, Terminal, importing

READER = b"\x1b[?1004h"
"""What the reader itself begins with."""


@pytest.fixture
def late(left: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of a reader that lets its first screen wait."""
    return left | importing(tmp_path, "socitm_tui.tui.app", "import time; time.sleep(0.7)")


def test_it_is_there_at_once_and_stays(late: dict[str, str]) -> None:
    with Terminal([], late) as terminal:
        terminal.wait_for("226 of 226.*help")
        until = time.monotonic() + PATIENCE
        while READER not in terminal.raw:
            assert terminal.read(5)
            assert "▸ 2025-04" in terminal.text
        first = seen(terminal, terminal.raw.partition(READER)[0])
        assert "▸ 2025-04" in first
        begun = len(terminal.raw)
        while b"\x1b[1;1H" not in terminal.raw[begun:] or terminal.text != first:
            assert terminal.read(0.3)
            assert time.monotonic() < until, terminal.text
        assert terminal.raw.count(b"\x1b[?1049h") == 1
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def seen(terminal: Terminal, data: bytes) -> str:
    """What such a terminal shows after some bytes."""
    screen = pyte.Screen(terminal.screen.columns, terminal.screen.lines)
    pyte.ByteStream(screen).feed(PRIVATE.sub(b"", data))
    return "\n".join(screen.display)


def test_keys_typed_on_it_are_acted_on(late: dict[str, str]) -> None:
    with Terminal([], late) as terminal:
        terminal.wait_for("▸ 2025-04")
        terminal.press("\rqgb")  # the item is opened and left, the newest bookmarked
        assert READER not in terminal.raw
        terminal.wait_for("▸ +2025-06-10 +●?★")
        assert "gb" not in terminal.text
        terminal.wait_for("2025-04-03  +")
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def test_ended_while_it_is_shown_the_terminal_is_as_before(late: dict[str, str]) -> None:
    with Terminal([], late) as terminal:
        terminal.wait_for("▸ 2025-04")
        assert READER not in terminal.raw
        os.kill(terminal.child, signal.SIGTERM)
        flags = termios.tcgetattr(terminal.master)[3]
        assert terminal.wait_for_end() == 128 + signal.SIGTERM
        assert not flags & termios.ECHO or terminal.raw.endswith(b"\x1b[?25h")
    assert terminal.raw.count(b"\x1b[?1049l") == 1
