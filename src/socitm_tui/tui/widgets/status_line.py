"""A line at the top or the bottom of a screen: words on the left, hints on the right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from textual import events
from textual.content import Content
from textual.keys import KEY_NAME_REPLACEMENTS
from textual.strip import Strip

from socitm_tui.model.text import clean_line
from socitm_tui.tui.keys import KEY_LABELS
from socitm_tui.tui.widgets.cells import cell_len, fit
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.line_widget import LineWidget

_KEY_NAME: Final = re.compile(
    r"(ctrl|shift)\+.+|F\d+|(enter|esc|space|tab|left|right|PgUp|PgDn|Home|End)"
)
"""Keys in hints whose name is longer than a character."""
KEPT_HINTS: Final = 5
"""Hints that are more important than the longest form of the words on the left."""
GAP: Final = 3
"""Cells between two hints."""
MIN_LEFT_WIDTH: Final = 12
"""Cells that the words on the left need for hints to be shown at all."""


class StatusLine(LineWidget):
    """One line; hints for which there is no room are dropped, the last ones first.

    If it is two lines high, the other line is an edge between it and the panes. A click on a hint
    presses its key.

    Args:
        id: The id of the widget.
        is_bottom: True at the bottom of the screen, where the hairline is above it.
        edge: The character of the edge, and its kind.
    """

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - Textual's name
        is_bottom: bool = False,
        edge: Piece = ("─", "hairline"),
    ) -> None:
        super().__init__(id=id)
        self._edge_line = edge
        self._hairline_y = 0 if is_bottom else 1
        self._left: tuple[tuple[Piece, ...], ...] = ((),)
        """The words on the left, in forms of different length, the longest first."""
        self._right: tuple[Piece, ...] = ()
        self._edge: tuple[Piece, ...] = ()
        """The edge, if it is no plain hairline."""
        self._key_cells: list[tuple[int, int, str]] = []
        """First cell of a key in a hint, the one after its last, and the key."""

    def show_edge(self, pieces: Iterable[Piece]) -> None:
        """Show another edge; it takes the place of the line if there are no words."""
        edge = tuple(pieces)
        if edge != self._edge:
            self._edge = edge
            self.refresh()

    def show(self, *left: Sequence[Piece], right: Sequence[Piece] = ()) -> None:
        """Show the first form of `left` for which there is room, and hints on the right."""
        content = tuple(tuple(form) for form in left), tuple(right)
        if content != (self._left, self._right):
            self._left, self._right = content
            self.refresh()

    @property
    def text(self) -> str:
        """The words on the left in their longest form."""
        return "".join(text for text, _ in self._left[0])

    def render_line(self, y: int) -> Strip:
        """The line or the edge."""
        width = self.size.width
        is_edge = y == self._hairline_y if self.size.height > 1 else self._edge and not self.text
        if is_edge:
            line, kind = self._edge_line
            return self.make_strip(self._edge or [(line * width, kind)])
        return self.make_strip(list(self._pieces(width)))

    def _pieces(self, width: int) -> Iterator[Piece]:
        middle_form = self._left[len(self._left) // 2]
        # hints are dropped for the longest form, the more important ones for the middle one alone
        for form, least in ((self._left[0], KEPT_HINTS), (middle_form, 1)):
            hints = list(self._right)
            while len(hints) > least and _width(form) + GAP + _width(hints, GAP) > width - 2:
                hints.pop()
            if _width(form) + GAP + _width(hints, GAP) <= width - 2:
                break
        room = width - 2 - (_width(hints, GAP) + GAP if hints else 0)
        if room < min(MIN_LEFT_WIDTH, _width(middle_form)):
            hints, room = [], width - 2
        left = next((form for form in self._left if _width(form) <= room), self._left[-1])
        yield " ", "text"
        for text, kind in left:
            shown = fit(clean_line(text), room)
            room -= cell_len(shown)
            yield shown, kind
            if shown != clean_line(text):
                break
        yield " " * max(room, 0), "text"
        cell, self._key_cells = width - 1 - _width(hints, GAP), []
        for text, kind in hints:
            keys, words = split_hint(text)
            yield " " * GAP, "text"
            yield keys, "emphasis"
            yield words, kind
            self._note_keys(keys, words, cell)
            cell += cell_len(text) + GAP

    def _note_keys(self, keys: str, words: str, cell: int) -> None:
        """Note where the keys of a hint are; the words belong to the last of them."""
        names = keys.split(" ") if keys else []
        for number, name in enumerate(names, 1):
            end = cell + cell_len(name)
            last = end + (cell_len(words) if number == len(names) == 1 else 0)
            self._key_cells.append((cell, last, name))
            cell = end + 1

    def on_click(self, event: events.Click) -> None:
        """Press the key of the hint that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or (self.size.height > 1 and offset.y == self._hairline_y):
            return
        for start, end, name in self._key_cells:
            if start <= offset.x < end:
                event.stop()
                self.app.post_message(pressed_key(name))


def split_hint(hint: str) -> tuple[str, str]:
    """The keys that a hint begins with, and what they do."""
    words = hint.split(" ")
    keys = 0
    while keys < len(words) and (len(words[keys]) <= 1 or _KEY_NAME.fullmatch(words[keys])):
        keys += 1
    names = " ".join(words[: keys if keys < len(words) else 0])
    return names, hint[len(names) :]


def hint_content(hints: str) -> Content:
    """Hints in a row, their keys in the accent colour, as a text of Textual."""
    separator = GLYPHS.own_text(" · ")
    parts = (split_hint(hint) for hint in hints.split(separator))
    made = [
        Content.assemble((keys, "bold $accent-ink"), (words, "$quiet")) for keys, words in parts
    ]
    return Content.styled(separator, "$quiet").join(made)


def pressed_key(label: str) -> events.Key:
    """The event of a key, given as a hint names it: `?`, `esc`, `ctrl+s`."""
    name = next((key for key, other in KEY_LABELS.items() if other == label), label)
    character = {"space": " ", "tab": "\t", "enter": "\r"}.get(name)
    if len(name) == 1:
        character = name
        if not name.isalnum():
            name = unicodedata.name(name).casefold().replace("-", "_").replace(" ", "_")
            name = KEY_NAME_REPLACEMENTS.get(name, name)
    return events.Key(name, character)


def _width(pieces: Sequence[Piece], gap: int = 0) -> int:
    """The cells of pieces with a gap between each two of them."""
    return sum(cell_len(text) + gap for text, _ in pieces) - (gap if pieces else 0)
