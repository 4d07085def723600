"""The headline of an item on a marked page: where the user states it, no other line is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from socitm_tui.model.entities import MarkRole
from socitm_tui.model.marks import MarkedLine
from socitm_tui.parsing.pages.item_runs import BODY, TITLES, ItemRun, join_runs
from socitm_tui.parsing.pages.pieces import Piece

_CONTINUED: Final = {"B": "I", "BD": "ID"}


def settle_headlines(
    labels: Sequence[str], pieces: Sequence[Piece], marks: Sequence[MarkedLine]
) -> list[str]:
    """Return labels by which an item with a marked headline has no other.

    What was taken for a headline above it is outside the item, what was below it is text. Lines
    right beside the marked one may go on with it, and stay.
    """
    out = list(labels)
    for run in join_runs(labels, pieces):
        titles = run.with_label(TITLES)
        stated = [index for index in titles if marks[index].role is MarkRole.HEADLINE]
        if stated and len(stated) < len(titles):
            _settle_item(out, run, pieces, marks, stated)
    return out


def _settle_item(
    out: list[str],
    run: ItemRun,
    pieces: Sequence[Piece],
    marks: Sequence[MarkedLine],
    stated: Sequence[int],
) -> None:
    """Change the labels of the headlines of an item that are not stated."""
    is_leading, has_body = True, False
    near = {pieces[index].line + step for index in stated for step in (-1, 0, 1)}
    for index, label in run.parts:
        is_free = not marks[index].role and not marks[index].start
        is_other = label in TITLES and is_free and pieces[index].line not in near
        if is_leading and index < stated[0] and (is_other or (is_free and label == "M0")):
            out[index] = "O"
        elif is_other:
            out[index] = "X" if index < stated[0] else "I" if has_body else "B"
            has_body = has_body or index > stated[0]
        elif label in BODY:
            out[index] = _CONTINUED.get(label, label) if has_body else label
            has_body = True
        is_leading = is_leading and out[index] == "O"
