"""The orders a selection can be shown in: which row stands at a place, and where headings begin.

Newest first is the order of the archive and needs nothing of this. The others do not sort what is
selected: oldest first counts from the other end, the best match puts rows together that hold the
words in their heading, and by heading all rows are sorted once, when that is first asked for. Pure.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress, groupby
from typing import Literal

from socitm_tui.search.index.bitset import RowOrder, RowSet
from socitm_tui.search.index.tokens import tokenize

Order = Literal["newest", "oldest", "best", "heading"]
DIGIT_TO_FLAG = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A stretch of a selection under one heading of the timeline."""

    start: int
    """Place of its first row."""
    count: int
    year: str | None
    """None for the undated."""
    month: str | None
    """`2012-03`; None where only the year is known."""
    name: str | None = None
    """The heading where it is no year: a letter, or where the words were found."""


class OldestFirst(RowOrder):
    """Oldest first; what bears no date stays last."""

    def __init__(self, rows: RowSet, undated: int) -> None:
        self._rows, self._dated = rows, len(rows) - undated

    def __len__(self) -> int:
        return len(self._rows)

    def row_at(self, place: int) -> int:
        """The row at a place."""
        return self._rows[self._dated - 1 - place if place < self._dated else place]

    def position_of(self, row: int) -> int:
        """The place of a row; of one that is left out, where it would stand."""
        newer = self._rows.position_of(row)
        return newer if newer >= self._dated else self._dated - newer - (row in self._rows)


class TieredRows(RowOrder):
    """Some rows, then others, each newest first."""

    def __init__(self, tiers: Sequence[RowSet]) -> None:
        self._tiers = tiers
        self._starts = [*accumulate(map(len, tiers), initial=0)]

    def __len__(self) -> int:
        return self._starts[-1]

    def row_at(self, place: int) -> int:
        """The row at a place."""
        number = bisect_right(self._starts, place) - 1
        return self._tiers[number][place - self._starts[number]]

    def position_of(self, row: int) -> int:
        """The place of a row; the first one for a row that is left out."""
        for tier, start in zip(self._tiers, self._starts, strict=False):
            if row in tier:
                return start + tier.position_of(row)
        return 0


class ListedRows(RowOrder):
    """Rows in an order that was made before."""

    def __init__(self, rows: array[int]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def row_at(self, place: int) -> int:
        """The row at a place."""
        return self._rows[place]

    def position_of(self, row: int) -> int:
        """The place of a row; the first one for a row that is left out."""
        try:
            return self._rows.index(row)
        except ValueError:
            return 0


def oldest_first(
    rows: RowSet, groups: Sequence[RowGroup]
) -> tuple[OldestFirst, tuple[RowGroup, ...]]:
    """Rows and their months, which were newest first, the other way round."""
    undated = sum(group.count for group in groups if group.year is None)
    dated = len(rows) - undated
    turned = [
        replace(group, start=dated - group.start - group.count)
        for group in reversed(groups)
        if group.year is not None
    ]
    return OldestFirst(rows, undated), (*turned, *(one for one in groups if one.year is None))


def best_match_first(
    tiers: Iterable[tuple[str, RowSet]],
) -> tuple[TieredRows, tuple[RowGroup, ...]]:
    """Rows under the names of their tiers; an empty tier is left out."""
    named = [(name, rows) for name, rows in tiers if rows.bits]
    arranged = TieredRows([rows for _, rows in named])
    starts = accumulate((len(rows) for _, rows in named), initial=0)
    groups = (
        RowGroup(start, len(rows), None, None, name)
        for (name, rows), start in zip(named, starts, strict=False)
    )
    return arranged, tuple(groups)


class HeadingOrder:
    """All rows of an archive by heading, sorted once for every selection."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Sort the rows.

        Args:
            keys: What the heading of each row is sorted by, in the order of the rows.
        """
        self._rows = sorted(range(len(keys)), key=keys.__getitem__)
        letters = groupby(heading_letter(keys[row]) for row in self._rows)
        self._letters = [(letter, sum(1 for _ in same)) for letter, same in letters]
        """Each letter with the number of rows under it."""

    def select(self, bits: int) -> tuple[ListedRows, tuple[RowGroup, ...]]:
        """Some of the rows by heading, under their letters."""
        is_selected = f"{bits:0{len(self._rows)}b}"[::-1].encode().translate(DIGIT_TO_FLAG)
        flags = bytes(map(is_selected.__getitem__, self._rows))
        groups, start, position = [], 0, 0
        for letter, size in self._letters:
            if count := flags.count(1, start, start + size):
                groups.append(RowGroup(position, count, None, None, letter_label(letter)))
            start, position = start + size, position + count
        return ListedRows(array("I", compress(self._rows, flags))), tuple(groups)


def heading_sort_key(heading: str) -> bytes:
    """What a heading is sorted by."""
    return b" ".join(tokenize(heading))


def heading_letter(sorted_by: bytes) -> str:
    """The letter that a heading stands under: `c`; `0` for every number."""
    first = sorted_by.decode()[:1]
    return "0" if first.isdecimal() else first


def letter_label(letter: str) -> str:
    """A letter as it is shown over the headings under it."""
    return "0–9" if letter == "0" else letter.upper() or "Without a word"
