"""Reads timestamps: dates that a machine wrote, in a feed, a mail or metadata.

The local day and clock of the document are kept as they are: nothing is converted to another time
zone, nothing is filled in from today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from socitm_tui.model.entities import PrintedDate
from socitm_tui.model.partial_date import partial_date_from
from socitm_tui.parsing.dates.finder import find_dates
from socitm_tui.parsing.dates.mention import FIRST_YEAR, LAST_YEAR, DateMention
from socitm_tui.parsing.dates.order import decide_order
from socitm_tui.parsing.dates.resolver import BRITISH, DateContext, ResolvedDate, resolve
from socitm_tui.parsing.languages import DEFAULT_LANGUAGE, load_languages

MAX_LENGTH: Final = 120
"""Characters of a timestamp that are read."""
MAX_MONTH_NAMES: Final = 200  # for words of other languages, which take time to look up
_ISO = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)|)|(\d\d)(\d\d))?"
    r"(?:[Tt\s]+(\d\d):?(\d\d)?(?::?\d\d(?:[.,]\d+)?)?\s*(?:Z|z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
_DIGIT = re.compile(r"\d")
_UNIX_TIME = re.compile(r"[1-4]\d{9}(?:\d{3})?")
_SLASHED = re.compile(r"(?<!\d)\d\d?[/-]\d\d?[/-]\d")  # with dots the day always comes first
_NAMED_MONTH = re.compile(
    r"(?:[^\W\d_]{2,20}\.?,?\s+)?(\d{1,2})\.?\s+([^\W\d_]{3,20})\.?,?\s+(\d{4})(?!\d)"
    r"[\s,\d:.+()A-Z-]*+"
)
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"(?<![\d:.+-])([01]?\d|2[0-3]):([0-5]\d)(?!\d)(?!.*[ap]\.?m\b)", re.IGNORECASE)


def parse_timestamp(printed: str, rule: str, context: DateContext = BRITISH) -> PrintedDate | None:
    """The date that a timestamp names, in whatever language, or None if it names none.

    Args:
        printed: ISO 8601, RFC 822, or what programs make of them.
        rule: Where the timestamp is, for the evidence of the date.
        context: The order of day and month in dates such as 01/10/2020; see `timestamp_context`.
    """
    printed = " ".join(printed.split())[:MAX_LENGTH]
    if not _DIGIT.search(printed):
        return None
    if _UNIX_TIME.fullmatch(printed):
        return _from_unix_time(printed, rule)
    if match := _ISO.fullmatch(printed):
        return _from_numbers(match[1], match[2] or match[4], match[3] or match[5], match, rule)
    resolved = _resolve_in_any_language(printed, context)
    if resolved is None or resolved.value is None:
        return _from_other_language(printed, rule)
    if resolved.rule.startswith(("day first, ", "month first, ")):
        rule = f"{rule}; {resolved.rule}"
    clock = resolved.time
    if not clock and resolved.precision == "day" and (match := _CLOCK.search(printed)):
        clock = f"{int(match[1]):02}:{match[2]}"
    return PrintedDate(resolved.value, resolved.precision, printed, rule, _known_clock(clock))


def timestamp_context(timestamps: Iterable[str]) -> DateContext:
    """The order of day and month that the timestamps of one feed show together."""
    mentions = [
        (number, mention)
        for number, printed in enumerate(timestamps, 1)
        if _SLASHED.search(printed)
        for mention in find_dates(printed[:MAX_LENGTH])
    ]
    if not mentions:
        return BRITISH
    decided = decide_order(mentions)
    return DateContext(decided.order, decided.reason.replace("line", "item"))


def _from_unix_time(printed: str, rule: str) -> PrintedDate | None:
    """The date of seconds, or milliseconds, since 1970; it has no zone but UTC."""
    moment = datetime.fromtimestamp(int(printed[:10]), UTC)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    value, clock = moment.date().isoformat(), f"{moment:%H:%M}"
    return PrintedDate(value, "day", printed, f"{rule}; seconds since 1970, UTC", clock)


def _from_numbers(
    year: str, month: str | None, day: str | None, match: re.Match[str], rule: str
) -> PrintedDate | None:
    """The date of the numbers that a pattern found, with the clock time of the same text."""
    date = partial_date_from(year, month, day)
    if not FIRST_YEAR <= date.year <= LAST_YEAR or not date.is_real:
        return None
    clock = None
    if date.day and match.re is _ISO and match[6]:
        clock = f"{match[6]}:{match[7] or '00'}"
    elif date.day and (time := _CLOCK.search(match.string, match.end(1))):
        clock = f"{int(time[1]):02}:{time[2]}"
    return PrintedDate(str(date), date.precision, match.string, rule, _known_clock(clock))


def _resolve_in_any_language(printed: str, context: DateContext) -> ResolvedDate | None:
    """The one date in a text; None if languages differ about it, or it is a range.

    A day counts anywhere in the text; a month or a year only if it is the whole text: in the wrong
    language the name of a month is not recognised, and only its year is left.
    """
    order = context if _SLASHED.search(printed) else BRITISH
    days = {mention: resolve(mention, order) for mention in _single_mentions(printed)}
    values = {resolved.value: resolved for resolved in days.values() if resolved.value}
    exact = {value: day for value, day in values.items() if day.precision == "day"}
    if len(exact) == 1:
        return next(iter(exact.values()))
    if exact:
        return None
    whole = (date for date in values.values() if len(date.printed) >= len(printed) - 1)
    return next(whole, None)


def _single_mentions(printed: str) -> Iterator[DateMention]:
    """The mention of a date in each language in which there is one alone."""
    for language in _languages_of(printed):
        mentions = find_dates(printed, language)
        if len(mentions) == 1 and not mentions[0].is_range:
            yield mentions[0]
            if language == "en" and mentions[0].has_day:
                return


def _languages_of(printed: str) -> Iterator[str]:
    """English, and the languages that have a month of these words; patterns are slow to compile."""
    yield DEFAULT_LANGUAGE
    words = frozenset(_WORD.findall(printed.casefold()))
    for code in load_languages():
        if code != DEFAULT_LANGUAGE and words & _month_words(code):
            yield code


@lru_cache(maxsize=32)
def _month_words(language: str) -> frozenset[str]:
    """The words of the names of months in a language, in lower case."""
    spellings = (name for names in load_languages()[language].months for name in names)
    return frozenset(word for name in spellings for word in _WORD.findall(name.casefold()))


def _from_other_language(printed: str, rule: str) -> PrintedDate | None:
    """The date in a language of which this program has no words: day, name of the month, year."""
    match = _NAMED_MONTH.fullmatch(printed)
    if match is None or _month_number.cache_info().misses > MAX_MONTH_NAMES:
        return None
    month = _month_number(match[2].casefold())
    if month is None:
        return None
    return _from_numbers(match[3], str(month), match[1], match, f"{rule}; {match[2]} is a month")


@lru_cache(maxsize=256)
def _month_number(name: str) -> int | None:
    """The number of a month by its name in any language; None if there is none."""
    import dateparser  # noqa: PLC0415 - slow to import and seldom needed

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}
    moment = dateparser.parse(f"3 {name} 2015", settings=settings)
    if moment is None or (moment.day, moment.year) != (3, 2015):
        return None
    return int(moment.month)


def _known_clock(clock: str | None) -> str | None:
    """The time of day, or None for midnight: machines write it that know only the day."""
    return clock if clock and clock != "00:00" and clock < "24" else None
