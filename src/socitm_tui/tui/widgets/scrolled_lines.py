"""Lines of which a part is in sight, below a first one that stays."""

from __future__ import annotations

from textual import events
from textual.geometry import Region

from socitm_tui.tui.widgets.line_widget import LineWidget
from socitm_tui.tui.widgets.moving import Moving
from socitm_tui.tui.widgets.timeline_rows import scrollbar_range

WHEEL = 3
"""Lines that a notch of the mouse wheel goes on."""


class ScrolledLines(Moving, LineWidget):
    """Drawn lines that scroll by themselves: other lines, or more of them, cost no layout."""

    top = 0
    """The number of the first line in sight, as far as the one that stays leaves it in sight."""

    _selected = False
    """True while some lines are selected, as far as those go that are being drawn."""

    def prepare(self) -> None:
        """See whether any line is selected."""
        self._selected = self.text_selection is not None

    @property
    def line_count(self) -> int:
        """All lines there are."""
        raise NotImplementedError

    @property
    def height(self) -> int:
        """The lines in sight."""
        return max(self.size.height, 1)

    @property
    def thumb(self) -> range:
        """The heights of the widget at which a bar shows which part of the lines is in sight."""
        return scrollbar_range(self.line_count, self.height, self.top)

    def scroll_to_line(self, top: int) -> None:
        """Bring a line to the top, as far as there are lines; those that only move are kept."""
        before, bar = self.top, self.thumb
        self.top = max(0, min(top, self.line_count - self.height))
        step = self.top - before
        if not step:
            return
        now, end = self.thumb, self._outer.height
        kept = {
            y - step: strip
            for y, strip in self._kept.items()
            if y > 0 < y - step < end and (y in bar) == (y - step in now)
        }
        self.refresh()
        self._kept.update(kept)

    def move_by(self, lines: int) -> None:
        """Go so many lines on."""
        self.scroll_to_line(self.top + lines)

    def redraw_line(self, line: int) -> None:
        """Draw one of the lines again, if it is in sight."""
        if 0 <= line - self.top < self.height:
            self.refresh(Region(0, line - self.top, self.size.width, 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Some lines down."""
        event.stop()
        self.scroll_to_line(self.top + WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Some lines up."""
        event.stop()
        self.scroll_to_line(self.top - WHEEL)
