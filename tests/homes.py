"""A home that is empty, what it holds, and commands carried out in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from socitm_tui.model.entities import Item
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.home import Home

NOW = "2026-01-02T03:04:05Z"


class Ran(NamedTuple):
    """What became of a command."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


def items_of(home: Home) -> tuple[Item, ...]:
    return Archive(home.archive).read().items
