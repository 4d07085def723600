"""The learned weights by which pages are read, from `data/reading.json`.

`python -m tests.train` writes the file from all captures with gold.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from socitm_tui.parsing.data_files import data_file
from socitm_tui.parsing.pages.chain import COUNT, Chain
from socitm_tui.parsing.pages.lesson import Lesson
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.ranker import Logistic, Ranker

WEIGHTS_FILE = "reading.json"


@dataclass(frozen=True, slots=True)
class ReadingModel:
    """All weights of the reader of pages."""

    first: Chain
    second: Chain
    weights: dict[str, tuple[float, ...]]
    """Feature -> its weights for the labels of the first pass, then of the second."""
    second_only: dict[str, tuple[float, ...]]
    """Features that only the second pass has -> their weights for its labels."""
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
    zero = (0.0,) * COUNT
    first, second = (
        {feature: _row(row) for feature, row in table[key]["features"].items()}
        for key in ("first pass", "second pass")
    )
    shared = {
        feature: first.get(feature, zero) + second.get(feature, zero)
        for feature in (*first, *second)
        if not feature.startswith(SECOND_PREFIXES)
    }
    return ReadingModel(
        first=_chain(table["first pass"]["transitions"]),
        second=_chain(table["second pass"]["transitions"]),
        weights=shared,
        second_only={f: row for f, row in second.items() if f.startswith(SECOND_PREFIXES)},
        ranker=Ranker(
            tuple(table["ranker"]["figures"]),
            tuple(
                tuple((n[0], n[1], n[2], n[3]) for n in tree) for tree in table["ranker"]["trees"]
            ),
        ),
        soundness=Logistic(table["soundness"]["weights"], table["soundness"]["bias"]),
        sound_from=table["soundness"]["sound from"],
    )


SECOND_PREFIXES = ("q:", "q2:", "s:", "sq:", "v", "S:")


def _row(weights: dict[str, float]) -> tuple[float, ...]:
    """Return the weights of a feature by label; those not named are 0."""
    return tuple(weights.get(label, 0.0) for label in LABELS)


def _chain(tables: list[dict[str, dict[str, float]]]) -> Chain:
    """Return the weights of transitions: class, label before, label after."""
    return Chain(tuple(tuple(_row(table.get(label, {})) for label in LABELS) for table in tables))
