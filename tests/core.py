"""What the core selection (`pytest -m "not slow"`) leaves out of a table of cases."""

from __future__ import annotations

import pytest
from _pytest.mark import ParameterSet


def slow(*values: object) -> ParameterSet:
    """A case of a sweep: others of its table stand for it in the core."""
    return pytest.param(*values, marks=pytest.mark.slow)
