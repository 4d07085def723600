"""The read model: which rows a query selects, what each facet would give, where months begin.

Derived from the archive and the notebook and never the only place of anything. Rows are
numbered in the archive's order, newest first; a set of rows is one Python integer with a bit
per row, so that filters are bitwise ands and counts are `int.bit_count`. Words are looked up by
prefix in a sorted vocabulary; a phrase is checked in the texts that hold all its words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from socitm_tui import query as q
from socitm_tui.model import Annotation, Entry, Item, Topic
from socitm_tui.paths import Home
from socitm_tui.store import Archive, Notebook

WORD = re.compile(r"[^\W_]+")
FACETS = ("year", "topic", "publisher", "is")
"""What the filter pane shows, in its order."""
STATES = ("bookmarked", "unread", "read", "cut", "repeated", "undated")


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
    rows: Sequence[int]
    groups: tuple[Group, ...]
    """One for each month that has rows, in the order of the rows."""

    @cached_property
    def position(self) -> Mapping[int, int]:
        """Row number -> its place in `rows`."""
        return {row: place for place, row in enumerate(self.rows)}


def fold(text: str) -> str:
    """The text without case and accents, as it is searched."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def tokens(text: str) -> list[str]:
    """The searchable words of a text."""
    return WORD.findall(fold(text))


class Index:
    """Answers the screens' questions about an archive and its annotations."""

    def __init__(
        self,
        items: Iterable[Item],
        annotations: Mapping[str, Annotation],
        topics: Sequence[Topic] = (),
    ) -> None:
        self._items = tuple(items)
        self._rows = {item.key: row for row, item in enumerate(self._items)}
        self._annotations = {key: a for key, a in annotations.items() if key in self._rows}
        self._labels = {topic.slug: topic.label for topic in topics}
        self._all = (1 << len(self._items)) - 1
        self._sets = self._facet_sets()
        self._keys = sorted(self._rows)

    @classmethod
    def open(cls, home: Home) -> Index:
        """The index of the archive in a home.

        Raises:
            StoreError: a sentence, where archive or notebook cannot be read.
        """
        archive = Archive(home.archive).read()
        notebook = Notebook(home.notebook).read()
        return cls(archive.items, notebook, archive.topics)

    # -------------------------------------------------------------- entries
    def __len__(self) -> int:
        """The number of items in the archive."""
        return len(self._items)

    def item(self, row: int) -> Item:
        """The item of a row."""
        return self._items[row]

    def annotation(self, row: int) -> Annotation:
        """What the user added to the item of a row."""
        key = self._items[row].key
        return self._annotations.get(key) or Annotation(key)

    def entry(self, row: int) -> Entry:
        """The item of a row with what the user added."""
        return Entry(self._items[row], self.annotation(row))

    def row_of(self, key: str) -> int | None:
        """The row of a key, or None where it is not in the archive."""
        return self._rows.get(key)

    def keys_from(self, beginning: str) -> list[str]:
        """All keys that begin so; several mean that the beginning is ambiguous."""
        start = bisect_left(self._keys, beginning)
        found = []
        for key in self._keys[start:]:
            if not key.startswith(beginning):
                break
            found.append(key)
        return found

    @property
    def years(self) -> tuple[str | None, str | None]:
        """First and last year of the dated items."""
        dated = sorted(value for value in self._sets["year"] if value != "undated")
        return (dated[0], dated[-1]) if dated else (None, None)

    @property
    def topic_labels(self) -> Mapping[str, str]:
        """Slug -> label of every topic of the taxonomy."""
        return self._labels

    @property
    def known(self) -> Mapping[str, Sequence[str]]:
        """The values that `query.parse` may check against."""
        topics = [*self._labels, *(one for one in self._sets["topic"] if one not in self._labels)]
        return {"topic": topics, "publisher": list(self._sets["publisher"])}

    # -------------------------------------------------------------- annotations
    def annotate(self, annotation: Annotation) -> None:
        """Take in what the notebook now says of one item."""
        row = self._rows.get(annotation.key)
        if row is None:
            return
        self._annotations[annotation.key] = annotation
        states = self._sets["is"]
        for state, on in _annotated_states(annotation):
            states[state] = states[state] | 1 << row if on else states[state] & ~(1 << row)
        notes = self._sets["has"]
        notes["note"] = notes["note"] | 1 << row if annotation.note else notes["note"] & ~(1 << row)
        tags = self._sets["tag"]
        for tag in [*tags, *annotation.tags]:
            on = tag in annotation.tags
            tags[tag] = tags[tag] | 1 << row if on else tags[tag] & ~(1 << row)

    # -------------------------------------------------------------- selecting
    def select(self, query: q.And) -> Selection:
        """The rows a query selects, with the months they fall into."""
        rows = list(_rows_in(self._bits(query)))
        return Selection(query, rows, tuple(self._groups(rows)))

    def count(self, query: q.And) -> int:
        """How many rows a query selects."""
        return self._bits(query).bit_count()

    def facets(self, query: q.And) -> dict[str, tuple[Count, ...]]:
        """For each facet its choices, counted under everything else the query asks for."""
        return {facet: tuple(self._counts(query, facet)) for facet in FACETS}

    def _counts(self, query: q.And, facet: str) -> Iterator[Count]:
        others = self._bits(q.without(query, facet))
        states = q.ticks(query, facet)
        sets = self._sets[facet]
        for value in self._order(facet):
            bits = sets.get(value, 0)
            label = self._labels.get(value, value) if facet == "topic" else value
            count = (bits & others).bit_count()
            yield Count(value, label, count, bits.bit_count(), states.get(value))

    def _order(self, facet: str) -> list[str]:
        """The choices of a facet: years newest first, states as they are, the rest by size."""
        sets = self._sets[facet]
        if facet == "year":
            years = sorted((year for year in sets if year != "undated"), reverse=True)
            return [*years, "undated"] if "undated" in sets else years
        if facet == "is":
            return list(STATES)
        names = {*sets, *self._labels} if facet == "topic" else set(sets)
        return sorted(names, key=lambda name: (-sets.get(name, 0).bit_count(), name.casefold()))

    def _groups(self, rows: Sequence[int]) -> Iterator[Group]:
        start, now = 0, None
        for place, row in enumerate(rows):
            date = self._items[row].date
            month = date[:7] if date else ""
            if month != now:
                if place > start:
                    yield _group(start, place - start, now)
                start, now = place, month
        if len(rows) > start:
            yield _group(start, len(rows) - start, now)

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
            case q.Text(words, phrase):
                return self._text(words, phrase)

    def _field(self, name: str, value: str) -> int:
        if name == "date":
            return self._interval(value)
        sets = self._sets[name]
        if value in sets or name not in ("publisher", "author", "tag"):
            return sets.get(value, 0)
        folded, bits = fold(value), 0
        for one, rows in sets.items():
            if folded in fold(one):
                bits |= rows
        return bits

    def _interval(self, value: str) -> int:
        """Rows whose date, as far as it is known, lies wholly within the interval."""
        if value == "none":
            return self._sets["year"].get("undated", 0)
        first, slash, last = value.partition("/")
        if not slash:
            last = first
        bits = 0
        for date, rows in self._sets["date"].items():
            if (not first or date >= first) and (not last or date[: len(last)] <= last):
                # "2012" is not within "2012-03/2013": it may have been January
                if len(date) < len(last) and last.startswith(date):
                    continue
                bits |= rows
        return bits

    def _text(self, words: str, phrase: bool) -> int:
        wanted = tokens(words)
        if not wanted:
            return self._all
        if len(wanted) == 1 and not phrase:
            return self._prefix(wanted[0])
        bits = self._all
        for word in wanted[:-1]:
            bits &= self._words.get(word, 0)
        bits &= self._words.get(wanted[-1], 0) if phrase else self._prefix(wanted[-1])
        needle = " " + " ".join(wanted) + (" " if phrase else "")
        found = 0
        for row in _rows_in(bits):
            if needle in self._texts[row]:
                found |= 1 << row
        return found

    def _prefix(self, word: str) -> int:
        bits = 0
        for at in range(bisect_left(self._vocabulary, word), len(self._vocabulary)):
            if not self._vocabulary[at].startswith(word):
                break
            bits |= self._words[self._vocabulary[at]]
        return bits

    # -------------------------------------------------------------- building
    def _facet_sets(self) -> dict[str, defaultdict[str, int]]:
        """Facet -> value -> the rows that have it."""
        sets: dict[str, defaultdict[str, int]] = {
            name: defaultdict(int) for name in (*q.FIELDS, *FACETS)
        }
        for row, item in enumerate(self._items):
            bit = 1 << row
            sets["year"][item.year or "undated"] |= bit
            sets["publisher"][item.publisher] |= bit
            if item.date:
                sets["date"][item.date] |= bit
            if item.author:
                sets["author"][item.author] |= bit
            for topic in item.topics:
                sets["topic"][topic] |= bit
            annotation = self._annotations.get(item.key) or Annotation(item.key)
            for tag in annotation.tags:
                sets["tag"][tag] |= bit
            for state, on in (*_item_states(item), *_annotated_states(annotation)):
                if on:
                    sets["is"][state] |= bit
            if annotation.note:
                sets["has"]["note"] |= bit
        return sets

    @cached_property
    def _texts(self) -> list[str]:
        """Per row, the folded words of title, body and author, each with a space around it."""
        return [
            f" {' '.join(tokens(' '.join((item.title or '', item.body, item.author or ''))))} "
            for item in self._items
        ]

    @cached_property
    def _words(self) -> dict[str, int]:
        """Word -> the rows that hold it."""
        found: defaultdict[str, int] = defaultdict(int)
        for row, text in enumerate(self._texts):
            for word in set(text.split()):
                found[word] |= 1 << row
        return dict(found)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._words)


def _rows_in(bits: int) -> Iterator[int]:
    """The numbers of the set bits, lowest first."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def _group(start: int, count: int, month: str | None) -> Group:
    if not month:
        return Group(start, count, None, None)
    return Group(start, count, month[:4], month if len(month) == 7 else None)


def _item_states(item: Item) -> tuple[tuple[str, bool], ...]:
    return (
        ("cut", item.truncated),
        ("repeated", bool(item.same_story)),
        ("undated", item.date is None),
    )


def _annotated_states(annotation: Annotation) -> tuple[tuple[str, bool], ...]:
    return (
        ("bookmarked", annotation.bookmarked),
        ("read", annotation.read),
        ("unread", not annotation.read),
        ("corrected", bool(annotation.corrections)),
    )
