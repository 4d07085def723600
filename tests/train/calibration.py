"""How likely a reading is without mistake: a logistic regression over figures of the choice."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from tests.train.cases import SCORE

PRECISION = 0.87  # of readings said to be sound, so many are to be without mistake


def is_clean(case, prediction) -> bool:
    """Say whether a reading has no mistake that the scorer names."""
    return not SCORE.score_case(case.gold, prediction)[1]


def fit_logistic(rows: np.ndarray, target: np.ndarray, penalty: float = 2.0) -> np.ndarray:
    """Return weights and, last, the bias of a logistic regression with an L2 penalty."""
    full = np.hstack([rows, np.ones((len(rows), 1))])

    def loss(w):
        z = full @ w
        p = 1 / (1 + np.exp(-z))
        value = np.logaddexp(0, z).sum() - (target * z).sum() + penalty / 2 * (w[:-1] ** 2).sum()
        gradient = full.T @ (p - target)
        gradient[:-1] += penalty * w[:-1]
        return value, gradient

    return minimize(loss, np.zeros(full.shape[1]), jac=True, method="L-BFGS-B").x


def choose_threshold(scores: np.ndarray, clean: np.ndarray, precision: float = PRECISION) -> float:
    """Return the least log odds from which readings are right as often as is asked."""
    order = np.argsort(-scores)
    share = np.cumsum(clean[order]) / np.arange(1, len(order) + 1)
    good = np.nonzero(share >= precision)[0]
    return float(scores[order[good[-1]]]) if len(good) else float(scores.max() + 1)
