"""Date mentions: dates as a line prints them, which the finder returns and the resolver reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal[
    "iso",  # 2012-03-27
    "compact",  # 20120327
    "numeric",  # 27/03/12, in the order that the page decides
    "named",  # 27 March 2012
    "named-us",  # March 27, 2012
    "roman",  # 27 III 2012
    "day-month",  # 27 March; the year is that of a heading, or unknown
    "numeric-day-month",  # 27/03
    "month",  # March 2012, 03/2012
    "month-name",  # March
    "season",  # Summer 2009
    "year",  # 2012
    "day",  # Mon 12, 12th, 12; month and year are those of a heading
    "relative",  # 6 days ago
]
Precision = Literal["day", "month", "year", "none"]

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""A year outside this range is more likely a misprint than the year of an item."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as a line prints it, not yet resolved to a day of the calendar."""

    start: int
    """Offset of the first character in the line, clock time and weekday included."""
    end: int
    printed: str
    """The text from `start` to `end`."""
    form: Form
    precision: Precision
    language: str
    """Code of the language whose words it uses; that of the page if it has none."""
    year: int | None = None
    """With four digits, even if two are printed."""
    month: int | None = None
    day: int | None = None
    """In the numeric forms `day` is the first number as printed and `month` the second, whichever
    of them is the month."""
    weekday: int | None = None
    """0 is Monday."""
    time: str | None = None
    """24-hour clock, `14:14`."""
    is_short_year: bool = False
    """Only two digits of the year are printed."""
    is_12_hour: bool = False
    """The clock time is printed in the 12-hour clock, with am or pm."""
    is_range: bool = False
    """Part of a range of days or hours: an event rather than a publication."""

    @property
    def relative(self) -> bool:
        """True for a date that counts from an unknown day; it has no value."""
        return self.form == "relative"

    @property
    def ambiguous(self) -> bool:
        """True if only the page can say which number is the month."""
        numeric = self.form in ("numeric", "numeric-day-month")
        return numeric and _is_month(self.day) and _is_month(self.month) and self.day != self.month

    @property
    def has_day(self) -> bool:
        """True if a day of the month and a year are printed."""
        return self.form in ("iso", "compact", "numeric", "named", "named-us", "roman")


def _is_month(number: int | None) -> bool:
    return number is not None and 1 <= number <= 12
