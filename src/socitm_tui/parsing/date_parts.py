"""Dates that a line prints in part only, and dates that count from an unknown day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.date_mention import DateMention, Form, Precision
from socitm_tui.parsing.date_patterns import DatePatterns
from socitm_tui.parsing.date_surroundings import with_time
from socitm_tui.parsing.date_words import word_key

SHORT_LINE: Final = 80  # characters; "today" and a year alone are looked for in lines up to this
EDGE: Final = 60  # characters; where in a longer line relative dates are looked for

_YEAR_ALONE: Final = re.compile(r"(?<![\w/.,£$€#-])(?:19|20)\d\d(?![\w%]|[/.,-]\d|-)")
_BARE_DAY: Final = re.compile(r"[\s(\[]*(3[01]|[12]\d|0?[1-9])[\s.)\]]*")
_SHORT_NUMERIC: Final = re.compile(
    # 4/7 Headline; 04-07 Headline; 12.03. Headline; Headline (4/7)
    r"(?:^[\s•*>]{0,4}|[(\[])(?P<mention>(?P<n1>\d{1,2})/(?P<n2>\d{1,2})"
    r"|(?P<n3>\d\d)(?:-|\.)(?P<n4>\d\d)\.?|(?P<n5>\d{1,2})\.\s?(?P<n6>\d{1,2})\.)"
    r"(?!\s?[ap]\.?m\b|\s?%|\d|[:/.]\d)(?=\s|[)\]:]|$|\.\.|[A-Z])",
    re.IGNORECASE,
)


def partial_dates(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the day, month or year that a line prints alone, for a heading to complete."""
    code = patterns.words.language.code
    if match := patterns.weekday_day.match(line):
        weekday = patterns.words.weekdays[word_key(match["weekday"])]
        mention = _part(match, "day", "day", code)
        yield with_time(line, replace(mention, day=int(match["day"]), weekday=weekday), patterns)
    elif match := patterns.ordinal_day.match(line):
        yield replace(_part(match, "day", "day", code), day=int(match["day"]))
    elif match := _BARE_DAY.fullmatch(line):
        start, end = match.span(1)
        yield DateMention(start, end, match[1], "day", "day", code, day=int(match[1]))
    elif numeric := _numeric_day_month(line, code):
        yield numeric
    elif len(line) <= SHORT_LINE:
        yield from _years(line, patterns)


def _numeric_day_month(line: str, code: str) -> DateMention | None:
    """Return the numeric date without year that begins a line or stands in brackets."""
    match = _SHORT_NUMERIC.search(line)
    if match is None:
        return None
    first, second = (int(number) for number in match.groups()[1:] if number)
    is_date = 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12
    is_time = match["n3"] is not None and second > 12  # "09.30"
    if not is_date or is_time or match["mention"] == "24/7":
        return None
    mention = _part(match, "numeric-day-month", "day", code)
    return replace(mention, day=first, month=second)


def _years(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the years of a heading, as a month if it names one: "AUGUST NEWSLETTER 2007"."""
    code = patterns.words.language.code
    years = list(_YEAR_ALONE.finditer(line))
    months = list(patterns.month_word.finditer(line)) if len(years) == 1 else []
    if len(months) == 1 and months[0][0][0].isupper():
        start = min(months[0].start(), years[0].start())
        end = max(start + len(line[start : months[0].end()].rstrip(".")), years[0].end())
        month, year = patterns.words.months[word_key(months[0][0])], int(years[0].group())
        printed = line[start:end]
        yield DateMention(start, end, printed, "month", "month", code, year=year, month=month)
        return
    for match in years:
        text = match.group()
        yield DateMention(*match.span(), text, "year", "year", code, year=int(text))


def _part(match: re.Match[str], form: Form, precision: Precision, code: str) -> DateMention:
    return DateMention(*match.span("mention"), match["mention"], form, precision, code)


def wordy_dates(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the dates without digits: a month's name alone, "yesterday", "two days ago"."""
    if len(line) <= 30 and (match := patterns.month_alone.fullmatch(line)):
        mention = _part(match, "month-name", "month", patterns.words.language.code)
        yield replace(mention, month=patterns.words.months[word_key(match["month"])])
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
                        start, end, match.group(), "relative", "none", patterns.words.language.code
                    )
                )
    return mentions
