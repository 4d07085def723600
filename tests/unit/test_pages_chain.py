"""The chain model: probabilities add up, constraints are kept, the table of labels holds."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from socitm_tui.parsing.pages.chain import (
    CLASSES,
    COUNT,
    Chain,
    Constraint,
    Decoder,
    FeatureWeights,
    posteriors,
)
from socitm_tui.parsing.pages.item_runs import join_runs
from socitm_tui.parsing.pages.piece_labels import FIRST, INDEX, LABELS, LAST, may_follow
from socitm_tui.parsing.pages.pieces import split_page

EVEN = Chain(np.zeros((CLASSES, COUNT, COUNT)))
KINDS = [0, 1, 2]
SCORES = np.array([[math.sin(3 * t + k) for k in range(COUNT)] for t in range(3)])


def paths() -> list[tuple[int, ...]]:
    """Return all label sequences of three pieces that the table allows."""
    return [
        path
        for path in itertools.product(range(COUNT), repeat=3)
        if LABELS[path[0]] in FIRST
        and LABELS[path[-1]] in LAST
        and all(
            may_follow(LABELS[a], LABELS[b], kind == 2)
            for kind, a, b in zip(KINDS[1:], path, path[1:], strict=False)
        )
    ]


def total(path: tuple[int, ...]) -> float:
    return float(sum(row[k] for row, k in zip(SCORES, path, strict=True)))


def test_posteriors_are_those_of_all_sequences_added_up() -> None:
    mass = [math.exp(total(path)) for path in paths()]
    for t, row in enumerate(posteriors(SCORES, KINDS, EVEN)):
        assert sum(row) == pytest.approx(1)
        for k in range(COUNT):
            share = sum(m for m, path in zip(mass, paths(), strict=True) if path[t] == k)
            assert row[k] == pytest.approx(share / sum(mass), abs=1e-9)


def test_the_best_sequence_is_found() -> None:
    best = Decoder(SCORES, KINDS, EVEN).decode(Constraint("free"))
    assert best is not None
    assert total(best) == pytest.approx(max(map(total, paths())))


def test_a_constraint_is_kept() -> None:
    banned = frozenset({"B", "BD"})
    path = Decoder(SCORES, KINDS, EVEN).decode(Constraint("none", banned))
    assert path is not None
    assert not banned & {LABELS[k] for k in path}


def test_a_single_item_is_one() -> None:
    text = "\n\n".join("A sentence that is long enough to be a text of its own." for _ in range(6))
    pieces = split_page(text).pieces
    scores = np.zeros((len(pieces), COUNT))
    scores[:, INDEX["B"]] = 2.0
    path = Decoder(scores, [0] * 6, EVEN).decode(Constraint("single", is_single=True))
    assert path is not None
    assert len(join_runs([LABELS[k] for k in path], pieces)) == 1


def test_weights_of_unknown_features_count_nothing() -> None:
    weights = FeatureWeights("ab", np.array([[1.0, 2.0], [0.5, 0.0]]))
    assert weights.sum([["a", "b", "unseen"], ["unseen"]]).tolist() == [[1.5, 2.0], [0.0, 0.0]]
