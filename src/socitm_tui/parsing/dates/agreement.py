"""Whether a printed date and the dates in machine-readable tags agree; the printed one is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from socitm_tui.model.entities import Draft, PrintedDate

DISAGREES = "disagrees"
"""The word in the text of an evidence that says that two dates differ."""


def reconcile_dates(
    printed: PrintedDate | None, tagged: Sequence[tuple[PrintedDate, str]]
) -> tuple[PrintedDate | None, str, bool]:
    """The date to keep, a sentence about the agreement, and whether the dates agree.

    Args:
        printed: What the page prints, or None.
        tagged: The dates in tags, each with the name of its tag; the most exact first.
    """
    if not tagged:
        return printed, "the page prints it; no tag says more", True
    first, first_place = tagged[0]
    if printed is None:
        rule = f"not printed as a date: {first_place} says it"
        return replace(first, rule=rule), rule, True
    for tag, place in tagged:
        if is_same_day(printed, tag):
            return printed, f"{place} agrees ({tag.value})", True
    sentence = f"{first_place} {DISAGREES}: it says {first.value}; the printed date is kept"
    return printed, sentence, False


def count_disagreements(drafts: Sequence[Draft]) -> int:
    """The number of dates in tags that differ from the printed ones."""
    return sum(DISAGREES in evidence.why for draft in drafts for evidence in draft.evidence)


def is_same_day(a: PrintedDate, b: PrintedDate) -> bool:
    """True if two dates may be the same day, written in different time zones."""
    length = min(len(a.value), len(b.value))
    if a.value[:length] == b.value[:length]:
        return True
    if length < len("2012-03-27"):
        return False
    return abs((date.fromisoformat(a.value) - date.fromisoformat(b.value)).days) <= 1
