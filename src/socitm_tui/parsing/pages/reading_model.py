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
from socitm_tui.parsing.pages.page_kind import KindModel
from socitm_tui.parsing.pages.page_view import FAR_PREFIXES, NEAR_PREFIXES, WORD_PREFIXES
from socitm_tui.parsing.pages.piece_labels import INDEX
from socitm_tui.parsing.pages.ranker import Logistic, Ranker

WEIGHTS_FILE = "reading.json"


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """All weights of the reader of pages."""

    first: Chain
    second: Chain
    own: FeatureWeights
    """Of features for the labels of the first pass, then of the second."""
    near: FeatureWeights
    """Of features of a piece for the labels of the piece directly below it, as in `own`, then for
    those of the piece above it."""
    far: FeatureWeights
    """The same for the second piece below it and the second above it."""
    above: FeatureWeights
    """Of words of short pieces for the labels of long pieces further below, as in `own`, then for
    those of short ones."""
    second_only: FeatureWeights
    """Of features that only the second pass has, for its labels."""
    kinds: KindModel
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
    passes = [table[key]["features"] for key in ("first pass", "second pass")]
    groups: dict[str, list[Rows]] = {prefix: [{}, {}] for prefix in ("", *_PREFIXES)}
    only: Rows = {}
    for number, features in enumerate(passes):
        for name, row in features.items():
            if number and name.startswith(SECOND_PREFIXES):
                only[name] = row
            else:
                prefix = name[: name.find("=") + 1]
                prefix = prefix if prefix in groups else ""
                groups[prefix][number][name[len(prefix) :]] = row
    kinds = table["page kinds"]
    return ReadingModel(
        first=_chain(table["first pass"]["transitions"]),
        second=_chain(table["second pass"]["transitions"]),
        own=_tabulate(groups[""]),
        near=_tabulate([features for prefix in NEAR_PREFIXES for features in groups[prefix]]),
        far=_tabulate([features for prefix in FAR_PREFIXES for features in groups[prefix]]),
        above=_tabulate([features for prefix in WORD_PREFIXES for features in groups[prefix]]),
        second_only=_tabulate([only]),
        kinds=KindModel(
            FeatureWeights(
                kinds["features"], np.array([*kinds["features"].values()]).reshape(-1, 3)
            ),
            kinds["bias"],
        ),
        ranker=Ranker(
            tuple(table["ranker"]["figures"]),
            [[(n[0], n[1], n[2], n[3]) for n in tree] for tree in table["ranker"]["trees"]],
        ),
        soundness=Logistic(table["soundness"]["weights"], table["soundness"]["bias"]),
        sound_from=table["soundness"]["sound from"],
    )


Rows = dict[str, str]
"""For each feature the numbers of labels, each followed by its weight in thousandths."""
SECOND_PREFIXES = ("q:", "q2:", "s:", "sq:", "v", "S:")
_PREFIXES = (*NEAR_PREFIXES, *FAR_PREFIXES, *WORD_PREFIXES)


def _tabulate(tables: Sequence[Rows]) -> FeatureWeights:
    """Return the weights of several tables side by side; labels not named have 0."""
    numbers: dict[str, int] = {}
    for features in tables:
        for name in features:
            numbers.setdefault(name, len(numbers))
    rows = np.zeros((len(numbers), len(tables) * COUNT), np.float32)
    for number, features in enumerate(tables):
        flat = np.fromstring(
            " ".join(features.values()), int, sep=" "
        )  # ten times as fast as lists
        sizes = [row.count(" ") // 2 + 1 for row in features.values()]
        at = np.repeat(np.array([numbers[name] for name in features], int), sizes)
        rows[at, number * COUNT + flat[::2]] = flat[1::2] / 1000
    return FeatureWeights(numbers, rows)


def _chain(tables: list[dict[str, dict[str, float]]]) -> Chain:
    """Return the weights of transitions: class, label before, label after."""
    transitions = np.zeros((CLASSES, COUNT, COUNT))
    for kind, table in enumerate(tables):
        for before, row in table.items():
            for after, weight in row.items():
                transitions[kind, INDEX[before], INDEX[after]] = weight
    return Chain(transitions)
