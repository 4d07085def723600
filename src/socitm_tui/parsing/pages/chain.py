"""A linear-chain model of the labels of a page's pieces: probabilities and best label sequences.

Conditional random field (Lafferty, McCallum and Pereira 2001). A piece's score for each label is
the sum of the weights of its features; a transition adds a weight of its own. Transitions have
three classes: to the next line, to a line below a blank one, and to the next piece of one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain as chained
from itertools import repeat
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from socitm_tui.parsing.pages.piece_labels import FIRST, INDEX, LABELS, LAST, may_follow
from socitm_tui.parsing.pages.piece_limits import UNLIMITED, Limits, PieceLimit, Start, may_adjoin
from socitm_tui.parsing.pages.pieces import Piece

Floats = NDArray[np.float64]
Scores = Floats
"""For each piece the score of each label, shape (pieces, labels)."""
Path = tuple[int, ...]
"""The index of a label for each piece."""
COUNT: Final = len(LABELS)
CLASSES: Final = 3
_AT_ONCE: Final = 64  # rows of features that are summed together, so few that caches hold them
IMPOSSIBLE: Final = -1e9
BREACH: Final = 100.0
"""The price of a transition against the rules."""

_ALLOWED: Final = np.array(
    [
        [[may_follow(a, b, same_line) for b in LABELS] for a in LABELS]
        for same_line in (False, False, True)
    ]
)
"""Whether a label may follow another, by class, label before and label after."""


def transition_classes(pieces: Sequence[Piece]) -> list[int]:
    """Return for each piece the class of the transition to it; 0 for the first."""
    out = [0] * len(pieces)
    for i in range(1, len(pieces)):
        if pieces[i].line == pieces[i - 1].line:
            out[i] = 2
        elif pieces[i].gap:
            out[i] = 1
    return out


class Chain:
    """The weights of the transitions of a chain model."""

    def __init__(self, transitions: Floats) -> None:
        """Keep weights, shape (classes, labels before, labels after)."""
        self.transitions = transitions
        self.factors = np.where(_ALLOWED, np.exp(transitions), 0.0)
        """What a transition multiplies a probability with."""
        self._tables: dict[tuple[bool, bool, bool, Start | None], Floats] = {}

    def table(self, constraint: Constraint, start: Start | None) -> Floats:
        """Return the weights of transitions under the structure that a constraint asks for.

        Args:
            constraint: The constraint.
            start: Whether an item begins with the piece after; None if that is open.

        Returns:
            An array of the shape (classes, states before, states after).
        """
        key = (constraint.is_framed, constraint.is_single, constraint.is_forced, start)
        if key not in self._tables:
            pairs = [
                (k, a, b)
                for k in range(CLASSES)
                for a in range(_STATES)
                for b in range(_STATES)
                if start is None or may_adjoin(a, b, start)
            ]
            table = np.full((CLASSES, _STATES, _STATES), IMPOSSIBLE)
            for pair in pairs:
                table[pair] = self._weight(*pair, constraint)
            self._tables[key] = table
        return self._tables[key]

    def _weight(self, kind: int, before: int, after: int, constraint: Constraint) -> float:
        """Return the weight of a transition, impossible if it breaks the structure."""
        first = _OUTSIDE if before == _AFTER else before
        second = _OUTSIDE if after == _AFTER else after
        weight = float(self.transitions[kind, first, second])
        is_held = bool(_ALLOWED[kind, first, second])
        if constraint.is_framed and after in _TEXT_FIRST:
            is_held &= before in _FRAME
        if not constraint.is_single:
            if _AFTER in (before, after):
                return IMPOSSIBLE
        elif after == _AFTER:
            is_held &= before in _INSIDE or before == _AFTER
        else:
            is_begun = after in _TEXT_FIRST or after in _FRAME or after in (_OUTSIDE, _GROUP)
            is_held &= before != _AFTER and not (before in _INSIDE and is_begun)
        if is_held:
            return weight
        return weight - BREACH if constraint.is_forced else IMPOSSIBLE


Features = tuple[str, ...]
"""Features of a piece that belong together; pieces may share them."""


class FeatureWeights:
    """The weights of features, by name."""

    def __init__(self, names: Iterable[str], rows: NDArray[np.floating[Any]]) -> None:
        """Keep weights, shape (features, labels)."""
        self.numbers = {name: number for number, name in enumerate(names)}
        self._rows = np.zeros((len(rows) + 1, rows.shape[1]), np.float32)
        self._rows[:-1] = rows
        self.rows = self._rows[:-1]
        """All weights; what follows them are those of a feature that is not known."""

    def sum(self, features: Sequence[Sequence[str]]) -> Scores:
        """Return for each row of features the sum of their weights; unknown ones count nothing."""
        out = np.zeros((len(features), self.rows.shape[1]))
        unknown = repeat(len(self.numbers))
        for start in range(0, len(features), _AT_ONCE):
            block = features[start : start + _AT_ONCE]
            counts = np.array([len(row) for row in block])
            names = chained.from_iterable(block)
            numbers = np.fromiter(map(self.numbers.get, names, unknown), np.intp, counts.sum())
            filled = np.flatnonzero(counts)
            if len(filled):
                firsts = (np.cumsum(counts) - counts)[filled]
                out[start + filled] = np.add.reduceat(self._rows.take(numbers, axis=0), firsts)
        return out

    def sum_groups(self, rows: Sequence[Sequence[Features]]) -> Scores:
        """Return for each row of groups of features the sum of their weights.

        Args:
            rows: At least one row; of each, the first group is its own, and the others are those of
                other rows as well, so that each of them is summed once.
        """
        own, *shared = zip(*rows, strict=True)
        out = self.sum(own)
        for groups in shared:
            numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
            out += self.sum(list(numbers))[[numbers[group] for group in groups]]
        return out


def posteriors(scores: Scores, kinds: Sequence[int], chain: Chain) -> Scores:
    """Return for each piece the probability of each label (forward-backward)."""
    emissions = np.exp(scores - scores.max(1, keepdims=True))
    steps = chain.factors[kinds[1:]] * emissions[1:, None, :]
    forward = _sweep(emissions[0] * _MAY_START, steps)
    backward = _sweep(_MAY_END.astype(float), steps[::-1].transpose(0, 2, 1))[::-1]
    both = forward * backward
    return np.asarray(both / np.maximum(both.sum(1, keepdims=True), 1e-300), float)


_RESCALED: Final = 4  # steps after which values are rescaled, so few that none gets too small


def _sweep(start: Floats, steps: Floats) -> Floats:
    """Return a vector and what each step in turn makes of it, each divided by its sum."""
    out = np.empty((len(steps) + 1, len(start)))
    out[0] = values = start / (start.sum() or 1.0)
    for i, step in enumerate(steps, start=1):
        values = np.dot(values, step, out=out[i])
        if i % _RESCALED == 0:
            values /= np.add.reduce(values) or 1.0
    sums = out.sum(1, keepdims=True)
    out /= np.where(sums, sums, 1.0)
    return out


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a decoding is held to: labels it may not use, and what it prefers."""

    name: str
    without: frozenset[str] = frozenset()
    is_framed: bool = False
    """A text begins only below a headline, date or other line of its frame."""
    is_single: bool = False
    """There is exactly one item."""
    preferred: tuple[tuple[str, float], ...] = ()
    """What is added to the scores of labels."""
    is_forced: bool = False
    """Labels may follow each other against the rules, at a price: what is marked counts more."""


_FRAME: Final = frozenset(INDEX[label] for label in ("D0", "T0", "A0", "M0"))
_TEXT_FIRST: Final = frozenset(INDEX[label] for label in ("B", "BD", "H"))
_INSIDE: Final = frozenset(INDEX[x] for x in ("B", "BD", "I", "ID", "H", "D1", "T1", "A1"))
_OUTSIDE: Final = INDEX["O"]
_GROUP: Final = INDEX["G"]
_AFTER: Final = COUNT  # the state outside again, below the only item
_STATES: Final = COUNT + 1
_MAY_START: Final = np.array([label in FIRST for label in LABELS])
_MAY_END: Final = np.array([label in LAST for label in LABELS])


class Decoder:
    """Finds best label sequences of one page under constraints (Viterbi)."""

    def __init__(
        self, scores: Scores, kinds: Sequence[int], chain: Chain, limits: Limits = ()
    ) -> None:
        """Take the label scores of a page's pieces and the classes of its transitions.

        Args:
            scores: The scores.
            kinds: The classes of the transitions.
            chain: The weights of the transitions.
            limits: What the marks of the page permit for each piece, if it has any.
        """
        self.scores = scores
        self.kinds = np.array(kinds)
        self.chain = chain
        self.limits = limits

    def decode(self, constraint: Constraint) -> Path | None:
        """Return the best labels under a constraint, or None if there are none."""
        return decode_all([(self, constraint)])[0]

    def rate(self, paths: Sequence[Path]) -> list[float]:
        """Return the scores of label sequences without any constraint."""
        labels = np.array(paths, int)
        moves = self.chain.transitions[self.kinds[1:], labels[:, :-1], labels[:, 1:]]
        own = self.scores[np.arange(labels.shape[1]), labels]
        return [float(total) for total in own.sum(1) + moves.sum(1)]

    def emissions(self, constraint: Constraint) -> Floats:
        """Return the scores of each state for each piece, shape (pieces, states)."""
        out = np.full((len(self.scores), _STATES), IMPOSSIBLE)
        scores = self.scores
        if constraint.preferred:
            scores = scores.copy()
            for label, value in constraint.preferred:
                scores[:, INDEX[label]] += value
        out[:, :COUNT] = scores
        banned = frozenset(INDEX[label] for label in constraint.without)
        out[:, list(banned)] = IMPOSSIBLE
        for i, limit in enumerate(self.limits):
            if limit.labels is not None:  # what is marked counts more than a constraint
                own = list(limit.labels - banned or limit.labels)
                out[i] = IMPOSSIBLE
                out[i, own] = scores[i, own]
        if constraint.is_single:
            out[:, _AFTER] = out[:, _OUTSIDE]
        return out


def decode_all(jobs: Sequence[tuple[Decoder, Constraint]]) -> list[Path | None]:
    """Return the best labels for each decoder of one page and its constraint, or None.

    The constraints are decoded together, since a step of all takes hardly longer than one of each.
    """
    page = jobs[0][0]
    pieces, number = len(page.scores), len(jobs)
    emissions = np.stack([decoder.emissions(constraint) for decoder, constraint in jobs], axis=2)
    tables = {
        start: np.stack([d.chain.table(c, start) for d, c in jobs], axis=3)
        for start in {limit.start for limit in page.limits or (UNLIMITED,)}
    }
    """By class, state before, state after and job."""
    starts = [limit.start for limit in page.limits] or [None] * pieces
    steps = [tables[start][kind] for start, kind in zip(starts, page.kinds, strict=True)]
    best = np.empty((pieces, _STATES, number))
    limit = page.limits[0] if page.limits else UNLIMITED
    best[0] = emissions[0] + np.stack([_first(c, limit) for _, c in jobs], axis=1)
    reached = np.empty((_STATES, _STATES, number))
    for i in range(1, pieces):
        np.add(best[i - 1][:, None, :], steps[i], out=reached)
        np.maximum.reduce(reached, axis=0, out=best[i])
        best[i] += emissions[i]
    ends = best[-1] + np.stack([_last(constraint) for _, constraint in jobs], axis=1)
    paths = np.empty((pieces, number), int)
    paths[-1] = ends.argmax(0)
    each = np.arange(number)
    for i in range(pieces - 1, 0, -1):
        before = steps[i].reshape(_STATES, -1).take(paths[i] * number + each, axis=1)
        before += best[i - 1]
        before.argmax(0, out=paths[i - 1])
    possible = ends.max(0) > IMPOSSIBLE / 2
    paths[paths == _AFTER] = _OUTSIDE
    return [
        tuple(path) if is_possible else None
        for path, is_possible in zip(paths.T.tolist(), possible, strict=True)
    ]


@lru_cache(maxsize=256)
def _first(constraint: Constraint, limit: PieceLimit) -> Floats:
    """Return 0 for the states with which a page may begin, and what is impossible else."""
    out = np.full(_STATES, IMPOSSIBLE)
    for label in range(COUNT):
        is_open = _MAY_START[label] or constraint.is_forced
        is_framed = constraint.is_framed and label in _TEXT_FIRST
        if is_open and not is_framed and limit.allows(label, None):
            out[label] = 0.0
    return out


@lru_cache(maxsize=256)
def _last(constraint: Constraint) -> Floats:
    """Return 0 for the states with which a page may end, and what is impossible else."""
    if constraint.is_forced:
        return np.zeros(_STATES)
    may_end = np.append(_MAY_END, constraint.is_single)
    if constraint.is_single:
        may_end &= [k == _AFTER or k in _INSIDE for k in range(_STATES)]
    return np.where(may_end, 0.0, IMPOSSIBLE)


def log_probabilities(values: Floats) -> Floats:
    """Return the logarithms of probabilities, none below that of one in a million."""
    return np.asarray(np.log(np.maximum(values, 1e-6)), float)
