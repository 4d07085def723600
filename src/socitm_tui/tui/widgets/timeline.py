"""The timeline: headings and rows of items, drawn line by line, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from socitm_tui.tui.bindings import pane_bindings
from socitm_tui.tui.widgets.cells import wrap
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.reader_lines import overlay_span
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines
from socitm_tui.tui.widgets.timeline_lines import TimelineLines
from socitm_tui.tui.widgets.timeline_rows import (
    heading_lines,
    line_pieces,
    sticky_heading,
    top_line_showing,
)

if TYPE_CHECKING:
    from socitm_tui.model.entities import Entry
    from socitm_tui.search.index import RowGroup


class Timeline(ScrolledLines, inherit_bindings=False):
    """The items that a query selects, under the headings of their years and months."""

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("timeline")

    @dataclass
    class CursorMoved(Message):
        """The cursor has moved to another row."""

        position: int

        def can_replace(self, message: Message) -> bool:
            """True for an earlier move: only the last position matters."""
            return isinstance(message, Timeline.CursorMoved)

    @dataclass
    class EntryOpened(Message):
        """The user wants to read the entry of a row."""

        position: int

    _entry_at: Callable[[int], Entry]
    """The entry at a position, if there are any rows."""

    def __init__(self, *, id: str = "timeline") -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.lines = TimelineLines()
        self.cursor = 0
        """The position of the row under the cursor."""
        self.has_months = False
        """True if months have headings."""
        self.picked: Container[str] = ()
        """Keys of the items that are picked for the next action."""
        self._row_count = 0
        self._message: tuple[tuple[Piece, ...], ...] = ()
        """Lines that are shown if there are no rows."""
        self._drawn_scrollbar = range(0)
        self._has_had_size = False

    # -------------------------------------------------------------- what is shown
    def show(
        self,
        groups: Sequence[RowGroup],
        count: int,
        entry_at: Callable[[int], Entry],
        cursor: int,
    ) -> None:
        """Show rows, the cursor on one of them.

        Args:
            groups: The months of the rows.
            count: The number of rows.
            entry_at: Reads the entry at a position.
            cursor: The position of the cursor.
        """
        self.lines = TimelineLines(groups, has_months=self.has_months)
        self._row_count, self._entry_at, self._message = count, entry_at, ()
        self.cursor = min(max(cursor, 0), max(count - 1, 0))
        self._expand_cursor()
        self.top = max(0, min(self.top, self.lines.count - self.height))
        self._reveal_cursor(is_centred=True)
        self.refresh()

    def show_message(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show a few lines in place of rows."""
        self.lines, self._row_count = TimelineLines(), 0
        self._message = tuple(
            tuple((GLYPHS.own_text(text), kind) for text, kind in line) for line in lines
        )
        self.top = 0
        self.refresh()

    def reset_scrolling(self) -> None:
        """Scroll to where the cursor would be if the rows were shown for the first time."""
        self.top = 0
        self._reveal_cursor(is_centred=True)
        self.refresh()

    def redraw_rows(self, positions: Sequence[int] | None) -> None:
        """Draw rows again whose annotations have changed; all of them if `positions` is None."""
        extra = self.lines.extra
        self._expand_cursor()  # its signs may leave another room for its heading
        if positions is None or self.lines.extra != extra:
            self.refresh()
        for position in positions or ():
            self._redraw_row(position)

    def _redraw_row(self, position: int) -> None:
        extra = self.lines.extra if position == self.cursor else 0
        line = self.lines.line_of(position)
        for number in range(line, line + extra + 1):
            self.redraw_line(number)

    def _expand_cursor(self) -> None:
        """Give the row under the cursor as many lines as its whole heading needs."""
        if self._row_count:
            width = self._text_width
            lines = heading_lines(self._entry_at(self.cursor), width) if width > 0 else ("",)
            self.lines.expand(self.cursor, len(lines) - 1)

    # -------------------------------------------------------------- the cursor
    def move_cursor(self, position: int, *, is_jump: bool = False) -> None:
        """Put the cursor on a row and bring it into sight; after a jump, lines on both sides."""
        if not self._row_count:
            return
        before, self.cursor = self.cursor, min(max(position, 0), self._row_count - 1)
        if self.cursor == before:
            self._reveal_cursor()
            return
        self._redraw_cursors(before)
        line = self.lines.line_of(self.cursor)
        if is_jump and not self.top < line < self.top + self.height * 2 // 3:
            self.scroll_to_line(line - self.height // 3)
        self._reveal_cursor()
        self.post_message(self.CursorMoved(self.cursor))

    def _redraw_cursors(self, before: int) -> None:
        """Draw the row again that the cursor has left, and the one that it is on."""
        extra, bar = self.lines.extra, self.scrollbar
        first, after = sorted((before, self.cursor))
        end = self.lines.line_of(after) + (extra if after == before else 0) + 1
        self._expand_cursor()
        step = self.lines.extra - extra
        if not extra and not step:
            self._redraw_row(before)
            self._redraw_row(self.cursor)
            return
        top, height = self.lines.line_of(first) - self.top, self.height
        new_bar, below = self.scrollbar, end - self.top
        moved = {
            y + step: strip
            for y, strip in self._strips.items()
            if max(below, 1, 1 - step) <= y < height - step and (y in bar) == (y + step in new_bar)
        }
        for y in {*bar} ^ {*new_bar}:
            self.refresh(Region(0, y, self.size.width, 1))
        top, bottom = max(top, 0), height if step else min(below, height)
        if bottom > top:
            self.refresh(Region(0, top, self.size.width, bottom - top))
        self._strips.update(moved if step else {})

    def move_by(self, lines: int) -> None:
        """Move the cursor by some rows."""
        self.move_cursor(self.cursor + lines)

    def _reveal_cursor(self, *, is_centred: bool = False) -> None:
        """Scroll as little as it takes for the cursor to be below the sticky heading."""
        if self._row_count:
            top = top_line_showing(
                self.lines, self.cursor, self.top, self.height, is_centred=is_centred
            )
            self.scroll_to_line(top)

    # -------------------------------------------------------------- drawing
    @property
    def line_count(self) -> int:
        """The number of rows and headings."""
        return self.lines.count

    @property
    def _text_width(self) -> int:
        """The cells of a line without that of the scroll bar."""
        return self.size.width - 1

    def prepare_drawing(self) -> None:
        """Compute where the scroll bar is."""
        super().prepare_drawing()
        self._drawn_scrollbar = self.scrollbar

    def render_line(self, y: int) -> Strip:
        """One line of those in sight; the first is the sticky heading."""
        if not self._row_count:
            return self.make_strip(self._message[y] if y < len(self._message) else ())
        line = self.top + y
        if line >= self.lines.count:
            return self.make_strip(())
        if y == 0:
            heading = sticky_heading(self.lines, line, self._text_width, is_active=self.is_active)
            return self.make_strip(heading)
        pieces, is_current = self._pieces(line)
        if part := self.selected_part(line):
            pieces = overlay_span(pieces, *part, "here")
        background = "cursor" if self.is_active else "cursor-away"
        last = "▐" if y in self._drawn_scrollbar else ""
        return self.make_strip(pieces, background if is_current else "", last)

    def _pieces(self, line: int) -> tuple[Sequence[Piece], bool]:
        """The pieces of a line, and whether the cursor is on it."""
        content, part = self.lines.at(line), self.lines.part(line)
        width = self._text_width
        return line_pieces(content, width, self._entry_at, self.cursor, self.picked, part=part)

    def line_at(self, y: int) -> int:
        """The number of the line at a height of the widget, below the sticky heading."""
        return super().line_at(max(y, 1))

    def line_text(self, line: int) -> str:
        """The text of a line; empty if there is no such line."""
        if not self._row_count or not 0 <= line < self.lines.count:
            return ""
        return "".join(text for text, _ in self._pieces(line)[0]).rstrip()

    # -------------------------------------------------------------- events
    def update_size(self) -> None:
        """Keep the cursor in sight, with its whole heading."""
        self._expand_cursor()
        if self._has_had_size:
            self._reveal_cursor()
        else:
            self._has_had_size = True
            self.reset_scrolling()

    def redraw_active_marks(self) -> None:
        """Draw the heading and the cursor again."""
        self.redraw_line(self.top)
        if self._row_count:
            self._redraw_row(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Move to the row that was clicked; open it at a second click."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.x == self._text_width:
            room = max(self.height - 1, 1)
            self.scroll_to_line((self.lines.count - room) * offset.y // room)
            return
        line = self.top + offset.y if offset else self.lines.count
        if offset is None or offset.y == 0 or line >= self.lines.count:
            return
        position = self.lines.at(line)
        if not isinstance(position, int) or self.text_selection:  # the end of a drag is no click
            return
        if event.chain > 1:  # rows may have moved since the first click
            self.action_open()
        else:
            self.move_cursor(position)

    def action_open(self) -> None:
        """Read the entry under the cursor."""
        if self._row_count:
            self.post_message(self.EntryOpened(self.cursor))


def paragraph_lines(text: str, width: int, kind: str) -> list[tuple[Piece, ...]]:
    """A text as lines of pieces, indented by three cells."""
    return [(("   " + text[start:end], kind),) for start, end in wrap(text, width - 6)]
