"""Which number comes first in the numeric dates of a page, the day or the month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from socitm_tui.parsing.dates import DEFAULT_REASON, ORDERS, DateText, Order, exact_date


@dataclass(frozen=True, slots=True)
class PageOrder:
    """Which number comes first in the numeric dates of a page, and why."""

    order: Order
    reason: str


def decide_order(found: Sequence[tuple[int, DateText]]) -> PageOrder:
    """Return the order of day and month on a page from its stamps and their line numbers."""
    numeric = [(n, d) for n, d in found if d.form == "numeric"]
    return (
        _by_impossible_month(numeric)
        or _by_weekday(numeric)
        or _by_sequence([d for _, d in numeric])
        or _by_neighbours([d for _, d in found])
        or PageOrder("day", DEFAULT_REASON)
    )


def _by_impossible_month(numeric: Sequence[tuple[int, DateText]]) -> PageOrder | None:
    """Return the order that dates with a number above 12 show, if they agree."""
    day = [(n, d) for n, d in numeric if (d.day or 0) > 12 >= (d.month or 0) > 0]
    month = [(n, d) for n, d in numeric if (d.month or 0) > 12 >= (d.day or 0) > 0]
    if bool(day) == bool(month):
        return None
    order: Order = "day" if day else "month"
    line, proof = (day or month)[0]
    return PageOrder(order, f"{order} first, because line {line} has {proof.printed}")


def _by_weekday(numeric: Sequence[tuple[int, DateText]]) -> PageOrder | None:
    """Return the order in which the printed weekdays are right."""
    for line, d in numeric:
        if d.weekday is None or not d.is_ambiguous or d.day == d.month:
            continue
        right = [order for order in ORDERS if _weekday(d, order) == d.weekday]
        if len(right) == 1:
            why = f"because only so the weekday on line {line} is right"
            return PageOrder(right[0], f"{right[0]} first, {why}")
    return None


def _weekday(found: DateText, order: Order) -> int | None:
    read = exact_date(found, order, "")
    return date.fromisoformat(read.value).weekday() if read else None


def _by_sequence(numeric: Sequence[DateText]) -> PageOrder | None:
    """Return the order in which the dates run one way down the page, if only one of them does."""
    if len(numeric) < 3:
        return None
    runs = [(order, run) for order in ORDERS if (run := _run(numeric, order))]
    if len(runs) != 1:
        return None
    order, run = runs[0]
    return PageOrder(order, f"{order} first, because only so the page runs {run}")


def _run(numeric: Sequence[DateText], order: Order) -> str | None:
    """Return which way the dates run when read in an order, or None where they run no way."""
    read = [r.value for d in numeric if (r := exact_date(d, order, ""))]
    if len(read) < len(numeric) or len(set(read)) < 2:
        return None
    if read == sorted(read, reverse=True):
        return "newest first"
    return "oldest first" if read == sorted(read) else None


def _by_neighbours(found: Sequence[DateText]) -> PageOrder | None:
    """Return month first where the page writes its other dates as Americans do."""
    american = any(d.form == "named-us" for d in found)
    british = any(d.form in ("named", "day-month") for d in found)
    if american and not british and any(d.half_day for d in found):
        return PageOrder(
            "month", "month first, because the page writes its other dates as Americans do"
        )
    return None
