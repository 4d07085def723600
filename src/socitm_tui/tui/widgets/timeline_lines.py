"""Which line of the timeline shows which row: headings come in between. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socitm_tui.search.index import RowGroup


@dataclass(frozen=True, slots=True)
class YearHeading:
    """The heading of a year (None for the undated) or another stretch, with its rows."""

    year: str | None
    count: int


@dataclass(frozen=True, slots=True)
class MonthHeading:
    """The heading of a month; None where only the year is known."""

    month: str | None
    count: int


class TimelineLines:
    """The lines of a timeline, found by bisection over its months; no object per row."""

    def __init__(self, groups: Sequence[RowGroup] = (), *, months: bool = True) -> None:
        self.groups = groups
        self._months = months
        """False where months have no headings of their own."""
        self._first_line: list[int] = []
        """Line of the first heading of each group."""
        self._first_row: list[int] = []
        """Line of the first row of each group."""
        self._years: dict[str | None, int] = {}
        """Year -> the number of its rows."""
        self._starts = [group.start for group in groups]
        line, before = 0, ""
        for group in groups:
            head = _head(group)
            self._years[head] = self._years.get(head, 0) + group.count
            self._first_line.append(line)
            if head != before:
                line += 1
            if self._months and group.year is not None:
                line += 1
            self._first_row.append(line)
            line += group.count
            before = head or "undated"
        self.count = line

    def at(self, line: int) -> YearHeading | MonthHeading | int:
        """What a line shows: a heading, or the row at a place of the selection."""
        number = self.group_at_line(line)
        group = self.groups[number]
        into = line - self._first_row[number]
        if into >= 0:
            return group.start + into
        if into == -1 and self._months and group.year is not None:
            return MonthHeading(group.month, group.count)
        return self.year_line(number)

    def year_line(self, number: int) -> YearHeading:
        """The year heading above a group."""
        head = _head(self.groups[number])
        return YearHeading(head, self._years[head])

    def line_of(self, place: int) -> int:
        """The line that shows the row at a place of the selection."""
        number = self.group_of(place)
        return self._first_row[number] + place - self.groups[number].start

    def heading_of(self, place: int) -> int:
        """The topmost line to show with a row: its headings, for the first row under them."""
        number = self.group_of(place)
        if place == self.groups[number].start:
            return self._first_line[number]
        return self.line_of(place)

    def group_of(self, place: int) -> int:
        """The number of the group that a place falls into."""
        return bisect_right(self._starts, place) - 1

    def group_at_line(self, line: int) -> int:
        """The number of the group that a line falls into."""
        return bisect_right(self._first_line, line) - 1

    def next_group(self, place: int, *, year: bool) -> int | None:
        """The place where the next month (or year) begins, or None at the last."""
        now = self.groups[self.group_of(place)]
        for group in self.groups[self.group_of(place) + 1 :]:
            if not year or _head(group) != _head(now):
                return group.start
        return None

    def previous_group(self, place: int, *, year: bool) -> int | None:
        """Where the present month (or year) begins; from there, where the one before begins."""
        number = self._begin(self.group_of(place), year=year)
        if self.groups[number].start < place:
            return self.groups[number].start
        if number == 0:
            return None
        return self.groups[self._begin(number - 1, year=year)].start

    def _begin(self, number: int, *, year: bool) -> int:
        """The number of the first group of the same year, or the group itself."""
        while year and number and _head(self.groups[number - 1]) == _head(self.groups[number]):
            number -= 1
        return number


def _head(group: RowGroup) -> str | None:
    """What the rows of a group stand under: a year, or the name of the stretch."""
    return group.name or group.year
