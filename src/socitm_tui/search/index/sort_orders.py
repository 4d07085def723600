"""The orders in which selected rows are shown, and where the groups under a heading begin.

Newest first is the order of the archive and needs nothing of this module. Oldest first counts
from the other end. By best match, rows with the search terms in their headline come first. By
heading, all rows are sorted once, when that order is first asked for. So nothing is sorted at the
press of a key.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress, groupby
from operator import itemgetter
from typing import Literal

from socitm_tui.search.index.bitset import RowOrder, RowSet
from socitm_tui.search.index.tokens import tokenize

Order = Literal["newest", "oldest", "best", "heading"]
DIGIT_TO_FLAG = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Consecutive rows of a selection under one heading of the timeline."""

    start: int
    """Position of the first row."""
    count: int
    year: str | None
    """None for undated items."""
    month: str | None
    """`2012-03`; None if only the year is known."""
    name: str | None = None
    """The heading if it is not a year or month: a letter, or where the terms were found."""


class OldestFirst(RowOrder):
    """Rows from the oldest to the newest, and the undated last."""

    def __init__(self, rows: RowSet, undated: int) -> None:
        self._rows, self._dated = rows, len(rows) - undated

    def __len__(self) -> int:
        return len(self._rows)

    def row_at(self, position: int) -> int:
        """The row at a position."""
        is_dated = position < self._dated
        return self._rows[self._dated - 1 - position if is_dated else position]

    def position_of(self, row: int) -> int:
        """The position of a row; for a row that is not included, where it would be."""
        newer = self._rows.position_of(row)
        return newer if newer >= self._dated else self._dated - newer - (row in self._rows)


class TieredRows(RowOrder):
    """Several sets of rows one after the other, each newest first."""

    def __init__(self, tiers: Sequence[RowSet]) -> None:
        self._tiers = tiers
        self._starts = [*accumulate(map(len, tiers), initial=0)]

    def __len__(self) -> int:
        return self._starts[-1]

    def row_at(self, position: int) -> int:
        """The row at a position."""
        tier = bisect_right(self._starts, position) - 1
        return self._tiers[tier][position - self._starts[tier]]

    def position_of(self, row: int) -> int:
        """The position of a row; 0 for a row that is not included."""
        for tier, start in zip(self._tiers, self._starts, strict=False):
            if row in tier:
                return start + tier.position_of(row)
        return 0


class ListedRows(RowOrder):
    """Rows in the order of a list."""

    def __init__(self, rows: array[int]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def row_at(self, position: int) -> int:
        """The row at a position."""
        return self._rows[position]

    def position_of(self, row: int) -> int:
        """The position of a row; 0 for a row that is not included."""
        try:
            return self._rows.index(row)
        except ValueError:
            return 0


def oldest_first(
    rows: RowSet, months: Sequence[RowGroup]
) -> tuple[OldestFirst, tuple[RowGroup, ...]]:
    """Rows and their months, which are given newest first, in the opposite order."""
    undated = sum(group.count for group in months if group.year is None)
    dated = len(rows) - undated
    reversed_months = [
        replace(group, start=dated - group.start - group.count)
        for group in reversed(months)
        if group.year is not None
    ]
    undated_groups = (group for group in months if group.year is None)
    return OldestFirst(rows, undated), (*reversed_months, *undated_groups)


def best_match_first(
    tiers: Iterable[tuple[str, RowSet]],
) -> tuple[TieredRows, tuple[RowGroup, ...]]:
    """Sets of rows under their headings, the best matches first; empty ones are left out."""
    named = [(name, rows) for name, rows in tiers if len(rows)]
    starts = accumulate((len(rows) for _, rows in named), initial=0)
    groups = (
        RowGroup(start, len(rows), None, None, name)
        for (name, rows), start in zip(named, starts, strict=False)
    )
    return TieredRows([rows for _, rows in named]), tuple(groups)


class HeadingOrder:
    """All rows of an archive by heading, sorted once for every selection."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Sort the rows.

        Args:
            keys: What each row is sorted by, see `heading_sort_key`, in the order of the rows.
        """
        self._rows = sorted(range(len(keys)), key=keys.__getitem__)
        letters = groupby(heading_letter(keys[row]) for row in self._rows)
        self._letters = [(letter, sum(1 for _ in same)) for letter, same in letters]
        """Each letter with the number of rows under it."""
        # four times as quick as a loop; with an item twice it returns a tuple for one row as well
        self._in_order = itemgetter(*self._rows, self._rows[0]) if self._rows else None

    def select(self, bits: int) -> tuple[ListedRows, tuple[RowGroup, ...]]:
        """Some of the rows by heading, under their letters."""
        is_selected = f"{bits:0{len(self._rows)}b}"[::-1].encode().translate(DIGIT_TO_FLAG)
        flags = bytes(self._in_order(is_selected)[:-1]) if self._in_order else b""
        groups, start, position = [], 0, 0
        for letter, size in self._letters:
            if count := flags.count(1, start, start + size):
                groups.append(RowGroup(position, count, None, None, letter_label(letter)))
            start, position = start + size, position + count
        return ListedRows(array("I", compress(self._rows, flags))), tuple(groups)


def heading_sort_key(heading: str) -> bytes:
    """What a heading is sorted by: its words without case, accents and punctuation."""
    return b" ".join(tokenize(heading))


def heading_letter(sort_key: bytes) -> str:
    """The letter that a heading is listed under: `c`; `0` for every digit."""
    first = sort_key.decode()[:1]
    return "0" if first.isdecimal() else first


def letter_label(letter: str) -> str:
    """A letter as it is shown above the headings that it starts."""
    return "0–9" if letter == "0" else letter.upper() or "Without a word"
