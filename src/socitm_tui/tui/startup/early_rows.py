"""The rows of the timeline, drawn before Textual is imported.

The index answers long before Textual is imported. If there is no saved first frame that still
holds, the rows that the reader will begin with are drawn at their places and in their colours, by
the same functions as the timeline uses. What is not certain yet is not drawn.
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
from socitm_tui.search.query import EMPTY_QUERY, QueryError
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.reader_state import ReaderState, read_reader_state
from socitm_tui.storage.regular_files import file_identity
from socitm_tui.tui.pane_layout import (
    DEFAULT_MEASURE,
    is_too_small,
    margin_lines,
    pane_widths,
    panes_shown,
)
from socitm_tui.tui.styles import DEFAULT_THEME, KNOWN_COLOURS, ThemeStyles
from socitm_tui.tui.widgets.glyphs import Piece
from socitm_tui.tui.widgets.status_text import parse_order
from socitm_tui.tui.widgets.timeline_lines import (
    TimelineLines,
    has_month_bars,
    has_month_headings,
)
from socitm_tui.tui.widgets.timeline_rows import (
    heading_lines,
    line_pieces,
    pad_pieces,
    scrollbar_range,
    sticky_heading,
    top_line_showing,
)

COLOUR_SYSTEMS = {"256color": ColorSystem.EIGHT_BIT, "kitty": ColorSystem.EIGHT_BIT}
"""End of the name of a terminal -> the colours that Rich uses on it."""
DISABLING_VARIABLES = ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FILTERS", "TEXTUAL_DRIVER")
"""Environment variables that make Textual draw in another way."""
_early_index: tuple[tuple[object, ...], Index] | None = None
"""The index that rows were drawn from, and the identities of its files."""


def draw_early_rows(home: Home, size: tuple[int, int]) -> str | None:
    """A frame with the rows of the timeline; None if they cannot be had at once.

    Args:
        home: The folder of archive and state.
        size: Columns and lines of the terminal.
    """
    global _early_index
    state = read_reader_state(home.state)
    colours = KNOWN_COLOURS.get(state.theme or DEFAULT_THEME)
    is_disabled = any(name in os.environ for name in DISABLING_VARIABLES)
    if colours is None or is_disabled or is_too_small(size):
        return None
    identities = _file_identities(home)
    with contextlib.suppress(StorageError, DamagedIndexError):
        index = Index.open_if_fresh(home)
        if index is None:
            return None
        gc.disable()  # as the reader does until its first frame
        _early_index, index.is_self_repairing = (identities, index), False
        selection = _saved_selection(index, state)
        if selection.rows:
            return "".join(_lines(index, selection, state, ThemeStyles(colours), size))
    return None


def take_early_index(home: Home) -> Index | None:
    """The index that rows were drawn from, once, if no file has changed since."""
    global _early_index
    early, _early_index = _early_index, None
    if early is None or early[0] != _file_identities(home):
        return None
    early[1].is_self_repairing = True
    return early[1]


def _file_identities(home: Home) -> tuple[object, ...]:
    return tuple(map(file_identity, (home.archive, home.index, home.added_index, home.notebook)))


def _saved_selection(index: Index, state: ReaderState) -> Selection:
    """What the query of the session before selects."""
    query = EMPTY_QUERY
    with contextlib.suppress(QueryError):
        query = parse_query(state.query, index.known_values)
    return index.select(query, parse_order(state.order))


def _lines(
    index: Index,
    selection: Selection,
    state: ReaderState,
    styles: ThemeStyles,
    size: tuple[int, int],
) -> Iterator[str]:
    """Every line of the frame, each from its first cell."""
    (width, height), colours = size, colour_system()
    cells = pane_widths(
        width, panes_shown(width, "timeline"), state.text_width or DEFAULT_MEASURE,
        has_month_bars=has_month_bars(selection.months),
    )  # fmt: skip
    left, above = cells["filter"] + cells["year_bars"], margin_lines(height)
    hairline = [("│", "hairline")] if left else []
    across, room = cells["timeline"] - len(hairline), height - 2 * above
    has_months = has_month_headings(selection.groups, height)
    lines = TimelineLines(selection.groups, has_months=has_months)
    row = index.row_of(state.key) if state.key else None
    cursor = selection.nearest_position(row) if row is not None else 0

    def entry_at(position: int) -> Entry:
        return index.entry(selection.rows[position])

    lines.expand(cursor, len(heading_lines(entry_at(cursor), across - 1)) - 1)
    top = top_line_showing(lines, cursor, 0, room, is_centred=True)
    top = max(0, min(top, lines.count - room))
    bar = scrollbar_range(lines.count, room, top)

    encode = partial(styles.encode_line, depth=colours)

    def timeline_line(y: int) -> str:
        pieces: list[Piece] = []
        number, is_current, last = top + y, False, ""
        if y == 0:
            pieces = sticky_heading(lines, number, across - 1, is_active=True)
        elif number < lines.count:
            content, part = lines.at(number), lines.part(number)
            pieces, is_current = line_pieces(content, across - 1, entry_at, cursor, part=part)
            last = "▐" if y in bar else ""
        whole, _ = pad_pieces(pieces, across, last)
        return encode(whole, "cursor" if is_current else "background")

    for y in range(height):
        yield f"\x1b[{y + 1};1H"
        if above <= y < height - above:
            yield encode([(" " * left, "text"), *hairline])
            yield timeline_line(y - above)
            yield encode([(" " * (width - left - cells["timeline"]), "text")])
        else:
            yield encode([(" " * width, "text")])


def colour_system() -> ColorSystem:
    """The colours that the terminal has, by its environment variables."""
    if os.environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return ColorSystem.TRUECOLOR
    ending = os.environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return COLOUR_SYSTEMS.get(ending, ColorSystem.STANDARD)
