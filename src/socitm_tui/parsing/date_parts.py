"""Dates that a line prints in part only, and dates that count from an unknown day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.date_mention import DateMention, Form, Precision
from socitm_tui.parsing.date_patterns import DatePatterns, month_key
from socitm_tui.parsing.date_surroundings import with_time

SHORT_LINE: Final = 80  # characters; "today" and a year alone are looked for in lines up to this
EDGE: Final = 60  # characters; where in a longer line relative dates are looked for

_YEAR_ALONE: Final = re.compile(r"(?<![\w/.,£$€#-])(?:19|20)\d\d(?![\w%]|[/.,-]\d|-)")
_BARE_DAY: Final = re.compile(r"[\s(\[]*(3[01]|[12]\d|0?[1-9])[\s.)\]]*")
_SHORT_NUMERIC: Final = re.compile(
    r"(?:^[\W_]{0,4}|[(\[])(?P<mention>(?P<n1>\d{1,2})(?P<sep>[/.-])(?P<n2>\d{1,2})\.?)"
    r"(?=\s*$|[)\]:]|\s+[-–—|:]|\s+(?![\d%])\w|\.{2}|[A-Z])(?!\d)"
)


def partial_dates(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the day, month or year that a line prints alone, for a heading to complete."""
    code = patterns.language.code
    if match := patterns.weekday_day.match(line):
        weekday = patterns.weekdays[month_key(match["weekday"])]
        mention = _part(match, "day", "day", code)
        yield with_time(line, replace(mention, day=int(match["day"]), weekday=weekday), patterns)
    elif match := patterns.ordinal_day.match(line):
        yield replace(_part(match, "day", "day", code), day=int(match["day"]))
    elif match := _BARE_DAY.fullmatch(line):
        start, end = match.span(1)
        yield DateMention(start, end, match[1], "day", "day", code, day=int(match[1]))
    elif match := _SHORT_NUMERIC.search(line):
        first, second = int(match["n1"]), int(match["n2"])
        if 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12:
            mention = _part(match, "numeric-day-month", "day", code)
            yield replace(mention, day=first, month=second)
    elif len(line) <= SHORT_LINE:
        for match in _YEAR_ALONE.finditer(line):
            yield DateMention(
                *match.span(), match.group(), "year", "year", code, year=int(match.group())
            )


def _part(match: re.Match[str], form: Form, precision: Precision, code: str) -> DateMention:
    return DateMention(*match.span("mention"), match["mention"], form, precision, code)


def wordy_dates(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the dates without digits: a month's name alone, "yesterday", "two days ago"."""
    if len(line) <= 30 and (match := patterns.month_alone.fullmatch(line)):
        mention = _part(match, "month-name", "month", patterns.language.code)
        yield replace(mention, month=patterns.months[month_key(match["month"])])
        return
    yield from relative_dates(line, patterns, [])


def relative_dates(
    line: str, patterns: DatePatterns, others: list[DateMention]
) -> list[DateMention]:
    """Return the dates that count from today, in a short line or at the ends of a long one."""
    spans = [(0, len(line))]
    if len(line) > 2 * EDGE:
        spans = [(0, EDGE), (len(line) - EDGE, len(line))]
    mentions: list[DateMention] = []
    for first, last in spans:
        for match in patterns.relative.finditer(line, first, last):
            start, end = match.span()
            is_free = all(end <= other.start or start >= other.end for other in others)
            if is_free and (len(line) <= SHORT_LINE or match.lastgroup is None):
                mentions.append(
                    DateMention(
                        start, end, match.group(), "relative", "none", patterns.language.code
                    )
                )
    return mentions
