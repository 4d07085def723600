"""A mention of a date -> the day, month or year that it stands for, with the rule in words.

The numbers that our patterns matched whole go to dateutil, which makes the date of them; nothing
is filled in from the day on which the program runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from dateutil import parser

from socitm_tui.parsing.dates.mention import FIRST_YEAR, LAST_YEAR, DateMention

Order = Literal["day", "month"]
"""Which of the two numbers of a numeric date comes first."""

DEFAULT_REASON: Final = "day first, the British order: nothing on the page says otherwise"
NO_SUCH_DAY: Final = "what is printed is no day of the calendar between 1990 and 2100"
NO_YEAR: Final = "no year is printed"

_FILLER: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - never part of a result


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """The value of a mention, or the reason why it has none."""

    value: str | None
    """ISO 8601 cut to what is known: `2012-03-27`, `2012-03`, `2012`."""
    precision: Literal["day", "month", "year"]
    printed: str
    """As printed, runs of white space as one space."""
    rule: str
    """How it was read, as a sentence for the user; if there is no value, why."""
    time: str | None = None
    """24-hour clock, `14:14`."""


@dataclass(frozen=True, slots=True)
class DateContext:
    """What the page and the headings above a line tell about its dates."""

    order: Order = "day"
    order_reason: str = DEFAULT_REASON
    year: int | None = None
    month: int | None = None


BRITISH: Final = DateContext()


def resolve(mention: DateMention, context: DateContext = BRITISH) -> ResolvedDate:
    """Return the date that a mention stands for.

    Args:
        mention: From `find_dates`.
        context: Order of day and month on the page (`decide_order`), year and month of the
            heading above the line, for dates that are printed without them.
    """
    if mention.form == "relative":
        return _without_value(
            mention, f"“{_words(mention)}” counts from a day that the capture does not give"
        )
    if mention.form in ("numeric", "numeric-day-month"):
        return _resolve_numeric(mention, context)
    if mention.precision == "day":
        return _resolve_named(mention, context)
    return _resolve_part(mention, context)


def _resolve_named(mention: DateMention, context: DateContext) -> ResolvedDate:
    """Return a date whose day and month are told apart by its form, or by the heading above."""
    if mention.form in ("iso", "compact"):
        return _exact(mention, mention.day, mention.month, mention.year, _ISO_RULE)
    if mention.form == "day-month":
        return _exact(mention, mention.day, mention.month, context.year, _HEADING_YEAR)
    if mention.form == "day":
        return _exact(mention, mention.day, context.month, context.year, _HEADING_MONTH)
    rule = "the month is written as a word"
    if mention.form == "roman":
        rule = "the month is written as a Roman number"
    return _exact(mention, mention.day, mention.month, mention.year, rule)


_ISO_RULE: Final = "year first, as in ISO 8601"
_HEADING_YEAR: Final = "the year is the one of the heading above it"
_HEADING_MONTH: Final = "month and year are those of the heading above it"


def _resolve_part(mention: DateMention, context: DateContext) -> ResolvedDate:
    """Return a month, a year, or a season by its year."""
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
        rule = f"only a month is printed; {_HEADING_YEAR}"
    return _with_value(mention, f"{year}-{month:02}", rule + _century_note(mention))


def _resolve_numeric(mention: DateMention, context: DateContext) -> ResolvedDate:
    """Return a date such as 27/03/12, in the order that it or its page shows."""
    first, second = mention.day or 0, mention.month or 0
    order, rule = context.order, context.order_reason or DEFAULT_REASON
    if first > 12:
        order, rule = "day", f"day first: {first} cannot be a month"
    elif second > 12:
        order, rule = "month", f"month first: {second} cannot be a month"
    day, month = (first, second) if order == "day" else (second, first)
    year = mention.year
    if mention.form == "numeric-day-month":
        year = context.year
        rule += f"; {_HEADING_YEAR}"
    return _exact(mention, day, month, year, rule)


def _exact(
    mention: DateMention, day: int | None, month: int | None, year: int | None, rule: str
) -> ResolvedDate:
    """Return the day that three numbers name together, or none and the reason."""
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
    """Return the ISO date, or None for 31 February and for years that are no years of news."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    try:
        text = f"{day:02}/{month:02}/{year}"
        return parser.parse(text, dayfirst=True, default=_FILLER).date().isoformat()
    except (ValueError, OverflowError):
        return None


def _words(mention: DateMention) -> str:
    return " ".join(mention.printed.split())


def _precision(mention: DateMention) -> Literal["day", "month", "year"]:
    return "day" if mention.precision == "none" else mention.precision


def _with_value(mention: DateMention, value: str, rule: str) -> ResolvedDate:
    return ResolvedDate(value, _precision(mention), _words(mention), rule, mention.time)


def _without_value(mention: DateMention, rule: str) -> ResolvedDate:
    return ResolvedDate(None, _precision(mention), _words(mention), rule, mention.time)


def join_mentions(first: DateMention, second: DateMention) -> DateMention | None:
    """Return one mention of two that the layout has parted, or None if they do not add up.

    "27" and "March 2012", "12 March" and "2012", "MARCH" and "2012". The offsets are those of
    the first; the printed text is that of both.
    """
    parts = sorted((first, second), key=lambda m: _PART_ORDER.get(m.form, 9))
    small, large = parts
    fits = (small.form, large.form) in _PARTS_THAT_JOIN
    if not fits or first.form == second.form:
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


_PART_ORDER: Final = {"day": 0, "day-month": 1, "month-name": 2, "month": 3, "year": 4}
_PARTS_THAT_JOIN: Final = frozenset(
    {("day", "month"), ("day", "month-name"), ("day-month", "year"), ("month-name", "year")}
)
