"""The dates that a line mentions, in a form that pages can be compared by."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.dates.finder import DateMention, find_dates
from socitm_tui.parsing.languages import language_of

__all__ = ["DateMention", "date_style", "find_mentions", "is_date_fragment"]

_DIGITS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_DAY: Final = re.compile(r"\d{1,2}\D{0,2}|(?:19|20)\d\d")
LONGEST_FRAGMENT: Final = 24  # characters of a line that prints a part of a date


@lru_cache(maxsize=8192)
def find_mentions(line: str, language: str) -> tuple[DateMention, ...]:
    """Return all dates that a line prints, left to right."""
    return tuple(find_dates(line, language))


@lru_cache(maxsize=4096)
def date_style(printed: str) -> str:
    """Return the shape of a printed date: "9 w 9" for "27 March 2012"."""
    return _LETTERS.sub("w", _DIGITS.sub("9", printed))


@lru_cache(maxsize=16)
def _calendar_words(language: str) -> frozenset[str]:
    """Return the names of months and weekdays, in lower case."""
    names = (language_of(code) for code in (language, "en"))
    return frozenset(
        word.lower().strip(".")
        for n in names
        for words in (*n.months, *n.weekdays)
        for word in words
    )


def is_date_fragment(line: str, language: str) -> bool:
    """Say whether a line is a day, a month, a weekday or a year, and nothing else."""
    if not 0 < len(line) <= LONGEST_FRAGMENT:
        return False
    bits = line.split()
    names = _calendar_words(language)
    return len(bits) <= 3 and all(
        _DAY.fullmatch(bit) or bit.lower().strip(".,") in names for bit in bits
    )
