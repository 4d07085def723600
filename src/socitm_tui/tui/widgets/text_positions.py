"""What the lines of the reading view show: stretches of texts, and where they stand in the body.

By this a place on the screen is a place in the text and the other way round, whatever was wrapped
or put in between. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

LineOffset = tuple[int, int]
"""A line of the reading view, and the number of signs before a place in it."""
WORD = re.compile(r"\S+")


class LineSource(NamedTuple):
    """What one line shows."""

    text: str = ""
    """The whole paragraph, as it is shown."""
    start: int = 0
    """Where the line begins in it."""
    end: int = 0
    at: int = -1
    """Where the paragraph begins in the body; -1 for what is not of the body."""
    gaps: tuple[tuple[int, int], ...] = ()
    """Where something was put in, such as the number of a link, and how long it is."""

    def in_body(self, into: int) -> int:
        """The place in the body of a place in the line."""
        shown = min(self.start + max(into, 0), self.end)
        put_in = sum(min(size, shown - place) for place, size in self.gaps if place < shown)
        return self.at + shown - put_in

    def of_body(self, place: int) -> int:
        """The place in the line of a place in the body, which may be before or past it."""
        shown = place - self.at
        for where, size in self.gaps:
            shown += size if where < shown else 0
        return shown - self.start


class ShownText:
    """The sources of all lines, in their order."""

    def __init__(self, sources: Sequence[LineSource] = ()) -> None:
        self.sources = sources
        self._lines = [number for number, one in enumerate(sources) if one.at >= 0]
        self._starts = [sources[number].in_body(0) for number in self._lines]

    def spot(self, place: int) -> LineOffset:
        """Where a place in the body is shown."""
        if not self._lines:
            return 0, 0
        line = self._lines[max(bisect_right(self._starts, place) - 1, 0)]
        source = self.sources[line]
        return line, min(max(source.of_body(place), 0), source.end - source.start)

    def place(self, spot: LineOffset, *, end: bool = False) -> int | None:
        """The place in the body that is shown at a spot, or the next one (before it, of an end)."""
        line, into = spot
        if not self._lines:
            return None
        number = bisect_right(self._lines, line) - 1
        if number >= 0 and self._lines[number] == line:
            return self.sources[line].in_body(into)
        if end:
            return self.sources[self._lines[number]].in_body(1 << 30) if number >= 0 else None
        return self._starts[number + 1] if number + 1 < len(self._lines) else None

    def copied(self, first: LineOffset, last: LineOffset) -> str:
        """The text between two spots, less line breaks of the screen and what was put in."""
        parts: list[str] = []
        before: LineSource | None = None
        for line in range(first[0], min(last[0] + 1, len(self.sources))):
            source = self.sources[line]
            start = source.start + (first[1] if line == first[0] else 0)
            end = min(source.start + last[1], source.end) if line == last[0] else source.end
            if before is not None:
                same = before.text is source.text and before.end <= source.start
                parts.append(source.text[before.end : source.start] if same else "\n")
            parts.append(_less(source, start, end))
            before = source
        return "".join(parts).strip("\n")


def _less(source: LineSource, start: int, end: int) -> str:
    """A stretch of a paragraph without what was put in."""
    parts, at = [], start
    for place, size in source.gaps:
        parts.append(source.text[at : max(min(place, end), at)])
        at = max(at, min(place + size, end))
    return "".join((*parts, source.text[at:end]))


class WordCursor:
    """A cursor on the words of a body, and the start of what is selected."""

    def __init__(self, body: str, here: int) -> None:
        self.body = body
        self._spans = [match.span() for match in WORD.finditer(body)]
        self._begins = [start for start, _ in self._spans]
        self.here = self._at(here)
        self.start: int | None = None
        """The word that the selection starts with, where it was set."""

    def _at(self, place: int) -> int:
        return max(bisect_right(self._begins, place) - 1, 0)

    @property
    def span(self) -> tuple[int, int]:
        """What is selected: from the start to the cursor, or the word under it."""
        if not self._spans:
            return 0, 0
        other = self.here if self.start is None else self.start
        first, last = sorted((self.here, other))
        return self._spans[first][0], self._spans[last][1]

    @property
    def cursor(self) -> tuple[int, int]:
        """The word under the cursor."""
        return self._spans[self.here] if self._spans else (0, 0)

    def go(self, step: int) -> None:
        """Some words on."""
        self.here = min(max(self.here + step, 0), max(len(self._spans) - 1, 0))

    def go_to(self, place: int) -> None:
        """To the word at a place of the body, or before it."""
        self.here = self._at(place)

    def toggle_start(self) -> None:
        """Start the selection here, or no longer have one."""
        self.start = self.here if self.start is None else None

    def take(self, find: Callable[[str, int], tuple[int, int]]) -> None:
        """Select a stretch around the cursor, such as its sentence."""
        first, last = find(self.body, self.cursor[0])
        self.start, self.here = self._at(first), self._at(max(last - 1, first))


SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|\n\s*\n")


def sentence_at(body: str, place: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    ends = [0, *(match.end() for match in SENTENCE_END.finditer(body)), len(body)]
    number = bisect_right(ends, place)
    start, end = ends[number - 1], ends[min(number, len(ends) - 1)]
    return start + len(body[start:end]) - len(body[start:end].lstrip()), end
