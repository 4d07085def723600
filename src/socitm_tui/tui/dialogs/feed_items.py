"""The dialog that shows a captured feed: the fields of its items by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType

from socitm_tui.model.text import clean_line
from socitm_tui.tui.bindings import textual_keys
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog, dialog_title
from socitm_tui.tui.keys import KEYS
from socitm_tui.tui.widgets.cells import cell_len, fit_padded, wrap
from socitm_tui.tui.widgets.glyphs import Piece

if TYPE_CHECKING:
    from socitm_tui.parsing.formats.feed_fields import FeedEntry

MAX_NAME_CELLS: Final = 24
READ_FIRST: Final = (
    "title",
    "date",
    "pub",
    "update",
    "author",
    "creator",
    "summary",
    "descr",
    "cont",
)
"""Parts of the names of the fields that people read, in this order; all others follow."""


class FeedDialog(ListDialog):
    """One item of a feed at a time, with the fields that the feed gives it.

    Args:
        name: The name of the capture.
        entries: The items of the feed.
        line: A line of the item to begin with.
        show_lines: Shows the lines of the capture, given the one to begin at.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(textual_keys(key), "show_lines", key.name, show=False, id=key.id)
        for key in KEYS
        if key.id == "items"
    ]

    def __init__(
        self,
        name: str,
        entries: Sequence[FeedEntry],
        line: int,
        show_lines: Callable[[int], None],
    ) -> None:
        self._capture_name, self._entries, self._show_lines = name, entries, show_lines
        numbers = (n for n, entry in enumerate(entries) if entry.lines[0] <= line <= entry.lines[1])
        self._number = next(numbers, 0)
        hints = ("{items} lines as they are", "{previous-item} {next-item} other items")
        keys = {
            "next-item": lambda _: self._move_to_item(1),
            "previous-item": lambda _: self._move_to_item(-1),
        }
        super().__init__(self._make_title(), self._field_rows, hints, keys)

    def _make_title(self) -> Sequence[Piece]:
        suffix = f"a saved feed, item {self._number + 1:,} of {len(self._entries):,}"
        return dialog_title(self._capture_name, suffix)

    def _field_rows(self, width: int) -> list[DialogRow]:
        fields = sorted(self._entries[self._number].fields, key=lambda field: _rank(field[0]))
        return [DialogRow(), *field_rows(fields, width)]

    def _move_to_item(self, step: int) -> None:
        self._number = min(max(self._number + step, 0), len(self._entries) - 1)
        self.update_rows(self._make_title())

    def action_show_lines(self) -> None:
        """Show the lines of the capture as they are."""
        self._show_lines(self._entries[self._number].lines[0])

    def choose(self, value: str) -> None:
        """Stay open: a field leads nowhere."""


def _rank(name: str) -> int:
    """The place of a field among those that people read; what a program added comes last."""
    if name.startswith("_"):
        return len(READ_FIRST)
    plain = name.rpartition(":")[2].lower()
    places = (place for place, part in enumerate(READ_FIRST) if plain.startswith(part))
    return next(places, len(READ_FIRST))


def field_rows(fields: Sequence[tuple[str, str]], width: int) -> Iterator[DialogRow]:
    """Name and text of each field; an empty row after a text of several paragraphs."""
    names = [clean_line(name) for name, _ in fields]
    name_width = min(max(map(cell_len, names), default=0), MAX_NAME_CELLS) + 2
    room = max(width - name_width, 10)
    for number, (name, (_, text)) in enumerate(zip(names, fields, strict=True)):
        lines = [
            line[start:end]
            for paragraph in text.split("\n\n")
            for line in (clean_line(paragraph), "")
            for start, end in wrap(line, room)
        ][:-1]
        for at, line in enumerate(lines):
            label = fit_padded(name if not at else "", name_width)
            yield DialogRow(((label, "quiet"), (line, "text")), None if at else str(number))
