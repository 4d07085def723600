"""The page of a capture: what its lines were taken for, and keys that say otherwise."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

import pytest

from socitm_tui.ingest.loader import load_paths
from socitm_tui.ingest.mend import CaptureMend
from socitm_tui.model.entities import MarkRole
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.home import Home
from socitm_tui.tui.dialogs.capture import CaptureDialog
from socitm_tui.tui.key_config import rebind_keys
from socitm_tui.tui.startup.key_order import PATIENCE_S
from tests.tui.screens import MEDIUM, WIDE, Reading, reading

SUBJECTS = (
    "The library opens", "Bins are emptied late", "A bridge is closed", "The mayor resigns",
    "New website goes live", "Rates rise again", "Parking is free", "A school is built",
)  # fmt: skip
WEEK = "The week at the town hall\n3 March 2011\n\n" + "\n\n".join(
    f"{subject} and the council has said on that occasion that everybody in the town was asked "
    "about it beforehand. It added that nothing else would change for those who live here."
    for subject in SUBJECTS
)
"""Eight pieces of news that are read as one article."""
NEWS = """Home
About us
Contact

01/03/12
Council websites still aren’t giving enough
The latest yearly study of town halls on the web finds that they do not give users what they want.

23/02/12
Councils are showing the way
A survey says that more than half of all councils now answer questions on social media in a day.

Pages
1 2 3 next
"""


def loaded(folder: Path, **pages: str) -> Home:
    for name, text in pages.items():
        (folder / f"{name}.txt").write_text(text)
    home = Home.find(folder / "home")
    load_paths(home, [folder / f"{name}.txt" for name in pages], "2026-11-21T10:00:00Z")
    return home


def line_shown(r: Reading, number: int) -> str:
    """The row of a line of the capture, without what is beside it."""
    rows = (line.split(" │ ")[0].lstrip(" ▸▌") for line in r.lines)
    return next((row.strip() for row in rows if row.startswith(f"{number} ")), "")


async def test_eight_items_read_as_one_are_mended_by_keys(tmp_path: Path) -> None:
    home = loaded(tmp_path, week=WEEK)
    async with reading(home, WIDE) as r:
        assert len(r.browse.state.rows) == 1
        await r.press("O", "j", "j", "v", "G", "n")
        assert "1 item → 8 items" in r.text
        assert "item 8 of 8" in r.text
        await r.press("u")
        assert "→" not in r.text  # the marks of a selection are one step
        await r.press("ctrl+r")
        assert len(r.browse.state.rows) == 1  # nothing is kept yet
        await r.press("K", "K", "enter")
        await r.rest()
        assert "Kept: 1 item → 8 items · s reads the others of its source so" in r.top
        assert len(r.browse.state.rows) == 8
        await r.press("escape")
        assert "Rates rise again" in r.here  # the item that the cursor was in
        await r.press("u")
        await r.rest()
        assert len(r.browse.state.rows) == 1
        notes = read_capture_notes(home.capture_notes).captures.values()
        assert all(note.is_empty for note in notes)
        await r.press("ctrl+r")
        await r.rest()
        assert len(r.browse.state.rows) == 8
    load_paths(home, [tmp_path / "week.txt"], "2026-11-22T10:00:00Z")
    assert len(Archive(home.archive).read().items) == 8


async def test_each_key_says_what_a_line_is_and_again_says_it_no_longer(tmp_path: Path) -> None:
    home = loaded(tmp_path, news=NEWS)
    async with reading(home, WIDE) as r:
        await r.press("O", "m")
        assert "There is no item above." in r.top
        await r.press("j", "j")
        assert line_shown(r, 7).startswith("7   text")
        for key, name in (("b", "byline"), ("h", "headline"), ("x", "out"), ("d", "date")):
            await r.press(key)
            assert line_shown(r, 7).startswith(f"7 ✓ {name}"), key
        await r.press("t")
        assert line_shown(r, 7).startswith("7 ✓ text")
        assert "line 7 · text · item 1 · said by you" in r.text
        await r.press("t")
        assert line_shown(r, 7).startswith("7   text")
        await r.press("J", "m")
        assert "2 items → 1 item" in r.text
        assert "gone" in r.text
        await r.press("m", "j", "n")
        assert line_shown(r, 10).startswith("10 ✓")
        await r.press("n")
        assert line_shown(r, 10).startswith("10   headline")


async def test_an_item_ends_where_a_key_says(tmp_path: Path) -> None:
    home = loaded(tmp_path, news=NEWS)
    async with reading(home, MEDIUM) as r:
        await r.press("O", "G", "up", "up")
        page = r.app.screen
        assert isinstance(page, CaptureDialog)

        def end_of_last() -> int:
            return page._preview.after[-1].lines[1]

        before = end_of_last()
        page.move_to_line(before - 1)
        await r.press("e")
        await r.rest()
        assert end_of_last() == before - 1
        await r.press("u")
        await r.rest()
        assert end_of_last() == before
        page.move_to_line(before + 2)
        await r.press("e")
        await r.rest()
        assert end_of_last() == before + 2


async def test_an_item_begins_where_a_key_says(tmp_path: Path) -> None:
    home = loaded(tmp_path, news=NEWS)
    async with reading(home, MEDIUM) as r:
        await r.press("O", "N")
        assert "The item begins here already." in r.top
        await r.press("g", "f", "j", "j", "N")
        page = r.app.screen
        assert isinstance(page, CaptureDialog)
        assert page._preview.after[0].lines == (3, 7)
        await r.press("u", "J", "J", "j", "N")
        assert page._preview.after[1].lines[0] == 10
        await r.press("G", "N")
        assert "There is no item below." in r.top


async def test_a_page_has_no_news_or_one_item_by_one_key(tmp_path: Path) -> None:
    home = loaded(tmp_path, news=NEWS)
    async with reading(home, MEDIUM) as r:
        await r.press("O", "X")
        await r.rest()
        assert "2 items → 0 items" in r.top
        assert "About us" in r.text  # nothing is folded if no item is left
        await r.press("X")
        await r.rest()
        await r.press("M")
        await r.rest()
        assert "2 items → 1 item" in r.top
        await r.press("M")
        await r.rest()
        assert "→" not in r.top
        await r.press("X", "enter")
        await r.rest()
        assert not r.browse.state.rows


async def test_steps_are_undone_and_esc_leaves_all_as_it_was(tmp_path: Path) -> None:
    home = loaded(tmp_path, news=NEWS)
    async with reading(home, MEDIUM) as r:
        await r.press("O", "J", "m")
        assert r.top.startswith("2 items → 1 item · 3 marks, not kept yet · news.txt")
        await r.press("x", "u", "u", "u")
        assert "Nothing to undo." in r.top
        assert "item 2 of 2" in r.text
        await r.press("ctrl+r")
        assert "item 1 of 1" in r.text
        await r.press("escape")
        assert "your marks are there when you open it again" in r.status
        assert len(r.browse.state.rows) == 2
        await r.press("O")
        assert "3 marks, not kept yet" in r.top
        await r.press("enter")
        await r.rest()
        assert "Kept: 2 items → 1 item" in r.top
        await r.press("enter")
        assert "Nothing to keep" in r.top
        await r.press("q")
        assert len(r.browse.state.rows) == 1
        await r.press("I", "slash", *"mended", "enter")
        assert "1 item · 2012-03-01 · mended" in r.text
    (note,) = read_capture_notes(home.capture_notes).captures.values()
    assert [(mark.first, mark.last, mark.role) for mark in note.marks] == [(9, 11, MarkRole.JOIN)]


@pytest.mark.parametrize(
    "keys", [("shift+down", "shift+down"), ("v", "j", "j"), ("space", "j", "j")]
)
async def test_a_range_is_marked_at_once(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with reading(loaded(tmp_path, news=NEWS), WIDE) as r:
        await r.press("O", *keys)
        assert "lines 5–7 selected" in r.text
        await r.press("x")
        assert all(line_shown(r, number).startswith(f"{number} ✓ out") for number in (5, 6, 7))
        assert "2 items → 1 item" in r.text
        await r.press("shift+down", "escape")
        assert isinstance(r.app.screen, CaptureDialog)  # esc ends the selection first
        await r.press("shift+up", "j")
        assert "selected" not in r.text


async def test_keys_of_marks_are_rebound(tmp_path: Path) -> None:
    table = rebind_keys("newsboat", {"mark-headline": ("H",), "keep-marks": ("ctrl+s",)})
    async with reading(loaded(tmp_path, news=NEWS), WIDE, table=table) as r:
        await r.press("O", "j", "j", "h", "H")
        assert line_shown(r, 7).startswith("7 ✓ headline")
        assert "ctrl+s keeps" in r.lines[-1]
        await r.press("ctrl+s")
        await r.rest()
        assert "Kept: " in r.top


async def test_the_cursor_goes_by_lines_and_items(tmp_path: Path) -> None:
    async with reading(loaded(tmp_path, news=NEWS), MEDIUM) as r:
        await r.press("O", "J")
        assert "line 9 · date · item 2" in r.text
        await r.press("K", "j", "j", "j")
        assert "line 9" in r.text  # a blank line is passed over
        await r.press("G", "f")
        assert line_shown(r, 14) == "14   out       1 2 3 next"
        await r.press("tab")
        assert "Items of the page · 2 items" in r.top
        assert "2012-03-01 Council websites still aren’t giving enough" in r.text
        await r.press("enter")
        assert "line 5 · date · item 1" in r.text
        await r.press("g")
        assert "line 1 · out" in r.text
        await r.press("question_mark")
        assert "A new item begins here" in r.text


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Pages are opened only once this is set."""
    gate, open_capture = Event(), CaptureMend.open

    def open_late(home: Home, sha256: str) -> CaptureMend:
        gate.wait(20)
        return open_capture(home, sha256)

    monkeypatch.setattr(CaptureMend, "open", open_late)
    return gate


async def test_keys_typed_while_a_page_is_read_are_for_the_page(
    tmp_path: Path, gate: Event
) -> None:
    async with reading(loaded(tmp_path, news=NEWS), MEDIUM) as r:
        for key in ("O", "j", "j", "h"):
            await r.pilot.press(key)
        await asyncio.sleep(PATIENCE_S * 1.2)
        assert r.app.screen is r.browse
        gate.set()
        await r.rest()
        assert line_shown(r, 7).startswith("7 ✓ head")


async def test_esc_leaves_a_page_that_is_still_read_and_what_was_typed_for_it(
    tmp_path: Path, gate: Event
) -> None:
    async with reading(loaded(tmp_path, news=NEWS), MEDIUM) as r:
        for key in ("O", "b", "escape"):
            await r.pilot.press(key)
        gate.set()
        await r.press("j")
        assert r.app.screen is r.browse
        assert not any(entry.annotation.bookmarked for entry in r.browse.targets)
        assert "2012-02-23" in r.here


@pytest.mark.slow
async def test_the_others_of_a_source_are_read_alike_after_a_yes(tmp_path: Path) -> None:
    folder = tmp_path / "weeks"
    folder.mkdir()
    later = WEEK.replace("3 March", "10 March").replace(" said ", " stated ")
    (folder / "week1.txt").write_text(WEEK)
    (folder / "week2.txt").write_text(later)
    home = Home.find(tmp_path / "home")
    load_paths(home, [folder], "2026-11-21T10:00:00Z")
    async with reading(home, WIDE) as r:
        assert len(r.browse.state.rows) == 2
        await r.press("j", "O", "s")
        assert "Nothing was said about this page yet." in r.top
        await r.press("x", "j", "j")
        for _ in SUBJECTS:
            await r.press("n", "j")
        await r.press("s")
        assert "Keep this page first: enter." in r.top
        await r.press("enter")
        await r.rest()
        await r.press("s")
        assert (
            "Would change in 1 of 1 other capture of the collection weeks: 7 items gained."
            in r.text
        )
        assert "week2.txt: 2011-03-10" in r.text
        await r.press("n")
        assert len(r.browse.state.rows) == 9
        await r.press("s", "y")
        await r.rest()
        assert len(r.browse.state.rows) == 16
        assert "read again" in r.top
        await r.press("escape", "u")
        await r.rest()
        assert len(r.browse.state.rows) == 9
        await r.press("question_mark", *"alike", "enter")
        assert (
            "Would change in 1 of 1 other capture of the collection weeks: 7 items gained."
            in r.text
        )
