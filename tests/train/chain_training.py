"""Trains the chain model: maximum likelihood under sets of allowed labels, L-BFGS, L2 penalty.

A piece of a page may be allowed several labels, where gold leaves it open. The likelihood is then
that of all label sequences that are allowed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from socitm_tui.parsing.pages.piece_labels import FIRST, LABELS, LAST, may_follow
from tests.train.documents import Document

Floats = NDArray[np.float64]
COUNT: Final = len(LABELS)
PENALTY: Final = 8.0
TRANSITION_PENALTY: Final = 0.1
STEPS: Final = 70
FEWEST_PAGES: Final = 5  # on which a feature must occur; a page of more weight counts as more
MARGIN: Final = 40  # pieces of a dump that are kept above and below its article
_START: Final = np.array([label in FIRST for label in LABELS], float)
_END: Final = np.array([label in LAST for label in LABELS], float)
_MASKS: Final = np.array(
    [
        [[may_follow(a, b, same_line) for b in LABELS] for a in LABELS]
        for same_line in (False, False, True)
    ],
    float,
)


@dataclass(frozen=True)
class PassWeights:
    """The weights of one pass."""

    index: dict[str, int]
    """Feature -> row."""
    features: Floats
    """Shape (features, labels)."""
    transitions: Floats
    """Shape (classes, labels, labels)."""

    def as_table(self, least: float = 0.02) -> dict[str, Any]:
        """Return the weights as they are written to the file; small ones are left out."""
        rows = {name: _thousandths(self.features[i], least) for name, i in self.index.items()}
        transitions = [
            {a: _row(row, least) for a, row in zip(LABELS, table, strict=True)}
            for table in self.transitions
        ]
        return {
            "transitions": transitions,
            "features": {name: row for name, row in rows.items() if row},
        }


def _row(values: Floats, least: float) -> dict[str, float]:
    return {
        label: round(float(value), 3)
        for label, value in zip(LABELS, values, strict=True)
        if abs(value) >= least
    }


def _thousandths(values: Floats, least: float) -> str:
    """Return the numbers of labels, each followed by its weight in thousandths."""
    kept = np.flatnonzero(np.abs(values) >= least)
    return " ".join(f"{label} {round(float(values[label]) * 1000)}" for label in kept)


def train_pass(documents: Sequence[Document]) -> PassWeights:
    """Return the weights that make the allowed labels of the documents likeliest."""
    index = _index_features(documents)
    batch = _Batch(documents, index)
    count = len(index)
    size = count * COUNT
    penalties = np.full(size + _MASKS.size, PENALTY)
    penalties[size:] = TRANSITION_PENALTY

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = (batch.features @ weights[:size].reshape(count, COUNT).astype(np.float32)).astype(
            float
        )
        emissions = np.exp(scores - scores.max(1, keepdims=True))
        factors = np.exp(np.clip(weights[size:].reshape(_MASKS.shape), -30, 30)) * _MASKS
        every = batch.expectations(emissions, factors)
        right = batch.expectations(emissions * batch.allowed, factors)
        value = ((every[0] - right[0]) * batch.weights).sum() + (penalties * weights**2).sum() / 2
        change = (every[1] - right[1]) * batch.row_weights[:, None]
        gradient = penalties * weights
        gradient[:size] += np.asarray(batch.transposed @ change.astype(np.float32)).ravel()
        gradient[size:] += (every[2] - right[2]).ravel()
        return float(value), gradient

    options = {"maxiter": STEPS, "maxcor": 8}
    result = minimize(loss, np.zeros(len(penalties)), jac=True, method="L-BFGS-B", options=options)
    return PassWeights(
        index, result.x[:size].reshape(count, COUNT), result.x[size:].reshape(_MASKS.shape)
    )


def _index_features(documents: Sequence[Document]) -> dict[str, int]:
    """Return the features that occur on enough pages, with their numbers."""
    pages: dict[str, float] = defaultdict(float)
    for document in documents:
        for feature in {feature for row in document.rows for feature in row}:
            pages[feature] += max(1.0, document.case.weight)
    kept = sorted(feature for feature, times in pages.items() if times >= FEWEST_PAGES)
    return {feature: number for number, feature in enumerate(kept)}


def _training_part(document: Document) -> slice:
    """Return the pieces to train on: of a dump, the article and what stands near it."""
    if document.case.article is None:
        return slice(0, len(document.rows))
    inside = [i for i, a in enumerate(document.allowed) if a & {"B", "I"} and "O" not in a]
    return slice(max(0, inside[0] - MARGIN), inside[-1] + MARGIN)


class _Batch:
    """Pages as arrays: row `offsets[t] + r` is piece t of page r, the longest page first."""

    def __init__(self, documents: Sequence[Document], index: dict[str, int]) -> None:
        parts = [(d, _training_part(d)) for d in documents]
        parts.sort(key=lambda pair: -len(pair[0].rows[pair[1]]))
        lengths = [len(document.rows[part]) for document, part in parts]
        self.steps = lengths[0]
        self.active = [sum(1 for n in lengths if n > t) for t in range(self.steps)]
        self.offsets = [0, *np.cumsum(self.active)[:-1].tolist()]
        total = sum(lengths)
        self.weights = np.array([document.case.weight for document, _ in parts])
        self.allowed = np.zeros((total, COUNT))
        self.kinds = np.zeros(total, int)
        self.row_weights = np.zeros(total)
        self.is_last = np.zeros(total, bool)
        numbers: list[list[int]] = [[] for _ in range(total)]
        for r, (document, part) in enumerate(parts):
            rows, allowed = document.rows[part], document.allowed[part]
            for t, (row, labels, kind) in enumerate(
                zip(rows, allowed, document.kinds[part], strict=True)
            ):
                at = self.offsets[t] + r
                numbers[at] = [index[x] for x in set(row) if x in index]
                self.allowed[at] = [label in labels for label in LABELS]
                self.kinds[at] = kind
                self.row_weights[at] = document.case.weight
            self.is_last[self.offsets[len(rows) - 1] + r] = True
        pointers = np.cumsum([0, *(len(n) for n in numbers)])
        columns = np.array([n for row in numbers for n in sorted(row)])
        values = np.ones(len(columns), np.float32)
        self.features = csr_matrix((values, columns, pointers), shape=(total, len(index)))
        self.transposed = self.features.T.tocsr()

    def expectations(self, emissions: Floats, factors: Floats) -> tuple[Floats, Floats, Floats]:
        """Return log likelihoods of pages, label probabilities, expected transitions."""
        emissions = np.where(self.is_last[:, None], emissions * _END, emissions)
        forward = np.zeros_like(emissions)
        scale = np.ones(len(emissions))
        for t in range(self.steps):
            rows = slice(self.offsets[t], self.offsets[t] + self.active[t])
            if t == 0:
                values = emissions[rows] * _START
            else:
                before = forward[self.offsets[t - 1] :][: self.active[t]]
                values = self._step(before, factors, rows) * emissions[rows]
            scale[rows] = np.maximum(values.sum(1), 1e-300)
            forward[rows] = values / scale[rows, None]
        backward = np.ones_like(emissions)
        expected = np.zeros_like(factors)
        for t in range(self.steps - 1, 0, -1):
            rows = slice(self.offsets[t], self.offsets[t] + self.active[t])
            above = self.offsets[t - 1]
            values = backward[rows] * emissions[rows] / scale[rows, None]
            for kind, table in enumerate(factors):
                at = np.nonzero(self.kinds[rows] == kind)[0]
                if len(at):
                    backward[above + at] = values[at] @ table.T
                    weighted = forward[above + at] * self.weights[at, None]
                    expected[kind] += weighted.T @ values[at]
        marginals = forward * backward
        marginals /= np.maximum(marginals.sum(1, keepdims=True), 1e-300)
        likelihood = np.zeros(self.active[0])
        for t in range(self.steps):
            rows = slice(self.offsets[t], self.offsets[t] + self.active[t])
            likelihood[: self.active[t]] += np.log(scale[rows])
        return likelihood, marginals, expected * factors

    def _step(self, before: Floats, factors: Floats, rows: slice) -> Floats:
        """Return what comes to each label from the labels of the piece before."""
        values = np.empty_like(before)
        for kind, table in enumerate(factors):
            at = self.kinds[rows] == kind
            values[at] = before[at] @ table
        return values
