"""Cut, pad and wrap text by its width in terminal cells."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size, set_cell_size

from socitm_tui.tui.widgets.glyphs import GLYPHS

__all__ = ["cell_len", "char_at_cell", "fit", "fit_padded", "wrap"]


def fit(text: str, width: int) -> str:
    """The text in at most `width` cells; if it is longer, it is cut with an ellipsis."""
    if cell_len(text) <= width:
        return text
    ellipsis = GLYPHS.ellipsis
    room = width - len(ellipsis)  # each of its characters takes one cell
    if room < 0:
        return ellipsis[: max(width, 0)]
    cut = text[:room] if text.isascii() else set_cell_size(text, room)
    return cut.rstrip() + ellipsis


def fit_padded(text: str, width: int) -> str:
    """The text in exactly `width` cells."""
    shown = fit(text, width)
    return shown + " " * (width - cell_len(shown))


def char_at_cell(text: str, cell: int) -> int:
    """The index of the character at a cell of a text; its length if the cell is beyond its end."""
    cells = 0
    for index, character in enumerate(text):
        cells += cell_len(character)
        if cells > cell:
            return index
    return len(text)


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """The start and stop index of each line of a paragraph, no line wider than `width` cells."""
    width = max(width, 1)
    lines: list[tuple[int, int]] = []
    start = end = used = 0
    for word_start, word_end, size in _words(text, width):
        gap = word_start - end if end > start else 0
        if end > start and used + gap + size > width:
            lines.append((start, end))
            start, used, gap = word_start, 0, 0
        elif end == start:
            start = word_start
        end, used = word_end, used + gap + size
    lines.append((start, end))
    return lines


def _words(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and cells of each word; a word that is wider than a line is split."""
    position = 0
    for word in text.split(" "):
        size = len(word) if word.isascii() else cell_len(word)
        if size > width:
            yield from _word_parts(word, position, width)
        elif word:
            yield position, position + len(word), size
        position += len(word) + 1


_BREAK_AFTER = frozenset("/-_?&=.,+")
"""Characters of an address after which it is broken rather than elsewhere."""


def _word_parts(word: str, position: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and cells of the parts of a long word, each of at most `width` cells.

    An address is broken behind a part of it, if that leaves no more than half of a line empty.
    """
    start = used = 0
    stop = stop_used = 0  # the last place in this line behind which it may be broken
    for index, character in enumerate(word):
        size = get_character_cell_size(character)
        if used + size > width and index > start:
            if stop_used * 2 < width:
                stop, stop_used = index, used
            yield position + start, position + stop, stop_used
            start, used, stop_used = stop, used - stop_used, 0
        used += size
        if character in _BREAK_AFTER:
            stop, stop_used = index + 1, used
    yield position + start, position + len(word), used
