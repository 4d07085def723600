"""Show in the capture, for every kind of input: the item's own lines are in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.ingest.loader import load_paths
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.home import Home
from tests.core import slow
from tests.tui.screens import reading

CASES = Path(__file__).parents[1] / "cases"
SHOWN = {
    "pages/list-saved-by-blink.mhtml": None,
    "pages/tables-2003.htm": None,
    "feeds/atom-dates.atom": "Known to the month",
    "feeds/rss091-doctype.xml": "Résumés by e-mail only",
    "jsonfeed/microblog.json": "A report worth the read",
    "mail/newsletter-contents.eml": None,
    "archives/records-by-hand.warc": "Паром снова ходит",
    "archives/list-archive.mbox": "Bins",
    "archives/downloads.zip": "Cloud contract cancelled",
}
CORE = ("pages/tables-2003.htm", "feeds/atom-dates.atom", "archives/records-by-hand.warc")


@pytest.mark.parametrize("name", [name if name in CORE else slow(name) for name in SHOWN])
async def test_a_capture_opens_at_the_lines_of_the_item(name: str, tmp_path: Path) -> None:
    home = Home.find(tmp_path / "home")
    load_paths(home, [CASES / name], "2026-01-01T00:00:00Z")
    items = Archive(home.archive).read().items
    title = SHOWN[name]
    item = next(
        (one for one in items if one.title == title),
        max(items, key=lambda one: one.capture_lines),
    )
    async with reading(home, (80, 14)) as r:
        r.browse.actions.history.open_key(item.key)
        await r.press("O", *(("tab",) if "feed" in name else ()))  # from the fields to the lines
        own = [line[3:] for line in r.lines if line[3:4] == "▌"]
        assert own
        first = str(item.capture_lines[0])
        assert any(line.split()[1] == first for line in own if len(line.split()) > 1)
