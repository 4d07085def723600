"""A captured feed is shown by the fields of its items."""

from __future__ import annotations

from pathlib import Path

from socitm_tui.ingest.loader import load_paths
from socitm_tui.storage.home import Home
from tests.tui.screens import reading

FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [
{"id": "1", "title": "Older news", "content_text": "It is old.", "date_published": "2012-03-01"},
{"id": "2", "title": "Latest news", "content_html": "<p>It is new.</p><p>And good.</p>",
"date_published": "2012-03-27"}]}"""


async def test_o_on_a_feed_shows_the_fields_and_tab_the_lines(tmp_path: Path) -> None:
    feed = tmp_path / "news.json"
    feed.write_text(FEED)
    home = Home.find(tmp_path / "home")
    load_paths(home, [feed], "2026-11-21T10:00:00Z")
    async with reading(home, (80, 24)) as r:
        await r.press("O")
        assert r.top.startswith("news.json · a saved feed, item 2 of 2")
        assert "content_html    It is new." in r.text
        assert "<p>" not in r.text
        assert r.text.index("title") < r.text.index("date_published") < r.text.index("id  ")
        await r.press("j", "enter", "K")
        assert "item 1 of 2" in r.top
        assert "content_text    It is old." in r.text
        await r.press("J", "tab")
        assert "▌ 3   text      {" in r.text
        await r.press("q", "q")
        assert r.app.screen is r.browse
