"""Which panes are on the screen, and how wide each is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

PaneName = Literal["filter", "timeline", "text"]
PANE_ORDER: tuple[PaneName, ...] = ("filter", "timeline", "text")
TWO_PANES_WIDTH, THREE_PANES_WIDTH = 70, 120
"""Columns of the screen from which on there is room for two panes, and for three."""
TALL_HEIGHT = 28
"""Lines of the screen from which on the panes have larger margins."""
MIN_FILTER_WIDTH, FILTER_WIDTH, MAX_FILTER_WIDTH = 20, 26, 36
"""Cells of the filter pane: as many as its labels need, but no fewer than the first and no more
than the third; more than the second only if headlines and text have what they need."""
YEAR_BARS_WIDTH = 9
YEAR_BARS_FROM, MONTH_BARS_FROM = 108, 150
"""Columns from which on bars of years stand beside the timeline, if the filter pane, which has them
too, is not shown; and from which on bars of months stand beside the filter pane."""
HEADLINE_WIDTH = 43
"""Cells of a headline for which the timeline has room before the text gets more than it needs: 40,
and 3 for a sign such as `×2`."""
HEADLINE_GROWS_FROM = 120
"""Columns after which every other one is for the headlines."""
ROW_CELLS = 18
"""Cells of a row before and after its headline, with the scroll bar."""
MIN_TEXT_WIDTH = 35
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


def pane_widths(
    width: int,
    shown: set[PaneName],
    measure: int,
    *,
    filter_cells: int = FILTER_WIDTH,
    has_month_bars: bool = False,
) -> Mapping[str, int]:
    """Name of a pane, or `year_bars` for the year bars -> its width in cells; 0 if it is not shown.

    Args:
        width: Cells of the screen.
        shown: The panes on it.
        measure: Characters in a line of the text.
        filter_cells: The cells that the longest label of the filter pane needs.
        has_month_bars: True if the bars are those of months.
    """
    text = min(width, max(measure, MIN_MEASURE) + TEXT_MARGINS)
    if "timeline" not in shown:
        return {"filter": 0, "year_bars": 0, "timeline": 0, "text": 0} | (
            {"text": text} if "text" in shown else {"filter": width}
        )
    bars = YEAR_BARS_WIDTH if width >= _bars_from(shown, has_month_bars) else 0
    is_first = not (bars or "filter" in shown)
    timeline = _headline_width(width) + ROW_CELLS + (0 if is_first else 1)
    spare = width - bars - timeline - (MIN_TEXT_WIDTH if "text" in shown else 0)
    most = min(max(FILTER_WIDTH, spare), MAX_FILTER_WIDTH)
    filter_pane = min(max(filter_cells, MIN_FILTER_WIDTH), most) if "filter" in shown else 0
    rest = width - filter_pane - bars
    text = min(text, max(rest - timeline, MIN_TEXT_WIDTH)) if "text" in shown else 0
    return {"filter": filter_pane, "year_bars": bars, "timeline": rest - text, "text": text}


def _headline_width(width: int) -> int:
    """The cells of a headline that are kept from the text; on a wide screen, both get more."""
    return HEADLINE_WIDTH + max(width - HEADLINE_GROWS_FROM, 0) // 2


def _bars_from(shown: set[PaneName], has_month_bars: bool) -> float:
    """Columns of the screen from which on there are bars beside the timeline."""
    if "filter" in shown:
        return MONTH_BARS_FROM if has_month_bars else float("inf")
    return YEAR_BARS_FROM


def is_too_small(size: tuple[int, int]) -> bool:
    """True if a screen of this many columns and lines has no room for any pane."""
    return size[0] < MIN_WIDTH or size[1] < MIN_HEIGHT


def margin_lines(height: int) -> int:
    """Blank lines above the panes, and as many below them."""
    return 2 if height >= TALL_HEIGHT else 1
