"""Where the user is: the titles of the panes, the hints below them, what empty panes say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual import events

from socitm_tui.storage.home import Home
from socitm_tui.tui.widgets.pane_titles import TITLE_ORDER, title_pieces
from socitm_tui.tui.widgets.status_line import pressed_key
from tests.tui.archives import home_of
from tests.tui.screens import MEDIUM, WIDE, Reading, reading


@pytest.mark.parametrize(("size", "line"), [(MEDIUM, 0), (WIDE, 1), ((140, 45), 1)])
async def test_every_pane_has_its_name_and_count_and_that_of_the_one_in_use_on_a_background(
    home: Home, size: tuple[int, int], line: int
) -> None:
    async with reading(home, size) as r:
        edge = r.lines[line]
        assert "━ Timeline · 1 of 9 ━━" in edge
        assert re.search(r"─ Text · \d+ lines ──", edge)
        await r.press("j", "enter")
        assert "─ Timeline · 2 of 9 ──" in r.lines[line]
        assert re.search(r"━ Text · \d+ lines ━━", r.lines[line])
        await r.press("1", "space")
        assert "━ Filter · 1 ticked ━" in r.lines[line]
        pieces = title_pieces(r.browse.panes.cells, dict.fromkeys(TITLE_ORDER, "Name"), "filter")
        assert [kind for text, kind in pieces if text.strip()][1] == "pane"


async def test_the_least_important_hint_is_dropped_first(home: Home) -> None:
    async with reading(home, (200, 40)) as r:
        widest = r.status[r.status.index("enter open") :].split("   ")
        for width in (120, 100, 80, 70):
            await r.pilot.resize_terminal(width, 24)
            await r.rest()
            hints = r.status[r.status.index("enter open") :].split("   ")
            assert hints == widest[: len(hints)]
            assert len(hints) >= 4


async def test_a_click_on_a_hint_presses_its_key(home: Home) -> None:
    async with reading(home) as r:
        await _click(r, "/ search")
        assert r.browse.prompt.is_open
        await r.press(*"cloud")
        await _click(r, "enter done")
        assert r.status.startswith("2 of 9")
        await _click(r, "? help")
        assert r.app.screen is not r.browse
        await r.pilot.click("#list-top", offset=(r.lines[0].index("back"), 0))
        await r.rest()
        assert r.app.screen is r.browse


async def _click(r: Reading, hint: str) -> None:
    """Click the last word of a hint in the status line."""
    line = len(r.lines) - 1
    await r.pilot.click(offset=(r.lines[line].index(hint) + len(hint) - 1, line))
    await r.rest()


def test_the_key_of_a_hint_is_the_one_that_textual_knows() -> None:
    names = {"?": "question_mark", "/": "slash", "esc": "escape", "F4": "f4", "-": "minus"}
    assert {label: pressed_key(label).key for label in names} == names


async def test_panes_without_anything_say_what_to_press(tmp_path: Path) -> None:
    async with reading(home_of(tmp_path / "home", [], ()), (140, 30)) as r:
        assert "Nothing to read here." in r.text
        assert "L loads files or folders" in r.text


async def test_a_character_that_is_no_key_says_where_the_keys_are(home: Home) -> None:
    async with reading(home) as r:
        for key, character in (("equals_sign", "="), ("cyrillic_small_letter_el", "л")):
            r.app.post_message(events.Key(key, character))
            await r.rest()
            assert r.status.startswith(f"“{character}” does nothing here · ? lists the keys")
        await r.press("j")
        assert "does nothing" not in r.status


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_signs_are_explained_by_a_key_and_in_help(home: Home, ascii_only: bool) -> None:
    async with reading(home, (100, 30), ascii_only=ascii_only) as r:
        await r.press("f5")
        sign = "o" if ascii_only else "●"
        assert any(f"{sign}     not read yet" in line for line in r.lines)
        await r.press("f5", "question_mark", *"saved")
        assert "cut off in the saved page" in r.text
        assert (":   " if ascii_only else "⋯   ") in r.text
