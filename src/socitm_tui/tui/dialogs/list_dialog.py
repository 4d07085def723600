"""A list over the panes, of which a row can be chosen, and its rows.

The rows are drawn line by line, as in the timeline: a capture or the list of all notes can have
thousands of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from socitm_tui.model.entities import Entry
from socitm_tui.model.labels import date_label, publisher_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, key_table, move_distance, pane_bindings
from socitm_tui.tui.widgets.cells import cell_len, fit_padded, wrap
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.reader_lines import overlay_span
from socitm_tui.tui.widgets.scrolled_lines import ScrolledLines
from socitm_tui.tui.widgets.status_line import StatusLine
from socitm_tui.tui.widgets.text_selection import TextCopied
from socitm_tui.tui.widgets.timeline_rows import row_heading

DATE_CELLS, MIN_HEADING_CELLS, PUBLISHER_CELLS = 12, 8, 22
"""Cells of the columns of an entry."""
PUBLISHER_FROM: Final = 80
"""Cells of a list from which on an entry names its publisher."""
OTHER_LINES: Final = 3
"""Lines of a list dialog above and below its rows."""
ROW_HINTS: Final = ("{choose}", "{pick}", "{read}", "{correct}", "{down}", "{search}", "{note}")
"""Beginnings of hints whose keys act on a row."""


@dataclass(frozen=True, slots=True)
class DialogRow:
    """A row: its pieces, and its value if it can be chosen."""

    pieces: tuple[Piece, ...] = ()
    value: str | None = None
    line: int = 0
    """The line of a capture that it shows, if it shows one."""


def dialog_title(name: str, suffix: str = "", subject: str = "") -> list[Piece]:
    """The title of a list: its name, its subject in the accent colour, and a quiet suffix."""
    parts = ((subject, "emphasis"), (suffix, "quiet"))
    return [(name, "strong"), *((f" · {text}", kind) for text, kind in parts if text)]


class ListRows(ScrolledLines):
    """Draws rows; the cursor moves through those that can be chosen."""

    INDENT = 3

    def __init__(self, *, id: str = "list") -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.rows: Sequence[DialogRow] = ()
        self.style_row: Callable[[DialogRow], tuple[Sequence[Piece], str]] | None = None
        """The pieces of a row and their background, if they change while it is shown."""
        self.cursor = 0
        """The index of the row under the cursor."""
        self._has_had_size = False
        self._first_top: int | None = None
        """The first line in sight that was asked for."""

    def show(self, rows: Sequence[DialogRow], top: int | None = None) -> None:
        """Show rows; the cursor stays on the same value if possible.

        Args:
            rows: All rows.
            top: The first line in sight; if None, the same as before.
        """
        value = self.value
        self.rows = rows
        choices = self._choices
        same = (number for number in choices if rows[number].value == value)
        nearest = min(choices, key=lambda number: abs(number - self.cursor), default=0)
        self.cursor = next(same, nearest)
        self._first_top = top
        self.scroll_to_line(self.top if top is None else top)
        if top is None:
            self._reveal_cursor()
        else:  # what is asked for stays in sight, whatever can be chosen above it
            self.cursor = next((number for number in choices if number >= self.top), self.cursor)
        self.refresh()

    def update_size(self) -> None:
        """Keep the cursor in sight; show the line that was asked for."""
        is_first, self._has_had_size = not self._has_had_size, True
        if is_first and self._first_top is not None:
            self.scroll_to_line(self._first_top)
        else:
            self.scroll_to_line(0 if is_first else self.top)
            self._reveal_cursor()

    @property
    def _choices(self) -> list[int]:
        """The indexes of the rows that can be chosen."""
        return [number for number, row in enumerate(self.rows) if row.value is not None]

    @property
    def value(self) -> str | None:
        """The value of the row under the cursor."""
        return self.rows[self.cursor].value if self.cursor < len(self.rows) else None

    @property
    def line_count(self) -> int:
        """The number of all rows."""
        return len(self.rows)

    @property
    def height(self) -> int:
        """The number of rows in sight; before the first layout, what it will be."""
        return self.size.height or max(self.app.size.height - OTHER_LINES, 1)

    def line_text(self, line: int) -> str:
        """The text of a row; empty if there is no such row."""
        pieces = self.rows[line].pieces if 0 <= line < len(self.rows) else ()
        return "".join(text for text, _ in pieces).rstrip()

    def _reveal_cursor(self) -> None:
        """Scroll to the row under the cursor, and to those below it that belong to it."""
        if self.value is None:
            return
        last, end = self.cursor, min(self.cursor + self.height, len(self.rows))
        while last + 1 < end and self.rows[last + 1].value is None and self.rows[last + 1].pieces:
            last += 1
        if self.cursor <= self.top + 1:
            self.scroll_to_line(self.cursor - 2)
        elif last >= self.top + self.height:
            self.scroll_to_line(last - self.height + 1)

    def move_by(self, lines: int) -> None:
        """Move by some choices; by lines if nothing can be chosen."""
        choices = self._choices
        if not choices:
            super().move_by(lines)
            return
        number = choices.index(self.cursor) if self.cursor in choices else 0
        self.move_cursor(choices[max(0, min(number + lines, len(choices) - 1))])

    def move_cursor(self, row: int) -> None:
        """Put the cursor on a row and bring it into sight."""
        self.cursor = row
        self._reveal_cursor()
        self.refresh()

    def select_value(self, value: str) -> None:
        """Put the cursor on the row with a value."""
        rows = (number for number in self._choices if self.rows[number].value == value)
        self.move_cursor(next(rows, self.cursor))

    def render_line(self, y: int) -> Strip:
        """One row of those in sight."""
        number = self.top + y
        if number >= len(self.rows):
            return self.make_strip(())
        row = self.rows[number]
        pieces, background = self.style_row(row) if self.style_row else (row.pieces, "")
        if part := self.selected_part(number):
            pieces = overlay_span(pieces, *part, "here")
        is_current = number == self.cursor and row.value is not None
        margin = " ▸ " if is_current else " " * self.INDENT
        return self.make_strip(
            ((margin, "emphasis"), *pieces), "cursor" if is_current else background
        )


class ListDialog(ModalScreen[str]):
    """A list that fills the terminal; its result is the value of the row that is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("list")

    BACK_HINT: ClassVar[str] = "{leave} back"

    def __init__(
        self,
        title: Sequence[Piece],
        make_rows: Callable[[int], Sequence[DialogRow]],
        hints: Sequence[str] = ("{down} {up} move",),
        keys: Mapping[str, Callable[[str | None], object]] | None = None,
        first_row: Callable[[Sequence[DialogRow]], int] | None = None,
    ) -> None:
        """A list.

        Args:
            title: The line above the rows.
            make_rows: Makes the rows for so many cells.
            hints: Keys worth naming below the rows, an action in braces for its key.
            keys: Key, or id of a key -> what it does with the value under the cursor.
            first_row: Finds the row to begin with.
        """
        super().__init__()
        self.title_line = StatusLine(id="list-top", edge=("━", "accent"))
        self.hint_line = StatusLine(id="list-foot")
        self.list = ListRows()
        self._title, self._make_rows, self._hints = title, make_rows, hints
        self._keys, self._first_row = keys or {}, first_row
        self._width = 0

    def compose(self) -> ComposeResult:
        """The rows between two lines."""
        yield self.title_line
        yield self.list
        yield self.hint_line

    def on_mount(self) -> None:
        """Make the rows before the first frame, because keys typed ahead act on them."""
        self.update_rows(self._title)
        if self._first_row and self.list.rows:
            self.list.show(self.list.rows, self._first_row(self.list.rows))

    def set_title(self, title: Sequence[Piece]) -> None:
        """Show another title."""
        pieces = [(clean_line(text), kind) for text, kind in title]
        self.title_line.show(pieces, right=[(hint_in(self, self.BACK_HINT), "quiet")])

    def _show_hints(self) -> None:
        """Show the keys below the rows; none that need a row if there is none to choose."""
        has_rows = any(row.value is not None for row in self.list.rows)
        shown = (hint for hint in self._hints if has_rows or not hint.startswith(ROW_HINTS))
        self.hint_line.show([], right=[(hint_in(self, hint), "quiet") for hint in shown])

    def update_rows(self, title: Sequence[Piece] | None = None) -> None:
        """Make the rows again, and show another title if one is given."""
        if title is not None:
            self.set_title(title)
        self._width = self.app.size.width
        self.list.show(self._make_rows(self._width - 2 * self.list.INDENT))
        self._show_hints()

    def on_resize(self) -> None:
        """Make the rows for the new width."""
        if self._width != self.app.size.width:
            self.call_after_refresh(self.update_rows)

    # -------------------------------------------------------------- keys and mouse
    def on_key(self, event: events.Key) -> None:
        """Do what one of the keys of this list does."""
        pressed = {event.key, event.character}
        names = {key.id for key in key_table(self) if pressed & {*key.keys}} | pressed
        act = next((act for name, act in self._keys.items() if name in names), None)
        if act is not None:
            event.stop()
            act(self.list.value)

    def move_by(self, lines: int) -> None:
        """Move by some choices; by lines if nothing can be chosen."""
        self.list.move_by(lines)

    def action_move(self, movement: str) -> None:
        """Move as a key of the group “Moving” says."""
        self.move_by(move_distance(movement, self.list.height))

    def action_leave(self) -> None:
        """Close the list."""
        self.dismiss()

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self.list.value is not None:
            self.choose(self.list.value)

    def choose(self, value: str) -> None:
        """Close the list with a value."""
        self.dismiss(value)

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked."""
        offset = event.get_content_offset(self.list)
        if offset is None or self.list.text_selection:  # the end of a drag is no click
            return
        number = self.list.top + offset.y
        if number < len(self.list.rows) and self.list.rows[number].value is not None:
            self.list.cursor = number
            self.list.refresh()
            self.use_clicked()

    def use_clicked(self) -> None:
        """Do with the row under the cursor what a click does: choose it."""
        self.action_choose()

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """The list and the offset in its text, wherever the mouse is."""
        cell = Offset(x, y) - self.list.content_region.offset
        return self.list, self.list.offset_at(*cell)

    def action_copy_text(self) -> None:
        """Copy what the mouse has selected."""
        if text := self.get_selected_text():
            self.post_message(TextCopied(text))
            self.clear_selection()


def message_rows(words: str, width: int) -> list[DialogRow]:
    """What an empty list shows: why it is empty, and what to press."""
    lines = [words[start:end] for start, end in wrap(words, width)]
    return [DialogRow(), *(DialogRow(((line, "text"),)) for line in lines)]


def entry_row(entry: Entry, width: int) -> DialogRow:
    """An entry as a row: date, heading, publisher."""
    item = entry.item
    publisher = ""
    if width >= PUBLISHER_FROM:
        publisher = "  " + fit_padded(clean_line(publisher_label(item)), PUBLISHER_CELLS)
    room = width - DATE_CELLS - cell_len(publisher)
    return DialogRow(
        (
            (fit_padded(date_label(item), DATE_CELLS), "quiet"),
            (fit_padded(row_heading(item), max(room, MIN_HEADING_CELLS)), "text"),
            (publisher, "quiet"),
        ),
        entry.key,
    )
