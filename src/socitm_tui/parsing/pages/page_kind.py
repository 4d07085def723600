"""What kind of page it is: without news, one article, or several items.

A multinomial logistic regression over what the page has: its words, in short pieces, in long ones
and at its head; and runs of up to three neighbouring pieces, told by their classes or by the
labels of the first pass, with how often they occur. `python -m tests.train` learns the weights
from all captures with gold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from socitm_tui.parsing.pages.chain import FeatureWeights, Floats, Scores
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.piece_labels import LABELS

PAGE_KINDS: Final = ("no news", "one article", "several items")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_READ: Final = 600  # characters of a piece
_SHORT: Final = 12  # words of a piece that is counted as short
_HEAD: Final = 6  # pieces at the head of a page
_TIMES: Final = (1, 2, 4, 8, 16)


def kind_features(view: PageView, posterior: Scores) -> list[str]:
    """Return the features of a page, each once.

    Args:
        view: The page.
        posterior: For each piece the probability of each label, after the first pass.
    """
    features: set[str] = set()
    for index, piece in enumerate(view.pieces):
        own = [word.lower() for word in _WORD.findall(piece.text[:_READ])]
        place = "short" if len(own) <= _SHORT else "long"
        features.update(f"{place}:{word}" for word in own)
        if index < _HEAD:
            features.update(f"head:{word}" for word in own[:_SHORT])
    features.update(_runs("classes", view.families, 3))
    features.update(_runs("labels", [LABELS[k] for k in posterior.argmax(1)], 2))
    return sorted(features)


def _runs(name: str, signs: Sequence[str], longest: int) -> Iterator[str]:
    """Yield the runs of signs, up to a length, with at least how often each occurs."""
    for length in range(1, longest + 1):
        counts = Counter(zip(*(signs[k:] for k in range(length)), strict=False))
        for run, count in counts.items():
            text = ".".join(run)
            yield from (f"{name}:{text}:{times}" for times in _TIMES if count >= times)


@dataclass(frozen=True, slots=True)
class KindModel:
    """The weights of what a page has for each of `PAGE_KINDS`."""

    weights: FeatureWeights
    bias: Sequence[float]

    def log_probabilities(self, view: PageView, posterior: Scores) -> Floats:
        """Return the logarithms of the probabilities of the kinds, as `PAGE_KINDS` has them."""
        known = [x for x in kind_features(view, posterior) if x in self.weights.numbers]
        odds = np.array(self.bias) + self.weights.sum([known])[0] / sqrt(len(known) + 1)
        return np.asarray(odds - np.logaddexp.reduce(odds), float)
