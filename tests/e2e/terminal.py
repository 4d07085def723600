"""The installed command in a real pseudo-terminal, seen as a person sees it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

COMMAND = Path(sys.executable).with_name("socitm-tui")
NEWEST = "2025-06-10"
"""The date of the newest item of the bundled archive."""
PATIENCE = 20.0
PRIVATE = re.compile(rb"\x1b\[[<=>?][0-9;:]*[ -/]*[@-~]|\x1b[P_^].*?\x1b\\", re.DOTALL)
"""Mode switches and queries, which the emulator would print as text."""
BEGUN = re.compile(rb"\x1b(?:\[[<=>?]?[0-9;:]*)?\Z")
"""A sequence whose end has not been read yet."""


def shell(env: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a command printed, where there is no terminal."""
    return subprocess.run(
        [COMMAND, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False
    )


def home_of(env: Mapping[str, str]) -> Path:
    """Where everything is kept."""
    return Path(env["HOME"], ".local/share/socitm-tui")


def importing(folder: Path, module: str, code: str) -> dict[str, str]:
    """Variables by which some code is run just before a module is imported."""
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}:\n"
        "            sys.meta_path.remove(self)\n"
        f"            exec({code!r})\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    return {"PYTHONPATH": str(folder)}


class Terminal:
    """A pseudo-terminal of a given size with one program in it."""

    def __init__(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        columns: int = 120,
        rows: int = 40,
        *,
        command: Path = COMMAND,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._begun = b""
        self.status: int | None = None
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.execve(command, [str(command), *arguments], dict(env))  # noqa: S606
        self.resize(columns, rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.status is None:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        os.close(self.master)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as dragging a window's corner does."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(self.screen.display)

    def press(self, keys: str) -> None:
        """Type keys as a terminal sends them."""
        os.write(self.master, keys.encode())

    def read(self, seconds: float) -> bool:
        """Take in what the program writes; False when it has ended."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.show(data)
        return bool(data)

    def show(self, data: bytes) -> None:
        """Show what the program has written; what has only begun waits for its end."""
        self.raw += data
        data = self._begun + data
        begun = BEGUN.search(data)
        data, self._begun = (data[: begun.start()], begun[0]) if begun else (data, b"")
        self.stream.feed(PRIVATE.sub(b"", data))

    def wait_for(self, wanted: str) -> str:
        """Read until a pattern is on the screen; the text it matched."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if match := re.search(wanted, self.text):
                return match.group()
            if not self.read(0.05):
                break
        raise AssertionError(f"{wanted!r} did not appear; on the screen:\n{self.text}")

    def wait_until_gone(self, unwanted: str) -> None:
        """Read until a pattern is no longer on the screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.read(0.05):
            if not re.search(unwanted, self.text):
                return
        raise AssertionError(f"{unwanted!r} stayed; on the screen:\n{self.text}")

    def wait_for_end(self) -> int:
        """Read until the program has ended; its exit status."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.read(0.05):
            pass
        _, status = os.waitpid(self.child, 0)
        self.status = os.waitstatus_to_exitcode(status)
        return self.status


class Distant(Terminal):
    """A terminal at the other end of a slow line: every byte is late, both ways.

    What is typed while a packet waits travels with it, as it does in a shell over a network.
    """

    DELAY, PACKET = 0.15, 0.04

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - those of a terminal
        self._typed: deque[tuple[float, bytes]] = deque()
        self._shown: deque[tuple[float, bytes]] = deque()
        super().__init__(*arguments, **named)

    def press(self, keys: str) -> None:
        """Type keys, which arrive later."""
        now = time.monotonic() + self.DELAY
        if self._typed and now - self._typed[-1][0] < self.PACKET:
            due, before = self._typed.pop()
            self._typed.append((due, before + keys.encode()))
        else:
            self._typed.append((now, keys.encode()))

    def read(self, seconds: float) -> bool:
        """Pass on what is due; False when the program has ended."""
        now = time.monotonic()
        while self._typed and self._typed[0][0] <= now:
            os.write(self.master, self._typed.popleft()[1])
        ready, _, _ = select.select([self.master], [], [], min(seconds, 0.01))
        if ready:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            self._shown.append((now + self.DELAY, data))
        while self._shown and self._shown[0][0] <= now:
            self.show(self._shown.popleft()[1])
        return True

    def type(self, keys: str, gap: float = 0.03) -> None:
        """Type keys one after the other, as fast as fingers go, whatever is shown by then."""
        for key in re.findall(r"\x1b\[[A-Z]|.", keys, re.DOTALL):
            self.press(key)
            until = time.monotonic() + gap
            while time.monotonic() < until:
                self.read(0.005)
