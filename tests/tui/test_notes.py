"""Notes, tags and corrections: written by keys, searchable, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.tui.actions import annotate
from tests.core import slow
from tests.tui.screens import reading


async def test_a_writes_a_note_that_is_found_and_undone(home: Home) -> None:
    async with reading(home) as r:
        await r.press("a", *"Ask", "space", *"Whitehall", "enter", *"about", "escape")
        assert r.status.startswith("Note saved · u undoes")
        assert "✎ Your note" in r.read
        assert "✎" in r.row("Cloud first")
        assert Notebook(home.notebook).read()["cloud"].note == "Ask Whitehall\nabout"
        await r.press("slash", *"ask", "enter")
        assert r.status.startswith("1 of 9 · “ask”")
        await r.press("c", "F")
        await r.type("has:note")
        await r.press("enter")
        assert "1 of 9" in r.status
        await r.press("c", "u", "u")
        assert r.status.startswith("Undone: Note saved")
        assert "Your note" not in r.read


async def test_a_note_can_be_left_as_it_was(home: Home) -> None:
    async with reading(home) as r:
        await r.press("a", *"abc", "ctrl+g")
        assert Notebook(home.notebook).read() == {}


async def test_a_note_that_cannot_be_written_is_gone_on_with(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("no space left")

    async with reading(home) as r:
        with monkeypatch.context() as patched:
            patched.setattr(annotate, "write_change", full)
            await r.press("a", *"abc", "escape")
            assert r.status.startswith("The note could not be saved; a opens it again.")
            await r.press("a", "ctrl+g")
        await r.press("j", "k", "a", "d", "escape")
        assert Notebook(home.notebook).read()["cloud"].note == "abcd"
        await r.press("u", "a", "e", "escape")
        assert Notebook(home.notebook).read()["cloud"].note == "e"


async def test_keys_typed_into_a_note_do_nothing_else(home: Home) -> None:
    async with reading(home) as r:
        await r.press("a", *"qbrRQj/?", "ctrl+s")
        assert Notebook(home.notebook).read()["cloud"].note == "qbrRQj/?"
        assert not Notebook(home.notebook).read()["cloud"].bookmarked


async def test_capital_a_lists_all_notes(home: Home) -> None:
    async with reading(home) as r:
        await r.press("A")
        assert "There is no note or highlight yet" in r.text
        await r.press("q", "a", *"one", "escape", "j", "a", *"two", "escape", "A")
        assert "Notes and highlights · 2 notes   " in r.top
        assert "one" in r.text
        await r.press("j", "enter")
        assert r.heading.startswith("Warning")


async def test_tags_are_ticked_added_by_typing_and_found(home: Home) -> None:
    async with reading(home) as r:
        await r.press("t", *"chapter", "space", *"two", "enter", *"later", "enter", "enter")
        assert "#chapter two  #later" in r.read
        await r.press("j", "t", *"la", "space", "enter")
        assert r.status.startswith("Tagged")
        await r.press("F")
        await r.type("tag:later")
        await r.press("enter")
        assert r.status.startswith("2 of 9 · tag later")
        await r.press("c", "g", "t", "space", "down", "space", "enter")
        assert r.status.startswith("Tags removed")
        await r.press("u")
        assert "#later" in r.read


async def test_ticks_that_were_left_by_esc_are_there_again(home: Home) -> None:
    async with reading(home) as r:
        await r.press("t", *"later", "enter", "escape")
        assert list(r.browse.state.archive.tags) == []
        await r.press("j", "t")
        assert "later" not in r.text
        await r.press("escape", "k", "t")
        assert "✓ later" in r.text
        await r.press("enter")
        assert list(r.browse.state.archive.tags) == ["later"]


async def test_tags_of_several_at_once_and_those_of_some_stay(home: Home) -> None:
    async with reading(home) as r:
        await r.press("t", *"first", "enter", "enter", "x", "x", "t")
        assert "· first" in r.text
        await r.press(*"both", "enter", "enter")
        assert "Tagged: 2 items" in r.status
        tags = [one.tags for one in Notebook(home.notebook).read().values()]
        assert sorted(tags) == [("both",), ("first", "both")]


async def test_a_click_ticks_a_label(home: Home) -> None:
    async with reading(home) as r:
        await r.press("E", "j", "j", "enter")
        row = next(number for number, line in enumerate(r.lines) if "Websites" in line)
        await r.pilot.click(offset=(8, row))
        await r.press("enter")
        assert "topics Websites, Cloud" in r.status or "topics Cloud, Websites" in r.status


async def test_topics_are_ticked_by_their_labels(home: Home) -> None:
    async with reading(home) as r:
        await r.press("E", "j", "j", "enter")
        assert "✓ Cloud" in r.text
        await r.press(*"wEB", "space", *"clo", "space", "enter")
        assert r.status.startswith("Corrected: topics Websites, was “Cloud”")
        await r.press("E", "j", "j", "enter", *"clo", "space", *"web", "space", "enter")
        assert r.status.startswith("Correction of the topics removed")


async def test_e_corrects_a_date_and_keeps_what_is_printed_in_sight(home: Home) -> None:
    async with reading(home, (140, 40)) as r:
        await r.press("j", "E")
        assert "Correct · ‹Warning" in r.top
        assert "27/03/12" in r.text
        await r.press("enter")
        await r.press("ctrl+u", *"28", "space", *"march", "space", *"2011", "enter")
        assert r.status.startswith("Corrected: date 2011-03-28, was 2012-03-27 · u undoes")
        assert "✎" in r.row("2011-03-28")
        assert "28 March 2011" in r.read
        assert r.listed.index("2011-12-06") < r.listed.index("2011-03-28")
        assert r.listed.index("2011-03-28") < r.listed.index("2009-07-09")
        assert "2011 3 " in r.listed
        assert "‹Warning" in r.here
        assert "✎ date corrected by you, was 2012-03-27" in r.read
        assert "28 March 2011 · corrected by you on " in r.read
        assert "27/03/12" not in r.read
        await r.press("i")
        assert "corrected by you on " in r.text
        assert "27/03/12" in r.text
        await r.press("q", "F")
        await r.type("year:2011")
        assert r.status.startswith("3 of 9")
        await r.press("ctrl+u")
        await r.type("date:2012-03-27")
        assert r.status.startswith("0 of 9")
        await r.press("ctrl+u")
        await r.type("is:corrected")
        await r.press("enter")
        assert r.status.startswith("1 of 9")
        await r.press("c", "u", "u", "c")
        assert "2011-03-28" not in r.listed
        assert r.listed.index("2012-03-27") < r.listed.index("2012-03-01")
        assert "‹Warning" in r.here


@pytest.mark.parametrize(
    ("down", "typed", "said"),
    [
        (0, "2012-13", "There is no date 2012-13."),
        slow(0, "some day", "is not a date"),
        slow(0, "2011-02-30", "There is no date 2011-02-30."),
        (1, "A headline", "Corrected: title A headline, was “Cloud first, says Whitehall”"),
        slow(3, "Ann", "Corrected: author Ann, was not printed"),
        (1, "", "Correction of the title removed"),
    ],
)
async def test_other_corrections_and_mistakes(home: Home, down: int, typed: str, said: str) -> None:
    async with reading(home) as r:
        await r.press("E", *["j"] * down, "enter", "ctrl+u", *_keys(typed))
        await r.press("enter")
        if said.startswith("Correction of"):
            assert Notebook(home.notebook).read() == {}
        else:
            assert said in r.status


def _keys(text: str) -> list[str]:
    return [{" ": "space", "-": "minus"}.get(one, one) for one in text]


async def test_the_editor_of_the_environment(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(home) as r:
        monkeypatch.setattr(r.browse.actions.share, "run_on_text", lambda *_: "from the editor\n")
        await r.press("a", "ctrl+o", "escape")
        assert Notebook(home.notebook).read()["cloud"].note == "from the editor"
