"""What marked pages of a source teach about its other pages.

The pages of a source repeat lines, forms of dates and the order of fields. A lesson holds weights
for these that are added to the shipped ones. They are learned from the labels of marked pages by
gradient ascent of the chain model, from zero and in few steps, so that little is learned from
little.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from socitm_tui.parsing.pages.chain import COUNT, Chain, FeatureWeights, Path, Scores, posteriors
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
SKELETON_BONUS: Final = 1.0
"""What a reading gains, in log odds, if all of its items have a known order of fields. With 2 as
many more pages are read worse as better, with 0.3 fewer are read better."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the marked pages of a source teach."""

    weights: FeatureWeights
    """Of features of a source, for the labels of the first pass, then of the second."""
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


@dataclass(frozen=True, slots=True)
class TaughtPage:
    """A marked page, as a lesson is learned from it."""

    features: list[list[str]]
    """Of a source, for each piece."""
    scores: Scores
    """By the shipped weights."""
    kinds: Sequence[int]
    """The classes of the transitions."""
    path: Path
    """The labels under the marks."""


def learn_weights(pages: Sequence[TaughtPage], chain: Chain) -> FeatureWeights:
    """Return weights of features under which the labels of pages are likelier than before."""
    names = dict.fromkeys(name for page in pages for row in page.features for name in row)
    weights = FeatureWeights(names, np.zeros((len(names), COUNT)))
    numbers = [[[weights.numbers[name] for name in row] for row in p.features] for p in pages]
    for _ in range(STEPS):
        step = np.zeros_like(weights.rows)
        for page, rows in zip(pages, numbers, strict=True):
            scores = page.scores + weights.sum(page.features)
            errors = np.eye(COUNT)[list(page.path)] - posteriors(scores, page.kinds, chain)
            for row, error, label in zip(rows, errors, page.path, strict=True):
                if error[label] >= SMALL_ERROR:
                    np.add.at(step, row, error * RATE / len(row))
        weights.rows[:] = weights.rows * (1 - DECAY) + step
    return weights
