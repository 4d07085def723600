"""The bar takes keys in their order, however fast they come."""

from __future__ import annotations

from textual import events

from socitm_tui.storage.home import Home
from tests.tui.screens import reading

NAMES = {
    ":": "colon",
    "/": "slash",
    " ": "space",
    "\r": "enter",
    "]": "right_square_bracket",
    "\x1b": "escape",
    '"': "quotation_mark",
}


async def test_a_burst_of_keys_is_taken_in_its_order(home: Home) -> None:
    async with reading(home) as r:
        for one in "Fyear:2011\rFyear:2012\r2/trends\r2gb":
            r.app.post_message(events.Key(NAMES.get(one, one), one))
        await r.rest()
        assert r.status.startswith("Bookmarked")
        assert "IT Trends" in r.here
        assert "★" in r.here
        await r.press("j")
        assert "1 of 9 · “trends”, year 2012" in r.status


async def test_a_burst_through_the_panes_into_the_bar(home: Home) -> None:
    async with reading(home) as r:
        for one in "1]/cl\r 3/trends\r2b":
            r.app.post_message(events.Key(NAMES.get(one, one), one))
        await r.rest()
        assert r.status.startswith("Bookmarked")
        assert r.browse.filter_pane.is_name_filtered
        await r.press("j")
        assert "2 of 9 · topic Cloud" in r.status


async def test_a_burst_that_leaves_the_bar_by_esc(home: Home) -> None:
    async with reading(home) as r:
        for one in "/cloud\x1bjjb":
            r.app.post_message(events.Key(NAMES.get(one, one), one))
        await r.rest()
        assert "2012-03-01" in r.here
        assert "★" in r.here


async def test_enter_with_a_mistake_stays_in_the_bar(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F", *"topic", "colon", *"clowd", "enter")
        assert r.browse.prompt.is_open
        assert "did you mean “cloud”?" in r.status


async def test_tab_completes_fields_and_values(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F", *"to", "tab")
        assert r.browse.prompt.text == "topic:"
        await r.press(*"web", "tab")
        assert r.browse.prompt.text == "topic:websites"
        await r.press("enter")
        assert "5 of 9" in r.status


async def test_a_beginning_is_no_mistake_but_says_what_may_follow(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash", *"topic", "colon")
        assert r.status.startswith("Tab: websites, cloud, events-awards")
        await r.press(*"cl")
        assert r.status.startswith("Tab: cloud ")
        await r.press("x")
        assert r.status.startswith("“topic:clx” is not known")
        await r.press("escape", "F", *"year", "colon", "tab")
        assert r.browse.prompt.text == "year:2013"
        assert r.status.startswith("Tab: 2012, 2011, 2009, undated")
        await r.press("tab")
        assert r.status.startswith("Tab: 2011, 2009, undated, 2013")
        await r.press("shift+tab", "escape", "F", *"author", "colon", *"jee", "tab", "enter")
        assert "1 of 9 · author Charlotte Jee" in r.status


async def test_arrows_call_back_what_was_asked(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F", *"cloud", "enter", "F", *"strike", "enter", "c", "F", "up", "up")
        assert r.browse.prompt.text == "cloud"
        await r.press("down")
        assert r.browse.prompt.text == "strike"
    async with reading(home) as r:
        await r.press("F", "up", "enter")
        assert "“cloud”" in r.status


async def test_a_key_pressed_while_the_terminal_is_too_small_still_acts(home: Home) -> None:
    async with reading(home) as r:
        await r.pilot.resize_terminal(20, 5)
        await r.press("j", "j", "b")
        await r.pilot.resize_terminal(120, 32)
        await r.rest()
        assert "2012-03-01" in r.here
        assert "★" in r.here


async def test_a_burst_across_screens(home: Home) -> None:
    """Correct the title of the item: a sheet is opened, left by a choice, and the bar after it."""
    async with reading(home) as r:
        for one in "Ej\r":
            r.app.post_message(events.Key(NAMES.get(one, one), one))
        await r.rest()
        chosen = r.top
        await r.press("escape")
        for one in "gEj\rx\rgb":
            r.app.post_message(events.Key(NAMES.get(one, one), one))
        await r.rest()
        assert "title" in chosen.lower(), chosen
        assert r.browse.entry is not None
        assert r.browse.entry.annotation.corrections, r.text
        assert r.browse.entry.annotation.bookmarked


async def test_esc_closes_and_what_was_typed_is_there_again(home: Home) -> None:
    async with reading(home) as r:
        await r.press("E", "down", "enter", "ctrl+u", *"Finance", "escape")
        assert r.heading == "Cloud first, says Whitehall"
        await r.press("j", "E", "down", "enter")
        assert r.browse.prompt.text == ""
        await r.press("escape", "k", "E", "down", "enter")
        assert r.browse.prompt.text == "Finance"
        await r.press("enter", "E", "down", "enter")
        assert r.heading == "Finance"
        assert r.browse.prompt.text == "Finance"
        await r.press("escape", "u")
        await r.press("slash", *"cloud", "escape")
        assert r.status.startswith("9 of 9")
        await r.press("slash")
        assert r.browse.prompt.text == "cloud"
        await r.press("escape", "slash", "enter", "slash", "escape")
        assert r.status.startswith("2 of 9 · “cloud”")
        await r.press("escape")
        assert r.status.startswith("9 of 9")


async def test_what_is_wrong_stands_beside_what_was_typed(home: Home) -> None:
    async with reading(home, (80, 24)) as r:
        await r.press("d", *"2012-13", "enter")
        assert "2012-13" in r.lines[0]
        assert "There is no" in r.lines[0]
        assert "There is no" not in r.lines[-1]
        await r.press("backspace")
        assert "There is no" not in r.text
        await r.press("escape")
        assert "Go to" not in r.lines[0]
