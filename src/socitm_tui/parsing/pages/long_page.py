"""A page of very many pieces: the order of fields of its beginning is kept to its end.

The readings of a first window compete; the rest is labelled window by window under the constraint
that won, so that time grows with the length of the page and no faster.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from socitm_tui.parsing.pages.analysis import Analysis, analyse, score_labels, sum_features
from socitm_tui.parsing.pages.chain import Constraint, Decoder, Path
from socitm_tui.parsing.pages.item_runs import FIRST, HEAD
from socitm_tui.parsing.pages.piece_labels import INDEX, LABELS
from socitm_tui.parsing.pages.piece_limits import limits_of
from socitm_tui.parsing.pages.pieces import Pieces
from socitm_tui.parsing.pages.reading_model import ReadingModel
from socitm_tui.parsing.pages.readings import NOTHING, constraint_named

WINDOW: Final = 1200  # pieces; a page of so many is read as a whole


def first_window(page: Pieces, model: ReadingModel) -> Analysis:
    """Return the competing readings of the first pieces of a page."""
    return analyse(_window(page, 0), model)


def _window(page: Pieces, start: int) -> Pieces:
    """Return a page of the pieces from one on, with their marks."""
    end = start + WINDOW
    return replace(page, pieces=page.pieces[start:end], marks=page.marks[start:end])


def extend_path(page: Pieces, model: ReadingModel, path: Path, names: tuple[str, ...]) -> Path:
    """Return the labels of all pieces of a page, given those of its first window.

    Args:
        page: The whole page.
        model: The learned weights.
        path: The labels of the first window.
        names: The constraints under which these labels came out.
    """
    count = len(page.pieces)
    if names == (NOTHING,) and not page.marks:
        return (INDEX["O"],) * count
    number, constraint = constraint_named("2free" if names == (NOTHING,) else names[0])
    if constraint.is_single:
        constraint = replace(constraint, is_single=False)
    labels = list(path)
    start = _last_start(labels, 0)
    while len(labels) < count:
        del labels[start:]
        labels += _label_window(page, model, start, number, constraint)
        start = _last_start(labels, start)
    return tuple(labels)


def _label_window(
    page: Pieces, model: ReadingModel, start: int, number: int, constraint: Constraint
) -> Path:
    """Return the labels of one window under a constraint."""
    window = _window(page, start)
    limits = limits_of(window)
    scores = score_labels(sum_features(window, model), model, limits)
    emissions = (scores.first, scores.second)[number]
    decoder = Decoder(emissions, scores.kinds, (model.first, model.second)[number], limits)
    path = decoder.decode(constraint)
    if path is None and limits:
        path = decoder.decode(replace(constraint, is_forced=True))
    return path or (INDEX["O"],) * len(window.pieces)


def _last_start(labels: list[int], start: int) -> int:
    """Return where the last item of a window begins, in its second half; else its end."""
    middle = max(start + WINDOW // 2, 1)
    for at in range(len(labels) - 1, middle, -1):
        begins = LABELS[labels[at]] in (HEAD | FIRST)
        if begins and LABELS[labels[at - 1]] not in HEAD:
            return at
    return len(labels)
