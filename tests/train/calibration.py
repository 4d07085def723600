"""How likely a reading is without mistake: a logistic regression over figures of the choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from socitm_tui.parsing.pages.soundness import soundness_figures
from tests.train.cases import SCORE
from tests.train.crossvalidation import Contest, Log
from tests.train.documents import FOLDS

Floats = NDArray[np.float64]
RIGHT: Final = 0.84  # of the readings that are said to be sound, so many are to be
PENALTY: Final = 2.0
_SETS: Final = ("dev", "exam", "field", "fresh")


def calibrate(
    contests: Sequence[Contest], orders: Sequence[Sequence[tuple[float, int]]], log: Log
) -> dict[str, Any]:
    """Return the weights of the soundness of a reading; write how well it tells mistakes."""
    chosen = [
        (contest, order)
        for contest, order in zip(contests, orders, strict=True)
        if contest.document.case.group in _SETS and contest.predictions[order[0][1]]
    ]
    figures = [soundness_figures(contest.analysis, order) for contest, order in chosen]
    names = sorted(figures[0])
    rows = np.array([[row[name] for name in names] for row in figures])
    clean = np.array([_is_clean(contest, order) for contest, order in chosen], float)
    folds = np.array([contest.document.fold for contest, _ in chosen])
    scores = np.zeros(len(chosen))
    for fold in range(FOLDS):
        weights = fit_logistic(rows[folds != fold], clean[folds != fold])
        scores[folds == fold] = rows[folds == fold] @ weights[:-1] + weights[-1]
    limit = choose_limit(scores, clean)
    for group in _SETS:
        here = np.array([contest.document.case.group == group for contest, _ in chosen])
        _print_soundness(group, scores[here] >= limit, clean[here] > 0, log)
    weights = fit_logistic(rows, clean)
    named = {name: round(float(w), 4) for name, w in zip(names, weights, strict=False)}
    return {"weights": named, "bias": round(float(weights[-1]), 4), "sound from": round(limit, 3)}


def _is_clean(contest: Contest, order: Sequence[tuple[float, int]]) -> bool:
    """Say whether a reading has exactly the items of gold, their dates and texts right."""
    prediction = contest.predictions[order[0][1]]
    tally, _ = SCORE.score_case(contest.document.case.gold, prediction)
    return bool(tally["found"] == tally["gold"] == tally["pred"])


def _print_soundness(
    group: str, is_sound: NDArray[np.bool_], is_clean: NDArray[np.bool_], log: Log
) -> None:
    """Write how often a reading that is said to be sound is, and which mistakes are doubted."""
    right = is_clean[is_sound].mean() if is_sound.any() else 1.0
    doubted = 1 - is_sound[~is_clean].mean() if (~is_clean).any() else 1.0
    log(
        f"soundness, {group}: {is_sound.sum()} of {len(is_sound)} said to be sound, of these"
        f" {right:.2f} without mistake; of those with a mistake {doubted:.2f} doubtful"
    )


def fit_logistic(rows: Floats, target: Floats) -> Floats:
    """Return weights and, last, the bias of a logistic regression with an L2 penalty."""
    full = np.hstack([rows, np.ones((len(rows), 1))])

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = full @ weights
        value = np.logaddexp(0, odds).sum() - (target * odds).sum()
        value += PENALTY / 2 * (weights[:-1] ** 2).sum()
        gradient = full.T @ (1 / (1 + np.exp(-odds)) - target)
        gradient[:-1] += PENALTY * weights[:-1]
        return float(value), gradient

    from scipy.optimize import minimize  # noqa: PLC0415 - only the scripts have to wait for it

    result = minimize(loss, np.zeros(full.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(result.x, float)


def choose_limit(scores: Floats, clean: Floats) -> float:
    """Return the lowest log odds above which as many readings as is asked have no mistake."""
    order = np.argsort(-scores)
    right = np.cumsum(clean[order]) / np.arange(1, len(order) + 1)
    enough = np.nonzero(right >= RIGHT)[0]
    return float(scores[order[enough[-1] if len(enough) else 0]])
