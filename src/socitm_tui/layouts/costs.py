"""What it costs to take a unit for a part of the page.

Nought means "just what one would expect", one "a little odd", three "hardly", `NO` "impossible".
All layouts are judged by this one table, so their totals can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from socitm_tui.layouts.grammar import Part
from socitm_tui.layouts.page import Page, Unit
from socitm_tui.layouts.stamps import Stamp
from socitm_tui.text import ends_sentence, ends_with_ellipsis, has_inner_stop

NO: Final = 60.0
PAGE_PARTS: Final = (Part.HEAD, Part.FOOT)
_ITEM_FURNITURE: Final = frozenset(
    {
        "more",
        "comments",
        "share",
        "tags",
        "reading-time",
        "counter",
        "caption",
        "symbols",
        "link",
        "label",
        "pager",
        "nav",
    }
)


def unit_costs(unit: Unit, page: Page) -> Mapping[Part, float]:
    """Return what the unit costs as each part."""
    edge = _edge(unit, page)
    return {
        Part.HEAD: edge,
        Part.FOOT: edge,
        Part.GROUP: _group(unit),
        Part.STAMP: _stamp(unit, page),
        Part.ECHO: _stamp(unit, page) if unit.echo else NO,
        Part.TITLE: _title(unit),
        Part.TITLED: _titled(unit, page),
        Part.ROW: _row(unit, page),
        Part.SUMMARY: _summary(unit),
        Part.META: _meta(unit),
        Part.LABEL: _label(unit),
        Part.BYLINE: 0.0 if unit.byline else 0.9 if unit.name else NO,
        Part.BODY: _body(unit),
        Part.EXTRACT: _body(unit) if unit.prose >= 0.7 and is_extract(unit) else NO,
        Part.RULE: 0.0 if is_rule(unit.text) else NO,
        Part.BULLET: _body(unit) if unit.bullet and unit.prose >= 0.6 else NO,
        Part.TAIL: _tail(unit),
        Part.MORE: 0.0 if unit.furniture and unit.furniture.kind == "more" else NO,
        Part.ENDTITLE: 0.0 if unit.more_title else NO,
        Part.CRUMB: _crumb(unit),
        Part.ASIDE: 0.3 if unit.furniture and unit.furniture.kind == "related" else NO,
        Part.ASIDES: _asides(unit),
        Part.TALK: _talk(unit),
        Part.TALKS: _talks(unit),
    }


def _is(unit: Unit, *kinds: str) -> bool:
    return unit.furniture is not None and unit.furniture.firm and unit.furniture.kind in kinds


def _firm(unit: Unit) -> bool:
    return unit.furniture is not None and unit.furniture.firm


def _loose(unit: Unit) -> bool:
    return unit.furniture is not None and not unit.furniture.firm


def is_code(text: str) -> bool:
    """Say whether a line has hardly more letters than signs."""
    letters = sum(1 for c in text[:200] if c.isalpha())
    if sum(1 for c in text[:200] if c in "(){}<>=;|\\") >= 4 and "http" not in text:
        return True
    return letters < 0.6 * len(text[:200].replace(" ", ""))


def is_rule(text: str) -> bool:
    """Say whether a line is drawn rather than written."""
    return len(text) >= 3 and not text.replace(" ", "").strip("-=_*+~#.–—·•")


def is_extract(unit: Unit) -> bool:
    """Say whether a text says of itself that there is more of it."""
    return unit.more_tail or ends_with_ellipsis(unit.text)


def is_plain_stamp(unit: Unit) -> bool:
    """Say whether a unit is a date line with no headline or text of its own."""
    return unit.stamp is not None and unit.stamp.dress in ("bare", "dressed", "issue")


# ------------------------------------------------------------------------------ furniture of the page


def _edge(unit: Unit, page: Page) -> float:
    """Return what a unit costs as furniture above or below the items."""
    if _firm(unit):
        return 0.0
    stamp = unit.stamp
    if stamp is not None:
        return _edge_stamp(unit, page)
    if unit.cells >= 3:
        return 0.2
    if unit.cells == 2:
        return 0.4 if unit.words <= 25 else 0.8
    if unit.contents:
        return 0.05
    if unit.seen_later and unit.prose < 0.9:
        return 0.2
    loose = 0.4 if _loose(unit) or unit.masthead else 1.0
    if page.diary:
        loose *= 0.6
    if unit.first <= 8 and unit.text[:1].islower() and unit.words >= 4 and not is_code(unit.text):
        return 0.8  # the end of a text whose head was torn off
    if unit.prose >= 0.7:
        return loose * (1.2 + min(5.0, unit.words / 12))
    if unit.words <= 3 or unit.name or is_code(unit.text):
        return 0.2
    return loose * (0.7 if unit.words <= 5 else 0.9) + unit.prose * 0.5


def _edge_stamp(unit: Unit, page: Page) -> float:
    """Return what a date costs that belongs to no item."""
    stamp = unit.stamp
    if stamp is None:
        return 0.0
    if unit.served or stamp.dress in ("updated", "comment"):
        return 0.1
    if stamp.dress == "event":
        return 0.4
    if page.diary:
        return 0.4
    if unit.mail:
        return 0.4
    if stamp.dress == "issue":
        return 1.2
    if stamp.date.form in ("month", "year"):
        return 0.5
    if stamp.date.form in ("relative", "day-month"):
        return 0.9
    return 1.8 if stamp.dress in ("bare", "dressed") else 1.5


# ------------------------------------------------------------------------------ dates


def _group(unit: Unit) -> float:
    """Return what a date costs as the heading of all that follows."""
    stamp = unit.stamp
    if stamp is None or stamp.dress not in ("bare", "dressed", "issue"):
        return NO
    if stamp.dress == "dressed" and stamp.rest:
        return NO
    if unit.served:
        return 5.0
    if stamp.author is not None:
        return 2.5
    if stamp.dress == "issue":
        return 0.1
    if stamp.date.form in ("month", "year"):
        return 0.2
    if stamp.date.form in ("relative", "day-month"):
        return 2.0
    return 1.5 if unit.mail else 0.6


def _stamp(unit: Unit, page: Page) -> float:
    """Return what a date line costs as the date of one item."""
    stamp = unit.stamp
    if stamp is None:
        return NO
    extra = 2.5 if page.diary else 0.0
    if unit.served:
        return 4.0
    if stamp.dress == "updated":
        return 2.5
    if stamp.dress == "comment":
        return 5.0
    if stamp.dress == "event":
        return 4.0
    if stamp.dress in ("title", "text"):
        return NO
    if unit.mail:
        return 0.8
    form = stamp.date.form
    if form == "month":
        return 0.9 + extra
    if form == "year":
        return 2.5 + extra
    if form == "day-month":
        return 0.5 + extra
    if form == "relative":
        return 0.1
    return min(0.6, 0.2 * len(stamp.rest.split())) + extra


def _titled(unit: Unit, page: Page) -> float:
    """Return what a unit costs as a headline with its date."""
    stamp = unit.stamp
    if stamp is None or not _has_words(stamp) or unit.cells >= 4:
        return NO
    extra = 2.0 if page.diary else 0.0
    return (
        (1.0 if stamp.dress == "text" else 0.1) + (0.4 if stamp.dress == "dressed" else 0.0) + extra
    )


def _row(unit: Unit, page: Page) -> float:
    """Return what a unit costs as a whole item with its date."""
    stamp = unit.stamp
    if stamp is None or not _has_words(stamp):
        return NO
    extra = 2.0 if page.diary or _is(unit, "file", "archive") else 0.0
    return (0.5 if stamp.dress == "dressed" else 0.1) + extra


def _has_words(stamp: Stamp) -> bool:
    """Say whether a line holds words beside its date that may be a headline or a text."""
    if stamp.dress in ("title", "text"):
        return True
    return stamp.dress == "dressed" and len(stamp.rest.split()) >= 2 and stamp.author is None


# ------------------------------------------------------------------------------ parts of an item


def _title(unit: Unit) -> float:
    """Return what a unit costs as a headline."""
    if unit.stamp is not None and unit.stamp.dress != "text":
        return 6.0
    if _firm(unit):
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
    if _loose(unit):
        cost += 0.8
    if unit.contents:
        cost += 2.0
    elif unit.seen_later:
        cost += 0.5
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


def _summary(unit: Unit) -> float:
    """Return what a unit costs as the line between a headline and its date."""
    if unit.stamp is not None or _firm(unit) or unit.byline or unit.name:
        return 4.0
    if unit.words > 30:
        return 1.0 + unit.words / 30
    if unit.words >= 14 and has_inner_stop(unit.text):
        return 1.5
    if unit.tags or unit.number is not None or unit.contents or unit.listed:
        return 1.5
    return 0.3 + (0.5 if _loose(unit) else 0.0) + (0.2 if unit.words <= 2 else 0.0)


def _meta(unit: Unit) -> float:
    """Return what a unit costs as byline, tags or the like above a text."""
    if _is(unit, "more", "pager"):
        return 1.5
    if unit.byline or _is(unit, *_ITEM_FURNITURE):
        return 0.05
    if _firm(unit):
        return 0.3 if _is(unit, "notice") else 0.8
    if unit.stamp is not None:
        return 0.1 if unit.stamp.dress == "updated" else 3.0
    if unit.again and unit.headline > 0.5:
        return 0.1
    if unit.name:
        return 0.5
    if unit.tags:
        return 0.15
    if unit.repeats >= 3 and unit.words <= 12:
        return 0.1
    if unit.prose >= 0.7:
        return 2.0 + min(3.0, unit.words / 18)
    return 1.0 if unit.words <= 4 else 1.5


def _label(unit: Unit) -> float:
    """Return what a unit costs as the line of labels that a layout sets above each headline."""
    if _is(unit, "reading-time", "tags", "comments"):
        return 0.0
    if unit.tags:
        return 0.3
    if unit.stamp is None and unit.repeats >= 3 and unit.words <= 6 and unit.prose < 0.5:
        return 0.4
    return NO


def _body(unit: Unit) -> float:
    """Return what a unit costs as text of an item."""
    stamp = unit.stamp
    if stamp is not None:
        if stamp.dress in ("title", "text"):
            return 1.2
        if stamp.dress in ("updated", "event"):
            return 2.0
        return 3.0 if stamp.date.form in ("day-month", "month", "year", "relative") else 5.0
    if _firm(unit):
        return {"caption": 0.5, "link": 0.4, "section": 2.0, "symbols": 1.0}.get(
            unit.furniture.kind if unit.furniture else "", 3.0
        )
    if unit.more_title:
        return 2.0
    if unit.byline:
        return 1.5
    if unit.cells >= 3:
        return 2.0
    cost = (1.0 - unit.prose) * 0.9
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
    if _loose(unit) and unit.words < 30:
        cost += 0.4
    if unit.number is not None and unit.headline > 0.5:
        cost += 0.3
    if unit.repeats >= 3:
        cost += 0.8
    return cost


def _tail(unit: Unit) -> float:
    """Return what a unit costs as furniture below a text."""
    if _firm(unit):
        return 0.05 if _is(unit, *_ITEM_FURNITURE) else 0.3
    if unit.byline:
        return 0.1
    if unit.stamp is not None:
        if unit.stamp.dress == "updated":
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


def _crumb(unit: Unit) -> float:
    """Return what a unit costs as a line of furniture inside a text."""
    if unit.more_title:
        return 0.5
    if _is(unit, "share", "notice", "caption", "subscribe", "nav", "copyright", "feedback"):
        return 0.7
    return NO


# ------------------------------------------------------------------------------ blocks of other things


def _asides(unit: Unit) -> float:
    """Return what a unit costs in a block of related stories."""
    if unit.stamp is not None:
        return 0.3 if unit.stamp.dress in ("title", "text", "updated") else 0.8
    if _firm(unit):
        return 0.1
    if unit.prose >= 0.9:
        return 0.7 + min(2.5, unit.words / 25)
    return 0.1


def _talk(unit: Unit) -> float:
    """Return what a unit costs as the beginning of readers' comments."""
    if _is(unit, "comments"):
        return 0.0
    if unit.stamp is not None and unit.stamp.dress == "comment":
        return 0.0
    return NO


def _talks(unit: Unit) -> float:
    """Return what a unit costs among readers' comments."""
    if unit.stamp is not None:
        if unit.stamp.dress == "comment":
            return 0.0
        return 0.5 if unit.stamp.dress == "dressed" or unit.stamp.date.clock else 2.0
    if _firm(unit) or unit.name:
        return 0.0
    return 0.1 + 0.3 * unit.prose + min(1.0, unit.words / 120)
