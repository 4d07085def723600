"""The kept page of an item as lines of a sheet: its own lines marked, furniture folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from socitm_tui.model.entities import Item, LineSpan
from socitm_tui.tui.dialogs.list_screen import Row
from socitm_tui.tui.widgets.cells import fit_padded, plain, wrap
from socitm_tui.tui.widgets.timeline_rows import Piece

FOLDED = 3
"""From so many lines on furniture is folded."""
Kind = Literal["own", "other", "furniture", "blank"]


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a capture."""

    number: int
    text: str
    kind: Kind
    why: str = ""


def page_lines(text: str, item: Item, items: Sequence[LineSpan]) -> list[PageLine]:
    """The lines of a capture, each with what it is and why.

    Args:
        text: The capture as the loader saw it.
        item: The item whose lines are marked.
        items: The lines of all items of the capture.
    """
    first, last = item.capture_lines
    held = {number for start, end in items for number in range(start, end + 1)}
    starts = {start for start, _ in items} - {first}
    why = _reasons(item)
    found = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = plain(raw.replace("\t", "    ").rstrip("\r"))
        kind: Kind = "furniture"
        if first <= number <= last:
            kind = "own"
        elif not line.strip():
            kind = "blank"
        elif number in held:
            kind = "other"
        reason = why.get(number, "") if kind == "own" else ""
        if number in starts and kind == "other":
            reason = "next item" if number > last else "another item"
        found.append(PageLine(number, line, kind, reason))
    return found


def _reasons(item: Item) -> Mapping[int, str]:
    """Line -> what stands on it and why it was taken for that."""
    found: dict[int, list[str]] = {}
    for one in item.evidence:
        if one.lines is not None:
            found.setdefault(one.lines[0], []).append(f"{one.field}: {one.why}")
    return {number: "; ".join(dict.fromkeys(whys)) for number, whys in found.items()}


def rows_of(lines: Sequence[PageLine], width: int, opened: set[str]) -> list[Row]:
    """The lines of the sheet; a run of furniture is one line that can be opened."""
    aside = min(width // 3, 44) if width >= 70 else 0
    digits = len(str(len(lines)))
    rows: list[Row] = []
    for furniture, run in groupby(lines, key=lambda line: line.kind == "furniture"):
        several = list(run)
        name = str(several[0].number)
        if furniture and len(several) >= FOLDED:
            sign = "▾" if name in opened else "▸"
            words = f"{sign} {len(several)} lines of page furniture"
            rows.append(Row(((" " * (digits + 4), "quiet"), (words, "quiet")), name))
            if name not in opened:
                continue
        for line in several:
            rows += _line_rows(line, width, aside, digits)
    return rows


def _line_rows(line: PageLine, width: int, aside: int, digits: int) -> Iterator[Row]:
    room = max(width - digits - 4 - (aside + 2 if aside else 0), 10)
    own = line.kind == "own"
    text = line.text or ("(blank)" if line.kind == "blank" and not own else "")
    pieces = [text[start:end] for start, end in wrap(text, room)]
    whys = [line.why[start:end] for start, end in wrap(line.why, aside)] if aside else []
    for at in range(max(len(pieces), len(whys))):
        number = str(line.number).rjust(digits) if at == 0 else " " * digits
        words = pieces[at] if at < len(pieces) else ""
        row: list[Piece] = [("▌ " if own else "  ", "lit"), (number + "  ", "quiet")]
        row.append((fit_padded(words, room), "text" if own else "quiet"))
        if at < len(whys):
            row.append(("  " + whys[at], "quiet"))
        yield Row(tuple(row))
