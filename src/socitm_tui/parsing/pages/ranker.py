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
_ALL: Final = (1 << 64) - 1
Test = tuple[int, float, int]
"""Index of a figure, limit, and the leaves that remain if the figure is greater, as bits."""
_NO_TEST: Final[Test] = (0, np.inf, _ALL)


class Ranker:
    """A sum of decision trees over the figures of a reading (gradient boosting).

    All tests of a tree are made at once (QuickScorer, Lucchese and others 2015): each that fails
    takes away the leaves below its lower branch, and the first leaf that remains is the tree's.
    """

    def __init__(self, names: Sequence[str], trees: Sequence[Tree]) -> None:
        """Keep trees of at most 64 leaves over named figures."""
        self.names = names
        unfolded = [_unfold(tree) for tree in trees]
        depth = max((len(tests) for tests, _ in unfolded), default=0)
        padded = [[*tests, *[_NO_TEST] * (depth - len(tests))] for tests, _ in unfolded]
        shape = (depth, len(trees))
        columns = [[tests[k][part] for k in range(depth) for tests in padded] for part in range(3)]
        self._figures = np.array(columns[0], int)
        self._limits = np.array(columns[1], float)[:, None]
        self._kept = np.array(columns[2], np.uint64)[:, None]
        self._shape = shape
        self._leaves = np.array([value for _, leaves in unfolded for value in leaves], float)
        self._first_leaves = np.cumsum([0, *(len(leaves) for _, leaves in unfolded[:-1])])

    def rate(self, table: Floats) -> Floats:
        """Return how good readings are: log odds against the others of their page.

        Args:
            table: The figures of each reading, shape (readings, figures).
        """
        is_low = table.T[self._figures] <= self._limits
        kept = np.where(is_low, np.uint64(_ALL), self._kept).reshape(*self._shape, len(table))
        remaining = np.bitwise_and.reduce(kept, axis=0)
        lowest = remaining & (~remaining + np.uint64(1))
        leaves = np.log2(lowest).astype(int) + self._first_leaves[:, None]
        return np.asarray(self._leaves[leaves].sum(0), float)

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


def _unfold(tree: Tree) -> tuple[list[Test], list[float]]:
    """Return the tests of a tree and the values of its leaves from the lowest to the highest."""
    tests: list[Test] = []
    leaves: list[float] = []

    def visit(node: int) -> None:
        figure, value, low, high = tree[node]
        if figure < 0:
            leaves.append(value)
            return
        first = len(leaves)
        visit(low)
        tests.append((figure, value, _ALL ^ ((1 << len(leaves)) - (1 << first))))
        visit(high)

    visit(0)
    return tests, leaves
