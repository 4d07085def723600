"""Orders, headings of months, unread alone: what is shown and how close it stands."""

from __future__ import annotations

from socitm_tui.storage.home import Home
from tests.tui.screens import EXTRA_KEYS, reading


async def test_s_turns_the_timeline_round_and_keeps_the_item(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "S")
        assert r.status.startswith("Oldest first · S changes the order")
        assert "2012-03-27" in r.here
        await r.press("g")
        assert "2009-07-09" in r.here
        assert r.status.startswith("9 of 9 · no filter · oldest first")
        await r.press("G")
        assert "undated" in r.here
        await r.press("g", "right_curly_bracket")
        assert "2011-12-06" in r.here


async def test_by_heading_the_letters_are_the_headings(home: Home) -> None:
    async with reading(home) as r:
        await r.press("S", "S", "g")
        assert "A pilot questionnaire" in r.here
        assert "▌A " in r.text
        await r.press("right_square_bracket")
        assert "Cloud first" in r.here
        assert "by heading" in r.status
        await r.press("S")
        assert r.status.startswith("Newest first")


async def test_by_heading_an_item_goes_where_its_corrected_title_belongs(home: Home) -> None:
    async with reading(home) as r:
        await r.press("S", "S", "g", "E", "j", "enter", "ctrl+u", *"zeal", "enter")
        assert "zeal" in r.here
        assert r.listed.index(" Z ") < r.listed.index("zeal")


async def test_under_a_search_headlines_that_hold_the_words_come_first(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash", *"council", "enter", "S", "S", "g")
        assert "best match first" in r.status
        assert r.listed.startswith("▌In the headline 3 ▸")
        await r.press("c")
        await r.press("j")
        assert "newest first" in r.status


async def test_going_to_a_date_and_the_year_bars_follow_the_order(home: Home) -> None:
    async with reading(home, (112, 32)) as r:
        await r.press("S", "d", *"2011", "enter")
        assert "2011-12-14" in r.here
        labels = [one.label for one in r.browse.year_bars.bars]
        assert labels == ["2009", "2010", "2011", "2012", "2013", "none"]
        line = next(y for y, text in enumerate(r.lines) if text.startswith(" 2012 "))
        await r.pilot.click(offset=(3, line))
        await r.rest()
        assert "2012~" in r.here
        await r.press("S", "d", *"2011", "enter")
        assert "2011-12-14" in r.here
        assert "▸2011" in r.text


async def test_only_what_is_unread_is_shown(home: Home) -> None:
    async with reading(home, table=EXTRA_KEYS) as r:
        await r.press("r", "f2")
        assert r.status.startswith("8 of 9 · unread")
        await r.press("f2")
        assert r.status.startswith("9 of 9 · no filter")
