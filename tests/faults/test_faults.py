"""The short version of `python -m tests.faults`: whatever goes wrong, nothing acknowledged is lost.

The faults are tried in a process of their own, for it forks.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import FAULTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("fault", [fault.__name__ for fault in FAULTS])
def test_nothing_is_lost(fault: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--runs", "20", "--only", fault, "--seed", "5"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr
