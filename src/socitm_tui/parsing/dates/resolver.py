"""Resolves the mention of a date to a day, a month or a year, and states the rule in words.

dateutil gets only whole numbers for day, month and year, and refuses a day that the calendar does
not have. Nothing is filled in from the day on which the program runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from dateutil import parser

from socitm_tui.model.entities import PrintedDate
from socitm_tui.parsing.dates.mention import FIRST_YEAR, LAST_YEAR, DateMention

Order = Literal["day", "month"]
"""Whether the first number of a numeric date is the day or the month."""

DEFAULT_REASON: Final = "day first, the British order: nothing on the page says otherwise"
NO_SUCH_DAY: Final = "what is printed is no day of the calendar between 1990 and 2100"
NO_YEAR: Final = "no year is printed"
ISO_RULE: Final = "year first, as in ISO 8601"
HEADING_YEAR_RULE: Final = "the year is the one of the heading above it"
HEADING_MONTH_RULE: Final = "month and year are those of the heading above it"

_DATEUTIL_DEFAULT: Final = datetime(2000, 1, 1)  # noqa: DTZ001
"""Dateutil takes missing parts from it; none are missing, so it is never part of a result."""
_PART_ORDER: Final = {"day": 0, "day-month": 1, "month-name": 2, "month": 3, "year": 4}
_JOINABLE_FORMS: Final = frozenset(
    {("day", "month"), ("day", "month-name"), ("day-month", "year"), ("month-name", "year")}
)


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """The value of a mention, or the reason why it has none."""

    value: str | None
    """ISO 8601 as far as the date is known: `2012-03-27`, `2012-03`, `2012`; None if it is not."""
    precision: Literal["day", "month", "year"]
    printed: str
    """The words of the page, with single spaces."""
    rule: str
    """For the user: why the words mean this date, or why they mean none."""
    time: str | None = None
    """24-hour clock, `14:14`."""


@dataclass(frozen=True, slots=True)
class DateContext:
    """What the page and a heading such as “March 2012” above a line say about its dates."""

    order: Order = "day"
    order_reason: str = DEFAULT_REASON
    year: int | None = None
    """Of the heading."""
    month: int | None = None
    """Of the heading."""


BRITISH: Final = DateContext()


def resolve(mention: DateMention, context: DateContext = BRITISH) -> ResolvedDate:
    """Return the date that a mention stands for.

    Args:
        mention: From `find_dates`.
        context: The order of day and month on the page (`decide_order`); the year and month of
            the heading above the line, for dates that are printed without them.
    """
    if mention.form == "relative":
        return _without_value(
            mention, f"“{_printed_text(mention)}” counts from a day that the capture does not give"
        )
    if mention.form in ("numeric", "numeric-day-month"):
        return _resolve_numeric(mention, context)
    if mention.precision == "day":
        return _resolve_named(mention, context)
    return _resolve_part(mention, context)


def printed_date(mention: DateMention, context: DateContext = BRITISH) -> PrintedDate | None:
    """Return the date that a mention stands for as a field of an item, or None if it has none."""
    resolved = resolve(mention, context)
    if resolved.value is None:
        return None
    return PrintedDate(
        resolved.value, resolved.precision, resolved.printed, resolved.rule, resolved.time
    )


def _resolve_named(mention: DateMention, context: DateContext) -> ResolvedDate:
    """Return a date whose form, or the heading above, tells which number is the month."""
    if mention.form in ("iso", "compact"):
        return _resolve_day(mention, mention.day, mention.month, mention.year, ISO_RULE)
    if mention.form == "day-month":
        return _resolve_day(mention, mention.day, mention.month, context.year, HEADING_YEAR_RULE)
    if mention.form == "day":
        return _resolve_day(mention, mention.day, context.month, context.year, HEADING_MONTH_RULE)
    rule = "the month is written as a word"
    if mention.form == "roman":
        rule = "the month is written as a Roman number"
    return _resolve_day(mention, mention.day, mention.month, mention.year, rule)


def _resolve_part(mention: DateMention, context: DateContext) -> ResolvedDate:
    """Return a month or a year; of a season, its year."""
    year, month = mention.year or context.year, mention.month
    if year is None:
        return _without_value(mention, NO_YEAR)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _without_value(mention, NO_SUCH_DAY)
    if mention.form == "season":
        return _with_value(mention, f"{year}", "only a season and its year are printed")
    if month is None:
        return _with_value(mention, f"{year}", "only a year is printed")
    rule = "only month and year are printed"
    if mention.year is None:
        rule = f"only a month is printed; {HEADING_YEAR_RULE}"
    return _with_value(mention, f"{year}-{month:02}", rule + _century_note(mention))


def _resolve_numeric(mention: DateMention, context: DateContext) -> ResolvedDate:
    """Return a date such as 27/03/12, in the order that it or its page shows."""
    first, second = mention.day or 0, mention.month or 0  # as printed, see `DateMention.day`
    order, rule = context.order, context.order_reason or DEFAULT_REASON
    if first > 12:
        order, rule = "day", f"day first: {first} cannot be a month"
    elif second > 12:
        order, rule = "month", f"month first: {second} cannot be a month"
    day, month = (first, second) if order == "day" else (second, first)
    year = mention.year
    if mention.form == "numeric-day-month":
        year = context.year
        rule += f"; {HEADING_YEAR_RULE}"
    return _resolve_day(mention, day, month, year, rule)


def _resolve_day(
    mention: DateMention, day: int | None, month: int | None, year: int | None, rule: str
) -> ResolvedDate:
    """Return the date with these numbers, or no date and the reason."""
    if year is None:
        return _without_value(mention, NO_YEAR)
    if day is None or month is None:
        return _without_value(mention, "no month is printed")
    value = calendar_date(day, month, year)
    if value is None:
        return _without_value(mention, NO_SUCH_DAY)
    return _with_value(mention, value, rule + _century_note(mention))


def _century_note(mention: DateMention) -> str:
    if not mention.is_short_year or mention.year is None:
        return ""
    return f"; the year {mention.year % 100:02} is taken for {mention.year}"


@lru_cache(maxsize=4096)
def calendar_date(day: int, month: int, year: int) -> str | None:
    """Return the ISO date, or None for 31 February and for years before 1990 or after 2100."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    try:
        text = f"{day:02}/{month:02}/{year}"
        return parser.parse(text, dayfirst=True, default=_DATEUTIL_DEFAULT).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _printed_text(mention: DateMention) -> str:
    return " ".join(mention.printed.split())


def _precision(mention: DateMention) -> Literal["day", "month", "year"]:
    """Return the precision; a relative date would be a day if its first day were known."""
    return "day" if mention.precision == "none" else mention.precision


def _with_value(mention: DateMention, value: str, rule: str) -> ResolvedDate:
    return ResolvedDate(value, _precision(mention), _printed_text(mention), rule, mention.time)


def _without_value(mention: DateMention, rule: str) -> ResolvedDate:
    return ResolvedDate(None, _precision(mention), _printed_text(mention), rule, mention.time)


def join_mentions(first: DateMention, second: DateMention) -> DateMention | None:
    """Return the mention of a date whose two parts are on different lines or in two columns.

    "27" and "March 2012", "12 March" and "2012", "MARCH" and "2012". The result has the offsets of
    the first part and the printed text of both. It is None if they are not parts of one date.
    """
    small, large = sorted(
        (first, second), key=lambda mention: _PART_ORDER.get(mention.form, len(_PART_ORDER))
    )
    if (small.form, large.form) not in _JOINABLE_FORMS:
        return None
    day = small.day or large.day
    return replace(
        first,
        printed=f"{first.printed} {second.printed}",
        form="named" if day and large.year else "day-month" if day else "month",
        precision="day" if day else "month",
        year=large.year or small.year,
        month=small.month or large.month,
        day=day,
        weekday=small.weekday if small.weekday is not None else large.weekday,
        time=small.time or large.time,
        is_short_year=large.is_short_year,
    )
