"""The list of captures, collections in the filter pane, and what the last load brought."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.ingest.loader import load_paths
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.home import Home, bundled_data_folder
from tests.tui.screens import WIDE, reading

FIRST, SECOND = "2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z"
DOUBTFUL = "article-digital-strategy-framework-2013.txt"
PAGE = """Latest news

11/03/12
Council saves its website
Council has said that its website is saved, and that everybody is glad of it.

13/04/12
Cloud is cancelled
Nobody at the council was ready to say why the cloud was cancelled in the end.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    folder = tmp_path / "council"
    folder.mkdir()
    path = folder / "page.txt"
    path.write_text(PAGE)
    return path


@pytest.fixture
def loaded(tmp_path: Path, page: Path) -> Home:
    home = Home.find(tmp_path / "home")
    load_paths(home, [bundled_data_folder() / "captures"], FIRST)
    load_paths(home, [page], SECOND)
    _doubt_only(home, DOUBTFUL)
    return home


def _doubt_only(home: Home, name: str) -> None:
    """Let one capture of an archive be read with doubt, and no other, whatever reads pages."""
    with Archive(home.archive).lock() as archive:
        contents = archive.read()
        captures = tuple(
            replace(one, doubtful="a test doubts it" if one.name == name else None)
            for one in contents.captures
        )
        archive.write(replace(contents, captures=captures))


async def test_collections_are_a_section_where_there_are_several(
    loaded: Home, tmp_path: Path
) -> None:
    async with reading(loaded, size=(140, 90)) as r:
        assert "Collection" in r.text
        await r.press("F")
        await r.type("collection:council")
        await r.press("enter")
        assert "✓ council" in r.text
        assert len(r.browse.state.rows) == 2
    single = Home.find(tmp_path / "single")
    load_paths(single, [bundled_data_folder() / "captures"], FIRST)
    async with reading(single, size=(140, 90)) as r:
        assert "Collection" not in r.text


async def test_the_list_has_doubtful_captures_first_and_reviews_them(loaded: Home) -> None:
    async with reading(loaded, size=WIDE) as r:
        await r.press("I")
        assert "Captures · 1 of 6 pages read with doubt" in r.lines[0]
        assert any(line.startswith("     a test doubts it · ") for line in r.lines)
        assert DOUBTFUL in next(line for line in r.lines if "▸" in line)
        await r.press("r")
        assert "none of 6 pages read with doubt" in r.lines[0]
        assert f"✓ {DOUBTFUL}" in r.text
        await r.press("r")
        assert "1 of 6 pages read with doubt" in r.lines[0]


async def test_a_review_takes_the_item_from_those_that_are_doubtful(loaded: Home) -> None:
    async with reading(loaded, size=WIDE) as r:
        await r.press("F")
        await r.type("is:doubtful")
        await r.press("enter")
        assert len(r.browse.state.rows) == 1
        await r.press("I", "enter", "r")
        assert r.top.startswith(f"Looked at and right · {DOUBTFUL}")
        await r.press("q", "escape")
        assert "No item is doubtful" in r.text or r.browse.state.rows == ()


async def test_enter_opens_the_page_above_the_list(loaded: Home) -> None:
    async with reading(loaded, size=WIDE) as r:
        await r.press("I", "enter")
        assert f"{DOUBTFUL} · read with doubt: a test doubts it" in r.lines[0]
        await r.press("escape")
        assert "Captures" in r.lines[0]
        await r.press("escape")
        assert "socitm-tui" in r.lines[0]


async def test_the_list_is_narrowed_by_typing(loaded: Home) -> None:
    async with reading(loaded, size=WIDE) as r:
        await r.press("I", "slash", *"council/"[:-1])
        assert "/ council▏" in r.lines[0]
        assert "page.txt" in r.text  # by its collection
        assert "article-council-cios.txt" in r.text
        assert DOUBTFUL not in r.text
        await r.press("enter", "j", "escape")
        assert "socitm-tui" in r.lines[0]
        await r.press("I", "slash", "j", "q", "escape")
        assert DOUBTFUL in r.text


async def test_a_capture_is_removed_after_a_question_and_brought_back(loaded: Home) -> None:
    async with reading(loaded, size=WIDE) as r:
        total = len(r.browse.state.rows)
        await r.press("I", "slash", *"page", "enter", "x")
        assert "Remove page.txt with 2 items?" in r.text
        await r.press("n", "x", "y")
        await r.rest()
        assert len(r.browse.state.rows) == total - 2
        assert "5 pages" in r.lines[0]
        await r.press("u")
        await r.rest()
        assert len(r.browse.state.rows) == total
        assert "6 pages" in r.lines[0]


async def test_one_key_shows_what_a_load_brought_and_esc_goes_back(
    tmp_path: Path, page: Path
) -> None:
    home = Home.find(tmp_path / "home")
    load_paths(home, [bundled_data_folder() / "captures"], FIRST)
    async with reading(home, size=WIDE) as r:
        await r.press("F")
        await r.type("topic:websites")
        await r.press("enter", "j", "j")
        key, total = r.browse.state.key, len(r.browse.state.rows)
        await r.press("L")
        await r.type(str(page))
        await r.press("enter")
        await r.rest()
        assert r.status.startswith(
            "2 items added · F4 shows them · 2012-03-11 to 2012-04-13 · u undoes"
        )
        await r.press("f4")
        assert len(r.browse.state.rows) == 2
        assert r.browse.entry is not None
        assert r.browse.entry.item.date == "2012-04-13"
        await r.press("escape")
        assert (r.browse.state.key, len(r.browse.state.rows) >= total) == (key, True)
        await r.press("f4", "f4")
        assert r.browse.state.key == key


async def test_publisher_and_address_are_stated_in_a_form(loaded: Home) -> None:
    async with reading(loaded, size=WIDE) as r:
        await r.press("I", "slash", *"page.txt", "enter", "E")
        assert "Collection “council”, 1 capture" in r.text
        await r.type("The County")
        await r.press("tab")
        await r.type("council.example/news")
        await r.press("enter")
        await r.rest()
        assert "page.txt: source stated, 2 items changed." in r.lines[0]
        assert "council · The County" in r.text
        await r.press("E")
        await r.press("down", "down")
        await r.type("Another")
        await r.press("escape", "E")
        assert "The County" in r.text
        assert "https://council.example/news" in r.text
        assert "Another" in r.text  # what was typed is not lost
        await r.press("down")
        await r.type("ftp://x")
        await r.press("enter")
        assert "ftp://x is no address of the web" in r.text
        await r.press("escape")
        assert "Captures" in r.lines[0]


async def test_reviews_and_stated_sources_are_undone(loaded: Home) -> None:
    async with reading(loaded, size=WIDE) as r:
        await r.press("I", "r", "u")
        assert "1 of 6 pages read with doubt" in r.lines[0]
        assert f"Undone: {DOUBTFUL}: looked at" in r.lines[0]
        await r.press("slash", *"page.txt", "enter", "E")
        await r.type("The County")
        await r.press("enter")
        await r.rest()
        await r.press("u")
        await r.rest()
        assert "publisher not known" in r.text
        await r.press("q", "ctrl+r")
        await r.rest()
        await r.press("I")
        assert "The County" in r.text
