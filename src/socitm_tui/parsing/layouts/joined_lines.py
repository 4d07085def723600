"""The lines of a capture as logical lines: what was broken in mid-sentence is joined again.

A capture may be hard-wrapped (mail, text browsers), may break a sentence by accident, or may set a
date on three lines, day over month over year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from socitm_tui.model.text import ends_sentence
from socitm_tui.parsing.dates import find_dates
from socitm_tui.parsing.layouts.boilerplate import furniture
from socitm_tui.parsing.layouts.bylines import byline
from socitm_tui.parsing.layouts.date_lines import ENDS_OPEN, Stamp, read_stamp

BULLET: Final = re.compile(r"^\s*(?:[•●▪◦‣○*·►»]|[-–—](?=\s)|o(?=\s{2}))\s*")
_NUMBERED: Final = re.compile(r"\(?\d{1,2}[.:)]\s")
_STOPS: Final = '.!?:;”"'
NARROWEST: Final = 45  # columns between which people and programs wrap text
WIDEST: Final = 100


@dataclass(slots=True)
class Line:
    """One logical line, and the numbers of the lines it stands on."""

    first: int
    last: int
    gap: int
    """Blank lines before it."""
    parts: list[str] = field(default_factory=list)
    alone: bool = False
    """It can be neither the start nor the end of a broken sentence."""

    @property
    def text(self) -> str:
        """The whole text, as if it had been printed on one line."""
        return " ".join(self.parts)


def logical_lines(lines: list[str]) -> list[Line]:
    """Return the logical lines of a capture; blank lines are remembered as gaps."""
    width = wrap_width(lines)
    found: list[Line] = []
    gap = skip = 0
    tail = ""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if number <= skip:
            continue
        if not text:
            gap += 1
            continue
        if end := _split_date(lines, number):
            parts = [p.strip() for p in lines[number - 1 : end] if p.strip()]
            found.append(Line(number, end, gap, parts, alone=True))
            skip, gap, tail = end, 0, ""
            continue
        alone = _stands_alone(text)
        if found and not gap and _belongs(found[-1], tail, text, width, alone):
            found[-1].parts.append(text)
            found[-1].last = number
        else:
            found.append(Line(number, number, gap, [text], alone))
        tail, gap = line.rstrip(), 0
    return found


# ------------------------------------------------------------------------------ wrapped text


def wrap_width(lines: list[str]) -> int | None:
    """Return the column at which a hard-wrapped capture breaks its lines, or None."""
    used = [line.rstrip() for line in lines[:4000]]
    lengths = sorted((len(line) for line in used if line), reverse=True)
    if len(lengths) < 6:
        return None
    width = lengths[len(lengths) // 40]  # a long address or two do not widen the page
    if not NARROWEST <= width <= WIDEST:
        return None
    full = [
        (above, below.lstrip())
        for above, below in pairwise(used)
        if below.strip() and above and _is_full(above, below, width)
    ]
    going_on = sum(1 for _, below in full if below[:1].islower())
    return width if len(full) >= 3 and going_on >= 0.4 * len(full) else None


def _is_full(above: str, below: str, width: int) -> bool:
    """Say whether the first word of a line would not have fitted on the line above."""
    words = below.split(None, 1)
    return bool(words) and len(above) + 1 + len(words[0]) > width and len(above) >= width * 0.6


def _belongs(last: Line, tail: str, text: str, width: int | None, alone: bool) -> bool:
    """Say whether a line goes on with the sentence of the line before it."""
    if BULLET.match(text) or _NUMBERED.match(text):
        return False
    if width is not None and _is_full(tail, text, width):
        return _may_continue(tail, text)
    if alone or last.alone or (width is not None and ends_sentence(tail)):
        return False
    return (text[:1].islower() or text[:1] == "(") and tail[-1:] not in _STOPS


def _may_continue(tail: str, text: str) -> bool:
    """Say whether a line below a full one can be its continuation."""
    stamp = read_stamp(text)
    if stamp is not None and _is_date_line(stamp) and not text.endswith("."):
        return ENDS_OPEN.search(tail) is not None
    if ends_sentence(tail):
        return furniture(text) is None and byline(text) is None
    return "|" not in text


def _is_date_line(stamp: Stamp) -> bool:
    return stamp.date.has_day and stamp.dress != "text"


def _stands_alone(text: str) -> bool:
    """Say whether a line can be neither the start nor the end of a broken sentence."""
    if len(text) > 2000:
        return False
    if BULLET.match(text) or "|" in text:
        return True
    stamp = read_stamp(text)
    if stamp is not None and stamp.dress != "text":
        return True
    return byline(text) is not None or furniture(text) is not None


# ----------------------------------------------------------------------- dates on several lines

_DATE_BIT: Final = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})[.,]?",
    re.I,
)


def _split_date(lines: list[str], number: int) -> int | None:
    """Return the last line of a date that stands on several lines, beginning at this one."""
    words: list[str] = []
    best: int | None = None
    count = 0
    for at in range(number - 1, min(number + 5, len(lines))):
        bits = lines[at][:40].split()
        if not bits and words:
            continue
        if not 0 < len(bits) <= 3 or not all(_DATE_BIT.fullmatch(b) for b in bits):
            break
        words += bits
        count += 1
        if count > 1 and _is_whole_date(" ".join(words)):
            best = at + 1
    return best


def _is_whole_date(text: str) -> bool:
    """Say whether a text is a day and nothing else."""
    dates = find_dates(text)
    if len(dates) != 1 or dates[0].printed != text:
        return False
    return dates[0].form in ("named", "named-us", "day-month")
