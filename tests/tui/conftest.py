from __future__ import annotations

from pathlib import Path

import pytest

from socitm_tui.paths import Home
from tests.tui.archives import home_of
from tests.tui.screens import shelf


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path / "home", shelf())
