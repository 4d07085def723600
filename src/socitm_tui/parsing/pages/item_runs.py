"""Labels -> items as runs of pieces. Nothing is guessed: the labels say what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.pages.pieces import Piece

HEAD: Final = frozenset({"D0", "T0", "A0", "M0"})
FIRST: Final = frozenset({"B", "BD", "H"})
TEXT: Final = frozenset({"B", "BD", "I", "ID", "H"})
BODY: Final = frozenset({"B", "BD", "I", "ID"})
DATES: Final = frozenset({"D0", "D1", "BD", "ID"})
TITLES: Final = frozenset({"T0", "T1", "H"})
_CONTINUED: Final = {"D0": "D1", "T0": "I", "A0": "A1", "M0": "X", "B": "I", "BD": "ID", "H": "I"}
"""What a piece is if it turns out to stand in the line of the item before."""


@dataclass(frozen=True, slots=True)
class ItemRun:
    """The pieces of one item with their labels, and the piece with the date above for all."""

    parts: tuple[tuple[int, str], ...]
    """Index of the piece and its label."""
    group: int | None

    def with_label(self, labels: frozenset[str]) -> list[int]:
        """Return the pieces that have one of the labels."""
        return [index for index, label in self.parts if label in labels]


def join_runs(labels: Sequence[str], pieces: Sequence[Piece]) -> list[ItemRun]:
    """Return the items that labels make, in the order of the page."""
    runs: list[ItemRun] = []
    current: list[tuple[int, str]] = []
    has_text = False
    group: int | None = None
    run_group: int | None = None

    def close() -> None:
        nonlocal current, has_text
        if has_text:
            runs.append(ItemRun(tuple(current), run_group))
        current, has_text = [], False

    for index, label in enumerate(labels):
        if label in ("O", "G"):
            close()
            group = index if label == "G" else group
            continue
        if label in HEAD or label in FIRST:
            if has_text or not current:
                if _shares_line(index, current, pieces):
                    current.append((index, _CONTINUED[label]))
                    continue
                close()
                run_group = group
                if runs and _shares_line(index, runs[-1].parts, pieces):
                    last = runs.pop()
                    current, has_text, run_group = list(last.parts), True, last.group
                    current.append((index, _CONTINUED[label]))
                    continue
        elif not current:
            run_group = group
        current.append((index, label))
        has_text = has_text or label in TEXT
    close()
    return runs


def _shares_line(index: int, parts: Sequence[tuple[int, str]], pieces: Sequence[Piece]) -> bool:
    """Say whether a piece stands on the line on which an item ends."""
    return bool(parts) and pieces[parts[-1][0]].last >= pieces[index].first


Outline = frozenset[tuple[int, int, tuple[int, ...]]]
"""The items of a reading: first and last piece of each text, and the pieces that date it."""


def spans_of(runs: Sequence[ItemRun]) -> Outline:
    """Return what makes two readings alike: begin and end of each text, and where its date is."""
    spans = set()
    for run in runs:
        text = run.with_label(TEXT)
        dates = run.with_label(DATES) or ([] if run.group is None else [run.group])
        spans.add((text[0], text[-1], tuple(dates)))
    return frozenset(spans)


def agreement(a: Outline, b: Outline) -> float:
    """Return the F1 of the items of two readings."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0
