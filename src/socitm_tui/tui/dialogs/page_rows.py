"""The rows of a capture: each line with what it was taken for, and the items that result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from socitm_tui.model.entities import Draft, Role
from socitm_tui.model.labels import count_label, make_heading
from socitm_tui.model.text import clean_line
from socitm_tui.tui.dialogs.list_dialog import DialogRow
from socitm_tui.tui.widgets.cells import fit_padded, wrap

if TYPE_CHECKING:
    from socitm_tui.ingest.item_pairs import ItemPair
    from socitm_tui.ingest.mend import MendedLine
    from socitm_tui.tui.widgets.glyphs import Piece

MIN_FOLDED_LINES: Final = 3
"""Fewer lines outside any item in a row are shown as they are."""
NARROW_CELLS: Final = 60
"""Width below which the roles of lines are abbreviated."""
ROLE_NAMES: Final = {
    Role.BLANK: "", Role.DATE_LINE: "date", Role.HEADLINE: "headline", Role.BYLINE: "byline",
    Role.BODY: "text", Role.BOILERPLATE: "out",
}  # fmt: skip
SHORT_ROLE_NAMES: Final = {"headline": "head", "byline": "by"}
TEXT_KINDS: Final = {Role.HEADLINE: "title", Role.DATE_LINE: "text", Role.BODY: "text"}
"""Role -> the kind of its text in the item that the cursor is in; of all others `read`."""


def page_rows(lines: Sequence[MendedLine], width: int, *, is_folded: bool) -> list[DialogRow]:
    """The rows of a page. Items are separated by a line with the number of the next one.

    Args:
        lines: The lines of the page.
        width: Cells for a row.
        is_folded: True to show several lines outside any item as one row.
    """
    digits = len(str(len(lines)))
    total = len({line.item for line in lines} - {None})
    numbered = enumerate(lines, 1)
    item: int | None = None
    rows: list[DialogRow] = []
    for is_out, group in groupby(numbered, key=lambda pair: _is_foldable(pair[1])):
        run = list(group)
        written = [number for number, line in run if line.text.strip()]
        if is_out and written:
            if item is not None and not _goes_on(lines, run[-1][0], item):
                rows.append(_hairline(width, ""))
                item = None
            if is_folded and len(written) >= MIN_FOLDED_LINES:
                rows += _folded_rows(written, width, digits)
                continue
        for number, line in run:
            if line.item is not None and line.item != item:
                item = line.item
                rows.append(_hairline(width, f" item {item + 1} of {total} "))
            rows += _line_rows(number, line, width, digits)
    return rows


def _is_foldable(line: MendedLine) -> bool:
    """True for a line outside any item about which the user has said nothing."""
    return line.item is None and not (line.mark or line.start)


def _goes_on(lines: Sequence[MendedLine], number: int, item: int) -> bool:
    """True if the next item after a line is the same as before it."""
    return next((line.item for line in lines[number:] if line.item is not None), None) == item


def _hairline(width: int, name: str) -> DialogRow:
    rest = "─" * max(width - len(name) - 2, 0)
    return DialogRow((("──", "hairline"), (name, "quiet"), (rest, "hairline")))


def _folded_rows(numbers: Sequence[int], width: int, digits: int) -> Iterator[DialogRow]:
    """A row for all lines of a run."""
    first, last = numbers[0], numbers[-1]
    words = f"▸ {count_label(len(numbers), 'line')} outside any item"
    pieces = (" " * (digits + 4), "quiet"), (fit_padded(words, width - digits - 4), "quiet")
    yield DialogRow(pieces, f"{first}-{last}", first)


def _line_rows(number: int, line: MendedLine, width: int, digits: int) -> Iterator[DialogRow]:
    """One line: its number, what it is, a sign if the user said so, and its text."""
    name = ROLE_NAMES[line.role]
    is_narrow = width < NARROW_CELLS
    name = SHORT_ROLE_NAMES.get(name, name) if is_narrow else name
    sign = "✓" if (line.mark or line.start) and line.text.strip() else " "
    head: list[Piece] = [
        (f"{number:>{digits}} ", "quiet"),
        (f"{sign} ", "emphasis"),
        (f"{name:<{4 if is_narrow else 8}}  ", "emphasis" if line.mark else "quiet"),
    ]
    used = sum(len(text) for text, _ in head) + 2
    room = max(width - used, 10)
    text = clean_line(line.text.replace("\t", "    ").rstrip("\r"))
    kind = TEXT_KINDS.get(line.role, "read")
    for at, (start, end) in enumerate(wrap(text, room)):
        margin = head if at == 0 else [(" " * (used - 2), "quiet")]
        pieces = (("  ", "emphasis"), *margin, (fit_padded(text[start:end], room), kind))
        yield DialogRow(pieces, str(number) if at == 0 and text.strip() else None, number)


def lines_of_row(value: str | None) -> tuple[int, int]:
    """The first and the last line of a row of `page_rows`, by its value; (0, 0) without one."""
    first, _, last = (value or "0").partition("-")
    return int(first), int(last or first)


# ------------------------------------------------------------------ the items
def item_rows(pairs: Sequence[ItemPair], width: int) -> list[DialogRow]:
    """The items of a page as they are now, with what has changed about each.

    Args:
        pairs: Each item before and now.
        width: Cells for a row.
    """
    rows: list[DialogRow] = []
    count = 0
    for pair in pairs:
        draft = pair.after or pair.before
        if draft is None:
            continue
        count += pair.after is not None
        number = f"{count:>2} " if pair.after else " – "
        is_changed = pair.change != "unchanged"
        kind = "read" if not is_changed else "text" if pair.after else "doubt"
        rows.append(_draft_row(draft, number, width, kind, is_gone=pair.after is None))
        if is_changed:
            change = clean_line(pair.change)
            change_kind = "accent" if pair.after else "doubt"
            for start, end in wrap(change, max(width - 3, 8)):
                rows.append(DialogRow((("   ", "quiet"), (change[start:end], change_kind))))
    return rows or [DialogRow((("No item is read from this page.", "quiet"),))]


def _draft_row(draft: Draft, number: str, width: int, kind: str, *, is_gone: bool) -> DialogRow:
    """An item: number, date, heading, count of lines."""
    first, last = draft.lines
    date = draft.date.value if draft.date else "undated"
    count = last - first + 1
    aside = f" {count_label(count, 'line')}" if width >= NARROW_CELLS else f" {count:>4}"
    room = max(width - len(number) - 11 - len(aside), 6)
    heading = fit_padded(clean_line(make_heading(draft.title, draft.body)[0]), room)
    pieces = (number, "quiet"), (f"{date:<10} ", "date"), (heading, kind), (aside, "quiet")
    return DialogRow(pieces, None if is_gone else str(first), first)
