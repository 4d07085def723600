"""Dates as people type them, in a search, to go to, or as a correction.

Nothing here reads the clock: a day that is counted from today needs a `today`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from socitm_tui.model.labels import MONTHS
from socitm_tui.model.partial_date import days_in_month, parse_partial_date, partial_date_from

_NUMERIC: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.](?:(\d{1,2})[/.])?(\d{4})", re.ASCII)
_WORDED: Final = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?([a-z]{3,9})\.?,?\s+(\d{4})", re.ASCII
)
_MONTH_FIRST: Final = re.compile(
    r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII
)
_STEP: Final = re.compile(r"([+-])\s*(\d{1,3})\s*([ymd])[a-z]*", re.ASCII)
_STEP_UNITS: Final[Mapping[str, str]] = {"y": "year", "m": "month", "d": "day"}
_DAYS_FROM_TODAY: Final[Mapping[str, int]] = {"yesterday": -1, "today": 0, "now": 0, "tomorrow": 1}
_PERIODS: Final[Mapping[str, str]] = {
    "this month": "+0m", "last month": "-1m", "this year": "+0y", "last year": "-1y",
}  # fmt: skip
"""Words for a month or a year -> the step to it from today."""
_FEASTS: Final[Mapping[str, str]] = {
    "new year": "1 January", "new year's day": "1 January", "halloween": "31 October",
    "christmas eve": "24 December", "christmas": "25 December", "xmas": "25 December",
    "christmas day": "25 December", "boxing day": "26 December",
    "new year's eve": "31 December",
}  # fmt: skip
"""Days with a name that are on the same date in every year."""


def parse_typed_date(text: str, here: str | None = None, today: str | None = None) -> str | None:
    """The date in a text, as `2012`, `2012-03` or `2012-03-27`; None if there is none.

    Args:
        text: `2012`, `mar 2012`, `27 march 2012`, `2012-03`, `27/3/2012`, `christmas 2012`, a
            step such as `-2y`, or `yesterday`.
        here: The date that a step starts from, as far as it is known.
        today: The day that `yesterday` counts from; without it, that is not a date.
    """
    text = _normalize(text)
    if step := _STEP.fullmatch(text):
        return _add_step(here, int(step[1] + step[2]), step[3]) if here else None
    if today and (text in _DAYS_FROM_TODAY or text in _PERIODS):
        if text in _DAYS_FROM_TODAY:
            return _add_step(today, _DAYS_FROM_TODAY[text], "d")
        unit = _PERIODS[text][-1]
        return _add_step(today[: 4 if unit == "y" else 7], int(_PERIODS[text][:-1]), unit)
    parts = _date_parts(text)
    if parts is None or not parts[0].isdecimal():
        return None
    date = partial_date_from(*parts)
    return str(date) if date.is_real else None


def typed_date_problem(text: str, here: str | None = None) -> str:
    """Why a text is not a date to go to, and what to write, as a sentence.

    Args:
        text: What `parse_typed_date` returns None for.
        here: The date that a step would start from.
    """
    typed, example_year = _normalize(text), (here or "2012")[:4]
    if _STEP.fullmatch(typed):
        if here is None:
            return f"The selected item has no date that “{text}” could count from."
        return f"“{text}”, counted from the selected item ({here}), leaves the calendar."
    if typed in _FEASTS:
        return f"“{text}” comes every year: write {_FEASTS[typed]} {example_year}."
    before, _, name = typed.rpartition(" ")
    if (number := _month_number(name)) and (not before or before.isdecimal()):
        wanted = f"{before} {MONTHS[int(number) - 1]} {example_year}".strip()
        return f"“{text}” comes every year: write {wanted}."
    if parts := _date_parts(typed):
        year, (month, day) = parts[0], parts[1:]
        if month and not 1 <= int(month) <= 12:
            return f"There is no month {int(month)}: write {year}-03, or {year} for the whole year."
        if month and day and int(year):
            last = days_in_month(int(year), int(month))
            return f"{MONTHS[int(month) - 1]} {year} has {last} days, not {int(day)}."
    return f"“{text}” is not a date: write 2012, mar 2012, 2012-03-27 or -2y."


def step_label(text: str) -> str | None:
    """A typed step in words, `2 years before`; None if the text is not a step."""
    match = _STEP.fullmatch(_normalize(text))
    if match is None:
        return None
    number, unit = int(match[2]), _STEP_UNITS[match[3]]
    return f"{number} {unit}{'' if number == 1 else 's'} {'before' if match[1] == '-' else 'after'}"


def is_counted_from_today(text: str) -> bool:
    """True for words such as `yesterday`, whose date depends on the day."""
    typed = _normalize(text)
    return typed in _DAYS_FROM_TODAY or typed in _PERIODS


def _normalize(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def _date_parts(text: str) -> tuple[str, str | None, str | None] | None:
    """Year, month and day in digits, whether the calendar has them or not."""
    if match := _NUMERIC.fullmatch(text):
        return match[1], match[2], match[3]
    if match := _DAY_FIRST.fullmatch(text):
        return match[3], match[2] or match[1], match[1] if match[2] else None
    feast, _, year = text.rpartition(" ")
    if feast.rstrip(",") in _FEASTS:
        text = f"{_FEASTS[feast.rstrip(',')].casefold()} {year}"
    if match := _WORDED.fullmatch(text):
        month = _month_number(match[2])
        return (match[3], month, match[1]) if month else None
    if match := _MONTH_FIRST.fullmatch(text):
        month = _month_number(match[1])
        return (match[3], month, match[2]) if month else None
    return None


def _month_number(word: str) -> str | None:
    if len(word) < 3:
        return None
    for number, name in enumerate(MONTHS, 1):
        if name.casefold().startswith(word) or (word == "sept" and number == 9):
            return str(number)
    return None


def _add_step(here: str, number: int, unit: str) -> str | None:
    """The date that is `number` years, months or days from `here`, and known as far as `here` is.

    A step in days results in a day.
    """
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
