"""The installed program in a terminal: launch, filter, search, bookmark, quit, relaunch."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.core import slow
from tests.e2e.terminal import COMMAND, NEWEST, Terminal, shell


def test_from_nothing_to_a_bookmark_that_is_still_there(env: dict[str, str]) -> None:
    with Terminal([], env) as terminal:
        terminal.wait_for("226 items")
        terminal.wait_for(NEWEST)
        assert "Loaded Socitm’s news, 2001–2025: 226 items" in terminal.raw.decode(
            "utf-8", "replace"
        )
        terminal.press("Fyear:2012\r")
        terminal.wait_for(r"2\d of 226")
        terminal.press("Fyear:2012 topic:websites\r")
        terminal.wait_for(r"\b\d+ of 226 · year 2012, topic Websites")
        terminal.press("cFyear:2012\r2/better connected\r2gb")
        terminal.wait_for("★")
        terminal.press("j")
        terminal.wait_for(r"\b\d+ of 226 · “better”, “connected”, year 2012")
        terminal.press("Q")
        assert terminal.wait_for_end() == 0
    assert b"\x1b[?1049l" in terminal.raw
    with Terminal([], env) as terminal:
        terminal.wait_for("★")
        terminal.press("cB")
        terminal.wait_for("1 of 226")
        terminal.press("Q")
        assert terminal.wait_for_end() == 0
    (entry,) = json.loads(shell(env, "list", "is:bookmarked", "--json").stdout)
    assert entry["date"].startswith("2012")


@pytest.mark.parametrize(
    ("columns", "rows"),
    [(80, 24), slow(60, 20), slow(40, 12), slow(200, 60)],
)
def test_every_size_shows_the_newest_item(loaded: dict[str, str], columns: int, rows: int) -> None:
    with Terminal([], loaded, columns, rows) as terminal:
        terminal.wait_for(NEWEST)
        terminal.resize(30, 8)
        terminal.wait_for("40×12")
        terminal.resize(columns, rows)
        terminal.wait_for(NEWEST)
        terminal.press("Q")
        assert terminal.wait_for_end() == 0


def test_ctrl_l_draws_again_what_another_program_has_written_over(loaded: dict[str, str]) -> None:
    with Terminal([], loaded) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("j")
        terminal.show(b"\x1b[7;3HBroadcast message from root\x1b[9;3Hgoing down")
        terminal.press("\x0c")
        terminal.wait_until_gone("Broadcast|going down")
        terminal.press("Q")
        assert terminal.wait_for_end() == 0


@pytest.mark.slow
def test_without_textual_the_shell_still_answers(env: dict[str, str]) -> None:
    first = json.loads(shell(env, "list", "--json", "--limit", "1").stdout)  # of nothing loaded yet
    key = first[0]["key"]
    commands: tuple[list[str], ...] = (
        ["show", key], ["facets"], ["bookmark", key], ["note", key, "n"], ["check"], ["dirs"],
        ["keys"], ["topics"], ["--version"], ["--help"], ["load", "--bundled"], [],
    )  # fmt: skip
    code = (
        "import sys\nsys.modules['textual'] = None\nfrom socitm_tui.cli.main import run_program\n"
        f"for arguments in {commands}:\n"
        "    try:\n        run_program(arguments)\n"
        "    except SystemExit as end:\n        assert not end.code, arguments\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_closed_pipe_is_no_error(loaded: dict[str, str]) -> None:
    ran = subprocess.run(
        ["sh", "-c", f"'{COMMAND}' list --json | head -c 1 && '{COMMAND}' list | head -n 1"],
        env=loaded, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")


def test_keys_typed_at_once_act_where_each_of_them_leads(env: dict[str, str]) -> None:
    with Terminal([], env) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("\r")  # the card of the first run
        terminal.press("1gjj 2jj")  # the third year is ticked, the third of its items chosen
        terminal.wait_for("6 of 226 · year 2023")
        terminal.wait_for("▸ 2023-06~")
        terminal.press("Gg/e")  # what stays chosen is what was chosen last
        terminal.wait_for("▸ 2023-10~")
        terminal.press("\x1b")
        terminal.wait_until_gone("/ e")
        terminal.press("cg\r  hgj12")
        terminal.wait_for("226 of 226")
        terminal.press("Q")
        assert terminal.wait_for_end() == 0
