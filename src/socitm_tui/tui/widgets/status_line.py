"""A line at the edge of the screen: something on the left, something on the right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from textual.strip import Strip

from socitm_tui.model.text import clean_line
from socitm_tui.tui.widgets.cells import cell_len, fit
from socitm_tui.tui.widgets.line_widget import LineWidget
from socitm_tui.tui.widgets.timeline_rows import Piece

NAMED = re.compile(r"(ctrl|shift)\+.+|F\d+|(enter|esc|space|tab|left|right|PgUp|PgDn|Home|End)")
"""Keys in hints that are no single sign."""


class StatusLine(LineWidget):
    """One line of furniture. What does not fit on the right is left out from its left end.

    Where it is two lines high, a hairline parts it from what lies between the edges.
    """

    def __init__(self, *, id: str, bottom: bool = False) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rule = 0 if bottom else 1
        """The line of the two that is the hairline."""
        self._left: tuple[tuple[Piece, ...], ...] = ((),)
        self._right: tuple[Piece, ...] = ()

    def show(self, *left: Sequence[Piece], right: Sequence[Piece] = ()) -> None:
        """Show the longest of `left` that fits, and of `right` as much as there is room for."""
        wanted = tuple(tuple(parts) for parts in left), tuple(right)
        if wanted != (self._left, self._right):
            self._left, self._right = wanted
            self.refresh()

    @property
    def text(self) -> str:
        """What stands on the left, unless it is cut."""
        return "".join(text for text, _ in self._left[0])

    def render_line(self, y: int) -> Strip:
        """The line as it fits into the width there is."""
        width = self.size.width
        if self.size.height > 1 and y == self._rule:
            return self.strip([("─" * width, "hairline")])
        return self.strip(list(self._pieces(width)))

    def _pieces(self, width: int) -> Iterator[Piece]:
        right = list(self._right)
        left = self._left[len(self._left) // 2]  # of three forms the middle one makes keys yield
        while len(right) > 1 and _size(left) + 3 + _size(right, 3) > width - 2:
            right.pop(0)
        room = width - 2 - (_size(right, 3) + 3 if right else 0)
        if room < min(12, _size(left)):
            right, room = [], width - 2
        left = next((parts for parts in self._left if _size(parts) <= room), self._left[-1])
        yield " ", "text"
        for text, kind in left:
            shown = fit(clean_line(text), room)
            room -= cell_len(shown)
            yield shown, kind
            if shown != clean_line(text):
                break
        yield " " * max(room, 0), "text"
        for text, kind in right:
            keys, does = split_hint(text)
            yield "   ", "text"
            yield keys, "strong"
            yield does, kind


def split_hint(hint: str) -> tuple[str, str]:
    """The keys that a hint begins with, and what they do."""
    words = hint.split(" ")
    count = next((n for n, one in enumerate(words) if len(one) > 1 and not NAMED.fullmatch(one)), 0)
    keys = " ".join(words[:count])
    return keys, hint[len(keys) :]


def _size(parts: Sequence[Piece], gap: int = 0) -> int:
    """The cells that parts take up, with a gap between each two of them."""
    return sum(cell_len(text) + gap for text, _ in parts) - (gap if parts else 0)
