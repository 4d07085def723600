"""What the first pass says of the whole page, as features of the second.

The first pass labels each piece from what stands near it. Over the page its labels show the order
of fields that the page repeats: what pieces of one shape are, whether dates stand above or below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

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
    posterior: Sequence[Sequence[float]],
    labels: Sequence[str],
    runs: Sequence[ItemRun],
    shapes: Sequence[str],
    families: Sequence[str],
) -> list[list[str]]:
    """Return further features of every piece.

    Args:
        posterior: For each piece the probability of each of `LABELS` after the first pass.
        labels: The most likely labels of the first pass.
        runs: The items that these labels make.
        shapes: A key that pieces share which look alike.
        families: The coarse class of each piece.
    """
    page = _page_features(labels, runs)
    sums, counts = _sum_by_shape(posterior, shapes)
    padded = ["^", "^", *labels, "^", "^"]
    rows = []
    for i, own in enumerate(posterior):
        first, second = _best_two(own)
        row = [f"q:{LABELS[first]}{bucket(own[first], (0.4, 0.6, 0.8, 0.95))}"]
        if own[second] > 0.05:
            row.append(f"q2:{LABELS[second]}{bucket(own[second], (0.15, 0.3))}")
        count = counts[shapes[i]]
        if count > 1:
            total = sums[shapes[i]]
            others = [(total[j] - own[j]) / (count - 1) for j in range(len(LABELS))]
            row += _shape_features(others, first, count)
        row += [f"v{k}:{padded[i + 2 + k]}" for k in (-2, -1, 1, 2)]
        below = labels[i + 1] if i + 1 < len(labels) else "$"
        row.append(f"vv:{padded[i + 1]},{below}")
        row += [f"{x}:{families[i]}" for x in page]
        row += [f"{x}:{labels[i]}" for x in page]
        rows.append(row)
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


def _sum_by_shape(
    posterior: Sequence[Sequence[float]], shapes: Sequence[str]
) -> tuple[dict[str, list[float]], Counter[str]]:
    """Return for each shape the summed probabilities and how many pieces have it."""
    sums: dict[str, list[float]] = {}
    for shape, own in zip(shapes, posterior, strict=True):
        total = sums.get(shape)
        sums[shape] = (
            list(own) if total is None else [a + b for a, b in zip(total, own, strict=True)]
        )
    return sums, Counter(shapes)


def _best_two(values: Sequence[float]) -> tuple[int, int]:
    """Return the indexes of the greatest and the second greatest value."""
    order = sorted(range(len(values)), key=lambda j: -values[j])
    return order[0], order[1]


def _shape_features(others: Sequence[float], own: int, count: int) -> list[str]:
    """Return what the other pieces of the same shape are taken for."""
    first, second = _best_two(others)
    row = [
        f"s:{LABELS[j]}{bucket(others[j], (0.25, 0.5, 0.75))}{min(count, 4)}"
        for j in (first, second)
        if others[j] > 0.1
    ]
    row.append(f"sq:{LABELS[first]}{LABELS[own]}")
    return row
