"""Saved views."""

from __future__ import annotations

from socitm_tui.search.saved_views import read_saved_views
from socitm_tui.storage.home import Home
from tests.tui.screens import reading


async def test_a_view_is_saved_listed_with_its_count_and_shown(home: Home) -> None:
    async with reading(home) as r:
        await r.press("V")
        assert "No view is saved yet" in r.text
        assert r.lines[-1].strip() == "u undoes"
        await r.press("escape", "ctrl+s")
        assert "There is no filter to save" in r.status
        await r.press("slash", *"cloud", "enter", "ctrl+s", *"On", "space", *"clouds", "enter")
        assert r.status.startswith("View “On clouds” saved")
        await r.press("F", *"year", "colon", *"2012", "enter", "ctrl+s", *"Then", "enter", "c")
        assert read_saved_views(home.views) == {"On clouds": "cloud", "Then": "year:2012"}
        await r.press("V")
        assert "2 items" in next(line for line in r.lines if "On clouds" in line)
        await r.press("enter")
        assert r.status.startswith("2 of 9 · “cloud”")
        await r.press("ctrl+s", '"', "enter")
        assert "its name can have no" in r.status
        await r.press("escape", "V", "x")
        assert "On clouds" not in "\n".join(r.lines[2:])
        await r.press("x")
        assert read_saved_views(home.views) == {}


async def test_a_damaged_file_of_views_is_said_and_left(home: Home) -> None:
    home.views.write_text("{")
    async with reading(home) as r:
        await r.press("V")
        assert "views.json is damaged and was" in r.status
        await r.press("slash", *"view:x", "tab", "enter")
        assert "views.json is damaged and was" in r.status
        await r.press("escape", "slash", *"cloud", "enter", "ctrl+s", "x", "enter")
    assert home.views.read_text() == "{"
