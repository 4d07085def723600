"""Words selected by keys and by mouse: copied, highlighted, noted, listed, gone to, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.geometry import Offset

from socitm_tui.model.entities import Highlight
from socitm_tui.model.highlights import expand_to_words
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.tui.actions import annotate
from socitm_tui.tui.widgets.text_positions import ParagraphPart, ShownText
from socitm_tui.tui.widgets.text_selection import WordCursor, sentence_at
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import Reading, reading

BODY = (
    "The council said on Monday that its website is saved. The mayor agreed.\n\n"
    "Others were less sure: the café is closed, and nobody said a word of that."
)


@pytest.fixture
def page(tmp_path: Path) -> Home:
    return home_of(tmp_path / "home", [item("Website saved", body=BODY, key="saved")])


def kept(home: Home) -> tuple[Highlight, ...]:
    return Notebook(home.notebook).read_all()["saved"].highlights


def marked(r: Reading) -> str:
    """All that is drawn as highlighted."""
    pieces = [piece for line in r.browse.reader.lines for piece in line]
    return " ".join(text for text, kind in pieces if kind == "highlight")


async def drag(r: Reading, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Drag the mouse over the text, from a cell of a line to another."""
    reader = r.browse.reader
    await r.pilot.mouse_down(reader, offset=first)
    await r.pilot.hover(reader, offset=last)
    await r.pilot.mouse_up(reader, offset=last)
    await r.rest()


def cell_of(r: Reading, words: str) -> tuple[int, int]:
    """The cell of the reader at which words begin."""
    for y, line in enumerate(r.browse.reader.lines):
        text = "".join(piece for piece, _ in line)
        if words in text:
            return text.index(words) + 2 + r.browse.reader.gutter.left, y
    raise AssertionError(words)


async def test_words_chosen_by_keys_are_highlighted_and_undone(page: Home) -> None:
    async with reading(page) as r:
        await r.press("M", "l", "space", "l", "l")
        assert r.browse.get_selected_text() == "council said on"
        await r.press("enter")
        assert r.status.startswith("Highlighted “council said on” · u undoes")
        assert marked(r) == "council said on"
        assert kept(page)[0].quote == "council said on"
        await r.press("F")
        await r.type("has:highlight")
        await r.press("enter")
        assert "1 of 1 · with highlight" in r.status
        await r.press("u")
        assert marked(r) == ""
        assert kept(page) == ()


async def test_the_cursor_goes_by_words_lines_and_sentences(page: Home) -> None:
    async with reading(page) as r:
        await r.press("M", "j", "k", "l", "h")
        assert r.browse.get_selected_text() == "The"
        await r.press("j", "h", "s")
        assert r.browse.get_selected_text() == (
            "The council said on Monday that its website is saved."
        )
        await r.press("y")
        assert r.app.clipboard.startswith("The council said")
        assert r.status.startswith("Selection copied")
        await r.press("M", "G", "k", "escape")
        assert r.browse.get_selected_text() is None
        assert "esc back" in r.status
        await r.press("h")
        assert r.browse.panes.current == "timeline"


async def test_a_passage_gets_a_note_that_is_shown_changed_and_searched(page: Home) -> None:
    async with reading(page) as r:
        await r.press("M", "a", *"hm", "escape")
        assert [(one.quote, one.note) for one in kept(page)] == [("The", "hm")]
        assert "✎ On “The” hm" in " ".join(r.read.split())
        await r.press("M", "a", *"m", "escape", "slash", "escape", "2", "slash", *"hmm", "enter")
        assert r.status.startswith("1 of 1 · “hmm”")
        await r.press("c", "3", "M", "x")
        assert r.status.startswith("No longer highlighted: “The”")
        await r.press("u", "M", "l", "x")
        assert "Nothing is highlighted here" in r.status


async def test_a_note_on_a_passage_that_cannot_be_written_is_gone_on_with(
    page: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("no space left")

    async with reading(page) as r:
        with monkeypatch.context() as patched:
            patched.setattr(annotate, "write_change", full)
            await r.press("M", "l", "a", *"hm", "escape")
            assert r.status.startswith("The note could not be saved; a opens it again.")
        await r.press("a", "ctrl+g", "a", "m", "escape")
        assert [(one.quote, one.note) for one in kept(page)] == [("council", "hmm")]
        with monkeypatch.context() as patched:
            patched.setattr(annotate, "write_change", full)
            await r.press("A", "j", "a", "x", "escape")
            assert r.status.startswith("The note could not be saved")
        await r.press("A", "j", "a", "y", "escape")
        assert [one.note for one in kept(page)] == ["hmmxy"]


async def test_the_mouse_selects_and_ctrl_c_copies_without_the_breaks_of_the_screen(
    page: Home,
) -> None:
    async with reading(page, (80, 24)) as r:
        await r.press("ctrl+c")
        assert r.status.startswith("Nothing is selected")
        start, (x, y) = cell_of(r, "Monday"), cell_of(r, " mayor")
        assert start[1] < y
        await drag(r, start, (x - 1, y))
        assert "words selected · ctrl+c copies · M highlights" in r.status
        await r.press("ctrl+c")
        assert r.app.clipboard == "Monday that its website is saved. The"
        assert r.browse.get_selected_text() is None


async def test_what_the_mouse_selected_is_highlighted_in_whole_words(page: Home) -> None:
    async with reading(page) as r:
        (x, y), (to, below) = cell_of(r, "café"), cell_of(r, "nobody")
        await drag(r, (x + 2, y), (to + 2, below))
        assert (r.browse.get_selected_text() or "").startswith("fé is")
        await r.press("M")
        assert kept(page)[0].quote == "café is closed, and nobody"
        await drag(r, cell_of(r, "Website"), cell_of(r, "saved"))
        await r.press("M")
        assert "Only words of the text itself" in r.status


async def test_two_clicks_take_a_word_and_three_a_sentence(page: Home) -> None:
    async with reading(page) as r:
        at = cell_of(r, "mayor")
        await r.pilot.click(r.browse.reader, offset=at, times=2)
        assert r.browse.get_selected_text() == "mayor"
        await r.pilot.click(r.browse.reader, offset=at, times=3)
        assert r.browse.get_selected_text() == "The mayor agreed."
        await r.press("escape")
        assert r.browse.get_selected_text() is None


async def test_rows_of_the_timeline_are_copied_as_they_are_shown(home: Home) -> None:
    async with reading(home) as r:
        timeline = r.browse.timeline
        await r.pilot.mouse_down(timeline, offset=(3, 1))
        await r.pilot.hover(timeline, offset=(40, 1))
        await r.pilot.mouse_up(timeline, offset=(40, 1))
        await r.press("ctrl+c")
        assert r.app.clipboard.startswith("2013-02-04")
        assert "Cloud first" in r.app.clipboard


async def test_a_lists_highlights_goes_to_them_and_removes_them(page: Home) -> None:
    async with reading(page, (100, 20)) as r:
        await r.press("M", "s", "enter", "a", *"N", "escape", "2", "A")
        assert "Notes and highlights · 1 note, 1 highlight" in r.top
        assert "“The council said on Monday" in r.text
        await r.press("j", "enter")
        assert r.browse.panes.current == "text"
        assert (r.browse.get_selected_text() or "").startswith("The council")
        await r.press("A", "j", "x")
        assert "no longer highlighted" in r.top
        assert kept(page) == ()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f"By our reporter. {BODY}", "The council said on Monday that its website is saved."),
        (BODY.replace("is saved", "was saved"), ""),
        (f"{BODY} {BODY}", ""),
    ],
)
async def test_after_another_reading_it_stands_where_it_is_certain_and_nowhere_else(
    page: Home, body: str, shown: str
) -> None:
    async with reading(page) as r:
        await r.press("M", "s", "enter")
    with Archive(page.archive).lock() as archive:
        contents = archive.read()
        archive.write(replace(contents, items=(replace(contents.items[0], body=body),)))
    async with reading(page, (140, 40)) as r:
        assert marked(r) == shown
        lost = "✎ Your highlight, no longer in this text: “The council" in r.read
        assert lost == (not shown)
        await r.press("A")
        assert ("no longer in the text" in r.text) == (not shown)


async def test_a_highlight_from_elsewhere_does_nothing_to_the_screen(page: Home) -> None:
    evil = "\x1b[2J[/][@click=app.quit]\u202e\n\x07"
    found = Highlight("The council", start=0, note=evil)
    lost = Highlight(evil, before=evil, start=-7, body="x", note=evil)
    Notebook(page.notebook).change(
        "saved", lambda a: replace(a, highlights=(found, lost)), "2026-01-01T00:00:00Z"
    )
    async with reading(page, (140, 40)) as r:
        assert "[/][@click=app.quit]" in r.read
        await r.press("A")
        assert "[/][@click=app.quit]" in r.text
        assert not {"\x1b", "\x07", "\u202e"} & set(r.text)
        await r.press("j", "j", "x")
        assert "no longer highlighted" in r.top
        assert not {"\x1b", "\x07", "\u202e"} & set(r.text)


def test_places_of_the_screen_are_places_of_the_body() -> None:
    text = "See http://a.example[1] for more"
    lines = ShownText(
        [
            ParagraphPart("Heading", 0, 7),
            ParagraphPart(text, 0, 23, 0, ((20, 3),)),
            ParagraphPart(text, 24, 32, 0, ((20, 3),)),
            ParagraphPart(),
            ParagraphPart("Last one", 0, 8, 31),
        ]
    )
    for place in (0, 4, 19, 21, 24, 31, 35):
        assert lines.position_at(lines.offset_of(place)) == place
    assert lines.position_at((0, 3)) == 0
    assert lines.position_at((3, 0)) == 31
    assert lines.position_at((3, 0), is_end=True) == 29
    assert lines.position_at((0, 0), is_end=True) is None
    assert lines.text_between((1, 4), (4, 4)) == "http://a.example for more\n\nLast"
    assert lines.text_between((0, 0), (1, 3)) == "Heading\nSee"
    assert ShownText().position_at((0, 0)) is None
    assert ShownText().offset_of(3) == (0, 0)


def test_a_body_without_words_has_nothing_to_select() -> None:
    words = WordCursor("", 0)
    words.move_by(1)
    words.toggle_anchor()
    assert (words.span, words.word) == ((0, 0), (0, 0))
    assert expand_to_words("  ", 0, 2) == (2, 2)
    assert sentence_at("One. Two", 5) == (5, 8)


async def test_a_cell_is_the_sign_that_stands_there(page: Home) -> None:
    async with reading(page) as r:
        reader = r.browse.reader
        assert reader.offset_at(500, 500) == Offset(
            len("".join(text for text, _ in reader.lines[-1])), len(reader.lines) - 1
        )
        assert reader.offset_at(2, 0) == Offset(0, 0)


async def test_lines_of_a_sheet_are_copied_too_and_a_drag_chooses_nothing(page: Home) -> None:
    async with reading(page, (100, 20)) as r:
        await r.press("a", *"hm", "escape", "A")
        sheet = r.app.screen.query_one("#list")
        await r.pilot.mouse_down(sheet, offset=(3, 1))
        await r.pilot.hover(sheet, offset=(40, 2))
        await r.pilot.mouse_up(sheet, offset=(40, 2))
        await r.rest()
        assert "Notes and highlights" in r.top
        await r.press("ctrl+c")
        assert r.app.clipboard.startswith("2012-03-27  Website saved")
        assert r.app.clipboard.splitlines()[1].strip() == "✎ hm"
        told = [one.message for one in r.app._notifications]
        assert told[-1].startswith("Selection copied")


async def test_shift_and_arrows_select_as_in_an_editor(page: Home) -> None:
    async with reading(page) as r:
        await r.press("3", "shift+right", "shift+right", "shift+right", "shift+left")
        assert r.browse.get_selected_text() == "The council"
        await r.press("ctrl+c")
        assert r.app.clipboard == "The council"
        await r.press("shift+down")
        assert len((r.browse.get_selected_text() or "").split()) > 2
        await r.press("escape")
        assert r.browse.panes.current == "text"


async def test_what_is_selected_in_a_note_or_a_line_is_copied(page: Home) -> None:
    async with reading(page) as r:
        await r.press("a", *"mine", "shift+left", "shift+left", "ctrl+c")
        await r.rest()
        assert (page.path / "copied.txt").read_text() == "ne\n"
        await r.press("ctrl+g", "slash", *"cloud", "shift+home", "ctrl+c")
        await r.rest()
        assert (page.path / "copied.txt").read_text() == "cloud\n"
