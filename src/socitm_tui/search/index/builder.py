"""Builds the index of items, which come newest first.

Every word is kept with the rows that contain it. If many rows contain a word with some prefix, the
rows of that prefix are kept as well (table `prefixes`), and so are those of pairs of adjacent words
that are both common (table `pairs`). All other answers are small enough to be computed at the
press of a key.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, BinaryIO

from socitm_tui.model.entities import Capture, Item, Topic
from socitm_tui.search.index.bitset import pack_rows, rows_to_bits
from socitm_tui.search.index.checked_file import SectionWriter
from socitm_tui.search.index.postings import (
    AFTER_ANY_TEXT,
    bitset_size,
    encode_terms,
    is_stored_as_list,
    write_postings,
)
from socitm_tui.search.index.sort_orders import heading_sort_key
from socitm_tui.search.index.tokens import tokenize

INDEX_FORMAT = f"7 {sys.byteorder}"
FACET_TABLES = (
    "year", "topic", "publisher", "author", "date", "circa", "is",
    "collection", "capture", "sha256", "loaded",
)  # fmt: skip
"""The tables of facets: field -> value -> rows. Collections are those that were loaded into."""
SAMPLE_ITEMS = 2000
"""Items of which the common words are taken."""
ITEMS_PER_REPORT = 500

if TYPE_CHECKING:
    FacetRows = defaultdict[str, array[int]]
    WordRows = defaultdict[bytes, array[int]]


class ItemOrderError(ValueError):
    """The items do not come newest first."""


def searched_texts(item: Item) -> tuple[str, ...]:
    """The texts of an item that are searched; a phrase is found within one of them."""
    return item.title or "", item.body, item.author or ""


def _searched_words(item: Item) -> Iterator[list[bytes]]:
    """The words of each searched text."""
    return map(tokenize, searched_texts(item))


def common_words(sample: Collection[Item]) -> frozenset[bytes]:
    """Words that are in enough of the items for their rows to be stored as a bitset."""
    frequency = Counter(word for item in sample for word in {*chain(*_searched_words(item))})
    return frozenset(
        word for word, count in frequency.items() if not is_stored_as_list(count, len(sample))
    )


def _empty_rows() -> array[int]:
    return array("I")


class IndexBuilder:
    """Takes items, newest first, and writes their index."""

    def __init__(self, common: frozenset[bytes], captures: Iterable[Capture] = ()) -> None:
        """Start with no items.

        Args:
            common: The words whose pairs are indexed, see `common_words`.
            captures: The captures of the items, as far as they are known.
        """
        self._captures = {capture.sha256: capture for capture in captures}
        self._total = 0
        self._last_date = "~"
        self._words: WordRows = defaultdict(_empty_rows)
        self._pairs: dict[bytes, dict[bytes, array[int]]] = {word: {} for word in common}
        """Common word -> common word that follows it -> rows with both."""
        self._keys: dict[bytes, tuple[int]] = {}
        self._facets: dict[str, FacetRows] = {
            name: defaultdict(_empty_rows) for name in FACET_TABLES
        }
        self._months: list[tuple[str, int]] = []
        """Each month with its first row; "" is that of the undated."""
        self._title_words: WordRows = defaultdict(_empty_rows)
        self._heading_keys: list[bytes] = []

    def add(self, item: Item) -> None:
        """Add the next item.

        Raises:
            ItemOrderError: It is newer than the one before.
        """
        date, row = item.date or "", self._total
        if date > self._last_date:
            raise ItemOrderError
        if date[:7] != self._last_date[:7] or not row:
            self._months.append((date[:7], row))
        self._last_date = date
        self._total += 1
        self._keys[item.key.encode("utf-8", "replace")] = (row,)
        for name, value in facet_values(item, self._captures.get(item.capture_sha256)):
            self._facets[name][value].append(row)
        texts = [*_searched_words(item)]
        self._add_words(texts, row)
        self._heading_keys.append(heading_sort_key(item.heading))
        for rows in map(self._title_words.__getitem__, {*texts[0]}):
            rows.append(row)

    def _add_words(self, texts: Sequence[list[bytes]], row: int) -> None:
        for rows in map(self._words.__getitem__, {*chain(*texts)}):
            rows.append(row)
        for words in texts:
            self._add_pairs(words, row)

    def _add_pairs(self, words: list[bytes], row: int) -> None:
        """Add each pair of adjacent words that are both common."""
        followers_of = [*map(self._pairs.get, words)]
        for before, word, after in zip(followers_of, words[1:], followers_of[1:], strict=False):
            if before is None or after is None:
                continue
            rows = before.get(word)
            if rows is None:
                before[word] = array("I", (row,))
            elif rows[-1] != row:
                rows.append(row)

    def write(
        self,
        file: BinaryIO,
        archive_identity: Sequence[int],
        lines: array[int],
        topics: Iterable[Topic],
        more_facts: Mapping[str, object],
    ) -> None:
        """Write the index.

        Args:
            file: The file to write to.
            archive_identity: Identifies the archive file that the index belongs to.
            lines: Where in the archive the line of each item begins, and where the last one ends.
            topics: The topics of the taxonomy, for their labels.
            more_facts: Further facts to store.
        """
        out, total = SectionWriter(file), self._total
        out.write_section("lines", [lines.tobytes()])
        for name, rows_of in self._facets.items():
            write_postings(out, name, encode_terms(rows_of), total)
        write_postings(out, "key", self._keys, total)
        pairs = {
            word + b" " + follower: rows
            for word, followers in self._pairs.items()
            for follower, rows in followers.items()
        }
        write_postings(out, "pairs", pairs, total)
        word_tables = (
            ("words", "prefixes", self._words),
            ("titles", "title-prefixes", self._title_words),
        )
        for name, prefix_name, rows_of_word in word_tables:
            prefixes = _PrefixRows(rows_of_word, total)
            write_postings(out, prefix_name, prefixes.frequent, total)
            write_postings(out, name, {**rows_of_word, **prefixes.dense}, total)
        out.write_section("headings", [b"\n".join(self._heading_keys)])
        facts = {
            "format": INDEX_FORMAT,
            "archive": list(archive_identity),
            "total": total,
            "months": self._months,
            "topics": [(topic.slug, topic.label) for topic in topics],
            "common": sorted(word.decode() for word in self._pairs),
            **more_facts,
        }
        out.close(facts)


def facet_values(item: Item, capture: Capture | None) -> Iterator[tuple[str, str]]:
    """The facets of an item and its values, those by its capture included."""
    yield from _item_values(item)
    yield from _capture_values(item, capture)


def _item_values(item: Item) -> Iterator[tuple[str, str]]:
    """The facets that an item has by itself, and its values."""
    yield "year", item.year or "undated"
    yield "publisher", item.publisher
    if item.date:
        yield "date", item.date
    else:
        yield "is", "undated"
    if item.date_estimate:
        yield from (("circa", year) for year in item.date_estimate.years)
    if item.author:
        yield "author", item.author
    if item.truncated:
        yield "is", "cut"
    if item.same_story:
        yield "is", "repeated"
    for topic in dict.fromkeys(item.topics):
        yield "topic", topic


def _capture_values(item: Item, capture: Capture | None) -> Iterator[tuple[str, str]]:
    """The facets that an item has by its capture, and its values."""
    yield "capture", item.capture_name
    yield "sha256", item.capture_sha256
    if capture is None:
        return
    if capture.collection:
        yield "collection", capture.collection
    yield "loaded", capture.loaded
    if capture.doubtful:
        yield "is", "doubtful"


def word_span_name(first: int, end: int) -> bytes:
    """The term under which the rows of all words from a number to before another are stored."""
    return b"%08x%08x" % (first, end)


class _PrefixRows:
    """Computes the rows of frequent prefixes, longer prefixes first.

    The words with a prefix are a span of the sorted words: a first number, and one after the last.
    """

    def __init__(self, rows_of: Mapping[bytes, array[int]], total: int) -> None:
        self.frequent: dict[bytes, bytes] = {}
        """Name of a span of words -> the bitset of their rows, if these are too many for a list."""
        self.dense: dict[bytes, bytes] = {}
        """The same for single words."""
        self._rows_of = rows_of
        self._total = total
        self._size = bitset_size(total)
        self._words = sorted(rows_of)
        self._sums = [0, *accumulate(len(rows_of[word]) for word in self._words)]
        for first, end in self._split_span(0, len(self._words), 0):
            self._collect(first, end, 1)

    def _collect(self, first: int, end: int, depth: int) -> int:
        """The rows of a span of words, which share their first letters up to a depth."""
        if is_stored_as_list(self._sums[end] - self._sums[first], self._total):
            rows = array("I")
            for word in self._words[first:end]:
                rows += self._rows_of[word]
            return rows_to_bits(rows, self._size)
        if end - first == 1:
            word = self._words[first]
            self.dense[word] = pack_rows(self._rows_of[word], self._size)
            return int.from_bytes(self.dense[word], "little")
        spans = list(self._split_span(first, end, depth))
        while len(spans) == 1:
            depth += 1
            spans = list(self._split_span(first, end, depth))
        bits = 0
        for low, high in spans:
            bits |= self._collect(low, high, depth + 1)
        self.frequent[word_span_name(first, end)] = bits.to_bytes(self._size, "little")
        return bits

    def _split_span(self, first: int, end: int, depth: int) -> Iterator[tuple[int, int]]:
        """The spans of a span whose words share one letter more."""
        while first < end:
            word = self._words[first]
            after = word[: depth + 1] + AFTER_ANY_TEXT
            next_first = bisect_left(self._words, after, first + 1, end)
            if len(word) <= depth:
                next_first = first + 1
            yield first, next_first
            first = next_first


def build_index(
    items: Iterable[Item],
    common: frozenset[bytes],
    report: Callable[[int], None] | None = None,
    captures: Iterable[Capture] = (),
) -> IndexBuilder:
    """A builder with all items.

    Args:
        items: Newest first.
        common: The words whose pairs are indexed, see `common_words`.
        report: Called from time to time with the number of items that were added.
        captures: The captures of the items, as far as they are known.
    """
    builder = IndexBuilder(common, captures)
    for number, item in enumerate(items):
        builder.add(item)
        if report and not number % ITEMS_PER_REPORT:
            report(number)
    return builder
