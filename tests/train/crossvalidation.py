"""Readings of pages by models that have not seen them, and the choice between these readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from socitm_tui.parsing.pages.analysis import Analysis, analyse, label_first
from socitm_tui.parsing.pages.chain import COUNT, posteriors, sum_weights
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.ranker import Tree
from socitm_tui.parsing.pages.reading_figures import MISSING
from socitm_tui.parsing.pages.reading_model import ReadingModel, parse_model
from tests.train.boosting import apply_trees, grow_trees
from tests.train.cases import FORMS
from tests.train.chain_training import train_pass
from tests.train.documents import FOLDS, Document
from tests.train.evaluation import Prediction, ScoreTable, predict, rate_prediction

Floats = NDArray[np.float64]
Table = dict[str, Any]
Log = Callable[[str], None]
_WEIGHTS: Final = {
    "dumps": 0.12,
    "seeds": 4.0,
    "bundled": 4.0,
    "dev": 2.0,
    "made": 0.25,
    "kept": 0.5,
    "synthetic": 0.35,
    "variant": 0.3,
}
NO_NEWS_WEIGHT: Final = 3.0  # there are few pages without news
_NO_CHOICE: Final[Table] = {
    "ranker": {"figures": [], "trees": []},
    "soundness": {"weights": {}, "bias": 0.0, "sound from": 0.0},
}


@dataclass(frozen=True)
class Contest:
    """A page with its competing readings, and what each is worth by gold."""

    document: Document
    analysis: Analysis
    predictions: list[list[Prediction]]
    worth: Floats


def make_model(first: Table, second: Table | None = None) -> ReadingModel:
    """Return a model without a ranker."""
    empty: Table = {"transitions": [{}, {}, {}], "features": {}}
    return parse_model({"first pass": first, "second pass": second or empty, **_NO_CHOICE})


def train_passes(
    documents: Sequence[Document], further: dict[int, list[list[str]]]
) -> tuple[Table, Table]:
    """Return the weights of both passes.

    Args:
        documents: The pages to train on.
        further: By the id of a document, the features that a first pass which has not seen it
            gives to the second.
    """
    first = train_pass(documents).as_table()
    both = [
        replace(d, rows=[a + b for a, b in zip(d.rows, further[id(d)], strict=True)])
        for d in documents
    ]
    return first, train_pass(both).as_table()


def to_train_on(documents: Sequence[Document]) -> list[Document]:
    """Return the pages that labels are learned from: no made ones, one form of each dump."""
    kept = []
    for document in documents:
        if document.case.article is not None:
            form, name = document.case.name.split("/")
            if FORMS[sum(map(ord, name)) % len(FORMS)] != form:
                continue
        if document.case.group != "synthetic":
            kept.append(document)
    return kept


def first_features(documents: Sequence[Document], log: Log) -> dict[int, list[list[str]]]:
    """Return the features of the second pass, by first passes that have not seen the page."""
    further: dict[int, list[list[str]]] = {}
    for fold in range(FOLDS):
        model = make_model(
            train_pass(to_train_on([d for d in documents if d.fold != fold])).as_table()
        )
        for document in documents:
            if document.fold == fold:
                sums = sum_weights(document.rows, model.weights, 2 * COUNT)
                scores = [row[:COUNT] for row in sums]
                posterior = posteriors(scores, document.kinds, model.first)
                further[id(document)] = label_first(document.view, posterior, document.kinds)
        log(f"first pass, fold {fold}")
    return further


def hold_contests(
    documents: Sequence[Document], further: dict[int, list[list[str]]], log: Log
) -> list[Contest]:
    """Return the readings of all pages by models that have not seen them."""
    contests = []
    for fold in range(FOLDS):
        training = to_train_on([d for d in documents if d.fold != fold])
        model = make_model(*train_passes(training, further))
        contests += [hold_contest(d, model) for d in documents if d.fold == fold]
        log(f"readings, fold {fold}")
    return contests


def hold_contest(document: Document, model: ReadingModel) -> Contest:
    """Return the readings of one page with their worth."""
    analysis = analyse(document.page, model)
    pieces = document.page.pieces
    predictions = [predict(pieces, [LABELS[k] for k in c.path]) for c in analysis.candidates]
    worth = np.array([rate_prediction(document.case, p) for p in predictions])
    return Contest(document, analysis, predictions, worth)


def name_figures(contests: Sequence[Contest]) -> list[str]:
    """Return the names of all figures."""
    return sorted({name for c in contests for row in c.analysis.figures for name in row})


def tabulate(contest: Contest, names: Sequence[str]) -> Floats:
    """Return the figures of a page's readings as rows."""
    rows = contest.analysis.figures
    return np.array([[row.get(name, MISSING) for name in names] for row in rows], float)


def train_ranker(
    contests: Sequence[Contest], tables: Sequence[Floats], without_fold: int | None = None
) -> list[Tree]:
    """Return trees that say how far a reading is behind the best of its page."""
    rows, targets, weights = [], [], []
    for contest, table in zip(contests, tables, strict=True):
        case, worth = contest.document.case, contest.worth
        if contest.document.fold == without_fold:
            continue
        weight = _WEIGHTS.get(case.group, 1.0)
        if case.article is None and not case.gold["items"]:
            weight *= NO_NEWS_WEIGHT
        spread = 0.3 + float(worth.max() - worth.min())
        rows.append(table)
        targets.append(worth - worth.max())
        weights.append(np.full(len(worth), weight * spread / len(worth) ** 0.5))
    return grow_trees(np.vstack(rows), np.concatenate(targets), np.concatenate(weights))


def choose_readings(
    contests: Sequence[Contest], tables: Sequence[Floats]
) -> list[list[tuple[float, int]]]:
    """Return for each page its readings in order, rated by trees that have not seen it."""
    orders: list[list[tuple[float, int]]] = [[] for _ in contests]
    for fold in range(FOLDS):
        trees = train_ranker(contests, tables, without_fold=fold)
        for n, contest in enumerate(contests):
            if contest.document.fold == fold:
                rated = [(float(v), i) for i, v in enumerate(apply_trees(trees, tables[n]))]
                orders[n] = sorted(rated, key=lambda pair: -pair[0])
    return orders


def print_scores(
    contests: Sequence[Contest], orders: Sequence[Sequence[tuple[float, int]]], log: Log
) -> None:
    """Write the scores of the chosen readings by set, the made pages left out."""
    table = ScoreTable()
    for contest, order in zip(contests, orders, strict=True):
        if contest.document.case.group not in ("synthetic", "variant"):
            table.add(contest.document.case, contest.predictions[order[0][1]])
    table.print(log)
