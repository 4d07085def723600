"""The text: what stands in it, measure, zen, evidence, help, themes, palette, state."""

from __future__ import annotations

import pytest
from textual.worker import WorkerFailed

from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.reader_state import read_reader_state
from socitm_tui.tui.app import ReaderApp, run
from socitm_tui.tui.dialogs.text_dialogs import TextDialog
from socitm_tui.tui.keys import FIRST_HOUR
from socitm_tui.tui.themes import OWN_THEMES
from tests.tui.screens import MEDIUM, NARROW, WIDE, reading


async def test_a_text_tells_its_date_evidence_publisher_author_and_topics(home: Home) -> None:
    async with reading(home, (160, 40)) as r:
        await r.press("j")
        assert "27 March 2012 · printed" in r.read
        assert "day first" not in r.read
        assert "⋯ cut off in the capture" in r.text
        assert "heading made from the opening words" in r.read
        await r.press("j")
        assert "PublicTechnology.net · Charlotte Jee · Websites" in r.read


@pytest.mark.parametrize(
    ("words", "glyphs"),
    [
        ("2012-03-27", ("●", "⋯", "‹Warning")),
        ("2012-02~", ("●",)),
        ("2012~", ("IT Trends",)),
        ("2011-12-14", ("×2",)),
        ("undated", ("A talk",)),
    ],
)
async def test_a_row_has_its_date_with_the_year_and_its_glyphs(
    home: Home, words: str, glyphs: tuple[str, ...]
) -> None:
    async with reading(home) as r:
        assert all(glyph in r.row(words) for glyph in glyphs)


async def test_headings_have_years_with_counts(home: Home) -> None:
    async with reading(home) as r:
        key_label = [line[26:] for line in r.lines]
        assert any(" 2012  " in line and " 4 " in line for line in key_label)
        assert any("Undated" in line for line in key_label)


async def test_keys_scroll_the_text_and_the_place_is_told(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "j", "enter")
        seen = [r.browse.reader.top]
        for key in ("j", "pagedown", "space", "G"):
            await r.press(key)
            seen.append(r.browse.reader.top)
        assert seen[:4] == sorted(set(seen[:4]))
        assert "100 %" in r.text
        for key in ("k", "pageup", "g"):
            await r.press(key)
            assert r.browse.reader.top < seen[-1]
            seen.append(r.browse.reader.top)
        assert r.browse.reader.top == 0


async def test_the_place_in_a_text_is_found_again(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "j", "enter", "space", "q", "j")
        top = r.browse.state.first_lines["websites"]
        assert top > 0
        assert r.browse.reader.top == 0
        await r.press("k")
        assert r.browse.reader.top == top


async def test_the_measure_is_narrowed_and_widened(home: Home) -> None:
    async with reading(home, (200, 40)) as r:
        before = r.browse.reader.measure
        await r.press("less_than_sign")
        assert r.browse.reader.measure < before
        assert all(
            sum(len(text) for text, _ in line) <= r.browse.reader.measure
            for line in r.browse.reader.lines
        )
        await r.press("greater_than_sign", "greater_than_sign")
        assert r.browse.reader.measure > before
        assert f"Lines of up to {r.browse.reader.measure} characters" in r.status
        await r.press(*["less_than_sign"] * 20)
        assert r.browse.reader.measure == 30


async def test_where_the_pane_is_narrow_the_first_press_narrows_already(home: Home) -> None:
    async with reading(home, (104, 24)) as r:
        width = r.browse.reader.widest_measure
        assert width < r.browse.reader.measure
        await r.press("greater_than_sign")
        assert "characters, as wide as there is room now" in r.status
        await r.press("less_than_sign")
        assert r.browse.reader.measure == width - 6


async def test_p_puts_the_text_away_and_back(home: Home) -> None:
    async with reading(home) as r:
        await r.press("p")
        assert r.panes == {"filter", "timeline"}
        await r.press("enter")
        assert r.panes == {"text"}
        await r.press("q", "p")
        assert r.panes == {"filter", "timeline", "text"}


async def test_z_leaves_only_the_text_and_esc_brings_the_rest_back(home: Home) -> None:
    async with reading(home) as r:
        await r.press("z")
        assert r.panes == {"text"}
        assert r.status.startswith("Only the text · z shows the rest")
        assert "socitm-tui" not in r.text
        await r.press("J")
        assert r.heading.startswith("Warning to Town Hall")
        await r.press("z")
        assert len(r.panes) == 3
        await r.press("z", "escape")
        assert len(r.panes) == 3


async def test_with_only_the_text_what_was_done_is_said_for_a_moment(home: Home) -> None:
    async with reading(home) as r:
        await r.press("z", "b")
        assert r.status.startswith("Bookmarked")
        await r.press("J")
        assert "bookmark" not in r.text
        await r.press("M")
        assert r.status.startswith("hjkl move")
        await r.press("escape", "z")
        assert "of 9" in r.status


async def test_i_shows_the_evidence(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "i")
        assert isinstance(r.app.screen, TextDialog)
        assert "day first: 27 cannot be a month" in r.text
        assert "page.txt" in r.text
        await r.press("i")
        assert not isinstance(r.app.screen, TextDialog)


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_lists_the_keys_and_scrolls(home: Home, key: str) -> None:
    async with reading(home) as r:
        await r.press(key)
        assert r.top.startswith("Help · what you can do")
        assert "For the first hour" in r.text
        assert "Highlight it with a note" not in r.text
        await r.press("end")
        assert "Complete" in r.text
        await r.press("escape")
        assert r.app.screen is r.browse
        assert not r.app._exit


async def test_help_is_narrowed_by_typing_and_enter_does_it(home: Home) -> None:
    async with reading(home) as r:
        await r.press("question_mark", *"quit")
        rows = [line.strip(" ▸").split("  ")[0] for line in r.lines[2:-1] if line.strip()]
        assert rows == ["For the first hour", "q", "Program", "esc", "Q ctrl+q"]
        assert not r.app._exit
        await r.press("escape", *"zzz")
        assert "Nothing here does that" in r.text
        await r.press("escape", *"next year", "enter")
        assert "2012-03-27" in r.here
        await r.press("question_mark", *"exclude", "enter")
        assert r.browse.panes.current == "filter"


async def test_help_begins_with_the_pane_in_use_and_the_first_hour(home: Home) -> None:
    assert len(FIRST_HOUR) <= 15
    async with reading(home, (80, 24)) as r:
        await r.press("question_mark")
        assert "For the first hour" in r.lines[5]
        await r.press("escape", "1", "question_mark")
        assert "What is ticked here is shown" in r.lines[3]
        assert "In the filter pane" in r.lines[5]
        assert "Tick, or no longer" in r.lines[6]
        assert "For the first hour" in r.text
        await r.press("escape", "3", "question_mark")
        assert "In the text" in r.lines[5]
        await r.press(*"half")
        assert "Without a key" in r.text
        await r.press("escape", "escape", "2", "slash", "f1")
        assert "While typing" in r.lines[5]
        assert "What was entered before" in r.text


@pytest.mark.parametrize("key", ["colon", "ctrl+p", "question_mark"])
async def test_one_list_has_every_action_and_does_what_is_chosen(home: Home, key: str) -> None:
    async with reading(home) as r:
        await r.press(key, *"next year", "enter")
        assert "2012-03-27" in r.here
        await r.press(key, *"pipe", "enter")  # an action without a key
        assert r.browse.prompt.purpose == "pipe"


async def test_a_theme_is_chosen_from_a_list(home: Home) -> None:
    async with reading(home) as r:
        await r.press("question_mark", *"theme", "enter")
        assert "in use" in next(line for line in r.lines if "▸" in line)
        await r.press("j", "enter")
        assert r.app.theme == OWN_THEMES[1].name
        assert r.status.startswith("Theme: light")


async def test_everything_is_as_it_was_left(home: Home) -> None:
    async with reading(home) as r:
        await r.press("question_mark", *"theme", "enter", "j", "enter", "F")
        await r.type("year:2012")
        await r.press("enter", "j", "enter", "space", "greater_than_sign", "q", "Q")
    left = read_reader_state(home.state)
    async with reading(home) as r:
        assert r.app.theme == "socitm-light"
        assert "4 of 9 · year 2012" in r.status
        assert "2012-03-01" in r.here
        assert r.browse.reader.measure == 72
        assert r.browse.reader.top > 0
        assert r.browse.actions.session.reader_state() == read_reader_state(home.state)
        assert left.key == "websites"
    async with reading(home, fresh=True) as r:
        assert "9 of 9" in r.status
        assert r.app.theme == "socitm-dark"


async def test_a_state_that_makes_no_sense_is_forgotten(home: Home) -> None:
    home.state.write_text('{"format": 1, "query": "year:soon", "theme": "mauve", "key": "gone"}')
    async with reading(home) as r:
        assert "9 of 9" in r.status
        assert "2013-02-04" in r.here


async def test_a_notice_is_shown_once(home: Home) -> None:
    async with reading(home, notice="9 items were loaded [/]") as r:
        assert "9 items were loaded [/]" in r.text


async def test_an_archive_that_cannot_be_read_is_a_sentence(home: Home) -> None:
    home.archive.write_text("{")
    async with reading(home, (160, 40)) as r:
        assert "is damaged and was left as it is" in r.listed
        await r.press(*"jkbrRuncfFBdzpi", "slash", "enter", "space", "escape")
        assert not r.app._exit


async def test_a_failure_in_the_reader_is_raised_and_not_printed(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(app: ReaderApp) -> None:
        app._handle_exception(WorkerFailed(StorageError("The archive has gone.")))

    monkeypatch.setattr(ReaderApp, "run", fail)
    with pytest.raises(StorageError, match="gone"):
        run(home)
    assert capsys.readouterr() == ("", "")


def test_run_gives_the_exit_status(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReaderApp, "run", lambda app: app.exit(return_code=143))
    assert run(home) == 143


async def test_an_empty_archive_says_what_to_do(home: Home) -> None:
    home.archive.unlink()
    async with reading(home) as r:
        assert "The archive is empty. L loads a file or folder" in " ".join(r.listed.split())
        assert r.top.startswith("socitm-tui   0 items")


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        (WIDE, {"filter", "timeline", "text"}),
        ((119, 30), {"timeline", "text"}),
        (MEDIUM, {"timeline", "text"}),
        ((70, 24), {"timeline", "text"}),
        (NARROW, {"timeline"}),
        ((40, 12), {"timeline"}),
    ],
)
async def test_the_width_decides_on_the_panes(
    home: Home, size: tuple[int, int], panes: set[str]
) -> None:
    async with reading(home, size) as r:
        assert r.panes == panes
        assert "2013-02-04" in r.text
        assert len(r.lines) == size[1]


async def test_the_panes_follow_a_resize(home: Home) -> None:
    async with reading(home, WIDE) as r:
        await r.press("enter")
        for width, height in ((60, 20), (30, 8), WIDE, (80, 24)):
            await r.pilot.resize_terminal(width, height)
            await r.rest()
            if width == 30:
                assert "Needs 40×12, has 30×8." in r.text
            else:
                assert r.browse.reader.has_focus
                assert "Cloud first" in r.text


async def test_a_narrow_screen_has_a_crumb(home: Home) -> None:
    async with reading(home, NARROW) as r:
        await r.press("j", "enter")
        assert r.top.startswith("2012 › March › ‹Warning")
        assert r.top.endswith("esc back")
        await r.press("1")
        assert r.top.startswith("Filter")


async def test_no_line_begins_with_the_dot_that_parts_what_is_said(home: Home) -> None:
    for width in range(40, 100, 7):
        async with reading(home, (width, 24), fresh=True) as r:
            await r.press("j", "enter")
            lines = ["".join(text for text, _ in line) for line in r.browse.reader.lines]
            assert not [line for line in lines if line.startswith("·")]
            assert any(" ·" in line for line in lines)


async def test_a_card_is_laid_out_again_when_the_terminal_is_resized(home: Home) -> None:
    async with reading(home, (120, 36)) as r:
        await r.press("j", "j", "i")
        wide = r.text
        await r.pilot.resize_terminal(60, 24)
        await r.rest()
        assert all(len(line) <= 60 for line in r.lines)
        narrow = r.text
        await r.press("escape", "i")
        assert r.text == narrow
        assert narrow != wide


async def test_q_at_the_timeline_tells_once_how_to_come_back(home: Home) -> None:
    async with reading(home) as r:
        await r.press("q")
        assert "opens again where you left it" in str(r.app._exit_renderables)
    async with reading(home) as r:
        await r.press("q")
        assert r.app._exit
        assert r.app._exit_renderables == []


@pytest.mark.parametrize("key", ["a", "i", "V"])
async def test_no_dialog_lies_over_the_line_that_asks_for_more_room(home: Home, key: str) -> None:
    async with reading(home) as r:
        await r.press(key)
        shown = r.text
        await r.pilot.resize_terminal(38, 11)
        await r.rest()
        assert r.text.split() == ["Needs", "40×12,", "has", "38×11."]
        await r.pilot.resize_terminal(*WIDE)
        await r.rest()
        assert r.text == shown
