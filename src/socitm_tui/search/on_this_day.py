"""A day of the year, and what it brought in all years. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from socitm_tui.search.query import FieldTerm

DAYS_AROUND = 3
"""Days before and after that are shown with a day."""
LEAP_YEAR = 2000
"""A year that has every day."""


def parse_day_of_year(text: str) -> date | None:
    """The day that `03-27` names, in some year; None where there is none."""
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date(LEAP_YEAR, int(text[:2]), int(text[3:]))
    except ValueError:
        return None


def date_term_around(
    day: date, years: tuple[str | None, str | None], days: int = DAYS_AROUND
) -> FieldTerm:
    """What selects the items dated to a day of the year, or so many days before or after."""
    first, last = (int(year or 0) for year in years)
    spans = []
    for year in range(last, first - 1, -1):
        middle, width = day_in_year(day, year or LEAP_YEAR), timedelta(days=days)
        spans.append(f"{middle - width}/{middle + width}")
    return FieldTerm("date", tuple(spans))


def day_in_year(day: date, year: int) -> date:
    """The same day in another year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def days_between(day: date, other: date) -> int:
    """The days from a day of the year to the next or last return of another."""
    years = (other.year - 1, other.year, other.year + 1)
    return min(abs((day_in_year(day, year) - other).days) for year in years)
