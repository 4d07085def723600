"""Rows in the order of corrected dates.

The rows of an archive are numbered by their printed dates, newest first. A few items are moved
because the user corrected their date: before another row, or after all. The position of every
other row is found as usual and shifted by the moved rows before it, so a position costs no more
than a search among the few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from socitm_tui.model.entities import Item
from socitm_tui.search.index.bitset import RowSet


@dataclass(frozen=True, slots=True)
class RedatedRow:
    """A row that is elsewhere because of its corrected date."""

    next_row: int
    """The row that it comes before; the number of all rows if it comes after them."""
    date: str
    """Its corrected date, "" for none."""
    row: int


def redated_rows(
    corrected: Mapping[int, Item],
    printed: Callable[[int], Item],
    first_older: Callable[[str], int],
) -> tuple[RedatedRow, ...]:
    """The rows whose date was corrected, newest first.

    Args:
        corrected: Row -> the item with its corrections.
        printed: Returns the item of a row as its capture has it.
        first_older: Returns the first row of the archive that is older than a date; for "" the
            number of all rows.
    """
    redated = [
        RedatedRow(first_older(item.date or ""), item.date or "", row)
        for row, item in corrected.items()
        if item.date != printed(row).date
    ]
    redated.sort(key=lambda moved: moved.row)
    return tuple(sorted(redated, key=lambda moved: moved.date, reverse=True))


class RedatedRowSet(RowSet):
    """The rows of a bitset, newest first by their corrected dates."""

    def __init__(self, bits: int, redated: Sequence[RedatedRow]) -> None:
        """Sort the rows.

        Args:
            bits: The rows.
            redated: All rows of the archive whose date was corrected, see `redated_rows`.
        """
        super().__init__(bits)
        self._redated = redated
        self.moved = [moved for moved in redated if bits >> moved.row & 1]
        """Those of the rows whose date was corrected, newest first."""
        self.others = RowSet(bits & ~sum(1 << moved.row for moved in self.moved))
        """The rest of the rows."""
        self._positions = [
            self.others.position_of(moved.next_row) + number
            for number, moved in enumerate(self.moved)
        ]
        """The position of each of the moved rows."""

    def __iter__(self) -> Iterator[int]:
        others, done = iter(self.others), 0
        for position, moved in zip(self._positions, self.moved, strict=True):
            yield from (next(others) for _ in range(position - done))
            yield moved.row
            done = position + 1
        yield from others

    def row_at(self, position: int) -> int:
        """The row at a position."""
        number = bisect_right(self._positions, position)
        if number and self._positions[number - 1] == position:
            return self.moved[number - 1].row
        return self.others[position - number]

    def position_of(self, row: int) -> int:
        """How many of the rows come before a row: its position, if it is included."""
        redated = next((moved for moved in self._redated if moved.row == row), None)
        if redated is None:
            before = bisect_right(self.moved, row, key=lambda moved: moved.next_row)
            return self.others.position_of(row) + before
        newer = self._redated[: self._redated.index(redated)]
        return self.others.position_of(redated.next_row) + sum(
            moved in self.moved for moved in newer
        )


def month_ends(months: Sequence[tuple[str, int]], total: int) -> list[int]:
    """The row after the last one of each month.

    Args:
        months: Each month, newest first, with its first row.
        total: The number of all rows.
    """
    return [first for _, first in months[1:]] + [total]


def count_by_month(
    months: Sequence[tuple[str, int]], total: int, rows: RowSet
) -> list[tuple[str, int]]:
    """Months, newest first, with the number of rows by their corrected dates; "" is undated.

    Args:
        months: Each month of the archive, newest first, with its first row.
        total: The number of all rows of the archive.
        rows: The rows to count.
    """
    others, moved_rows = rows, list[RedatedRow]()
    if isinstance(rows, RedatedRowSet):
        others, moved_rows = rows.others, rows.moved
    counts, start = {}, 0
    for (month, _), end in zip(months, month_ends(months, total), strict=False):
        stop = others.position_of(end)
        counts[month], start = stop - start, stop
    for moved in moved_rows:
        counts[moved.date[:7]] = counts.get(moved.date[:7], 0) + 1
    return sorted(counts.items(), reverse=True) if moved_rows else list(counts.items())
