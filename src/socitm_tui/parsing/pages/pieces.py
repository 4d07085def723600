"""A capture as pieces: lines, and within them what is glued together but means different things.

A date, a label ("Published:"), a byline, a "read more" or a headline run in before its text becomes
a piece of its own. Pieces of one line that turn out to be the same text are joined again later, so
that a cut too many costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from socitm_tui.model.text import clean_line, collapse_spaces
from socitm_tui.parsing.page_language import page_language
from socitm_tui.parsing.pages.cuts import cut_line
from socitm_tui.parsing.pages.logical_lines import BULLET, LogicalLine, join_lines
from socitm_tui.parsing.pages.mentions import DateMention, find_mentions

COLUMN: Final = "   "  # a tab parts columns, and so does a run of spaces


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a logical line with one meaning."""

    first: int
    last: int
    """Line numbers, counted from 1, both included."""
    text: str
    """White space squeezed, without a bullet at its head."""
    kind: str
    """text, date, byline, label, more, runin (a headline before its text)."""
    gap: int
    """Blank lines before it; 0 within a line."""
    place: int
    """Its index among the pieces of its line."""
    line: int
    """The index of its logical line."""
    bullet: bool
    number: str
    """The number at the head of an entry, "3." - left out of the text."""
    whole: str
    """The whole logical line."""
    date: DateMention | None = None
    inner: tuple[DateMention, ...] = ()
    """Dates that stand inside the text of the piece."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of a capture and what holds for it as a whole."""

    pieces: tuple[Piece, ...]
    language: str
    blank: tuple[bool, ...]
    """For each line of the capture whether nothing stands on it."""


def split_page(text: str) -> Pieces:
    """Return the pieces that a capture's text makes."""
    lines = [clean_line(line.replace("\t", COLUMN)) for line in text.split("\n")]
    language = page_language(text)
    pieces: list[Piece] = []
    for index, line in enumerate(join_lines(lines, language)):
        pieces.extend(_split_line(line, index, language))
    return Pieces(tuple(pieces), language, tuple(not line.strip() for line in lines))


_NUMBER: Final = re.compile(r"\s*\(?\d{1,2}[.:)]\s+(?=[^\W\d])")


def _split_line(line: LogicalLine, index: int, language: str) -> Iterator[Piece]:
    """Yield the pieces of one logical line."""
    whole = line.text
    bullet = BULLET.match(whole)
    start = bullet.end() if bullet and len(whole) > bullet.end() else 0
    mentions = find_mentions(whole, language)
    number = _NUMBER.match(whole, start)
    if number and any(mention.start < number.end() for mention in mentions):
        number = None  # "27. April" is a date
    start = number.end() if number else start
    chunks = cut_line(whole, start, mentions)
    place = 0
    for chunk in chunks:
        text = collapse_spaces(whole[chunk.start : chunk.end])
        if not text:
            continue
        inner: tuple[DateMention, ...] = ()
        if chunk.date is None:
            first = bisect_left(mentions, chunk.start, key=attrgetter("start"))
            last = bisect_right(mentions, chunk.end, key=attrgetter("end"))
            inner = mentions[first:last]
        yield Piece(
            line.first, line.last, text, chunk.kind, 0 if place else line.gap, place, index,
            bool(bullet), "" if place or number is None else number.group().strip(), whole,
            chunk.date, inner,
        )  # fmt: skip
        place += 1
