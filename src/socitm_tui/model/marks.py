"""Marks: what the user states about the lines of a capture."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from socitm_tui.model.entities import LineMark, MarkRole

STARTS: Final = frozenset({MarkRole.NEW, MarkRole.JOIN})
"""The roles that state where an item begins; all others state what a line is."""
_WRITTEN: Final = re.compile(r"(\d{1,7})(?:[-–](\d{1,7}))?=(\w+)")


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """All that marks state about one line."""

    role: MarkRole | None = None
    """What it is."""
    start: MarkRole | None = None
    """`NEW` if an item begins on it, `JOIN` if it belongs to the item above it."""


UNMARKED: Final = MarkedLine()


def parse_mark(written: str) -> LineMark:
    """The mark that is written as `7=date` or `7-9=text`.

    Raises:
        ValueError: a sentence that says what is wrong.
    """
    match = _WRITTEN.fullmatch(written.strip())
    roles = [role.value for role in MarkRole]
    if match is None:
        raise ValueError(f"“{written}” is no mark; it is written as 7=date or 7-9=text.")
    first, last, role = int(match[1]), int(match[2] or match[1]), match[3].lower()
    if role not in roles:
        raise ValueError(f"“{match[3]}” is nothing that a line can be; say {', '.join(roles)}.")
    if not 1 <= first <= last:
        raise ValueError(f"“{written}” names no lines: they are counted from 1, the lower first.")
    return LineMark(first, last, MarkRole(role))


def mark_label(mark: LineMark) -> str:
    """A mark as it is written: `7=date`, `7-9=text`."""
    lines = str(mark.first) if mark.first == mark.last else f"{mark.first}-{mark.last}"
    return f"{lines}={mark.role}"


def marked_lines(marks: Iterable[LineMark]) -> dict[int, MarkedLine]:
    """Line -> what marks state about it; of two that contradict each other the later counts."""
    lines: dict[int, MarkedLine] = {}
    for mark in marks:
        last = mark.first if mark.role is MarkRole.NEW else mark.last
        for number in range(mark.first, last + 1):
            line = lines.get(number, UNMARKED)
            if mark.role not in STARTS:
                is_out = mark.role is MarkRole.OUT
                line = MarkedLine(mark.role, None if is_out else line.start)
            elif line.role is MarkRole.OUT and mark.role is MarkRole.NEW:
                line = MarkedLine(None, mark.role)
            else:
                line = replace(line, start=mark.role)
            lines[number] = line
    return lines


def hash_lines(lines: Sequence[str]) -> str:
    """A short hash of some lines; white space at their ends does not count."""
    return f"{zlib.crc32(chr(10).join(line.strip() for line in lines).encode()):08x}"


def settle_marks(marks: Iterable[LineMark], lines: Sequence[str]) -> tuple[LineMark, ...]:
    """Marks as they are kept: those that still count, each with the hash of its lines.

    Args:
        marks: The marks, in the order in which they were made.
        lines: All lines of the capture.

    Raises:
        ValueError: a sentence about a mark of a line that the capture does not have.
    """
    kept: list[LineMark] = []
    counting = tuple(marks)
    for index, mark in enumerate(counting):
        if mark.last > len(lines):
            raise ValueError(f"There is no line {mark.last}: the capture has {len(lines)} lines.")
        if not _is_covered(mark, counting[index + 1 :]):
            kept.append(replace(mark, text=hash_lines(lines[mark.first - 1 : mark.last])))
    return tuple(kept)


def _is_covered(mark: LineMark, later: Iterable[LineMark]) -> bool:
    """True if a later mark states the same kind of thing about all lines of a mark."""
    last = mark.first if mark.role is MarkRole.NEW else mark.last
    return any(
        other.first <= mark.first
        and last <= (other.first if other.role is MarkRole.NEW else other.last)
        and (mark.role in STARTS) == (other.role in STARTS)
        for other in later
    )


def fitting_marks(marks: Iterable[LineMark], lines: Sequence[str]) -> tuple[LineMark, ...]:
    """The marks whose lines are what they were when they were marked."""
    return tuple(
        mark
        for mark in marks
        if mark.last <= len(lines)
        and mark.text in ("", hash_lines(lines[mark.first - 1 : mark.last]))
    )


def without_lines(
    marks: Iterable[LineMark], first: int, last: int, *, is_start: bool
) -> tuple[LineMark, ...]:
    """The marks without what they state about some lines.

    Args:
        marks: The marks.
        first: The first of the lines.
        last: The last of them.
        is_start: True to remove what is stated about where an item begins; else what a line is.
    """
    left: list[LineMark] = []
    for mark in marks:
        if (mark.role in STARTS) != is_start or mark.last < first or last < mark.first:
            left.append(mark)
            continue
        parts = ((mark.first, min(mark.last, first - 1)), (max(mark.first, last + 1), mark.last))
        if mark.role is MarkRole.NEW and mark.first >= first:
            continue
        left += (
            LineMark(start, end, mark.role)
            for start, end in parts
            if start <= end and not (mark.role is MarkRole.NEW and start != mark.first)
        )
    return tuple(left)
