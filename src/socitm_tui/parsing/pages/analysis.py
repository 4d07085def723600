"""A page with its competing readings and the figures of each: all that a choice needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from socitm_tui.parsing.pages.chain import (
    COUNT,
    Chain,
    Constraint,
    Decoder,
    Scores,
    log_probability,
    posteriors,
    sum_weights,
    transition_classes,
)
from socitm_tui.parsing.pages.item_runs import join_runs
from socitm_tui.parsing.pages.page_view import PageView
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.pieces import Pieces
from socitm_tui.parsing.pages.reading_figures import Figures, PageMeasure
from socitm_tui.parsing.pages.reading_model import ReadingModel
from socitm_tui.parsing.pages.readings import Candidate, compete
from socitm_tui.parsing.pages.second_pass import second_features

_EVEN: Final = Chain((((0.0,) * COUNT,) * COUNT,) * 3)
_FREE: Final = Constraint("free")


@dataclass(frozen=True, slots=True)
class Analysis:
    """A page, its readings, and the figures by which they are compared."""

    page: Pieces
    view: PageView
    posterior: Scores
    """For each piece the probability of each label, after the first pass."""
    candidates: list[Candidate]
    figures: list[Figures]


def label_first(view: PageView, posterior: Scores, kinds: Sequence[int]) -> list[list[str]]:
    """Return the features of the second pass that the first pass gives."""
    logs = [[log_probability(p) for p in row] for row in posterior]
    path = Decoder(logs, kinds, _EVEN).decode(_FREE) or (0,) * len(logs)
    labels = [LABELS[k] for k in path]
    runs = join_runs(labels, view.pieces)
    shapes = [look.shape for look in view.looks]
    return second_features(posterior, labels, runs, shapes, view.families)


@dataclass(frozen=True, slots=True)
class LabelScores:
    """The scores of a page's pieces for each label, after each of the two passes."""

    view: PageView
    kinds: list[int]
    first: Scores
    second: Scores
    posterior: Scores


def score_labels(page: Pieces, model: ReadingModel) -> LabelScores:
    """Return the scores of the labels of all pieces of a page."""
    view = PageView(page)
    kinds = transition_classes(page.pieces)
    sums = sum_weights(view.features(), model.weights, 2 * COUNT)
    first = [row[:COUNT] for row in sums]
    posterior = posteriors(first, kinds, model.first)
    further = sum_weights(label_first(view, posterior, kinds), model.second_only, COUNT)
    second = [
        [a + b for a, b in zip(row[COUNT:], more, strict=True)]
        for row, more in zip(sums, further, strict=True)
    ]
    return LabelScores(view, kinds, first, second, posterior)


def analyse(page: Pieces, model: ReadingModel) -> Analysis:
    """Return the readings of a page that has at least one piece."""
    scores = score_labels(page, model)
    chains = (model.first, model.second)
    candidates = compete(scores.first, scores.second, scores.kinds, chains)
    figures = PageMeasure(scores.view, scores.posterior).measure(candidates)
    return Analysis(page, scores.view, scores.posterior, candidates, figures)
