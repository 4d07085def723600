"""The lines of a capture as logical lines: what was broken in mid-sentence is joined again.

A capture may be hard-wrapped (mail, text browsers), may break a sentence by accident, or may set a
date on three lines, day over month over year.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from socitm_tui.model.text import ends_sentence
from socitm_tui.parsing.pages.boilerplate import boilerplate_kind
from socitm_tui.parsing.pages.mentions import find_mentions, is_date_fragment

BULLET: Final = re.compile(r"^\s*(?:[•●▪◦‣○*·►»]|[-–—](?=\s)|o(?=\s{2}))\s*")
_NUMBERED: Final = re.compile(r"\(?\d{1,2}[.:)]\s")
_BYLINE: Final = re.compile(r"\W{0,2}(?:by|par|von|por|door|di|av|af|przez|gan|le)\s+[A-Z]", re.I)
_STOPS: Final = '.!?:;”"'
NARROWEST_COLUMNS: Final = 45  # columns between which people and programs wrap text
WIDEST_COLUMNS: Final = 100


@dataclass(slots=True)
class LogicalLine:
    """One logical line, and the numbers of the lines it stands on (counted from 1)."""

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


def join_lines(
    lines: Sequence[str], language: str, cuts: Collection[int] = ()
) -> list[LogicalLine]:
    """Return the logical lines of a capture; blank lines are remembered as gaps.

    Args:
        lines: The lines.
        language: The language of the page.
        cuts: The numbers of lines that do not go on with the line before.
    """
    width = wrap_width(lines)
    joined: list[LogicalLine] = []
    gap = skip = 0
    tail = ""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if number <= skip:
            continue
        if not text:
            gap += 1
            continue
        end = _split_date(lines, number, language)
        if end and not any(cut in cuts for cut in range(number + 1, end + 1)):
            parts = [p.strip() for p in lines[number - 1 : end] if p.strip()]
            joined.append(LogicalLine(number, end, gap, parts, alone=True))
            skip, gap, tail = end, 0, ""
            continue
        alone = _stands_alone(text, language)
        if (
            joined
            and not gap
            and number not in cuts
            and _belongs(joined[-1], tail, text, language, width=width, alone=alone)
        ):
            joined[-1].parts.append(text)
            joined[-1].last = number
        else:
            joined.append(LogicalLine(number, number, gap, [text], alone))
        tail, gap = line.rstrip(), 0
    return joined


def wrap_width(lines: Sequence[str]) -> int | None:
    """Return the column at which a hard-wrapped capture breaks its lines, or None."""
    used = [line.rstrip() for line in lines[:4000]]
    lengths = sorted((len(line) for line in used if line), reverse=True)
    if len(lengths) < 6:
        return None
    width = lengths[len(lengths) // 40]  # a long address or two do not widen the page
    if not NARROWEST_COLUMNS <= width <= WIDEST_COLUMNS:
        return None
    full = [
        below.lstrip()
        for above, below in pairwise(used)
        if below.strip() and above and _is_full(above, below, width)
    ]
    continued = sum(1 for below in full if below[:1].islower())
    return width if len(full) >= 3 and continued >= 0.4 * len(full) else None


def _is_full(above: str, below: str, width: int) -> bool:
    """Say whether the first word of a line would not have fitted on the line above."""
    words = below.split(None, 1)
    return bool(words) and len(above) + 1 + len(words[0]) > width and len(above) >= width * 0.6


def _belongs(
    last: LogicalLine, tail: str, text: str, language: str, *, width: int | None, alone: bool
) -> bool:
    """Say whether a line goes on with the sentence of the line before it."""
    if BULLET.match(text) or _NUMBERED.match(text):
        return False
    if width is not None and _is_full(tail, text, width):
        return _may_continue(tail, text, language)
    if alone or last.alone or (width is not None and ends_sentence(tail)):
        return False
    return (text[:1].islower() or text[:1] == "(") and tail[-1:] not in _STOPS


_ENDS_OPEN: Final = re.compile(r"\b(?:on|of|the|in|and|from|to|by|at|until|since|for)$", re.I)


def _may_continue(tail: str, text: str, language: str) -> bool:
    """Say whether a line below a full one can be its continuation."""
    if len(text) < 60 and _is_date_line(text, language) and not text.endswith("."):
        return _ENDS_OPEN.search(tail) is not None
    if ends_sentence(tail):
        return boilerplate_kind(text) is None and not _BYLINE.match(text)
    return "|" not in text


def _is_date_line(text: str, language: str) -> bool:
    """Say whether a short line is hardly more than a date with its day and year."""
    dates = find_mentions(text, language)
    if not dates or dates[0].day is None or dates[0].year is None:
        return False
    rest = text[: dates[0].start] + text[dates[-1].end :]
    return len(rest.split()) <= 4


def _stands_alone(text: str, language: str) -> bool:
    """Say whether a line can be neither the start nor the end of a broken sentence."""
    if len(text) > 400:
        return False
    if BULLET.match(text) or "|" in text or _BYLINE.match(text):
        return True
    if len(text) < 90 and _is_date_line(text, language):
        return True
    return boilerplate_kind(text) is not None


def _split_date(lines: Sequence[str], number: int, language: str) -> int | None:
    """Return the last line of a date that stands on several lines, beginning at this one."""
    if not is_date_fragment(lines[number - 1].strip(), language):
        return None
    words: list[str] = []
    best: int | None = None
    for at in range(number - 1, min(number + 5, len(lines))):
        line = lines[at].strip()
        if not line and words:
            continue
        if not is_date_fragment(line, language):
            break
        words.append(line)
        if len(words) > 1 and _is_whole_date(" ".join(words), language):
            best = at + 1
    return best


def _is_whole_date(text: str, language: str) -> bool:
    """Say whether a text is a day and nothing else."""
    dates = find_mentions(text, language)
    if len(dates) != 1 or dates[0].end - dates[0].start < len(text.rstrip(".,")) - 1:
        return False
    return dates[0].day is not None and dates[0].month is not None
