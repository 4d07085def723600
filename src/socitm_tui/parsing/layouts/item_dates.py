"""The dates of a page's items: their own, or those of the headings above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from socitm_tui.model.entities import PrintedDate
from socitm_tui.parsing.dates import DateText, clock_of, read_date
from socitm_tui.parsing.layouts.grammar import Part, Step
from socitm_tui.parsing.layouts.page import Page
from socitm_tui.parsing.layouts.roles import DATE_PARTS, Placed
from socitm_tui.parsing.layouts.units import Unit, heading_year

NO_SUCH_DAY: Final = "what is printed is no day of the calendar between 1990 and 2100"


class Calendar:
    """The dates of a page's items: their own, or those of the headings above them."""

    def __init__(self, page: Page, steps: Sequence[Step]) -> None:
        self.order = page.order
        self.shared: PrintedDate | None = None
        self.shared_unit: Unit | None = None
        self.year: int | None = _only_year(page, steps)

    def see(self, unit: Unit, part: Part) -> None:
        """Remember the year or the date that a heading gives to what is below it."""
        if part in (Part.HEAD, Part.TAIL, Part.GROUP) and (found := heading_year(unit)):
            self.year = found[0]
        if part is Part.GROUP and unit.stamp is not None:
            self.shared = self.read(unit.stamp.date)
            self.shared_unit = unit

    def read(self, found: DateText) -> PrintedDate | None:
        """Return the date that a stamp prints."""
        return read_date(found, self.order.order, self.order.reason, self.year)


def _only_year(page: Page, steps: Sequence[Step]) -> int | None:
    """Return the year that the head of the page names, if it names just one."""
    years = {
        found[0]
        for unit, step in zip(page.units, steps, strict=False)
        if step.part is Part.HEAD and (found := heading_year(unit))
    }
    return years.pop() if len(years) == 1 else None


def date_of(units: list[Placed], calendar: Calendar) -> tuple[PrintedDate | None, Unit | None]:
    """Return the date of an item and the unit that prints it."""
    own = [u for u, p in units if p in (*DATE_PARTS, Part.ECHO)]
    for unit in own:
        if unit.stamp is None or unit.stamp.dress in ("updated", "event"):
            continue
        printed = calendar.read(unit.stamp.date)
        if printed is None:
            return None, unit
        clock = _clock(units, own)
        if clock and not printed.time:
            printed = replace(printed, time=clock)
        return printed, unit
    if own:
        return None, own[0]
    for unit, part in units:
        if part is Part.DATELINE and unit.dateline is not None:
            return calendar.read(unit.dateline), unit
    return calendar.shared, calendar.shared_unit


def _clock(units: list[Placed], own: list[Unit]) -> str | None:
    """Return the clock time that a stamp of the item prints, or a line of its frame."""
    for unit in own:
        if unit.stamp is not None and unit.stamp.date.clock:
            return unit.stamp.date.clock
    frame = (u.text for u, p in units if p in (Part.META, Part.TAIL, Part.BYLINE))
    return next((clock for text in frame if (clock := clock_of(text))), None)


def why_undated(units: list[Placed]) -> str:
    """Return why an item has no date."""
    for unit, part in units:
        if part is Part.STAMP and unit.stamp is not None:
            if unit.stamp.date.form == "relative":
                return (
                    f"“{unit.stamp.date.printed}” counts from a day that the capture does not give"
                )
            if unit.stamp.dress == "updated":
                return "only the day of a change is printed, not that of publication"
            if unit.stamp.date.form == "day-month":
                return "no year is printed"
            return NO_SUCH_DAY
    return "no date is printed for it"
