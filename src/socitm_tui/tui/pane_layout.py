"""Which panes stand on the screen, and how wide each is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Name = Literal["filter", "timeline", "text"]
ORDER: tuple[Name, ...] = ("filter", "timeline", "text")
WIDE, MEDIUM, ROOMY, TALL = 100, 70, 130, 28
NARROWEST, USUAL, WIDEST = 26, 28, 34
"""Cells of the filter pane beside two others, beside one, and where there is room."""
SPINE, NARROW_SPINE = 11, 9
LEAST_TIMELINE = 34
LEAST_WIDTH, LEAST_HEIGHT = 40, 12
LOW = 16
"""Below so many lines months have no headings unless they are asked for."""
MEASURE = 66
LEAST_MEASURE, MOST_MEASURE = 30, 120
MARGINS = 4
"""Cells of a text beside its lines."""


def panes_shown(width: int, current: Name, *, text_on: bool = True, zen: bool = False) -> set[Name]:
    """The panes for a width: three, two, or the one that is in use."""
    if zen:
        return {"text"}
    if width < MEDIUM:
        return {current}
    if not text_on and current == "text":
        return {"text"}
    if width < WIDE:
        beside: Name = "filter" if current == "filter" else "text"
        return {"timeline", beside} if text_on or beside == "filter" else {"timeline"}
    return {"filter", "timeline", "text"} if text_on else {"filter", "timeline"}


def columns(width: int, shown: set[Name], measure: int) -> Mapping[str, int]:
    """Pane (or `spine`, beside the timeline) -> its cells; none where it is not shown.

    Args:
        width: Cells of the screen.
        shown: The panes on it.
        measure: Characters in a line of the text.
    """
    text = min(width, max(measure, LEAST_MEASURE) + MARGINS)
    if len(shown) == 1:
        alone: Mapping[str, int] = {"filter": width, "timeline": width, "text": text}
        return {"spine": 0} | {name: alone[name] if name in shown else 0 for name in ORDER}
    roomy, three = width >= ROOMY, width >= WIDE
    beside = (WIDEST if roomy else NARROWEST) if three else USUAL
    spine = (SPINE if roomy else NARROW_SPINE) if three else 0
    beside = beside if "filter" in shown else 0
    rest = width - beside - spine
    if "text" not in shown:
        return {"filter": beside, "spine": spine, "timeline": rest, "text": 0}
    timeline = rest * 7 // 13 if three and not roomy else rest // 2
    text = min(rest - max(timeline, LEAST_TIMELINE), text)
    return {"filter": beside, "spine": spine, "timeline": rest - text, "text": text}


def is_too_small(size: tuple[int, int]) -> bool:
    """True where so many columns and lines have no room for any pane."""
    return size[0] < LEAST_WIDTH or size[1] < LEAST_HEIGHT


def edge_height(height: int) -> int:
    """Lines that stand above the panes, and below them."""
    return 2 if height >= TALL else 1


def dense(height: int, *, asked: bool) -> bool:
    """True where only years have headings: on a low screen, unless that is what was changed."""
    return asked != (height < LOW)
