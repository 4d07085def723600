"""Search, query line, filter pane, empty results."""

from __future__ import annotations

import pytest
from textual.events import Paste

from socitm_tui.storage.home import Home
from tests.core import slow
from tests.tui.screens import NARROW, reading


async def test_search_narrows_while_typing_and_enter_keeps_it(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash", *"clou")
        assert r.status.startswith("2 of 9 · “clou”")
        assert "enter done" in r.status
        await r.press("enter")
        assert r.top.startswith("socitm-tui")
        assert r.browse.panes.current == "timeline"
        assert "2 of 9" in r.status


async def test_esc_clears_the_search_and_goes_back_to_the_item(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "j", "slash")
        await r.type("cloud")
        await r.press("escape")
        assert "9 of 9" in r.status
        assert "2012-03-01" in r.here


async def test_a_topic_that_is_typed_belongs_to_its_search_alone(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type("topic:websites")
        await r.press("enter")
        assert "✓ Websites" in r.text
        await r.press("slash")
        assert r.browse.prompt.text == "topic:websites"
        await r.type("cloud")
        await r.press("enter")
        assert r.status.startswith("2 of 9 · “cloud”")
        await r.press("escape")
        assert r.status.startswith("9 of 9")


async def test_esc_in_the_timeline_clears_the_search(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type("cloud")
        await r.press("enter", "escape")
        assert "9 of 9" in r.status


async def test_letters_typed_into_the_search_do_nothing_else(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.press(*"qbrRdcz", "question_mark")
        assert not r.app._exit
        assert r.browse.prompt.purpose == "search"
        assert r.browse.actions.search.before_typing[0].parts == ()
        await r.press("escape")
        assert "0 bookmarked" in r.status


async def test_a_mistake_is_named_and_what_was_found_stays(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type("topic:clowd")
        assert r.status.startswith("“topic:clowd” is not known; did you mean “cloud”?")
        await r.press("enter")
        assert r.browse.prompt.is_open


async def test_search_words_are_marked_whatever_their_accents(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type("naive resu")
        await r.press("enter")
        marked = [text for line in r.browse.reader.lines for text, kind in line if kind == "mark"]
        assert marked == ["naïve", "résumés"]


async def test_n_goes_through_the_hits_of_a_text_and_on_to_the_next_item(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type("cloud")
        await r.press("enter", "enter", "n")
        assert r.heading == "Strikes: councils are ready"
        assert r.browse.panes.current == "text"


async def test_n_brings_the_next_hit_into_sight(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type('"Paragraph 20"')
        await r.press("enter", "enter", "n")
        assert r.browse.reader.top > 0
        assert "Paragraph 20" in r.text
        await r.press("g", "G", "N")
        assert "Paragraph 20" in r.text


@pytest.mark.parametrize(
    ("typed", "sees"),
    [
        ("March 2012", "2 of 9 · “March 2012” or dated March 2012"),
        ("2009", "1 of 9 · “2009” or dated 2009"),
        slow("whitehall or cios", "2 of 9"),
        slow("cloud AND whitehall", "1 of 9"),
        slow("“Paragraph 20”", "1 of 9 · “Paragraph 20”"),
        slow('topic:"Websites"', "5 of 9 · topic Websites"),
        ("year:2011..2012", "6 of 9 · date 2011/2012"),
        slow("date:27/03/2012", "1 of 9 · date 2012-03-27"),
    ],
)
async def test_queries_as_people_type_them(home: Home, typed: str, sees: str) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type(typed)
        await r.press("enter")
        assert r.status.startswith(sees)


async def test_a_date_in_words_can_be_narrowed_to_the_date(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        await r.type("March 2012")
        assert "Tab: date:2012-03 (2 items)" in r.status
        await r.press("tab")
        assert "date:2012-03" in r.lines[0]
        assert r.status.startswith("2 of 9 · date 2012-03")


async def test_the_lines_of_what_is_pasted_are_joined(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash")
        assert r.app.focused is not None
        r.app.focused.post_message(Paste("Local CIOs\n  urged to share\n"))
        await r.rest()
        assert "Local CIOs urged to share" in r.lines[0]
        assert "1 of 9" in r.status


async def test_pairs_of_parts_are_tried_if_no_single_one_helps(home: Home) -> None:
    async with reading(home, (160, 40)) as r:
        await r.press("F")
        await r.type("year:2009 topic:websites is:read whitehall")
        await r.press("enter")
        assert "press 1" not in r.text
        await r.press("F")
        await r.type("year:2009 topic:websites strike is:read")
        await r.press("enter")
        assert any("“2009” and “read”" in line and "1 item" in line for line in r.lines)
        await r.press("1")
        assert "1 of 9 · topic Websites, “strike”" in r.status


async def test_the_query_line_is_the_whole_filter(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F")
        await r.type("year:2012 topic:websites")
        assert "3 of 9 · year 2012, topic Websites" in r.status
        assert "✓" in r.text
        await r.press("enter", "F")
        assert "year:2012 topic:websites" in r.lines[0]
        await r.press("escape")
        assert "3 of 9" in r.status


async def test_esc_leaves_the_filter_as_it_was(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F")
        await r.type("year:2009")
        assert "1 of 9" in r.status
        await r.press("escape")
        assert "9 of 9" in r.status


@pytest.mark.parametrize("key", ["space", "enter"])
async def test_ticking_writes_the_query_and_counts_stay_true(home: Home, key: str) -> None:
    async with reading(home) as r:
        await r.press("1", key)
        assert "1 of 9 · year 2013" in r.status
        assert r.browse.state.query.parts
        await r.press("j", key)
        assert "5 of 9 · year 2012 or 2013" in r.status
        await r.press(key)
        assert "1 of 9 · year 2013" in r.status


async def test_minus_excludes_and_again_no_longer(home: Home) -> None:
    async with reading(home) as r:
        await r.press("1", "minus")
        assert "8 of 9 · not year 2013" in r.status
        assert "- 2013" in r.text
        await r.press("minus")
        assert "9 of 9" in r.status


async def test_choices_that_give_nothing_stay_in_sight(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F")
        await r.type("topic:cloud")
        assert any("2012" in line and " 0 " in line[:30] for line in r.lines)


async def test_sections_are_gone_through_with_brackets(home: Home) -> None:
    async with reading(home, (100, 12)) as r:
        await r.press("1", "right_square_bracket")
        assert [line[:8].strip() for line in r.lines[1:4]] == ["", "Topic", "▸  Websi"]
    async with reading(home) as r:
        await r.press("1", "right_square_bracket")
        assert r.browse.filter_pane.choice is not None
        assert r.browse.filter_pane.choice.facet == "topic"
        await r.press("right_square_bracket", "right_square_bracket")
        assert r.browse.filter_pane.choice.facet == "is"
        await r.press("left_square_bracket")
        assert r.browse.filter_pane.choice.facet == "publisher"
        await r.press("g")
        assert r.browse.filter_pane.choice.count.value == "2013"
        await r.press("G")
        assert r.browse.filter_pane.choice.facet == "is"


async def test_a_click_ticks(home: Home) -> None:
    async with reading(home) as r:
        line = next(y for y, text in enumerate(r.lines) if text.startswith("   2011"))
        await r.pilot.click(offset=(6, line))
        await r.rest()
        assert "2 of 9 · year 2011" in r.status


async def test_an_empty_result_says_why_and_what_each_choice_costs(home: Home) -> None:
    async with reading(home, (160, 40)) as r:
        await r.press("F")
        await r.type("year:2009 topic:websites")
        await r.press("enter")
        assert "No item is in 2009 and about Websites." in r.text
        assert any("2009" in x and "5 items" in x and "press 1" in x for x in r.lines)
        assert any("Websites" in x and "1 item" in x and "press 2" in x for x in r.lines)
        assert any("either" in x and "9 items" in x and "press c" in x for x in r.lines)
        assert "0 of 9" in r.status


async def test_each_part_that_helps_has_its_key_however_small_the_screen(home: Home) -> None:
    async with reading(home, (40, 12)) as r:
        await r.press("F")
        await r.type("year:2013 strike topic:websites")
        await r.press("enter")
        rows = [line.split() for line in r.lines if "  without " in line]
        assert [row[0] for row in rows] == ["1", "c"]
        assert rows[0][2] == "“2013”"
        assert rows[1][-2:] == ["9", "items"]
        await r.press("2")
        assert "0 of 9" in r.status
        await r.press("1")
        assert "1 of 9" in r.status


@pytest.mark.parametrize(
    ("key", "left"),
    [("1", "5 of 9 · topic Websites"), ("2", "1 of 9 · year 2009"), ("c", "9 of 9")],
)
async def test_a_digit_drops_a_choice_when_nothing_matches(home: Home, key: str, left: str) -> None:
    async with reading(home) as r:
        await r.press("F")
        await r.type("year:2009 topic:websites")
        await r.press("enter", key)
        if key == "c":
            assert r.status.startswith("Filter cleared")
            await r.press("j")
        assert left in r.status


async def test_keys_do_no_harm_where_nothing_matches(home: Home) -> None:
    async with reading(home, NARROW) as r:
        await r.press("slash")
        await r.type("zebra")
        await r.press("enter")
        assert "No item has “zebra”." in r.text
        await r.press(*["j", "k", "g", "G", "J", "K", "n", "N", "b", "r", "u", "i", "z", "q"])
        await r.press("enter", "space", "right_curly_bracket", "left_square_bracket")
        assert not r.app._exit


async def test_a_search_hides_nothing_that_was_read(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash", *"council", "enter")
        before = r.status
        await r.press("r", "c", "slash", *"council", "enter")
        assert r.status == before
        assert before.startswith("3 of 9")


async def test_only_bookmarks_and_back(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "b", "B")
        assert "1 of 9 · bookmarked" in r.status
        await r.press("B")
        assert "9 of 9" in r.status
        assert "2012-03-27" in r.here


async def test_next_and_previous_obey_the_filter(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F")
        await r.type("topic:cloud")
        await r.press("enter", "J")
        assert "2009-07-09" in r.here
        await r.press("J")
        assert "2009-07-09" in r.here
        await r.press("K")
        assert "2013-02-04" in r.here


async def test_a_hit_gone_to_is_forgotten_with_the_search(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash", *"cloud", "enter", "3")
        assert r.browse.reader.go_to_hit(1, wraps=True)
        await r.press("c")
        assert "cleared" in r.status
