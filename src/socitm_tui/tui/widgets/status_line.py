"""A line at the top or the bottom of a screen: words on the left, hints on the right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from textual.strip import Strip

from socitm_tui.model.text import clean_line
from socitm_tui.tui.widgets.cells import cell_len, fit
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.line_widget import LineWidget

_KEY_NAME: Final = re.compile(
    r"(ctrl|shift)\+.+|F\d+|(enter|esc|space|tab|left|right|PgUp|PgDn|Home|End)"
)
"""Keys in hints whose name is longer than a character."""
GAP: Final = 3
"""Cells between two hints."""
MIN_LEFT_WIDTH: Final = 12
"""Cells that the words on the left need for hints to be shown at all."""


class StatusLine(LineWidget):
    """One line; hints for which there is no room are dropped, the first ones first.

    If it is two lines high, the other line is a hairline between it and the panes.

    Args:
        id: The id of the widget.
        is_bottom: True at the bottom of the screen, where the hairline is above it.
    """

    def __init__(self, *, id: str, is_bottom: bool = False) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._hairline_y = 0 if is_bottom else 1
        self._left: tuple[tuple[Piece, ...], ...] = ((),)
        """The words on the left, in forms of different length, the longest first."""
        self._right: tuple[Piece, ...] = ()

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
        """The line or the hairline."""
        width = self.size.width
        if self.size.height > 1 and y == self._hairline_y:
            return self.make_strip([("─" * width, "hairline")])
        return self.make_strip(list(self._pieces(width)))

    def _pieces(self, width: int) -> Iterator[Piece]:
        hints = list(self._right)
        middle_form = self._left[len(self._left) // 2]  # hints are dropped for this one
        while len(hints) > 1 and _width(middle_form) + GAP + _width(hints, GAP) > width - 2:
            hints.pop(0)
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
        for text, kind in hints:
            keys, words = split_hint(text)
            yield " " * GAP, "text"
            yield keys, "strong"
            yield words, kind


def split_hint(hint: str) -> tuple[str, str]:
    """The keys that a hint begins with, and what they do."""
    words = hint.split(" ")
    keys = 0
    while keys < len(words) and (len(words[keys]) <= 1 or _KEY_NAME.fullmatch(words[keys])):
        keys += 1
    names = " ".join(words[: keys if keys < len(words) else 0])
    return names, hint[len(names) :]


def _width(pieces: Sequence[Piece], gap: int = 0) -> int:
    """The cells of pieces with a gap between each two of them."""
    return sum(cell_len(text) + gap for text, _ in pieces) - (gap if pieces else 0)
