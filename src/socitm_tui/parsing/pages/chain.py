"""A linear-chain model of the labels of a page's pieces: probabilities and best label sequences.

Conditional random field (Lafferty, McCallum and Pereira 2001). A piece's score for each label is
the sum of the weights of its features; a transition adds a weight of its own. Transitions have
three classes: to the next line, to a line below a blank one, and to the next piece of one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

from socitm_tui.parsing.pages.piece_labels import FIRST, INDEX, LABELS, LAST, may_follow
from socitm_tui.parsing.pages.piece_limits import UNLIMITED, Limits, Start, may_adjoin
from socitm_tui.parsing.pages.pieces import Piece

COUNT: Final = len(LABELS)
CLASSES: Final = 3
IMPOSSIBLE: Final = -1e9
BREACH: Final = 100.0
"""The price of a transition against the rules."""
Scores = list[list[float]]
"""For each piece the score of each label."""
Path = tuple[int, ...]
"""The index of a label for each piece."""

_MAY_START: Final = tuple(label in FIRST for label in LABELS)
_MAY_END: Final = tuple(label in LAST for label in LABELS)
_ALLOWED: Final = tuple(
    tuple(tuple(may_follow(a, b, same_line) for b in LABELS) for a in LABELS)
    for same_line in (False, False, True)
)


def transition_classes(pieces: Sequence[Piece]) -> list[int]:
    """Return for each piece the class of the transition to it; 0 for the first."""
    out = [0] * len(pieces)
    for i in range(1, len(pieces)):
        if pieces[i].line == pieces[i - 1].line:
            out[i] = 2
        elif pieces[i].gap:
            out[i] = 1
    return out


Table = list[list[list[float]]]
"""Weights of transitions by class, label after and label before."""
Followers = list[list[list[tuple[int, float]]]]
"""By class and label the labels that may follow, with the factor of each transition."""


class Chain:
    """The weights of a chain model."""

    def __init__(self, transitions: Sequence[Sequence[Sequence[float]]]) -> None:
        """Keep weights by class, label before and label after."""
        self.transitions = transitions
        self._tables: dict[tuple[bool, bool, Start | None, bool], Table] = {}
        self._followers: Followers | None = None

    def weight(self, kind: int, before: int, after: int) -> float:
        """Return the weight of a transition, or what makes it impossible."""
        if not _ALLOWED[kind][before][after]:
            return IMPOSSIBLE
        return self.transitions[kind][before][after]

    @property
    def followers(self) -> Followers:
        """The labels that may follow each label, and the factors of these transitions."""
        if self._followers is None:
            self._followers = [
                [
                    [(b, exp(self.transitions[k][a][b])) for b in range(COUNT) if _ALLOWED[k][a][b]]
                    for a in range(COUNT)
                ]
                for k in range(CLASSES)
            ]
        return self._followers

    def table(self, constraint: Constraint, start: Start | None = None) -> Table:
        """Return the weights of transitions under the structure that a constraint asks for.

        Args:
            constraint: The constraint.
            start: Whether an item begins with the piece after; None if that is open.
        """
        framed, single, forced = constraint.is_framed, constraint.is_single, constraint.is_forced
        key = (framed, single, start, forced)
        if key not in self._tables:
            size = COUNT + single

            def weight(kind: int, before: int, after: int) -> float:
                if start is not None and not may_adjoin(before, after, start):
                    return IMPOSSIBLE
                value = self._held(kind, before, after, framed, single)
                if value <= IMPOSSIBLE and forced:
                    return self.transitions[kind][before][after] - BREACH
                return value

            self._tables[key] = [
                [[weight(k, a, b) for a in range(size)] for b in range(size)]
                for k in range(CLASSES)
            ]
        return self._tables[key]

    def _held(self, kind: int, before: int, after: int, framed: bool, single: bool) -> float:
        """Return the weight of a transition, impossible if it breaks the structure."""
        if framed and after in _TEXT_FIRST and before not in _FRAME:
            return IMPOSSIBLE
        if not single:
            return self.weight(kind, before, after)
        if after == _AFTER:
            is_outside = before in _INSIDE or before == _AFTER
            first = _OUTSIDE if before == _AFTER else before
            return self.weight(kind, first, _OUTSIDE) if is_outside else IMPOSSIBLE
        begins = after in _TEXT_FIRST or after in _FRAME or after in (_OUTSIDE, _GROUP)
        if before == _AFTER or (before in _INSIDE and begins):
            return IMPOSSIBLE
        return self.weight(kind, before, after)


def sum_weights(
    rows: Sequence[Sequence[str]], weights: Mapping[str, Sequence[float]], width: int
) -> Scores:
    """Return for each row of features the sums of their weights."""
    zero = (0.0,) * width
    out: Scores = []
    for row in rows:
        known = [weights[feature] for feature in row if feature in weights]
        out.append([sum(column) for column in zip(zero, *known, strict=True)])
    return out


def posteriors(scores: Scores, kinds: Sequence[int], chain: Chain) -> Scores:
    """Return for each piece the probability of each label (forward-backward)."""
    if not scores:
        return []
    followers = chain.followers
    emissions = [_exponentials(row) for row in scores]
    forward = [[e if ok else 0.0 for e, ok in zip(emissions[0], _MAY_START, strict=True)]]
    _normalise(forward[0])
    for kind, emission in zip(kinds[1:], emissions[1:], strict=True):
        row = [0.0] * COUNT
        for a, value in enumerate(forward[-1]):
            if value > 1e-12:
                for b, weight in followers[kind][a]:
                    row[b] += value * weight
        row = [r * e for r, e in zip(row, emission, strict=True)]
        _normalise(row)
        forward.append(row)
    backward = [1.0 if ok else 0.0 for ok in _MAY_END]
    out: Scores = []
    for i in range(len(scores) - 1, -1, -1):
        both = [f * b for f, b in zip(forward[i], backward, strict=True)]
        _normalise(both)
        out.append(both)
        if i:
            after = [e * b for e, b in zip(emissions[i], backward, strict=True)]
            backward = [
                sum(weight * after[b] for b, weight in followers[kinds[i]][a] if after[b])
                for a in range(COUNT)
            ]
            _normalise(backward)
    out.reverse()
    return out


def _exponentials(row: Sequence[float]) -> list[float]:
    top = max(row)
    return [exp(value - top) for value in row]


def _normalise(row: list[float]) -> None:
    """Divide a row by its sum, in place."""
    total = sum(row) or 1.0
    row[:] = [value / total for value in row]


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
_AFTER: Final = COUNT  # outside again, below the only item
KEPT_LABELS: Final = 10  # of a piece, by their scores
MARGIN: Final = 14.0  # below the best label of a piece; what scores less is not tried


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
        self._scores = scores
        self._kinds = kinds
        self._chain = chain
        self._limits = limits or [UNLIMITED] * len(scores)
        self._likely = [self._labels_to_try(index) for index in range(len(scores))]
        self._best: Path | None = None
        self._best_labels: frozenset[str] = frozenset()

    def _labels_to_try(self, index: int) -> list[tuple[int, float]]:
        """Return the labels worth trying for a piece; all that are permitted beside a mark."""
        row, permitted = self._scores[index], self._limits[index].labels
        if permitted is not None:
            return [(k, row[k]) for k in permitted]
        around = self._limits[max(index - 1, 0) : index + 2]
        if all(limit is UNLIMITED for limit in around):
            return _likely_labels(row)
        return list(enumerate(row))

    def decode(self, constraint: Constraint) -> Path | None:
        """Return the best labels under a constraint, or None if there are none."""
        is_plain = not (
            constraint.preferred
            or constraint.is_framed
            or constraint.is_single
            or constraint.is_forced
        )
        if is_plain and self._best is not None and not constraint.without & self._best_labels:
            return self._best  # the best of all keeps the constraint, so it is the best that does
        path = self._search(constraint)
        if is_plain and not constraint.without and path is not None:
            self._best = path
            self._best_labels = frozenset(LABELS[k] for k in path)
        return path

    def _search(self, constraint: Constraint) -> Path | None:
        """Return the best labels under a constraint (Viterbi)."""
        tables = {
            start: self._chain.table(constraint, start)
            for start in {limit.start for limit in self._limits}
        }
        columns = self._columns(constraint)
        if not columns:
            return ()
        best = {
            label: score
            for label, score in columns[0]
            if label < COUNT
            and (_MAY_START[label] or constraint.is_forced)
            and not (constraint.is_framed and label in _TEXT_FIRST)
            and self._limits[0].allows(label, None)
        }
        steps: list[dict[int, int]] = []
        for kind, column, limit in zip(self._kinds[1:], columns[1:], self._limits[1:], strict=True):
            step: dict[int, int] = {}
            following: dict[int, float] = {}
            before = list(best.items())
            rows = tables[limit.start][kind]
            for label, score in column:
                weights = rows[label]
                top, origin = IMPOSSIBLE / 2, -1
                for a, value in before:
                    total = value + weights[a]
                    if total > top:
                        top, origin = total, a
                if origin >= 0:
                    following[label] = top + score
                    step[label] = origin
            if not following:
                return None
            best = following
            steps.append(step)
        return self._trace(best, steps, constraint)

    def _columns(self, constraint: Constraint) -> list[list[tuple[int, float]]]:
        """Return for each piece the labels to be tried, with their scores."""
        banned = {INDEX[label] for label in constraint.without}
        extra = {INDEX[label]: value for label, value in constraint.preferred}
        columns = []
        for row, likely, limit in zip(self._scores, self._likely, self._limits, strict=True):
            column = likely
            if banned:
                column = [pair for pair in likely if pair[0] not in banned]
                if limit.labels is not None:
                    column = column or likely  # what is marked counts more
                elif len(column) < 2:
                    column = [(k, v) for k, v in enumerate(row) if k not in banned]
            if extra:
                column = [(k, v + extra[k]) if k in extra else (k, v) for k, v in column]
            if constraint.is_single and (limit.labels is None or _OUTSIDE in limit.labels):
                column = [*column, (_AFTER, row[_OUTSIDE] + extra.get(_OUTSIDE, 0.0))]
            columns.append(column)
        return columns

    def _trace(
        self, best: dict[int, float], steps: list[dict[int, int]], constraint: Constraint
    ) -> Path | None:
        """Return the labels that lead to the best last one."""
        ends = {
            label: value
            for label, value in best.items()
            if constraint.is_forced or _may_end(label, constraint.is_single)
        }
        if not ends:
            return None
        label = max(ends, key=lambda key: ends[key])
        path = [label]
        for step in reversed(steps):
            label = step[label]
            path.append(label)
        return tuple(_OUTSIDE if x == _AFTER else x for x in reversed(path))

    def score(self, path: Path) -> float:
        """Return the score of a label sequence without any constraint."""
        total = sum(row[label] for row, label in zip(self._scores, path, strict=True))
        for kind, before, after in zip(self._kinds[1:], path, path[1:], strict=False):
            total += self._chain.transitions[kind][before][after]
        return total


def _likely_labels(row: Sequence[float]) -> list[tuple[int, float]]:
    """Return the labels worth trying for a piece, with their scores; outside is one of them."""
    order = sorted(((value, label) for label, value in enumerate(row)), reverse=True)
    floor = order[0][0] - MARGIN
    kept = [(label, value) for value, label in order[:KEPT_LABELS] if value >= floor]
    if all(label != _OUTSIDE for label, _ in kept):
        kept.append((_OUTSIDE, row[_OUTSIDE]))
    return kept


def _may_end(label: int, single: bool) -> bool:
    if single:
        return label == _AFTER or (label in _INSIDE and _MAY_END[label])
    return _MAY_END[label]


def log_probability(value: float) -> float:
    """Return the logarithm of a probability, not below that of one in a million."""
    return log(max(value, 1e-6))
