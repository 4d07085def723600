"""Reads the numbers of a date from what a pattern of dates matched."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.dates.mention import DateMention, Form, Precision
from socitm_tui.parsing.dates.patterns import DatePatterns
from socitm_tui.parsing.dates.words import word_key

TWO_DIGIT_PIVOT: Final = 70
"""Years of two digits from this one on are in the 20th century: 27/03/12 is 2012, 27/03/85 1985."""
LONG_LINE_CHARACTERS: Final = 80
"""In a line that is longer, "12 may" is the verb."""
ISSUE_CHARACTERS: Final = 12
"""Characters before a number that are searched for "Issue" and the like."""

_ISSUE_BEFORE: Final = re.compile(
    r"\b(?:issue|no|nr|nº|n°|number|num|vol|volume|edition|ausgabe|heft|numéro|rhifyn)\b"
    r"[.:]?\s*#?\s*$",
    re.IGNORECASE,
)
_LOOSE_GAP: Final = re.compile(r",|\s[/|·–-]|[/|·–-]\s")


def mention_of(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    """Return the mention that a match of the pattern of dates is, or None if it is not a date."""
    mention = _READERS[match.lastgroup or ""](match, patterns)
    if mention is None or not mention.printed.endswith("."):
        return mention
    word = word_key(mention.printed.split()[-1])
    is_short = word not in patterns.words.full_months and not word[-1:].isdigit()
    if is_short:  # "12 Sept.", but not "12 March." nor "July 4."
        return mention
    return replace(mention, end=mention.end - 1, printed=mention.printed[:-1])


def _base(
    match: re.Match[str], patterns: DatePatterns, form: Form, precision: Precision
) -> DateMention:
    code = patterns.words.language.code
    return DateMention(match.start(), match.end(), match.group(), form, precision, code)


def _full_year(digits: str | None) -> tuple[int | None, bool]:
    """Return a printed year in full, and whether only two digits are printed."""
    if not digits:
        return None, False
    number = int(digits.strip("’'`‘"))
    if number >= 100:
        return number, False
    return number + (1900 if number >= TWO_DIGIT_PIVOT else 2000), True


def _read_iso(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "iso", "day")
    year, month, day = (int(match[f"iso_{part}"]) for part in "ymd")
    return replace(base, year=year, month=month, day=day)


def _read_eastern(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "iso", "day")
    year, month, day = (int(match[f"ea_{part}"]) for part in "ymd")
    return replace(base, year=year, month=month, day=day)


def _read_eastern_month(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "month", "month")
    return replace(base, year=int(match["em_y"]), month=int(match["em_m"]))


def _read_compact(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "compact", "day")
    year, month, day = (int(match[f"com_{part}"]) for part in "ymd")
    return replace(base, year=year, month=month, day=day)


def _read_spaced_iso(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "iso", "day")
    year, month, day = (int(match[f"si_{part}"]) for part in "ymd")
    return replace(base, year=year, month=month, day=day)


def _read_numeric(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    base = _base(match, patterns, "numeric", "day")
    year, is_short = _full_year(match["n_y"] or match["s_y"])
    first, second = int(match["n1"] or match["s1"]), int(match["n2"] or match["s2"])
    if not (1 <= first <= 31 and 1 <= second <= 31):
        return None
    return replace(base, year=year, month=second, day=first, is_short_year=is_short)


_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _read_roman(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    month = _ROMAN.index(match["r_m"]) + 1
    base = _base(match, patterns, "roman", "day")
    return replace(base, year=int(match["r_y"]), month=month, day=int(match["r_d"]))


def _read_month_number(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    number = int(match["mn_m"])
    if number > 12 or _ISSUE_BEFORE.search(
        match.string, max(0, match.start() - ISSUE_CHARACTERS), match.start()
    ):
        base = _base(match, patterns, "year", "year")
        is_heading = len(match.string) <= LONG_LINE_CHARACTERS
        return replace(base, year=int(match["mn_y"])) if is_heading else None
    base = _base(match, patterns, "month", "month")
    return replace(base, year=int(match["mn_y"]), month=number)


def _read_year_month(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    year, month = int(match["ym_y"]), int(match["ym_m"])
    if month == year % 100 + 1:
        return None  # "2011-12" is rather a financial year
    return replace(_base(match, patterns, "month", "month"), year=year, month=month)


def _read_season(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    if not match.group()[0].isupper() and patterns.words.language.code in ("en", "de"):
        return None  # "in summer 2009" is prose
    return replace(_base(match, patterns, "season", "year"), year=int(match["sea_y"]))


def _read_day_first(match: re.Match[str], patterns: DatePatterns) -> DateMention | None:
    """Return a date whose day is before the month's name; the year may be missing."""
    word = match["d_m"]
    year, is_short = _full_year(match["d_y"])
    if not _is_month_word(word, match, year is not None and not is_short, patterns):
        return None
    if year is None and _LOOSE_GAP.search(match.string, match.end("d_d"), match.start("d_m")):
        return None  # "Room 3 / October programme"
    mention = _named(match, patterns, word, match["d_d"], "named" if year else "day-month")
    mention = replace(mention, year=year, is_short_year=is_short)
    in_issue = _ISSUE_BEFORE.search(
        match.string, max(0, match.start() - ISSUE_CHARACTERS), match.start()
    )
    if year and not is_short and in_issue:  # "Issue 12 March 2012"
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
    """Return a month's name with the day or the year after it, or both."""
    word = match["m_m"]
    if match["m_y"]:
        year, is_short = _full_year(match["m_y"])
        if not _is_month_word(word, match, not is_short, patterns):
            return None
        day = match["m_d2"]
        mention = _named(match, patterns, word, day, "named" if day else "month")
        precision: Precision = "day" if day else "month"
        return replace(mention, year=year, is_short_year=is_short, precision=precision)
    year, is_short = _full_year(match["m_y2"] or match["m_y3"] or match["m_y4"])
    if not _is_month_word(word, match, year is not None and not is_short, patterns):
        return None
    if year is None and len(word) <= 4 and patterns.words.month_owners[word_key(word)] != "en":
        return None  # "set 3", "ago 12": words with another meaning
    if year is None and match.end("m_m") == match.start("m_d"):
        return None  # "October4 things to do"
    is_weekday = word_key(word) in patterns.words.weekdays
    if year is None and is_weekday and patterns.month_after.match(match.string, match.end()):
        return None  # "Mawrth 12 Ionawr 2012": a Tuesday in Welsh
    form: Form = "named-us" if year else "day-month"
    mention = _named(match, patterns, word, match["m_d"], form)
    is_range = match["m_range"] is not None
    return replace(
        mention, year=year, is_short_year=is_short, time=match["m_time"], is_range=is_range
    )


_READERS: Final = {
    "iso": _read_iso,
    "eastern": _read_eastern,
    "eastern_month": _read_eastern_month,
    "compact": _read_compact,
    "spaced_iso": _read_spaced_iso,
    "numeric": _read_numeric,
    "spaced": _read_numeric,
    "day_first": _read_day_first,
    "roman": _read_roman,
    "month_number": _read_month_number,
    "year_month": _read_year_month,
    "year_first": _read_year_first,
    "month_first": _read_month_first,
    "season": _read_season,
}


def _named(
    match: re.Match[str], patterns: DatePatterns, word: str, day: str | None, form: Form
) -> DateMention:
    """Return a mention with a month word, its number and its language."""
    base = _base(match, patterns, form, "day")
    key = word_key(word)
    number = int(day) if day else None
    return replace(
        base,
        month=patterns.words.months[key],
        day=number,
        language=patterns.words.month_owners[key],
    )


_VERBS: Final = frozenset({"may", "march", "mar", "mars"})
_QUESTION: Final = re.compile(r"\s+(?:I|we|you|he|she|they)\s")  # "3. May I use a photograph?"


def _is_month_word(
    word: str, match: re.Match[str], has_full_year: bool, patterns: DatePatterns
) -> bool:
    """Return whether a month word is meant as one: "12 may apply" has none.

    A month of a language that is not the page's is read only in a date with its year.
    """
    if has_full_year:
        return True
    if patterns.words.month_owners[word_key(word)] not in ("en", patterns.words.language.code):
        return False
    if patterns.words.language.code != "en":
        return True
    is_verb = word in _VERBS and len(match.string) > LONG_LINE_CHARACTERS
    is_question = word.lower() == "may" and _QUESTION.match(match.string, match.end())
    return not (is_verb or is_question)
