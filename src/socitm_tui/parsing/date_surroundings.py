"""The weekday, the clock time and the range that stand beside a date."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from socitm_tui.parsing.date_mention import DateMention
from socitm_tui.parsing.date_patterns import DatePatterns, month_key, patterns_of

LOOK_BACK: Final = 60  # characters before a date that may hold its weekday, clock time or range


def complete(line: str, mention: DateMention, patterns: DatePatterns) -> DateMention:
    """Return the mention with the weekday, the clock time and the range that stand beside it."""
    mention = _with_weekday(line, mention, patterns)
    mention = with_time(line, mention, patterns)
    before = line[max(0, mention.start - LOOK_BACK) : mention.start]
    after = line[mention.end : mention.end + LOOK_BACK]
    is_range = patterns.range_after.match(after) or patterns.range_before.search(before)
    return replace(mention, is_range=True) if is_range else mention


def _extend(line: str, mention: DateMention, start: int, end: int) -> DateMention:
    """Return the mention over a wider part of the line, without white space at its ends."""
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return replace(mention, start=start, end=end, printed=line[start:end])


def _with_weekday(line: str, mention: DateMention, patterns: DatePatterns) -> DateMention:
    offset = max(0, mention.start - LOOK_BACK // 2)
    before = patterns.weekday_before.search(line[offset : mention.start])
    if before:
        weekday = patterns.weekdays[month_key(before["weekday"])]
        mention = replace(mention, weekday=weekday)
        return _extend(line, mention, offset + before.start(), mention.end)
    after = patterns.weekday_after.match(line, mention.end)
    if after and mention.has_day:
        weekday = patterns.weekdays[month_key(after["inner"] or after["outer"])]
        return _extend(line, replace(mention, weekday=weekday), mention.start, after.end())
    return mention


def with_time(line: str, mention: DateMention, patterns: DatePatterns) -> DateMention:
    """Return the mention with the clock time that stands after or before it."""
    if mention.time or mention.precision != "day":
        return mention
    if after := patterns.time_after.match(line, mention.end):
        timed = _with_clock(mention, after)
        if timed.time:
            return _extend(line, timed, mention.start, after.end())
    offset = max(0, mention.start - LOOK_BACK)
    if before := patterns.time_before.search(line[offset : mention.start]):
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
    match = patterns_of(language).clock_line.match(line[:160])
    if match is None:
        return None
    bare = DateMention(0, 0, "", "year", "none", language)
    return _with_clock(bare, match).time
