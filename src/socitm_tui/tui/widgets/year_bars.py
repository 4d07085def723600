"""A bar for each year beside the timeline, or for each month of few years.

A year without items is a dot; many years without items in a row are one line. The bar of the row
under the cursor is marked. A click goes to the row at which the year or month begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import events
from textual.message import Message
from textual.strip import Strip

from socitm_tui.model.labels import MONTHS
from socitm_tui.tui.widgets.line_widget import LineWidget
from socitm_tui.tui.widgets.timeline_lines import has_month_bars

if TYPE_CHECKING:
    from socitm_tui.search.index import RowGroup

BLOCKS: Final = "▁▂▃▄▅▆▇█"
LONG_GAP_YEARS: Final = 4
"""From so many years without items on, they are one line."""


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year, a month, or years without items."""

    label: str
    count: int
    start: int | None
    """The position of its first row if the newest is first; None if it has no rows."""
    end: int = 0
    """The position after its last row."""
    is_heading: bool = False
    """True for the year above its months."""
    gap: str = "·"
    """What is drawn if there are no items."""


def make_year_bars(groups: Sequence[RowGroup], *, oldest_first: bool = False) -> list[YearBar]:
    """The bars of a timeline.

    Args:
        groups: Its months, newest first.
        oldest_first: True to have the oldest on top.
    """
    years = list(dict.fromkeys(group.year for group in groups if group.year))
    if has_month_bars(groups):
        parts = [list(_month_bars(groups, year)) for year in years]
        if oldest_first:
            parts = [[part[0], *reversed(part[1:])] for part in reversed(parts)]
        bars = [bar for part in parts for bar in part]
    else:
        bars = list(_year_bars(groups))
        bars = bars[::-1] if oldest_first else bars
    undated = [group for group in groups if group.year is None]
    return bars + [YearBar("none", g.count, g.start, g.start + g.count) for g in undated]


def _year_bars(groups: Sequence[RowGroup]) -> Iterator[YearBar]:
    counts: dict[int, tuple[int, int]] = {}
    for group in groups:
        if group.year is not None:
            start, count = counts.get(int(group.year), (group.start, 0))
            counts[int(group.year)] = (start, count + group.count)
    previous: int | None = None
    for year, (start, count) in counts.items():
        if previous is not None:
            yield from _gap_bars(previous, year)
        yield YearBar(f"{year:04}", count, start, start + count)
        previous = year


def _gap_bars(later: int, earlier: int) -> Iterator[YearBar]:
    """The years without items between two years."""
    count = later - earlier - 1
    if count >= LONG_GAP_YEARS:
        yield YearBar("", 0, None, gap=f"· {count} y")
    else:
        yield from (YearBar(f"{year:04}", 0, None) for year in range(later - 1, earlier, -1))


def _month_bars(groups: Sequence[RowGroup], year: str) -> Iterator[YearBar]:
    """A year and its months; rows of which only the year is known are last."""
    months = {group.month: group for group in groups if group.year == year}
    first = next(iter(months.values())).start
    yield YearBar(year, 0, first, first, is_heading=True)
    for number in range(12, 0, -1):
        name = MONTHS[number - 1][:3]
        group = months.get(f"{year}-{number:02}")
        if group is None:
            yield YearBar(name, 0, None)
        else:
            yield YearBar(name, group.count, group.start, group.start + group.count)
    if (group := months.get(None)) is not None:
        yield YearBar("?", group.count, group.start, group.start + group.count)


class YearBars(LineWidget):
    """Draws the bars, those around the cursor in sight."""

    @dataclass
    class BarClicked(Message):
        """The user has clicked a bar; the position is that of a row if the newest is first."""

        position: int

    def __init__(self) -> None:
        super().__init__(id="year-bars")
        self.bars: list[YearBar] = []
        self.position = 0
        """The position of the row under the cursor if the newest is first."""
        self.is_by_month = False
        """True if the bars are those of months."""
        self._is_oldest_first = False
        self._largest_count = 0
        self._marked = 0
        """The index of the bar of that row."""

    def show(self, groups: Sequence[RowGroup], *, oldest_first: bool = False) -> None:
        """Show the bars of a timeline; its months come newest first."""
        self.bars = make_year_bars(groups, oldest_first=oldest_first)
        self.is_by_month, self._is_oldest_first = has_month_bars(groups), oldest_first
        self._largest_count = max((bar.count for bar in self.bars), default=0)
        self._marked = self._bar_at(self.position)
        self.refresh()

    def mark_position(self, position: int) -> None:
        """Mark the bar of the row under the cursor, given its position if the newest is first."""
        before, self.position = self._marked, position
        self._marked = self._bar_at(position)
        if self._marked != before:
            self.refresh()

    def _bar_at(self, position: int) -> int:
        """The index of the bar of the row at a position."""
        for number, bar in enumerate(self.bars):
            if bar.start is not None and bar.start <= position < bar.end:
                return number
        return 0

    @property
    def _top(self) -> int:
        """The first bar in sight."""
        hidden = len(self.bars) - self.size.height
        return max(0, min(self._marked - self.size.height // 2, hidden))

    def render_line(self, y: int) -> Strip:
        """One bar."""
        number = self._top + y
        if number >= len(self.bars):
            return self.make_strip(())
        bar, is_marked = self.bars[number], number == self._marked
        label = f"{'▸' if is_marked else ' '}{bar.label:<4} ", "emphasis" if is_marked else "quiet"
        kind = ("emphasis" if is_marked else "bar") if bar.count else "quiet"
        return self.make_strip((label, (self._blocks(bar), kind)))

    def _blocks(self, bar: YearBar) -> str:
        if bar.is_heading:
            return ""
        if not bar.count:
            return bar.gap
        height = -(-bar.count * len(BLOCKS) // self._largest_count)
        return BLOCKS[height - 1]

    def on_click(self, event: events.Click) -> None:
        """Go to the first row of the bar."""
        offset = event.get_content_offset(self)
        number = self._top + offset.y if offset else len(self.bars)
        bar = self.bars[number] if number < len(self.bars) else None
        if bar is not None and bar.start is not None:
            is_last = self._is_oldest_first and not bar.is_heading
            self.post_message(self.BarClicked(bar.end - 1 if is_last else bar.start))
