"""The year bars: years or months as bars, silences drawn, moving with the timeline."""

from __future__ import annotations

from socitm_tui.search.index import RowGroup
from socitm_tui.storage.home import Home
from socitm_tui.tui.widgets.year_bars import make_year_bars
from tests.tui.screens import MEDIUM, reading

BESIDE_TEXT = (112, 32)
"""A screen on which the bars stand, and the filter pane does not."""


def test_silent_years_are_drawn_and_a_long_silence_is_one_line() -> None:
    groups = [
        RowGroup(0, 2, "2014", "2014-03"),
        RowGroup(2, 1, "2014", None),
        RowGroup(3, 4, "2012", "2012-01"),
        RowGroup(7, 1, "2001", "2001-01"),
        RowGroup(8, 1, None, None),
    ]
    assert [(one.label, one.count, one.start) for one in make_year_bars(groups)] == [
        ("2014", 3, 0), ("2013", 0, None), ("2012", 4, 3), ("", 0, None), ("2001", 1, 7),
        ("none", 1, 8),
    ]  # fmt: skip


def test_one_year_is_shown_by_month() -> None:
    groups = [RowGroup(0, 2, "2014", "2014-03"), RowGroup(2, 1, "2014", None)]
    found = make_year_bars(groups)
    assert found[0].is_heading
    assert [one.label for one in found if one.count] == ["Mar", "?"]
    assert len(found) == 14


async def test_the_year_bars_moves_with_the_selection(home: Home) -> None:
    async with reading(home, BESIDE_TEXT) as r:
        assert "▸2013" in r.text
        await r.press("j")
        assert "▸2012" in r.text
        assert " 2010 ·" in r.text
        await r.press("G")
        assert "▸none" in r.text


async def test_a_click_on_the_year_bars_jumps(home: Home) -> None:
    async with reading(home, BESIDE_TEXT) as r:
        line = next(y for y, text in enumerate(r.lines) if text.startswith(" 2011 "))
        await r.pilot.click(offset=(3, line))
        await r.rest()
        assert "2011-12-14" in r.here
        assert "▸2011" in r.text


async def test_the_years_are_shown_once(home: Home) -> None:
    async with reading(home, BESIDE_TEXT) as r:
        assert "▸2013" in r.text
        await r.press("f")
        assert "▸2013" not in r.text
    async with reading(home, (160, 50)) as r:
        assert "▸2013" not in r.text


async def test_narrowed_to_a_year_it_shows_months_beside_the_filter_too(home: Home) -> None:
    async with reading(home, (150, 45)) as r:
        await r.press("F")
        await r.type("year:2012")
        await r.press("enter")
        assert "▸Mar" in r.text
        assert " Jan  ·" in r.text


async def test_no_year_bars_where_there_is_no_room(home: Home) -> None:
    async with reading(home, MEDIUM) as r:
        assert not r.browse.year_bars.display
