"""A home that is empty, what it holds, and commands carried out in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from socitm_tui.model.entities import Item
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.home import Home

NOW = "2026-01-02T03:04:05Z"
DOUBTFUL_PAGE = """31 February 2012
The ferry is back
The ferry runs again from Monday, and the old bell has been hung beside the new one.

3 March 2012
The market moves
Nobody at the council was ready to say why the market was moved in the end.
"""
"""Two items, one with a day that does not exist: doubtful whatever the engine has learned."""


class Ran(NamedTuple):
    """What became of a command."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


def items_of(home: Home) -> tuple[Item, ...]:
    return Archive(home.archive).read().items
