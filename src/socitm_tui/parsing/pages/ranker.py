"""Chooses between the readings of a page by their figures, with a sum of small decision trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from socitm_tui.parsing.pages.reading_figures import MISSING, Figures

Tree = tuple[tuple[int, float, int, int], ...]
"""Nodes: index of a figure (-1 in a leaf), limit (the value of a leaf), and the nodes to go to if
the figure is at most the limit and if it is greater."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """A sum of decision trees over the figures of a reading (gradient boosting)."""

    names: tuple[str, ...]
    trees: tuple[Tree, ...]

    def rate(self, figures: Figures) -> float:
        """Return how good a reading is by its figures: log odds against the others of its page."""
        values = [figures.get(name, MISSING) for name in self.names]
        return sum(_walk(tree, values) for tree in self.trees)

    def order(self, rows: Sequence[Figures]) -> list[tuple[float, int]]:
        """Return the ratings and indexes of readings, the best first; ties keep their order."""
        return sorted(((self.rate(row), i) for i, row in enumerate(rows)), key=lambda x: -x[0])


def _walk(tree: Tree, values: Sequence[float]) -> float:
    """Return the value of the leaf that a row of figures comes to."""
    figure, limit, low, high = tree[0]
    while figure >= 0:
        figure, limit, low, high = tree[low if values[figure] <= limit else high]
    return limit


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named figures."""

    weights: Mapping[str, float]
    bias: float

    def score(self, figures: Mapping[str, float]) -> float:
        """Return the log odds."""
        return self.bias + sum(w * figures.get(name, 0.0) for name, w in self.weights.items())
