"""The legend: what each sign on the screen means."""

from __future__ import annotations

from typing import Final

SIGNS: Final = (
    ("●", "not read yet"),
    ("★", "bookmarked"),
    ("~", "only the month or the year is known"),
    ("‹ ›", "no headline is printed: the opening words stand for it"),
    ("×2", "the same story is told in two places"),
    ("⋯", "the text is cut off in the saved page"),
    ("✎", "a note, a highlight or a correction of yours"),
    ("▸", "where you are"),
    ("✓", "selected, or ticked in the filter (- is left out by it); in a capture: said by you"),
    ("?", "among captures: read with doubt; among bars: the month is not known"),
    ("·", "among the bars: a year or month without items"),
    ("[1]", "an address, listed with its number among the links"),
)
"""Sign -> its meaning."""
