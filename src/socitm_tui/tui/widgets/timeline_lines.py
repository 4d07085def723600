"""Which line of the timeline shows which row or heading.

A position counts rows, a line counts rows and headings. A group is the run of rows under one month
heading, of undated rows, of a letter or of a match tier; the `number` of a group is its index.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from socitm_tui.search.index import RowGroup


@dataclass(frozen=True, slots=True)
class YearHeading:
    """The heading of a year (None: undated), a letter or a match tier, and its number of rows."""

    year: str | None
    count: int


@dataclass(frozen=True, slots=True)
class MonthHeading:
    """The heading of a month (None: rows dated only to the year), and their number."""

    month: str | None
    count: int


MONTH_HEADINGS_HEIGHT: Final = 16
"""Lines of the screen from which on months may have headings."""
MIN_ROWS_PER_MONTH: Final = 3
"""Rows that a month has on the average if months have headings."""
MONTH_BARS_UP_TO_YEARS: Final = 2
"""Up to so many years have a bar for each month."""


def has_month_headings(groups: Sequence[RowGroup], height: int) -> bool:
    """True if the months of a selection have enough rows to be worth a line each.

    Args:
        groups: The months.
        height: Lines of the screen.
    """
    counts = [group.count for group in groups if group.month]
    is_worth_it = bool(counts) and sum(counts) >= MIN_ROWS_PER_MONTH * len(counts)
    return is_worth_it and height >= MONTH_HEADINGS_HEIGHT


def has_month_bars(groups: Sequence[RowGroup]) -> bool:
    """True if a selection is of so few years that its bars are those of months."""
    return 0 < len({group.year for group in groups if group.year}) <= MONTH_BARS_UP_TO_YEARS


class TimelineLines:
    """The lines of a timeline, found by bisection over its groups; there is no object per row.

    One row, that of the cursor, may have more lines than one.

    Args:
        groups: The groups, in the order of the rows.
        has_months: True if months have headings too.
    """

    def __init__(self, groups: Sequence[RowGroup] = (), *, has_months: bool = True) -> None:
        self.groups = groups
        self.has_months = has_months
        """False if only years have headings."""
        self._first_lines: list[int] = []
        """The line of the first heading of each group."""
        self._row_lines: list[int] = []
        """The line of the first row of each group."""
        self._year_counts: dict[str | None, int] = {}
        self._starts = [group.start for group in groups]
        line, previous = 0, ""
        for group in groups:
            heading = _top_heading(group)
            self._year_counts[heading] = self._year_counts.get(heading, 0) + group.count
            self._first_lines.append(line)
            if heading != previous:
                line += 1
            if self.has_months and group.year is not None:
                line += 1
            self._row_lines.append(line)
            line += group.count
            previous = heading or "undated"  # undated rows are one group, so none repeats it
        self._plain_count = self._long_line = line
        self.extra = 0
        """The lines of the longest row after its first."""

    def expand(self, position: int, extra: int) -> None:
        """Give a row some lines after its first; all others have one line."""
        self.extra = 0
        self._long_line, self.extra = self.line_of(position), extra

    @property
    def count(self) -> int:
        """The number of all lines."""
        return self._plain_count + self.extra

    def part(self, line: int) -> int:
        """Which line of its row a line is; 0 for the first."""
        after = line - self._long_line
        return after if 0 < after <= self.extra else 0

    def _plain(self, line: int) -> int:
        """The number that a line would have if every row had one line."""
        return line if line <= self._long_line else max(line - self.extra, self._long_line)

    def _shown(self, plain: int) -> int:
        """The opposite of `_plain`: the first line of what it would be."""
        return plain + self.extra if plain > self._long_line else plain

    def at(self, line: int) -> YearHeading | MonthHeading | int:
        """What a line shows: a heading, or a row, given by its position."""
        number = self.group_at_line(line)
        group = self.groups[number]
        index = self._plain(line) - self._row_lines[number]
        if index >= 0:
            return group.start + index
        if index == -1 and self.has_months and group.year is not None:
            return MonthHeading(group.month, group.count)
        return self.year_heading(number)

    def year_heading(self, number: int) -> YearHeading:
        """The year heading of a group."""
        year = _top_heading(self.groups[number])
        return YearHeading(year, self._year_counts[year])

    def line_of(self, position: int) -> int:
        """The line of the row at a position."""
        number = self.group_of(position)
        return self._shown(self._row_lines[number] + position - self.groups[number].start)

    def first_line_with(self, position: int) -> int:
        """The line to scroll to for a row: the heading, if the row begins its group."""
        number = self.group_of(position)
        if position == self.groups[number].start:
            return self._shown(self._first_lines[number])
        return self.line_of(position)

    def group_of(self, position: int) -> int:
        """The index of the group that contains the row at a position."""
        return bisect_right(self._starts, position) - 1

    def group_at_line(self, line: int) -> int:
        """The index of the group that contains a line."""
        return bisect_right(self._first_lines, self._plain(line)) - 1

    def next_group(self, position: int, *, by_year: bool) -> int | None:
        """The position at which the next month or year begins; None at the last one."""
        current = self.groups[self.group_of(position)]
        for group in self.groups[self.group_of(position) + 1 :]:
            if not by_year or _top_heading(group) != _top_heading(current):
                return group.start
        return None

    def previous_group(self, position: int, *, by_year: bool) -> int | None:
        """The first position of the month or year of a row; from there, that of the one before.

        None at the beginning of the timeline.
        """
        number = self._first_of_year(self.group_of(position), by_year=by_year)
        if self.groups[number].start < position:
            return self.groups[number].start
        if number == 0:
            return None
        return self.groups[self._first_of_year(number - 1, by_year=by_year)].start

    def _first_of_year(self, number: int, *, by_year: bool) -> int:
        """The index of the first group of the same year, or the group's own if not `by_year`."""
        year = _top_heading(self.groups[number])
        while by_year and number and _top_heading(self.groups[number - 1]) == year:
            number -= 1
        return number


def _top_heading(group: RowGroup) -> str | None:
    """The upper heading of a group: its name, if it has one, or its year; None if undated."""
    return group.name or group.year
