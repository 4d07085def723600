"""Whether a page lists what takes place, or documents, rather than news."""

from __future__ import annotations

import re
from typing import Final

from socitm_tui.parsing.layouts.units import Unit

_DIARY_HEAD: Final = re.compile(
    r"\b(?:events?|diary|calendar|what['’]?s on|meetings?|agendas?|minutes|timetable|schedule"
    r"|dates|programme|fixtures|documents?|publications?|library|downloads?|committee|papers"
    r"|archives?|index)\b",
    re.I,
)
_QUESTIONS: Final = re.compile(r"\b(?:faqs?|frequently asked|glossary|site ?map)\b", re.I)
_PLACE: Final = re.compile(
    r"£\d+(?:\.\d\d)?(?:,| per\b| pp\b|$)"
    r"|\b(?:venue|location|book (?:now|your place|online|a place)|register (?:now|here|online)"
    r"|tickets?|free (?:event|entry)|add to calendar|\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)? ?(?:-|–|to"
    r"|until) ?\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)?|town hall,|conference centre|room \d|agenda"
    r"|minutes|hotel,)\b",
    re.I,
)


def is_diary(units: list[Unit]) -> bool:
    """Say whether the page lists what takes place, or documents, rather than news."""
    if not units:
        return False
    if any(_QUESTIONS.search(u.text) and u.words <= 6 for u in units[:6]):
        return not any(u.stamp and u.stamp.date.has_day for u in units)
    head = any(_DIARY_HEAD.search(u.text) and u.words <= 8 and u.cells == 1 for u in units[:6])
    if sum(1 for u in units if u.prose >= 0.9 and u.words >= 12) >= len(units) / 4:
        return False
    places = sum(1 for u in units if u.prose < 0.7 and not u.furniture and _names_place(u))
    events = sum(1 for u in units if u.stamp and u.stamp.dress == "event")
    files = sum(1 for u in units if u.furniture and u.furniture.kind in ("file", "archive"))
    yearless = sum(1 for u in units if u.stamp and u.stamp.date.form == "day-month")
    rows = sum(
        1 for u in units if u.cells >= 3 and not u.stamp and any(c.isdigit() for c in u.text)
    )
    if any(u.stamp and u.stamp.date.form in ("month", "year") for u in units):
        yearless = yearless if head else 0
    signals = places + events + files + rows + (yearless if head else yearless / 2)
    weighty = sum(1 for u in units if u.stamp or (not u.furniture and u.words > 3))
    share = signals / max(1, weighty)
    return share >= (0.12 if head else 0.3) and signals >= 2


def _names_place(unit: Unit) -> bool:
    """Say whether a line tells where or from when to when something takes place."""
    stamp = unit.stamp
    return _PLACE.search(stamp.rest if stamp and stamp.dress != "text" else unit.text) is not None
