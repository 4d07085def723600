"""Dates of which a line prints only a part, and dates that count from an unknown day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.dates.mention import DateMention, Form, Precision
from socitm_tui.parsing.dates.patterns import DatePatterns
from socitm_tui.parsing.dates.surroundings import with_time
from socitm_tui.parsing.dates.words import word_key

MAX_SHORT_LINE_CHARACTERS: Final = 80
"""Up to this length of a line "today" and a year alone are dates; in longer ones they are prose."""
MAX_HEADING_WORDS: Final = 6
EDGE_CHARACTERS: Final = 60
"""Relative dates are searched in so much of a longer line, at its start and at its end."""
MAX_MONTH_CHARACTERS: Final = 30
"""The longest line that may be the name of a month alone."""

_YEAR_ALONE: Final = re.compile(r"(?<![\w/.,£$€#-])(?:19|20)\d\d(?![\w%]|[/.,-]\d|-)")
_BARE_DAY: Final = re.compile(r"[\s(\[]*(3[01]|[12]\d|0?[1-9])[\s.)\]]*")


def partial_dates(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the day, month or year that a line prints alone; a heading may give the rest."""
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
    elif numeric := _numeric_day_month(line, patterns):
        yield numeric
    elif len(line) <= MAX_SHORT_LINE_CHARACTERS:
        yield from _years(line, patterns)


def _numeric_day_month(line: str, patterns: DatePatterns) -> DateMention | None:
    """Return the numeric date without year that begins a line or is in brackets."""
    match = patterns.short_numeric.search(line)
    if match is None or match["mention"] == "24/7":
        return None
    first, second = (int(number) for number in match.groups()[1:] if number)
    if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
        return None
    mention = _part(match, "numeric-day-month", "day", patterns.words.language.code)
    return replace(mention, day=first, month=second)


def _is_heading_year(line: str, year: re.Match[str]) -> bool:
    """Return whether a year is in a line of few words, or at the start or end of a line."""
    edges = (line[: year.start()], line[year.end() :])
    is_at_edge = any(not edge.strip(" \t.,:;()[]|–-•*") for edge in edges)
    return is_at_edge or len(line.split()) <= MAX_HEADING_WORDS


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
        if not _is_heading_year(line, match):
            continue
        text = match.group()
        yield DateMention(*match.span(), text, "year", "year", code, year=int(text))


def _part(match: re.Match[str], form: Form, precision: Precision, code: str) -> DateMention:
    return DateMention(*match.span("mention"), match["mention"], form, precision, code)


def wordy_dates(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the dates without digits: a month's name alone, "yesterday", "two days ago"."""
    if len(line) <= MAX_MONTH_CHARACTERS and (match := patterns.month_alone.fullmatch(line)):
        mention = _part(match, "month-name", "month", patterns.words.language.code)
        yield replace(mention, month=patterns.words.months[word_key(match["month"])])
        return
    yield from relative_dates(line, patterns, [])


def relative_dates(
    line: str, patterns: DatePatterns, others: list[DateMention]
) -> list[DateMention]:
    """Return the dates that count from today, in a short line or at the ends of a long one."""
    spans = [(0, len(line))]
    if len(line) > 2 * EDGE_CHARACTERS:
        spans = [(0, EDGE_CHARACTERS), (len(line) - EDGE_CHARACTERS, len(line))]
    mentions: list[DateMention] = []
    for first, last in spans:
        for match in patterns.relative.finditer(line, first, last):
            start, end = match.span()
            is_free = all(end <= other.start or start >= other.end for other in others)
            if is_free and (len(line) <= MAX_SHORT_LINE_CHARACTERS or match.lastgroup is None):
                mentions.append(
                    DateMention(
                        start, end, match.group(), "relative", "none", patterns.words.language.code
                    )
                )
    return mentions
