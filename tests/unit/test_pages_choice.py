"""What the choice between readings is learned by, and the words of a piece."""

from __future__ import annotations

import numpy as np
import pytest

from socitm_tui.parsing.pages.look import count_words
from socitm_tui.parsing.pages.ranker import Ranker
from tests.train.boosting import grow_trees, softmax
from tests.train.calibration import RIGHT, choose_limit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Council tax rises again", 4),
        ("Łódź and Kraków", 3),
        ("市役所は来月から窓口を延長する", 8),
        ("市政府 2012", 3),
    ],
)
def test_words_are_counted_with_blanks_and_without(text: str, words: int) -> None:
    assert count_words(text) == words


def test_trees_choose_the_best_row_of_each_list() -> None:
    chance = np.random.default_rng(1)
    table = chance.random((400, 3))
    sizes = np.full(100, 4)
    worth = table[:, 1] + np.repeat(chance.random(100), 4)  # only differences within a list count
    trees = grow_trees(table, softmax(worth / 0.05, sizes), sizes, np.ones(100))
    best = Ranker((), trees).rate(table).reshape(100, 4).argmax(1)
    assert (best == worth.reshape(100, 4).argmax(1)).mean() > 0.9


def test_readings_are_said_to_be_sound_as_long_as_enough_of_them_are() -> None:
    scores = np.arange(100.0)
    clean = (scores >= 40).astype(float)
    limit = choose_limit(scores, clean)
    assert clean[scores >= limit].mean() == pytest.approx(RIGHT, abs=0.02)
