"""What was done last is undone, whatever its subject."""

from __future__ import annotations

from pathlib import Path

from socitm_tui.ingest.loader import load_paths
from socitm_tui.search.saved_views import read_saved_views
from socitm_tui.storage.home import Home
from socitm_tui.web.subscriptions import Subscription, SubscriptionFile
from tests.tui.screens import Reading, reading

PAGE = """Latest news

11/03/12
Council saves its website
Council has said that its website is saved, and that everybody is glad of it.
"""


async def load(r: Reading, path: Path) -> None:
    path.write_text(PAGE)
    await r.press("L")
    await r.type(str(path))
    await r.press("enter")
    await r.rest()


async def test_a_load_is_undone_before_the_bookmark_that_came_before_it(
    home: Home, tmp_path: Path
) -> None:
    async with reading(home) as r:
        await r.press("b")
        key = r.browse.state.key
        await load(r, tmp_path / "page.txt")
        assert "1 item added" in r.status
        assert len(r.browse.state.rows) == 10
        await r.press("u")
        assert r.status.startswith("Undone: 1 item added from page.txt")
        assert len(r.browse.state.rows) == 9
        assert key is not None
        assert r.browse.state.archive.annotations[key].bookmarked
        await r.press("ctrl+r")
        assert r.status.startswith("Redone: 1 item added from page.txt")
        assert len(r.browse.state.rows) == 10
        await r.press("u", "u")
        assert r.status.startswith("Undone: Bookmarked")
        await r.press("u")
        assert r.status.startswith("Nothing to undo")


async def test_a_load_that_another_program_has_followed_stays(home: Home, tmp_path: Path) -> None:
    async with reading(home) as r:
        await r.press("b")
        await load(r, tmp_path / "page.txt")
        other = tmp_path / "other.txt"
        other.write_text(PAGE.replace("website", "library").replace("11/", "12/"))
        load_paths(home, [other], "2026-03-03T00:00:00Z")
        sentence = await r.browse.actions.undo_stack.undo_last()
        assert sentence.startswith("Another load came after that one")
        await r.press("u")
        assert r.status.startswith("Undone: Bookmarked")


async def test_a_view_and_a_subscription_that_were_removed_come_back_in_their_list(
    home: Home,
) -> None:
    SubscriptionFile(home.subscriptions).add([Subscription("https://a.example/feed", "A")])
    async with reading(home) as r:
        await r.press("slash", *"cloud", "enter", "ctrl+s", "v", "enter", "V", "x")
        assert read_saved_views(home.views) == {}
        assert "No view is saved yet" in r.text
        await r.press("u")
        assert "Undone: View “v” removed" in r.lines[0]
        assert read_saved_views(home.views) == {"v": "cloud"}
        await r.press("x", "escape", "W", "x")
        assert SubscriptionFile(home.subscriptions).read() == ()
        assert "Nothing is followed yet" in r.text
        await r.press("u")
        assert [
            subscription.title for subscription in SubscriptionFile(home.subscriptions).read()
        ] == ["A"]
        await r.press("escape", "u")
        assert read_saved_views(home.views) == {"v": "cloud"}


async def test_a_filter_that_was_cleared_comes_back(home: Home) -> None:
    async with reading(home) as r:
        await r.press("slash", *"cloud", "enter", "c")
        assert len(r.browse.state.rows) == 9
        await r.press("u")
        assert r.status.startswith("Undone: Filter cleared")
        assert len(r.browse.state.rows) == 2
        await r.press("c", "slash", *"website", "enter", "u")
        assert r.status.startswith("Nothing to undo")
