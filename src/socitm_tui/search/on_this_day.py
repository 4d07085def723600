"""A day of the year in all years: parsing it, and the query for what happened around it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from socitm_tui.search.query import FieldTerm

DAYS_AROUND = 3
"""Days before and after a day that are shown with it."""
LEAP_YEAR = 2000
"""A year that has every day."""


def parse_day_of_year(text: str) -> date | None:
    """The day that `03-27` names, in some leap year; None if there is no such day."""
    if not re.fullmatch(r"\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date(LEAP_YEAR, int(text[:2]), int(text[3:]))
    except ValueError:
        return None


def date_term_around(
    day: date, years: tuple[str | None, str | None], days: int = DAYS_AROUND
) -> FieldTerm:
    """The query term for items dated to a day of the year, or to the days around it.

    Args:
        day: The day, of any year.
        years: The first and the last year to look at.
        days: How many days before and after it are selected too.
    """
    first, last = (int(year or 0) for year in years)
    width = timedelta(days=days)
    middles = (day_in_year(day, year or LEAP_YEAR) for year in range(last, first - 1, -1))
    return FieldTerm("date", tuple(f"{middle - width}/{middle + width}" for middle in middles))


def day_in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th in a common year."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def days_between(day: date, other: date) -> int:
    """The days from a date to the nearest anniversary of another."""
    years = (other.year - 1, other.year, other.year + 1)
    return min(abs((day_in_year(day, year) - other).days) for year in years)
