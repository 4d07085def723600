"""Lines that look alike, each of which may begin an item if the first one does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from socitm_tui.parsing.pages.look import Look
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.pieces import split_page

MAX_SHORT_WORDS: Final = 17
"""Words that a headline has at most."""
Form = Literal["date", "short", "long"]


def similar_lines(lines: Sequence[str]) -> list[int]:
    """Return the indexes of the lines that look like the first: dates, short lines or paragraphs.

    If blank lines separate paragraphs, only their first lines count.
    """
    page = split_page("\n".join(lines))
    looks = {
        piece.first - 1: look
        for piece, look in zip(page.pieces, PageView(page).looks, strict=True)
        if not piece.place
    }
    first = min(looks, default=0)
    has_paragraphs = any(page.blank[first : max(looks, default=0)])
    return [
        place
        for place, look in looks.items()
        if _form(look) == _form(looks[first])
        and (place == first or not has_paragraphs or page.blank[place - 1])
    ]


def _form(look: Look) -> Form:
    if look.family == "d":
        return "date"
    return "long" if look.family == "p" or look.words > MAX_SHORT_WORDS else "short"
