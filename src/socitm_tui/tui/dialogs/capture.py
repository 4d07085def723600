"""The kept page of an item as lines of a sheet: its own lines marked, furniture folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from socitm_tui.model.entities import Item, LineSpan
from socitm_tui.model.text import clean_line
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog
from socitm_tui.tui.widgets.cells import fit_padded, wrap
from socitm_tui.tui.widgets.timeline_rows import Piece

FOLDED = 3
"""From so many lines on furniture is folded."""
Kind = Literal["own", "other", "furniture", "blank"]


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """One line of a capture."""

    number: int
    text: str
    kind: Kind
    why: str = ""


class CaptureDialog(ListDialog):
    """The kept page of an item, at the item's own lines."""

    def __init__(self, item: Item, loaded: str, lines: list[CaptureLine]) -> None:
        self.lines, self.item = lines, item
        self.opened: set[str] = set()
        first, last = item.capture_lines
        title: list[Piece] = [
            (item.capture_name, "strong"),
            (f" · sha256 {item.capture_sha256[:8]}…", "quiet"),
            (f" · loaded {loaded[:10]}" if loaded else "", "quiet"),
            (f" · lines {first}–{last} of {len(lines)}", "quiet"),
        ]
        super().__init__(title, self._rows, ("{choose} folds", "{down} {up} move"), start=self._own)

    def _rows(self, width: int) -> list[DialogRow]:
        return capture_rows(self.lines, width, self.opened)

    def _own(self, rows: Sequence[DialogRow]) -> int:
        at = next((n for n, row in enumerate(rows) if row.pieces[0][0].startswith("▌")), 0)
        return max(at - 4, 0)

    def move_by(self, lines: int) -> None:
        """Some lines on; the cursor comes along where it passes what can be opened."""
        sheet = self.sheet
        sheet.scroll_to_line(sheet.top + lines)
        shown = range(sheet.top, sheet.top + self.height)
        at = [n for n in shown if n < len(sheet.rows) and sheet.rows[n].value is not None]
        if at:
            sheet.cursor = at[0]
            sheet.refresh()

    def chosen(self, value: str) -> None:
        """Fold a run of furniture, or unfold it."""
        self.opened ^= {value}
        self.update_rows()


def classify_lines(text: str, item: Item, items: Sequence[LineSpan]) -> list[CaptureLine]:
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
        line = clean_line(raw.replace("\t", "    ").rstrip("\r"))
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
        found.append(CaptureLine(number, line, kind, reason))
    return found


def _reasons(item: Item) -> Mapping[int, str]:
    """Line -> what stands on it and why it was taken for that."""
    found: dict[int, list[str]] = {}
    for one in item.evidence:
        if one.lines is not None:
            found.setdefault(one.lines[0], []).append(f"{one.field}: {one.why}")
    return {number: "; ".join(dict.fromkeys(whys)) for number, whys in found.items()}


def capture_rows(lines: Sequence[CaptureLine], width: int, opened: set[str]) -> list[DialogRow]:
    """The lines of the sheet; a run of furniture is one line that can be opened."""
    aside = min(width // 3, 44) if width >= 70 else 0
    digits = len(str(len(lines)))
    rows: list[DialogRow] = []
    for furniture, run in groupby(lines, key=lambda line: line.kind == "furniture"):
        several = list(run)
        name = str(several[0].number)
        if furniture and len(several) >= FOLDED:
            sign = "▾" if name in opened else "▸"
            words = f"{sign} {len(several)} lines of page furniture"
            rows.append(DialogRow(((" " * (digits + 4), "quiet"), (words, "quiet")), name))
            if name not in opened:
                continue
        for line in several:
            rows += _line_rows(line, width, aside, digits)
    return rows


def _line_rows(line: CaptureLine, width: int, aside: int, digits: int) -> Iterator[DialogRow]:
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
        yield DialogRow(tuple(row))
