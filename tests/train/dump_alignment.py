"""The text of an article -> the labels that the pieces of a whole-page dump of it may have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from socitm_tui.parsing.pages.pieces import Piece
from tests.train.cases import SCORE

ABOVE: Final = frozenset({"O", "G", "D0", "T0", "A0", "M0"})
BELOW: Final = frozenset({"O", "D1", "T1", "A1", "M1"})
LONG: Final = 8  # words from which on a piece is compared by runs of four words
WIDEST_GAP: Final = 25  # pieces between two parts of one article


def align_dump(article: str, pieces: Sequence[Piece]) -> tuple[list[frozenset[str]], list[str]]:
    """Return the labels that each piece may have; headline and date are left open."""
    is_inside = _pieces_inside(article, pieces)
    long = [n for n, p in enumerate(pieces) if is_inside[n] and len(p.text.split()) >= LONG]
    if not long:
        return [], ["the article is not there"]
    first, last = _densest_run(long, pieces)
    squashed = SCORE.squash(article)
    labels = []
    for n, piece in enumerate(pieces):
        signs = SCORE.squash(piece.text)
        is_short_part = len(signs) > 2 and len(piece.text.split()) < LONG and signs in squashed
        if n < first:
            labels.append(ABOVE)
        elif n > last:
            labels.append(BELOW)
        elif n == first:
            labels.append(frozenset({"B"}))
        else:
            labels.append(frozenset({"I"} if is_inside[n] or is_short_part else {"X"}))
    return labels, []


def _pieces_inside(article: str, pieces: Sequence[Piece]) -> list[bool]:
    """Return for each piece whether the article has its words."""
    runs = set(_runs_of_four(article))
    squashed = SCORE.squash(article)
    inside = []
    for piece in pieces:
        own = _runs_of_four(piece.text)
        if len(own) >= LONG - 3:
            inside.append(sum(run in runs for run in own) / len(own) >= 0.6)
        else:
            signs = SCORE.squash(piece.text)
            inside.append(len(signs) >= 12 and signs in squashed)
    return inside


def _runs_of_four(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return [tuple(words[i : i + 4]) for i in range(len(words) - 3)]


def _densest_run(long: Sequence[int], pieces: Sequence[Piece]) -> tuple[int, int]:
    """Return the first and the last piece of the run with most text."""
    best = (0, long[0], long[0])
    start = 0
    for k in range(1, len(long) + 1):
        if k == len(long) or long[k] - long[k - 1] > WIDEST_GAP:
            size = sum(len(pieces[n].text) for n in long[start:k])
            best = max(best, (size, long[start], long[k - 1]), key=lambda run: run[0])
            start = k
    return best[1], best[2]
