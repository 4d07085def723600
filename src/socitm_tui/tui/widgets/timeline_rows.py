"""What each line of the timeline says: pieces of text by their kind. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from socitm_tui.model.entities import Entry
from socitm_tui.model.labels import date_label, heading_label, month_label
from socitm_tui.model.text import clean_line
from socitm_tui.tui.widgets.cells import cell_len, fit, fit_padded
from socitm_tui.tui.widgets.timeline_lines import MonthHeading, TimelineLines, YearHeading

Piece = tuple[str, str]
"""A text and the kind of thing it is, which decides how it looks."""
DATE_WIDTH = 10
GUTTER = 2  # the marker of the selected row and a space


def line_pieces(
    what: YearHeading | MonthHeading | int,
    width: int,
    entry_at: Callable[[int], Entry],
    cursor: int,
    picked: Container[str] = (),
) -> tuple[list[Piece], bool]:
    """What a line says, and whether the cursor is on it.

    Args:
        what: Of which it is, a heading or a place of the timeline.
        width: Cells.
        entry_at: The entry at a place of the timeline.
        cursor: The place of the cursor.
        picked: Keys of the entries selected for the next action.
    """
    if not isinstance(what, int):
        return heading_pieces(what, width), False
    entry, here = entry_at(what), what == cursor
    return row_pieces(entry, width, here=here, picked=entry.key in picked), here


def row_pieces(
    entry: Entry, width: int, *, here: bool = False, picked: bool = False
) -> list[Piece]:
    """The row of an entry, in so many cells.

    Args:
        entry: What it is of.
        width: Cells.
        here: True where the cursor is.
        picked: True for one that is selected for the next action.
    """
    item, annotation = entry.item, entry.annotation
    tail = row_tail(entry)
    room = width - GUTTER - DATE_WIDTH - 5 - sum(cell_len(text) + 1 for text, _ in tail)
    heading = fit_padded(clean_line(heading_label(item)), max(room, 0))
    return [
        ("▸" if here else " ", "lit"),
        ("✓" if picked else " ", "lit"),
        (fit_padded(date_label(item), DATE_WIDTH), "date"),
        (" " + (" " if annotation.read else "●"), "unread"),
        ("★ " if annotation.bookmarked else "  ", "bookmark"),
        (heading, "read" if annotation.read else "heading"),
        *((" " + text, kind) for text, kind in tail),
    ]


def row_tail(entry: Entry) -> list[Piece]:
    """The glyphs at the end of a row: note, cut, same story."""
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


def heading_pieces(line: YearHeading | MonthHeading, width: int) -> list[Piece]:
    """The heading of a year or a month."""
    if isinstance(line, YearHeading):
        return _year(line, width)
    return [(fit("  " + month_label(line.month), width), "month")]


def _year(line: YearHeading, width: int, month: str = "") -> list[Piece]:
    count = f"{line.count:,} "
    name = f" {line.year or 'Undated'}{month}"
    return [(fit_padded(name, width - len(count)), "year"), (count, "count")]


def sticky_heading(lines: TimelineLines, line: int, width: int, *, lit: bool) -> list[Piece]:
    """The line that always says where we are, whatever has scrolled away.

    Args:
        lines: All of them.
        line: The one that would stand there.
        width: Cells.
        lit: True where the timeline is in use.
    """
    number = lines.group_at_line(line)
    year, group = lines.year_line(number), lines.groups[number]
    into = not isinstance(lines.at(line), YearHeading) and group.year is not None
    (name, _), count = _year(year, width, f" · {month_label(group.month)}" if into else "")
    return [("▌" if lit else " ", "lit"), (name[1:], "lit" if lit else "year"), count]


def top_line_showing(
    lines: TimelineLines, place: int, top: int, height: int, *, heading: bool = False
) -> int:
    """The first line in sight, moved as little as it takes for a row to be seen below the topmost.

    Args:
        lines: All of them.
        place: The row.
        top: The first line in sight by now.
        height: Lines there is room for.
        heading: True to leave lines above the row where anything moves at all.
    """
    line, wanted = lines.line_of(place), top
    if line - 1 < top:
        wanted = min(lines.heading_of(place), line - 1)
    elif line >= top + height:
        wanted = line - height + 1
    if heading and wanted != top:
        return max(line - height // 3, 0)
    return wanted


def scrollbar_range(count: int, height: int, top: int) -> range:
    """The heights at which a bar shows which part of so many lines is in sight, from `top` on."""
    room = height - 1
    if count <= height:
        return range(0)
    size = max(room * room // count, 1)
    start = 1 + (room - size) * top // (count - height)
    return range(start, start + size)


def pad_pieces(pieces: Sequence[Piece], width: int, last: str = "") -> tuple[list[Piece], int]:
    """A line of at least so many cells, and how many; `last` is a sign for the last, if it is free.

    Nothing is called in vain here: this is done for every line of every frame.
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
