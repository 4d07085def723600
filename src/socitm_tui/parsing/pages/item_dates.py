"""The dates of a page's items: their own, completed by the headings above, or one for all below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from socitm_tui.parsing.dates.mention import DateMention
from socitm_tui.parsing.dates.order import PageOrder, decide_order
from socitm_tui.parsing.dates.resolver import (
    DateContext,
    ResolvedDate,
    join_mentions,
    resolve,
)
from socitm_tui.parsing.pages.item_runs import BODY, DATES, TITLES, ItemRun
from socitm_tui.parsing.pages.pieces import Piece

MAX_HEADING_WORDS: Final = 25  # a longer line is no heading that gives a year to those below
NO_DATE: Final = "no date is printed for it"


class PageDates:
    """What the dates of a page mean under one reading of it."""

    def __init__(self, pieces: Sequence[Piece], labels: Sequence[str]) -> None:
        self._pieces = pieces
        self.order = _order_of(pieces, labels)
        self._contexts = _contexts(pieces, labels, self.order)

    def date_of(self, run: ItemRun) -> tuple[ResolvedDate | None, int | None]:
        """Return the date of an item, or why it has none, and the piece that prints it."""
        own = [(m, i) for i in run.with_label(DATES) if (m := mention_of(self._pieces[i]))]
        if not own and run.group is not None:
            mention = mention_of(self._pieces[run.group])
            own = [(mention, run.group)] if mention else []
        if not own:
            return None, None
        joined = _joined([m for m, _ in own])
        own.sort(key=lambda pair: (pair[0].relative, pair[0].day is None, pair[0].year is None))
        if joined is not None and own[0][0].year is None:
            own.insert(0, (joined, own[0][1]))
        read = [(resolve(m, self._contexts[i]), i) for m, i in own]
        return next(((date, i) for date, i in read if date.value), read[0])


def mention_of(piece: Piece) -> DateMention | None:
    """Return the date that a piece is, or the first that stands in it."""
    return piece.date or (piece.inner[0] if piece.inner else None)


def _joined(mentions: Sequence[DateMention]) -> DateMention | None:
    """Return the date that two parts of one make together, or None."""
    return join_mentions(mentions[0], mentions[1]) if len(mentions) > 1 else None


def _order_of(pieces: Sequence[Piece], labels: Sequence[str]) -> PageOrder:
    """Return which number of a numeric date is the day, by the dates that are used, or by all."""
    used = [
        (piece.first, m)
        for piece, label in zip(pieces, labels, strict=True)
        if (label in DATES or label == "G") and (m := mention_of(piece))
    ]
    numeric = any(m.form.startswith("numeric") for _, m in used)
    every = [(p.first, p.date) for p in pieces if p.date]
    return decide_order(used if numeric else every)


def _contexts(
    pieces: Sequence[Piece], labels: Sequence[str], order: PageOrder
) -> list[DateContext]:
    """Return for each piece the year and month that the headings above give to it."""
    inside = BODY | TITLES
    only = {
        m.year
        for piece, label in zip(pieces, labels, strict=True)
        if label not in inside and _is_heading(piece)
        for m in _mentions(piece)
        if m.year
    }
    fallback = only.pop() if len(only) == 1 else None
    year: int | None = None
    month: int | None = None
    contexts = []
    for piece, label in zip(pieces, labels, strict=True):
        if label not in inside and _is_heading(piece):
            mentions = _mentions(piece)
            if len({m.year for m in mentions}) == 1:
                for mention in mentions:
                    year = mention.year or year
                    if not mention.form.startswith("numeric"):
                        month = mention.month or month
        contexts.append(DateContext(order.order, order.reason, year or fallback, month))
    return contexts


def _is_heading(piece: Piece) -> bool:
    return piece.date is not None or (
        bool(piece.inner) and len(piece.text.split()) < MAX_HEADING_WORDS
    )


def _mentions(piece: Piece) -> tuple[DateMention, ...]:
    return (piece.date,) if piece.date else piece.inner
