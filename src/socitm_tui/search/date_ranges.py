"""Parses the date ranges that a query may name, in the notations of ISO 8601 and FreshRSS.

    2012   2012-03   201203   2012-03-27                 a year, a month, a day
    2010/2012-03   2010--2012-03   2012-02/04   2012-02-03/05      from one to another, inclusive
    2010/   /2014                                        since, until
    2012-03/P2W   P1Y/2012-03                            a duration from a date, or up to one

A duration without a date would count from today. That is refused: the same query must select the
same items tomorrow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from socitm_tui.model.partial_date import PartialDate, parse_partial_date
from socitm_tui.model.typed_dates import parse_typed_date

if TYPE_CHECKING:
    from datetime import date

END_OF_DATE = re.compile(r"(?:(?:0[1-9]|1[0-2])-)?\d\d", re.ASCII)
"""The last date of a range without what it shares with the first: `2012-02/04`."""
DURATION = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?", re.A)

TYPED_RANGE = re.compile(r"(.*?)\s*(?:/|\.{2,3}|…|–|—|(?<=\d{4})-(?=\d{4}\Z))\s*(.*)", re.ASCII)
"""A range as people type it: `2018..2020`, `2018-2020`, `March 2018 – June 2020`."""


def parse_date_range(text: str) -> str | None:
    """The range as the index expects it, `2010/2012-03`; None if the text is not a range."""
    if text == "none":
        return text
    first, slash, last = text.replace("--", "/", 1).partition("/")
    if not slash:
        return _date_text(first)
    if not first and not last:
        return None
    if DURATION.fullmatch(last):
        return _duration_range(_parse_date(first), last)
    if DURATION.fullmatch(first):
        return _duration_range(_parse_date(last), first, is_before=True)
    start = _date_text(first) if first else ""
    if start and END_OF_DATE.fullmatch(last):
        last = start[: -len(last)] + last
    end = _date_text(last) if last else ""
    return None if start is None or end is None else f"{start}/{end}"


def parse_typed_range(text: str) -> str | None:
    """The range that people type as `2018..2020` or `2018-2020`; None if the text is none."""
    match = TYPED_RANGE.fullmatch(text)
    if match is None:
        return None
    first, last = (parse_typed_date(end) if end else "" for end in match.groups())
    return None if first is None or last is None or not first + last else f"{first}/{last}"


def _parse_date(text: str) -> PartialDate | None:
    parsed = parse_partial_date(text, is_compact=True)
    return parsed if parsed and parsed.is_in_range else None


def _date_text(text: str) -> str | None:
    """A date as `2012`, `2012-03` or `2012-03-27`."""
    parsed = _parse_date(text)
    return str(parsed) if parsed else None


def _duration_range(
    given: PartialDate | None, duration: str, *, is_before: bool = False
) -> str | None:
    """The range of a duration that starts with a date, or that ends with it."""
    from datetime import date, timedelta  # noqa: PLC0415 - few queries need it

    match = DURATION.fullmatch(duration)
    if given is None or match is None:
        return None
    years, months, weeks, days = (int(number or 0) for number in match.groups())
    months += 12 * years
    length, day = timedelta(days=7 * weeks + days), timedelta(days=1)
    try:
        if is_before:
            last = date.fromisoformat(given.last_day)
            return f"{_add_months(last + day, -months) - length}/{last}"
        first = date.fromisoformat(given.first_day)
        return f"{first}/{_add_months(first, months) + length - day}"
    except (ValueError, OverflowError):
        return None


def _add_months(day: date, months: int) -> date:
    """The same day of another month, or the last day of a shorter one."""
    number = day.year * 12 + day.month - 1 + months
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return day.replace(year=number // 12, month=number % 12 + 1, day=last)
            except ValueError:
                continue
    raise OverflowError
