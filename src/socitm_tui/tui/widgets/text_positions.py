"""Positions in the body of an item, and where they are on the lines of the reading view.

A line shows a part of a paragraph. A paragraph may hold characters that are not in the body, such
as the number of a link; text that is not of the body, such as the heading, is on lines too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

LineOffset = tuple[int, int]
"""The number of a line, and the index of a character in it."""
END_OF_LINE: Final = 1 << 30


class ParagraphPart(NamedTuple):
    """What a line shows."""

    paragraph: str = ""
    """The whole paragraph, as it is shown."""
    start: int = 0
    """The index in the paragraph of the first character of the line."""
    end: int = 0
    body_start: int = -1
    """The position of the paragraph in the body; -1 if it is not of the body."""
    insertions: tuple[tuple[int, int], ...] = ()
    """Index and length of what the paragraph has and the body has not."""

    def body_position(self, index: int) -> int:
        """The position in the body of a character of the line."""
        shown = min(self.start + max(index, 0), self.end)
        inserted = sum(min(size, shown - at) for at, size in self.insertions if at < shown)
        return self.body_start + shown - inserted

    def index_of(self, position: int) -> int:
        """The index in the line of a position in the body, which may be outside the line."""
        shown = position - self.body_start
        for at, size in self.insertions:
            shown += size if at < shown else 0
        return shown - self.start

    def body_text(self, start: int, end: int) -> str:
        """A part of the paragraph without its insertions."""
        parts, done = [], start
        for at, size in self.insertions:
            parts.append(self.paragraph[done : max(min(at, end), done)])
            done = max(done, min(at + size, end))
        return "".join((*parts, self.paragraph[done:end]))


class ShownText:
    """What the lines of the reading view show, from the first to the last."""

    def __init__(self, parts: Sequence[ParagraphPart] = ()) -> None:
        self._parts = parts
        self._lines = [line for line, part in enumerate(parts) if part.body_start >= 0]
        """The lines that show the body."""
        self._starts = [parts[line].body_position(0) for line in self._lines]

    def offset_of(self, position: int) -> LineOffset:
        """Where a position in the body is shown."""
        if not self._lines:
            return 0, 0
        line = self._lines[max(bisect_right(self._starts, position) - 1, 0)]
        part = self._parts[line]
        return line, min(max(part.index_of(position), 0), part.end - part.start)

    def position_at(self, offset: LineOffset, *, is_end: bool = False) -> int | None:
        """The position in the body that is shown at an offset.

        Of a line that is not of the body, the position where the body goes on after it; with
        `is_end`, the position where the body ends before it. None if there is no such position.
        """
        line, index = offset
        number = bisect_right(self._lines, line) - 1
        if number >= 0 and self._lines[number] == line:
            return self._parts[line].body_position(index)
        if is_end:
            last = self._parts[self._lines[number]] if number >= 0 else None
            return last.body_position(END_OF_LINE) if last else None
        return self._starts[number + 1] if number + 1 < len(self._lines) else None

    def text_between(self, first: LineOffset, last: LineOffset) -> str:
        """The text between two offsets, without insertions and the line breaks of the screen."""
        parts: list[str] = []
        previous: ParagraphPart | None = None
        for line in range(first[0], min(last[0] + 1, len(self._parts))):
            part = self._parts[line]
            start = part.start + (first[1] if line == first[0] else 0)
            end = min(part.start + last[1], part.end) if line == last[0] else part.end
            if previous is not None:
                is_same = previous.paragraph is part.paragraph and previous.end <= part.start
                parts.append(part.paragraph[previous.end : part.start] if is_same else "\n")
            parts.append(part.body_text(start, end))
            previous = part
        return "".join(parts).strip("\n")
