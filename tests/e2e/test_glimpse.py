"""The first screen, shown before the reader is there: the same one, and no key is lost on it."""

from __future__ import annotations

import os
import signal
import termios
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

ROW = "2025-06-10"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has left the reader on the third row."""
    env = {
        "HOME": str(tmp_path / "user"),
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }
    with Terminal([], env) as terminal:
        terminal.wait_for(ROW)
        terminal.press("\rjj")
        terminal.wait_for("▸ 2025-04")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    return env


def test_it_is_there_at_once_and_stays(env: dict[str, str]) -> None:
    with Terminal([], env) as terminal:
        terminal.wait_for("226 of 226.*help")
        first = terminal.text
        assert "▸ 2025-04" in first
        assert b"\x1b[?1004h" not in terminal.raw, "the reader itself was quicker"
        seen = len(terminal.raw)
        while b"\x1b[?1004h" not in terminal.raw or b"\x1b[1;1H" not in terminal.raw[seen:]:
            assert terminal.read(5)
            assert "▸ 2025-04" in terminal.text
        while terminal.read(0.3) and len(terminal.raw) != seen:
            seen = len(terminal.raw)
        assert terminal.text == first
        assert terminal.raw.count(b"\x1b[?1049h") == 1
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def test_keys_typed_on_it_are_acted_on(env: dict[str, str]) -> None:
    with Terminal([], env) as terminal:
        terminal.wait_for("▸ 2025-04")
        assert b"\x1b[?1004h" not in terminal.raw
        terminal.press("\rqgb")  # the item is opened and left, the newest bookmarked
        terminal.wait_for("▸ +2025-06-10 +●?★")
        assert "gb" not in terminal.text
        terminal.wait_for("2025-04-03  +")
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def test_ended_while_it_is_shown_the_terminal_is_as_before(env: dict[str, str]) -> None:
    with Terminal([], env) as terminal:
        terminal.wait_for("▸ 2025-04")
        assert b"\x1b[?1004h" not in terminal.raw
        os.kill(terminal.child, signal.SIGTERM)
        flags = termios.tcgetattr(terminal.master)[3]
        assert terminal.wait_for_end() == 128 + signal.SIGTERM
        assert not flags & termios.ECHO or terminal.raw.endswith(b"\x1b[?25h")
    assert terminal.raw.count(b"\x1b[?1049l") == 1
