"""The patterns of what belongs to a date next to it: a clock time, the other end of a range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.dates.words import DateWords

Pattern = re.Pattern[str]

CLOCK: Final = (
    # 14:30, 14.30, 14h30, 1430 GMT, 2.30 pm, 2pm; Welsh yb and yp, morning and afternoon
    r"(?P<hour>2[0-3]|[01]?\d)(?:(?:[:.]|\s?h\s?|(?=\d\d\s?(?:GMT|BST|UTC|hrs|hours)\b))(?P<minute>[0-5]\d)(?::[0-5]\d(?:[.,]\d{1,9})?)?)?"
    r"(?!\d|\.\d)\s?(?P<am_pm>[ap]\.?\s?m\b\.?|y\.?[bp]\b\.?)?"
)
ZONE: Final = (
    r"(?:\s*(?:\((?=[^()]{0,60}\b(?:Time|UTC|GMT)\b)[^()]{1,60}\)"
    r"|\(?(?:GMT|BST|UTC|CET|CEST|IST|[ECMP][SD]T|[ECMP]T|Z)\b\)?(?:\s?[+-]\d{1,2}(?::?\d\d)?)?"
    r"|[+-]\d\d:?\d\d(?!\d)"
    r"|(?:[^\W\d]{3,12}\s){0,3}(?:Greenwich|GMT|UTC)\s?[+-]\d{1,2}))?"
)


@dataclass(frozen=True, slots=True)
class TimePatterns:
    """The compiled patterns of clock times and ranges in one language."""

    after: Pattern
    """A clock time, matched at the end of a date."""
    before: Pattern
    """A clock time that ends where a date begins."""
    range_before: Pattern
    """The first day of a range, before its last day: "12 - "."""
    range_after: Pattern
    """The last day or hour of a range, after its first: " - 14 May"."""


def time_patterns(words: DateWords) -> TimePatterns:
    """Return the patterns of clock times and ranges in the words of a language."""
    clock = rf"{CLOCK}(?:\s?{words.clock}\b\.?)?{ZONE}"
    weekday, month, suffix = words.weekday, words.own_month, words.suffix
    no_issue = r"(?<!no\. )(?<!no )(?<!issue )(?<!vol )(?<!number )(?<!#)"
    return TimePatterns(
        after=_compile(rf"(?:T|\s*(?:[-–—|@,.:;•·(]{{1,2}}\s*)?(?:{words.at}\s*)?){clock}"),
        before=_compile(
            rf"(?<![\d.:]){clock}\s*(?:[-–—|,•·]\s*)?(?:on\s+)?(?:{weekday}[.,]*\s*)?$"
        ),
        range_before=_compile(
            rf"(?<![\d/.]){no_issue}(?:3[01]|[12]?\d){suffix}?(?:\s+(?:de\s+)?{month}\.?)?"
            rf"\s*(?:[-–—&/]|\b{words.until}\b)\s*$"
        ),
        range_after=_compile(
            rf"\s*(?:[-–—]|\b{words.until}\b|&)\s*(?:{weekday}[.,]*\s+)?\d{{1,2}}{suffix}?"
            rf"(?:[:.h]\d\d|\s*[ap]m\b|[/.]\d|\s*\.?\s*(?:de\s+)?{month}\b)"
        ),
    )


def _compile(pattern: str) -> Pattern:
    return re.compile(pattern, re.IGNORECASE)
