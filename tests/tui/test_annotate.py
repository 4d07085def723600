"""Bookmarks and read marks: on the screen, on disk, undone."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from socitm_tui.storage import atomic
from socitm_tui.storage.atomic import lock_file
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.tui.actions import annotate as marking
from tests.tui.screens import NARROW, Reading, reading


def on_disk(home: Home) -> dict[str, tuple[bool, bool]]:
    return {key: (a.bookmarked, a.read) for key, a in Notebook(home.notebook).read().items()}


async def test_a_bookmark_is_shown_and_on_disk_at_once(home: Home) -> None:
    async with reading(home) as r:
        await r.press("b")
        assert "★" in r.here
        assert on_disk(home) == {"cloud": (True, False)}
        assert r.status.startswith("Bookmarked · u undoes")
        await r.press("b")
        assert "★" not in r.here
        assert on_disk(home) == {}


async def test_an_annotation_remembers_what_it_was_made_on(home: Home) -> None:
    async with reading(home) as r:
        await r.press("b")
    kept = Notebook(home.notebook).read()["cloud"]
    assert (kept.heading, kept.date) == ("Cloud first, says Whitehall", "2013-02-04")


async def test_undo_and_redo_say_what_they_did(home: Home) -> None:
    async with reading(home) as r:
        await r.press("b", "j", "r", "u")
        assert r.status.startswith("Undone: Marked read")
        assert on_disk(home) == {"cloud": (True, False)}
        await r.press("u")
        assert on_disk(home) == {}
        await r.press("u")
        assert r.status.startswith("Nothing to undo.")
        await r.press("ctrl+r")
        assert r.status.startswith("Redone: Bookmarked")
        assert on_disk(home) == {"cloud": (True, False)}
        await r.press("ctrl+r", "ctrl+r")
        assert r.status.startswith("Nothing to redo.")


async def test_keys_pressed_fast_are_taken_in_order(home: Home) -> None:
    async with reading(home) as r:
        await r.press("b", "b", "b", "r", "r")
        assert on_disk(home) == {"cloud": (True, False)}


async def test_passing_over_an_item_never_marks_it_read(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "j", "k", "G", "g", "J", "3", "2", "tab", "shift+tab")
        assert on_disk(home) == {}


async def test_an_item_opened_and_left_is_read(home: Home) -> None:
    async with reading(home) as r:
        await r.press("enter")
        assert "●" in r.row("2013-02-04")
        await r.press("q")
        assert "●" not in r.row("2013-02-04")
        assert on_disk(home) == {"cloud": (False, True)}


async def test_an_item_read_to_its_end_is_read(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "j", "3", "G")
        assert on_disk(home) == {"websites": (False, True)}


async def test_an_open_item_is_read_when_the_reader_is_left(home: Home) -> None:
    async with reading(home) as r:
        await r.press("enter", "Q")
    assert on_disk(home) == {"cloud": (False, True)}


async def test_space_reads_on_into_the_next_item(home: Home) -> None:
    async with reading(home) as r:
        await r.press("enter", "space")
        assert "2012-03-27" in r.here
        assert r.browse.panes.current == "text"
        assert on_disk(home) == {"cloud": (False, True)}


async def test_marking_unread_while_open_holds(home: Home) -> None:
    async with reading(home) as r:
        await r.press("enter", "r", "r", "q")
        assert on_disk(home) == {}


@pytest.mark.parametrize("many", [1, 1000])
async def test_all_shown_read_asks_once_and_takes_only_what_is_shown(
    home: Home, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(marking, "MANY", many)
    monkeypatch.setattr("socitm_tui.search.index.index.MANY_ANNOTATIONS", many)
    async with reading(home) as r:
        await r.press("1", "j", "space", "R")
        assert "Mark 4 items read?" in r.text
        await r.press("n")
        assert on_disk(home) == {}
        await r.press("R", "y")
        assert len(on_disk(home)) == 4
        assert r.status.startswith("Marked 4 items read · u undoes")
        assert "●" not in r.row("2012-03-01")
        await r.press("u")
        assert on_disk(home) == {}
        assert "●" in r.row("2012-03-01")


async def test_what_is_read_does_not_vanish_from_the_unread(home: Home) -> None:
    async with reading(home) as r:
        await r.press("F")
        await r.type("is:unread")
        await r.press("enter", "r")
        assert r.status.startswith("Marked read")
        assert "2013-02-04" in r.here
        assert "●" not in r.here


async def test_next_and_previous_unread(home: Home) -> None:
    async with reading(home) as r:
        await r.press("j", "r", "k", "full_stop")
        assert "2012-03-01" in r.here
        await r.press("comma")
        assert "2013-02-04" in r.here
        await r.press("comma")
        assert r.status.startswith("Nothing unread further up.")


async def test_all_keys_of_a_note_are_seen_in_a_narrow_terminal(home: Home) -> None:
    async with reading(home, NARROW) as r:
        await r.press("a")
        assert all(words in r.text for words in ("saves", "discards", "changes", "editor"))
        await r.press("escape")


async def test_a_notebook_that_cannot_be_written_is_a_sentence_and_no_glyph(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "LOCK_TIMEOUT_S", 0.2)
    async with reading(home) as r:
        with lock_file(home.notebook):
            await r.press("b")
        assert "★" not in r.here
        assert "being written by another" in " ".join(toasts(r))
        await r.press("b")
        assert "★" in r.here


async def test_the_screen_answers_while_a_lock_is_held(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "LOCK_TIMEOUT_S", 2.0)
    async with reading(home) as r:
        with lock_file(home.notebook):
            await r.pilot.press("b")
            await r.pilot.press("j", "j")
            assert "2012-03-01" in r.here
            assert "★" not in r.row("2013-02-04")
        await r.rest()
        assert "★" in r.row("2013-02-04")


def toasts(r: Reading) -> list[str]:
    return [str(toast.message) for toast in r.app._notifications]


async def test_keys_mark_in_one_pane_too(home: Home) -> None:
    async with reading(home, NARROW) as r:
        await r.press("enter", "b", "q")
        assert "★" in r.here
        assert not r.app.query(Static).filter("#dialog-title")
