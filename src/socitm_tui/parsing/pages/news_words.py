"""How far the words of a page speak for news, and against an index, a diary or a help page.

A logistic regression over which words the page has: in its short pieces, in its long ones, and at
its head. `python -m tests.train` learns the weights from all captures with gold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from socitm_tui.parsing.pages.chain import FeatureWeights
from socitm_tui.parsing.pages.pieces import Piece

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_READ: Final = 600  # characters of a piece
_SHORT: Final = 12  # words of a piece that is counted as short
_HEAD: Final = 6  # pieces at the head of a page


def page_words(pieces: Sequence[Piece]) -> list[str]:
    """Return the words of a page, each once, marked with where they stand."""
    words: set[str] = set()
    for index, piece in enumerate(pieces):
        own = [word.lower() for word in _WORD.findall(piece.text[:_READ])]
        place = "short" if len(own) <= _SHORT else "long"
        words.update(f"{place}:{word}" for word in own)
        if index < _HEAD:
            words.update(f"head:{word}" for word in own[:_SHORT])
    return sorted(words)


@dataclass(frozen=True, slots=True)
class NewsWords:
    """The weights of the words of a page."""

    weights: FeatureWeights
    """One for each word with its place."""
    bias: float

    def score(self, pieces: Sequence[Piece]) -> float:
        """Return the log odds that a page has news, by its words alone."""
        known = [word for word in page_words(pieces) if word in self.weights.numbers]
        return self.bias + float(self.weights.sum([known])[0, 0]) / sqrt(len(known) + 1)
