"""Other programs in a real terminal: editor, pager, pipe, and the clipboard of tmux."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import COMMAND, NEWEST, PATIENCE, Terminal, home_of

LEFT = b"\x1b[?1049l"
"""What a program writes when it gives the terminal back."""


@pytest.fixture
def env(loaded: dict[str, str]) -> dict[str, str]:
    return loaded


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def reader(env: dict[str, str]) -> Iterator[Terminal]:
    with Terminal([], env) as terminal:
        terminal.wait_for(NEWEST)
        yield terminal


def notebook(env: dict[str, str]) -> list[dict[str, object]]:
    text = (home_of(env) / "notebook.json").read_text("utf-8")
    return list(json.loads(text)["annotations"].values())


def test_a_note_is_written_in_the_users_editor(env: dict[str, str], tmp_path: Path) -> None:
    env["EDITOR"] = script(tmp_path / "an editor", 'echo "Ask; who \\033[2J else?" >> "$2"') + " -x"
    env["EDITOR"] = f"{shlex.quote(str(tmp_path / 'an editor'))} -x"
    with Terminal([], env) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("a")
        terminal.wait_for(r"ctrl\+o editor")
        terminal.press("Begun. \x0f")
        terminal.wait_for("Ask; who .*else")
        terminal.press("\x1b")
        terminal.wait_for("Note saved")
        terminal.press("Q")
        assert terminal.wait_for_end() == 0
    (one,) = notebook(env)
    assert str(one["note"]).startswith("Begun. Ask; who")
    assert "\x1b" not in str(one["note"])


def test_a_text_is_shown_in_the_users_pager_and_the_reader_comes_back(
    env: dict[str, str], tmp_path: Path
) -> None:
    wait = 'cat "$1"; printf "page of %s" pager; read answer'
    env["PAGER"] = script(tmp_path / "pager", wait)
    with Terminal([], env) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("?pager\r")
        terminal.wait_for("page of pager")
        assert "Event roundup" in terminal.text
        assert terminal.raw.count(LEFT) == 1
        terminal.press("\rj")
        terminal.wait_for("▸ 2025-06~")
        terminal.press("Q")
        assert terminal.wait_for_end() == 0


@pytest.mark.skipif(not shutil.which("less"), reason="no less here")
@pytest.mark.slow
def test_without_a_pager_of_ones_own_it_is_less(reader: Terminal) -> None:
    reader.press("?pager\r")
    reader.wait_for("END")
    assert "Kurt Frary" in reader.text
    reader.press("qj")
    reader.wait_for("▸ 2025-06~")


def test_a_pipe_shows_the_answer_and_how_it_ended(reader: Terminal) -> None:
    reader.press("?pipe\r")
    reader.wait_for("a program")
    reader.press("grep -c . ; echo \"$(printf '\\033[2J')[red]x\" >&2; exit 3\r")
    reader.wait_for("ended with 3")
    reader.wait_for(r"\n.*\b\d+ +\n")
    reader.wait_for(r"\[red\]x")
    reader.press("q")
    reader.wait_until_gone("ended with 3")


def test_a_program_that_is_not_there_is_named(env: dict[str, str]) -> None:
    env["PAGER"] = "no-such-pager"
    with Terminal([], env) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("?pager\r")
        terminal.wait_for("There is no program no-such-pager here.")
        terminal.press("Q")
        assert terminal.wait_for_end() == 0


# ------------------------------------------------------------------ tmux
class Tmux:
    """A tmux of its own with the reader in it."""

    def __init__(self, folder: Path, env: dict[str, str], settings: str) -> None:
        self._env = env
        self._socket = str(folder / "tmux")
        config = folder / "tmux.conf"
        config.write_text(settings)
        self("-f", str(config), "new-session", "-d", "-x", "100", "-y", "30", str(COMMAND))

    def __call__(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["tmux", "-S", self._socket, *arguments],
            env=self._env, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        return ran.stdout

    def wait_for(self, wanted: str, *command: str) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if re.search(wanted, found := self(*command)):
                return found
            time.sleep(0.1)
        raise AssertionError(f"{wanted!r} did not appear:\n{found}")


@pytest.fixture
def tmux(tmp_path: Path, env: dict[str, str], request: pytest.FixtureRequest) -> Iterator[Tmux]:
    if not shutil.which("tmux"):
        pytest.skip("no tmux here")
    one = Tmux(tmp_path, env | {"TERM": "xterm-256color"}, request.param)
    try:
        one.wait_for(NEWEST, "capture-pane", "-p")
        yield one
    finally:
        one("kill-server")


@pytest.mark.parametrize("tmux", ["", "set -g set-clipboard off\n"], indirect=True)
def test_in_tmux_a_copy_can_be_pasted_whatever_its_settings(tmux: Tmux) -> None:
    tmux("send-keys", "y")
    tmux.wait_for(r"Citation copied \(to tmux; ", "capture-pane", "-p")
    assert tmux("show-buffer").startswith("Socitm (10 June 2025). “Event roundup")


@pytest.mark.parametrize("tmux", ["set -g set-clipboard on\n"], indirect=True)
def test_the_question_of_a_terminal_is_one_that_tmux_understands(tmux: Tmux) -> None:
    tmux("send-keys", "y")
    tmux.wait_for("Citation copied", "capture-pane", "-p")
    buffers = tmux("list-buffers", "-F", "#{buffer_sample}").splitlines()
    assert len(buffers) == 2, "one by the program, one by OSC 52"
    assert len(set(buffers)) == 1
