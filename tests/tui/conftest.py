from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from socitm_tui.storage.home import Home
from socitm_tui.tui.widgets.glyphs import GLYPHS
from tests.tui.archives import home_of
from tests.tui.screens import shelf

QUICK = {
    "textual.screen.UPDATE_PERIOD": 1 / 250,
    "textual._wait.SLEEP_GRANULARITY": 0.006,
    "textual._wait.SLEEP_IDLE": 0.0005,
}
"""Seconds of a frame, and between the pilot's looks whether all is at rest.

Textual's own (16 and 20 ms) leave a test of the screen idle most of its time.
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in QUICK.items():
        monkeypatch.setattr(name, seconds, raising=False)


@pytest.fixture(autouse=True)
def unicode_signs() -> Iterator[None]:
    yield
    GLYPHS.choose(is_ascii=False)  # one table for the whole process


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path / "home", shelf())
