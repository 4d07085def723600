"""The patterns of printed dates in the words of one language.

Every repetition is bounded or anchored, so that the work is linear in the length of a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from socitm_tui.parsing.dates.time_patterns import TimePatterns, time_patterns
from socitm_tui.parsing.dates.words import WORD_END, WORD_START, DateWords, alternatives, words_of
from socitm_tui.parsing.languages import language_of

Pattern = re.Pattern[str]

# with a day also a year that is none of news: a misprint; but not "27 March 1730 hrs"
FULL_YEAR: Final = r"(?:1[6-9]|2\d)\d\d(?!\s?h(?:rs|ours)?\b)"
NEWS_YEAR: Final = r"(?:19|20)\d\d"
MARKED_YEAR: Final = r"[’'`‘]\d\d(?!\d)"
DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])"
# a number begins: after no digit, or glued to a year ("11 Nov 20213 Nov 2021")
NUMBER_START: Final = (
    r"(?:(?<![\d/£$€#])(?<!\d[.:,])|(?<=20\d\d)(?=\d\d?\s?[^\W\d_]{3})|(?<=[tnr][hd]/))"
)
GAP: Final = r"[\s.,/|·–-]{0,5}"  # between day, month and year, also if they are in columns
# a year of two digits without a mark, not the first number of something else
BARE_YEAR: Final = r"\d\d(?!\d|\s*[:.h]\s?\d|\s*[ap]\.?m\b|[-/]\d|\s+(?-i:[a-zß-ÿ]{3}))"


@dataclass(frozen=True, slots=True)
class DatePatterns:
    """The compiled patterns of one language."""

    words: DateWords
    times: TimePatterns
    date: Pattern
    """Any date with a number; the name of the outer group tells its form."""
    relative: Pattern
    weekday_before: Pattern
    weekday_after: Pattern
    weekday_day: Pattern
    """A weekday and a day of the month, without month: "Mon 12"."""
    ordinal_day: Pattern
    """A day of the month with its ordinal suffix: "12th"."""
    short_numeric: Pattern
    """A numeric date without year that begins a line or is in brackets: "4/7 Headline"."""
    month_after: Pattern
    """A month's name after the number of a day."""
    month_alone: Pattern
    month_word: Pattern
    """A full month name anywhere, or an abbreviation of it with its full stop."""


@lru_cache(maxsize=16)
def patterns_of(code: str) -> DatePatterns:
    """Return the patterns of a language, compiled once."""
    words = words_of(code)
    month, suffix, weekday = words.own_month, words.suffix, words.weekday
    edge = r"(?=\s*(?:$|[-–—:|.,)\]•·]))"
    return DatePatterns(
        words=words,
        times=time_patterns(words),
        date=_date_pattern(words),
        relative=_relative_pattern(words),
        weekday_before=_compile(
            rf"{WORD_START}(?P<weekday>{weekday}){WORD_END}[.,:|-]{{0,2}}\s*{words.article}$"
        ),
        weekday_after=_compile(
            rf"\s*(?:[(\[]\s*(?P<inner>{weekday})\.?\s*[)\]]"
            rf"|[,|–-]\s*(?P<outer>{weekday})\b\.?(?=\s*(?:$|[|,;)\]–-])))"
        ),
        weekday_day=_compile(
            rf"[\W_]{{0,4}}(?P<mention>(?P<weekday>{weekday})\b[.,]{{0,2}}\s+{words.article}"
            rf"(?P<day>{DAY})(?!\d){suffix}?)(?![\w%]|[:/.,]\d|\s?[ap]m\b)"
        ),
        ordinal_day=_compile(
            rf"[\W_]{{0,4}}{words.article}(?P<mention>(?P<day>{DAY})(?!\d){suffix}){edge}"
        ),
        # 4/7 Headline; 04-07 Headline; Di 12.03.; Headline (4/7)
        short_numeric=_compile(
            rf"(?:^[\s•*>]{{0,4}}(?:{weekday}\b[.,]{{0,2}}\s+)?|[(\[])"
            r"(?P<mention>(?P<n1>\d{1,2})/(?P<n2>\d{1,2})|(?P<n3>\d\d)-(?P<n4>\d\d)"
            r"|(?P<n5>\d\d)\.(?P<n6>0\d|1[0-2])\.?|(?P<n7>\d{1,2})\.\s?(?P<n8>\d{1,2})\.)"
            r"(?!\s?[ap]\.?m\b|\s?%|\d|[:/.]\d)(?=\s|[)\]:]|$|\.\.|[A-Z])"
        ),
        month_after=_compile(rf"\s{{0,3}}(?:{words.of}\s+)?{month}{WORD_END}"),
        month_alone=_compile(rf"[\W_]{{0,4}}(?P<mention>(?P<month>{month})\.?)[\W_]{{0,4}}"),
        month_word=_compile(rf"\b(?:{_long_months(words)}|{month}\.)(?!\w)"),
    )


def _compile(pattern: str) -> Pattern:
    return re.compile(pattern, re.IGNORECASE)


def _long_months(words: DateWords) -> str:
    own = ("en", words.language.code)
    return alternatives(m for m, owner in words.month_owners.items() if owner in own and len(m) > 3)


def _date_pattern(words: DateWords) -> Pattern:
    """Return the pattern of all dates with numbers, each branch a named group."""
    numbers = (*_NUMERIC, _day_first(words), *_MONTH_NUMBERS, _year_first(words))
    names = (_month_first(words), _season(words))
    return _compile(
        rf"(?=\d){NUMBER_START}(?:{'|'.join(numbers)})"
        rf"|(?=[^\W\d_]){WORD_START}(?:{'|'.join(names)})"
    )


_NUMERIC: Final = (
    # 2012-03-27, 2012/3/27, 2004 - 01 - 22, 2012-03-27T14:14:00Z
    rf"(?P<iso>(?P<iso_y>{FULL_YEAR})\s?(?P<iso_sep>[-/.–])\s?(?P<iso_m>1[0-2]|0?[1-9])"
    rf"\s?(?P=iso_sep)\s?(?P<iso_d>{DAY})(?!\d)(?!-\d))",
    # 20120327
    rf"(?P<compact>(?<![\w.-])(?P<com_y>{NEWS_YEAR})(?P<com_m>0[1-9]|1[0-2])"
    r"(?P<com_d>0[1-9]|[12]\d|3[01])(?![\w-]))",
    # 27/03/12, 5.01.2026, 27. 3. 2012, 27/3-12, 27/3 2012
    r"(?P<numeric>(?P<n1>\d{1,2})\s?(?P<n_sep>[/.–‑-])\s?(?P<n2>\d{1,2})"
    rf"(?:\s?(?P=n_sep)\s?|(?<=/\d)-|(?<=/\d\d)-|(?<=[/.\d]\d)\s(?={NEWS_YEAR}(?!\d)))"
    rf"(?P<n_y>{FULL_YEAR}(?!\d)"
    r"|[’']?\d\d(?!\s*[:.h]\s?\d\d(?!\s*\))|\s*[ap]\.?m\b|\d))(?![./-]\d))",
    # 2012年3月27日, 2012년 3월 27일
    rf"(?P<eastern>(?P<ea_y>{NEWS_YEAR})\s?[年년]\s?(?P<ea_m>1[0-2]|0?[1-9])\s?[月월]"
    rf"\s?(?P<ea_d>{DAY})\s?[日일号號])",
    # 2012年3月
    rf"(?P<eastern_month>(?P<em_y>{NEWS_YEAR})\s?[年년]\s?(?P<em_m>1[0-2]|0?[1-9])\s?[月월]"
    r"(?!\s?\d))",
    # 2004 01 22
    rf"(?P<spaced_iso>(?P<si_y>{NEWS_YEAR}) (?P<si_m>0[1-9]|1[0-2]) "
    r"(?P<si_d>0[1-9]|[12]\d|3[01])(?!\d))",
    # 27 03 2012
    rf"(?P<spaced>(?P<s1>[0-3]\d) (?P<s2>[0-3]\d) (?P<s_y>{NEWS_YEAR})(?!\d))",
    # 27 III 2012
    rf"(?P<roman>(?P<r_d>{DAY})[ .]{{1,2}}(?-i:(?P<r_m>I{{1,3}}|I[VX]|V(?:I{{1,3}})?|XI{{0,2}}))"
    rf"[ .]{{1,2}}(?P<r_y>{NEWS_YEAR})(?!\d))",
)
_MONTH_NUMBERS: Final = (
    # 03/2012; 40/2003 is the number of an issue
    r"(?P<month_number>(?P<mn_m>0?[1-9]|1[0-2]|(?=\d+/)\d\d)\s?[/.]\s?"
    rf"(?P<mn_y>{NEWS_YEAR})(?![\d/.-]))",
    # 2012-03
    rf"(?P<year_month>(?P<ym_y>{NEWS_YEAR})-(?P<ym_m>0[1-9]|1[0-2])(?![\w/.-]))",
)


def _day_first(words: DateWords) -> str:
    """Return the branch of 12th of February 2010, 27 Mar 12, 27 de marzo de 2012, 12 March."""
    year_end = rf"(?!\d(?!\d?\s?{words.month}))"  # no digit, or the day of the next date
    return (
        rf"(?P<day_first>(?P<d_d>{DAY}){words.suffix}?{GAP}(?:{words.of}\s+)?(?P<d_m>{words.month})"
        rf"(?:{GAP}(?:{words.of}\s+)?"
        rf"(?P<d_y>{FULL_YEAR}{year_end}|{MARKED_YEAR}|(?<!\d){BARE_YEAR}))?)"
    )


def _year_first(words: DateWords) -> str:
    """Return the branch of 2012 March 27 and 2012-Mar-27."""
    gap = r"[\s,./-]{1,3}"
    return (
        rf"(?P<year_first>(?P<y_y>{NEWS_YEAR}){gap}(?P<y_m>{words.month}){gap}"
        rf"(?P<y_d>{DAY}){words.suffix}?(?!\d))"
    )


def _month_first(words: DateWords) -> str:
    """Return the branch of July, 2011; Apr 2015 01; June 6, 2014; Oct 29 12:51:00 GMT 2008."""
    zone = r"(?:\s+(?:[A-Z]{3,4}|[+-]\d{4}))?"
    month_year = (
        rf"[\s,/|–-]{{0,4}}(?:{words.of}\s+)?(?P<m_y>{NEWS_YEAR}(?!\d)|{MARKED_YEAR})"
        r"(?:\s+(?P<m_d2>0[1-9]|[12]\d|3[01])(?=\s*(?:$|[|,)])))?"
    )
    day = rf"[\s|-]{{0,4}}(?:the\s+)?(?P<m_d>{DAY})(?!\d|\s?[:/]\s?\d|[.]\d){words.suffix}?"
    last_day = (
        rf"(?P<m_range>[-–]{DAY}(?!\d|\s?[:.]\d|\s?[ap]m)|\s?[-–]\s?{DAY}(?=,\s?{NEWS_YEAR}))?"
    )
    year = (
        rf"\s+(?P<m_time>\d\d:\d\d)(?::\d\d)?{zone}\s+(?P<m_y3>{NEWS_YEAR})(?!\d)"
        rf"|(?:[\s,.|/-]{{1,4}}|(?<=[^\W\d_])(?={NEWS_YEAR}))"
        rf"(?P<m_y2>{FULL_YEAR}(?!\d)|{MARKED_YEAR})|[,/]\s?(?P<m_y4>{BARE_YEAR})"
    )
    return rf"(?P<month_first>(?P<m_m>{words.month})(?:{month_year}|{day}{last_day}(?:{year})?))"


def _season(words: DateWords) -> str:
    """Return the branch of Summer 2009."""
    return (
        rf"(?P<season>{words.season}{WORD_END},?\s+(?:{words.of}\s+)?(?P<sea_y>{NEWS_YEAR})(?!\d))"
    )


def _relative_pattern(words: DateWords) -> Pattern:
    """Return the pattern of dates that are counted or named from today."""
    branches = []
    for language in {words.language.code: words.language, "en": language_of("en")}.values():
        number = rf"(?:\d{{1,3}}\+?|{alternatives(language.numbers)})"
        span = rf"{number}\s*{alternatives(language.units)}\.?"
        if language.ago:
            ago = alternatives(language.ago)
            branches.append(rf"(?:(?:about|over|almost)\s+)?{span}(?:,?\s+{span})?\s+{ago}")
        if language.since:
            since = alternatives(language.since)
            branches.append(rf"{since}\s+(?:environ\s+|etwa\s+|ca\.?\s+)?{span}")
        branches.append(rf"(?P<day_{language.code}>{alternatives(language.relative)})")
    start = r"(?:(?<![\w/])|(?<=[a-z])(?=\d))"  # also "Canals4 days agoLock keeper retires"
    return _compile(rf"{start}(?:{'|'.join(branches)}){WORD_END}")
