"""Gradient boosting of small regression trees (Friedman 2001) that choose one row of each list.

The objective is that of ListNet (Cao and others 2007): the softmax of the trees' sums over a list
approaches a distribution that is given. So only what differs within a list is learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from socitm_tui.parsing.pages.ranker import Ranker, Tree

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
BINS: Final = 40
TREES: Final = 600
RATE: Final = 0.025  # by which each tree is shrunk
LEAVES: Final = 10
FEWEST_ROWS: Final = 30.0  # in a leaf
PENALTY: Final = 3.0  # of the value of a leaf, in curvature of lists of mean weight
LEAST_CURVATURE: Final = 0.01
SHARE: Final = 0.4  # of the figures that a tree may use
LISTS: Final = 0.4  # the share of the lists that a tree is grown on (Friedman 2002)


@dataclass
class _Node:
    """A node of a tree that grows."""

    rows: Ints
    sums: Floats
    """Summed gradients, weights and rows, by usable figure and bin."""
    gain: float
    figure: int
    """Index among the usable figures of the best split, and its bin."""
    bin: int
    low: int = 0
    high: int = 0
    """The nodes that the split leads to; 0 in a leaf."""


def grow_trees(table: Floats, target: Floats, sizes: Ints, weight: Floats) -> list[Tree]:
    """Return trees whose summed values, as log odds within each list, approach a target.

    Args:
        table: Rows of figures, shape (rows, figures); the rows of a list follow each other.
        target: The probability of each row to be chosen from its list.
        sizes: The number of rows of each list.
        weight: How much each list counts.
    """
    chance = np.random.default_rng(0)
    edges = [_bin_edges(column) for column in table.T]
    columns = [np.searchsorted(e, c) for e, c in zip(edges, table.T, strict=True)]
    binned = np.stack(columns, axis=1)
    each = np.repeat(weight / weight.mean(), sizes)
    current = np.zeros(len(target))
    count = table.shape[1]
    trees: list[Tree] = []
    for _ in range(TREES):
        usable = np.sort(chance.choice(count, max(1, int(SHARE * count)), replace=False))
        given = softmax(current, sizes)
        curvature = np.maximum(given * (1 - given), LEAST_CURVATURE)
        rows = np.nonzero(np.repeat(chance.random(len(sizes)) < LISTS, sizes))[0]
        gradient = (target - given) * each
        growth = _Growth(binned[np.ix_(rows, usable)], gradient[rows], (curvature * each)[rows])
        tree = growth.finish(growth.grow(), usable, edges)
        current += Ranker((), [tree]).rate(table)
        trees.append(tree)
    return trees


def softmax(values: Floats, sizes: Ints) -> Floats:
    """Return for each row its share of the exponentials of its list."""
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    powers = np.exp(values - np.repeat(np.maximum.reduceat(values, starts), sizes))
    return np.asarray(powers / np.repeat(np.add.reduceat(powers, starts), sizes), float)


def _bin_edges(column: Floats) -> Floats:
    """Return the limits between the bins of a figure."""
    values = np.unique(column)
    if len(values) > BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, BINS)))
    return np.asarray((values[1:] + values[:-1]) / 2, float)


class _Growth:
    """The growth of one tree, the most useful split first."""

    def __init__(self, binned: Ints, gradient: Floats, weight: Floats) -> None:
        self.binned = np.ascontiguousarray(binned)
        self.gradient, self.weight = gradient, weight
        self.offsets = np.arange(binned.shape[1]) * (BINS + 1)

    def grow(self) -> list[_Node]:
        """Return the nodes of the tree, the root first."""
        rows = np.arange(len(self.gradient))
        nodes = [self._node(rows, self._histogram(rows))]
        leaves = [0]
        while len(leaves) < LEAVES:
            at = max(leaves, key=lambda k: nodes[k].gain)
            node = nodes[at]
            if node.gain <= 1e-9:
                break
            below = self.binned[node.rows, node.figure] <= node.bin
            low, high = node.rows[below], node.rows[~below]
            sums_low = self._histogram(low) if len(low) <= len(high) else None
            if sums_low is None:
                sums_high = self._histogram(high)
                sums_low = node.sums - sums_high
            else:
                sums_high = node.sums - sums_low
            node.low, node.high = len(nodes), len(nodes) + 1
            nodes += [self._node(low, sums_low), self._node(high, sums_high)]
            leaves.remove(at)
            leaves += [node.low, node.high]
        return nodes

    def _histogram(self, rows: Ints) -> Floats:
        """Return summed gradients, weights and numbers of rows by figure and bin."""
        figures = len(self.offsets)
        size = figures * (BINS + 1)
        flat = (self.binned[rows] + self.offsets).ravel()
        sums = [
            np.bincount(flat, np.repeat(self.gradient[rows], figures), size),
            np.bincount(flat, np.repeat(self.weight[rows], figures), size),
            np.bincount(flat, minlength=size).astype(float),
        ]
        return np.stack(sums).reshape(3, figures, BINS + 1)

    def _node(self, rows: Ints, sums: Floats) -> _Node:
        """Return a node with the split that would gain most."""
        below = sums.cumsum(2)
        total = below[:, :1, -1:]
        above = total - below
        is_large = (below[2] >= FEWEST_ROWS) & (above[2] >= FEWEST_ROWS)
        parts = below[0] ** 2 / (below[1] + PENALTY) + above[0] ** 2 / (above[1] + PENALTY)
        gain = np.where(is_large, parts, -np.inf)
        best = int(gain.argmax())
        figure, bin_ = divmod(best, BINS + 1)
        whole = float(total[0, 0, 0] ** 2 / (total[1, 0, 0] + PENALTY))
        return _Node(rows, sums, float(gain.flat[best]) - whole, figure, bin_)

    def finish(self, nodes: Sequence[_Node], usable: Ints, edges: Sequence[Floats]) -> Tree:
        """Return the tree."""
        tree: list[tuple[int, float, int, int]] = []
        for node in nodes:
            if node.low:
                figure = int(usable[node.figure])
                limit = round(float(edges[figure][node.bin]), 5)
                tree.append((figure, limit, node.low, node.high))
                continue
            total = self.gradient[node.rows].sum(), self.weight[node.rows].sum()
            tree.append((-1, RATE * float(total[0] / (total[1] + PENALTY)), 0, 0))
        return tuple(tree)
