"""The lines of the timeline as pieces with styles, how they scroll, and the scroll bar."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from typing import Final

from socitm_tui.model.entities import Entry, Item
from socitm_tui.model.labels import date_label, heading_label, month_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.widgets.cells import cell_len, fit, fit_padded, wrap
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.timeline_lines import MonthHeading, TimelineLines, YearHeading

DATE_WIDTH: Final = 10
RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
LEFT_TO_RIGHT_MARK: Final = "\N{LEFT-TO-RIGHT MARK}"
HEADING_COLUMN: Final = 16
"""Cells before the heading: `▸`, `✓` of a picked row, the date, `●`, `★` and space."""
MIN_HEADING_ROOM: Final = 12
"""Cells from which on a long heading has several lines."""
MAX_HEADING_LINES: Final = 3
"""Lines of the row under the cursor at most."""


def line_pieces(
    content: YearHeading | MonthHeading | int,
    width: int,
    entry_at: Callable[[int], Entry],
    cursor: int,
    picked: Container[str] = (),
    *,
    part: int = 0,
) -> tuple[list[Piece], bool]:
    """The pieces of a line, and whether the cursor is on it.

    Args:
        content: A heading, or the position of a row.
        width: Width of the line in cells.
        entry_at: Reads the entry at a position.
        cursor: The position of the cursor.
        picked: Keys of the picked items.
        part: Which line of the row it is.
    """
    if not isinstance(content, int):
        return heading_pieces(content, width), False
    entry, is_current = entry_at(content), content == cursor
    if part:
        kind = "read" if entry.annotation.read else "heading"
        return [(" " * HEADING_COLUMN + heading_lines(entry, width)[part], kind)], is_current
    return row_pieces(
        entry, width, is_current=is_current, is_picked=entry.key in picked
    ), is_current


def row_pieces(
    entry: Entry, width: int, *, is_current: bool = False, is_picked: bool = False
) -> list[Piece]:
    """The row of an entry."""
    item, annotation = entry.item, entry.annotation
    room = heading_room(entry, width)
    text = heading_lines(entry, width)[0] if is_current else row_heading(item)
    heading = fit_padded(text, room)
    marks = f"{'▸' if is_current else ''}{'✓' if is_picked else ''}"
    return [
        (f"{marks:<2}", "emphasis"),
        (fit_padded(date_label(item), DATE_WIDTH), "date"),
        (" " + (" " if annotation.read else "●"), "unread"),
        ("★ " if annotation.bookmarked else "  ", "bookmark"),
        (heading, "read" if annotation.read else "heading"),
        *((" " + text, kind) for text, kind in row_tail(entry)),
    ]


def heading_room(entry: Entry, width: int) -> int:
    """The cells for the heading of an entry in a row."""
    tail = sum(cell_len(text) + 1 for text, _ in row_tail(entry))
    return max(width - HEADING_COLUMN - 1 - tail, 0)


def heading_lines(entry: Entry, width: int) -> list[str]:
    """The whole heading of an entry as the lines of the row under the cursor."""
    text, room = row_heading(entry.item), heading_room(entry, width)
    if cell_len(text) <= room or room < MIN_HEADING_ROOM:
        return [text]
    lines = [text[start:end] for start, end in wrap(text, room)]
    whole, rest = lines[: MAX_HEADING_LINES - 1], lines[MAX_HEADING_LINES - 1 :]
    return [*whole, fit(" ".join(rest), room)] if rest else whole


def row_heading(item: Item) -> str:
    """The heading of an item in a row; a derived one has quotes that the terminal can show."""
    heading = clean_line(heading_label(item))
    if not item.heading_made:
        return heading
    return GLYPHS.own_text(heading[0]) + heading[1:-1] + GLYPHS.own_text(heading[-1])


def row_tail(entry: Entry) -> list[Piece]:
    """The signs at the end of a row.

    `✎` with a note, a highlight or a correction; `⋯` cut off; `×3` in three versions.
    """
    tail: list[Piece] = []
    annotation = entry.annotation
    if annotation.note or annotation.highlights or annotation.corrections:
        tail.append(("✎", "quiet"))
    if entry.item.truncated:
        tail.append(("⋯", "doubt"))
    if entry.item.same_story:
        tail.append((f"×{len(entry.item.same_story) + 1}", "quiet"))
    return tail


def heading_pieces(heading: YearHeading | MonthHeading, width: int) -> list[Piece]:
    """The pieces of the heading of a year or of a month."""
    if isinstance(heading, YearHeading):
        return _year_pieces(heading, width)
    return [(fit("  " + month_label(heading.month), width), "month")]


def _year_pieces(heading: YearHeading, width: int, suffix: str = "") -> list[Piece]:
    count = f"{heading.count:,} "
    name = f" {heading.year or 'Undated'}{suffix}"
    return [(fit_padded(name, width - len(count)), "year"), (count, "count")]


def sticky_heading(lines: TimelineLines, line: int, width: int, *, is_active: bool) -> list[Piece]:
    """The heading drawn over the top line: the year, and the month if months have headings.

    Args:
        lines: The lines of the timeline.
        line: The line over which it is drawn.
        width: Width of the line in cells.
        is_active: True if the timeline is the pane in use.
    """
    number = lines.group_at_line(line)
    year, group = lines.year_heading(number), lines.groups[number]
    is_in_month = not isinstance(lines.at(line), YearHeading) and group.year is not None
    has_month = lines.has_months and is_in_month
    suffix = f" · {month_label(group.month)}" if has_month else ""
    (name, _), count = _year_pieces(year, width, suffix)
    return [
        ("▌" if is_active else " ", "emphasis"),
        (name[1:], "emphasis" if is_active else "year"),
        count,
    ]


def top_line_showing(
    lines: TimelineLines, position: int, top: int, height: int, *, is_centred: bool = False
) -> int:
    """The new top line, scrolled as little as possible, so that a row is seen below the heading.

    Args:
        lines: The lines of the timeline.
        position: The row, the only one that may have several lines.
        top: The first line in sight now.
        height: The number of lines in sight.
        is_centred: True to put the row a third down the pane if anything has to be scrolled.
    """
    line, new_top = lines.line_of(position), top
    if line - 1 < top:
        new_top = min(lines.first_line_with(position), line - 1)
    elif line + lines.extra >= top + height:
        new_top = line + lines.extra - height + 1
    if is_centred and new_top != top:
        return max(line - height // 3, 0)
    return new_top


def scrollbar_range(count: int, height: int, top: int) -> range:
    """The lines of the pane that the scroll bar covers; none if all lines are in sight.

    Line 0 has the heading and no scroll bar.

    Args:
        count: The number of all lines.
        height: The number of lines in sight.
        top: The first line in sight.
    """
    room = height - 1  # without the heading
    if count <= height:
        return range(0)
    size = max(room * room // count, 1)
    start = 1 + (room - size) * top // (count - height)
    return range(start, start + size)


def pad_pieces(pieces: Sequence[Piece], width: int, last: str = "") -> tuple[list[Piece], int]:
    """The pieces padded to `width` cells, and the width that they have then.

    After right-to-left text stands a mark without width, so that a terminal that turns such text
    round does not turn the columns beside it as well. As few calls as possible are made, because
    this is done for every line of every frame.

    Args:
        pieces: The line; what is longer than `width` is not cut.
        width: Width of the line in cells.
        last: A character for the last cell, such as one of the scroll bar, if that is free.
    """
    used, room, line = 0, width - len(last), [*pieces]
    for number, (text, kind) in enumerate(pieces):
        if text.isascii():
            used += len(text)
            continue
        used += cell_len(text)
        if RIGHT_TO_LEFT.search(text):
            line[number] = (text + LEFT_TO_RIGHT_MARK, kind)
    if used < room:
        line.append((" " * (room - used), "text"))
        used = room
    if last and used == room:
        line.append((last, "hairline"))
        used = width
    return line, used
