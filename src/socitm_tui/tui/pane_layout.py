"""Which panes are on the screen, and how wide each is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

PaneName = Literal["filter", "timeline", "text"]
PANE_ORDER: tuple[PaneName, ...] = ("filter", "timeline", "text")
TWO_PANES_WIDTH, THREE_PANES_WIDTH, SPACIOUS_WIDTH = 70, 100, 130
"""Columns of the screen from which on there is room for two panes, for three, and for wide ones."""
TALL_HEIGHT = 28
"""Lines of the screen from which on the panes have larger margins."""
MONTH_HEADINGS_HEIGHT = 16
"""Lines of the screen from which on months have headings unless the user turns them off."""
FILTER_WIDTH_OF_TWO, FILTER_WIDTH_OF_THREE, SPACIOUS_FILTER_WIDTH = 28, 26, 34
"""Cells of the filter pane: beside one other pane, beside two, and on a spacious screen."""
YEAR_BARS_WIDTH, SPACIOUS_YEAR_BARS_WIDTH = 9, 11
MIN_TIMELINE_WIDTH = 34
MIN_WIDTH, MIN_HEIGHT = 40, 12
"""Columns and lines of the smallest screen on which anything is shown."""
DEFAULT_MEASURE, MIN_MEASURE, MAX_MEASURE = 66, 30, 120
"""The measure: characters in a line of the text."""
TEXT_MARGINS = 4
"""Cells of the text pane to the left and right of its text, together."""


def panes_shown(
    width: int, current: PaneName, *, text_on: bool = True, zen: bool = False
) -> set[PaneName]:
    """The panes that a width has room for: three, two, or only the current one.

    Args:
        width: Columns of the screen.
        current: The pane that has the focus.
        text_on: False if the user has hidden the text pane; it is shown only while it is current.
        zen: True if the user wants nothing but the text.
    """
    if zen:
        return {"text"}
    if width < TWO_PANES_WIDTH:
        return {current}
    if not text_on and current == "text":
        return {"text"}
    if width < THREE_PANES_WIDTH:
        second: PaneName = "filter" if current == "filter" else "text"
        return {"timeline", second} if text_on or second == "filter" else {"timeline"}
    return {"filter", "timeline", "text"} if text_on else {"filter", "timeline"}


def pane_widths(width: int, shown: set[PaneName], measure: int) -> Mapping[str, int]:
    """Name of a pane, or `spine` for the year bars -> its width in cells; 0 if it is not shown.

    Args:
        width: Cells of the screen.
        shown: The panes on it.
        measure: Characters in a line of the text.
    """
    text = min(width, max(measure, MIN_MEASURE) + TEXT_MARGINS)
    if len(shown) == 1:
        alone: Mapping[str, int] = {"filter": width, "timeline": width, "text": text}
        return {"spine": 0} | {name: alone[name] if name in shown else 0 for name in PANE_ORDER}
    is_spacious, is_wide = width >= SPACIOUS_WIDTH, width >= THREE_PANES_WIDTH
    filter_pane = FILTER_WIDTH_OF_THREE if is_wide else FILTER_WIDTH_OF_TWO
    if is_spacious:
        filter_pane = SPACIOUS_FILTER_WIDTH
    if "filter" not in shown:
        filter_pane = 0
    bars = (SPACIOUS_YEAR_BARS_WIDTH if is_spacious else YEAR_BARS_WIDTH) if is_wide else 0
    rest = width - filter_pane - bars
    if "text" not in shown:
        return {"filter": filter_pane, "spine": bars, "timeline": rest, "text": 0}
    timeline = rest * 7 // 13 if is_wide and not is_spacious else rest // 2
    text = min(rest - max(timeline, MIN_TIMELINE_WIDTH), text)
    return {"filter": filter_pane, "spine": bars, "timeline": rest - text, "text": text}


def is_too_small(size: tuple[int, int]) -> bool:
    """True if a screen of this many columns and lines has no room for any pane."""
    return size[0] < MIN_WIDTH or size[1] < MIN_HEIGHT


def margin_lines(height: int) -> int:
    """Blank lines above the panes, and as many below them."""
    return 2 if height >= TALL_HEIGHT else 1


def is_dense_layout(height: int, *, is_toggled: bool) -> bool:
    """True if only years have headings: on a low screen; the user's toggle reverses that."""
    return is_toggled != (height < MONTH_HEADINGS_HEIGHT)
