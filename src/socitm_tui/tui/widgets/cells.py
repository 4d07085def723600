"""Text measured in terminal cells: made harmless, cut with an ellipsis, wrapped."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size, set_cell_size

__all__ = ["cell_len", "char_at_cell", "fit", "fit_padded", "wrap"]


def fit(text: str, width: int) -> str:
    """The text in at most `width` cells, cut with an ellipsis where it is longer."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    if text.isascii():
        return text[: width - 1].rstrip() + "…"
    return set_cell_size(text, width - 1).rstrip() + "…"


def fit_padded(text: str, width: int) -> str:
    """The text in exactly `width` cells."""
    shown = fit(text, width)
    return shown + " " * (width - cell_len(shown))


def char_at_cell(text: str, cell: int) -> int:
    """The number of the sign that stands at a cell of a text; of all signs, behind its end."""
    cells = 0
    for at, sign in enumerate(text):
        cells += cell_len(sign)
        if cells > cell:
            return at
    return len(text)


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Where each line of a paragraph starts and ends in it, no line wider than `width` cells."""
    width = max(width, 1)
    lines: list[tuple[int, int]] = []
    start = end = used = 0
    for first, last, size in _pieces(text, width):
        gap = first - end if end > start else 0
        if end > start and used + gap + size > width:
            lines.append((start, end))
            start, used, gap = first, 0, 0
        elif end == start:
            start = first
        end, used = last, used + gap + size
    lines.append((start, end))
    return lines


def _pieces(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and cells of each word; a word wider than a line comes in several pieces."""
    at = 0
    for word in text.split(" "):
        size = len(word) if word.isascii() else cell_len(word)
        if size <= width:
            if word:
                yield at, at + len(word), size
        else:
            yield from _chopped(word, at, width)
        at += len(word) + 1


def _chopped(word: str, at: int, width: int) -> Iterator[tuple[int, int, int]]:
    start = used = 0
    for place, char in enumerate(word):
        size = get_character_cell_size(char)
        if used + size > width and place > start:
            yield at + start, at + place, used
            start, used = place, 0
        used += size
    yield at + start, at + len(word), used
