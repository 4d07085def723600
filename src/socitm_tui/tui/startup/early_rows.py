"""The newest rows, on the screen before Textual is imported.

Importing Textual is the longest part of a start, and the index answers long before. Where there is
no screen of the last run that still holds (`glimpse`), the rows that the reader will begin with are
drawn at their places, in their colours, from the same parts as the timeline draws them. What is
not certain yet is not drawn.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from functools import partial

from rich.color import ColorSystem

from socitm_tui.model.entities import Entry
from socitm_tui.search.index import Index, Selection
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.query import EMPTY_QUERY, QueryError, parse_query
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.reader_state import ReaderState, read_reader_state
from socitm_tui.storage.regular_files import file_identity
from socitm_tui.tui import pane_layout as geometry
from socitm_tui.tui.styles import FIRST, KNOWN, Looks
from socitm_tui.tui.widgets import timeline_rows as rows
from socitm_tui.tui.widgets.status_text import order_named
from socitm_tui.tui.widgets.timeline_lines import Lines

DEPTHS = {"256color": ColorSystem.EIGHT_BIT, "kitty": ColorSystem.EIGHT_BIT}
"""What the name of a terminal ends in -> the colours it has, as Rich tells them."""
_opened: tuple[tuple[object, ...], Index] | None = None
"""What files were like, and the index of them."""
UNUSUAL = ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS", "TEXTUAL_DRIVER")
"""Variables by which everything is drawn in another way."""


def screen(home: Home, size: tuple[int, int]) -> str | None:
    """The screen with the rows on it; None where they cannot be had at once.

    Args:
        home: Where archive and state are.
        size: Columns and lines of the terminal.
    """
    global _opened
    state = read_reader_state(home.state)
    colours = KNOWN.get(state.theme or FIRST)
    unusual = any(name in os.environ for name in UNUSUAL)
    if colours is None or unusual or geometry.is_too_small(size):
        return None
    stamps = _stamps(home)
    with contextlib.suppress(StorageError, DamagedIndexError):
        index = Index.open_if_fresh(home)
        if index is None:
            return None
        gc.disable()  # as the reader does until its first frame
        _opened, index.is_self_repairing = (stamps, index), False
        selection = _selection(index, state)
        if selection.rows:
            return "".join(_lines(index, selection, state, Looks(colours), size))
    return None


def opened(home: Home) -> Index | None:
    """The index that rows were drawn from, where nothing has changed since; it is given once."""
    global _opened
    found, _opened = _opened, None
    if found is None or found[0] != _stamps(home):
        return None
    found[1].is_self_repairing = True
    return found[1]


def _stamps(home: Home) -> tuple[object, ...]:
    return tuple(map(file_identity, (home.archive, home.index, home.added_index, home.notebook)))


def _selection(index: Index, state: ReaderState) -> Selection:
    """What the reader was left at."""
    query = EMPTY_QUERY
    with contextlib.suppress(QueryError):
        query = parse_query(state.query, index.known_values)
    return index.select(query, order_named(state.order))


def _lines(
    index: Index, selection: Selection, state: ReaderState, looks: Looks, size: tuple[int, int]
) -> Iterator[str]:
    """Every line of the screen, each from its first cell."""
    (width, height), colours = size, depth()
    shown = geometry.panes_shown(width, "timeline")
    cells = geometry.columns(width, shown, state.text_width or geometry.MEASURE)
    left, above = cells["filter"] + cells["spine"], geometry.edge_height(height)
    hairline = [("│", "hairline")] if left else []
    across, room = cells["timeline"] - len(hairline), height - 2 * above
    lines = Lines(selection.groups, months=not geometry.dense(height, asked=state.is_dense))
    row = index.row_of(state.key) if state.key else None
    place = selection.nearest_position(row) if row is not None else 0
    top = rows.top_with(lines, place, 0, room, heading=True)
    top = max(0, min(top, lines.count - room))
    bar = rows.thumb(lines.count, room, top)

    def entry_at(place: int) -> Entry:
        return index.entry(selection.rows[place])

    coloured = partial(looks.written, depth=colours)

    def timeline(y: int) -> str:
        pieces: list[rows.Piece] = []
        line, here, last = top + y, False, ""
        if y == 0:
            pieces = rows.topmost(lines, line, across - 1, lit=True)
        elif line < lines.count:
            pieces, here = rows.line(lines.at(line), across - 1, entry_at, place)
            last = "▐" if y in bar else ""
        whole, _ = rows.filled(pieces, across, last)
        return coloured(whole, "cursor" if here else "background")

    for y in range(height):
        yield f"\x1b[{y + 1};1H"
        if above <= y < height - above:
            yield coloured([(" " * left, "text"), *hairline])
            yield timeline(y - above)
            yield coloured([(" " * (width - left - cells["timeline"]), "text")])
        else:
            yield coloured([(" " * width, "text")])


def depth() -> ColorSystem:
    """The colours that the terminal has."""
    if os.environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return ColorSystem.TRUECOLOR
    ending = os.environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return DEPTHS.get(ending, ColorSystem.STANDARD)
