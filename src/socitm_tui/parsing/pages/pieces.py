"""A capture as pieces: lines, and within them what is glued together but means different things.

A date, a label ("Published:"), a byline, a "read more" or a headline run in before its text becomes
a piece of its own. Pieces of one line that turn out to be the same text are joined again later, so
that a cut too many costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from socitm_tui.model.entities import LineMark, MarkRole
from socitm_tui.model.marks import UNMARKED, MarkedLine, marked_lines
from socitm_tui.model.text import clean_line, collapse_spaces
from socitm_tui.parsing.dates.lenient import read_leniently
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
    marks: tuple[MarkedLine, ...] = ()
    """For each piece what its line is marked as; empty if no line is marked."""


def split_page(text: str, marks: Iterable[LineMark] = ()) -> Pieces:
    """Return the pieces that a capture's text makes; lines that are marked apart are cut apart."""
    lines = [clean_line(line.replace("\t", COLUMN)) for line in text.split("\n")]
    blank = tuple(not line.strip() for line in lines)
    language = page_language(text)
    marked = _on_printed_lines(marked_lines(marks), blank)
    cuts = frozenset(
        number
        for number, line in marked.items()
        if line.start or line.role != marked.get(number - 1, UNMARKED).role
    ) | {number + 1 for number in marked if number + 1 not in marked}
    pieces: list[Piece] = []
    for index, line in enumerate(join_lines(lines, language, cuts)):
        pieces.extend(_split_line(line, index, language))
    if not marked:
        return Pieces(tuple(pieces), language, blank)
    return _with_marks(Pieces(tuple(pieces), language, blank), marked)


def _on_printed_lines(
    marked: dict[int, MarkedLine], blank: Sequence[bool]
) -> dict[int, MarkedLine]:
    """Marks of the lines on which something stands; an item begins on the next such line."""
    out: dict[int, MarkedLine] = {}
    for number, line in sorted(marked.items()):
        at = number
        while at <= len(blank) and blank[at - 1]:
            at += 1
        if at == number:
            out[at] = replace(line, start=line.start or out.get(at, UNMARKED).start)
        elif line.start and at <= len(blank):
            out.setdefault(at, MarkedLine(marked.get(at, UNMARKED).role, line.start))
    return out


def _with_marks(page: Pieces, marked: dict[int, MarkedLine]) -> Pieces:
    """The page with the marks of its pieces; a marked date is read as leniently as can be."""
    marks = tuple(marked.get(piece.first, UNMARKED) for piece in page.pieces)
    dated = {
        piece.line
        for piece, mark in zip(page.pieces, marks, strict=True)
        if mark.role is MarkRole.DATE and (piece.date or piece.inner)
    }
    pieces = tuple(
        _with_lenient_date(piece, page.language)
        if mark.role is MarkRole.DATE and piece.line not in dated
        else piece
        for piece, mark in zip(page.pieces, marks, strict=True)
    )
    return replace(page, pieces=pieces, marks=marks)


def _with_lenient_date(piece: Piece, language: str) -> Piece:
    date = read_leniently(piece.text, language)
    return replace(piece, date=date, kind="date") if date else piece


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
