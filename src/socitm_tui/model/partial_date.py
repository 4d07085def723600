"""Dates that are known to the day, the month or the year: `2012-03-27`, `2012-03`, `2012`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from socitm_tui.model.entities import Precision

_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?", re.ASCII)
_DAYS_IN_MONTH: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day of a month. The numbers may name no real date."""

    year: int
    month: int | None = None
    day: int | None = None
    """None if the month is None."""

    def __str__(self) -> str:
        """The date in ISO 8601, as far as it is known."""
        parts = (f"{part:02}" for part in (self.month, self.day) if part is not None)
        return "-".join((f"{self.year:04}", *parts))

    @property
    def precision(self) -> Precision:
        """What the date is known to."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def is_in_range(self) -> bool:
        """True if the numbers may be those of a month and a day: 31 February is in range."""
        return (self.month is None or 1 <= self.month <= 12) and (
            self.day is None or 1 <= self.day <= 31
        )

    @property
    def is_real(self) -> bool:
        """True if the calendar has the date."""
        return (
            self.year > 0
            and self.is_in_range
            and (self.day or 1) <= days_in_month(self.year, self.month or 1)
        )

    @property
    def first_day(self) -> str:
        """The first day that the date may mean, `2012-03-01` for `2012-03`."""
        return f"{self.year:04}-{self.month or 1:02}-{self.day or 1:02}"

    @property
    def last_day(self) -> str:
        """The last day that the date may mean, `2012-03-31` for `2012-03`."""
        month = self.month or 12
        return f"{self.year:04}-{month:02}-{self.day or days_in_month(self.year, month):02}"


def parse_partial_date(text: str, *, is_compact: bool = False) -> PartialDate | None:
    """The date that a text writes in ISO 8601, or None if it is written in another way.

    Args:
        text: `2012`, `2012-03` or `2012-03-27`.
        is_compact: True to accept a date without hyphens, `201203`, as well.
    """
    match = (_COMPACT if is_compact else _ISO).fullmatch(text)
    return partial_date_from(*match.groups()) if match else None


def partial_date_from(year: str, month: str | None = None, day: str | None = None) -> PartialDate:
    """The date with these numbers, which are given in digits."""
    return PartialDate(int(year), int(month) if month else None, int(day) if day else None)


def days_in_month(year: int, month: int) -> int:
    """How many days a month has in the Gregorian calendar."""
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap_year else _DAYS_IN_MONTH[month - 1]
