"""The intervals of dates that a query may name, in the ways of ISO 8601 and FreshRSS. Pure.

    2012   2012-03   201203   2012-03-27     a year, a month, a day
    2010/2012-03   2010--2012-03   2012-02/04   2012-02-03/05     from one to another, both included
    2010/   /2014     since, until
    2012-03/P2W   P1Y/2012-03     so long from a date on, so long until one

What counts from today is no answer: an archive gives the same one tomorrow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from socitm_tui.model.partial_date import parse_partial_date

if TYPE_CHECKING:
    from datetime import date

END_OF_DATE = re.compile(r"(?:(?:0[1-9]|1[0-2])-)?\d\d", re.ASCII)
"""The end of a date whose beginning is that of the one before it."""
DURATION = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?", re.A)


def parse_date_range(text: str) -> str | None:
    """The interval as the index knows it, `2010/2012-03`; None where it cannot be read."""
    if text == "none":
        return text
    first, slash, last = text.replace("--", "/", 1).partition("/")
    if not slash:
        return _parse_date(first)
    if not first and not last:
        return None
    if DURATION.fullmatch(last):
        return _range_of_duration(_parse_date(first), last)
    if DURATION.fullmatch(first):
        return _range_of_duration(_parse_date(last), first, back=True)
    start = _parse_date(first) if first else ""
    if start and END_OF_DATE.fullmatch(last):
        last = start[: -len(last)] + last
    end = _parse_date(last) if last else ""
    return None if start is None or end is None else f"{start}/{end}"


def _parse_date(text: str) -> str | None:
    """A date as `2012`, `2012-03` or `2012-03-27`."""
    date = parse_partial_date(text, is_compact=True)
    return str(date) if date and date.is_in_range else None


def _range_of_duration(point: str | None, duration: str, *, back: bool = False) -> str | None:
    """The interval that begins with a date and lasts so long, or that ends with it."""
    from datetime import timedelta  # noqa: PLC0415 - few queries ask for it

    found = DURATION.fullmatch(duration)
    if point is None or found is None:
        return None
    years, months, weeks, days = (int(number or 0) for number in found.groups())
    step = (12 * years + months) * (-1 if back else 1)
    length = timedelta(days=7 * weeks + days)
    day = timedelta(days=1)
    try:
        if back:
            behind = _day_after(point)
            return f"{_add_months(behind, step) - length}/{behind - day}"
        start = _first_day(point)
        return f"{start}/{_add_months(start, step) + length - day}"
    except (ValueError, OverflowError):
        return None


def _first_day(point: str) -> date:
    from datetime import date  # noqa: PLC0415

    return date.fromisoformat(f"{point}-01-01"[:10])


def _day_after(point: str) -> date:
    """The day behind the last one that a date may mean."""
    from datetime import timedelta  # noqa: PLC0415

    first = _first_day(point)
    if len(point) == len("2012-03-27"):
        return first + timedelta(days=1)
    return _add_months(first, 12 if len(point) == len("2012") else 1)


def _add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last one of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return day.replace(year=number // 12, month=number % 12 + 1, day=last)
            except ValueError:
                continue
    raise OverflowError
