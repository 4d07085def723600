"""Learns the weights by which the kind of a page is told: a logistic regression, L2 penalty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from socitm_tui.parsing.pages.chain import Scores
from socitm_tui.parsing.pages.page_kind import PAGE_KINDS, kind_features
from tests.train.documents import Document

Floats = NDArray[np.float64]
FEWEST_PAGES: Final = 8  # that have a feature
PENALTY: Final = 0.3
NO_NEWS_WEIGHT: Final = 2.3  # they are rarer than one page in ten
STEPS: Final = 60
LEAST: Final = 0.05  # a weight that is written down
COUNT: Final = len(PAGE_KINDS)


def train_kinds(documents: Sequence[Document], posteriors: Mapping[int, Scores]) -> dict[str, Any]:
    """Return the bias and the weights of features, from pages that are no disturbed copies.

    Args:
        documents: The pages.
        posteriors: By the id of a document, what the first pass says of its labels.
    """
    pages = [d for d in documents if d.case.group != "variant"]
    rows = [kind_features(page.view, posteriors[id(page)]) for page in pages]
    counts = Counter(feature for row in rows for feature in row)
    names = sorted(feature for feature, times in counts.items() if times >= FEWEST_PAGES)
    table = _tabulate(rows, names)
    kinds = np.array([_kind(page) for page in pages])
    weight = np.where(kinds > 0, 1.0, NO_NEWS_WEIGHT) * [min(1.0, d.case.weight) for d in pages]
    right = np.eye(COUNT)[kinds]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(-1, COUNT)
        odds = table @ weights[:-1] + weights[-1]
        logs = odds - np.logaddexp.reduce(odds, axis=1)[:, None]
        value = -(weight[:, None] * logs * right).sum() + PENALTY / 2 * (weights[:-1] ** 2).sum()
        error = weight[:, None] * (np.exp(logs) - right)
        gradient = np.vstack([table.T @ error + PENALTY * weights[:-1], error.sum(0)])
        return float(value), gradient.ravel()

    start = np.zeros((len(names) + 1) * COUNT)
    options = {"maxiter": STEPS}
    learned = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    weights = np.round(learned.reshape(-1, COUNT), 3)
    return {
        "bias": weights[-1].tolist(),
        "features": {
            name: row.tolist()
            for name, row in zip(names, weights, strict=False)
            if abs(row).max() >= LEAST
        },
    }


def _kind(page: Document) -> int:
    """Return the number of a page's kind by gold."""
    return 1 if page.case.article is not None else min(2, len(page.case.gold["items"]))


def _tabulate(rows: Sequence[Sequence[str]], names: Sequence[str]) -> csr_matrix:
    """Return which features each page has, each page scaled as `KindModel` scales it."""
    numbers = {name: number for number, name in enumerate(names)}
    known = [[numbers[x] for x in row if x in numbers] for row in rows]
    pointers = np.cumsum([0, *(len(row) for row in known)])
    values = np.concatenate([np.full(len(row), (len(row) + 1) ** -0.5) for row in known])
    columns = np.array([number for row in known for number in row])
    return csr_matrix((values, columns, pointers), shape=(len(rows), len(names)))
