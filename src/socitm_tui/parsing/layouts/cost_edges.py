"""What it costs to take a unit for something that is no item: furniture, blocks, comments."""

from __future__ import annotations

import re
from typing import Final

from socitm_tui.model.text import ends_sentence
from socitm_tui.parsing.layouts.cost_basics import NO, is_firm, is_kind, is_loose
from socitm_tui.parsing.layouts.cost_dates import edge_stamp
from socitm_tui.parsing.layouts.line_shapes import is_code, is_detail
from socitm_tui.parsing.layouts.page import Page
from socitm_tui.parsing.layouts.units import Unit

_IN_PARTS: Final = re.compile(r"\s[-–—»|]{1,2}\s")


def edge(unit: Unit, page: Page) -> float:
    """Return what a unit costs as furniture above or below the items."""
    if is_firm(unit):
        return 0.0
    if unit.card:
        return 0.1
    stamp = unit.stamp
    if stamp is not None:
        return edge_stamp(unit, page)
    if unit.cells >= 3:
        return 0.2
    if unit.cells == 2:
        return 0.4 if unit.words <= 25 else 0.8
    if unit.contents:
        return 0.05
    if unit.point:
        return 1.2
    if unit.seen_later and unit.prose < 0.9:
        return 0.5
    if unit.subject:
        return 0.5
    if unit.byline and unit.words <= 8:
        return 0.8
    if unit.first <= 2 and unit.words <= 10 and unit.prose < 0.5 and _IN_PARTS.search(unit.text):
        return 0.7  # "Computing Weekly - Public sector news"
    loose = 0.4 if is_loose(unit) or unit.masthead else 1.0
    if page.diary:
        loose *= 0.6
    if unit.first <= 8 and unit.text[:1].islower() and unit.words >= 4 and not is_code(unit.text):
        return 0.8  # the end of a text whose head was torn off
    if unit.prose >= 0.7:
        return loose * (1.2 + min(5.0, unit.words / 12))
    if is_detail(unit.text):
        return 0.9
    if unit.words <= 3 or unit.name or is_code(unit.text):
        return 0.2
    return loose * (0.7 if unit.words <= 5 else 0.9) + unit.prose * 0.5


def heading(unit: Unit) -> float:
    """Return what a unit costs as the heading of a section between items."""
    if is_kind(unit, "section", "symbols", "running", "pager"):
        return 0.0
    if unit.stamp is not None or unit.words > 6 or ends_sentence(unit.text) or unit.bullet:
        return NO
    return 0.15 if unit.text.isupper() else 0.5


def asides(unit: Unit) -> float:
    """Return what a unit costs in a block of related stories."""
    if unit.stamp is not None:
        return 0.3 if unit.stamp.dress in ("title", "text", "updated") else 0.5
    if is_firm(unit):
        return 0.1
    if unit.prose >= 0.9:
        return 0.7 + min(2.5, unit.words / 25)
    return 0.1


def talk(unit: Unit) -> float:
    """Return what a unit costs as the beginning of readers' comments."""
    if is_kind(unit, "comments"):
        return 0.0
    if unit.stamp is not None and unit.stamp.dress == "comment":
        return 0.0
    return NO


def talks(unit: Unit) -> float:
    """Return what a unit costs among readers' comments."""
    if unit.stamp is not None:
        if unit.stamp.dress == "comment":
            return 0.0
        return 0.5 if unit.stamp.dress == "dressed" or unit.stamp.date.clock else 2.0
    if is_firm(unit) or unit.name:
        return 0.0
    return 0.1 + 0.3 * unit.prose + min(1.0, unit.words / 120)
