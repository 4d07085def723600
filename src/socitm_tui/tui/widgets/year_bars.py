"""The spine: a bar for each year beside the timeline, or for each month when few years are shown.

A silent year is a dot, and only a long silence is drawn short. The bar of the row under the cursor
is marked; a click goes to where the year or month begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.strip import Strip

from socitm_tui.model.labels import MONTHS
from socitm_tui.tui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from socitm_tui.search.index import RowGroup

BLOCKS = "▁▂▃▄▅▆▇█"
FEW_YEARS = 2
"""Up to so many years are shown by month."""
LONG_SILENCE = 4
"""So many silent years are drawn as one line."""


@dataclass(frozen=True, slots=True)
class YearBar:
    """One line of the spine."""

    label: str
    count: int
    place: int | None
    """Where in the timeline it begins; None for a silence."""
    end: int = 0
    """Where the next one begins."""
    heading: bool = False
    silence: str = "·"


def make_year_bars(groups: Sequence[RowGroup], *, rising: bool = False) -> list[YearBar]:
    """The lines of the spine of a timeline.

    Args:
        groups: Its months, newest first.
        rising: True to have the oldest on top.
    """
    years = list(dict.fromkeys(group.year for group in groups if group.year))
    if 0 < len(years) <= FEW_YEARS:
        parts = [list(_months(groups, year)) for year in years]
        parts = [[part[0], *reversed(part[1:])] for part in reversed(parts)] if rising else parts
        found = [one for part in parts for one in part]
    else:
        found = list(_years(groups))
        found = found[::-1] if rising else found
    undated = [group for group in groups if group.year is None]
    found += [YearBar("none", one.count, one.start, one.start + one.count) for one in undated]
    return found


def _years(groups: Sequence[RowGroup]) -> Iterator[YearBar]:
    counts: dict[int, tuple[int, int]] = {}
    for group in groups:
        if group.year is not None:
            start, count = counts.get(int(group.year), (group.start, 0))
            counts[int(group.year)] = (start, count + group.count)
    before: int | None = None
    for year, (start, count) in counts.items():
        if before is not None:
            yield from _silence(before, year)
        yield YearBar(f"{year:04}", count, start, start + count)
        before = year


def _silence(before: int, year: int) -> Iterator[YearBar]:
    """The silent years between two others."""
    if before - year - 1 >= LONG_SILENCE:
        yield YearBar("", 0, None, silence=f"· {before - year - 1} y")
    else:
        yield from (YearBar(f"{one:04}", 0, None) for one in range(before - 1, year, -1))


def _months(groups: Sequence[RowGroup], year: str) -> Iterator[YearBar]:
    """A year and its months; what is known to the year alone comes last."""
    months = {group.month: group for group in groups if group.year == year}
    first = next(iter(months.values())).start
    yield YearBar(year, 0, first, first, heading=True)
    for number in range(12, 0, -1):
        name = MONTHS[number - 1][:3]
        found = months.get(f"{year}-{number:02}")
        if found is None:
            yield YearBar(name, 0, None)
        else:
            yield YearBar(name, found.count, found.start, found.start + found.count)
    if (vague := months.get(None)) is not None:
        yield YearBar("?", vague.count, vague.start, vague.start + vague.count)


class YearBars(LineWidget):
    """Draws the notches, those around the cursor in sight."""

    @dataclass
    class BarClicked(Message):
        """A bar was clicked: the place of its first row when the newest is first."""

        place: int

    def __init__(self) -> None:
        super().__init__(id="year-bars")
        self.make_year_bars: list[YearBar] = []
        self.place = 0
        self._rising = False
        self._most = self._here = 0

    def show(self, groups: Sequence[RowGroup], *, rising: bool = False) -> None:
        """Show the spine of a timeline, given newest first."""
        self.make_year_bars, self._rising = make_year_bars(groups, rising=rising), rising
        self._most = max((one.count for one in self.make_year_bars), default=0)
        self._here = self._notch_of(self.place)
        self.refresh()

    def stand(self, place: int) -> None:
        """Mark where the cursor is, told by the place of its row when the newest is first."""
        before, self.place = self._here, place
        self._here = self._notch_of(place)
        if self._here != before:
            self.refresh()

    def _notch_of(self, place: int) -> int:
        """The number of the notch that a place falls into."""
        for number, one in enumerate(self.make_year_bars):
            if one.place is not None and one.place <= place < one.end:
                return number
        return 0

    @property
    def _top(self) -> int:
        """The first notch in sight."""
        spare = len(self.make_year_bars) - self.size.height
        return max(0, min(self._here - self.size.height // 2, spare))

    def render_line(self, y: int) -> Strip:
        """One notch."""
        number = self._top + y
        if number >= len(self.make_year_bars):
            return self.strip(())
        one, here = self.make_year_bars[number], number == self._here
        label = f"{'▸' if here else ' '}{one.label:<4} ", "lit" if here else "quiet"
        bar = ("lit" if here else "bar") if one.count else "quiet"
        return self.strip((label, (self._bar(one), bar)))

    def _bar(self, one: YearBar) -> str:
        if one.heading:
            return ""
        if not one.count:
            return one.silence
        return BLOCKS[-(-one.count * len(BLOCKS) // self._most) - 1] * max(self.size.width - 8, 1)

    def on_click(self, event: events.Click) -> None:
        """Go where the bar begins."""
        offset = event.get_content_offset(self)
        number = self._top + offset.y if offset else len(self.make_year_bars)
        one = self.make_year_bars[number] if number < len(self.make_year_bars) else None
        if one is not None and one.place is not None:
            last = self._rising and not one.heading
            self.post_message(self.BarClicked(one.end - 1 if last else one.place))
