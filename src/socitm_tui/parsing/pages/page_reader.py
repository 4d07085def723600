"""A page -> the dated news items on it, with the reasons.

A page is cut into pieces (`pieces`), a chain model labels them in two passes (`analysis`), the
readings that different orders of fields give compete (`readings`), and the best by the figures of
the whole is cut into drafts (`drafts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from socitm_tui.model.entities import Draft, LineMark, LineRole, MarkRole, Role
from socitm_tui.parsing.pages.analysis import (
    Analysis,
    FeatureSums,
    analyse,
    score_labels,
    sum_features,
)
from socitm_tui.parsing.pages.chain import FeatureWeights, Path
from socitm_tui.parsing.pages.contents_list import follow_contents
from socitm_tui.parsing.pages.drafts import cut_drafts
from socitm_tui.parsing.pages.explanation import (
    alternatives_of,
    mark_problems,
    name_reading,
    reasons_for,
)
from socitm_tui.parsing.pages.item_runs import ItemRun, join_runs
from socitm_tui.parsing.pages.lesson import (
    NO_ITEMS,
    Lesson,
    TaughtPage,
    field_skeleton,
    learn_weights,
    rate_skeletons,
    source_features,
)
from socitm_tui.parsing.pages.lone_headlines import settle_first_line
from socitm_tui.parsing.pages.long_page import WINDOW, extend_path, first_window
from socitm_tui.parsing.pages.marked_headlines import settle_headlines
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.piece_limits import limits_of, lost_heads
from socitm_tui.parsing.pages.pieces import Piece, Pieces, split_page
from socitm_tui.parsing.pages.reading_model import ReadingModel, load_model
from socitm_tui.parsing.pages.soundness import doubt_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read: its items, what every line was taken for, and why."""

    layout: str
    drafts: tuple[Draft, ...]
    roles: tuple[LineRole, ...]
    """One for each line of `text.split("\\n")`."""
    doubtful: str | None
    """Why this reading is weak, or None if it is sound; under marks, what they lack."""
    why: tuple[str, ...]
    """The reasons for the reading as a whole, each a sentence."""
    alternatives: tuple[tuple[str, float, str], ...]
    """The readings that lost: name, distance behind the best, and a sentence."""


def read_page(text: str, marks: Sequence[LineMark] = (), lesson: Lesson | None = None) -> Reading:
    """Return the reading of a page that is best as a whole.

    Args:
        text: The capture's text, of any length.
        marks: What the user states about its lines; the reading keeps to it.
        lesson: What marked pages of its source teach.
    """
    model = load_model()
    return PageReader(text, replace(model, lesson=lesson) if lesson else model).read(marks)


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A text with marks: what is read, and what a lesson is learned from."""

    text: str
    marks: tuple[LineMark, ...]


def learn_lesson(pages: Iterable[MarkedPage], model: ReadingModel | None = None) -> Lesson:
    """Return what the marked pages of a source teach about its other pages.

    Args:
        pages: The pages; each of their lines counts as what it is read as under the marks.
        model: The shipped weights if None.
    """
    shipped = model or load_model()
    first, second = [], []
    skeletons: set[str] = set()
    for each in pages:
        page = split_page(each.text, each.marks)
        page = replace(page, pieces=page.pieces[:WINDOW], marks=page.marks[:WINDOW])
        if not page.pieces:
            continue
        known = sum_features(page, shipped)
        analysis = analyse(page, shipped, known)
        path = analysis.candidates[order_readings(analysis, shipped)[0][1]].path
        rows, free = source_features(known.view), score_labels(known, shipped)
        first.append(TaughtPage(rows, free.first, known.kinds, path))
        second.append(TaughtPage(rows, free.second, known.kinds, path))
        runs = join_runs([LABELS[k] for k in path], page.pieces)
        skeletons.update([field_skeleton(run) for run in runs] or [NO_ITEMS])
    passes = learn_weights(first, shipped.first), learn_weights(second, shipped.second)
    both = np.hstack([weights.rows for weights in passes])
    return Lesson(FeatureWeights(passes[0].numbers, both), frozenset(skeletons))


def order_readings(analysis: Analysis, model: ReadingModel) -> list[tuple[float, int]]:
    """Return the ratings and indexes of the readings of a page, the best first."""
    order = model.ranker.order(analysis.figures)
    lesson, pieces = model.lesson, analysis.page.pieces
    if lesson is None:
        return order
    rated = []
    for rating, index in order:
        runs = join_runs([LABELS[k] for k in analysis.candidates[index].path], pieces)
        rated.append((rating + rate_skeletons(lesson, runs), index))
    return sorted(rated, key=lambda pair: -pair[0])


STEADINESS: Final = 24.0
"""What it adds to the rating of a reading under marks if all labels are those without marks."""
Rated = tuple[float, int]
"""The rating and the index of a reading."""


class PageReader:
    """Reads a page under changing marks; what marks do not change is found out once."""

    def __init__(self, text: str, model: ReadingModel | None = None) -> None:
        self._text = text
        self._model = model or load_model()
        self._pieces: tuple[Piece, ...] = ()
        self._sums: FeatureSums | None = None
        self._unmarked: Path | None = None

    def read(self, marks: Sequence[LineMark] = ()) -> Reading:
        """Return the best reading of the page that keeps to marks."""
        page, model = split_page(self._text, marks), self._model
        if not page.pieces:
            roles = tuple(LineRole(Role.BLANK) for _ in page.blank)
            return Reading("nothing", (), roles, None, ("the page has no text",), ())
        if len(page.pieces) > WINDOW:
            analysis = first_window(page, model)
            order = order_readings(analysis, model)
            best = analysis.candidates[order[0][1]]
            path = extend_path(page, model, best.path, best.names)
            return make_reading(page, path, analysis, order, model)
        former = self._read_unmarked() if page.marks else ()
        analysis = self._analyse(page, former)
        order = _stay_near(analysis, former, order_readings(analysis, model))
        path = analysis.candidates[order[0][1]].path
        return make_reading(page, path, analysis, order, model)

    def _read_unmarked(self) -> Path:
        """Return the labels of the page without marks; none if it has no item then.

        A mark refutes as a whole that a page has no news.
        """
        if self._unmarked is None:
            plain = self._analyse(split_page(self._text))
            best = order_readings(plain, self._model)[0][1]
            self._unmarked = plain.candidates[best].path if plain.outlines[best] else ()
        return self._unmarked

    def _analyse(self, page: Pieces, former: Path = ()) -> Analysis:
        """Return the competing readings of a page; the sums of features are kept for the next."""
        if self._sums is None or page.pieces != self._pieces:
            self._pieces, self._sums = page.pieces, sum_features(page, self._model)
        return analyse(page, self._model, self._sums, former)


def _stay_near(analysis: Analysis, former: Path, order: list[Rated]) -> list[Rated]:
    """Return the order of readings under marks: what no mark states stays as it was read."""
    count = len(analysis.page.pieces)
    if len(former) != count:
        return order
    lost = lost_heads(former, limits_of(analysis.page))
    rated = []
    for rating, index in order:
        path = analysis.candidates[index].path
        kept = sum(path[i] == former[i] or i in lost for i in range(count))
        rated.append((rating + STEADINESS * kept / count, index))
    return sorted(rated, key=lambda pair: -pair[0])


def make_reading(
    page: Pieces,
    path: Path,
    analysis: Analysis,
    order: Sequence[tuple[float, int]],
    model: ReadingModel,
) -> Reading:
    """Return the reading of a page by the labels of its pieces.

    Args:
        page: The page.
        path: The label of each of its pieces.
        analysis: The readings that competed.
        order: Their ratings and indexes, the best first.
        model: The learned weights.
    """
    labels = [LABELS[k] for k in path]
    if page.marks:
        labels = settle_headlines(labels, page.pieces, page.marks)
    else:
        labels = settle_first_line(labels, page.pieces)
    runs = join_runs(labels, page.pieces)
    if not page.marks:
        labels = follow_contents(labels, page.pieces)
        runs = join_runs(labels, page.pieces)
    drafts = cut_drafts(page.pieces, labels, runs, page.marks)
    layout = name_reading(labels, runs)
    if page.marks:
        doubt = "; ".join(mark_problems(page, labels, runs)) or None
    else:
        doubt = doubt_of(analysis, order, drafts, model, layout)
    return Reading(
        layout=layout,
        drafts=tuple(drafts),
        roles=line_roles(page, labels, runs),
        doubtful=doubt,
        why=reasons_for(page, labels, runs, drafts),
        alternatives=alternatives_of(analysis, order),
    )


_ROLES: Final = {
    "D0": Role.DATE_LINE, "D1": Role.DATE_LINE, "G": Role.DATE_LINE,
    "T0": Role.HEADLINE, "T1": Role.HEADLINE, "H": Role.HEADLINE,
    "A0": Role.BYLINE, "A1": Role.BYLINE,
    "B": Role.BODY, "I": Role.BODY, "BD": Role.BODY, "ID": Role.BODY,
}  # fmt: skip
_PRECEDENCE: Final = (
    Role.BODY, Role.HEADLINE, Role.DATE_LINE, Role.BYLINE, Role.BOILERPLATE, Role.BLANK,
)  # fmt: skip


def line_roles(
    page: Pieces, labels: Sequence[str], runs: Sequence[ItemRun]
) -> tuple[LineRole, ...]:
    """Return what every line was taken for.

    Of several pieces of a line counts what the line is marked as, else the weightiest.
    """
    best: list[LineRole] = [LineRole(Role.BLANK) for _ in page.blank]
    marked: dict[int, Role] = {}
    owner: dict[int, tuple[int, str]] = {}
    for number, run in enumerate(runs):
        owner.update((index, (number, label)) for index, label in run.parts)
    for index, piece in enumerate(page.pieces):
        item, label = owner.get(index, (None, labels[index]))
        role = _ROLES.get(label, Role.BOILERPLATE)
        if item is None and label != "G":
            role = Role.BOILERPLATE
        printed = [at for at in range(piece.first - 1, piece.last) if not page.blank[at]]
        _take_lines(best, printed, LineRole(role, item))
        mark = page.marks[index].role if page.marks else None
        if mark and _MARKED_ROLES.get(mark) is role:
            marked.update(dict.fromkeys(printed, role))
    for at, role in marked.items():
        best[at] = replace(best[at], role=role)
    return tuple(best)


_MARKED_ROLES: Final = {
    MarkRole.DATE: Role.DATE_LINE, MarkRole.HEADLINE: Role.HEADLINE,
    MarkRole.BYLINE: Role.BYLINE, MarkRole.TEXT: Role.BODY,
}  # fmt: skip


def _take_lines(best: list[LineRole], lines: Iterable[int], new: LineRole) -> None:
    """Give the lines of a piece its role, if it weighs more than what they have."""
    for at in lines:
        old = best[at]
        gains_item = old.item is None and new.item is not None
        loses_item = old.item is not None and new.item is None
        weightier = _PRECEDENCE.index(new.role) < _PRECEDENCE.index(old.role)
        if gains_item or (weightier and not loses_item):
            best[at] = new
