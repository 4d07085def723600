"""Readings of pages by models that have not seen them, and the choice between these readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from socitm_tui.parsing.pages.analysis import Analysis, analyse, label_first, sum_view
from socitm_tui.parsing.pages.chain import COUNT, Scores, posteriors
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.ranker import Ranker, Tree
from socitm_tui.parsing.pages.reading_model import ReadingModel, parse_model
from tests.train.boosting import grow_trees, softmax
from tests.train.cases import FORMS, Case
from tests.train.chain_training import train_pass
from tests.train.documents import FOLDS, Document
from tests.train.evaluation import Prediction, ScoreTable, predict, rate_prediction
from tests.train.kind_training import NO_NEWS_WEIGHT, train_kinds

Floats = NDArray[np.float64]
Table = dict[str, Any]
Log = Callable[[str], None]
_WEIGHTS: Final = {
    "dumps": 0.8,
    "seeds": 4.0,
    "bundled": 4.0,
    "dev": 2.0,
    "made": 0.25,
    "kept": 0.5,
    "synthetic": 0.5,
    "variant": 0.6,
}
PROCESSES: Final = 2
TEMPERATURE: Final = 0.05  # of worth: a reading so much worse is chosen 2.7 times as seldom
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


def make_model(
    first: Table, second: Table | None = None, kinds: Table | None = None
) -> ReadingModel:
    """Return a model without a ranker."""
    empty: Table = {"transitions": [{}, {}, {}], "features": {}}
    passes = {"first pass": first, "second pass": second or empty}
    known = kinds or {"bias": [0.0, 0.0, 0.0], "features": {}}
    return parse_model({**passes, "page kinds": known, **_NO_CHOICE})


def train_passes(documents: Sequence[Document], firsts: FirstPasses) -> tuple[Table, Table]:
    """Return the weights of both passes, learned side by side."""
    first, second = _in_processes(_train_pass, 2, training=documents, firsts=firsts)
    return first, second


def _train_pass(number: int) -> Table:
    """Return the weights of the first pass (0) or the second (1)."""
    documents: Sequence[Document] = _shared["training"]
    if number:
        return _train_second(documents, _shared["firsts"])
    return train_pass(documents).as_table()


def _train_second(documents: Sequence[Document], firsts: FirstPasses) -> Table:
    """Return the weights of the second pass."""
    features = firsts.features
    both = [
        replace(d, rows=[a + b for a, b in zip(d.rows, features[id(d)], strict=True)])
        for d in documents
    ]
    return train_pass(both).as_table()


def to_train_on(documents: Sequence[Document]) -> list[Document]:
    """Return the pages that labels are learned from: no made ones, one form of each dump."""
    kept = []
    for document in documents:
        if document.case.article is not None:
            form, name = document.case.name.split("/")
            if FORMS[sum(map(ord, name)) % len(FORMS)] != form:
                continue
        if document.case.group != "synthetic" and document.is_taught:
            kept.append(document)
    return kept


_shared: dict[str, Any] = {}
"""What processes work on: forked with them, not sent to them."""


def _in_processes(work: Callable[[int], Any], tasks: int, **shared: Any) -> list[Any]:  # noqa: ANN401
    """Return what a function gives for each task, two tasks at a time."""
    _shared.update(shared)
    with get_context("fork").Pool(PROCESSES) as pool:
        return pool.map(work, range(tasks), chunksize=1)


@dataclass(frozen=True)
class FirstPasses:
    """The first passes of all folds, and the features that they give to the second."""

    models: list[Table]
    features: dict[int, list[list[str]]]
    """By the id of a document, from a pass that has not seen it."""
    posteriors: dict[int, Scores]
    """The same: the probability of each label for each piece."""


def train_first_passes(documents: Sequence[Document], log: Log) -> FirstPasses:
    """Return the first passes, each learned without the pages of a fold."""
    folds = _in_processes(_first_pass_of, FOLDS, documents=documents)
    log("first passes")
    features = {id(documents[n]): rows for _, fold in folds for n, (rows, _) in fold.items()}
    labels = {id(documents[n]): probable for _, fold in folds for n, (_, probable) in fold.items()}
    return FirstPasses([model for model, _ in folds], features, labels)


def _first_pass_of(fold: int) -> tuple[Table, dict[int, tuple[list[list[str]], Scores]]]:
    """Return the pass learned without a fold, and what it gives to the pages of the fold."""
    documents: Sequence[Document] = _shared["documents"]
    table = train_pass(to_train_on([d for d in documents if d.fold != fold])).as_table()
    model = make_model(table)
    given = {}
    for n, document in enumerate(documents):
        if document.fold == fold:
            scores = sum_view(document.view, model)[:, :COUNT]
            posterior = posteriors(scores, document.kinds, model.first)
            groups = label_first(document.view, posterior, document.kinds)
            given[n] = [[name for group in row for name in group] for row in groups], posterior
    return table, given


def hold_contests(
    documents: Sequence[Document], firsts: FirstPasses, log: Log
) -> tuple[list[Table], list[Contest]]:
    """Return the weights learned without each fold, and the readings of its pages by them."""
    folds = _in_processes(_readings_of, FOLDS, documents=documents, firsts=firsts)
    log("readings")
    contests = []
    for n, (posterior, candidates, figures, outlines, predictions, worth) in sorted(
        (pair for _, fold in folds for pair in fold.items()), key=lambda pair: pair[0]
    ):
        document = documents[n]
        analysis = Analysis(document.page, document.view, posterior, candidates, figures, outlines)
        contests.append(Contest(document, analysis, predictions, worth))
    return [table for table, _ in folds], contests


def _readings_of(fold: int) -> tuple[Table, dict[int, tuple[Any, ...]]]:
    """Return weights learned without a fold, and the readings of its pages with their worth."""
    documents: Sequence[Document] = _shared["documents"]
    firsts: FirstPasses = _shared["firsts"]
    training = to_train_on([d for d in documents if d.fold != fold])
    second, kinds = _train_second(training, firsts), train_kinds(training, firsts.posteriors)
    first = firsts.models[fold]
    table = {"first pass": first, "second pass": second, "page kinds": kinds}
    model = make_model(first, second, kinds)
    readings = {}
    for n, document in enumerate(documents):
        if document.fold == fold:
            contest = hold_contest(document, model)
            seen = contest.analysis
            readings[n] = (
                seen.posterior, seen.candidates, seen.figures, seen.outlines,
                contest.predictions, contest.worth,
            )  # fmt: skip
    return table, readings


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


def train_ranker(
    contests: Sequence[Contest], tables: Sequence[Floats], without_fold: int | None = None
) -> list[Tree]:
    """Return trees by which the best reading of a page is chosen."""
    kept = [
        (contest, table)
        for contest, table in zip(contests, tables, strict=True)
        if contest.document.fold != without_fold and contest.document.is_taught
    ]
    sizes = np.array([len(table) for _, table in kept])
    worth = np.concatenate([contest.worth for contest, _ in kept])
    return grow_trees(
        np.vstack([table for _, table in kept]),
        softmax(worth / TEMPERATURE, sizes),
        sizes,
        np.array([_weight(contest.document.case) for contest, _ in kept]),
    )


def _weight(case: Case) -> float:
    """Return how much the choice between the readings of a page counts."""
    is_empty = case.article is None and not case.gold["items"]
    return _WEIGHTS.get(case.group, 1.0) * (NO_NEWS_WEIGHT if is_empty else 1.0)


def choose_readings(
    contests: Sequence[Contest], tables: Sequence[Floats]
) -> list[list[tuple[float, int]]]:
    """Return for each page its readings in order, rated by trees that have not seen it."""
    rankers = [Ranker((), trees) for trees in grow_without_folds(contests, tables)]
    orders = []
    for contest, table in zip(contests, tables, strict=True):
        values = rankers[contest.document.fold].rate(table)
        rated = [(float(v), i) for i, v in enumerate(values)]
        orders.append(sorted(rated, key=lambda pair: -pair[0]))
    return orders


def grow_without_folds(contests: Sequence[Contest], tables: Sequence[Floats]) -> list[list[Tree]]:
    """Return for each fold the trees learned from the pages of the others."""
    return _in_processes(_trees_without, FOLDS, contests=contests, tables=tables)


def _trees_without(fold: int) -> list[Tree]:
    """Return the trees learned from the pages of the other folds."""
    return train_ranker(_shared["contests"], _shared["tables"], without_fold=fold)


def print_scores(
    contests: Sequence[Contest], orders: Sequence[Sequence[tuple[float, int]]], log: Log
) -> None:
    """Write the scores of the chosen readings by set, the made pages left out."""
    table = ScoreTable()
    for contest, order in zip(contests, orders, strict=True):
        if contest.document.case.group not in ("synthetic", "variant"):
            table.add(contest.document.case, contest.predictions[order[0][1]])
    table.print(log)
