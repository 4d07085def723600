"""Every test is sealed off from the home, the configuration and the clock of the machine."""

from __future__ import annotations

import gc
import itertools
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from socitm_tui.cli.main import run_program
from socitm_tui.storage.home import Home
from tests.homes import Ran, Run

# the same examples every time, and no clock: at length and at random with --hypothesis-profile=long
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("core", settings.get_profile("suite"), max_examples=25)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile("suite")

# processes of the tests share compiled modules; to compile all takes half a second each time,
# and those of the tests themselves take six
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_configure(config: pytest.Config) -> None:
    """The core selection tries fewer examples of each property."""
    if config.option.markexpr == "not slow" and not config.getoption("--hypothesis-profile"):
        settings.load_profile("core")


collect_ignore = ["cases", "data"]  # thousands of files, and no test


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a terminal, a process or a server."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Garbage is not looked for in what was imported and collected."""
    gc.freeze()


NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def sealed(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test is a user of its own, whose folder is there once something is written to it."""
    user = tmp_path_factory.getbasetemp() / "users" / str(next(NUMBERS))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(user))
    for name in ("SOCITM_TUI_HOME", "NO_COLOR", "TEXTUAL_THEME", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.find(tmp_path / "home")


@pytest.fixture
def run(home: Home, capsys: pytest.CaptureFixture[str]) -> Run:
    """Carry out a command in the home as the program would."""

    def call(*arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as left:
            run_program(["--home", str(home.path), *map(str, arguments)])
        captured = capsys.readouterr()
        code = left.value.code or 0
        return Ran(code if isinstance(code, int) else 1, captured.out, captured.err)

    return call
