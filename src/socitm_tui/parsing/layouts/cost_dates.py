"""What it costs to take a date line for each part that a date can have."""

from __future__ import annotations

from socitm_tui.parsing.layouts.cost_basics import NO, is_kind
from socitm_tui.parsing.layouts.date_lines import Stamp
from socitm_tui.parsing.layouts.page import Page
from socitm_tui.parsing.layouts.units import Unit


def edge_stamp(unit: Unit, page: Page) -> float:
    """Return what a date costs that belongs to no item."""
    found = unit.stamp
    if found is None:
        return 0.0
    if unit.served or found.dress in ("updated", "comment"):
        return 0.1
    if found.dress == "event":
        return 0.4
    if page.diary:
        return 0.4
    if unit.mail:
        return 0.4
    if found.dress == "issue":
        return 1.2
    if found.dress == "running":
        return 0.3
    if found.date.form in ("month", "year"):
        return 0.5
    if found.date.form in ("relative", "day-month"):
        return 0.9
    return 1.8 if found.dress in ("bare", "dressed") else 1.5


def group(unit: Unit, page: Page) -> float:
    """Return what a date costs as the heading of all that follows."""
    found = unit.stamp
    if found is None or found.dress not in ("bare", "dressed", "issue", "running"):
        return NO
    if found.dress == "dressed" and found.rest:
        return NO
    if unit.served:
        return 5.0
    if found.author is not None:
        return 2.5
    if found.dress == "issue":
        return 0.1
    if found.dress == "running":
        return 0.3
    if found.date.form in ("month", "year"):
        return 0.2
    if found.date.form in ("relative", "day-month"):
        return 2.0
    if unit.mail:
        return 3.0 if page.issue else 1.5
    return 1.4 if found.date.clock else 0.6


def stamp(unit: Unit, page: Page) -> float:
    """Return what a date line costs as the date of one item."""
    found = unit.stamp
    if found is None:
        return NO
    extra = 2.5 if page.diary else 0.0
    if unit.served:
        return 4.0
    if found.dress == "updated":
        return 2.5
    if found.dress == "comment":
        return 5.0
    if found.dress == "event":
        return 4.0
    if found.dress in ("title", "text", "running"):
        return NO
    if unit.mail:
        return 0.8
    form = found.date.form
    if form == "month":
        return 0.9 + extra
    if form == "year":
        return 2.5 + extra
    if form == "day-month":
        return 0.5 + extra
    if form == "relative":
        return 0.1
    if _reads_on(found):
        extra += 0.4
    return min(0.6, 0.2 * len(found.rest.split())) + extra


def titled(unit: Unit, page: Page) -> float:
    """Return what a unit costs as a headline with its date."""
    found = unit.stamp
    if found is None or not _has_words(found) or unit.cells >= 4:
        return NO
    extra = 2.0 if page.diary else 0.0
    return (
        (1.0 if found.dress == "text" else 0.1)
        + (0.4 if found.dress == "dressed" and not _reads_on(found) else 0.0)
        + extra
    )


def opening(unit: Unit, page: Page) -> float:
    """Return what a unit costs as the beginning of a text that is set under its date."""
    found = unit.stamp
    if found is None or found.dress not in ("title", "text") or not found.leads:
        return NO
    extra = 2.0 if page.diary else 0.0
    short = 0.5 if len(found.rest.split()) < 10 else 0.0
    return 0.1 + short + extra


def closing(unit: Unit, page: Page) -> float:
    """Return what a unit costs as the end of a text, with its date after it."""
    found = unit.stamp
    if found is None or found.dress not in ("title", "text") or found.leads:
        return NO
    extra = 2.0 if page.diary else 0.0
    return 0.1 + (0.8 if len(found.rest.split()) < 10 else 0.0) + extra


def dateline(unit: Unit, page: Page) -> float:
    """Return what a unit costs as the beginning of a text with place and date: "OSLO, 4 May -"."""
    if unit.dateline is None:
        return NO
    return 0.1 + (2.0 if page.diary else 0.0)


def row(unit: Unit, page: Page) -> float:
    """Return what a unit costs as a whole item with its date."""
    found = unit.stamp
    if found is None or not _has_words(found):
        return NO
    extra = 2.0 if page.diary or is_kind(unit, "file", "archive") else 0.0
    return (0.5 if found.dress == "dressed" else 0.1) + extra


def _reads_on(stamp: Stamp) -> bool:
    """Say whether the words beside a date go on in small letters, as headlines do and names not."""
    words = stamp.rest.split()
    small = [w for w in words[1:] if w[:1].islower() and len(w) > 3 and w not in _JOINING]
    return len(words) >= 3 and bool(small) and stamp.author is None


_JOINING = frozenset({"from", "with", "under", "about", "posted", "filed", "tagged", "comments"})


def _has_words(stamp: Stamp) -> bool:
    """Say whether a line holds words beside its date that may be a headline or a text."""
    if stamp.dress in ("title", "text"):
        return True
    return stamp.dress == "dressed" and len(stamp.rest.split()) >= 2 and stamp.author is None
