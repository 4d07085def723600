"""The read model: which rows a query selects, what each facet would give, where months begin.

Derived from the archive and the notebook and never the only place of anything. Rows are
numbered in the archive's order, newest first; a set of rows is one Python integer with a bit
per row, so that filters are bitwise ands and counts are `int.bit_count`. Words are looked up by
prefix in a sorted vocabulary; a phrase is checked in the texts that hold all its words, except
where the pairs of words that are kept tell already.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import or_
from typing import Concatenate, ParamSpec, TypeVar

from socitm_tui import query as q
from socitm_tui.index import source
from socitm_tui.index.build import span_name
from socitm_tui.index.pages import DamagedError
from socitm_tui.index.rows import Rows, as_bits, rows_in
from socitm_tui.index.source import Source, Tell
from socitm_tui.index.tables import LAST, Table, size_of
from socitm_tui.index.words import fold, phrase, words
from socitm_tui.model import Annotation, Entry, Item, Topic
from socitm_tui.paths import Home
from socitm_tui.store import Notebook

FACETS = ("year", "topic", "publisher", "is")
"""What the filter pane shows, in its order."""
STATES = ("bookmarked", "unread", "read", "cut", "repeated", "undated")
KEPT_ITEMS, KEPT_VALUES, KEPT_TEXTS = 256, 512, 32

P = ParamSpec("P")
T = TypeVar("T")
Value = tuple[str, str, int]
"""A value of a facet, its label, and the number of its rows."""


@dataclass(frozen=True, slots=True)
class Count:
    """One choice of a facet: what ticking it gives under all the other choices."""

    value: str
    label: str
    count: int
    total: int
    """Items with this value in the whole archive."""
    state: bool | None
    """True ticked, False excluded, None left open."""


@dataclass(frozen=True, slots=True)
class Group:
    """A stretch of a selection under one heading of the timeline."""

    start: int
    """Position of its first row in `Selection.rows`."""
    count: int
    year: str | None
    """None for the undated."""
    month: str | None
    """`2012-03`; None where only the year is known."""


@dataclass(frozen=True)
class Selection:
    """The rows that a query selects, newest first."""

    query: q.And
    rows: Rows
    groups: tuple[Group, ...]
    """One for each month that has rows, in the order of the rows."""

    def place(self, row: int) -> int | None:
        """The place of a row in `rows`, or None where it is not among them."""
        return self.rows.before(row) if row in self.rows else None


def _mending(
    ask: Callable[Concatenate[Index, P], T],
) -> Callable[Concatenate[Index, P], T]:
    """A question that is asked again of a new index when the old one turns out to be damaged."""

    def asked(self: Index, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return ask(self, *args, **kwargs)
        except DamagedError:
            self._mend()
            return ask(self, *args, **kwargs)

    functools.update_wrapper(asked, ask)
    return asked


class Index:
    """Answers the screens' questions about an archive and its annotations."""

    def __init__(
        self,
        items: Iterable[Item],
        annotations: Mapping[str, Annotation],
        topics: Sequence[Topic] = (),
    ) -> None:
        self._begin(source.in_memory(items, topics), annotations)

    @classmethod
    def open(cls, home: Home, tell: Tell | None = None) -> Index:
        """The index of the archive in a home; it is made anew where it is missing or stale.

        Args:
            home: Where archive and notebook are.
            tell: Told of items done and items in all, should the index have to be made.

        Raises:
            StoreError: a sentence, where archive or notebook cannot be read.
        """
        annotations = Notebook(home.notebook).read()
        index = cls.__new__(cls)
        index._begin(source.of(home, tell), annotations)
        return index

    def _begin(self, found: Source, annotations: Mapping[str, Annotation]) -> None:
        self._source = found
        self._total = found.total
        self._all = (1 << self._total) - 1
        self._labels: Mapping[str, str] = dict(found.facts["topics"])
        self._months: Sequence[tuple[str, int]] = found.facts["months"]
        self._tables = {
            name: Table(found.file, name, self._total)
            for name in ("year", "topic", "publisher", "author", "date", "is", "key", "words",
                         "ready", "pairs")
        }  # fmt: skip
        self.item = lru_cache(KEPT_ITEMS)(found.item)
        self._value = lru_cache(KEPT_VALUES)(self._rows_of_value)
        self._text = lru_cache(KEPT_TEXTS)(self._rows_of_text)
        self._common = frozenset(word.encode() for word in found.facts["common"])
        self._take_in(annotations)

    def _take_in(self, annotations: Mapping[str, Annotation]) -> None:
        rows: dict[str, int] = {}
        for key in annotations:
            row = self._row_of(key)
            if row is not None:
                rows[key] = row
        self._annotations = {key: annotations[key] for key in rows}
        marked: dict[tuple[str, str], list[int]] = defaultdict(list)
        for key, row in rows.items():
            for mark in _marks(self._annotations[key]):
                marked[mark].append(row)
        size = size_of(self._total)
        self._marked = defaultdict(
            int, {mark: as_bits(found, size) for mark, found in marked.items()}
        )

    def _mend(self) -> None:
        """Make the index anew, for it is damaged."""
        self._begin(self._source.renewed(), self._annotations)
        self.__dict__.pop("_values", None)

    # -------------------------------------------------------------- entries
    def __len__(self) -> int:
        """The number of items in the archive."""
        return self._total

    item: Callable[[int], Item]
    """The item of a row."""

    def annotation(self, row: int) -> Annotation:
        """What the user added to the item of a row."""
        key = self.item(row).key
        return self._annotations.get(key) or Annotation(key)

    def entry(self, row: int) -> Entry:
        """The item of a row with what the user added."""
        return Entry(self.item(row), self.annotation(row))

    @_mending
    def row_of(self, key: str) -> int | None:
        """The row of a key, or None where it is not in the archive."""
        return self._row_of(key)

    def _row_of(self, key: str) -> int | None:
        table = self._tables["key"]
        number = table.find(key.encode("utf-8", "replace"))
        return None if number is None else _lowest(table.bits(number))

    @_mending
    def keys_from(self, beginning: str) -> list[str]:
        """All keys that begin so; several mean that the beginning is ambiguous."""
        table = self._tables["key"]
        first, end = table.span(beginning.encode("utf-8", "replace"))
        return [name.decode() for name in table.names(first, end)]

    @property
    def years(self) -> tuple[str | None, str | None]:
        """First and last year of the dated items."""
        dated = [month[:4] for month, _ in self._months if month]
        return (dated[-1], dated[0]) if dated else (None, None)

    @property
    def topic_labels(self) -> Mapping[str, str]:
        """Slug -> label of every topic of the taxonomy."""
        return self._labels

    @property
    def known(self) -> Mapping[str, Sequence[str]]:
        """The values that `query.parse` may check against."""
        topics = dict.fromkeys([*self._labels, *(one for one, *_ in self._values["topic"])])
        return {"topic": [*topics], "publisher": [one for one, *_ in self._values["publisher"]]}

    # -------------------------------------------------------------- annotations
    def annotate(self, annotation: Annotation) -> None:
        """Take in what the notebook now says of one item."""
        row = self.row_of(annotation.key)
        if row is None:
            return
        before = self._annotations.get(annotation.key) or Annotation(annotation.key)
        self._annotations[annotation.key] = annotation
        bit = 1 << row
        for mark in _marks(before):
            self._marked[mark] &= ~bit
        for mark in _marks(annotation):
            self._marked[mark] |= bit

    # -------------------------------------------------------------- selecting
    @_mending
    def select(self, query: q.And) -> Selection:
        """The rows a query selects, with the months they fall into."""
        rows = Rows(self._bits(query))
        return Selection(query, rows, tuple(self._groups(rows)))

    @_mending
    def count(self, query: q.And) -> int:
        """How many rows a query selects."""
        return self._bits(query).bit_count()

    @_mending
    def facets(self, query: q.And) -> dict[str, tuple[Count, ...]]:
        """For each facet its choices, counted under everything else the query asks for."""
        return {facet: tuple(self._counts(query, facet)) for facet in FACETS}

    def _counts(self, query: q.And, facet: str) -> Iterator[Count]:
        others = self._bits(q.without(query, facet))
        states = q.ticks(query, facet)
        for value, label, total in self._states() if facet == "is" else self._values[facet]:
            # nothing is read for a count that is known
            narrowed = total and others != self._all
            count = (self._field(facet, value) & others).bit_count() if narrowed else total
            yield Count(value, label, count, total, states.get(value))

    def _states(self) -> Iterator[Value]:
        for state in STATES:
            yield state, state, self._field("is", state).bit_count()

    @cached_property
    def _values(self) -> Mapping[str, Sequence[Value]]:
        """Facet -> its choices: years newest first, the rest by size."""
        found: dict[str, Sequence[Value]] = {}
        for facet in ("year", "topic", "publisher"):
            labels = self._labels if facet == "topic" else {}
            values = dict.fromkeys(labels, 0) | self._tables[facet].sizes()
            listed = [(one, labels.get(one, one), size) for one, size in values.items()]
            listed.sort(key=_newest if facet == "year" else _largest)
            found[facet] = listed
        return found

    def _groups(self, rows: Rows) -> Iterator[Group]:
        start = 0
        ends = [first for _, first in self._months[1:]] + [self._total]
        for (month, _), end in zip(self._months, ends, strict=False):
            stop = rows.before(end)
            if stop > start:
                year = month[:4] or None
                yield Group(start, stop - start, year, month if len(month) == 7 else None)
            start = stop

    # -------------------------------------------------------------- evaluation
    def _bits(self, query: q.Query) -> int:
        match query:
            case q.And(parts):
                bits = self._all
                for part in parts:
                    bits &= self._bits(part)
                return bits
            case q.Or(parts):
                bits = 0
                for part in parts:
                    bits |= self._bits(part)
                return bits
            case q.Not(part):
                return self._all & ~self._bits(part)
            case q.Field(name, values):
                bits = 0
                for value in values:
                    bits |= self._field(name, value)
                return bits
            case q.Text(text, exact):
                return self._text(text, exact)

    def _field(self, name: str, value: str) -> int:
        if name == "date":
            return self._interval(value)
        if (name, value) == ("is", "unread"):
            return self._all & ~self._marked["is", "read"]
        if (name, value) in self._marked:
            return self._marked[name, value]
        if name == "tag":
            tags = [mark for kind, mark in self._marked if kind == "tag"]
            held = (self._marked[name, tag] for tag in tags if fold(value) in fold(tag))
            return functools.reduce(or_, held, 0)
        return self._value(name, value)

    def _rows_of_value(self, name: str, value: str) -> int:
        """The rows that have a value, or for a person or publisher any part of a name."""
        if name not in self._tables:
            return 0
        table = self._tables[name]
        number = table.find(value.encode("utf-8", "replace"))
        if number is not None:
            return table.bits(number)
        return table.holding(fold(value)) if name in ("publisher", "author") else 0

    def _interval(self, value: str) -> int:
        """Rows whose date, as far as it is known, lies wholly within the interval."""
        if value == "none":
            return self._field("is", "undated")
        first, slash, last = value.partition("/")
        if not slash:
            last = first
        table = self._tables["date"]
        low = table.lower(first.encode())
        high = table.lower(last.encode() + LAST) if last else len(table)
        if low >= high:
            return 0
        newest = _lowest(table.bits(high - 1))
        oldest = table.bits(low).bit_length()
        bits = (1 << oldest) - (1 << newest)
        for length in (4, 7):
            # "2012" is not within "2012-03/2013": it may have been January
            number = table.find(last[:length].encode()) if length < len(last) else None
            if number is not None and low <= number:
                bits &= ~table.bits(number)
        return bits

    # -------------------------------------------------------------- words
    def _rows_of_text(self, text: str, exact: bool) -> int:
        """The rows that hold words in a row; `exact` means that the last one is whole."""
        wanted = words(text)
        if not wanted:
            return self._all
        if len(wanted) == 1 and not exact:
            return self._prefix(wanted[0])
        bits = self._all
        for word in wanted[:-1]:
            bits &= self._word(word)
        bits &= self._word(wanted[-1]) if exact else self._prefix(wanted[-1])
        paired = 0
        for a, b in pairwise(wanted if exact else wanted[:-1]):
            if a in self._common and b in self._common:
                paired += 1
                bits &= self._named("pairs", a + b" " + b)
        if exact and paired == len(wanted) - 1 <= 1:
            return bits
        found = phrase(wanted, whole=exact).search
        held = [row for row in rows_in(bits) if found(fold(self._source.text(row)))]
        return as_bits(held, size_of(self._total))

    def _word(self, word: bytes) -> int:
        return self._named("words", word)

    def _named(self, table: str, name: bytes) -> int:
        number = self._tables[table].find(name)
        return 0 if number is None else self._tables[table].bits(number)

    def _prefix(self, word: bytes) -> int:
        """The rows with any word that begins so."""
        table = self._tables["words"]
        first, end = table.span(word)
        if end - first == 1:
            return table.bits(first)
        return self._named("ready", span_name(first, end)) or table.union(first, end)


def _lowest(bits: int) -> int:
    """The first of the rows, of which there must be one."""
    return (bits & -bits).bit_length() - 1


def _marks(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """The fields and values by which an annotated item is found."""
    for state, on in (
        ("bookmarked", annotation.bookmarked),
        ("read", annotation.read),
        ("corrected", bool(annotation.corrections)),
    ):
        if on:
            yield "is", state
    if annotation.note:
        yield "has", "note"
    for tag in annotation.tags:
        yield "tag", tag


def _newest(value: Value) -> tuple[bool, int]:
    return value[0] == "undated", -int(value[0]) if value[0].isdecimal() else 0


def _largest(value: Value) -> tuple[int, str]:
    return -value[2], value[0].casefold()
