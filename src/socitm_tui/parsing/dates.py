"""A printed date -> the date, how exact it is, the words as printed, and the rule it was read by.

Patterns of ours decide *whether* words are a date; dateutil, given only words that matched whole
and a fixed default, decides *what* date they are. Nothing here depends on the day it is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from dateutil import parser

from socitm_tui.model.entities import PrintedDate

TWO_DIGIT_PIVOT: Final = 70  # 27/03/12 is 2012 and 27/03/85 is 1985
FIRST_YEAR, LAST_YEAR = 1990, 2100  # a year outside is more likely a misprint than news
MAX_LENGTH: Final = 160  # dates are looked for in short lines and at the ends of long ones only

_FIXED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a filler, never part of a result

Form = Literal["iso", "numeric", "named", "named-us", "day-month", "month", "year", "relative"]
Order = Literal["day", "month"]
ORDERS: Final[tuple[Order, Order]] = ("day", "month")

# ------------------------------------------------------------------------------ patterns

_WEEKDAY = (
    r"(?P<wd{0}>(?:Mon|Tue|Tues|Wed|Wednes|Thu|Thur|Thurs|Fri|Sat|Satur"
    r"|Sun)(?:day)?)\b\.?,?\s*(?:the\s+)?"
)
_MONTH = (
    r"(?P<mon{0}>January|February|March|April|May|June|July|August|September|October|November"
    r"|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)
_DAY = r"(?P<day{0}>0?[1-9]|[12]\d|3[01])(?:\s?(?:st|nd|rd|th)\b)?"
_FULL_YEAR = r"(?:1[89]|2\d)\d\d"  # also beside a day where it is none of news: a misprint
_YEAR4 = r"(?P<yr{0}>(?:19|20)\d\d)(?!\d)"
_DAYS_YEAR4 = rf"(?P<yr{{0}}>{_FULL_YEAR})(?!\d)"
_DAYS_YEAR = rf"(?P<yr{{0}}>{_FULL_YEAR}|[’']?\d\d(?!\s*[:.]\d|\s*[ap]\.?m\b))(?!\d)"
_ALTERNATIVES = (
    # 2012-03-27, 2012/03/27, 2012-03-27T14:14:00Z
    rf"(?P<iso>(?P<yr0>{_FULL_YEAR})(?P<isep>[-/.])(?P<mm0>0[1-9]|1[0-2])(?P=isep)(?P<dd0>0[1-9]"
    r"|[12]\d|3[01]))(?!\d)",
    # Wed Oct 29 12:51:00 GMT 2008
    rf"(?P<unix>{_WEEKDAY.format(1)}{_MONTH.format(1)}\s+{_DAY.format(1)}\s+(?P<utime>\d\d:\d\d)(?::\d\d)?"
    rf"(?:\s+(?:[A-Z]{{3,4}}|[+-]\d{{4}}))?\s+{_DAYS_YEAR4.format(1)})",
    # Friday, 12th of February 2010; 27 Mar 12; 24 April, 2015; 3-Mar-2012
    rf"(?P<named>(?:{_WEEKDAY.format(2)})?{_DAY.format(2)}(?:\s*of)?[\s./-]{{0,3}}{_MONTH.format(2)}(?![a-z])"
    rf"\.?[\s,./-]{{0,3}}{_DAYS_YEAR.format(2)})",
    # Wed Oct 29 2008; June 6, 2014; Mar. 27th 2012
    rf"(?P<us>(?:{_WEEKDAY.format(3)})?{_MONTH.format(3)}\.?\s*{_DAY.format(3)}(?:\s*,\s*"
    rf"|\s+)(?:{_DAYS_YEAR4.format(3)}|[’'](?P<yr9>\d\d)(?!\d)))",
    # Tuesday 27/03/12; 5.01.2026
    rf"(?P<numeric>(?:{_WEEKDAY.format(4)})?(?P<n1>\d{{1,2}})\s?(?P<nsep>[/.\-])\s?(?P<n2>\d{{1,2}})\s?(?P=nsep)\s?{_DAYS_YEAR.format(4)})",
    # Friday 18 April; April 18 (the year is somewhere else, or nowhere)
    rf"(?P<dm>(?:{_WEEKDAY.format(5)})?{_DAY.format(5)}(?:\s*of)?[\s.-]{{1,3}}{_MONTH.format(5)}(?![a-z]))",
    rf"(?P<md>(?:{_WEEKDAY.format(6)})?{_MONTH.format(6)}\.?\s+{_DAY.format(6)}(?![\d:/]))",
    # July, 2011; Sept 2017
    rf"(?P<my>{_MONTH.format(7)}\.?,?[\s/-]{{1,3}}{_YEAR4.format(7)})",
    # Summer 2009
    rf"(?P<season>(?-i:Spring|Summer|Autumn|Winter|SPRING|SUMMER|AUTUMN|WINTER),?\s+{_YEAR4.format(8)})",
    # 6 days ago; yesterday
    r"(?P<rel>(?:about\s+|over\s+|almost\s+)?(?:\d{1,3}|an?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten)\s*"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|y|yrs?"
    r"|years?)\s+ago\b"
    r"|\b(?:just now|yesterday|today|last (?:week|month|year))\b)",
)
_DATE = re.compile(r"(?<![\d/£$€#])(?<!\d[.:])(?:" + "|".join(_ALTERNATIVES) + ")", re.I)
_BARE_YEAR = re.compile(r"\s*(?P<yr>(?:19|20)\d\d)\s*")
_MONTH_OR_YEAR = re.compile(
    rf"\b(?:(?:{_MONTH.format('')})\.?,?\s+)?{_YEAR4.format('')}(?![/-]\d)", re.I
)

_CLOCK = (
    r"(?P<h>2[0-3]"
    r"|[01]?\d)(?:[:.](?P<m>[0-5]\d)(?:[:.][0-5]\d(?:\.\d+)?)?)?\s?(?P<half>[ap]\.?\s?m\b\.?)?"
)
_ZONE = (
    r"(?:\s*(?:\((?=[^()]{0,60}\b(?:Time|UTC|GMT)\b)[^()]{1,60}\)|\(?(?:GMT|BST|UTC|CET|CEST|IST"
    r"|[ECMP][SD]T|[ECMP]T|Z)\b\)?"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d(?!\d)))?"
)
_TIME_AFTER = re.compile(
    rf"(?:T|\s*(?:[-–—|@,:•·]{{1,2}}\s*)?(?:(?:at|around)\s+)?){_CLOCK}(?:\s?(?:hrs?"
    rf"|hours))?{_ZONE}",
    re.I,
)
_TIME_BEFORE = re.compile(
    rf"(?<![\d.:]){_CLOCK}{_ZONE}\s*(?:[-–—|,•·]\s*)?(?:on\s+)?(?:\w{{3,6}}day,?\s*)?$", re.I
)
_CLOCK_LINE = re.compile(
    rf"(?:(?:posted|published|written)\b(?:\s+by\b.{{1,40}}?)?\s+(?:at|@)\s+)?(?P<time>{_CLOCK})"
    r"(?=\s*$|\s+(?:in|by|with|\d+ comments?|no comments?|\||links)\b|\s*\|)",
    re.I,
)
_RANGE_BEFORE = re.compile(
    r"(?<![\d/.])(?<!no\. )(?<!no )(?<!issue )(?<!vol )(?<!number )(?<!#)(?:[12]?\d|3[01])"
    r"(?:st|nd|rd|th)?(?:\s+[A-Za-z]{3,9})?\s*(?:[-–—&/]|to|and|until)\s*$",
    re.I,
)
_RANGE_AFTER = re.compile(
    r"\s*(?:[-–—]|to|until|and|&)\s*(?:\w{3,6}day,?\s+)?\d{1,2}(?:st|nd|rd|th)?"
    r"(?:[:.]\d\d|\s*[ap]m\b|[/.]\d|\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DateText:
    """Words that one of our patterns took for a date, not yet read."""

    start: int
    end: int
    printed: str
    form: Form
    day: int | None = None
    month: int | None = None
    """For the numeric form `day` and `month` are the first and the second number."""
    year: int | None = None
    short_year: bool = False
    weekday: int | None = None
    clock: str | None = None
    half_day: bool = False
    """The clock time is printed with am or pm."""
    ranged: bool = False
    """A span of days or hours is printed: an event, not a publication."""

    @property
    def is_ambiguous(self) -> bool:
        """True where only the page can say which number is the month."""
        return self.form == "numeric" and _small(self.day) and _small(self.month)

    @property
    def has_day(self) -> bool:
        """True where a day of the month and a year are printed."""
        return self.form in ("iso", "numeric", "named", "named-us")


def _small(number: int | None) -> bool:
    return number is not None and 1 <= number <= 12


# ------------------------------------------------------------------------------ finding


@lru_cache(maxsize=4096)
def find_dates(text: str) -> tuple[DateText, ...]:
    """Return all dates printed in a short text, left to right, with their clock times."""
    text = text[: 2 * MAX_LENGTH]
    if year := _BARE_YEAR.fullmatch(text):
        return (
            DateText(year.start("yr"), year.end("yr"), year["yr"], "year", year=int(year["yr"])),
        )
    if not _HINT.search(text):
        return ()
    return tuple(_with_clock(text, _date_text(m)) for m in _DATE.finditer(text))


_HINT: Final = re.compile(  # most lines hold no date, and this says so quickly
    r"\d\s?[/.-]\s?\d|spring|summer|autumn|winter|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\bago\b"
    r"|\b(?:just now|yesterday|today|last (?:week|month|year))\b",
    re.I,
)


def _date_text(match: re.Match[str]) -> DateText:
    """Return what the pattern caught, as numbers."""
    groups = {k: v for k, v in match.groupdict().items() if v is not None}
    part = {k.rstrip("0123456789"): v for k, v in groups.items() if k not in ("n1", "n2")}
    form: Form = next(f for name, f in _FORMS if name in groups)
    day, month = part.get("day") or part.get("dd"), part.get("mm")
    base = DateText(match.start(), match.end(), match.group(), form)
    if form == "numeric":
        day, month = groups["n1"], groups["n2"]
    year, short = _year(part.get("yr"))
    return replace(
        base,
        day=int(day) if day else None,
        month=int(month) if month else _month_number(part.get("mon")),
        year=year,
        short_year=short,
        weekday=_weekday_number(part.get("wd")),
        clock=part.get("utime"),
    )


_FORMS: Final[tuple[tuple[str, Form], ...]] = (
    ("iso", "iso"),
    ("unix", "named-us"),
    ("named", "named"),
    ("us", "named-us"),
    ("numeric", "numeric"),
    ("dm", "day-month"),
    ("md", "day-month"),
    ("my", "month"),
    ("season", "year"),
    ("rel", "relative"),
)
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _month_number(word: str | None) -> int | None:
    return _MONTHS.index(word[:3].lower()) + 1 if word else None


def _weekday_number(word: str | None) -> int | None:
    return _WEEKDAYS.index(word[:3].lower()) if word else None


def _year(digits: str | None) -> tuple[int | None, bool]:
    """Return a printed year in full, and whether only two digits are printed."""
    if not digits:
        return None, False
    number = int(digits.strip("’'"))
    if number >= 100:
        return number, False
    return number + (1900 if number >= TWO_DIGIT_PIVOT else 2000), True


def _with_clock(text: str, found: DateText) -> DateText:
    """Return the date with the clock time that stands after or before it."""
    if found.form == "relative":
        return found
    if found.clock is None and (after := _TIME_AFTER.match(text, found.end)):
        found = _join_clock(text, found, after, found.start, after.end())
    if found.clock is None:
        offset = max(0, found.start - 60)
        before = _TIME_BEFORE.search(text[offset : found.start])
        if before:
            found = _join_clock(text, found, before, offset + before.start(), found.end)
    ranged = bool(_RANGE_AFTER.match(text, found.end)) or bool(
        _RANGE_BEFORE.search(text[max(0, found.start - 24) : found.start])
    )
    return replace(found, ranged=ranged)


def _join_clock(text: str, found: DateText, match: re.Match[str], start: int, end: int) -> DateText:
    """Return the date with the clock time of a match, unless that is no clock time."""
    half = (match["half"] or "").lower().replace(".", "").replace(" ", "")
    if not match["m"] and not half:
        return found
    hour = int(match["h"])
    if half and not 1 <= hour <= 12:
        half = ""  # "14:14 pm" is still fourteen minutes past two in the afternoon
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    printed = text[start:end].strip()
    start = text.index(printed, start)
    return replace(
        found,
        start=start,
        end=start + len(printed),
        printed=printed,
        clock=f"{hour:02}:{int(match['m'] or 0):02}",
        half_day=bool(half),
    )


def clock_of(text: str) -> str | None:
    """Return the clock time of a line such as "Posted by Sam at 10:20 AM", or of a bare time."""
    hit = _CLOCK_LINE.match(text[:MAX_LENGTH])
    if hit is None:
        return None
    bare = DateText(0, 0, "", "year")
    return _join_clock(text, bare, hit, hit.start("time"), hit.end()).clock


def month_or_year(text: str) -> tuple[int, int | None] | None:
    """Return the year, and the month where named, that a heading such as "News 2012" holds."""
    hits = [
        (int(m["yr"]), _month_number(m["mon"])) for m in _MONTH_OR_YEAR.finditer(text[:MAX_LENGTH])
    ]
    hits = [h for h in hits if FIRST_YEAR <= h[0] <= LAST_YEAR]
    return hits[0] if len(hits) == 1 else None


# ------------------------------------------------------------------------------ reading


def read_date(
    found: DateText, order: Order = "day", reason: str = "", year: int | None = None
) -> PrintedDate | None:
    """Return the date that printed words stand for, or None where they stand for none.

    `order` says which number of an ambiguous date is the day and `reason` why the page says so;
    `year` is the year of the page, for a stamp that prints none.
    """
    if found.form == "relative":
        return None
    if found.form == "year":
        rule = "only a year is printed"
        if found.printed[:1].isalpha():
            rule = "only a season and its year are printed"
        return _printed(found, str(found.year), "year", rule)
    if found.form == "month":
        return _printed(
            found, f"{found.year}-{found.month:02}", "month", "only month and year are printed"
        )
    if found.form == "day-month":
        if year is None:
            return None
        rule = "the year is the one of the heading above it"
        return exact_date(replace(found, year=year), "day", rule)
    if found.form == "numeric":
        return _numeric(found, order, reason)
    if found.form == "iso":
        return exact_date(found, "day", "year first, as in ISO 8601")
    return exact_date(found, "day", "the month is written as a word")


def _numeric(found: DateText, order: Order, reason: str) -> PrintedDate | None:
    """Return a date such as 27/03/12, read in the order that it or its page asks for."""
    first, second = found.day or 0, found.month or 0
    if first > 12:
        return exact_date(found, "day", f"day first: {first} cannot be a month")
    if second > 12:
        return exact_date(found, "month", f"month first: {second} cannot be a month")
    return exact_date(found, order, reason or DEFAULT_REASON)


DEFAULT_REASON: Final = "day first, the British order: nothing on the page says otherwise"


def exact_date(found: DateText, order: Order, rule: str) -> PrintedDate | None:
    """Return the day that day, month and year name together, or None where there is no such day."""
    a, b = found.day, found.month
    if found.year is None or a is None or b is None:
        return None
    day, month = (a, b) if order == "day" else (b, a)
    value = _calendar(day, month, found.year)
    if value is None:
        return None
    if found.short_year:
        rule += f"; the year {found.year % 100:02} is taken for {found.year}"
    return _printed(found, value, "day", rule)


@lru_cache(maxsize=4096)
def _calendar(day: int, month: int, year: int) -> str | None:
    """Return the ISO date, or None for 31 February and for years that are no years of news."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    try:
        return (
            parser.parse(f"{day:02}/{month:02}/{year}", dayfirst=True, default=_FIXED)
            .date()
            .isoformat()
        )
    except (ValueError, OverflowError):
        return None


def _printed(
    found: DateText, value: str, precision: Literal["day", "month", "year"], rule: str
) -> PrintedDate | None:
    if not FIRST_YEAR <= (found.year or 0) <= LAST_YEAR:
        return None
    return PrintedDate(value, precision, " ".join(found.printed.split()), rule, found.clock)
