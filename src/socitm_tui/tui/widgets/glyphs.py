"""The signs that the reader itself draws, in Unicode or in ASCII.

With `--ascii` they are characters that every terminal and font has. What a capture prints, and what
the user types, is never changed: “£” stays “£”.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

Piece = tuple[str, str]
"""A text and its kind, which decides its style."""
PRINTED_KINDS: Final = frozenset(
    ("text", "heading", "read", "title", "made", "mark", "more", "here", "highlight", "choice")
)
"""Kinds of text that captures print."""
ASCII_SIGNS: Final = {
    "●": "o", "★": "*", "✎": "n", "⋯": ":", "…": ".", "‹": "<", "›": ">", "“": '"', "”": '"',
    "‘": "'", "’": "'", "–": "-", "—": "-", "·": ".", "×": "x", "✓": "v", "▸": ">", "▾": "v",
    "│": "|", "─": "-", "━": "=", "┬": "+", "┌": "+", "←": "<", "→": ">", "↑": "^", "↓": "v",
    "▌": "=",
    "▁": ".", "▂": "_", "▃": "_", "▄": "=", "▅": "=", "▆": "=", "▇": "#", "█": "#", "▉": "#",
    "▊": "#", "▋": "#", "▍": "=", "▎": "-", "▏": "-", "▐": "#",
}  # fmt: skip
"""Sign -> a character of one cell."""


class Glyphs:
    """The signs in use; chosen once, when the reader starts."""

    def __init__(self) -> None:
        self.is_ascii = False
        self._table: dict[int, str] = {}

    def choose(self, *, is_ascii: bool) -> None:
        """Use the signs of ASCII or those of Unicode."""
        self.is_ascii = is_ascii
        self._table = str.maketrans(ASCII_SIGNS) if is_ascii else {}

    def own_text(self, text: str) -> str:
        """A text that the reader itself writes, in the signs in use; its width stays the same."""
        return text.translate(self._table) if self.is_ascii else text

    def own_pieces(self, pieces: Iterable[Piece]) -> list[Piece]:
        """Pieces of a line, in which no text that a capture prints is changed."""
        return [(text if is_printed(kind) else self.own_text(text), kind) for text, kind in pieces]

    @property
    def ellipsis(self) -> str:
        """The end of a text that was cut."""
        return "..." if self.is_ascii else "…"


def is_printed(kind: str) -> bool:
    """True for the kinds of text that captures print, addresses among them."""
    return kind in PRINTED_KINDS or kind.startswith("link")


GLYPHS: Final = Glyphs()
