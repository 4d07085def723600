"""Dates that the user types to go to, and their positions in a timeline. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from socitm_tui.model.labels import MONTHS
from socitm_tui.model.partial_date import parse_partial_date, partial_date_from

NUMERIC = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.](?:(\d{1,2})[/.])?(\d{4})")
WORDED = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?,?\s+(\d{4})")
DATE_STEP = re.compile(r"([+-])\s*(\d{1,3})\s*([ymd])[a-z]*")


def read_date(text: str, here: str | None = None) -> str | None:
    """The date in a text, as `2012`, `2012-03` or `2012-03-27`; None if there is none.

    Args:
        text: `2012`, `mar 2012`, `27 march 2012`, `2012-03`, `27/3/2012`, or a step: `-2y`, `+6m`.
        here: The date that a step starts from, as far as it is known.
    """
    text = text.strip().casefold()
    if match := DATE_STEP.fullmatch(text):
        return _step(here, int(match[1] + match[2]), match[3]) if here else None
    if match := NUMERIC.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := DAY_FIRST.fullmatch(text):
        return _date(match[3], match[2] or match[1], match[1] if match[2] else None)
    if match := WORDED.fullmatch(text):
        month = _month(match[2])
        return _date(match[3], month, match[1]) if month else None
    return None


def _month(word: str) -> str | None:
    for number, name in enumerate(MONTHS, 1):
        if name.casefold().startswith(word) or (word == "sept" and number == 9):
            return str(number)
    return None


def _date(year: str, month: str | None, day: str | None) -> str | None:
    date = partial_date_from(year, month, day)
    return str(date) if date.is_real else None


def _step(here: str, number: int, unit: str) -> str | None:
    """The date so many years, months or days from `here`, and as exact; of days, exact."""
    from datetime import date, timedelta  # noqa: PLC0415 - only for the rare step of days

    known = parse_partial_date(here)
    if known is None:
        return None
    if unit == "d":
        try:
            return (date.fromisoformat(known.first_day) + timedelta(days=number)).isoformat()
        except OverflowError:
            return None
    months = known.year * 12 + (known.month or 1) - 1 + number * (12 if unit == "y" else 1)
    if not 12 <= months < 120_000:
        return None
    return f"{months // 12:04}-{months % 12 + 1:02}"[: max(len(here[:7]), 4 if unit == "y" else 7)]


def find_date(date: str, count: int, date_at: Callable[[int], str | None]) -> int | None:
    """The position of a date in a list that runs newest first; None in an empty list.

    That is the position of the newest row within the date; if there is none, of the first row
    that is older; if there is none either, of the oldest dated row.

    Args:
        date: As `read_date` returns it.
        count: Rows of the list.
        date_at: The date of the row at a position.
    """
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if _is_after(date_at(middle), date):
            low = middle + 1
        else:
            high = middle
    while low and (low == count or date_at(low) is None):
        low -= 1  # undated rows come last and have no date to go to
    return low if count else None


def _is_after(row_date: str | None, date: str) -> bool:
    """True if the date of a row is after the whole of a date, such as a year."""
    return row_date is not None and row_date[: len(date)] > date
