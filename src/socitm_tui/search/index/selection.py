"""The rows that a query selects, in the order and under the headings of the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from socitm_tui.search.index.bitset import RowOrder, RowSet
from socitm_tui.search.index.evaluator import QueryEvaluator
from socitm_tui.search.index.redated_rows import RedatedRowSet, count_by_month
from socitm_tui.search.index.sort_orders import (
    HeadingOrder,
    Order,
    RowGroup,
    best_match_first,
    heading_sort_key,
    oldest_first,
)
from socitm_tui.search.query import AllOf, text_terms


@dataclass(frozen=True)
class Selection:
    """The rows that a query selects, in some order."""

    query: AllOf
    rows: RowOrder
    groups: tuple[RowGroup, ...]
    """The groups of rows under each heading, in the order of the rows."""
    newest_first: RowSet
    """The same rows, newest first."""
    months: tuple[RowGroup, ...]
    """The groups of these by month."""
    order: Order = "newest"

    def position(self, row: int) -> int | None:
        """The position of a row, or None if it is not selected."""
        return self.rows.position_of(row) if row in self.newest_first else None

    def nearest_position(self, row: int) -> int:
        """The position of a row; for a row that is not selected, the nearest position."""
        return min(self.rows.position_of(row), len(self.rows) - 1)


class RowSorter:
    """Puts the rows that match a query into an order."""

    def __init__(self, evaluator: QueryEvaluator) -> None:
        self._evaluator = evaluator
        self._months = evaluator.files.months()

    def select(self, query: AllOf, bits: int, order: Order) -> Selection:
        """The selection of the rows that match a query; by best match needs search terms."""
        rows = self._by_date(bits)
        months = tuple(self._group_by_month(rows))
        if order == "oldest":
            return Selection(query, *oldest_first(rows, months), rows, months, order)
        if order == "best" and text_terms(query):
            tiers = ((name, self._by_date(tier)) for name, tier in self._match_tiers(query, bits))
            return Selection(query, *best_match_first(tiers), rows, months, order)
        if order == "heading":
            return Selection(query, *self._heading_order.select(bits), rows, months, order)
        return Selection(query, rows, months, rows, months)

    def next_matching(
        self, selection: Selection, narrowed: Selection, position: int, step: int
    ) -> int | None:
        """The next position in a selection, down or up, whose row a narrower one selects too."""
        rows = selection.rows
        if selection.order in ("newest", "oldest"):
            row = rows[position]
            before = narrowed.rows.position_of(row)
            number = before - 1 if step < 0 else before + (row in narrowed.newest_first)
            is_there = 0 <= number < len(narrowed.rows)
            return rows.position_of(narrowed.rows[number]) if is_there else None
        positions = range(position + step, len(rows) if step > 0 else -1, step)
        return next((at for at in positions if rows[at] in narrowed.newest_first), None)

    def years(self) -> tuple[str | None, str | None]:
        """The first and the last year of the dated items."""
        months = [month for month, _ in self._months]
        if self._evaluator.overlay.redated:
            rows = self._by_date(self._evaluator.all_rows)
            counts = count_by_month(self._months, self._evaluator.total, rows)
            months = [month for month, count in counts if count]
        dated = [month[:4] for month in months if month]
        return (dated[-1], dated[0]) if dated else (None, None)

    def forget_corrections(self) -> None:
        """Sort by heading again, since corrections were changed."""
        self.__dict__.pop("_heading_order", None)

    def _by_date(self, bits: int) -> RowSet:
        """Rows newest first by their corrected dates."""
        redated = self._evaluator.overlay.redated
        return RedatedRowSet(bits, redated) if redated else RowSet(bits)

    def _group_by_month(self, rows: RowSet) -> Iterator[RowGroup]:
        start = 0
        for month, count in count_by_month(self._months, self._evaluator.total, rows):
            if count:
                is_month = len(month) == len("2012-03")
                yield RowGroup(start, count, month[:4] or None, month if is_month else None)
            start += count

    def _match_tiers(self, query: AllOf, bits: int) -> Iterator[tuple[str, int]]:
        """The selected rows by how many of the search terms are in the printed headline."""
        with_all, with_any = self._evaluator.all_rows, 0
        for term in text_terms(query):
            rows = self._evaluator.rows_with_title_words(term.words, term.is_phrase)
            with_all, with_any = with_all & rows, with_any | rows
        yield "In the headline", with_all & bits
        yield "In the headline, in part", with_any & ~with_all & bits
        yield "In the text", bits & ~with_any

    @cached_property
    def _heading_order(self) -> HeadingOrder:
        """All rows by their corrected headings."""
        keys = [b""] * self._evaluator.total
        for segment in self._evaluator.files.segments:
            segment.fill_heading_keys(keys)
        for row, item in self._evaluator.overlay.corrected.items():
            keys[row] = heading_sort_key(item.heading)
        return HeadingOrder(keys)
