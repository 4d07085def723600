"""Terminals that take in little at a time, or nothing for a while: keys act, nothing is lost."""

from __future__ import annotations

import json
import os
import select
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.terminal import NEWEST, Terminal, home_of, shell

pytestmark = pytest.mark.slow


class Slow(Terminal):
    """A terminal that takes in so many bytes a second."""

    def __init__(self, *arguments: Any, rate: float, **named: Any) -> None:  # noqa: ANN401 - those of a terminal
        self.rate, self._since = rate, time.monotonic()
        super().__init__(*arguments, **named)

    def read(self, seconds: float) -> bool:
        """Take in what there was time for; False when the program has ended."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        now = time.monotonic()
        size = min(int((now - self._since) * self.rate), 4096)
        if not ready:
            self._since = now
        elif size:
            self._since = now
            try:
                self.show(os.read(self.master, size))
            except OSError:
                return False
        else:
            time.sleep(0.01)
        return True

    @property
    def memory(self) -> int:
        """Megabytes that the program has in use."""
        status = Path(f"/proc/{self.child}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024


def test_a_terminal_of_a_few_thousand_bytes_a_second(loaded: dict[str, str]) -> None:
    del loaded["COLORTERM"]
    with Slow(["--fresh"], loaded, 80, 24, rate=8000) as terminal:
        terminal.wait_for(NEWEST)
        for key in "jjjjjjjjb":
            terminal.press(key)
            terminal.read(0.05)
        terminal.wait_for("Bookmarked")
        terminal.press("jjjjQ")
        assert terminal.wait_for_end() == 0
    assert place_of_bookmark(loaded) == 8
    assert place_left(loaded) == 12


def test_a_terminal_that_takes_in_nothing_for_a_while(loaded: dict[str, str]) -> None:
    with Slow(["--fresh"], loaded, 80, 24, rate=100_000) as terminal:
        terminal.wait_for(NEWEST)
        before = terminal.memory
        for key in "j" * 120 + "b" + "k" * 60:
            terminal.press(key)
            time.sleep(0.01)
        assert terminal.memory < before + 20
        taken = len(terminal.raw)
        terminal.wait_for("1 bookmarked")
        assert len(terminal.raw) < taken + 100_000  # not a frame for each key
        terminal.press("Q")
        assert terminal.wait_for_end() == 0
    assert place_of_bookmark(loaded) == 120
    assert place_left(loaded) == 60


def place_of_bookmark(env: dict[str, str]) -> int:
    """Where in the timeline the one bookmark is."""
    (entry,) = json.loads(shell(env, "list", "is:bookmarked", "--json").stdout)
    return keys(env).index(entry["key"])


def place_left(env: dict[str, str]) -> int:
    """Where in the timeline the reader was left."""
    state = json.loads((home_of(env) / "state.json").read_text())
    return keys(env).index(state["key"])


def keys(env: dict[str, str]) -> list[str]:
    return [one["key"] for one in json.loads(shell(env, "list", "--json").stdout)]
