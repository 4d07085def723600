"""Which number comes first in the numeric dates of a page, the day or the month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.dates.resolver import DEFAULT_REASON, Order, calendar_date

ORDERS: Final[tuple[Order, Order]] = ("day", "month")


@dataclass(frozen=True, slots=True)
class PageOrder:
    """Which number comes first in the numeric dates of a page, and why."""

    order: Order
    reason: str


def decide_order(mentions: Sequence[tuple[int, DateMention]]) -> PageOrder:
    """Return the order of day and month on a page from its dates with their line numbers."""
    numeric = [(n, m) for n, m in mentions if m.form == "numeric"]
    yearless = [(n, m) for n, m in mentions if m.form == "numeric-day-month"]
    return (
        _by_impossible_month(numeric or yearless)
        or _by_weekday(numeric)
        or _by_sequence([m for _, m in numeric])
        or _by_neighbours([m for _, m in mentions])
        or PageOrder("day", DEFAULT_REASON)
    )


def _in_order(mention: DateMention, order: Order) -> str | None:
    """Return the ISO date of a numeric mention read in an order."""
    first, second = mention.day or 0, mention.month or 0
    day, month = (first, second) if order == "day" else (second, first)
    return calendar_date(day, month, mention.year or 0)


def _by_impossible_month(numeric: Sequence[tuple[int, DateMention]]) -> PageOrder | None:
    """Return the order that dates with a number above 12 show, if they agree."""
    day = [(n, m) for n, m in numeric if (m.day or 0) > 12 >= (m.month or 0)]
    month = [(n, m) for n, m in numeric if (m.month or 0) > 12 >= (m.day or 0)]
    if bool(day) == bool(month):
        return None
    order: Order = "day" if day else "month"
    line, proof = (day or month)[0]
    return PageOrder(order, f"{order} first, because line {line} has {proof.printed}")


def _by_weekday(numeric: Sequence[tuple[int, DateMention]]) -> PageOrder | None:
    """Return the order in which the printed weekdays are right."""
    for line, mention in numeric:
        if mention.weekday is None or not mention.ambiguous:
            continue
        read = [(order, _in_order(mention, order)) for order in ORDERS]
        right = [o for o, v in read if v and date.fromisoformat(v).weekday() == mention.weekday]
        if len(right) == 1:
            why = f"because only so the weekday on line {line} is right"
            return PageOrder(right[0], f"{right[0]} first, {why}")
    return None


def _by_sequence(numeric: Sequence[DateMention]) -> PageOrder | None:
    """Return the order in which the dates ascend or descend down the page, if only one does."""
    if len(numeric) < 3:
        return None
    runs = [(order, run) for order in ORDERS if (run := _run(numeric, order))]
    if len(runs) != 1:
        return None
    order, run = runs[0]
    return PageOrder(order, f"{order} first, because only so the page runs {run}")


def _run(numeric: Sequence[DateMention], order: Order) -> str | None:
    """Return "newest first" or "oldest first" if the dates, read in an order, run so; else None."""
    read = [value for mention in numeric if (value := _in_order(mention, order))]
    if len(read) < len(numeric) or len(set(read)) < 2:
        return None
    if read == sorted(read, reverse=True):
        return "newest first"
    return "oldest first" if read == sorted(read) else None


def _by_neighbours(mentions: Sequence[DateMention]) -> PageOrder | None:
    """Return month first if the other dates of the page are in the American order."""
    american = any(m.form == "named-us" for m in mentions)
    british = any(m.form in ("named", "day-month") for m in mentions)
    if american and not british and any(m.is_12_hour for m in mentions):
        return PageOrder(
            "month", "month first, because the page writes its other dates as Americans do"
        )
    return None
