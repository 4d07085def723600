"""Gradient boosting of small regression trees on numpy arrays (Friedman 2001)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

BINS = 40
Array = np.ndarray


@dataclass
class Node:
    """A node of a tree: a limit on a figure, or the value of a leaf."""

    rows: Array
    figure: int = -1
    limit: float = 0.0
    low: int = 0
    high: int = 0
    gain: float = -1.0
    split: tuple[int, int] = (0, 0)
    sums: Array = field(default_factory=lambda: np.zeros(0))


def bin_edges(table: Array) -> list[Array]:
    """Return for each column the limits between its bins."""
    out = []
    for column in table.T:
        values = np.unique(column)
        if len(values) > BINS:
            values = np.unique(np.quantile(column, np.linspace(0, 1, BINS)))
        out.append((values[1:] + values[:-1]) / 2)
    return out


def grow_trees(
    table: Array, target: Array, weight: Array, *, trees: int = 160, rate: float = 0.06,
    leaves: int = 10, smallest: float = 30.0, penalty: float = 3.0, share: float = 0.5, seed: int = 0,
) -> list[list[tuple[int, float, int, int]]]:
    """Return trees whose summed values approach the target (weighted least squares).

    Args:
        table: Rows of figures, shape (rows, figures).
        target: What is to be approached, one value per row.
        weight: How much each row counts.
        trees: How many trees.
        rate: By how much each tree is shrunk.
        leaves: Most leaves of a tree.
        smallest: Least number of rows in a leaf.
        penalty: L2 penalty of leaf values, in units of mean weight.
        share: Share of the figures that each tree may use.
        seed: Of the choice of figures.
    """
    random = np.random.default_rng(seed)
    edges = bin_edges(table)
    binned = np.stack([np.searchsorted(e, c) for e, c in zip(edges, table.T, strict=True)], axis=1)
    weight = weight / weight.mean()
    current = np.zeros(len(target))
    out = []
    for _ in range(trees):
        usable = np.sort(random.choice(table.shape[1], max(1, int(share * table.shape[1])), replace=False))
        tree, values = _grow(binned, edges, usable, (target - current) * weight, weight, leaves, smallest, penalty)
        current += rate * values
        out.append([(f, v * rate if f < 0 else v, a, b) for f, v, a, b in tree])
    return out


def _grow(binned, edges, usable, gradient, weight, leaves, smallest, penalty):
    """Return one tree and its value for each row."""
    part = np.ascontiguousarray(binned[:, usable])
    offsets = np.arange(len(usable)) * (BINS + 1)
    size = len(usable) * (BINS + 1)

    def histogram(rows):
        flat = (part[rows] + offsets).ravel()
        n = len(usable)
        return np.stack([
            np.bincount(flat, np.repeat(gradient[rows], n), size),
            np.bincount(flat, np.repeat(weight[rows], n), size),
            np.bincount(flat, minlength=size).astype(float),
        ]).reshape(3, n, BINS + 1)

    def best_split(node):
        left = node.sums.cumsum(2)
        total = left[:, :1, -1:]
        g, w, c = left
        gr, wr, cr = total - left
        ok = (c >= smallest) & (cr >= smallest)
        gain = np.where(ok, g * g / (w + penalty) + gr * gr / (wr + penalty), -np.inf)
        base = total[0, 0, 0] ** 2 / (total[1, 0, 0] + penalty)
        at = int(gain.argmax())
        node.split = divmod(at, BINS + 1)
        node.gain = float(gain.flat[at] - base)

    root = Node(np.arange(len(gradient)))
    root.sums = histogram(root.rows)
    best_split(root)
    nodes, open_ = [root], [0]
    while len(open_) < leaves:
        at = max(open_, key=lambda k: nodes[k].gain)
        node = nodes[at]
        if node.gain <= 1e-9:
            break
        f, b = node.split
        below = part[node.rows, f] <= b
        low, high = Node(node.rows[below]), Node(node.rows[~below])
        small, large = (low, high) if below.sum() * 2 <= len(below) else (high, low)
        small.sums = histogram(small.rows)
        large.sums = node.sums - small.sums
        for child in (low, high):
            best_split(child)
        node.figure, node.limit = int(usable[f]), float(edges[usable[f]][b])
        node.low, node.high = len(nodes), len(nodes) + 1
        nodes += [low, high]
        open_.remove(at)
        open_ += [node.low, node.high]
    values = np.zeros(len(gradient))
    tree = []
    for node in nodes:
        if node.figure >= 0:
            tree.append((node.figure, round(node.limit, 5), node.low, node.high))
            continue
        value = float(gradient[node.rows].sum() / (weight[node.rows].sum() + penalty))
        values[node.rows] = value
        tree.append((-1, value, 0, 0))
    return tree, values


def apply_trees(trees, table: Array) -> Array:
    """Return the summed values of the trees for rows of figures."""
    total = np.zeros(len(table))
    for tree in trees:
        at = np.zeros(len(table), int)
        figures = np.array([n[0] for n in tree]); limits = np.array([n[1] for n in tree])
        low = np.array([n[2] for n in tree]); high = np.array([n[3] for n in tree])
        for _ in range(len(tree)):
            f = figures[at]
            inner = f >= 0
            if not inner.any():
                break
            go = table[np.arange(len(table)), np.where(inner, f, 0)] <= limits[at]
            at = np.where(inner, np.where(go, low[at], high[at]), at)
        total += limits[at]
    return total
