"""What the user added, as rows: marks, words, corrections, and places by corrected dates.

The rows of an archive are numbered by the dates that are printed. A few of them stand elsewhere:
before another row, or behind all. Of the rest every place is found as before, and each of the few
is put in between, so that a place costs no more than a look among the few. Pure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import ChainMap, defaultdict
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from dataclasses import dataclass
from typing import cast

from socitm_tui.model.corrections import apply_corrections
from socitm_tui.model.entities import Annotation, Item
from socitm_tui.model.text import fold_text
from socitm_tui.search.index.bitset import RowSet, rows_to_bits, union
from socitm_tui.search.index.postings import bitset_size
from socitm_tui.search.index.tokens import Phrase, tokenize
from socitm_tui.storage.lazy_annotations import AnnotationSketch, LazyAnnotations

MARK_FIELDS = (("is", "bookmarked"), ("is", "read"))
"""Field and value of the marks that a sketch begins with."""
CORRECTABLE_FIELDS = ("year", "topic", "author", "date", "circa")
"""Fields that the user may have corrected."""


@dataclass(frozen=True, slots=True)
class RedatedRow:
    """Where a row stands by its corrected date."""

    before: int
    """The row it stands before; the number of all rows for behind them all."""
    date: str
    """The date it has now, "" for none."""
    row: int


def redated_rows(
    fixed: Mapping[int, Item],
    printed: Callable[[int], Item],
    first_older: Callable[[str], int],
) -> tuple[RedatedRow, ...]:
    """The places of those corrected items whose date is another one, newest first.

    Args:
        fixed: Row -> the item as the user corrected it.
        printed: The item of a row as its capture has it.
        first_older: The first row of the archive that is older than a date; "" is behind all.
    """
    found = [
        RedatedRow(first_older(item.date or ""), item.date or "", row)
        for row, item in fixed.items()
        if item.date != printed(row).date
    ]
    found.sort(key=lambda one: one.row)
    return tuple(sorted(found, key=lambda one: one.date, reverse=True))


class RedatedRowSet(RowSet):
    """The rows set in some bits, newest first by the dates they have now."""

    def __init__(self, bits: int, moved: Sequence[RedatedRow]) -> None:
        super().__init__(bits)
        self._all = moved
        self.moved = [one for one in moved if bits >> one.row & 1]
        """Those of the rows that are dated otherwise, newest first."""
        self.rest = RowSet(bits & ~sum(1 << one.row for one in self.moved))
        """The others."""
        self._at = [
            self.rest.position_of(one.before) + number for number, one in enumerate(self.moved)
        ]
        """The place of each of those that are moved."""

    def __iter__(self) -> Iterator[int]:
        rest, done = iter(self.rest), 0
        for place, one in zip(self._at, self.moved, strict=True):
            yield from (next(rest) for _ in range(place - done))
            yield one.row
            done = place + 1
        yield from rest

    def row_at(self, place: int) -> int:
        """The row at a place."""
        number = bisect_right(self._at, place)
        if number and self._at[number - 1] == place:
            return self.moved[number - 1].row
        return self.rest[place - number]

    def position_of(self, row: int) -> int:
        """How many of the rows stand before a row: its place, if it is one of them."""
        moved = next((one for one in self._all if one.row == row), None)
        if moved is None:
            return self.rest.position_of(row) + bisect_right(self.moved, row, key=_before)
        newer = self._all[: self._all.index(moved)]
        return self.rest.position_of(moved.before) + sum(one in self.moved for one in newer)


def month_ends(months: Sequence[tuple[str, int]], total: int) -> list[int]:
    """The row behind the last one of each month, which are given with their first rows."""
    return [first for _, first in months[1:]] + [total]


def count_by_month(
    months: Sequence[tuple[str, int]], total: int, rows: RowSet
) -> list[tuple[str, int]]:
    """Months, newest first, with the number of the rows dated to each now; "" is undated.

    Args:
        months: Each month of the archive, newest first, with its first row.
        total: Rows of the archive.
        rows: The rows to count.
    """
    rest, moved = (rows.rest, rows.moved) if isinstance(rows, RedatedRowSet) else (rows, ())
    found, start = {}, 0
    for (month, _), end in zip(months, month_ends(months, total), strict=False):
        stop = rest.position_of(end)
        found[month], start = stop - start, stop
    for one in moved:
        found[one.date[:7]] = found.get(one.date[:7], 0) + 1
    return sorted(found.items(), reverse=True) if moved else list(found.items())


class AnnotationOverlay:
    """The annotations of an archive, and what its rows are by them."""

    def __init__(
        self,
        annotations: Mapping[str, Annotation],
        rows_of: Callable[[Collection[str]], Mapping[str, int]],
        item: Callable[[int], Item],
        first_older: Callable[[str], int],
        total: int,
    ) -> None:
        """An overlay.

        Args:
            annotations: Key -> annotation.
            rows_of: Key -> row, of those keys that are in the archive.
            item: The item of a row as its capture has it.
            first_older: See `places`.
            total: Rows of the archive.
        """
        self._item, self._first_older, self._size = item, first_older, bitset_size(total)
        self._rows = {**rows_of(annotations.keys())}
        self._given = annotations
        self._changed: dict[str, Annotation] = {}
        """Those that were changed since."""
        self.annotations = ChainMap(
            self._changed, cast("MutableMapping[str, Annotation]", annotations)
        )
        """Key -> annotation."""
        self.orphans = tuple(annotations[key] for key in annotations if key not in self._rows)
        """Annotations whose item is not there."""
        self.fixed: dict[int, Item] = {}
        """Row -> the item as the user corrected it."""
        self._said: set[str] = set()
        """Keys of items that more was added to than a mark."""
        marked: dict[tuple[str, str], list[int]] = defaultdict(list)
        for key, sketch in _sketches(annotations):
            if (row := self._rows.get(key)) is None:
                continue
            for mark, on in zip(MARK_FIELDS, sketch, strict=False):
                if on:
                    marked[mark].append(row)
            if sketch.more:
                self._said.add(key)
                self._correct(row, annotations[key])
                for mark in _words(annotations[key]):
                    marked[mark].append(row)
        self.marked = defaultdict(
            int, {one: rows_to_bits(at, self._size) for one, at in marked.items()}
        )
        """Field and value -> the rows that have it by an annotation."""
        self._lay_over()

    def _correct(self, row: int, annotation: Annotation) -> None:
        self.fixed.pop(row, None)
        if annotation.corrections:
            self.fixed[row] = apply_corrections(self._item(row), annotation.corrections)

    def _lay_over(self) -> None:
        self._fixed_rows = rows_to_bits([*self.fixed], self._size)
        self.moved = redated_rows(self.fixed, self._item, self._first_older)
        """Where those stand that are dated otherwise."""

    def of(self, key: str) -> Annotation:
        """What the user added to the item with a key."""
        return self._changed.get(key) or self._given.get(key) or Annotation(key)

    def change(self, row: int, annotation: Annotation) -> bool:
        """Take in what is said of the item of a row now; True where it is corrected otherwise."""
        before = self.of(annotation.key)
        self._changed[annotation.key], self._rows[annotation.key] = annotation, row
        self._said.discard(annotation.key)
        if sketch_of(annotation).more:
            self._said.add(annotation.key)
        self._correct(row, annotation)
        if anew := annotation.corrections != before.corrections:
            self._lay_over()
        for mark in _marks(before):
            self.marked[mark] &= ~(1 << row)
        for mark in _marks(annotation):
            self.marked[mark] |= 1 << row
        return anew

    @property
    def tags(self) -> set[str]:
        """Every tag that was given."""
        return {tag for (kind, tag), rows in self.marked.items() if kind == "tag" and rows}

    def tagged(self, tag: str) -> int:
        """The rows with a tag that holds a text, whatever its case and accents."""
        tags = [mark for kind, mark in self.marked if kind == "tag"]
        return union(self.marked["tag", one] for one in tags if fold_text(tag) in fold_text(one))

    def holding(self, text: str, exact: bool) -> int:
        """The rows in whose note, tags or corrections words stand."""
        wanted = tokenize(text)
        if not wanted or not self._said:
            return 0
        phrase = Phrase(wanted, whole=exact)
        bits = 0
        for key in self._said:
            one = self.annotations[key]
            remarks = (passage.note for passage in one.highlights)
            said = "\n".join((one.note, *one.tags, *one.corrections.values(), *remarks))
            bits |= 1 << self._rows[key] if phrase.occurs_in((said,)) else 0
        return bits

    def laid_over(self, bits: int, name: str, value: str) -> int:
        """The rows that have a value, given those that have it by what is printed."""
        if not self.fixed or not (name in CORRECTABLE_FIELDS or value == "undated"):
            return bits
        held = union(1 << row for row, item in self.fixed.items() if has_value(item, name, value))
        return bits & ~self._fixed_rows | held


def sketch_of(one: Annotation) -> AnnotationSketch:
    """What an annotation is at a glance."""
    more = bool(one.note or one.tags or one.corrections or one.highlights)
    return AnnotationSketch(one.bookmarked, one.read, more)


def _sketches(annotations: Mapping[str, Annotation]) -> Iterable[tuple[str, AnnotationSketch]]:
    if isinstance(annotations, LazyAnnotations):
        return annotations.sketches.items()
    return ((key, sketch_of(one)) for key, one in annotations.items())


def _marks(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """The fields and values by which an annotated item is found."""
    yield from (mark for mark, on in zip(MARK_FIELDS, sketch_of(annotation), strict=False) if on)
    yield from _words(annotation)


def _words(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """Those of what is more than a mark."""
    if annotation.corrections:
        yield "is", "corrected"
    if annotation.note or any(one.note for one in annotation.highlights):
        yield "has", "note"
    if annotation.highlights:
        yield "has", "highlight"
    for tag in annotation.tags:
        yield "tag", tag


def range_ends(interval: str) -> tuple[str, str]:
    """The first and last date of an interval, "" for an open end; a date alone is both."""
    first, slash, last = interval.partition("/")
    return first, last if slash else first


def has_value(item: Item, name: str, value: str) -> bool:
    """True where a corrected item has a value."""
    match name:
        case "year":
            return (item.year or "undated") == value
        case "topic":
            return value in item.topics
        case "author":
            return fold_text(value) in fold_text(item.author or "")
        case "date" if value != "none":
            first, last = range_ends(value)
            date = item.date or ""
            late = bool(last) and _last_day(date) > _last_day(last)
            return bool(date) and f"{date}-01-01"[:10] >= f"{first}-01-01"[:10] and not late
        case "circa":
            estimate = item.date_estimate
            return item.date is None and estimate is not None and value in estimate.years
        case _:
            return item.date is None


def _last_day(date: str) -> str:
    """The last day that a date may mean."""
    return {4: f"{date}-12-31", 7: f"{date}-31"}.get(len(date), date)


def _before(place: RedatedRow) -> int:
    return place.before
