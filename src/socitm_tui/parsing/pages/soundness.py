"""How far a reading can be trusted: calibrated on readings of pages outside the training fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Final

from socitm_tui.model.entities import Draft
from socitm_tui.model.labels import count_label
from socitm_tui.parsing.dates.resolver import NO_SUCH_DAY
from socitm_tui.parsing.pages.analysis import Analysis
from socitm_tui.parsing.pages.explanation import name_reading
from socitm_tui.parsing.pages.item_runs import Outline, agreement, join_runs
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.reading_model import ReadingModel

NEAR: Final = 0.1  # what is hardly likelier than the next is a tie that a person should see


def soundness_figures(analysis: Analysis, order: Sequence[tuple[float, int]]) -> dict[str, float]:
    """Return what tells whether the best reading has mistakes."""
    index = order[0][1]
    best, own = analysis.figures[index], analysis.outlines[index]
    chances = _chances(analysis, order)
    rival = max((chance for outline, chance in chances.items() if outline != own), default=0.0)
    return {
        "chance": chances[own],
        "lead": chances[own] - rival,
        "expected": sum(chance * agreement(own, other) for other, chance in chances.items()),
        "agree": best["agreement_3"],
        "votes": best["agreement_4"],
        "likely": best["likely"],
        "likely_least": max(-8.0, best["likely_least"]),
        "items": min(best["items"], 12) / 12,
        "size": log(len(analysis.view.pieces)) / 5,
        "single": best["one_item"],
        "none": best["no_item"],
        "skeleton": best.get("same_fields", 1.0),
        "order": best.get("same_order", 1.0),
        "dated": best.get("dated", 0.0),
        "behind": max(-15.0, best["behind_2"]) / 15,
    }


def _chances(analysis: Analysis, order: Sequence[tuple[float, int]]) -> dict[Outline, float]:
    """Return how likely the items of each reading are the right ones, by the ratings."""
    top = max(rating for rating, _ in order)
    total = sum(exp(rating - top) for rating, _ in order)
    chances: dict[Outline, float] = {}
    for rating, index in order:
        outline = analysis.outlines[index]
        chances[outline] = chances.get(outline, 0.0) + exp(rating - top) / total
    return chances


def _first_other(analysis: Analysis, order: Sequence[tuple[float, int]]) -> int | None:
    """Return the best reading that has other items than the best of all."""
    own = analysis.outlines[order[0][1]]
    return next((index for _, index in order[1:] if analysis.outlines[index] != own), None)


def doubt_of(
    analysis: Analysis,
    order: Sequence[tuple[float, int]],
    drafts: Sequence[Draft],
    model: ReadingModel,
    name: str,
) -> str | None:
    """Return why the best reading is weak, or None.

    Args:
        analysis: The readings that competed.
        order: Their ratings and indexes, the best first.
        drafts: The items of the best.
        model: The learned weights.
        name: The name of the best.
    """
    own = name, len(drafts)
    if any(e.why.startswith(NO_SUCH_DAY) for draft in drafts for e in draft.evidence):
        return f"of a date line, {NO_SUCH_DAY}"
    figures = soundness_figures(analysis, order)
    if not drafts:
        return _weakness(analysis, order, figures, own) if figures["lead"] < NEAR else None
    score = model.soundness.score(figures)
    if score >= model.sound_from:
        return None
    percent = round(100 / (1 + exp(-score)))
    reason = _weakness(analysis, order, figures, own)
    return f"{reason} ({percent} of 100 pages like it are read without mistake)"


def _weakness(
    analysis: Analysis,
    order: Sequence[tuple[float, int]],
    figures: Mapping[str, float],
    own: tuple[str, int],
) -> str:
    """Return the plainest reason for doubt; it names no other reading that is called as ours is."""
    is_near = figures["lead"] < NEAR
    if not is_near and figures["skeleton"] < 1:
        return "its items differ in how they are laid out"
    other = _first_other(analysis, order)
    if other is None:
        return "no other reading was found to compare it with"
    may = "could almost as well" if is_near else "could also"
    name, count = _describe(analysis, other)
    own_name, own_count = own
    if name != own_name:
        return f"it {may} be read as “{name}”"
    if count != own_count:
        return f"it {may} be read as {count_label(count, 'item')}"
    return f"an item {may} {_first_difference(analysis, order[0][1], other)}"


def _first_difference(analysis: Analysis, index: int, other: int) -> str:
    """Return what the items of another reading have first that those of a reading do not."""
    own, others = (
        {
            (at, word)
            for first, last, dates in analysis.outlines[k]
            for at, word in ((first, "begin"), (last, "end"), *((d, "be dated") for d in dates))
        }
        for k in (index, other)
    )
    changed = others - own or own - others
    if not changed:  # a date belongs to another of the same items
        changed = {
            (first, "begin with another date")
            for first, _, _ in analysis.outlines[index] ^ analysis.outlines[other]
        }
    at, word = min(changed)
    line = f"line {analysis.page.pieces[at].first}"
    return f"{word} {'by' if word == 'be dated' else 'at'} {line}"


def _describe(analysis: Analysis, index: int) -> tuple[str, int]:
    """Return the name of a reading and how many items it has."""
    labels = [LABELS[k] for k in analysis.candidates[index].path]
    runs = join_runs(labels, analysis.page.pieces)
    return name_reading(labels, runs), len(runs)
