"""The environment that the command is started in, and homes to start it on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.e2e.terminal import NEWEST, Terminal, home_of, shell


def environment(folder: Path) -> dict[str, str]:
    """The variables of somebody whose files are in a folder."""
    return {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


def with_home_of(env: dict[str, str], model: dict[str, str]) -> dict[str, str]:
    """The first, with the files of the second: the same ones, for nothing writes into a file."""
    shutil.copytree(home_of(model), home_of(env), copy_function=os.link)
    return env


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "user")


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    env = environment(tmp_path_factory.mktemp("loaded"))
    assert shell(env, "load", "--bundled").returncode == 0
    return env


@pytest.fixture(scope="session")
def left_once(
    tmp_path_factory: pytest.TempPathFactory, loaded_once: dict[str, str]
) -> dict[str, str]:
    env = with_home_of(environment(tmp_path_factory.mktemp("left")), loaded_once)
    with Terminal([], env) as terminal:
        terminal.wait_for(NEWEST)
        terminal.press("jj")
        terminal.wait_for("▸ 2025-04")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    return env


@pytest.fixture
def loaded(env: dict[str, str], loaded_once: dict[str, str]) -> dict[str, str]:
    """With a home that holds the bundled archive."""
    return with_home_of(env, loaded_once)


@pytest.fixture
def left(env: dict[str, str], left_once: dict[str, str]) -> dict[str, str]:
    """With a home whose reader was left on the third row."""
    return with_home_of(env, left_once)
