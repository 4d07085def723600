"""The weekday, the clock time and the other end of a range next to a date.

The patterns of dates match neither; here a match is extended over what belongs to it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.dates.patterns import DatePatterns
from socitm_tui.parsing.dates.words import word_key

NEAR_CHARACTERS: Final = 60
"""The clock time and the range of a date are searched this far from it, the weekday half as far."""


def extend_mention(
    line: str, mention: DateMention, patterns: DatePatterns, previous_end: int = 0
) -> DateMention:
    """Return the mention extended over its weekday and its clock time, with `is_range` set.

    Args:
        line: The line of the mention.
        mention: What a pattern of dates matched.
        patterns: Those of the page's language.
        previous_end: Offset at which the date before this one ends: text before it belongs there.
    """
    mention = _with_weekday(line, mention, patterns, previous_end)
    mention = with_time(line, mention, patterns, previous_end)
    before = line[max(0, mention.start - NEAR_CHARACTERS) : mention.start]
    after = line[mention.end : mention.end + NEAR_CHARACTERS]
    is_range = patterns.times.range_after.match(after) or patterns.times.range_before.search(before)
    return replace(mention, is_range=True) if is_range else mention


def _extend(line: str, mention: DateMention, start: int, end: int) -> DateMention:
    """Return the mention with other offsets, its end before any trailing white space."""
    end = start + len(line[start:end].rstrip())
    return replace(mention, start=start, end=end, printed=line[start:end])


def _with_weekday(
    line: str, mention: DateMention, patterns: DatePatterns, previous_end: int
) -> DateMention:
    """Return the mention with the weekday before it, else with the one after it.

    A weekday after a date counts only if the date has day and year: after "12 March" it may belong
    to the next date.
    """
    offset = max(previous_end, mention.start - NEAR_CHARACTERS // 2)
    before = patterns.weekday_before.search(line[offset : mention.start])
    if before:
        weekday = patterns.words.weekdays[word_key(before["weekday"])]
        mention = replace(mention, weekday=weekday)
        return _extend(line, mention, offset + before.start(), mention.end)
    after = patterns.weekday_after.match(line, mention.end)
    if after and mention.has_day:
        weekday = patterns.words.weekdays[word_key(after["inner"] or after["outer"])]
        return _extend(line, replace(mention, weekday=weekday), mention.start, after.end())
    return mention


def with_time(
    line: str, mention: DateMention, patterns: DatePatterns, previous_end: int = 0
) -> DateMention:
    """Return the mention with the clock time after it, else with the one before it."""
    if mention.time or mention.precision != "day":
        return mention
    if after := patterns.times.after.match(line, mention.end):
        timed = _set_time(mention, after)
        if timed.time:
            return _extend(line, timed, mention.start, after.end())
    offset = max(previous_end, mention.start - NEAR_CHARACTERS)
    if before := patterns.times.before.search(line[offset : mention.start]):
        timed = _set_time(mention, before)
        if timed.time:
            return _extend(line, timed, offset + before.start(), mention.end)
    return mention


def _set_time(mention: DateMention, match: re.Match[str]) -> DateMention:
    """Return the mention with the clock time of a match of `CLOCK`.

    It is unchanged if the match has neither minutes nor am or pm, and so is only a number.
    """
    am_pm = (match["am_pm"] or "").lower().replace(".", "").replace(" ", "")
    if not match["minute"] and not am_pm:
        return mention
    hour = int(match["hour"])
    if am_pm and not 1 <= hour <= 12:
        am_pm = ""  # "14:14 pm" is in the 24-hour clock
    if am_pm:  # pm, or yp in Welsh
        hour = hour % 12 + (12 if am_pm[:1] == "p" or am_pm.endswith("p") else 0)
    time = f"{hour:02}:{int(match['minute'] or 0):02}"
    return replace(mention, time=time, is_12_hour=bool(am_pm))
