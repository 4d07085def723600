"""What marked pages of a source teach about its other pages.

The pages of a source repeat lines, forms of dates and the order of fields. A lesson holds weights
for these that are added to the shipped ones. They are learned from the labels of marked pages by
gradient ascent of the chain model, from zero and in few steps, so that little is learned from
little.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.pages.chain import COUNT, Chain, Path, Scores, posteriors
from socitm_tui.parsing.pages.item_runs import ItemRun
from socitm_tui.parsing.pages.mentions import date_style
from socitm_tui.parsing.pages.page_view import PageView

STEPS: Final = 12
RATE: Final = 0.6
"""How far the score of a label moves in a step. `python -m tests.train.teaching` gives about the
same F1 from 0.3 to 1.2, and with twice the steps."""
DECAY: Final = 0.02
"""The part of a weight that is lost at each step, so that it stays near the shipped one."""
SMALL_ERROR: Final = 0.03
"""A piece whose label is likelier than all but this teaches nothing new."""
_DIGITS: Final = re.compile(r"\d+")
_FILLERS: Final = frozenset({"M0", "M1", "X", "I", "A0", "A1"})
NO_ITEMS: Final = ""
"""What stands for the order of fields of a page without items."""
SKELETON_BONUS: Final = 2.0
"""What a reading gains, in log odds, if all of its items have a known order of fields."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the marked pages of a source teach."""

    weights: dict[str, tuple[float, ...]]
    """Feature of a source -> its weights for the labels of the first pass, then of the second."""
    skeletons: frozenset[str] = frozenset()
    """The orders of fields of the items, `NO_ITEMS` among them if a page has none."""


def source_features(view: PageView) -> list[list[str]]:
    """Return what pieces of the pages of one source have in common."""
    shapes = [look.shape for look in view.looks]
    padded = ["^", *shapes, "$"]
    texts = [_DIGITS.sub("9", piece.text.lower()) for piece in view.pieces]
    rows = []
    for i, piece in enumerate(view.pieces):
        words = texts[i].split()
        above, here, below = padded[i : i + 3]
        row = [
            f"s:{here}",
            f"sa:{above}|{here}",
            f"sb:{here}|{below}",
            f"sab:{above}|{here}|{below}",
        ]
        if len(words) <= 12:
            row.append(f"t:{texts[i][:80]}")
        row.append(f"w:{' '.join(words[:2])}")
        row.append(f"e:{' '.join(words[-2:])}")
        if piece.date:
            style = date_style(piece.date.printed)
            row += [f"d:{style}", f"dp:{style}|{min(piece.place, 2)}"]
        rows.append(row)
    return rows


def field_skeleton(run: ItemRun) -> str:
    """Return the order of the fields of an item."""
    return " ".join(dict.fromkeys(label for _, label in run.parts if label not in _FILLERS))


def rate_skeletons(lesson: Lesson, runs: Sequence[ItemRun]) -> float:
    """Return how much better a reading is for the orders of fields that the source has."""
    orders = [field_skeleton(run) for run in runs] or [NO_ITEMS]
    return SKELETON_BONUS * sum(order in lesson.skeletons for order in orders) / len(orders)


def learn_weights(
    pages: Sequence[tuple[list[list[str]], Scores, Sequence[int], Path]], chain: Chain
) -> dict[str, tuple[float, ...]]:
    """Return weights of features under which the labels of pages are likelier than before.

    Args:
        pages: For each page its features, its scores by the shipped weights, the classes of its
            transitions, and its labels.
        chain: The weights of transitions.
    """
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * COUNT)
    for _ in range(STEPS):
        gradient: dict[str, list[float]] = {}
        for rows, base, kinds, path in pages:
            scores = [
                [
                    sum(column)
                    for column in zip(own, *(weights[f] for f in row if f in weights), strict=True)
                ]
                for row, own in zip(rows, base, strict=True)
            ]
            for row, marginal, label in zip(
                rows, posteriors(scores, kinds, chain), path, strict=True
            ):
                if 1 - marginal[label] < SMALL_ERROR:
                    continue
                error = [-p for p in marginal]
                error[label] += 1
                share = RATE / len(row)
                for feature in row:
                    known = gradient.get(feature)
                    step = [share * e for e in error]
                    gradient[feature] = (
                        step if known is None else [a + b for a, b in zip(known, step, strict=True)]
                    )
        for values in weights.values():
            values[:] = [value * (1 - DECAY) for value in values]
        for feature, step in gradient.items():
            values = weights[feature]
            values[:] = [a + b for a, b in zip(values, step, strict=True)]
    return {feature: tuple(values) for feature, values in weights.items()}
