"""The patterns of printed dates in one language, and the numbers that its words stand for.

Each page is read with the words of its own language and of English, and with the full month names
of all other languages, since a notice in French is quoted on an English page as it is. Every
repetition is bounded, so that the work is linear in the length of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.languages import Language, language_of, load_languages

Pattern = re.Pattern[str]

FULL_YEAR: Final = r"(?:1[89]|2\d)\d\d"  # with a day also a year that is none of news: a misprint
NEWS_YEAR: Final = r"(?:19|20)\d\d"
DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])"
# a word begins: after no letter, or as a capital after a small one ("NewsMay 7, 2014")
WORD_START: Final = r"(?:(?<![^\W\d_])|(?-i:(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])))"
WORD_END: Final = r"(?:(?![^\W\d_])|(?-i:(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])))"
NUMBER_START: Final = r"(?<![\d/£$€#])(?<!\d[.:,])"
GAP: Final = r"[\s./|·–-]{0,5}"  # between day, month and year, also where columns part them


@dataclass(frozen=True, slots=True)
class DatePatterns:
    """The compiled patterns of one language."""

    language: Language
    date: Pattern
    """Any date with a number; the name of the outer group tells its form."""
    relative: Pattern
    weekday_before: Pattern
    weekday_after: Pattern
    weekday_day: Pattern
    """A weekday and a day of the month, without month: "Mon 12"."""
    ordinal_day: Pattern
    """A day of the month with its ordinal suffix: "12th"."""
    month_alone: Pattern
    time_after: Pattern
    time_before: Pattern
    clock_line: Pattern
    """A line that has a clock time and no date: "Posted by Sam at 10:20 AM"."""
    range_before: Pattern
    range_after: Pattern
    months: Mapping[str, int]
    """Spelling in lower case -> 1 to 12."""
    month_owners: Mapping[str, str]
    """Spelling in lower case -> code of the language that it is taken from."""
    weekdays: Mapping[str, int]
    """Spelling in lower case -> 0 to 6, Monday first."""


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first."""
    groups: dict[str, list[str]] = {}
    for word in sorted({w.lower() for w in words if w}, key=lambda w: (-len(w), w)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]).replace(r"\ ", r"\s+"))
    return (
        "(?:"
        + "|".join(re.escape(first) + f"(?:{'|'.join(rest)})" for first, rest in groups.items())
        + ")"
    )


def optional(words: Iterable[str], after: str = r"\s+") -> str:
    """Return a pattern for one of the words and what follows it, or for nothing."""
    words = list(words)
    return f"(?:{alternatives(words)}{after})?" if words else ""


def month_key(word: str) -> str:
    """Return a printed month or weekday word as the tables have it: lower case, no full stop."""
    return " ".join(word.rstrip(".").lower().split())


def _month_tables(language: Language) -> tuple[dict[str, int], dict[str, str]]:
    """Return the number and the language of each month word that is read on a page."""
    numbers: dict[str, int] = {}
    owners: dict[str, str] = {}
    english = language_of("en")
    others = [x for x in load_languages().values() if x.code not in ("en", language.code)]
    for owner in (language, english, *others):
        for number, words in enumerate(owner.months, start=1):
            for word in words:
                is_full = len(word) >= min(5, len(words[0]))
                if is_full or owner.code in ("en", language.code):
                    numbers.setdefault(word.lower(), number)
                    owners.setdefault(word.lower(), owner.code)
    return numbers, owners


def _weekday_table(language: Language) -> dict[str, int]:
    """Return the number of each weekday word, Monday first."""
    return {
        word.lower(): number
        for owner in (language_of("en"), language)
        for number, words in enumerate(owner.weekdays)
        for word in words
    }


def _suffix_pattern(language: Language) -> str:
    """Return the pattern of what makes the number of a day an ordinal."""
    own = alternatives({*language.ordinals, "."})
    return rf"(?:\s?(?:st|nd|rd|th)(?![^\W\d_])|{own}(?![^\W\d_])|\.)"


def _date_pattern(language: Language, months: Iterable[str]) -> Pattern:
    """Return the pattern of all dates with numbers."""
    english = language_of("en")
    month = alternatives(months) + WORD_END + r"\.?"
    suffix = _suffix_pattern(language) + "?"
    of = alternatives(word for owner in load_languages().values() for word in owner.of)
    season = alternatives({*language.seasons, *english.seasons})
    short = r"\d\d(?!\d|\s*[:.h]\s?\d|\s*[ap]\.?m\b|[-/]\d|\s+(?-i:[a-zß-ÿ]{3}))"
    zone = r"(?:\s+(?:[A-Z]{3,4}|[+-]\d{4}))?"
    branches = (
        # 2012-03-27, 2012/3/27, 2004 - 01 - 22, 2012-03-27T14:14:00Z
        rf"(?P<iso>(?P<iso_y>{FULL_YEAR})\s?(?P<iso_sep>[-/.–])\s?(?P<iso_m>1[0-2]|0?[1-9])\s?(?P=iso_sep)\s?"
        r"(?P<iso_d>3[01]|[12]\d|0?[1-9])(?![\d])(?!-\d))",
        # 20120327
        rf"(?P<compact>(?<![\w.-])(?P<com_y>{NEWS_YEAR})(?P<com_m>0[1-9]|1[0-2])(?P<com_d>0[1-9]|[12]\d|3[01])(?![\w-]))",
        # 27/03/12, 5.01.2026, 27. 3. 2012, 27 03 2012
        rf"(?P<numeric>(?P<n1>\d{{1,2}})\s?(?P<n_sep>[/.–-])\s?(?P<n2>\d{{1,2}})\s?(?P=n_sep)\s?"
        rf"(?P<n_y>{FULL_YEAR}(?!\d)|[’']?\d\d(?!\s*[:.h]\s?\d\d(?!\s*\))|\s*[ap]\.?m\b|\d))(?![./-]\d))",
        rf"(?P<spaced>(?P<s1>[0-3]\d) (?P<s2>[0-3]\d) (?P<s_y>{NEWS_YEAR})(?!\d))",
        # 12th of February 2010; 27 Mar 12; 3-Mar-2012; 27 de marzo de 2012; 12 March
        rf"(?P<named>(?P<d_d>{DAY}){suffix}{GAP}(?:{of}\s+)?(?P<d_m>{month})"
        rf"(?:(?:[\s,./|·–-]{{0,5}}(?:{of}\s+)?)(?P<d_y>{FULL_YEAR}(?!\d)|[’'`]\d\d(?!\d)|(?<!\d){short}))?)",
        # 03/2012
        rf"(?P<month_number>(?P<mn_m>0?[1-9]|1[0-2])\s?[/.]\s?(?P<mn_y>{NEWS_YEAR})(?![\d/.-]))",
        # 2012 March 27, 2012-Mar-27
        rf"(?P<year_first>(?P<y_y>{NEWS_YEAR})[\s,./-]{{1,3}}(?P<y_m>{month})[\s,./-]{{1,3}}(?P<y_d>{DAY}){suffix}(?!\d))",
    )
    words = (
        # Oct 29 12:51:00 GMT 2008; June 6, 2014; Mar. 27th 2012; July, 2011; julio de 2011
        rf"(?P<month_first>(?P<m_m>{month})(?:[\s,/|–-]{{0,4}}(?:{of}\s+)?(?P<m_y>{NEWS_YEAR}(?!\d)|[’'`]\d\d(?!\d))"
        rf"|[\s|-]{{0,4}}(?:the\s+)?(?P<m_d>{DAY})(?!\d)(?!\s?[:/]\s?\d|[.]\d){suffix}"
        rf"(?:\s+(?P<m_time>\d\d:\d\d)(?::\d\d)?{zone}\s+(?P<m_y3>{NEWS_YEAR})(?!\d)"
        rf"|(?:[\s,.|/-]{{1,4}}|(?<=[^\W\d_])(?={NEWS_YEAR}))(?P<m_y2>{FULL_YEAR}(?!\d)|[’'`]\d\d(?!\d))"
        rf"|[,/-]\s?(?P<m_y4>{short}))?))",
        # Summer 2009
        rf"(?P<season>{season}{WORD_END},?\s+(?:{of}\s+)?(?P<sea_y>{NEWS_YEAR})(?!\d))",
    )
    return re.compile(
        rf"{NUMBER_START}(?=\d)(?:{'|'.join(branches)})|{WORD_START}(?=[^\W\d_])(?:{'|'.join(words)})",
        re.IGNORECASE,
    )


def _relative_pattern(language: Language) -> Pattern:
    """Return the pattern of dates that are counted or named from today."""
    spans = []
    for owner in {language.code: language, "en": language_of("en")}.values():
        span = rf"(?:\d{{1,3}}\+?|{alternatives(owner.numbers)})\s*{alternatives(owner.units)}\.?"
        if owner.ago:
            spans.append(
                rf"(?:(?:about|over|almost)\s+)?{span}(?:,?\s+{span})?\s+{alternatives(owner.ago)}"
            )
        if owner.since:
            spans.append(rf"{alternatives(owner.since)}\s+(?:environ\s+|etwa\s+|ca\.?\s+)?{span}")
        spans.append(rf"(?P<day_{owner.code}>{alternatives(owner.relative)})")
    return re.compile(rf"(?<![\w/])(?:{'|'.join(spans)})(?![\w])", re.IGNORECASE)


_CLOCK: Final = (
    r"(?P<h>2[0-3]|[01]?\d)(?:(?:[:.]|\s?h\s?)(?P<m>[0-5]\d)(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?)?"
    r"(?!\d)\s?(?P<half>[ap]\.?\s?m\b\.?|(?P<welsh>y\.?[bp]\b\.?))?"
)
_ZONE: Final = (
    r"(?:\s*(?:\((?=[^()]{0,60}\b(?:Time|UTC|GMT)\b)[^()]{1,60}\)|\(?(?:GMT|BST|UTC|CET|CEST|IST|[ECMP][SD]T|[ECMP]T|Z)\b\)?"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d(?!\d)))?"
)


def _time_patterns(language: Language, weekday: str) -> tuple[Pattern, Pattern, Pattern]:
    """Return the patterns of a clock time after a date, before a date, and in a line without."""
    english = language_of("en")
    at = alternatives({*language.at, *english.at})
    clock_word = alternatives({*language.clock, *english.clock})
    after = re.compile(
        rf"(?:T|\s*(?:[-–—|@,.:;•·(]{{1,2}}\s*)?(?:{at}\s*)?){_CLOCK}(?:\s?{clock_word}\b\.?)?{_ZONE}",
        re.IGNORECASE,
    )
    before = re.compile(
        rf"(?<![\d.:]){_CLOCK}(?:\s?{clock_word}\b\.?)?{_ZONE}\s*(?:[-–—|,•·]\s*)?(?:on\s+)?(?:{weekday}[.,]*\s*)?$",
        re.IGNORECASE,
    )
    posted = alternatives({*language.posted, *language.published, "posted", "published", "written"})
    line = re.compile(
        rf"\W*(?:{posted}\b(?:\s+by\b.{{1,40}}?)?\s+(?:{at}|@)\s+|{at}\s+)?(?P<time>{_CLOCK})(?:\s?{clock_word}\b\.?)?"
        r"(?=\s*$|\s+(?:in|by|with|\d+ comments?|no comments?|\||links)\b|\s*\|)",
        re.IGNORECASE,
    )
    return after, before, line


def _range_patterns(
    language: Language, months: Iterable[str], weekday: str
) -> tuple[Pattern, Pattern]:
    """Return the patterns of the first day of a range before a date, and of a last day after it."""
    english = language_of("en")
    until = alternatives({*language.until, *english.until})
    month = alternatives(months)
    suffix = _suffix_pattern(language)
    before = re.compile(
        r"(?<![\d/.])(?<!no\. )(?<!no )(?<!issue )(?<!vol )(?<!number )(?<!#)"
        rf"(?:3[01]|[12]?\d){suffix}?(?:\s+(?:de\s+)?{month}\.?)?\s*(?:[-–—&/]|\b{until}\b)\s*$",
        re.IGNORECASE,
    )
    after = re.compile(
        rf"\s*(?:[-–—]|\b{until}\b|&)\s*(?:{weekday}[.,]*\s+)?\d{{1,2}}{suffix}?"
        rf"(?:[:.h]\d\d|\s*[ap]m\b|[/.]\d|\s*\.?\s*(?:de\s+)?{month}\b)",
        re.IGNORECASE,
    )
    return before, after


@lru_cache(maxsize=16)
def patterns_of(code: str) -> DatePatterns:
    """Return the patterns of a language, compiled once."""
    language = language_of(code)
    english = language_of("en")
    months, owners = _month_tables(language)
    weekdays = _weekday_table(language)
    own = [m for m, owner in owners.items() if owner in ("en", language.code)]
    weekday = alternatives(weekdays)
    article = optional({*language.articles, *english.articles})
    suffix = _suffix_pattern(language)
    after, before, line = _time_patterns(language, weekday)
    range_before, range_after = _range_patterns(language, own, weekday)
    flags = re.IGNORECASE
    edge = r"(?=\s*(?:$|[-–—:|.,)\]•·]))"
    return DatePatterns(
        language=language,
        date=_date_pattern(language, months),
        relative=_relative_pattern(language),
        weekday_before=re.compile(
            rf"{WORD_START}(?P<weekday>{weekday}){WORD_END}[.,:|-]{{0,2}}\s*{article}$", flags
        ),
        weekday_after=re.compile(
            rf"\s*(?:[(\[]\s*(?P<inner>{weekday})\.?\s*[)\]]|[,|–-]\s*(?P<outer>{weekday})\b\.?(?=\s*(?:$|[|,;)\]–-])))",
            flags,
        ),
        weekday_day=re.compile(
            rf"[\W_]{{0,4}}(?P<mention>(?P<weekday>{weekday})\b[.,]{{0,2}}\s+{article}"
            rf"(?P<day>{DAY})(?!\d){suffix}?)(?![\w%]|[:/.,]\d|\s?[ap]m\b)",
            flags,
        ),
        ordinal_day=re.compile(
            rf"[\W_]{{0,4}}{article}(?P<mention>(?P<day>{DAY})(?!\d){suffix}){edge}", flags
        ),
        month_alone=re.compile(
            rf"[\W_]{{0,4}}(?P<mention>(?P<month>{alternatives(own)})\.?)[\W_]{{0,4}}", flags
        ),
        time_after=after,
        time_before=before,
        clock_line=line,
        range_before=range_before,
        range_after=range_after,
        months=months,
        month_owners=owners,
        weekdays=weekdays,
    )
