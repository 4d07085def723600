"""A newcomer's first minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.ingest import archive_change, loader
from socitm_tui.search.query import format_query
from socitm_tui.storage.home import Home
from tests.tui.screens import reading
from tests.tui.test_history import PAGE


async def test_the_card_stands_over_a_filled_screen_and_enter_begins(home: Home) -> None:
    async with reading(home, first=True) as r:
        assert "Socitm’s news, 2009–2013 — 9 items, bundled, offline." in r.text
        assert "Cloud first, says Whitehall" in r.text
        await r.press("enter")
        assert "bundled, offline" not in r.text
        assert r.browse.panes.current == "timeline"


@pytest.mark.parametrize(("key", "does"), [("j", "2012-03-27"), ("G", "undated")])
async def test_any_other_key_does_what_it_always_does(home: Home, key: str, does: str) -> None:
    async with reading(home, first=True) as r:
        await r.press(key)
        assert does in r.here
        assert "bundled, offline" not in r.text


async def test_a_small_terminal_has_no_card(home: Home) -> None:
    async with reading(home, (40, 12), first=True, notice="Loaded.") as r:
        assert not r.browse.panes.tour_card.display
        await r.press("f3")
        assert r.status.startswith("The tour needs 60×18.")


@pytest.mark.parametrize(
    ("key", "words"), [("L", "9 of 9"), ("d", "9 of 9"), ("T", "A trend is of words or topics")]
)
async def test_nothing_entered_asks_for_nothing(home: Home, key: str, words: str) -> None:
    async with reading(home) as r:
        await r.press(key, "enter")
        assert not r.browse.prompt.is_open
        assert r.status.startswith(words)


async def test_each_step_of_the_tour_ends_when_its_task_is_done(home: Home) -> None:
    async with reading(home, first=True) as r:
        await r.press("t")
        for number, keys in enumerate((
            "k slash w e b s i t e s enter",
            "f j space",
            "2 j enter",
            "b",
            "O",
            "y",
        ), 1):  # fmt: skip
            assert f"Tour, {number} of 6 · esc ends it" in r.text
            await r.press(*keys.split()[:-1])
            assert r.browse.actions.tour.step == number - 1
            await r.press(keys.split()[-1])
        assert "That was the tour." in r.text
        await r.press("k")
        assert not r.browse.panes.tour_card.display
        assert "year" in format_query(r.browse.state.query)


async def test_the_search_of_the_tour_is_that_of_the_timeline_from_every_pane(home: Home) -> None:
    for keys in ("2 enter", "f"):
        async with reading(home) as r:
            await r.press("f3", *keys.split(), "slash", *"cloud", "enter")
            assert r.browse.actions.tour.step == 1


async def test_esc_ends_the_tour(home: Home) -> None:
    async with reading(home) as r:
        await r.press("f3", "escape")
        assert not r.browse.panes.tour_card.display
        assert "The tour is over" in r.status


async def test_l_loads_a_folder_from_the_card(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    (folder / "page.txt").write_text(PAGE)
    (folder / "empty.txt").write_text("")
    async with reading(home, first=True) as r:
        await r.press("l")
        assert r.browse.prompt.purpose == "load"
        await r.type(str(tmp_path / "capt"))
        await r.press("tab", "enter")
        await r.rest()
        assert r.top.startswith("socitm-tui   11 items")
        assert r.status.startswith("2 items added; 1 file left out · F4 shows them")
        assert "2012-03-01" in r.listed


async def test_a_file_without_an_item_is_named_after_a_load(home: Home, tmp_path: Path) -> None:
    (tmp_path / "menu.txt").write_text("Home\nAbout us\nCookies\nLogin\n")
    async with reading(home) as r:
        r.browse.actions.load.load_path(str(tmp_path / "menu.txt"))
        await r.rest()
        assert r.status.startswith("0 items added, 0 updated · no item in menu.txt, I lists them")


async def test_a_notebook_that_cannot_be_read_is_named_after_a_load_too(
    home: Home, tmp_path: Path
) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    async with reading(home) as r:
        home.notebook.write_text("{")
        r.browse.actions.load.load_path(str(tmp_path / "page.txt"))
        await r.rest()
        assert r.status.startswith("2 items added")
        said = " ".join(str(one.message) for one in r.app._notifications)
        assert "Everything is shown without your annotations" in said


async def test_a_load_that_fails_once_it_is_written_is_not_said_to_be_none(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("No memory.")

    (tmp_path / "page.txt").write_text(PAGE)
    monkeypatch.setattr(archive_change, "move_annotations", fail)
    async with reading(home) as r:
        r.browse.actions.load.load_path(str(tmp_path / "page.txt"))
        await r.rest()
        assert "Not all went well: No memory. What the archive holds now is shown." in r.status
        assert r.top.startswith("socitm-tui   11 items")
        monkeypatch.setattr(loader, "load_paths", fail)
        r.browse.actions.load.load_path(str(tmp_path / "page.txt"))
        await r.rest()
        assert "Nothing was loaded: No memory." in r.status
        assert r.browse.actions.watch.own_loads == 0


async def test_what_is_not_there_is_said(home: Home) -> None:
    async with reading(home) as r:
        await r.press("L", *"nowhere", "enter")
        assert "There is no file or folder nowhere." in r.status
        assert r.browse.prompt.is_open


@pytest.mark.parametrize("typed", ["~nosuch/x", "a" * 300])
async def test_a_path_that_cannot_be_is_said(home: Home, typed: str) -> None:
    async with reading(home) as r:
        await r.press("L")
        await r.type(typed)
        await r.press("tab", "enter")
        assert "This path cannot be used (" in r.status
        assert r.browse.prompt.is_open
