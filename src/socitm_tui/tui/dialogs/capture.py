"""The dialog that lists a capture; the lines of the item are marked, boilerplate is folded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from socitm_tui.model.entities import Item, LineSpan
from socitm_tui.model.text import clean_line
from socitm_tui.tui.dialogs.list_dialog import DialogRow, ListDialog
from socitm_tui.tui.widgets.cells import fit_padded, wrap
from socitm_tui.tui.widgets.glyphs import Piece

MIN_FOLDED_LINES: Final = 3
"""Fewer lines of boilerplate in a row are shown as they are."""
LINES_ABOVE: Final = 4
"""Lines above the first line of the item when the capture is opened."""
LineKind = Literal["own", "other", "boilerplate", "blank"]


@dataclass(frozen=True, slots=True)
class CaptureLine:
    """One line of a capture."""

    number: int
    text: str
    kind: LineKind
    reason: str = ""
    """What the loader read on the line, and why; or which item begins here."""


class CaptureDialog(ListDialog):
    """The capture of an item, at the item's own lines.

    Args:
        name: The name of the capture.
        sha256: Its SHA-256.
        span: The lines of the item; None if the capture has no item.
        loaded: When the capture was loaded, if that is known.
        lines: The lines of the capture.
    """

    def __init__(
        self,
        name: str,
        sha256: str,
        span: LineSpan | None,
        loaded: str,
        lines: Sequence[CaptureLine],
    ) -> None:
        self._lines = lines
        self._unfolded: set[str] = set()
        """First lines of boilerplate that is shown."""
        of_lines = f"lines {span[0]}–{span[1]} of {len(lines)}" if span else f"{len(lines)} lines"
        title: list[Piece] = [
            (name, "strong"),
            (f" · sha256 {sha256[:8]}…", "quiet"),
            (f" · loaded {loaded[:10]}" if loaded else "", "quiet"),
            (f" · {of_lines}", "quiet"),
        ]
        hints = ("{choose} folds", "{down} {up} move")
        super().__init__(title, self._capture_rows, hints, first_row=_first_row)

    def _capture_rows(self, width: int) -> list[DialogRow]:
        return capture_rows(self._lines, width, self._unfolded)

    def move_by(self, lines: int) -> None:
        """Scroll by some lines; the cursor comes along to what can be unfolded."""
        rows = self.list
        rows.scroll_to_line(rows.top + lines)
        in_sight = range(rows.top, min(rows.top + rows.height, len(rows.rows)))
        choices = [number for number in in_sight if rows.rows[number].value is not None]
        if choices:
            rows.cursor = choices[0]
            rows.refresh()

    def choose(self, value: str) -> None:
        """Fold some boilerplate, or unfold it."""
        self._unfolded ^= {value}
        self.update_rows()


def _first_row(rows: Sequence[DialogRow]) -> int:
    """The row to begin with: some lines above the item's own."""
    own = (number for number, row in enumerate(rows) if row.pieces[0][0].startswith("▌"))
    return max(next(own, 0) - LINES_ABOVE, 0)


def classify_lines(text: str, item: Item | None, items: Sequence[LineSpan]) -> list[CaptureLine]:
    """The lines of a capture, each with its kind and the reason for it.

    Args:
        text: The capture as the loader read it.
        item: The item whose lines are marked, if there is one.
        items: The lines of all items of the capture.
    """
    first, last = item.capture_lines if item else (0, -1)
    in_items = {number for start, end in items for number in range(start, end + 1)}
    other_starts = {start for start, _ in items} - {first}
    reasons = _reasons(item) if item else {}
    lines = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = clean_line(raw.replace("\t", "    ").rstrip("\r"))
        kind: LineKind = "boilerplate"
        if first <= number <= last:
            kind = "own"
        elif not line.strip():
            kind = "blank"
        elif number in in_items:
            kind = "other"
        reason = reasons.get(number, "") if kind == "own" else ""
        if number in other_starts and kind == "other":
            reason = "next item" if number > last else "another item"
        lines.append(CaptureLine(number, line, kind, reason))
    return lines


def _reasons(item: Item) -> Mapping[int, str]:
    """Line -> the fields of the item that begin on it, and why they were read there."""
    reasons: dict[int, list[str]] = {}
    for evidence in item.evidence:
        if evidence.lines is not None:
            reason = f"{evidence.field}: {evidence.why}"
            reasons.setdefault(evidence.lines[0], []).append(reason)
    return {number: "; ".join(dict.fromkeys(texts)) for number, texts in reasons.items()}


def capture_rows(
    lines: Sequence[CaptureLine], width: int, unfolded: Collection[str]
) -> list[DialogRow]:
    """The rows of a capture; boilerplate is one row that can be unfolded."""
    reason_width = min(width // 3, 44) if width >= 70 else 0
    digits = len(str(len(lines)))
    rows: list[DialogRow] = []
    for is_boilerplate, group in groupby(lines, key=lambda line: line.kind == "boilerplate"):
        run = list(group)
        name = str(run[0].number)
        if is_boilerplate and len(run) >= MIN_FOLDED_LINES:
            sign = "▾" if name in unfolded else "▸"
            words = f"{sign} {len(run)} lines outside any item"
            rows.append(DialogRow(((" " * (digits + 4), "quiet"), (words, "quiet")), name))
            if name not in unfolded:
                continue
        for line in run:
            rows += _line_rows(line, width, reason_width, digits)
    return rows


def _line_rows(
    line: CaptureLine, width: int, reason_width: int, digits: int
) -> Iterator[DialogRow]:
    """One line of a capture, and the reason for its kind beside it."""
    room = max(width - digits - 4 - (reason_width + 2 if reason_width else 0), 10)
    is_own = line.kind == "own"
    text = line.text or ("(blank)" if line.kind == "blank" else "")
    texts = [text[start:end] for start, end in wrap(text, room)]
    spans = wrap(line.reason, reason_width) if reason_width else []
    reasons = [line.reason[start:end] for start, end in spans]
    for at in range(max(len(texts), len(reasons))):
        number = str(line.number).rjust(digits) if at == 0 else " " * digits
        shown = fit_padded(texts[at] if at < len(texts) else "", room)
        row: list[Piece] = [("▌ " if is_own else "  ", "lit"), (number + "  ", "quiet")]
        row.append((shown, "text" if is_own else "read"))
        if at < len(reasons):
            row.append(("  " + reasons[at], "quiet"))
        yield DialogRow(tuple(row))
