"""Chooses between the readings of a page by their figures, with a sum of small decision trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from socitm_tui.parsing.pages.reading_figures import MISSING, Figures

Floats = NDArray[np.float64]
Tree = Sequence[tuple[int, float, int, int]]
"""Nodes: index of a figure (-1 in a leaf), limit (the value of a leaf), and the nodes to go to if
the figure is at most the limit and if it is greater."""
_NO_NODE: Final = (-1, 0.0, 0, 0)


class Ranker:
    """A sum of decision trees over the figures of a reading (gradient boosting)."""

    def __init__(self, names: Sequence[str], trees: Sequence[Tree]) -> None:
        """Keep trees over named figures."""
        self.names = names
        size = max((len(tree) for tree in trees), default=1)
        padded = [[*tree, *[_NO_NODE] * (size - len(tree))] for tree in trees]
        nodes = np.array(padded, float).reshape(len(trees), size, 4)
        self._limits = nodes[:, :, 1]
        self._figures, self._low, self._high = (nodes[:, :, k].astype(int) for k in (0, 2, 3))

    def rate(self, table: Floats) -> Floats:
        """Return how good readings are: log odds against the others of their page.

        Args:
            table: The figures of each reading, shape (readings, figures).
        """
        rows = np.arange(len(table))[:, None]
        trees = np.arange(len(self._limits))
        at = np.zeros((len(table), len(trees)), int)
        while (figures := self._figures[trees, at]).max(initial=-1) >= 0:
            is_low = table[rows, figures] <= self._limits[trees, at]
            after = np.where(is_low, self._low[trees, at], self._high[trees, at])
            at = np.where(figures >= 0, after, at)
        return np.asarray(self._limits[trees, at].sum(1), float)

    def order(self, rows: Sequence[Figures]) -> list[tuple[float, int]]:
        """Return the ratings and indexes of readings, the best first; ties keep their order."""
        ratings = self.rate(tabulate(rows, self.names)).tolist()
        return sorted(((rating, i) for i, rating in enumerate(ratings)), key=lambda x: -x[0])


def tabulate(rows: Sequence[Figures], names: Sequence[str]) -> Floats:
    """Return the figures of readings as an array, shape (readings, figures)."""
    return np.array([[row.get(name, MISSING) for name in names] for row in rows], float)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named figures."""

    weights: Mapping[str, float]
    bias: float

    def score(self, figures: Mapping[str, float]) -> float:
        """Return the log odds."""
        return self.bias + sum(w * figures.get(name, 0.0) for name, w in self.weights.items())
