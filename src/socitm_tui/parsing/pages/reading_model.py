"""The learned weights by which pages are read, from `data/reading.json`.

`python -m tests.train` writes the file from all captures with gold.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from socitm_tui.parsing.data_files import data_file
from socitm_tui.parsing.pages.chain import CLASSES, COUNT, Chain, FeatureWeights
from socitm_tui.parsing.pages.lesson import Lesson
from socitm_tui.parsing.pages.news_words import NewsWords
from socitm_tui.parsing.pages.piece_labels import INDEX
from socitm_tui.parsing.pages.ranker import Logistic, Ranker

WEIGHTS_FILE = "reading.json"


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """All weights of the reader of pages."""

    first: Chain
    second: Chain
    weights: FeatureWeights
    """Of features for the labels of the first pass, then of the second."""
    second_only: FeatureWeights
    """Of features that only the second pass has, for its labels."""
    news_words: NewsWords
    ranker: Ranker
    soundness: Logistic
    """How likely a reading is to be without mistake."""
    sound_from: float
    """The log odds from which a reading is said to be sound."""
    lesson: Lesson | None = None
    """What marked pages of the source teach about its other pages."""


@lru_cache(maxsize=1)
def load_model() -> ReadingModel:
    """Return the weights that are shipped with the program."""
    return parse_model(json.loads(data_file(WEIGHTS_FILE).read_text(encoding="utf-8")))


def parse_model(table: dict[str, Any]) -> ReadingModel:
    """Return the weights that a table holds: see `write_model` in `tests/train`."""
    first, second = (table[key]["features"] for key in ("first pass", "second pass"))
    news = table["news words"]
    return ReadingModel(
        first=_chain(table["first pass"]["transitions"]),
        second=_chain(table["second pass"]["transitions"]),
        weights=_tabulate(
            [f for f in {**first, **second} if not f.startswith(SECOND_PREFIXES)], first, second
        ),
        second_only=_tabulate([f for f in second if f.startswith(SECOND_PREFIXES)], second),
        news_words=NewsWords(
            FeatureWeights(news["words"], np.array([*news["words"].values()]).reshape(-1, 1)),
            news["bias"],
        ),
        ranker=Ranker(
            tuple(table["ranker"]["figures"]),
            [[(n[0], n[1], n[2], n[3]) for n in tree] for tree in table["ranker"]["trees"]],
        ),
        soundness=Logistic(table["soundness"]["weights"], table["soundness"]["bias"]),
        sound_from=table["soundness"]["sound from"],
    )


SECOND_PREFIXES = ("q:", "q2:", "s:", "sq:", "v", "S:")


def _tabulate(names: Sequence[str], *passes: dict[str, dict[str, float]]) -> FeatureWeights:
    """Return the weights of features in passes, side by side; labels not named have 0."""
    rows = np.zeros((len(names), len(passes) * COUNT))
    for number, features in enumerate(passes):
        for at, name in enumerate(names):
            for label, weight in features.get(name, {}).items():
                rows[at, number * COUNT + INDEX[label]] = weight
    return FeatureWeights(names, rows)


def _chain(tables: list[dict[str, dict[str, float]]]) -> Chain:
    """Return the weights of transitions: class, label before, label after."""
    transitions = np.zeros((CLASSES, COUNT, COUNT))
    for kind, table in enumerate(tables):
        for before, row in table.items():
            for after, weight in row.items():
                transitions[kind, INDEX[before], INDEX[after]] = weight
    return Chain(transitions)
