"""The words of dates on a page, as tables of numbers and as patterns.

A page is read with the words of its own language and of English, and with the full month names of
all other languages, since an English page may quote a notice in French.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.languages import Language, language_of, load_languages

# a word begins: after no letter, or as a capital after a small letter ("NewsMay 7, 2014")
WORD_START: Final = r"(?:(?<![^\W\d_])|(?-i:(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])))"
WORD_END: Final = r"(?:(?![^\W\d_])|(?-i:(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])))"


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words of dates that are read on pages of one language.

    The fields of type `str` are patterns that match one of the words, without a group.
    """

    language: Language
    months: Mapping[str, int]
    """Spelling in lower case -> 1 to 12."""
    month_owners: Mapping[str, str]
    """Spelling in lower case -> code of the language that it is taken from."""
    full_months: frozenset[str]
    """Spellings in lower case that are not abbreviated: a full stop after them is not theirs."""
    weekdays: Mapping[str, int]
    """Spelling in lower case -> 0 to 6, Monday first."""
    month: str
    own_month: str
    """The month words of the page's language and of English only."""
    weekday: str
    suffix: str
    """The suffix of an ordinal number: `st` in `1st`."""
    article: str
    """What may stand between a weekday and a day, and white space; or nothing."""
    of: str
    at: str
    clock: str
    until: str
    season: str


def word_key(word: str) -> str:
    """Return a printed month or weekday word as the tables have it: lower case, no full stop."""
    return " ".join(word.rstrip(".").translate(_SAME_LETTERS).lower().split())


# letters that a pattern takes for the plain ones when it ignores case
_SAME_LETTERS: Final = str.maketrans("ſıİ", "sii")


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first."""
    groups: dict[str, list[str]] = {}
    for word in sorted({w.lower() for w in words if w}, key=lambda w: (-len(w), w)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]).replace(r"\ ", r"\s+"))
    branches = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return f"(?:{'|'.join(branches)})"


@lru_cache(maxsize=16)
def words_of(code: str) -> DateWords:
    """Return the words of dates for pages of a language."""
    own, english = language_of(code), language_of("en")
    months, owners = _month_tables(own)
    weekdays = _weekday_table(own)
    everywhere = load_languages().values()
    own_months = [word for word, owner in owners.items() if owner in ("en", own.code)]
    ordinals = alternatives({*own.ordinals, "."})
    return DateWords(
        language=own,
        months=months,
        month_owners=owners,
        full_months=frozenset(word_key(names[0]) for x in everywhere for names in x.months),
        weekdays=weekdays,
        month=alternatives(months) + WORD_END + r"\.?",
        own_month=alternatives(own_months),
        weekday=alternatives(weekdays),
        suffix=rf"(?:\s?(?:st|nd|rd|th|er)(?![^\W\d_])|{ordinals}(?![^\W\d_]))",
        article=rf"(?:{alternatives({*own.articles, *english.articles})}\s+)?",
        of=alternatives(word for x in everywhere for word in x.of),
        at=alternatives({*own.at, *english.at}),
        clock=alternatives({*own.clock, *english.clock}),
        until=alternatives({*own.until, *english.until}),
        season=alternatives({*own.seasons, *english.seasons}),
    )


def _month_tables(own: Language) -> tuple[dict[str, int], dict[str, str]]:
    """Return the number and the language of each month word that is read on a page."""
    numbers: dict[str, int] = {}
    owners: dict[str, str] = {}
    for owner in (own, language_of("en"), *load_languages().values()):
        for number, words in enumerate(owner.months, start=1):
            for word in words:
                is_full = len(word) >= min(5, len(words[0]))
                if is_full or owner.code in ("en", own.code):
                    numbers.setdefault(word.lower(), number)
                    owners.setdefault(word.lower(), owner.code)
    return numbers, owners


def _weekday_table(own: Language) -> dict[str, int]:
    """Return the number of each weekday word, Monday first; those of the page's language win."""
    return {
        word.lower(): number
        for owner in (language_of("en"), own)
        for number, words in enumerate(owner.weekdays)
        for word in words
    }
