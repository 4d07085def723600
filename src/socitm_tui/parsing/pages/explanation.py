"""A reading in words: what was taken for what, how the items are laid out, and what lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from socitm_tui.model.entities import Draft, MarkRole
from socitm_tui.model.labels import count_label
from socitm_tui.model.marks import UNMARKED
from socitm_tui.parsing.languages import language_of
from socitm_tui.parsing.pages.analysis import Analysis
from socitm_tui.parsing.pages.item_runs import DATES, TITLES, ItemRun, join_runs
from socitm_tui.parsing.pages.piece_labels import LABELS
from socitm_tui.parsing.pages.pieces import Pieces

NO_NEWS: Final = "nothing"
MAX_ALTERNATIVES: Final = 5
_WORDS: Final = {
    "D0": "date", "D1": "date", "T0": "headline", "T1": "headline", "A0": "author", "A1": "author",
    "B": "text", "I": "text", "BD": "text with the date", "ID": "text with the date",
    "H": "headline alone",
}  # fmt: skip
LABEL_NAMES: Final = {
    "O": "none of the news", "M0": "none of the news", "M1": "none of the news",
    "G": "the date of all items below", "X": "a break in the text",
    "D0": "the date of the text below", "D1": "the date of the text above",
    "T0": "the headline of the text below", "T1": "the headline of the text above",
    "A0": "the byline of the text below", "A1": "the byline of the text above",
    "B": "the beginning of a text", "BD": "the beginning of a text",
    "I": "more of the text above", "ID": "more of the text above",
    "H": "a headline without a text",
}  # fmt: skip
"""What a line is if it has a label."""


def field_order(run: ItemRun) -> tuple[str, ...]:
    """Return the fields of an item in the order in which it prints them."""
    words = [_WORDS[label] for _, label in run.parts if label in _WORDS]
    return tuple(dict.fromkeys(words))


def name_reading(labels: Sequence[str], runs: Sequence[ItemRun]) -> str:
    """Return the name of a reading: the commonest order of fields of its items."""
    if not runs:
        return NO_NEWS
    fields = Counter(field_order(run) for run in runs).most_common(1)[0][0]
    name = ", ".join(fields)
    if "G" in labels and any(run.group is not None for run in runs):
        name = f"{'date above' if len(runs) == 1 else 'a date for all'}, {name}"
    return f"article: {name}" if len(runs) == 1 else f"list: {name}"


def reasons_for(
    page: Pieces, labels: Sequence[str], runs: Sequence[ItemRun], drafts: Sequence[Draft]
) -> tuple[str, ...]:
    """Return the reasons for a reading, each a sentence without its full stop."""
    reasons = [f"the page is read in {language_of(page.language).name}"]
    if page.marks:
        lines = {piece.first for piece, mark in zip(page.pieces, page.marks, strict=True)
                 if mark != UNMARKED}  # fmt: skip
        reasons.append(f"what you marked is kept to, on {count_label(len(lines), 'line')}")
    if not runs:
        return (
            *reasons,
            "it is taken for a page without news: no reading with items is likelier",
        )
    orders = Counter(field_order(run) for run in runs)
    fields, times = orders.most_common(1)[0]
    count = len(runs)
    order = f"in the order {', '.join(fields)}" if len(fields) > 1 else f"of {fields[0]} alone"
    if count == 1:
        reasons.append(f"it is taken for one article, {order}")
    else:
        shared = "each" if times == count else f"{times} of them"
        reasons.append(f"it is taken for a list of {count} items, {shared} {order}")
    reasons += _date_reasons(runs, drafts)
    used = {
        line
        for piece, label in zip(page.pieces, labels, strict=True)
        if label != "O"
        for line in range(piece.first, piece.last + 1)
    }
    printed = [number for number, is_blank in enumerate(page.blank, start=1) if not is_blank]
    if left := len(printed) - len(used.intersection(printed)):
        reasons.append(f"lines that belong to no item: {left} of {len(printed)}")
    return tuple(reasons)


def _date_reasons(runs: Sequence[ItemRun], drafts: Sequence[Draft]) -> list[str]:
    """Return where the dates of the items stand, and how numeric dates are read."""
    reasons = []
    shared = sum(1 for r in runs if r.group is not None and not r.with_label(DATES))
    if shared == 1 == len(runs):
        reasons.append("its date stands in a line above it")
    elif shared:
        reasons.append(f"items that a line above them all dates: {shared} of {len(runs)}")
    undated = sum(1 for d in drafts if d.date is None)
    if undated == 1 == len(runs):
        reasons.append("it has no date that can be read")
    elif undated:
        reasons.append(f"items without a date that can be read: {undated} of {len(runs)}")
    numeric = next((d.date for d in drafts if d.date and "first" in d.date.rule), None)
    if numeric:
        reasons.append(f"dates are read {numeric.rule}")
    return reasons


def mark_problems(page: Pieces, labels: Sequence[str], runs: Sequence[ItemRun]) -> tuple[str, ...]:
    """Return what marks of a page could not give, each a sentence without its full stop."""
    problems = []
    in_items = {index for run in runs for index, _ in run.parts}
    groups = {run.group for run in runs}
    starts = {run.parts[0][0] for run in runs}
    for index, (piece, mark) in enumerate(zip(page.pieces, page.marks, strict=True)):
        if piece.place:
            continue
        line = [k for k in range(index, len(labels)) if page.pieces[k].line == piece.line]
        is_used = not in_items.isdisjoint(line) or not groups.isdisjoint(line)
        dated = any(page.pieces[k].date or page.pieces[k].inner for k in line)
        if mark.role is MarkRole.DATE and not dated:
            problems.append(f"line {piece.first} is marked as a date, but none can be read there")
        elif mark.role not in (None, MarkRole.OUT) and not is_used:
            problems.append(f"line {piece.first} is marked as {mark.role}, but of no item")
        elif mark.start is MarkRole.NEW and not is_used:
            problems.append(f"no text follows line {piece.first}, where an item is to begin")
        elif mark.start is MarkRole.NEW and index not in starts:
            problems.append(f"line {piece.first} could not be parted from the item above it")
    return tuple(problems)


def _titles(labels: Sequence[str]) -> list[int]:
    """Return the indexes of the pieces that are headlines."""
    return [index for index, label in enumerate(labels) if label in TITLES]


def alternatives_of(
    analysis: Analysis, order: Sequence[tuple[float, int]]
) -> tuple[tuple[str, float, str], ...]:
    """Return the readings that lost: name, log odds behind the best, and how they differ.

    Those that give the same items as the best are left out.
    """
    pieces = analysis.page.pieces
    top, winner = order[0]
    best = [LABELS[k] for k in analysis.candidates[winner].path]
    out: dict[str, tuple[str, float, str]] = {}
    for rating, index in order[1:]:
        labels = [LABELS[k] for k in analysis.candidates[index].path]
        runs = join_runs(labels, pieces)
        has_same_items = analysis.outlines[index] == analysis.outlines[winner]
        if has_same_items and _titles(labels) == _titles(best):
            continue
        name = name_reading(labels, runs)
        sentence = count_label(len(runs), "item") if runs else "no items"
        for piece, label, own in zip(pieces, labels, best, strict=True):
            if LABEL_NAMES[label] != LABEL_NAMES[own]:
                sentence += f"; line {piece.first} would be {LABEL_NAMES[label]}"
                sentence += f", not {LABEL_NAMES[own]}"
                break
        out.setdefault(name, (name, round(top - rating, 2), sentence))
        if len(out) == MAX_ALTERNATIVES:
            break
    return tuple(out.values())
