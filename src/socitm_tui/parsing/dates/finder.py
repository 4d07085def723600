"""Finds every date that a line of a page prints, wherever in the line it is.

The finder returns mentions, which have the numbers as printed; `resolver` computes calendar dates
from them. Which of them is the date of an item is decided in `parsing.pages`, from the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.dates.mention import FIRST_YEAR, LAST_YEAR, DateMention
from socitm_tui.parsing.dates.numbers import mention_of
from socitm_tui.parsing.dates.parts import partial_dates, relative_dates, wordy_dates
from socitm_tui.parsing.dates.patterns import DatePatterns, patterns_of
from socitm_tui.parsing.dates.surroundings import extend_mention

MAX_HEADING_CHARACTERS: Final = 160
MAX_CACHED_CHARACTERS: Final = 320
"""The dates of lines up to this length are cached: several passes over a page ask for them."""

__all__ = ["DateMention", "find_dates", "heading_month"]


def find_dates(line: str, language: str = "en") -> list[DateMention]:
    """Return all dates that a line prints, left to right, none within another.

    Args:
        line: One line of a capture; any length.
        language: Code of the page's language; the words of English are read on every page.
    """
    if len(line) <= MAX_CACHED_CHARACTERS:
        return list(_find_dates_cached(line, language))
    return list(_find_dates(line, language))


@lru_cache(maxsize=4096)
def _find_dates_cached(line: str, language: str) -> tuple[DateMention, ...]:
    return _find_dates(line, language)


def _find_dates(line: str, language: str) -> tuple[DateMention, ...]:
    patterns = patterns_of(language)
    if not _HAS_DIGIT.search(line):
        return tuple(wordy_dates(line, patterns))
    mentions = list(_numbered_dates(line, patterns))
    if not mentions:
        mentions = list(partial_dates(line, patterns))
    mentions += relative_dates(line, patterns, mentions)
    return tuple(sorted(mentions, key=lambda mention: mention.start))


_HAS_DIGIT: Final = re.compile(r"\d")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}|\S{1,64}@\S{1,64}", re.I)


def _numbered_dates(line: str, patterns: DatePatterns) -> Iterator[DateMention]:
    """Yield the dates that have a number, each with its weekday and clock time."""
    addresses = iter(_address_spans(line))
    address = next(addresses, None)
    position = previous_end = 0
    while match := patterns.date.search(line, position):
        while address and address[1] <= match.start():
            address = next(addresses, None)
        if address and address[0] <= match.start():
            position = address[1]
            continue
        mention = mention_of(match, patterns)
        if mention is None:
            position = match.start() + 1
            continue
        mention = extend_mention(line, mention, patterns, previous_end)
        position = previous_end = mention.end
        yield mention


def _address_spans(line: str) -> list[tuple[int, int]]:
    """Return where web and mail addresses are; the numbers in them are not dates."""
    if "://" not in line and "www." not in line and "@" not in line:
        return []
    return [match.span() for match in _ADDRESS.finditer(line)]


def heading_month(line: str, language: str = "en") -> tuple[int, int | None] | None:
    """Return the year, and the month if named, of a heading such as "News 2012" or "July 2011"."""
    headings = [m for m in find_dates(line[:MAX_HEADING_CHARACTERS], language) if m.year]
    if len(headings) != 1 or headings[0].precision == "day":
        return None
    year, month = headings[0].year, headings[0].month
    return (year, month) if year and FIRST_YEAR <= year <= LAST_YEAR else None
