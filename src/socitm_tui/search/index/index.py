"""The read model: which rows a query selects, what each facet would give, where months begin.

Derived from the archive and the notebook and never the only place of anything. Rows are
numbered in the archive's order, newest first; a set of rows is one Python integer with a bit
per row, so that filters are bitwise ands and counts are `int.bit_count`. Words are looked up by
prefix in a sorted vocabulary; a phrase is checked in the texts that hold all its words, except
where the pairs of words that are kept tell already.
"""

from __future__ import annotations

import contextlib
import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Concatenate, ParamSpec, TypeVar

from socitm_tui.model.corrections import apply_corrections
from socitm_tui.model.entities import NO_CORRECTIONS, Annotation, Entry, Item, Topic
from socitm_tui.search.index.annotations import (
    AnnotationOverlay,
    RedatedRowSet,
    count_by_month,
    range_ends,
)
from socitm_tui.search.index.bitset import RowOrder, RowSet, union
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.index.index_files import (
    BuildProgress,
    IndexFiles,
    index_in_memory,
    open_index_files,
    open_or_build_index_files,
)
from socitm_tui.search.index.sort_orders import (
    HeadingOrder,
    Order,
    RowGroup,
    best_match_first,
    heading_sort_key,
    oldest_first,
)
from socitm_tui.search.query import (
    AllOf,
    AnyOf,
    FieldTerm,
    Negation,
    Query,
    TextTerm,
    text_terms,
    ticked_values,
    without_facet,
)
from socitm_tui.storage.archive_file import ArchiveFile
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook

FACETS = ("year", "topic", "publisher", "is")
"""What the filter pane shows, in its order."""
STATES = ("bookmarked", "unread", "read", "cut", "repeated", "undated")
MANY = 1000
"""Annotations that are put over the index one by one."""
KEPT_ITEMS, KEPT_VALUES, KEPT_TEXTS = 256, 512, 32

P = ParamSpec("P")
T = TypeVar("T")
Value = tuple[str, str, int]
"""A value of a facet, its label, and the number of its rows."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One choice of a facet: what ticking it gives under all the other choices."""

    value: str
    label: str
    count: int
    total: int
    """Items with this value in the whole archive."""
    state: bool | None
    """True ticked, False excluded, None left open."""


@dataclass(frozen=True)
class Selection:
    """The rows that a query selects, in the order asked for."""

    query: AllOf
    rows: RowOrder
    groups: tuple[RowGroup, ...]
    """One for each heading that has rows, in the order of the rows."""
    newest_first: RowSet
    """The same rows, newest first."""
    months: tuple[RowGroup, ...]
    """The headings of those."""
    order: Order = "newest"

    def position(self, row: int) -> int | None:
        """The place of a row in `rows`, or None where it is not among them."""
        return self.rows.position_of(row) if row in self.newest_first else None

    def nearest_position(self, row: int) -> int:
        """The place of a row; of one that is left out, the nearest there is."""
        return min(self.rows.position_of(row), len(self.rows) - 1)


def _annotations(home: Home) -> tuple[Mapping[str, Annotation], str]:
    """What the user added; where it cannot be read, nothing and the sentence that says so."""
    try:
        return Notebook(home.notebook).read_lazily(), ""
    except StorageError as error:
        return {}, f"{error} Everything is shown without your annotations until then."


def _mending(
    ask: Callable[Concatenate[Index, P], T],
) -> Callable[Concatenate[Index, P], T]:
    """A question that is asked again of a new index when the old one turns out to be damaged."""

    def asked(self: Index, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return ask(self, *args, **kwargs)
        except DamagedIndexError:
            if not self.is_self_repairing:
                raise
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
        self._begin(index_in_memory(items, topics), annotations)

    @classmethod
    def open(cls, home: Home, tell: BuildProgress | None = None) -> Index:
        """The index of the archive in a home; it is made anew where it is missing or stale.

        Args:
            home: Where archive and notebook are.
            tell: Told of items done and items in all, should the index have to be made.

        Raises:
            StorageError: a sentence, where the archive cannot be read.
        """
        annotations, doubt = _annotations(home)
        found = open_or_build_index_files(home, tell)
        try:
            index = cls.from_files(found, annotations)
        except DamagedIndexError:
            index = cls.from_files(found.renewed(), annotations)
        index.notebook_problem = doubt
        return index

    @classmethod
    def open_if_fresh(cls, home: Home) -> Index | None:
        """The index if it can be had at once; None where it has to be made, or cannot be."""
        with contextlib.suppress(OSError, DamagedIndexError, StorageError):
            annotations = Notebook(home.notebook).read_lazily()
            return cls.from_files(open_index_files(ArchiveFile(home.archive), home), annotations)
        return None

    @classmethod
    def from_files(
        cls,
        found: IndexFiles,
        annotations: Mapping[str, Annotation] | None = None,
    ) -> Index:
        """The index of what a source gives."""
        index = cls.__new__(cls)
        index._begin(found, annotations or {})
        return index

    def _begin(self, found: IndexFiles, annotations: Mapping[str, Annotation]) -> None:
        self._source = found
        self._total = found.total
        self._all = (1 << self._total) - 1
        self._labels: Mapping[str, str] = dict(found.facts["topics"])
        self._months = found.months()
        self._item = lru_cache(KEPT_ITEMS)(found.item)
        self._value = lru_cache(KEPT_VALUES)(self._rows_of_value)
        self._text = lru_cache(KEPT_TEXTS)(self._rows_of_text)
        self._first_older = lru_cache(KEPT_VALUES)(self._find_older)
        self._lay_over(annotations)

    def _lay_over(self, annotations: Mapping[str, Annotation]) -> None:
        asked = (self._rows_of, self._item, self._first_older)
        self._added = AnnotationOverlay(annotations, *asked, self._total)

    def _mend(self) -> None:
        """Make the index anew, for it is damaged."""
        self._begin(self._source.renewed(), {**self.annotations})
        for name in ("_values", "_heading_order"):
            self.__dict__.pop(name, None)

    # -------------------------------------------------------------- entries
    def __len__(self) -> int:
        """The number of items in the archive."""
        return self._total

    notebook_problem: str = ""
    """Why there are no annotations, where the notebook cannot be read."""
    is_self_repairing: bool = True
    """False where damage is to be told by `DamagedError`, for to mend it takes its time."""

    @_mending
    def item(self, row: int) -> Item:
        """The item of a row."""
        return self._item(row)

    def entry(self, row: int) -> Entry:
        """The item of a row with what the user added."""
        item = self.item(row)
        annotation = self._added.of(item.key)
        if not annotation.corrections:
            return Entry(item, annotation)
        return Entry(apply_corrections(item, annotation.corrections), annotation, item)

    @_mending
    def row_of(self, key: str) -> int | None:
        """The row of a key, or None where it is not in the archive."""
        return self._row_of(key)

    def _row_of(self, key: str) -> int | None:
        rows = (segment.row_of(key) for segment in self._source.segments)
        return next((row for row in rows if row is not None), None)

    def _rows_of(self, keys: Collection[str]) -> dict[str, int]:
        """Key -> row, of those that are in the archive."""
        rows: dict[str, int] = {}
        for segment in self._source.segments:
            rows = segment.rows_of(keys) | rows
        return rows

    @_mending
    def keys_with_prefix(self, beginning: str) -> list[str]:
        """All keys that begin so; several mean that the beginning is ambiguous."""
        segments = self._source.segments
        return sorted(key for segment in segments for key in segment.keys_from(beginning))

    @property
    def years(self) -> tuple[str | None, str | None]:
        """First and last year of the dated items."""
        months = self._months
        if self._added.moved:
            found = count_by_month(months, self._total, self._rows(self._all))
            months = [one for one in found if one[1]]
        dated = [month[:4] for month, _ in months if month]
        return (dated[-1], dated[0]) if dated else (None, None)

    @property
    def topic_labels(self) -> Mapping[str, str]:
        """Slug -> label of every topic of the taxonomy."""
        return self._labels

    @property
    @_mending
    def known_values(self) -> Mapping[str, Collection[str]]:
        """The values that `parse_query` may check against."""
        topics = dict.fromkeys([*self._labels, *(one for one, *_ in self._values["topic"])])
        publishers = [one for one, *_ in self._values["publisher"]]
        return {"topic": [*topics], "publisher": publishers}

    @_mending
    def facet_values(self, facet: str) -> Sequence[str]:
        """Every value of a facet: years newest first, the rest by how often it is there."""
        return [one for one, *_ in self._listed(facet)]

    def _listed(self, facet: str, labels: Mapping[str, str] = NO_CORRECTIONS) -> list[Value]:
        sizes = Counter(dict.fromkeys(labels, 0))
        for segment in self._source.segments:
            sizes.update(segment.sizes(facet))
        listed = [(one, labels.get(one, one), size) for one, size in sizes.items()]
        return sorted(listed, key=_newest if facet == "year" else _largest)

    @property
    def tags(self) -> Sequence[str]:
        """Every tag that was given, in alphabetical order."""
        return sorted(self._added.tags, key=str.casefold)

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """Key -> annotation of every annotated item, also of those that are not there."""
        return self._added.annotations

    @property
    def orphans(self) -> Sequence[Annotation]:
        """Annotations whose item is not in the archive."""
        return self._added.orphans

    # -------------------------------------------------------------- annotations
    @_mending
    def update_annotations(self, *annotations: Annotation) -> None:
        """Take in what the notebook now says of some items."""
        if len(annotations) > MANY:  # then to begin anew is quicker
            self._lay_over({**self.annotations, **{one.key: one for one in annotations}})
            self.__dict__.pop("_heading_order", None)
            return
        rows = self._rows_of([one.key for one in annotations])
        changed = [self._added.change(rows[one.key], one) for one in annotations if one.key in rows]
        if any(changed):
            self.__dict__.pop("_heading_order", None)

    # -------------------------------------------------------------- selecting
    @_mending
    def select(self, query: AllOf, order: Order = "newest") -> Selection:
        """The rows a query selects, under the months they fall into, or as the order wants it."""
        return self._arranged(query, self._bits(query), order)

    @_mending
    def next_matching(self, part: Query, selection: Selection, place: int, step: int) -> int | None:
        """The next place of a selection, down or up, whose row a further part selects too."""
        query = AllOf((*selection.query.parts, part))
        found = self._arranged(query, self._bits(query), selection.order)
        row = selection.rows[place]
        if selection.order in ("newest", "oldest"):
            at = found.rows.position_of(row) + (-1 if step < 0 else row in found.newest_first)
            return selection.rows.position_of(found.rows[at]) if 0 <= at < len(found.rows) else None
        places = range(place + step, len(selection.rows) if step > 0 else -1, step)
        return next((at for at in places if selection.rows[at] in found.newest_first), None)

    @_mending
    def reselect(self, selection: Selection) -> Selection:
        """The same rows, where they stand now."""
        return self._arranged(selection.query, selection.newest_first.bits, selection.order)

    def _arranged(self, query: AllOf, bits: int, order: Order) -> Selection:
        rows = self._rows(bits)
        months = tuple(self._groups(rows))
        arranged: tuple[RowOrder, tuple[RowGroup, ...]] = rows, months
        if order == "oldest":
            arranged = oldest_first(rows, months)
        elif order == "best" and text_terms(query):
            tiers = ((name, self._rows(held)) for name, held in self._tiers(query, bits))
            arranged = best_match_first(tiers)
        elif order == "heading":
            arranged = self._heading_order.select(rows.bits)
        else:
            order = "newest"
        return Selection(query, *arranged, rows, months, order)

    def _tiers(self, query: AllOf, bits: int) -> Iterator[tuple[str, int]]:
        """What is selected, by how much of the words stands in printed headlines."""
        every, some = self._all, 0
        for word in text_terms(query):
            titled = self._titled(word.words, word.phrase)
            every, some = every & titled, some | titled
        yield "In the headline", every & bits
        yield "In the headline, in part", some & ~every & bits
        yield "In the text", bits & ~some

    @cached_property
    def _heading_order(self) -> HeadingOrder:
        """All rows by the heading that they have now."""
        keys = [b""] * self._total
        for segment in self._source.segments:
            for row, key in segment.headings().items():
                keys[row] = key
        for row, item in self._added.fixed.items():
            keys[row] = heading_sort_key(item.heading)
        return HeadingOrder(keys)

    @_mending
    def count(self, query: AllOf) -> int:
        """How many rows a query selects."""
        return self._bits(query).bit_count()

    @_mending
    def facets(self, query: AllOf) -> dict[str, tuple[FacetCount, ...]]:
        """For each facet its choices, counted under everything else the query asks for."""
        return {facet: tuple(self._counts(query, facet)) for facet in FACETS}

    def warm_caches(self) -> Iterator[None]:
        """Read what the first tick and the first letter will ask for, a little at a time."""
        with contextlib.suppress(DamagedIndexError):  # whoever asks mends it
            for name, values in self._values.items():
                for value, *_ in values[: KEPT_VALUES // 4]:
                    self._field(name, value)
                    yield
            self._text("a", False)

    def _counts(self, query: AllOf, facet: str) -> Iterator[FacetCount]:
        others = self._bits(without_facet(query, facet))
        states = ticked_values(query, facet)
        fixed = bool(self._added.fixed) and facet in ("year", "topic")
        values = self._with_fixed(facet) if fixed else self._values.get(facet) or self._states()
        narrowed = others != self._all or fixed  # nothing is read for a count that is known
        for value, label, known in values:
            total = self._field(facet, value).bit_count() if fixed else known
            some = narrowed and total
            count = (self._field(facet, value) & others).bit_count() if some else total
            yield FacetCount(value, label, count, total, states.get(value))

    def _with_fixed(self, facet: str) -> list[Value]:
        """The choices of a facet, with those that only corrections give."""
        values = list(self._values[facet])
        known = {one for one, *_ in values}
        for item in self._added.fixed.values():
            for value in (item.year or "undated",) if facet == "year" else item.topics:
                if value not in known:
                    known.add(value)
                    values.append((value, self._labels.get(value, value), 1))
        return sorted(values, key=_newest) if facet == "year" else values

    def _states(self) -> Iterator[Value]:
        for state in STATES:
            yield state, state, self._field("is", state).bit_count()

    @cached_property
    def _values(self) -> Mapping[str, Sequence[Value]]:
        """Facet -> its choices: years newest first, the rest by size."""
        listed = {facet: self._listed(facet) for facet in ("year", "publisher")}
        return listed | {"topic": self._listed("topic", self._labels)}

    def _rows(self, bits: int) -> RowSet:
        """Rows newest first, by the dates they have now."""
        return RedatedRowSet(bits, self._added.moved) if self._added.moved else RowSet(bits)

    def _find_older(self, date: str) -> int:
        """The first row that is older than a date; behind all for none."""
        return self._interval(f"{date}/").bit_length() if date else self._total

    def _groups(self, rows: RowSet) -> Iterator[RowGroup]:
        start = 0
        for month, count in count_by_month(self._months, self._total, rows):
            if count:
                yield RowGroup(start, count, month[:4] or None, month if len(month) == 7 else None)
            start += count

    # -------------------------------------------------------------- evaluation
    def _bits(self, query: Query) -> int:
        match query:
            case AllOf(parts):
                bits = self._all
                for part in parts:
                    bits &= self._bits(part)
                return bits
            case AnyOf(parts):
                return union(map(self._bits, parts))
            case Negation(part):
                return self._all & ~self._bits(part)
            case FieldTerm(name, values):
                return union(self._field(name, value) for value in values)
            case TextTerm(text, exact):
                return self._text(text, exact) | self._added.holding(text, exact)

    def _field(self, name: str, value: str) -> int:
        return self._added.laid_over(self._printed(name, value), name, value)

    def _printed(self, name: str, value: str) -> int:
        """The rows that have a value, corrections aside."""
        if name == "date":
            return self._interval(value)
        if (name, value) == ("is", "unread"):
            return self._all & ~self._added.marked["is", "read"]
        if name == "title":
            return self._titled(value, exact=False)
        if (name, value) in self._added.marked:
            return self._added.marked[name, value]
        if name == "tag":
            return self._added.tagged(value)
        return self._value(name, value)

    def _rows_of_value(self, name: str, value: str) -> int:
        """The rows that have a value, or for a person or publisher any part of a name."""
        found = [segment.value(name, value) for segment in self._source.segments]
        if name in ("publisher", "author") and all(bits is None for bits in found):
            found = [segment.holding(name, value) for segment in self._source.segments]
        bits = union(bits or 0 for bits in found)
        if (name, value) == ("is", "repeated"):
            bits |= self._source.repeated
        return bits

    def _rows_of_text(self, text: str, exact: bool) -> int:
        return union(segment.holding_words(text, exact) for segment in self._source.segments)

    def _titled(self, text: str, exact: bool) -> int:
        return union(segment.titled(text, exact) for segment in self._source.segments)

    def _interval(self, value: str) -> int:
        """Rows whose date, as far as it is known, lies wholly within the interval."""
        if value == "none":
            return self._value("is", "undated")
        ends = range_ends(value)
        return union(segment.interval(*ends) for segment in self._source.segments)


def _newest(value: Value) -> tuple[bool, int]:
    return value[0] == "undated", -int(value[0]) if value[0].isdecimal() else 0


def _largest(value: Value) -> tuple[int, str]:
    return -value[2], value[0].casefold()
