"""What the first pass says of the whole page, as features of the second.

The first pass labels each piece from what stands near it. Over the page its labels show the order
of fields that the page repeats: what pieces of one shape are, whether dates stand above or below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from socitm_tui.parsing.pages.chain import Features, Floats
from socitm_tui.parsing.pages.item_runs import ItemRun
from socitm_tui.parsing.pages.look import bucket
from socitm_tui.parsing.pages.piece_labels import LABELS

_SHARES: Final = (-0.5, 0, 0.34, 0.67, 0.99)
_SETS: Final = (
    ("ab", frozenset({"D0"})),
    ("be", frozenset({"D1"})),
    ("in", frozenset({"BD", "ID"})),
    ("ti", frozenset({"T0"})),
    ("h", frozenset({"H"})),
    ("au", frozenset({"A0", "A1"})),
)
_OWN_DATES: Final = frozenset({"D0", "D1", "BD", "ID"})


def second_features(
    posterior: Floats,
    labels: Sequence[str],
    runs: Sequence[ItemRun],
    shapes: Sequence[str],
    families: Sequence[str],
) -> list[tuple[Features, ...]]:
    """Return further features of every piece, in groups.

    Args:
        posterior: For each piece the probability of each of `LABELS` after the first pass.
        labels: The most likely labels of the first pass.
        runs: The items that these labels make.
        shapes: A key that pieces share which look alike.
        families: The coarse class of each piece.
    """
    page = _page_features(labels, runs)
    beside = {x: tuple(f"{feature}:{x}" for feature in page) for x in {*families, *labels}}
    others, counts = _others_of_shape(posterior, shapes)
    padded = ["^", "^", *labels, "^", "^"]
    rows: list[tuple[Features, ...]] = []
    for i, (own, like) in enumerate(zip(_best_two(posterior), _best_two(others), strict=True)):
        (first, chance), (second, lower) = own
        row = [f"q:{LABELS[first]}{bucket(chance, (0.4, 0.6, 0.8, 0.95))}"]
        if lower > 0.05:
            row.append(f"q2:{LABELS[second]}{bucket(lower, (0.15, 0.3))}")
        if counts[i] > 1:
            row += _shape_features(like, first, counts[i])
        row += [f"v{k}:{padded[i + 2 + k]}" for k in (-2, -1, 1, 2)]
        below = labels[i + 1] if i + 1 < len(labels) else "$"
        row.append(f"vv:{padded[i + 1]},{below}")
        rows.append((tuple(row), beside[families[i]], beside[labels[i]]))
    return rows


def _page_features(labels: Sequence[str], runs: Sequence[ItemRun]) -> list[str]:
    """Return which fields the items have, over the page."""
    count = len(runs)
    sets = [{label for _, label in run.parts} for run in runs]
    shares = {
        name: sum(1 for s in sets if s & wanted) / count if count else -1 for name, wanted in _SETS
    }
    group = 0.0
    if "G" in labels:
        group = sum(1 for s in sets if not s & _OWN_DATES) / count if count else -1
    return [
        *(f"S:{name}{bucket(share, _SHARES)}" for name, share in shares.items()),
        f"S:g{bucket(group, (0, 0.34, 0.67, 0.99))}",
        f"S:n{bucket(count, (0, 1, 2, 4, 8, 16))}",
    ]


Best = tuple[tuple[int, float], tuple[int, float]]
"""The indexes of the greatest and the second greatest value, and these values."""


def _others_of_shape(posterior: Floats, shapes: Sequence[str]) -> tuple[Floats, list[int]]:
    """Return the mean probabilities of the other pieces of a shape, and how many have the shape."""
    numbers = {shape: number for number, shape in enumerate(dict.fromkeys(shapes))}
    at = np.array([numbers[shape] for shape in shapes])
    sums = np.zeros((len(numbers), posterior.shape[1]))
    np.add.at(sums, at, posterior)
    counts = np.bincount(at)[at]
    others = (sums[at] - posterior) / np.maximum(counts - 1, 1)[:, None]
    return others, counts.tolist()


def _best_two(rows: Floats) -> Iterator[Best]:
    """Yield the two greatest values of each row."""
    order = np.argsort(-rows, axis=1, kind="stable")[:, :2]
    values = np.take_along_axis(rows, order, axis=1)
    for (first, second), (high, low) in zip(order.tolist(), values.tolist(), strict=True):
        yield (first, high), (second, low)


def _shape_features(others: Best, own: int, count: int) -> list[str]:
    """Return what the other pieces of the same shape are taken for."""
    row = [
        f"s:{LABELS[j]}{bucket(value, (0.25, 0.5, 0.75))}{min(count, 4)}"
        for j, value in others
        if value > 0.1
    ]
    row.append(f"sq:{LABELS[others[0][0]]}{LABELS[own]}")
    return row
