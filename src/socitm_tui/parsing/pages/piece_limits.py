"""What marks permit: for each piece of a page the labels it may have, and whether an item begins.

A line that is cut into pieces has the mark; of its pieces those are bound that can be what the line
is marked as. So a headline with a date on its line keeps the date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from socitm_tui.model.entities import MarkRole
from socitm_tui.parsing.pages.piece_labels import BEGINS, HEAD, INDEX
from socitm_tui.parsing.pages.pieces import Piece, Pieces


def _indexes(labels: str) -> frozenset[int]:
    return frozenset(INDEX[label] for label in labels.split())


_DATE_LINE: Final = "D0 D1 G"
_LABELS: Final = {
    MarkRole.DATE: _indexes(_DATE_LINE),
    MarkRole.HEADLINE: _indexes("T0 T1 H"),
    MarkRole.TEXT: _indexes("B I"),
    MarkRole.BYLINE: _indexes("A0 A1"),
    MarkRole.OUT: _indexes("O X M0 M1"),
}
_DATED_TEXT: Final = _indexes("B I BD ID")
_DATED_LINE: Final = _indexes(f"{_DATE_LINE} BD ID")
_BESIDE_HEADLINE: Final = _indexes(f"{_DATE_LINE} T0 T1 H A0 A1 M0 M1 X")
_BELOW_HEADLINE: Final = _indexes("T0 T1 H B I BD ID")
_HEADS: Final = _indexes(HEAD)
_BEGINS: Final = _indexes(BEGINS)
CONTINUES: Final = _indexes("I ID X D1 T1 A1 M1")
"""Labels of pieces that belong to the item above them."""
_PROSE_KINDS: Final = frozenset({"text", "runin"})


@dataclass(frozen=True, slots=True)
class PieceLimit:
    """What a piece is held to."""

    labels: frozenset[int] | None = None
    """The indexes of the labels that it may have; None for any."""
    begins: bool | None = None
    """True if an item begins with it, False if it belongs to the item above it."""

    def allows(self, label: int, before: int | None) -> bool:
        """True if a piece may have a label, given that of the piece before it."""
        if self.labels is not None and label not in self.labels:
            return False
        return self.begins is None or may_adjoin(before, label, begins=self.begins)


UNLIMITED: Final = PieceLimit()
Limits = Sequence[PieceLimit]


def may_adjoin(before: int | None, label: int, *, begins: bool) -> bool:
    """True if an item begins between two labels, or if none does.

    Args:
        before: The index of the label before; None at the beginning of the page.
        label: The index of the label.
        begins: Whether an item has to begin.
    """
    if begins:
        return label in _BEGINS and before not in _HEADS
    if before is None:
        return True
    return label in CONTINUES or (before in _HEADS and label in _BEGINS)


def keeps_limits(path: Sequence[int], limits: Limits) -> bool:
    """True if labels are what the marks permit."""
    return all(
        limit.allows(label, before)
        for limit, before, label in zip(limits, (None, *path), path, strict=False)
    )


def limits_of(page: Pieces) -> list[PieceLimit]:
    """What the marks of a page permit for each of its pieces; nothing if it has none."""
    if not page.marks:
        return []
    limits: list[PieceLimit] = []
    start = 0
    while start < len(page.pieces):
        end = start + 1
        while end < len(page.pieces) and page.pieces[end].line == page.pieces[start].line:
            end += 1
        limits += _line_limits(page, start, end)
        start = end
    return limits


def _line_limits(page: Pieces, start: int, end: int) -> Iterator[PieceLimit]:
    """What is permitted for the pieces of one line."""
    line, mark = page.pieces[start:end], page.marks[start]
    labels = [None] * len(line) if mark.role is None else list(_role_labels(line, mark.role))
    for place, permitted in enumerate(labels):
        begins = None
        if mark.start is MarkRole.NEW and place == 0:
            begins = True
        elif mark.start is MarkRole.JOIN:
            begins = False
        yield PieceLimit(permitted, begins)


def _role_labels(line: Sequence[Piece], role: MarkRole) -> Iterator[frozenset[int] | None]:
    """The labels that the pieces of a line may have if the line is of a role."""
    main = [_is_main(piece, role) for piece in line]
    has_run_in = any(piece.kind == "runin" for piece in line)
    if role is MarkRole.DATE and any(main):
        first = main.index(True)
        for place, piece in enumerate(line):
            own = _LABELS[role] if piece.date else _DATED_LINE
            yield own if place == first else None
        return
    for piece, is_main in zip(line, main, strict=True):
        if role is MarkRole.OUT or not any(main):
            yield _LABELS[role]
        elif role is MarkRole.TEXT:
            yield _DATED_TEXT if is_main and piece.inner else _LABELS[role] if is_main else None
        elif role is MarkRole.HEADLINE and not is_main:
            yield _BESIDE_HEADLINE
        elif role is MarkRole.HEADLINE and has_run_in and piece.kind != "runin":
            yield _BELOW_HEADLINE
        else:
            yield _LABELS[role] if is_main else None


def _is_main(piece: Piece, role: MarkRole) -> bool:
    """True if a piece is what makes a line one of a role."""
    if role is MarkRole.DATE:
        return piece.date is not None or bool(piece.inner)
    if role is MarkRole.BYLINE:
        return piece.kind == "byline"
    return piece.kind in _PROSE_KINDS
