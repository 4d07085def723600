"""Learns which words speak for a page with news: a logistic regression with an L2 penalty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from socitm_tui.parsing.pages.news_words import page_words
from tests.train.documents import Document

Floats = NDArray[np.float64]
FEWEST_PAGES: Final = 8  # that have a word
PENALTY: Final = 1.0
NO_NEWS_WEIGHT: Final = 2.3  # they are rarer than one page in ten
STEPS: Final = 60
LEAST: Final = 0.03  # a weight that is written down


def train_news_words(documents: Sequence[Document]) -> dict[str, Any]:
    """Return the bias and the weights of words, from pages that are no disturbed copies."""
    pages = [d for d in documents if d.case.group != "variant"]
    words = [page_words(d.page.pieces) for d in pages]
    counts = Counter(word for page in words for word in page)
    names = sorted(word for word, times in counts.items() if times >= FEWEST_PAGES)
    table = _tabulate(words, names)
    is_news = np.array([d.case.article is not None or bool(d.case.gold["items"]) for d in pages])
    weight = np.where(is_news, 1.0, NO_NEWS_WEIGHT) * [min(1.0, d.case.weight) for d in pages]

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = table @ weights[:-1] + weights[-1]
        value = (weight * (np.logaddexp(0, odds) - is_news * odds)).sum()
        value += PENALTY / 2 * (weights[:-1] ** 2).sum()
        error = weight * (1 / (1 + np.exp(-odds)) - is_news)
        return float(value), np.append(table.T @ error + PENALTY * weights[:-1], error.sum())

    start = np.zeros(len(names) + 1)
    learned = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return {
        "bias": round(float(learned[-1]), 3),
        "words": {
            name: round(float(value), 3)
            for name, value in zip(names, learned, strict=False)
            if abs(value) >= LEAST
        },
    }


def _tabulate(pages: Sequence[Sequence[str]], names: Sequence[str]) -> csr_matrix:
    """Return which words each page has, each page scaled as `NewsWords` scales it."""
    numbers = {name: number for number, name in enumerate(names)}
    known = [[numbers[word] for word in page if word in numbers] for page in pages]
    pointers = np.cumsum([0, *(len(row) for row in known)])
    values = np.concatenate([np.full(len(row), (len(row) + 1) ** -0.5) for row in known])
    columns = np.array([number for row in known for number in row])
    return csr_matrix((values, columns, pointers), shape=(len(pages), len(names)))
