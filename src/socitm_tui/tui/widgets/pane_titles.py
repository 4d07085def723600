"""The line above the panes: name and count of each, those of the pane in use on a background."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from socitm_tui.tui.widgets.cells import cell_len, fit
from socitm_tui.tui.widgets.glyphs import Piece

TITLE_ORDER: Final = ("filter", "year_bars", "timeline", "text")


def title_pieces(
    cells: Mapping[str, int], titles: Mapping[str, str], current: str
) -> Iterator[Piece]:
    """The edge over the panes, with their titles in it.

    Args:
        cells: Name of a pane -> its cells; 0 if it is not shown.
        titles: Name of a pane -> its title.
        current: The pane in use.
    """
    shown = [name for name in TITLE_ORDER if cells[name] > 0]
    for name in shown:
        is_first, is_current = name == shown[0], name == current
        line, kind = ("━", "accent") if is_current else ("─", "hairline")
        room = cells[name] - (0 if is_first else 1)
        title = fit(f" {titles[name]} ", max(room - 1, 0))
        if not is_first:
            yield "┬", "hairline"
        yield line, kind
        yield title, "pane" if is_current else "quiet"
        yield line * max(room - 1 - cell_len(title), 0), kind
