"""A capture as numbered units with everything that later steps ask of them.

A unit is a line, or several where the capture broke a sentence (wrapped mail, a stray newline).
Blank lines make no unit; they are remembered as gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from socitm_tui.model.text import clean_line
from socitm_tui.parsing.layouts.context import in_context
from socitm_tui.parsing.layouts.date_order import PageOrder, decide_order
from socitm_tui.parsing.layouts.event_listings import is_diary
from socitm_tui.parsing.layouts.joined_lines import logical_lines
from socitm_tui.parsing.layouts.units import Unit, see_unit

COLUMN: Final = "   "  # a tab parts columns, and so does a run of spaces


@dataclass(frozen=True, slots=True)
class Page:
    """All units of a capture and what holds for the page as a whole."""

    units: tuple[Unit, ...]
    order: PageOrder
    diary: bool
    """The page lists events, meetings or documents."""
    issue: bool
    """It is an issue of a newsletter and prints its own date."""
    blank: tuple[bool, ...]
    """For each line of the capture whether anything stands on it."""


def read_units(text: str) -> Page:
    """Return the page that a capture's text makes."""
    lines = [clean_line(line.replace("\t", COLUMN)) for line in text.split("\n")]
    blank = tuple(not line.strip() for line in lines)
    units = in_context([see_unit(u) for u in logical_lines(lines)])
    stamps = [(u.first, u.stamp.date) for u in units if u.stamp]
    issue = any(u.stamp and u.stamp.dress == "issue" for u in units)
    return Page(tuple(units), decide_order(stamps), is_diary(units), issue, blank)
