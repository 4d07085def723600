"""What stands behind an item: its capture, the other tellings of its story."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from socitm_tui.ingest.loader import load_paths
from socitm_tui.storage.home import Home
from socitm_tui.tui.actions.capture_page import PageActions
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import reading

PAGE = """Home
About us
Contact
Search

01/03/12
Council websites still aren’t giving enough
The latest yearly study of town halls on the web finds that they do not give users what they want.

23/02/12
Councils are showing the way
A survey says that more than half of all councils now answer questions on social media in a day.

Pages
1 2 3 next
"""


def loaded(folder: Path) -> Home:
    page = folder / "page.txt"
    page.write_text(PAGE)
    home = Home(folder / "home", folder / "home" / "config.toml")
    load_paths(home, [page], "2026-11-21T10:00:00Z")
    return home


async def test_o_shows_the_page_at_the_items_own_lines(tmp_path: Path) -> None:
    async with reading(loaded(tmp_path)) as r:
        await r.press("O")
        sha = hashlib.sha256(PAGE.encode()).hexdigest()[:8]
        assert r.top.startswith(f"page.txt · sha256 {sha}… · loaded 2026-11-21 · lines 6–8 of 16")
        own = [line for line in r.lines if "▌" in line]
        assert "01/03/12" in own[0]
        assert "▸ 4 lines outside any item" in r.text
        assert "About us" not in r.text
        assert "item 2 of 2" in r.text
        await r.press("f")
        assert "out       About us" in r.text
        await r.press("q")
        assert r.top.startswith("socitm-tui")


async def test_a_capture_that_is_gone_is_said(home: Home) -> None:
    async with reading(home, (80, 24)) as r:
        await r.press("O")
        assert "The capture cannot be shown: The kept capture 000000000000… cannot be" in r.status
        (toast,) = r.app._notifications
        assert str(toast.message).endswith("cannot be read (No such file or directory).")
        await r.press("d", *"nonsense that has no place in a line of eighty", "enter")
        assert len(r.app._notifications) == 1


async def test_a_capture_shows_at_every_size(tmp_path: Path) -> None:
    home = loaded(tmp_path)
    for size in ((40, 12), (80, 24), (200, 60)):
        async with reading(home, size) as r:
            await r.press("O")
            assert "01/03/12" in r.text
            await r.press("G", "g", "space", "escape")


async def test_control_characters_of_a_capture_do_not_act(tmp_path: Path) -> None:
    home = home_of(tmp_path / "home", [item("One", sha256="a" * 64)])
    home.captures.mkdir()
    (home.captures / ("a" * 64)).write_text("27/03/12\n\x1b[31mRed\x07 [/b] [red]x\n")
    async with reading(home) as r:
        await r.press("O")
        assert "\x1b" not in r.text
        assert "[/b] [red]x" in r.text


async def test_slash_in_the_text_finds_in_it_and_n_goes_round(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "j", "enter", "slash", *"library")
        assert "24 found" in r.status
        await r.press("enter")
        assert "9 of 9" in r.status
        assert "1/24" in r.text
        await r.press("n", "n")
        assert "3/24" in r.text
        await r.press("N", "N", "N")
        assert "24/24" in r.text
        assert r.heading == "Council websites still aren’t giving enough"
        await r.press("slash", "escape")
        assert "/24" not in r.text
        await r.press("slash", *"zzz", "enter", "n")
        assert r.status.startswith("The words are not in this text.")
        assert r.heading == "Council websites still aren’t giving enough"


async def test_the_item_before_and_the_history(home: Home) -> None:
    async with reading(home) as r:
        await r.press("apostrophe")
        assert "No other item was opened yet." in r.status
        await r.press("enter", "2", "j", "j", "enter", "apostrophe")
        assert r.heading == "Cloud first, says Whitehall"
        await r.press("apostrophe")
        assert r.heading.startswith("Council websites")
        await r.press("H")
        assert r.top.startswith("History · what you opened, latest first")
        await r.press("j", "enter")
        assert r.heading == "Cloud first, says Whitehall"
    async with reading(home) as r:
        await r.press("H")
        assert "Council websites" in r.text


async def test_an_item_that_the_filter_leaves_out_is_shown_all_the_same(home: Home) -> None:
    async with reading(home) as r:
        await r.press("enter", "2", "slash", *"share", "enter", "H", "enter")
        assert r.heading == "Cloud first, says Whitehall"
        assert "Filter cleared to show the item." in r.status


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_leaving_a_capture_that_is_not_there_yet_leaves_nothing_else(
    home: Home, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    come = threading.Event()
    monkeypatch.setattr(PageActions, "read_page", lambda *_: come.wait(9))
    async with reading(home) as r:
        await r.pilot.press("3", "O", key)
        come.set()
        await r.rest()
        assert r.app.screen is r.browse
        assert r.browse.panes.current == "text"
