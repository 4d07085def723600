"""A sheet over the panes: lines to scroll through, or to choose one of, between two edge lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from socitm_tui.model.entities import Entry
from socitm_tui.model.labels import date_label, heading_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import hint_in, key_table, pane_bindings
from socitm_tui.tui.widgets.cells import fit_padded
from socitm_tui.tui.widgets.dragging import Dragged
from socitm_tui.tui.widgets.moving import Moving
from socitm_tui.tui.widgets.status_line import StatusLine
from socitm_tui.tui.widgets.timeline_rows import Piece

EDGES = 3
"""Lines above and below a sheet."""
MARGIN = " " * 3
"""Before each line, where the cursor is shown."""


@dataclass(frozen=True, slots=True)
class DialogRow:
    """One line: its pieces, and what choosing it means, where it can be chosen."""

    pieces: tuple[Piece, ...] = ()
    value: str | None = None


def dialog_title(name: str, aside: str = "", lit: str = "") -> list[Piece]:
    """The title of a sheet: what it is, what of in the accent colour, and an aside."""
    parts = ((lit, "lit"), (aside, "quiet"))
    return [(name, "strong"), *((f" · {text}", kind) for text, kind in parts if text)]


class ListRows(Dragged):
    """Draws the lines there are; the cursor goes through those that can be chosen."""

    def __init__(self) -> None:
        super().__init__(id="list")
        self.rows: Sequence[DialogRow] = ()
        self.cursor = 0
        self._fitted = False
        """True once there was a size to show lines in."""
        self._first_top: int | None = None
        """The line that was asked for at the beginning."""

    def show(self, rows: Sequence[DialogRow], top: int | None = None) -> None:
        """Show these lines; the cursor stays on what it was on, as far as it is there still."""
        before = self.value
        self.rows = rows
        at = self._choices
        same = (number for number in at if rows[number].value == before)
        self.cursor = next(same, min(at, key=lambda one: abs(one - self.cursor), default=0))
        self._first_top = top
        self.scroll_to_line(self.top if top is None else top)
        if top is None:
            self._reveal()
        else:  # what is asked for stays in sight, whatever could be chosen above it
            self.cursor = next((one for one in at if one >= self.top), self.cursor)
        self.refresh()

    def fit(self) -> None:
        """Keep the cursor in sight; before there was a size, nothing could be."""
        first, self._fitted = not self._fitted, True
        if first and self._first_top is not None:
            self.scroll_to_line(self._first_top)
        else:
            self.scroll_to_line(0 if first else self.top)
            self._reveal()

    @property
    def _choices(self) -> list[int]:
        """The lines that can be chosen."""
        return [number for number, row in enumerate(self.rows) if row.value is not None]

    @property
    def value(self) -> str | None:
        """What the cursor stands on."""
        return self.rows[self.cursor].value if self.cursor < len(self.rows) else None

    @property
    def line_count(self) -> int:
        """All lines there are."""
        return len(self.rows)

    @property
    def height(self) -> int:
        """The lines in sight, or that will be."""
        return self.size.height or max(self.app.size.height - EDGES, 1)

    def line_in(self, y: int) -> int:
        """The number of the line that stands at a height of the widget."""
        return max(min(self.top + max(y, 0), len(self.rows) - 1), 0)

    def line_text(self, line: int) -> str:
        """What a line says."""
        pieces = self.rows[line].pieces if 0 <= line < len(self.rows) else ()
        return MARGIN + "".join(text for text, _ in pieces).rstrip()

    def _reveal(self) -> None:
        if self.value is None:
            return
        if self.cursor <= self.top + 1:
            self.scroll_to_line(self.cursor - 2)
        elif self.cursor >= self.top + self.height:
            self.scroll_to_line(self.cursor - self.height + 1)

    def move_by(self, lines: int) -> None:
        """Go some lines on, or choices where there are any."""
        at = self._choices
        if not at:
            super().move_by(lines)
            return
        place = at.index(self.cursor) if self.cursor in at else 0
        self.cursor = at[max(0, min(place + lines, len(at) - 1))]
        self._reveal()
        self.refresh()

    def go_to(self, value: str) -> None:
        """Put the cursor on what can be chosen."""
        at = (number for number in self._choices if self.rows[number].value == value)
        self.cursor = next(at, self.cursor)
        self._reveal()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        number = self.top + y
        if number >= len(self.rows):
            return self.strip(())
        row = self.rows[number]
        here = number == self.cursor and row.value is not None
        pieces = ((" ▸ " if here else MARGIN, "lit"), *row.pieces)
        strip = self.strip(pieces, "cursor" if here else "")
        return self.with_selection(strip, number) if self._selected else strip


class ListDialog(Moving, ModalScreen[str]):
    """A sheet, closed by esc or q, or by choosing. It fills the terminal."""

    BINDINGS: ClassVar[list[BindingType]] = pane_bindings("sheet")

    @dataclass
    class Copied(Message):
        """A text is to be copied."""

        text: str

    BACK: ClassVar[str] = "{leave} back"
    """How to leave it."""

    def __init__(
        self,
        title: Sequence[Piece],
        lay_out: Callable[[int], Sequence[DialogRow]],
        hints: Sequence[str] = ("{down} {up} move",),
        keys: Mapping[str, Callable[[str | None], None]] | None = None,
        start: Callable[[Sequence[DialogRow]], int] | None = None,
    ) -> None:
        """A sheet.

        Args:
            title: What stands at the top.
            lay_out: The lines for so many cells.
            hints: The keys worth naming at the bottom, an action in braces for its key.
            keys: What further actions of the table of keys, or keys, do with what the cursor
                stands on.
            start: The line to begin with.
        """
        super().__init__()
        self.edge, self.foot = StatusLine(id="list-top"), StatusLine(id="list-foot")
        self.sheet = ListRows()
        self._title, self._lay_out, self._hints = title, lay_out, hints
        self._keys, self._start = keys or {}, start
        self._width = 0

    def compose(self) -> ComposeResult:
        """The sheet between its edges."""
        yield self.edge
        yield self.sheet
        yield self.foot

    def on_mount(self) -> None:
        """Lay the lines out before there is a first frame: keys typed ahead act on them."""
        self.update_rows(self._title)
        if self._start and self.sheet.rows:
            self.sheet.show(self.sheet.rows, self._start(self.sheet.rows))

    def set_title(self, title: Sequence[Piece]) -> None:
        """Show another title."""
        back, *hints = (hint_in(self, hint) for hint in (self.BACK, *self._hints))
        self.edge.show([(clean_line(text), kind) for text, kind in title], right=[(back, "quiet")])
        self.foot.show([], right=[(hint, "quiet") for hint in hints])

    @property
    def height(self) -> int:
        """The lines in sight."""
        return self.sheet.height

    def move_by(self, lines: int) -> None:
        """Go so many lines on, or choices where there are any."""
        self.sheet.move_by(lines)

    def update_rows(self, title: Sequence[Piece] | None = None) -> None:
        """Lay the lines out anew, under another title if one is given."""
        if title is not None:
            self.set_title(title)
        self._width = self.app.size.width
        self.sheet.show(self._lay_out(self._width - 6))

    def on_resize(self) -> None:
        """As many cells as there are now."""
        if self._width != self.app.size.width:
            self.call_after_refresh(self.update_rows)

    def on_key(self, event: events.Key) -> None:
        """The further keys."""
        pressed = {event.key, event.character}
        names = {key.id for key in key_table(self) if pressed & {*key.keys}} | pressed
        act = next((act for name, act in self._keys.items() if name in names), None)
        if act is not None:
            event.stop()
            act(self.sheet.value)

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        offset = event.get_content_offset(self.sheet)
        if offset is None or self.sheet.text_selection:  # a drag has ended here, no click
            return
        number = self.sheet.top + offset.y
        if number < len(self.sheet.rows) and self.sheet.rows[number].value is not None:
            self.sheet.cursor = number
            self.sheet.refresh()
            self.action_choose()

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """The sheet, wherever the mouse is, and the place in its text."""
        at = Offset(x, y) - self.sheet.content_region.offset
        return self.sheet, self.sheet.offset_at(*at)

    def action_copy_text(self) -> None:
        """Copy what the mouse has selected."""
        if text := self.get_selected_text():
            lines = (line.removeprefix(MARGIN) for line in text.split("\n"))
            self.post_message(self.Copied("\n".join(lines)))
            self.clear_selection()

    def action_leave(self) -> None:
        """Back to where one was."""
        self.dismiss()

    def action_choose(self) -> None:
        """Close with what the cursor stands on."""
        if self.sheet.value is not None:
            self.chosen(self.sheet.value)

    def chosen(self, value: str) -> None:
        """What choosing does; here it closes."""
        self.dismiss(value)


def entry_row(entry: Entry, width: int) -> DialogRow:
    """An entry as one line of a sheet: date, heading, publisher."""
    item = entry.item
    source = fit_padded(clean_line(item.publisher), 22) if width >= 80 else ""
    room = width - 14 - (len(source) + 2 if source else 0)
    heading = fit_padded(clean_line(heading_label(item)), max(room, 8))
    return DialogRow(
        (
            (fit_padded(date_label(item), 12), "quiet"),
            (heading, "text"),
            (f"  {source}", "quiet"),
        ),
        entry.key,
    )
