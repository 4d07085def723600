"""Keys that move: rows, months, years, dates, panes."""

from __future__ import annotations

import pytest
from textual.events import MouseScrollDown

from socitm_tui.storage.home import Home
from socitm_tui.tui.dialogs.list_dialog import ListDialog
from tests.tui.screens import EXTRA_KEYS, MEDIUM, NARROW, WIDE, reading


async def test_first_the_newest_item_is_selected_and_its_text_is_shown(home: Home) -> None:
    async with reading(home) as r:
        assert "2013-02-04" in r.here
        assert r.heading == "Cloud first, says Whitehall"
        assert r.top.startswith("socitm-tui   9 items · 2009–2013")
        assert r.status.startswith("9 of 9 · no filter · newest first · 0 bookmarked")
        assert "enter open   ? help" in r.status


ROWS = [
    ("j", "2012-03-27"),
    ("down", "2012-03-27"),
    ("j j k", "2012-03-27"),
    ("j up", "2013-02-04"),
    ("G", "undated"),
    ("end", "undated"),
    ("G g", "2013-02-04"),
    ("end home", "2013-02-04"),
    ("G k", "2009-07-09"),
    ("space", "undated"),
    ("pagedown pageup", "2013-02-04"),
    ("ctrl+f ctrl+b", "2013-02-04"),
    ("ctrl+d ctrl+u", "2013-02-04"),
    ("J J", "2012-03-01"),
    ("J J K", "2012-03-27"),
    ("right_square_bracket", "2012-03-27"),
    ("right_square_bracket right_square_bracket", "2012-02~"),
    ("G left_square_bracket", "2009-07-09"),
    ("j j left_square_bracket", "2012-03-27"),
    ("right_curly_bracket", "2012-03-27"),
    ("right_curly_bracket right_curly_bracket", "2011-12-14"),
    ("j j j left_curly_bracket", "2012-03-27"),
    ("j left_curly_bracket", "2013-02-04"),
    ("1 J", "2012-03-27"),
    ("3 J J", "2012-03-01"),
    ("1 right_curly_bracket", "2012-03-27"),
    ("n", "2012-03-27"),
    ("n n N", "2012-03-27"),
]


async def test_a_key_moves_to_a_row(home: Home) -> None:
    async with reading(home) as r:
        for keys, row in ROWS:
            await r.press("2", "g", *keys.split())
            assert row in r.here, keys


async def test_half_a_page_is_less_than_a_page(home: Home) -> None:
    async with reading(home, (80, 12), table=EXTRA_KEYS) as r:
        await r.press("ctrl+d")
        half = r.browse.timeline.cursor
        await r.press("g", "pagedown")
        assert 0 < half < r.browse.timeline.cursor


async def test_d_goes_to_a_date(home: Home) -> None:
    async with reading(home) as r:
        for typed, row in (
            ("2012", "2012-03-27"),
            ("feb 2012", "2012-02~"),
            ("2011-12-06", "2011-12-06"),
            ("-1y", "2012-02~"),
            ("2009", "2009-07-09"),
        ):
            await r.press("g", "d")
            await r.type(typed)
            await r.press("enter")
            assert row in r.here, typed


async def test_d_says_where_nothing_is_dated_so(home: Home) -> None:
    async with reading(home) as r:
        await r.press("d")
        await r.type("2010")
        await r.press("enter")
        assert "2009-07-09" in r.here
        assert r.status.startswith("Nothing here is dated 2010; the nearest is 9 July 2009.")
        await r.press("d")
        assert "-2y (from 2009-07-09)" in r.lines[0]
        for typed, answer in (("13/2012", "There is no month 13"), ("christmas", "every year")):
            await r.type(typed)
            await r.press("enter")
            assert answer in r.status
            await r.press("ctrl+u")
        await r.type("+2y")
        await r.press("enter")
        assert r.status.startswith("Nothing here is dated 2011-07 (2 years after 9 July 2009);")


async def test_d_explains_a_date_it_cannot_read_and_esc_closes_it(home: Home) -> None:
    async with reading(home) as r:
        await r.press("d")
        await r.type("soon")
        await r.press("enter")
        assert r.status.startswith("“soon” is not a date: write 2012, mar 2012")
        await r.press("escape")
        assert r.top.startswith("socitm-tui")
        assert "2013-02-04" in r.here


async def test_the_year_stays_in_sight(home: Home) -> None:
    async with reading(home, (80, 12)) as r:
        await r.press("G", "k", "k")
        assert r.lines[1].startswith("▌2012 ")
        assert "2011-12-06" in r.here


async def test_a_resize_keeps_the_row_in_sight(home: Home) -> None:
    async with reading(home, (120, 32)) as r:
        await r.press("G")
        await r.pilot.resize_terminal(80, 12)
        await r.rest()
        assert "undated" in r.here
        assert "undated" in r.text


KEYS_TO_PANES = [
    ("tab", "text"),
    ("tab tab", "filter"),
    ("shift+tab", "filter"),
    ("l", "text"),
    ("h", "filter"),
    ("1", "filter"),
    ("3", "text"),
    ("3 2", "timeline"),
    ("f", "filter"),
    ("f f", "timeline"),
    ("enter", "text"),
    ("enter q", "timeline"),
    ("1 q", "timeline"),
    ("enter escape", "timeline"),
]


@pytest.mark.parametrize(
    ("size", "cases"),
    [(NARROW, KEYS_TO_PANES), (MEDIUM, KEYS_TO_PANES[3:8]), (WIDE, KEYS_TO_PANES[::4])],
)
async def test_a_key_goes_to_a_pane(
    home: Home, size: tuple[int, int], cases: list[tuple[str, str]]
) -> None:
    async with reading(home, size) as r:
        for keys, pane in cases:
            await r.press("2", *keys.split())
            assert r.browse.panes.current == pane, keys
            assert r.app.focused is not None
            assert r.app.focused.id == pane, keys
            assert r.app.focused.display
            assert "━" in r.text or r.top.endswith("esc back")


async def test_q_goes_back_and_then_quits(home: Home) -> None:
    async with reading(home) as r:
        await r.press("enter", "q")
        assert r.app.is_running
        await r.press("q")
        assert r.app._exit


@pytest.mark.parametrize("key", ["Q", "ctrl+q"])
async def test_quit_at_once(home: Home, key: str) -> None:
    async with reading(home) as r:
        await r.press("enter", key)
        assert r.app._exit
        assert r.app.return_code == 0


async def test_esc_never_quits(home: Home) -> None:
    async with reading(home) as r:
        await r.press(*["escape"] * 4)
        assert not r.app._exit


async def test_a_click_selects_and_a_second_opens(home: Home) -> None:
    async with reading(home) as r:
        line = r.browse.timeline.lines.line_of(2)
        await r.pilot.click("#timeline", offset=(6, line))
        await r.rest()
        assert "2012-03-01" in r.here
        await r.pilot.double_click("#timeline", offset=(6, line))
        await r.rest()
        assert r.browse.panes.current == "text"


async def test_the_wheel_scrolls_and_marks_nothing(home: Home) -> None:
    async with reading(home, (80, 12)) as r:
        timeline = r.browse.timeline
        event = MouseScrollDown(timeline, 5, 5, 0, 1, 0, False, False, False)
        timeline.post_message(event)
        await r.rest()
        assert timeline.top > 0
        assert timeline.cursor == 0
        assert "●" in r.row("2012-03-01")


async def test_the_wheel_scrolls_a_sheet_too(home: Home) -> None:
    async with reading(home, (80, 12)) as r:
        await r.press("?")
        assert isinstance(r.app.screen, ListDialog)
        sheet = r.app.screen.list
        sheet.post_message(MouseScrollDown(sheet, 5, 5, 0, 1, 0, False, False, False))
        await r.rest()
        assert sheet.top > 0
