"""The weekday, the clock time and the range that stand beside a date."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.dates.patterns import DatePatterns, patterns_of
from socitm_tui.parsing.dates.words import word_key

TIME_LINE: Final = 160  # characters; where in a line without date a clock time is looked for
LOOK_BACK: Final = 60  # characters before a date that may hold its weekday, clock time or range


def complete(
    line: str, mention: DateMention, patterns: DatePatterns, floor: int = 0
) -> DateMention:
    """Return the mention with the weekday, the clock time and the range that stand beside it.

    Args:
        line: The line of the mention.
        mention: What a pattern of dates matched.
        patterns: Those of the page's language.
        floor: Offset at which the date before it ends; what stands further left belongs to that.
    """
    mention = _with_weekday(line, mention, patterns, floor)
    mention = with_time(line, mention, patterns, floor)
    before = line[max(0, mention.start - LOOK_BACK) : mention.start]
    after = line[mention.end : mention.end + LOOK_BACK]
    is_range = patterns.times.range_after.match(after) or patterns.times.range_before.search(before)
    return replace(mention, is_range=True) if is_range else mention


def _extend(line: str, mention: DateMention, start: int, end: int) -> DateMention:
    """Return the mention over a wider part of the line, without white space at its end."""
    end = start + len(line[start:end].rstrip())
    return replace(mention, start=start, end=end, printed=line[start:end])


def _with_weekday(
    line: str, mention: DateMention, patterns: DatePatterns, floor: int
) -> DateMention:
    """Return the mention with the weekday that stands before or after it."""
    offset = max(floor, mention.start - LOOK_BACK // 2)
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
    line: str, mention: DateMention, patterns: DatePatterns, floor: int = 0
) -> DateMention:
    """Return the mention with the clock time that stands after or before it."""
    if mention.time or mention.precision != "day":
        return mention
    if after := patterns.times.after.match(line, mention.end):
        timed = _with_clock(mention, after)
        if timed.time:
            return _extend(line, timed, mention.start, after.end())
    offset = max(floor, mention.start - LOOK_BACK)
    if before := patterns.times.before.search(line[offset : mention.start]):
        timed = _with_clock(mention, before)
        if timed.time:
            return _extend(line, timed, offset + before.start(), mention.end)
    return mention


def _with_clock(mention: DateMention, match: re.Match[str]) -> DateMention:
    """Return the mention with the clock time of a match, unchanged if that is no clock time."""
    half = (match["half"] or "").lower().replace(".", "").replace(" ", "")
    if not match["m"] and not half:
        return mention
    hour = int(match["h"])
    if half and not 1 <= hour <= 12:
        half = ""  # "14:14 pm" is fourteen minutes past two in the afternoon all the same
    if half:  # Welsh: yb in the morning, yp in the afternoon
        hour = hour % 12 + (12 if half[:1] == "p" or half.endswith("p") else 0)
    time = f"{hour:02}:{int(match['m'] or 0):02}"
    return replace(mention, time=time, is_half_day=bool(half))


def find_time(line: str, language: str = "en") -> str | None:
    """Return the clock time of a line without date: "Posted by Sam at 10:20 AM" -> `10:20`."""
    bare = DateMention(0, 0, "", "year", "none", language)
    for match in patterns_of(language).times.line.finditer(line[:TIME_LINE]):
        if time := _with_clock(bare, match).time:
            return time
    return None
