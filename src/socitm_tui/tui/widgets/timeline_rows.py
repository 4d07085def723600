"""The lines of the timeline as pieces with styles, how they scroll, and the scroll bar."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Final

from socitm_tui.model.entities import Entry, Item
from socitm_tui.model.labels import date_label, heading_label, month_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.widgets.cells import cell_len, fit, fit_padded
from socitm_tui.tui.widgets.glyphs import GLYPHS, Piece
from socitm_tui.tui.widgets.timeline_lines import MonthHeading, TimelineLines, YearHeading

DATE_WIDTH: Final = 10
MARK_WIDTH: Final = 2
"""Cells of the cursor `▸` and of the sign `✓` of a picked row, one each."""


def line_pieces(
    content: YearHeading | MonthHeading | int,
    width: int,
    entry_at: Callable[[int], Entry],
    cursor: int,
    picked: Container[str] = (),
) -> tuple[list[Piece], bool]:
    """The pieces of a line, and whether the cursor is on it.

    Args:
        content: A heading, or the position of a row.
        width: Width of the line in cells.
        entry_at: Reads the entry at a position.
        cursor: The position of the cursor.
        picked: Keys of the picked items.
    """
    if not isinstance(content, int):
        return heading_pieces(content, width), False
    entry, is_current = entry_at(content), content == cursor
    return row_pieces(
        entry, width, is_current=is_current, is_picked=entry.key in picked
    ), is_current


def row_pieces(
    entry: Entry, width: int, *, is_current: bool = False, is_picked: bool = False
) -> list[Piece]:
    """The row of an entry."""
    item, annotation = entry.item, entry.annotation
    tail = row_tail(entry)
    room = width - MARK_WIDTH - DATE_WIDTH - 5 - sum(cell_len(text) + 1 for text, _ in tail)
    heading = fit_padded(row_heading(item), max(room, 0))
    return [
        ("▸" if is_current else " ", "lit"),
        ("✓" if is_picked else " ", "lit"),
        (fit_padded(date_label(item), DATE_WIDTH), "date"),
        (" " + (" " if annotation.read else "●"), "unread"),
        ("★ " if annotation.bookmarked else "  ", "bookmark"),
        (heading, "read" if annotation.read else "heading"),
        *((" " + text, kind) for text, kind in tail),
    ]


def row_heading(item: Item) -> str:
    """The heading of an item in a row; a derived one has quotes that the terminal can show."""
    heading = clean_line(heading_label(item))
    if not item.heading_made:
        return heading
    return GLYPHS.own_text(heading[0]) + heading[1:-1] + GLYPHS.own_text(heading[-1])


def row_tail(entry: Entry) -> list[Piece]:
    """The signs at the end of a row.

    `was DATE` or `corrected`; `✎` with a note or highlight; `⋯` cut off; `×3` in three versions.
    """
    tail: list[Piece] = []
    if "date" in entry.annotation.corrections:
        tail.append((f"was {date_label(entry.original)}", "doubt"))
    elif entry.annotation.corrections:
        tail.append(("corrected", "doubt"))
    if entry.annotation.note or entry.annotation.highlights:
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
    """The heading drawn over the top line: the year, and the month if the line is in one.

    Args:
        lines: The lines of the timeline.
        line: The line over which it is drawn.
        width: Width of the line in cells.
        is_active: True if the timeline is the pane in use.
    """
    number = lines.group_at_line(line)
    year, group = lines.year_heading(number), lines.groups[number]
    has_month = not isinstance(lines.at(line), YearHeading) and group.year is not None
    suffix = f" · {month_label(group.month)}" if has_month else ""
    (name, _), count = _year_pieces(year, width, suffix)
    return [("▌" if is_active else " ", "lit"), (name[1:], "lit" if is_active else "year"), count]


def top_line_showing(
    lines: TimelineLines, position: int, top: int, height: int, *, is_centred: bool = False
) -> int:
    """The new top line, scrolled as little as possible, so that a row is seen below the heading.

    Args:
        lines: The lines of the timeline.
        position: The row.
        top: The first line in sight now.
        height: The number of lines in sight.
        is_centred: True to put the row a third down the pane if anything has to be scrolled.
    """
    line, new_top = lines.line_of(position), top
    if line - 1 < top:
        new_top = min(lines.first_line_with(position), line - 1)
    elif line >= top + height:
        new_top = line - height + 1
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

    It makes as few calls as possible, because it is called for every line of every frame.

    Args:
        pieces: The line; what is longer than `width` is not cut.
        width: Width of the line in cells.
        last: A character for the last cell, such as one of the scroll bar, if that is free.
    """
    used, room, line = 0, width - len(last), [*pieces]
    for text, _ in pieces:
        used += len(text) if text.isascii() else cell_len(text)
    if used < room:
        line.append((" " * (room - used), "text"))
        used = room
    if last and used == room:
        line.append((last, "hairline"))
        used = width
    return line, used
