"""Lines that the mouse can select and the user copy, however many there are."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from socitm_tui.tui.widgets.cells import cell_len, char_at_cell
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines

MOST = 10_000
"""Lines that are copied at once."""


class Dragged(ScrolledLines):
    """A widget of lines, drawn one by one, of which some may be selected."""

    def line_in(self, y: int) -> int:
        """The number of the line that stands at a height of the widget."""
        raise NotImplementedError

    def line_text(self, line: int) -> str:
        """What a line says."""
        raise NotImplementedError

    def offset_at(self, x: int, y: int) -> Offset:
        """The line, and the sign of it, that stands at a cell of the widget."""
        line = self.line_in(y)
        return Offset(char_at_cell(self.line_text(line), x), line)

    def text_select_all(self) -> None:
        """Two clicks mean something else here."""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A selection that is dragged to the edge goes on behind it."""
        if event.button and self.text_selection:
            if event.y >= self.size.height - 1:
                self.scroll_to_line(self.top + 1)
            elif event.y <= 1:
                self.scroll_to_line(self.top - 1)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text that is selected, line by line."""
        start, end = selection
        first, last = start.y if start else 0, end.y if end else MOST
        lines = []
        for line in range(first, min(last, first + MOST) + 1):
            text = self.line_text(line)
            low, high = selection.get_span(line) or (0, 0)
            lines.append(text[low : high if high >= 0 else None].rstrip())
        return "\n".join(lines), "\n"

    def with_selection(self, strip: Strip, line: int) -> Strip:
        """A line as it was drawn, with what of it is selected."""
        selection = self.text_selection
        span = selection.get_span(line) if selection else None
        if span is None:
            return strip
        text = self.line_text(line)
        start = self._edge + cell_len(text[: span[0]])
        end = self._edge + (cell_len(text[: span[1]]) if span[1] >= 0 else cell_len(text))
        style = self._theme_styles.style("here")
        middle = Strip([Segment(strip.crop(start, end).text, style)])
        return Strip.join([strip.crop(0, start), middle, strip.crop(end)])
