"""What the user corrected: the values it has now, and its place by the date that it has now.

The rows of an archive are numbered by the dates that are printed. A few of them stand elsewhere:
before another row, or behind all. Of the rest every place is found as before, and each of the few
is put in between, so that a place costs no more than a look among the few. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from socitm_tui.index.rows import Rows
from socitm_tui.index.words import fold
from socitm_tui.model import Item


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands by its corrected date."""

    before: int
    """The row it stands before; the number of all rows for behind them all."""
    date: str
    """The date it has now, "" for none."""
    row: int


def places(
    fixed: Mapping[int, Item],
    printed: Callable[[int], Item],
    first_older: Callable[[str], int],
) -> tuple[Place, ...]:
    """The places of those corrected items whose date is another one, newest first.

    Args:
        fixed: Row -> the item as the user corrected it.
        printed: The item of a row as its capture has it.
        first_older: The first row of the archive that is older than a date; "" is behind all.
    """
    found = [
        Place(first_older(item.date or ""), item.date or "", row)
        for row, item in fixed.items()
        if item.date != printed(row).date
    ]
    found.sort(key=lambda one: one.row)
    return tuple(sorted(found, key=lambda one: one.date, reverse=True))


class MovedRows(Rows):
    """The rows set in some bits, newest first by the dates they have now."""

    def __init__(self, bits: int, moved: Sequence[Place]) -> None:
        super().__init__(bits)
        self._all = moved
        self.moved = [one for one in moved if bits >> one.row & 1]
        """Those of the rows that are dated otherwise, newest first."""
        self.rest = Rows(bits & ~sum(1 << one.row for one in self.moved))
        """The others."""
        self._at = [self.rest.before(one.before) + number for number, one in enumerate(self.moved)]
        """The place of each of those that are moved."""

    def __iter__(self) -> Iterator[int]:
        rest, done = iter(self.rest), 0
        for place, one in zip(self._at, self.moved, strict=True):
            yield from (next(rest) for _ in range(place - done))
            yield one.row
            done = place + 1
        yield from rest

    def row(self, place: int) -> int:
        """The row at a place."""
        number = bisect_right(self._at, place)
        if number and self._at[number - 1] == place:
            return self.moved[number - 1].row
        return self.rest[place - number]

    def before(self, row: int) -> int:
        """How many of the rows stand before a row: its place, if it is one of them."""
        moved = next((one for one in self._all if one.row == row), None)
        if moved is None:
            return self.rest.before(row) + bisect_right(self.moved, row, key=_before)
        newer = self._all[: self._all.index(moved)]
        return self.rest.before(moved.before) + sum(one in self.moved for one in newer)


def stretches(months: Sequence[tuple[str, int]], total: int) -> Iterator[tuple[str, int, int]]:
    """Months, given with their first rows, with that and the one behind their last."""
    for (month, first), (_, end) in pairwise((*months, ("", total))):
        yield month, first, end


def counts(months: Sequence[tuple[str, int]], total: int, rows: Rows) -> list[tuple[str, int]]:
    """Months, newest first, with the number of the rows dated to each now; "" is undated.

    Args:
        months: Each month of the archive, newest first, with its first row.
        total: Rows of the archive.
        rows: The rows to count.
    """
    rest, moved = (rows.rest, rows.moved) if isinstance(rows, MovedRows) else (rows, ())
    found, start = {}, 0
    for month, _, end in stretches(months, total):
        stop = rest.before(end)
        found[month], start = stop - start, stop
    for one in moved:
        found[one.date[:7]] = found.get(one.date[:7], 0) + 1
    return sorted(found.items(), reverse=True) if moved else list(found.items())


def ends_of(interval: str) -> tuple[str, str]:
    """The first and last date of an interval, "" for an open end; a date alone is both."""
    first, slash, last = interval.partition("/")
    return first, last if slash else first


def is_of(item: Item, name: str, value: str) -> bool:
    """True where a corrected item has a value."""
    match name:
        case "year":
            return (item.year or "undated") == value
        case "topic":
            return value in item.topics
        case "author":
            return fold(value) in fold(item.author or "")
        case "date" if value != "none":
            first, last = ends_of(value)
            date = item.date or ""
            late = bool(last) and _last_day(date) > _last_day(last)
            return bool(date) and f"{date}-01-01"[:10] >= f"{first}-01-01"[:10] and not late
        case "circa":
            estimate = item.date_estimate
            return item.date is None and estimate is not None and value in estimate.years
        case _:
            return item.date is None


def _last_day(date: str) -> str:
    """The last day that a date may mean."""
    return {4: f"{date}-12-31", 7: f"{date}-31"}.get(len(date), date)


def _before(place: Place) -> int:
    return place.before
