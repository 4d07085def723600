"""Lines that are drawn one by one, scroll by themselves, and can be selected with the mouse."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.geometry import Offset, Region
from textual.selection import Selection

from socitm_tui.tui.bindings import move_distance
from socitm_tui.tui.widgets.cells import char_at_cell
from socitm_tui.tui.widgets.line_widget import LineWidget
from socitm_tui.tui.widgets.text_positions import LineOffset
from socitm_tui.tui.widgets.timeline_rows import scrollbar_range

WHEEL_LINES: Final = 3
"""Lines that a notch of the mouse wheel scrolls."""
MAX_COPIED_LINES: Final = 10_000


class ScrolledLines(LineWidget):
    """A widget of numbered lines, of which those from `top` on are in sight.

    Other lines, or more of them, need no layout by Textual. A first line that stays in sight while
    the others scroll, as the heading of the timeline does, is drawn over the line `top`.
    """

    INDENT: ClassVar[int] = 0
    """Cells before the text of each line."""
    top = 0
    """The number of the first line in sight."""
    _has_selection = False
    """True if some of the lines are selected, while lines are being drawn."""

    @property
    def line_count(self) -> int:
        """The number of all lines."""
        raise NotImplementedError

    def line_text(self, line: int) -> str:
        """The text of a line, without the cells before it; empty if there is no such line."""
        raise NotImplementedError

    def prepare_drawing(self) -> None:
        """Find out whether any text is selected."""
        self._has_selection = self.text_selection is not None

    # -------------------------------------------------------------- scrolling
    @property
    def height(self) -> int:
        """The number of lines in sight."""
        return max(self.size.height, 1)

    def is_in_sight(self, line: int) -> bool:
        """True if a line is in sight."""
        return self.top <= line < self.top + self.height

    @property
    def scrollbar(self) -> range:
        """The heights in the widget at which a scroll bar is drawn."""
        return scrollbar_range(self.line_count, self.height, self.top)

    def scroll_to_line(self, top: int) -> None:
        """Scroll a line to the top, as far as there are lines; what was drawn is moved along."""
        before, bar = self.top, self.scrollbar
        self.top = max(0, min(top, self.line_count - self.height))
        step = self.top - before
        if not step:
            return
        new_bar, end = self.scrollbar, self._outer.height
        moved = {
            y - step: strip
            for y, strip in self._strips.items()
            if y > 0 < y - step < end and (y in bar) == (y - step in new_bar)
        }
        self.refresh()
        self._strips.update(moved)

    def reveal_line(self, line: int) -> None:
        """Scroll as little as it takes to have a line in sight."""
        if line < self.top:
            self.scroll_to_line(line)
        elif not self.is_in_sight(line):
            self.scroll_to_line(line - self.height + 1)

    def move_by(self, lines: int) -> None:
        """Move by some lines: down, or up if the number is negative."""
        self.scroll_to_line(self.top + lines)

    def action_move(self, movement: str) -> None:
        """Move as a key of the group “Moving” says."""
        self.move_by(move_distance(movement, self.height))

    def redraw_line(self, line: int) -> None:
        """Draw a line again if it is in sight."""
        if 0 <= line - self.top < self.height:
            self.refresh(Region(0, line - self.top, self.size.width, 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll some lines down."""
        event.stop()
        self.scroll_to_line(self.top + WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll some lines up."""
        event.stop()
        self.scroll_to_line(self.top - WHEEL_LINES)

    # -------------------------------------------------------------- selection by mouse
    def line_at(self, y: int) -> int:
        """The number of the line at a height of the widget, or of the nearest one."""
        return max(min(self.top + max(y, 0), self.line_count - 1), 0)

    def offset_at(self, x: int, y: int) -> Offset:
        """The line at a cell of the widget, and the index of the character there."""
        line = self.line_at(y)
        text = self.line_text(line)
        if self.top + y < 0:
            return Offset(0, 0)
        is_below = self.top + y > line
        return Offset(len(text) if is_below else char_at_cell(text, x - self.INDENT), line)

    def selection_ends(self, selection: Selection) -> tuple[LineOffset, LineOffset]:
        """Where a selection begins and ends."""
        start, end = selection
        first = (start.y, start.x) if start else (0, 0)
        return first, (end.y, end.x) if end else (self.line_count, 0)

    def selected_part(self, line: int) -> tuple[int, int] | None:
        """The first selected character of a line, and the one after the last, if there are any."""
        selection = self.text_selection if self._has_selection else None
        if selection is None:
            return None
        first, last = self.selection_ends(selection)
        length = len(self.line_text(line)) if first[0] <= line <= last[0] else 0
        start = first[1] if line == first[0] else 0
        end = min(last[1], length) if line == last[0] else length
        return (start, end) if start < end else None

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, as Textual asks for it, and the separator from that of others."""
        first, last = self.selection_ends(selection)
        texts = []
        for line in range(first[0], min(last[0] + 1, first[0] + MAX_COPIED_LINES, self.line_count)):
            text = self.line_text(line)
            start = first[1] if line == first[0] else 0
            texts.append(text[start : last[1] if line == last[0] else None].rstrip())
        return "\n".join(texts), "\n"

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Scroll while a selection is dragged to the first or the last line in sight."""
        if event.button and self.text_selection:
            if event.y >= self.size.height - 1:
                self.scroll_to_line(self.top + 1)
            elif event.y <= 0:
                self.scroll_to_line(self.top - 1)

    def text_select_all(self) -> None:
        """Not select everything by a double click, as Textual does."""
