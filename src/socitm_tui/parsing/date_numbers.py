"""What a pattern of dates matched -> the numbers that it prints."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.date_mention import DateMention, Form, Precision
from socitm_tui.parsing.date_patterns import DatePatterns, month_key

TWO_DIGIT_PIVOT: Final = 70  # 27/03/12 is 2012 and 27/03/85 is 1985
LONG_LINE: Final = 80  # characters; in a longer line "12 may" is the verb


_ISSUE_BEFORE: Final = re.compile(
    r"\b(?:issue|no|nr|nº|n°|number|num|vol|volume|edition|ausgabe|heft|numéro|rhifyn)\b[.:]?\s*#?\s*$",
    re.I,
)


def mention_of(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    """Return what the pattern of dates matched, or None if it is no date after all."""
    reader = _READERS[match.lastgroup or ""]
    return reader(match, patterns)


def _base(
    match: re.Match[str], patterns: DatePatterns, form: Form, precision: Precision
) -> DateMention:
    code = patterns.language.code
    return DateMention(match.start(), match.end(), match.group(), form, precision, code)


def _full_year(digits: str | None) -> tuple[int | None, bool]:
    """Return a printed year in full, and whether only two digits are printed."""
    if not digits:
        return None, False
    number = int(digits.strip("’'`"))
    if number >= 100:
        return number, False
    return number + (1900 if number >= TWO_DIGIT_PIVOT else 2000), True


def _read_iso(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "iso", "day")
    year, month, day = (int(match[f"iso_{part}"]) for part in "ymd")
    return replace(base, year=year, month=month, day=day)


def _read_compact(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "compact", "day")
    year, month, day = (int(match[f"com_{part}"]) for part in "ymd")
    return replace(base, year=year, month=month, day=day)


def _read_numeric(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "numeric", "day")
    year, is_short = _full_year(match["n_y"] or match["s_y"])
    first, second = int(match["n1"] or match["s1"]), int(match["n2"] or match["s2"])
    if not (1 <= first <= 31 and 1 <= second <= 31):
        return None
    return replace(base, year=year, month=second, day=first, is_short_year=is_short)


def _read_month_number(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "month", "month")
    return replace(base, year=int(match["mn_y"]), month=int(match["mn_m"]))


def _read_season(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    if not match.group()[0].isupper() and patterns.language.code in ("en", "de"):
        return None  # "in summer 2009" is prose
    return replace(_base(match, patterns, "season", "year"), year=int(match["sea_y"]))


def _read_named(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    """Return a date whose day stands before the month's name; the year may be missing."""
    word = match["d_m"]
    year, is_short = _full_year(match["d_y"])
    if not _is_month_word(word, match, year is not None and not is_short, patterns):
        return None
    mention = _named(match, patterns, word, match["d_d"], "named" if year else "day-month")
    mention = replace(mention, year=year, is_short_year=is_short)
    before = match.string[max(0, match.start() - 12) : match.start()]
    if year and not is_short and _ISSUE_BEFORE.search(before):  # "Issue 12 March 2012"
        start = match.start("d_m")
        printed = match.string[start : match.end()]
        return replace(
            mention, form="month", precision="month", day=None, start=start, printed=printed
        )
    return mention


def _read_year_first(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    mention = _named(match, patterns, match["y_m"], match["y_d"], "named")
    return replace(mention, year=int(match["y_y"]))


def _read_month_first(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    """Return a month's name with the day or the year behind it, or both."""
    word = match["m_m"]
    if match["m_y"]:
        year, is_short = _full_year(match["m_y"])
        if not _is_month_word(word, match, not is_short, patterns):
            return None
        mention = _named(match, patterns, word, None, "month")
        return replace(mention, year=year, is_short_year=is_short, precision="month")
    year, is_short = _full_year(match["m_y2"] or match["m_y3"] or match["m_y4"])
    if not _is_month_word(word, match, year is not None and not is_short, patterns):
        return None
    if year is None and len(word) <= 4 and patterns.month_owners[month_key(word)] != "en":
        return None  # "set 3", "ago 12": words of other meaning
    form: Form = "named-us" if year else "day-month"
    mention = _named(match, patterns, word, match["m_d"], form)
    return replace(mention, year=year, is_short_year=is_short, time=match["m_time"])


_READERS: Final = {
    "iso": _read_iso,
    "compact": _read_compact,
    "numeric": _read_numeric,
    "spaced": _read_numeric,
    "named": _read_named,
    "month_number": _read_month_number,
    "year_first": _read_year_first,
    "month_first": _read_month_first,
    "season": _read_season,
}


def _named(
    match: re.Match[str], patterns: DatePatterns, word: str, day: str | None, form: Form
) -> DateMention:
    """Return a mention with a month word, its number and its language."""
    base = _base(match, patterns, form, "day")
    key = month_key(word)
    number = int(day) if day else None
    return replace(
        base, month=patterns.months[key], day=number, language=patterns.month_owners[key]
    )


_VERBS: Final = frozenset({"may", "march", "mar", "mars"})


def _is_month_word(
    word: str, match: re.Match[str], has_full_year: bool, patterns: DatePatterns
) -> bool:
    """Return whether a month word is meant as one: "12 may apply" has none.

    A month of a language that is not the page's is read only in a date with its year.
    """
    if has_full_year:
        return True
    if patterns.month_owners[month_key(word)] not in ("en", patterns.language.code):
        return False
    is_verb = word in _VERBS and len(match.string) > LONG_LINE
    return not (is_verb and patterns.language.code == "en")
