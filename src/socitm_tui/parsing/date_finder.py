"""Every date that a line of a page prints, in whatever surroundings it stands.

The finder proposes; which of the dates dates an item is decided elsewhere, from the whole page.
A mention has the numbers as printed. `date_resolver` makes a calendar date of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.date_mention import DateMention
from socitm_tui.parsing.date_numbers import mention_of
from socitm_tui.parsing.date_parts import partial_dates, relative_dates, wordy_dates
from socitm_tui.parsing.date_patterns import DatePatterns, patterns_of
from socitm_tui.parsing.date_surroundings import complete

__all__ = ["DateMention", "find_dates"]


def find_dates(line: str, language: str = "en") -> list[DateMention]:
    """Return all dates that a line prints, left to right, none within another.

    Args:
        line: One line of a capture; any length.
        language: Code of the page's language; the words of English are read on every page.
    """
    return list(_find_dates(line, language))


@lru_cache(maxsize=4096)
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
    addresses = _address_spans(line)
    position = 0
    while match := patterns.date.search(line, position):
        position = match.end()
        inside = next((end for start, end in addresses if start <= match.start() < end), None)
        if inside is not None:
            position = max(position, inside)
            continue
        mention = mention_of(match, patterns)
        if mention is None:
            position = match.start() + 1
            continue
        mention = complete(line, mention, patterns)
        position = max(position, mention.end)
        yield mention


def _address_spans(line: str) -> list[tuple[int, int]]:
    """Return where addresses of the web and of mail stand; the numbers in them are no dates."""
    if "://" not in line and "www." not in line and "@" not in line:
        return []
    return [match.span() for match in _ADDRESS.finditer(line)]
