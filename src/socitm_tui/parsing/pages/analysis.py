"""A page with its competing readings and the figures of each: all that a choice needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from socitm_tui.parsing.pages.chain import (
    CLASSES,
    COUNT,
    Chain,
    Constraint,
    Decoder,
    Features,
    Path,
    Scores,
    log_probabilities,
    posteriors,
    transition_classes,
)
from socitm_tui.parsing.pages.item_runs import Outline, join_runs, spans_of
from socitm_tui.parsing.pages.lesson import source_features
from socitm_tui.parsing.pages.page_view import NO_NEIGHBOUR, PageView
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.piece_limits import Limits, limits_of
from socitm_tui.parsing.pages.pieces import Pieces
from socitm_tui.parsing.pages.reading_figures import Figures, PageMeasure
from socitm_tui.parsing.pages.reading_model import ReadingModel
from socitm_tui.parsing.pages.readings import Candidate, compete
from socitm_tui.parsing.pages.second_pass import second_features

_EVEN: Final = Chain(np.zeros((CLASSES, COUNT, COUNT)))
_FREE: Final = Constraint("free")
EXCLUDED: Final = 20.0  # how far below all others the label is that a mark excludes


@dataclass(frozen=True, slots=True)
class Analysis:
    """A page, its readings, and the figures by which they are compared."""

    page: Pieces
    view: PageView
    posterior: Scores
    """For each piece the probability of each label, after the first pass."""
    candidates: list[Candidate]
    figures: list[Figures]
    outlines: list[Outline]
    """The items of each candidate."""


def label_first(
    view: PageView, posterior: Scores, kinds: Sequence[int], limits: Limits = ()
) -> list[tuple[Features, ...]]:
    """Return the features of the second pass that the first pass gives."""
    logs = log_probabilities(posterior)
    path = Decoder(logs, kinds, _EVEN, limits).decode(_FREE) or (0,) * len(logs)
    labels = [LABELS[k] for k in path]
    runs = join_runs(labels, view.pieces)
    shapes = [look.shape for look in view.looks]
    return second_features(posterior, labels, runs, shapes, view.families)


@dataclass(frozen=True, slots=True)
class FeatureSums:
    """What the features of a page's pieces say of their labels, whatever is marked."""

    view: PageView
    kinds: list[int]
    sums: Scores
    """For each piece the scores of the labels in the first pass, then in the second."""


def sum_features(page: Pieces, model: ReadingModel) -> FeatureSums:
    """Return the sums of the weights of all pieces of a page."""
    view = PageView(page)
    sums = sum_view(view, model)
    if model.lesson:
        sums += model.lesson.weights.sum(source_features(view))
    return FeatureSums(view, transition_classes(page.pieces), sums)


def sum_view(view: PageView, model: ReadingModel) -> Scores:
    """Return the sums of the shipped weights of what is seen of the pieces of a page."""
    sums = model.own.sum_groups(view.own_features())
    near = model.near.sum([*view.near_features(), NO_NEIGHBOUR])
    far = model.far.sum([*view.far_features(), NO_NEIGHBOUR])
    for step, beside in ((1, near), (2, far)):
        # a piece says something of the piece below it, for which it is above, and of that above
        of_below, of_above = np.hsplit(beside[:-1], 2)
        below_nothing, above_nothing = np.split(beside[-1], 2)
        sums[step:] += of_below[:-step]
        sums[:-step] += of_above[step:]
        sums[:step] += below_nothing
        sums[-step:] += above_nothing
    return sums + _sum_words_above(view, model)


def _sum_words_above(view: PageView, model: ReadingModel) -> Scores:
    """Return the sums of what the words of short pieces say of the pieces further below."""
    known = [x for x in view.words_above() if x[0] in model.above.numbers]
    changes = np.zeros((len(view.looks) + 1, 4 * COUNT))
    if known:
        words, starts, stops = zip(*known, strict=True)
        weights = model.above.sum([[word] for word in words])
        np.add.at(changes, list(starts), weights)
        np.subtract.at(changes, list(stops), weights)
    of_long, of_short = np.hsplit(changes[:-1].cumsum(0), 2)
    return np.where(np.array(view.long_pieces)[:, None], of_long, of_short)


@dataclass(frozen=True, slots=True)
class LabelScores:
    """The scores of a page's pieces for each label, after each of the two passes."""

    view: PageView
    kinds: list[int]
    first: Scores
    second: Scores
    posterior: Scores


def score_labels(known: FeatureSums, model: ReadingModel, limits: Limits = ()) -> LabelScores:
    """Return the scores of the labels of all pieces of a page under its marks."""
    view, kinds = known.view, known.kinds
    first = known.sums[:, :COUNT]
    limited = first.copy()
    for i, limit in enumerate(limits):
        if limit.labels is not None:
            excluded = [k for k in range(COUNT) if k not in limit.labels]
            limited[i, excluded] = first[i].min() - EXCLUDED
    posterior = posteriors(limited, kinds, model.first)
    further = model.second_only.sum_groups(label_first(view, posterior, kinds, limits))
    return LabelScores(view, kinds, first, known.sums[:, COUNT:] + further, posterior)


def analyse(
    page: Pieces, model: ReadingModel, known: FeatureSums | None = None, former: Path = ()
) -> Analysis:
    """Return the readings of a page that has at least one piece.

    Args:
        page: The page; its marks are kept to.
        model: The learned weights.
        known: The sums of its features, if they are known already.
        former: The labels of its pieces without marks, if it has marks.
    """
    limits = limits_of(page)
    scores = score_labels(known or sum_features(page, model), model, limits)
    chains = (model.first, model.second)
    candidates = compete(
        scores.first, scores.second, scores.kinds, chains, limits=limits, former=former
    )
    runs = [join_runs([LABELS[k] for k in c.path], page.pieces) for c in candidates]
    outlines = [spans_of(items) for items in runs]
    second = posteriors(scores.second, scores.kinds, model.second)
    kinds = model.kinds.log_probabilities(scores.view, scores.posterior)
    measure = PageMeasure(scores.view, scores.posterior, second, kinds)
    figures = measure.measure(candidates, runs, outlines)
    return Analysis(page, scores.view, scores.posterior, candidates, figures, outlines)
