"""The timeline: headings and rows, drawn line by line, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from socitm_tui.tui.bindings import pane_bindings
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.dragging import Dragged
from socitm_tui.tui.widgets.timeline_lines import TimelineLines
from socitm_tui.tui.widgets.timeline_rows import (
    Piece,
    line_pieces,
    sticky_heading,
    top_line_showing,
)

if TYPE_CHECKING:
    from socitm_tui.model.entities import Entry
    from socitm_tui.search.index import RowGroup


class Timeline(Dragged, inherit_bindings=False):
    """What a query selects, newest first, under the headings of its years and months."""

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("timeline")

    @dataclass
    class CursorMoved(Message):
        """The cursor has moved to another row."""

        place: int

        def can_replace(self, message: Message) -> bool:
            """True for an older move: only the last place matters."""
            return isinstance(message, Timeline.CursorMoved)

    @dataclass
    class EntryOpened(Message):
        """A row was opened to be read."""

        place: int

    _entry: Callable[[int], Entry]
    """The entry of a place, where there are any."""

    def __init__(self, *, id: str = "timeline") -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.lines = TimelineLines()
        self.cursor = 0
        self._count = 0
        self._words: tuple[tuple[Piece, ...], ...] = ()
        self._bar = range(0)
        """The heights at which a bar shows which part is in sight."""
        self._seen = False
        """True once there was a size to show rows in."""
        self.dense = False
        """True where only years have headings."""
        self.picked: Container[str] = ()
        """Keys of the rows selected for the next action."""

    # -------------------------------------------------------------- what is shown
    def show(
        self,
        groups: Sequence[RowGroup],
        count: int,
        entry: Callable[[int], Entry],
        cursor: int,
    ) -> None:
        """Show these rows, the cursor on one of them."""
        self.lines = TimelineLines(groups, months=not self.dense)
        self._count, self._entry, self._words = count, entry, ()
        self.cursor = min(max(cursor, 0), max(count - 1, 0))
        self.top = max(0, min(self.top, self.lines.count - self.height))
        self._reveal(heading=True)
        self.refresh()

    def settle(self) -> None:
        """Scroll to where the cursor would stand if the rows were shown for the first time."""
        self.top = 0
        self._reveal(heading=True)
        self.refresh()

    def say(self, words: Sequence[Sequence[Piece]]) -> None:
        """Show a few lines of words in place of rows."""
        self.lines, self._count = TimelineLines(), 0
        self._words = tuple(tuple(line) for line in words)
        self.top = 0
        self.refresh()

    def redraw(self, places: Sequence[int] | None) -> None:
        """Draw rows again whose annotations have changed; None draws all in sight."""
        if places is None:
            self.refresh()
        for place in places or ():
            self.redraw_line(self.lines.line_of(place))

    def move(self, place: int) -> None:
        """Put the cursor on a row and bring it into sight."""
        if not self._count:
            return
        place = min(max(place, 0), self._count - 1)
        if place == self.cursor:
            self._reveal()
            return
        before, self.cursor = self.cursor, place
        self.redraw_line(self.lines.line_of(before))
        self.redraw_line(self.lines.line_of(place))
        self._reveal()
        self.post_message(self.CursorMoved(place))

    def move_by(self, lines: int) -> None:
        """Go so many rows on."""
        self.move(self.cursor + lines)

    def _reveal(self, *, heading: bool = False) -> None:
        """Scroll as little as it takes for the cursor to be seen below the sticky heading."""
        if not self._count:
            return
        place = (self.cursor, self.top, self.height)
        self.scroll_to_line(top_line_showing(self.lines, *place, heading=heading))

    @property
    def line_count(self) -> int:
        """Rows and headings."""
        return self.lines.count

    @property
    def _width(self) -> int:
        """The cells of a line, less that of the bar that shows which part is in sight."""
        return self.size.width - 1

    # -------------------------------------------------------------- drawing
    def prepare(self) -> None:
        """See which part is in sight."""
        super().prepare()
        self._bar = self.thumb

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        width = self._width
        if not self._count:
            return self.strip(self._words[y] if y < len(self._words) else ())
        line = self.top + y
        if line >= self.lines.count:
            return self.strip(())
        if y == 0:
            return self.strip(sticky_heading(self.lines, line, width, lit=self.lit))
        strip = self._line(line, width, "▐" if y in self._bar else "")
        return self.with_selection(strip, line) if self._selected else strip

    def _line(self, line: int, width: int, last: str = "") -> Strip:
        what = self.lines.at(line)
        pieces, here = line_pieces(what, width, self._entry, self.cursor, self.picked)
        ground = "cursor" if self.lit else "cursor-away"
        return self.strip(pieces, ground if here else "", last)

    def line_in(self, y: int) -> int:
        """The number of the line that stands at a height of the widget, below the heading."""
        return max(min(self.top + max(y, 1), self.lines.count - 1), 0)

    def line_text(self, line: int) -> str:
        """What a line says."""
        if not self._count or not 0 <= line < self.lines.count:
            return ""
        return self._line(line, self._width).text[self._edge :].rstrip()

    # -------------------------------------------------------------- events
    def fit(self) -> None:
        """Keep the cursor in sight; before there was a size, nothing could be."""
        if self._seen:
            self._reveal()
        else:
            self._seen = True
            self.settle()

    def redraw_active_marks(self) -> None:
        """Draw heading and cursor as those of the pane in use, or no longer."""
        self.redraw_line(self.top)
        if self._count:
            self.redraw_line(self.lines.line_of(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked; a second click opens it."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.x == self._width:
            room = max(self.height - 1, 1)
            self.scroll_to_line((self.lines.count - room) * offset.y // room)
            return
        place = self._place_at(event)
        if place is None or self.text_selection:  # a drag has ended here, no click
            return
        self.move(place)
        if event.chain > 1:
            self.post_message(self.EntryOpened(place))

    def _place_at(self, event: events.Click) -> int | None:
        offset = event.get_content_offset(self)
        line = self.top + offset.y if offset else self.lines.count
        if offset is None or offset.y == 0 or line >= self.lines.count:
            return None
        what = self.lines.at(line)
        return what if isinstance(what, int) else None

    # -------------------------------------------------------------- actions
    def action_open(self) -> None:
        """Read the row under the cursor."""
        if self._count:
            self.post_message(self.EntryOpened(self.cursor))


def paragraph(text: str, width: int, kind: str) -> list[tuple[Piece, ...]]:
    """A text as lines of pieces, indented by three."""
    return [(("   " + text[start:end], kind),) for start, end in wrap(text, width - 6)]
