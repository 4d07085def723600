"""Terminals that are too small, too plain, gone or rude: state kept, terminal restored, words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.core import slow
from tests.e2e.terminal import COMMAND, NEWEST, Terminal, home_of, importing

LEFT = b"\x1b[?1049l"
ENTERED = b"\x1b[?1049h"
MODES_LEFT = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l")


def state(env: dict[str, str]) -> dict[str, object]:
    found: dict[str, object] = json.loads((home_of(env) / "state.json").read_text("utf-8"))
    return found


def quit_from(terminal: Terminal) -> None:
    terminal.press("Q")
    assert terminal.wait_for_end() == 0
    for mode in MODES_LEFT:
        assert mode in terminal.raw


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), slow(4, 1), slow(1, 50), slow(500, 3)])
def test_a_terminal_of_hardly_any_size_is_survived(
    loaded: dict[str, str], columns: int, rows: int
) -> None:
    with Terminal([], loaded, columns, rows) as terminal:
        while b"\x1b[?1004h" not in terminal.raw:
            assert terminal.read(5), "it ended"
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            assert terminal.read(0.1), "it ended"
        terminal.resize(100, 30)
        terminal.wait_for(NEWEST)
        quit_from(terminal)


@pytest.mark.slow
def test_a_storm_of_sizes_is_survived(loaded: dict[str, str]) -> None:
    with Terminal([], loaded) as terminal:
        terminal.wait_for(NEWEST)
        for number in range(60):
            terminal.resize(1 + number * 37 % 180, 1 + number * 23 % 60)
            terminal.press("j")
            terminal.read(0.005)
        terminal.resize(100, 30)
        terminal.press("g")
        terminal.wait_for(NEWEST)
        quit_from(terminal)


@pytest.mark.parametrize(
    ("number", "arguments"),
    [
        (signal.SIGTERM, []),
        slow(signal.SIGTERM, ["--fresh"]),  # no first screen, so no way of its own to leave
        slow(signal.SIGHUP, ["--fresh"]),
    ],
)
def test_a_signal_keeps_the_state_and_restores_the_terminal(
    loaded: dict[str, str], number: signal.Signals, arguments: list[str]
) -> None:
    with Terminal(arguments, loaded) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("Fyear:2012\r")
        terminal.wait_for("of 226 · year 2012")
        os.kill(terminal.child, number)
        assert terminal.wait_for_end() == 128 + number
        for mode in MODES_LEFT:
            assert mode in terminal.raw
        assert b"Traceback" not in terminal.raw
    assert state(loaded)["query"] == "year:2012"


def test_a_terminal_that_is_closed_ends_the_reader_and_keeps_the_state(
    loaded: dict[str, str],
) -> None:
    terminal = Terminal([], loaded)
    terminal.wait_for(NEWEST)
    terminal.press("Fyear:2011\r")
    terminal.wait_for("of 226 · year 2011")
    os.close(terminal.master)
    end = time.monotonic() + 10
    while time.monotonic() < end and os.waitpid(terminal.child, os.WNOHANG) == (0, 0):
        time.sleep(0.05)
    with pytest.raises(ChildProcessError):
        os.waitpid(terminal.child, os.WNOHANG)
    assert state(loaded)["query"] == "year:2011"


def test_suspended_and_woken_the_screen_is_there_again(loaded: dict[str, str]) -> None:
    with Terminal([], loaded) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("\x1a")
        end = time.monotonic() + 5
        while LEFT not in terminal.raw and time.monotonic() < end:
            terminal.read(0.05)
        assert LEFT in terminal.raw
        _, status = os.waitpid(terminal.child, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        before = terminal.raw.count(ENTERED)
        os.kill(terminal.child, signal.SIGCONT)
        terminal.resize(90, 30)
        while terminal.raw.count(ENTERED) == before and time.monotonic() < end:
            terminal.read(0.05)
        terminal.wait_for(NEWEST)
        quit_from(terminal)


@pytest.mark.parametrize("term", ["dumb", slow(None), slow("vt100"), slow("no-such-terminal")])
def test_terminals_of_few_talents(loaded: dict[str, str], term: str | None) -> None:
    env = {name: value for name, value in loaded.items() if name != "TERM"}
    if term is not None:
        env["TERM"] = term
    with Terminal([], env) as terminal:
        if term == "dumb":
            assert terminal.wait_for_end() == 0
            assert b"\x1b" not in terminal.raw
            assert NEWEST.encode() in terminal.raw
        else:
            terminal.wait_for(NEWEST)
            quit_from(terminal)


@pytest.mark.parametrize("more", [
    {"LANG": "C", "LC_ALL": "C"}, slow({"PYTHONIOENCODING": "ascii"}),
    slow({"PYTHONUTF8": "0", "LC_ALL": "C"}), slow({"NO_COLOR": "1"}),
], ids=str)  # fmt: skip
def test_plain_environments(loaded: dict[str, str], more: dict[str, str]) -> None:
    env = loaded | more
    ran = subprocess.run([COMMAND, "list"], env=env, capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"\x1b" not in ran.stdout
    ran = subprocess.run(
        [COMMAND, "list", "--json"], env=env, capture_output=True, check=True, timeout=60
    )
    assert len(json.loads(ran.stdout)) == 226
    with Terminal([], env) as terminal:
        terminal.wait_for(NEWEST)
        quit_from(terminal)


@pytest.mark.parametrize(
    "streams",
    [
        "<&-",
        slow(">&-"),
        slow("</dev/null"),
        slow(">/dev/full"),
        slow("2>&-"),
        ">&- 2>&-",
    ],
)
def test_without_a_terminal_there_are_plain_words_or_a_sentence(
    loaded: dict[str, str], streams: str
) -> None:
    for arguments in ("", "list"):
        ran = subprocess.run(
            ["sh", "-c", f"'{COMMAND}' {arguments} {streams}"],
            env=loaded, capture_output=True, timeout=30, check=False,
        )  # fmt: skip
        assert ran.returncode in (0, 1), ran.stderr
        assert b"Traceback" not in ran.stderr + ran.stdout
        assert b"Exception ignored" not in ran.stderr
        assert b"\x1b" not in ran.stdout + ran.stderr


def test_a_mistake_of_the_program_is_a_sentence_and_the_details_are_in_a_file(
    loaded: dict[str, str], tmp_path: Path
) -> None:
    failing = (
        "from socitm_tui.tui.actions.program import ProgramActions\n"
        "def fail(self):\n"
        "    raise KeyError('unforeseen')\n"
        "ProgramActions.signs = fail\n"
    )
    more = importing(tmp_path, "socitm_tui.tui.app", failing) | {"TMPDIR": str(tmp_path)}
    with Terminal([], loaded | more) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("\x1b[15~")
        assert terminal.wait_for_end() == 1
        assert LEFT in terminal.raw
        after = terminal.raw.rpartition(LEFT)[2].decode("utf-8", "replace")
    assert "mistake of the program: KeyError('unforeseen')" in after
    assert "Traceback" not in after
    (report,) = tmp_path.glob("socitm-tui-*.txt")
    assert "in fail\n" in report.read_text()
