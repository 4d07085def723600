"""A printed date and what machines are told: the printed one stands, and they agree or do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from socitm_tui.model.entities import Draft, PrintedDate


def agreed(
    printed: PrintedDate | None, said: Sequence[tuple[PrintedDate, str]]
) -> tuple[PrintedDate | None, str, bool]:
    """The date to keep, a sentence on how the witnesses agree, and whether they do.

    Args:
        printed: What the page prints, or None.
        said: What machines are told, each with where it stands; the most exact first.
    """
    if not said:
        return printed, "the page prints it; no tag says more", True
    first, where = said[0]
    if printed is None:
        rule = f"not printed as a date: {where} says it"
        return replace(first, rule=rule), rule, True
    for one, place in said:
        if is_near(printed, one):
            return printed, f"{place} agrees ({one.value})", True
    return printed, f"{where} disagrees: it says {first.value}; the printed date is kept", False


def disagreeing(drafts: Sequence[Draft]) -> int:
    """How often machines are told another date than what is printed."""
    return sum("disagrees" in one.why for draft in drafts for one in draft.evidence)


def is_near(one: PrintedDate, other: PrintedDate) -> bool:
    """True where two dates may be the same day, each written in a time zone of its own."""
    length = min(len(one.value), len(other.value))
    if one.value[:length] == other.value[:length]:
        return True
    if length < 10:
        return False
    return abs((date.fromisoformat(one.value) - date.fromisoformat(other.value)).days) <= 1
