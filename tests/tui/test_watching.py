"""Another program writes into the same home: it is shown, and nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace

from socitm_tui.paths import Home
from socitm_tui.store import Notebook
from tests.tui.screens import reading

NOW = "2026-01-02T03:04:05Z"


def bookmark_elsewhere(home: Home, key: str, *, on: bool = True) -> None:
    Notebook(home.notebook).change(key, lambda a: replace(a, bookmarked=on), NOW)


async def test_what_another_program_annotates_appears(home: Home) -> None:
    async with reading(home) as r:
        assert "★" not in r.here
        bookmark_elsewhere(home, "cloud")
        r.browse.look_around()
        await r.press("j", "k")
        assert "★" in r.here
        bookmark_elsewhere(home, "cloud", on=False)
        r.browse.look_around()
        await r.press("j", "k")
        assert "★" not in r.here


async def test_both_keep_what_they_wrote(home: Home) -> None:
    async with reading(home) as r:
        await r.press("r")
        bookmark_elsewhere(home, "cloud")
        await r.press("j", "b")
    kept = Notebook(home.notebook).read()
    assert (kept["cloud"].read, kept["cloud"].bookmarked) == (True, True)
    assert sum(one.bookmarked for one in kept.values()) == 2


async def test_annotations_without_an_item_are_shown_with_their_words(home: Home) -> None:
    Notebook(home.notebook).change(
        "gone", lambda a: replace(a, note="mine [/]", heading="Lost\x1b[2J", date="2012"), NOW
    )
    async with reading(home) as r:
        r.browse.app._show_orphans()  # type: ignore[attr-defined]
        await r.press()
        shown = "\n".join(str(one.render()) for one in r.browse.app.screen.query("Static"))
        assert "1 annotation without an item" in shown
        assert "2012, “Lost[2J”" in shown
        assert "the note “mine [/]”" in shown
