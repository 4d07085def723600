"""What it costs to take a unit for each part of an item."""

from __future__ import annotations

from typing import Final

from socitm_tui.model.text import ends_sentence, has_inner_stop
from socitm_tui.parsing.layouts.cost_basics import NO, is_firm, is_kind, is_loose
from socitm_tui.parsing.layouts.line_shapes import is_code, is_detail
from socitm_tui.parsing.layouts.units import Unit

_ITEM_FURNITURE: Final = frozenset({
    "more", "comments", "share", "tags", "reading-time", "counter", "caption", "symbols", "link",
    "label", "pager", "nav",
})  # fmt: skip


def title(unit: Unit) -> float:
    """Return what a unit costs as a headline."""
    if unit.stamp is not None and unit.stamp.dress != "text":
        return 6.0
    if is_firm(unit):
        return 4.0
    if unit.byline:
        return 3.0
    if unit.cells >= 3:
        return 3.0
    cost = (1.0 - unit.headline) * 2.5 + max(0.0, (unit.words - 26) / 8)
    if unit.cells == 2:
        cost += 1.0
    if unit.name:
        cost += 0.5
    if is_loose(unit):
        cost += 0.8
    if unit.contents or unit.point:
        cost += 2.0
    if unit.masthead:
        cost += 0.5
    if unit.words > 14 and has_inner_stop(unit.text) and ends_sentence(unit.text):
        cost += 1.5
    if unit.stamp is not None:
        cost += 1.0
    if unit.bullet and unit.prose >= 0.9:
        cost += 0.8
    if unit.listed:
        cost -= 0.3
    if is_code(unit.text):
        cost += 1.0
    if unit.tags:
        cost += 1.2
    return max(0.0, min(cost, 9.0))


def summary(unit: Unit) -> float:
    """Return what a unit costs as the line between a headline and its date."""
    if unit.stamp is not None or is_firm(unit) or unit.byline or unit.name:
        return 4.0
    if unit.words > 30:
        return 1.0 + unit.words / 30
    if unit.words >= 14 and has_inner_stop(unit.text):
        return 1.5
    if unit.words <= 3 and not ends_sentence(unit.text):
        return 1.2  # a headline below the heading of its section
    if unit.tags or unit.number is not None or unit.contents or unit.listed:
        return 1.5
    plain = 0.6 if unit.prose >= 0.9 and unit.words >= 14 else 0.3
    return plain + (0.5 if is_loose(unit) else 0.0)


def meta(unit: Unit) -> float:
    """Return what a unit costs as byline, tags or the like above a text."""
    if is_kind(unit, "more", "pager"):
        return 1.5
    if unit.byline or is_kind(unit, *_ITEM_FURNITURE):
        return 0.05
    if is_firm(unit):
        if is_kind(unit, "mail"):
            return 0.1
        return 0.3 if is_kind(unit, "notice") else 0.8
    if unit.stamp is not None:
        return 0.1 if unit.stamp.dress == "updated" else 3.0
    if unit.again and unit.headline > 0.5:
        return 0.1
    if unit.listed:
        return 2.0
    if unit.name:
        return 0.5
    if unit.tags:
        return 0.15
    if unit.repeats >= 3 and unit.words <= 12:
        return 0.1
    if unit.prose >= 0.7:
        return 2.0 + min(3.0, unit.words / 18)
    return 1.0 if unit.words <= 4 else 1.5


def label(unit: Unit) -> float:
    """Return what a unit costs as the line of labels that a layout sets above each headline."""
    if is_kind(unit, "reading-time", "tags", "comments"):
        return 0.0
    if unit.tags:
        return 0.3
    if unit.stamp is None and unit.repeats >= 3 and unit.words <= 6 and unit.prose < 0.5:
        return 0.4
    return NO


def body(unit: Unit) -> float:
    """Return what a unit costs as text of an item."""
    stamp = unit.stamp
    if stamp is not None:
        if stamp.dress in ("title", "text"):
            return 1.2
        if stamp.dress == "event" and is_detail(unit.text):
            return 0.4
        if stamp.dress in ("updated", "event", "running"):
            return 2.0
        return 3.0 if stamp.date.form in ("day-month", "month", "year", "relative") else 5.0
    if is_firm(unit):
        return {"caption": 0.5, "running": 1.0, "link": 0.4, "section": 2.0, "symbols": 1.0}.get(
            unit.furniture.kind if unit.furniture else "", 3.0
        )
    if unit.more_title:
        return 2.0
    if unit.byline:
        return 1.5
    if unit.cells >= 3:
        return 2.0
    cost = 0.2 if is_detail(unit.text) else (1.0 - unit.prose) * 0.9
    if unit.words <= 2 and not ends_sentence(unit.text):
        cost += 0.3
    if unit.contents:
        cost += 1.0
    if unit.listed:
        cost += 1.5
    if unit.name:
        cost += 0.4
    if unit.tags:
        cost += 0.6
    if is_loose(unit) and unit.words < 30:
        cost += 0.4
    if unit.number is not None and unit.headline > 0.5 and not unit.point:
        cost += 0.3
    if unit.repeats >= 3:
        cost += 0.8
    if unit.card:
        cost += 1.2
    return cost


def note(unit: Unit) -> float:
    """Return what a unit costs as a short text with its headline run in."""
    if unit.runin is None or unit.stamp is not None or not (unit.bullet or unit.number is not None):
        return NO
    return 0.2 if unit.point else 0.0


def tail(unit: Unit) -> float:
    """Return what a unit costs as furniture below a text."""
    if is_firm(unit):
        return 0.05 if is_kind(unit, *_ITEM_FURNITURE) else 0.3
    if unit.byline:
        return 0.1
    if unit.stamp is not None:
        if unit.stamp.dress in ("updated", "running"):
            return 0.1
        return 0.6 if unit.stamp.date.form in ("month", "year") else 3.0
    if unit.name:
        return 0.4
    if unit.tags:
        return 0.3
    if unit.repeats >= 3 and unit.words <= 12:
        return 0.2
    if unit.prose >= 0.7:
        return 2.0 + min(3.0, unit.words / 18)
    if unit.words <= 4 and not ends_sentence(unit.text):
        return 0.6 if unit.words <= 2 else 0.9
    return 1.4


def crumb(unit: Unit) -> float:
    """Return what a unit costs as a line of furniture inside a text."""
    if unit.more_title:
        return 0.5
    if is_kind(unit, "running") or (unit.stamp and unit.stamp.dress == "running"):
        return 0.2
    if is_kind(unit, "share", "notice", "caption", "subscribe", "nav", "copyright", "feedback"):
        return 0.7
    return NO
