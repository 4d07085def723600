"""Copying, opening, saving, exporting, piping, and selecting several for it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from socitm_tui.storage.home import Home
from socitm_tui.tui.actions import links as linking
from socitm_tui.tui.actions.clipboard import copy_with_program
from socitm_tui.tui.dialogs.text_dialogs import TextDialog
from tests.core import slow
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import EXTRA_KEYS, reading


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


async def test_y_copies_the_citation_and_says_only_what_is_known(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "j", "y")
        assert r.app.clipboard.startswith("Charlotte Jee (1 March 2012). “Council websites")
        assert "Citation copied (if your terminal allows it" in r.status
        assert "copied.txt of the home" in r.status
    assert (home.path / "copied.txt").read_text().startswith("Charlotte Jee")


async def test_a_local_program_is_named_once_it_has_the_text(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = tmp_path / "got"
    program(tmp_path / "bin", "xclip", f"/bin/cat > {got}")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("DISPLAY", ":0")
    async with reading(home) as r:
        await r.press("Y")
        assert r.status.startswith("Text copied with xclip.")
    assert "Cloud first, says Whitehall" in got.read_text()


def test_a_program_that_fails_is_not_believed(tmp_path: Path) -> None:
    program(tmp_path / "bin", "xsel", "exit 1")
    env = {"PATH": str(tmp_path / "bin"), "DISPLAY": ":0"}
    assert copy_with_program("x", env) is None
    assert copy_with_program("x", {"PATH": ""}) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "No address is known of this item."),
        ("javascript:alert(1)", "is no address of the web and was not opened."),
        slow("file:///etc/passwd", "is no address of the web"),
        slow("http://user:pass@example.org/", "is no address of the web"),
        slow("https://example.org/a b", "is no address of the web"),
        ("https://example.org/news", "No browser is at hand here; the address is https://example"),
    ],
)
async def test_o_opens_only_addresses_of_the_web(
    tmp_path: Path, url: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    home = home_of(tmp_path / "home", [item("One", url=url)])
    async with reading(home) as r:
        await r.press("o")
        assert said in r.status


async def test_o_hands_the_address_to_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setenv("BROWSER", str(program(tmp_path / "bin", "web", "exit 0")))
    monkeypatch.setattr(linking, "start_browser", lambda *given: started.append(given))
    home = home_of(tmp_path / "home", [item("One", url="https://example.org/?a=$(b)")])
    async with reading(home) as r:
        await r.press("o")
        assert "Asked web to open https://example.org/" in r.status
    assert started == [([str(tmp_path / "bin" / "web")], "https://example.org/?a=$(b)")]


async def test_s_saves_the_item_as_markdown_and_overwrites_nothing(
    home: Home, tmp_path: Path
) -> None:
    async with reading(home) as r:
        await r.press("s", "enter")
        assert "The item was written to 2013-02-04-cloud-first-says-whitehall.md in /" in r.status
        await r.press("s", "enter")
        assert "already exists" in r.status
    text = (tmp_path / "2013-02-04-cloud-first-says-whitehall.md").read_text()
    assert text.startswith('---\ntitle: "Cloud first, says Whitehall"\ndate: "2013-02-04"\n')


async def test_no_folder_is_made_without_asking(home: Home, tmp_path: Path) -> None:
    async with reading(home) as r:
        await r.press("e")
        await r.type("sub/list.md")
        await r.press("enter")
        assert "There is no folder sub. Make it?" in r.text
        await r.press("n")
        assert not (tmp_path / "sub").exists()
        assert r.browse.prompt.text == "sub/list.md"
        await r.press("enter", "y")
        assert "9 items were written to list.md in /" in r.status
        assert (tmp_path / "sub" / "list.md").exists()


async def test_prompts_say_how_many_items_they_act_on(home: Home) -> None:
    async with reading(home, table=EXTRA_KEYS) as r:
        await r.press("x", "x", "t")
        assert "Tags of 2 items" in r.lines[0]
        await r.press("escape", "vertical_line")
        assert "2 items |" in r.lines[0]
        await r.press("escape", "a")
        assert r.status.startswith("A note is written on one item, and 2 are selected")
        await r.press("E")
        assert r.status.startswith("One item is corrected at a time, and 2 are selected")
        await r.press("X")
        assert r.status.startswith("9 selected")


async def test_e_exports_what_is_shown_in_the_form_of_the_name(home: Home, tmp_path: Path) -> None:
    async with reading(home) as r:
        await r.press("e")
        await r.type("list.xyz")
        await r.press("enter")
        assert "The name must end in .atom .bib .csl.json" in r.status
        assert "…" not in r.status
        await r.press("escape", "slash", *"cloud", "enter", "e")
        await r.type("list.csl.json")
        await r.press("enter")
        assert "2 items were written to list.csl.json in /" in r.status
    assert len(json.loads((tmp_path / "list.csl.json").read_text())) == 2


async def test_a_pipe_shows_what_the_program_answers(home: Home) -> None:
    async with reading(home, table=EXTRA_KEYS) as r:
        await r.press("vertical_line", *"head", "space", "minus", *"n1", "enter")
        await r.rest()
        assert "Cloud first, says Whitehall" in r.text
        assert "head -n1" in r.text


async def test_the_output_of_each_program_comes_however_late_and_busy_it_is(home: Home) -> None:
    """The threads of the pool are all busy, the program takes its time, and so does the terminal.

    Once, under load, “Running …” was followed by nothing: the program waited for a thread, and the
    next pipe dropped the one before.
    """
    loop, release = asyncio.get_running_loop(), threading.Event()
    async with reading(home, table=EXTRA_KEYS) as r:
        loop.set_default_executor(ThreadPoolExecutor(1))
        waiting = loop.run_in_executor(None, release.wait, 20)
        r.app.terminal = SlowTerminal()  # type: ignore[assignment]
        try:
            for command in ("sleep 0.2; echo first", "echo second"):
                r.browse.actions.share._start_pipe(command)
            await until(lambda: len(r.app.screen_stack) == 3)
            assert [type(screen) for screen in r.app.screen_stack[1:]] == [TextDialog, TextDialog]
            await until(lambda: "closes" in r.text)
        finally:
            release.set()
        await waiting


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something, which a busy machine may take seconds for."""
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.02)


class SlowTerminal:
    """Takes in a frame only at every twentieth look."""

    is_gone = False

    def __init__(self) -> None:
        self._looks = 0

    @property
    def is_behind(self) -> bool:
        self._looks += 1
        return self._looks % 20 != 0


async def test_tab_completes_paths(home: Home, tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    async with reading(home) as r:
        await r.press("e", *"cap", "tab")
        assert r.browse.prompt.text == "captures/"


async def test_x_selects_for_the_next_action(home: Home) -> None:
    async with reading(home) as r:
        await r.press("x", "j", "x")
        assert r.status.startswith("2 selected, 9 of 9")
        assert "✓" in r.row("Cloud first")
        await r.press("b")
        assert "Bookmarked: 2 items · u undoes" in r.status
        await r.press("u", "y")
        assert len(r.app.clipboard.splitlines()) == 2
        await r.press("escape")
        assert r.status.startswith("9 of 9")
        await r.press("X")
        assert r.status.startswith("9 selected")
