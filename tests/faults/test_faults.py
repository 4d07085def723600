"""The short version of `python -m tests.faults`: whatever goes wrong, nothing acknowledged is lost.

The faults are tried in a process of their own, for it forks.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import FAULTS, name_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


GROUPS = (
    "kinds.killed_at", "kinds.killed_in", "kinds.failing_in", "kinds.failing_once",
    "kinds.failing_from", "kinds.full", "places", "fuzz",
)  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_lost(group: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--runs", "15", "--only", group, "--seed", "5"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr


def test_every_fault_is_in_a_group() -> None:
    groups = [[group for group in GROUPS if name_of(one).startswith(group)] for one in FAULTS]
    assert [len(some) for some in groups] == [1] * len(FAULTS)
