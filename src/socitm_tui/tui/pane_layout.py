"""Which panes are on the screen, and how wide each is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

PaneName = Literal["filter", "timeline", "text"]
PANE_ORDER: tuple[PaneName, ...] = ("filter", "timeline", "text")
WIDE, MEDIUM, ROOMY, TALL = 100, 70, 130, 28
NARROWEST, USUAL, WIDEST = 26, 28, 34
"""Cells of the filter pane: with two other panes, with one, and on a roomy screen."""
SPINE, NARROW_SPINE = 11, 9
LEAST_TIMELINE = 34
LEAST_WIDTH, LEAST_HEIGHT = 40, 12
LOW = 16
"""Below so many lines of the screen months have no headings unless the user wants them."""
MEASURE = 66
LEAST_MEASURE, MOST_MEASURE = 30, 120
MARGINS = 4
"""Cells of the text pane that its lines leave free."""


def panes_shown(
    width: int, current: PaneName, *, text_on: bool = True, zen: bool = False
) -> set[PaneName]:
    """The panes that a width has room for: three, two, or the one that is in use."""
    if zen:
        return {"text"}
    if width < MEDIUM:
        return {current}
    if not text_on and current == "text":
        return {"text"}
    if width < WIDE:
        second: PaneName = "filter" if current == "filter" else "text"
        return {"timeline", second} if text_on or second == "filter" else {"timeline"}
    return {"filter", "timeline", "text"} if text_on else {"filter", "timeline"}


def pane_widths(width: int, shown: set[PaneName], measure: int) -> Mapping[str, int]:
    """Pane, or `spine` for the year bars -> its cells; 0 if it is not shown.

    Args:
        width: Cells of the screen.
        shown: The panes on it.
        measure: Characters in a line of the text.
    """
    text = min(width, max(measure, LEAST_MEASURE) + MARGINS)
    if len(shown) == 1:
        alone: Mapping[str, int] = {"filter": width, "timeline": width, "text": text}
        return {"spine": 0} | {name: alone[name] if name in shown else 0 for name in PANE_ORDER}
    is_roomy, is_wide = width >= ROOMY, width >= WIDE
    filter_pane = (WIDEST if is_roomy else NARROWEST) if is_wide else USUAL
    filter_pane = filter_pane if "filter" in shown else 0
    bars = (SPINE if is_roomy else NARROW_SPINE) if is_wide else 0
    rest = width - filter_pane - bars
    if "text" not in shown:
        return {"filter": filter_pane, "spine": bars, "timeline": rest, "text": 0}
    timeline = rest * 7 // 13 if is_wide and not is_roomy else rest // 2
    text = min(rest - max(timeline, LEAST_TIMELINE), text)
    return {"filter": filter_pane, "spine": bars, "timeline": rest - text, "text": text}


def is_too_small(size: tuple[int, int]) -> bool:
    """True if so many columns and lines have no room for any pane."""
    return size[0] < LEAST_WIDTH or size[1] < LEAST_HEIGHT


def margin_lines(height: int) -> int:
    """Lines above the panes, and below them."""
    return 2 if height >= TALL else 1


def is_dense_layout(height: int, *, asked: bool) -> bool:
    """True if only years have headings: on a low screen, or as the user has asked, but not both."""
    return asked != (height < LOW)
