"""What the screen looks like; to be looked at before a change of them is taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from socitm_tui.storage.home import Home
from socitm_tui.tui.app import ReaderApp
from tests.core import slow
from tests.tui.archives import bundled_topics, chronology, home_of
from tests.tui.screens import opened

Compare = Callable[..., bool]
PICTURES = {
    "wide": ((120, 32), "dark", "j b j j"),
    "wide-filtered": ((140, 45), "dark", "1 j j space right_square_bracket down down minus"),
    "medium": ((80, 24), "dark", "j enter"),
    "narrow": ((60, 20), "dark", "j j"),
    "light": ((120, 32), "light", "slash c o u n c i l enter"),
    "high-contrast": ((120, 32), "high-contrast", "j i"),
    "highlights": ((100, 30), "dark", "z M s enter M j space l l"),
    "help": ((100, 30), "monochrome", "question_mark"),
}


@pytest.fixture
def news(tmp_path: Path) -> Home:
    return home_of(tmp_path / "home", chronology(), bundled_topics())


@pytest.mark.parametrize("name", [
    name if name in ("wide", "medium") else slow(name) for name in PICTURES
])  # fmt: skip
def test_picture(name: str, news: Home, snap_compare: Compare) -> None:
    size, theme, keys = PICTURES[name]

    async def before(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press(*keys.split())
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    app = ReaderApp(news)
    app.theme = f"socitm-{theme}"
    assert snap_compare(app, terminal_size=size, run_before=before)
