"""What marks permit: for each piece of a page the labels it may have, and whether an item begins.

A line that is cut into pieces has the mark; of its pieces those are bound that can be what the line
is marked as. So a headline with a date on its line keeps the date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

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
_BESIDE_HEADLINE: Final = _indexes("T0 T1 H A0 A1 M0 M1 X")
_DATE_BESIDE_HEADLINE: Final = _indexes(f"{_DATE_LINE} T0 T1 H")
_DATE_BESIDE_TEXT: Final = _indexes(f"{_DATE_LINE} B I BD ID")
_BELOW_HEADLINE: Final = _indexes("T0 T1 H B I BD ID")
_HEADS: Final = _indexes(HEAD)
_BEGINS: Final = _indexes(BEGINS)
_CONTINUES: Final = _indexes("I ID X D1 T1 A1 M1")
_OUTSIDE: Final = _indexes("O G")
_PROSE_KINDS: Final = frozenset({"text", "runin"})


Start = Literal["new", "join", "never"]
"""An item begins with a piece; it belongs to the item above it; or it begins none, and may belong
to one or to none."""


@dataclass(frozen=True, slots=True)
class PieceLimit:
    """What a piece is held to."""

    labels: frozenset[int] | None = None
    """The indexes of the labels that it may have; None for any."""
    start: Start | None = None
    """Whether an item begins with it; None if that is open."""

    def allows(self, label: int, before: int | None) -> bool:
        """True if a piece may have a label, given that of the piece before it."""
        if self.labels is not None and label not in self.labels:
            return False
        return self.start is None or may_adjoin(before, label, self.start)


UNLIMITED: Final = PieceLimit()
Limits = Sequence[PieceLimit]


def may_adjoin(before: int | None, label: int, start: Start) -> bool:
    """True if two labels may follow each other where it is stated whether an item begins.

    Args:
        before: The index of the label before; None at the beginning of the page.
        label: The index of the label.
        start: What is stated of the second.
    """
    if start == "new":
        return label in _BEGINS and before not in _HEADS
    if start == "join" and before is None:
        return True
    if start == "never" and label in _OUTSIDE:
        return True
    return label in _CONTINUES or (before in _HEADS and label in _BEGINS)


def keeps_limits(path: Sequence[int], limits: Limits) -> bool:
    """True if labels are what the marks permit."""
    return all(
        limit.allows(label, before)
        for limit, before, label in zip(limits, (None, *path), path, strict=False)
    )


def lost_heads(former: Sequence[int], limits: Limits) -> set[int]:
    """The pieces of heads that lost their text, as an item begins right below them by a mark.

    Args:
        former: The labels without marks.
        limits: What the marks permit.
    """
    lost = set[int]()
    for below in (place for place, limit in enumerate(limits) if limit.start == "new"):
        head = below - 1
        while head >= 0 and former[head] in _HEADS:
            lost.add(head)
            head -= 1
    return lost


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
        begins: Start | None = "never" if mark.role is MarkRole.OUT else None
        if mark.start is MarkRole.NEW and place == 0:
            begins = "new"
        elif mark.start is MarkRole.JOIN:
            begins = "join"
        is_open = permitted is None and begins is None
        yield UNLIMITED if is_open else PieceLimit(permitted, begins)


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
        elif role is MarkRole.TEXT and is_main:
            yield _DATED_TEXT if piece.inner else _LABELS[role]
        elif role is MarkRole.TEXT:
            yield _DATE_BESIDE_TEXT if piece.date else None
        elif role is MarkRole.HEADLINE and not is_main:
            yield _DATE_BESIDE_HEADLINE if piece.date else _BESIDE_HEADLINE
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
