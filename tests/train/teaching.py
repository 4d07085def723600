# ruff: noqa: T201 - it prints its table
"""What marking one page of a site is worth on its other pages.

    python -m tests.train.teaching --models FOLDER

All lines of a page are marked as gold has them, and a lesson is learned from the marks. Scored are
the other pages of the same host (`sites`), and the other half of a long page (`halves`, as the two
pages of one list), before and after. The models have seen no page of the site: one for each fold,
which is trained and put into the folder if it is not there yet (that takes as long as a training).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlparse

from socitm_tui.model.entities import Draft, LineMark, MarkRole
from socitm_tui.parsing.pages import MarkedPage, PageReader, learn_lesson
from socitm_tui.parsing.pages.analysis import score_labels, sum_features
from socitm_tui.parsing.pages.chain import Constraint, Decoder
from socitm_tui.parsing.pages.item_runs import ItemRun, join_runs
from socitm_tui.parsing.pages.piece_labels import INDEX, LABELS
from socitm_tui.parsing.pages.piece_limits import PieceLimit
from socitm_tui.parsing.pages.pieces import Pieces, split_page
from socitm_tui.parsing.pages.ranker import tabulate
from socitm_tui.parsing.pages.reading_model import ReadingModel, parse_model
from tests.train.alignment import align
from tests.train.cases import SCORE, Case, load_cases
from tests.train.crossvalidation import (
    grow_without_folds,
    hold_contests,
    name_figures,
    train_first_passes,
)
from tests.train.documents import FOLDS, FOLDS_FILE, fold_of, read_documents
from tests.train.evaluation import Prediction, rate_prediction

SETS: Final = ("field", "fresh")
MIN_ITEMS: Final = 6
"""Items of a page that is cut into halves."""
NO_SOUNDNESS: Final = {"weights": {}, "bias": 0.0, "sound from": 0.0}
_ROLES: Final = {
    "D0": MarkRole.DATE, "D1": MarkRole.DATE, "G": MarkRole.DATE, "T0": MarkRole.HEADLINE,
    "T1": MarkRole.HEADLINE, "H": MarkRole.HEADLINE, "A0": MarkRole.BYLINE, "A1": MarkRole.BYLINE,
    "B": MarkRole.TEXT, "I": MarkRole.TEXT, "BD": MarkRole.TEXT, "ID": MarkRole.TEXT,
}  # fmt: skip
_WEIGHTS: Final = (
    MarkRole.HEADLINE, MarkRole.TEXT, MarkRole.BYLINE, MarkRole.DATE, MarkRole.OUT,
)  # fmt: skip
"""Of pieces of one line the first of these counts; a date beside a headline is found without."""
Pair = tuple[Case, Case]
"""A page to mark, and one to read afterwards."""


# ------------------------------------------------------------------ models
def train_models(folder: Path) -> None:
    """Write for each fold the weights that are learned from all others."""
    documents = read_documents(list(load_cases()))
    passes, contests = hold_contests(documents, train_first_passes(documents, print), print)
    figures = name_figures(contests)
    tables = [tabulate(contest.analysis.figures, figures) for contest in contests]
    folder.mkdir(parents=True, exist_ok=True)
    for fold, trees in enumerate(grow_without_folds(contests, tables)):
        ranker = {"figures": figures, "trees": trees}
        document = {**passes[fold], "ranker": ranker, "soundness": NO_SOUNDNESS}
        _model_file(folder, fold).write_text(json.dumps(document), encoding="utf-8")


def _model_file(folder: Path, fold: int) -> Path:
    return folder / f"fold{fold}.json"


# ------------------------------------------------------------------ pages
def host_of(case: Case) -> str:
    """The host of a capture, archived or not; its name if no address is known."""
    archived = re.search(r"web\.archive\.org/web/\w+/(.*)", case.site)
    address = archived[1] if archived else case.site
    if "://" not in address and not archived:
        return address
    host = urlparse(address if "://" in address else f"http://{address}").hostname
    return (host or address).removeprefix("www.")


def pair_sites(cases: list[Case]) -> Iterator[Pair]:
    """Yield every page of a host with each of its other pages."""
    sites: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        sites[host_of(case)].append(case)
    for pages in sites.values():
        for marked in pages:
            yield from ((marked, other) for other in pages if other is not marked)


def pair_halves(cases: list[Case]) -> Iterator[Pair]:
    """Yield the halves of long pages, each to be marked for the other."""
    for case in cases:
        items = case.gold["items"]
        runs = _gold_runs(case)[1] if len(items) >= MIN_ITEMS else []
        if not runs or len(runs) != len(items):
            continue
        middle = len(items) // 2
        page = split_page(case.text)
        first = page.pieces[runs[middle].parts[0][0]].first
        lines = case.text.split("\n")
        upper = _part(case, lines[: first - 1], items[:middle])
        lower = _part(case, lines[first - 1 :], items[middle:])
        yield from ((upper, lower), (lower, upper))


def _part(case: Case, lines: list[str], items: list[dict[str, Any]]) -> Case:
    return replace(case, text="\n".join(lines), gold={**case.gold, "items": items})


# ------------------------------------------------------------------ marks
def gold_marks(case: Case) -> tuple[LineMark, ...]:
    """Marks by which a page is read as gold has it; none if gold does not fit the page."""
    page, runs, labels = _gold_labels(case)
    starts = {run.parts[0][0] for run in runs}
    marks: dict[int, tuple[int, MarkRole]] = {}
    begins = []
    for index, (piece, label) in enumerate(zip(page.pieces, labels, strict=True)):
        role = _ROLES.get(label, MarkRole.OUT)
        known = marks.get(piece.first)
        if known is None or _WEIGHTS.index(role) < _WEIGHTS.index(known[1]):
            marks[piece.first] = (piece.last, role)
        if index in starts and not piece.place:
            begins.append(LineMark(piece.first, piece.first, MarkRole.NEW))
    return (*(LineMark(first, last, role) for first, (last, role) in marks.items()), *begins)


def _gold_runs(case: Case) -> tuple[Pieces, list[ItemRun]]:
    page, runs, _ = _gold_labels(case)
    return page, runs


def _gold_labels(case: Case) -> tuple[Pieces, list[ItemRun], list[str]]:
    """The page, its items and the labels of its pieces as gold has them; no labels if it fails."""
    page = split_page(case.text)
    allowed = align(case, page)[0] if page.pieces else []
    if not allowed:
        return replace(page, pieces=()), [], []
    model = MODELS[fold_of_case(case)]
    limits = [PieceLimit(frozenset(INDEX[label] for label in labels)) for labels in allowed]
    scores = score_labels(sum_features(page, model), model, limits)
    path = Decoder(scores.second, scores.kinds, model.second, limits).decode(Constraint("free"))
    labels = [LABELS[k] for k in path or ()]
    return page, join_runs(labels, page.pieces), labels


# ------------------------------------------------------------------ scores
MODELS: dict[int, ReadingModel] = {}
"""The model of each fold."""
_FOLDS: Final = json.loads(FOLDS_FILE.read_text(encoding="utf-8"))


def fold_of_case(case: Case) -> int:
    """The fold of a capture."""
    return int(_FOLDS.get(case.name, fold_of(case)))


def predict_items(case: Case, model: ReadingModel) -> list[Prediction]:
    """The items of a page in the form that the scorer wants."""
    return [_prediction(draft) for draft in PageReader(case.text, model).read().drafts]


def _prediction(draft: Draft) -> Prediction:
    time_printed = f"T{draft.date.time}:00" if draft.date and draft.date.time else ""
    return {
        "date": draft.date and draft.date.value + time_printed,
        "title": draft.title,
        "author": draft.author,
        "body": draft.body,
        "truncated": draft.truncated,
        "topics": [],
    }


def score_pairs(name: str, pairs: list[Pair]) -> None:
    """Print the scores of the second pages before and after the first were marked."""
    tallies = [SCORE.Tally(), SCORE.Tally()]
    better = worse = 0
    seconds = []
    for marked, other in pairs:
        model = MODELS[fold_of_case(marked)]
        began = time.process_time()
        lesson = learn_lesson([MarkedPage(marked.text, gold_marks(marked))], model)
        seconds.append(time.process_time() - began)
        rates = []
        for tally, used in zip(tallies, (model, replace(model, lesson=lesson)), strict=True):
            predicted = predict_items(other, used)
            SCORE.add(tally, SCORE.score_case(other.gold, predicted)[0])
            rates.append(rate_prediction(other, predicted))
        better += rates[1] > rates[0] + 0.01
        worse += rates[1] < rates[0] - 0.01
    before, after = (SCORE.f1(tally)[2] for tally in tallies)
    print(
        f"{name}: {len(pairs)} pairs of pages, F1 {before:.3f} before, {after:.3f} after; "
        f"{better} read better, {worse} worse; learned in {max(seconds, default=0):.2f} s at most"
    )


def main() -> None:
    """Print what a marked page is worth."""
    parser = argparse.ArgumentParser(prog="python -m tests.train.teaching")
    parser.add_argument("--models", type=Path, required=True, metavar="FOLDER")
    folder = parser.parse_args().models
    if not all(_model_file(folder, fold).exists() for fold in range(FOLDS)):
        train_models(folder)
    for fold in range(FOLDS):
        table = json.loads(_model_file(folder, fold).read_text(encoding="utf-8"))
        MODELS[fold] = parse_model(table)
    cases = [case for case in load_cases() if case.group in SETS]
    score_pairs("sites", list(pair_sites(cases)))
    score_pairs("halves", list(pair_halves(cases)))


if __name__ == "__main__":
    main()
