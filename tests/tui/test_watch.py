"""Another program writes into the same home: it is shown, and nothing of either is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from socitm_tui.ingest.loader import load_paths
from socitm_tui.model.entities import Annotation, Item
from socitm_tui.search.index import Index
from socitm_tui.storage.atomic import write_atomic
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook
from socitm_tui.tui.actions import watch as watching
from socitm_tui.tui.actions.load import LoadOutcome
from tests.factories import item
from tests.tui.archives import home_of
from tests.tui.screens import Reading, reading, shelf
from tests.tui.test_history import PAGE

NOW = "2026-01-02T03:04:05Z"


def bookmark_elsewhere(home: Home, key: str, *, on: bool = True) -> None:
    Notebook(home.notebook).change(key, lambda a: replace(a, bookmarked=on), NOW)


async def test_what_another_program_annotates_appears(home: Home) -> None:
    async with reading(home) as r:
        assert "★" not in r.here
        bookmark_elsewhere(home, "cloud")
        r.browse.actions.watch.check()
        await r.press("j", "k")
        assert "★" in r.here
        bookmark_elsewhere(home, "cloud", on=False)
        r.browse.actions.watch.check()
        await r.press("j", "k")
        assert "★" not in r.here


async def test_annotations_that_another_program_deletes_disappear(home: Home) -> None:
    bookmark_elsewhere(home, "share")
    before = home.notebook.read_bytes()
    bookmark_elsewhere(home, "cloud")
    async with reading(home) as r:
        assert "★" in r.here
        write_atomic(home.notebook, before)  # as a restore from a backup does
        await look(r)
        assert "1 annotation changed by another program" in r.status
        assert "★" not in r.here


async def test_both_keep_what_they_wrote(home: Home) -> None:
    async with reading(home) as r:
        await r.press("r")
        bookmark_elsewhere(home, "cloud")
        await r.press("j", "b")
    kept = Notebook(home.notebook).read()
    assert (kept["cloud"].read, kept["cloud"].bookmarked) == (True, True)
    assert sum(one.bookmarked for one in kept.values()) == 2


async def test_what_was_written_here_is_not_read_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    read_all = Notebook.read_all

    def counted(self: Notebook) -> dict[str, Annotation]:
        reads.append(self.path)
        return read_all(self)

    bookmark_elsewhere(home, "cloud")
    async with reading(home) as r:
        monkeypatch.setattr(Notebook, "read_all", counted)
        await r.press("b", "j", "b")
        await look(r)
        assert not reads
        bookmark_elsewhere(home, "share")
        reads.clear()
        await r.press("b")  # after others had written, and before that was looked at
        await look(r)
        assert len(reads) == 1
        assert "1 annotation changed by another program" in r.status
        await r.press("G", "k")
        assert "★" in r.here


async def test_what_others_wrote_while_the_index_was_read_is_shown(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(home):
        pass  # makes the index
    noted = Notebook.read_lazily

    def then_another(self: Notebook) -> Mapping[str, Annotation]:
        found = noted(self)
        monkeypatch.setattr(Notebook, "read_lazily", noted)
        bookmark_elsewhere(home, "cloud")
        return found

    monkeypatch.setattr(Notebook, "read_lazily", then_another)
    async with reading(home) as r:
        assert "★" not in r.here
        await r.press("j", "r")
        await look(r)
        await r.press("k")
        assert "★" in r.here


async def test_annotations_without_an_item_are_shown_with_their_words(home: Home) -> None:
    Notebook(home.notebook).change(
        "gone", lambda a: replace(a, note="mine [/]", heading="Lost\x1b[2J", date="2012"), NOW
    )
    async with reading(home) as r:
        r.browse.actions.program.orphans()
        await r.press()
        shown = "\n".join(str(one.render()) for one in r.browse.app.screen.query("Static"))
        assert "1 annotation without an item" in shown
        assert "2012, “Lost[2J”" in shown
        assert "the note “mine [/]”" in shown


def days(*numbers: int) -> list[Item]:
    return [
        item(f"News {n}", date=f"2012-{n // 28 + 1:02}-{n % 28 + 1:02}", key=f"k{n}")
        for n in numbers
    ]


def load_elsewhere(home: Home, items: list[Item]) -> None:
    home_of(home.path, items)
    Index.open(home)


async def look(r: Reading) -> None:
    r.browse.actions.watch.check()
    await r.rest()


async def test_what_another_program_loads_appears_and_nothing_moves(tmp_path: Path) -> None:
    home = home_of(tmp_path / "home", days(*range(0, 200, 2)))
    async with reading(home) as r:
        await r.press("/", "n", "e", "w", "s", "enter", "pagedown", "pagedown", "k", "k")
        before = [line[36:72] for line in r.lines[3:-1]], r.browse.state.key
        load_elsewhere(home, days(*range(0, 200, 2), *range(201, 231, 2)))
        await look(r)
        assert r.browse.state.index is not None
        assert len(r.browse.state.index) == 115
        assert "changed the archive: 15 more items" in r.text
        assert ([line[36:72] for line in r.lines[3:-1]], r.browse.state.key) == before
        assert r.browse.state.query.parts
        await r.press("g")
        assert "News 229" in r.here


async def test_what_is_loaded_here_is_no_other_programs_doing(home: Home, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE)
    async with reading(home) as r:
        r.browse.actions.watch.own_loads += 1  # as while it is under way
        load_paths(home, [tmp_path / "page.txt"], NOW)
        await look(r)
        assert r.top.startswith("socitm-tui   11 items")
        await asyncio.to_thread(
            r.browse.actions.load.run_load, lambda: LoadOutcome("2 items added.", is_changed=True)
        )
        assert r.browse.actions.watch.shown_archive is not None
        r.browse.actions.watch.show_reloaded_index(
            Index.open(home), r.browse.actions.watch.shown_archive
        )  # a look that comes late
        await r.rest()
        assert r.status.startswith("2 items added.")
        assert "Another program" not in r.text


async def test_what_is_marked_while_an_index_is_opened_stays_marked(home: Home) -> None:
    async with reading(home) as r:
        late = Index.open(home)
        await r.press("b")
        r.browse.actions.watch.check()
        await r.rest()
        r.browse.actions.watch.show_index(late, r.browse.actions.watch.shown_archive)
        await r.rest()
        assert "★" in r.here
        assert "another program" not in r.text


async def test_where_the_item_is_gone_the_next_one_is_shown(tmp_path: Path) -> None:
    home = home_of(tmp_path / "home", days(*range(40)))
    async with reading(home) as r:
        await r.press("j", "j", "j")
        assert "News 36" in r.here
        load_elsewhere(home, days(*range(35)))
        await look(r)
        assert "News 34" in r.here
        assert "5 fewer items" in r.text


async def test_an_archive_whose_index_is_still_being_made_is_waited_for(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(home) as r:
        home_of(home.path, [*shelf(), *days(1)])
        await look(r)
        assert len(r.browse.state.index or ()) == 9
        monkeypatch.setattr(watching, "MAX_CHECKS", 1)
        await look(r)
        assert len(r.browse.state.index or ()) == 10


async def test_a_damaged_archive_is_named_and_what_was_read_stays(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MAX_CHECKS", 1)
    async with reading(home) as r:
        home.archive.write_bytes(b"{")
        await look(r)
        assert len(r.browse.state.index or ()) == 9
        assert "is damaged" in " ".join(str(one.message) for one in r.app._notifications)
        await r.press("j")
        assert "Warning" in r.here
