"""Items, newest first -> the index of them.

Words are kept with the rows that hold them. A prefix that many rows have in one word or another is
kept ready made (`ready`), and so are the pairs of neighbouring words that are both common
(`pairs`): what is not kept is small enough to be put together in a key press.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, BinaryIO

from socitm_tui.model.entities import NO_CORRECTIONS, Item, Topic
from socitm_tui.search.index.bitset import pack_rows, rows_to_bits
from socitm_tui.search.index.checked_file import SectionWriter
from socitm_tui.search.index.postings import (
    AFTER_ANY_TEXT,
    bitset_size,
    encode_names,
    is_stored_as_list,
    write_postings,
)
from socitm_tui.search.index.sort_orders import heading_sort_key
from socitm_tui.search.index.tokens import tokenize

INDEX_FORMAT = f"5 {sys.byteorder}"
SAMPLE_ITEMS = 2000
"""Items that tell which words are common."""

if TYPE_CHECKING:
    Facets = defaultdict[str, array[int]]
    Postings = defaultdict[bytes, array[int]]


class ItemOrderError(ValueError):
    """The items do not come newest first."""


def _numbers() -> array[int]:
    return array("I")


def searched_texts(item: Item) -> tuple[str, ...]:
    """What of an item is searched; a phrase stands in one of them."""
    return item.title or "", item.body, item.author or ""


def _searched_words(item: Item) -> Iterator[list[bytes]]:
    """The words of each of its texts."""
    return map(tokenize, searched_texts(item))


def common_words(sample: Collection[Item]) -> frozenset[bytes]:
    """Words that are in so many of the items that their rows are kept as bits."""
    times = Counter(word for item in sample for word in {*chain(*_searched_words(item))})
    return frozenset(
        word for word, count in times.items() if not is_stored_as_list(count, len(sample))
    )


class IndexBuilder:
    """Takes items in and writes the index of them."""

    def __init__(self, common: frozenset[bytes]) -> None:
        self._total = 0
        self._last = "~"
        self._words: Postings = defaultdict(_numbers)
        self._pairs: dict[bytes, dict[bytes, array[int]]] = {word: {} for word in common}
        self._keys: dict[bytes, tuple[int]] = {}
        self._facets: dict[str, Facets] = {
            name: defaultdict(_numbers)
            for name in ("year", "topic", "publisher", "author", "date", "circa", "is")
        }
        self._months: list[tuple[str, int]] = []
        self._titles: Postings = defaultdict(_numbers)
        self._headings: list[bytes] = []

    def add(self, item: Item) -> None:
        """Take in the next item.

        Raises:
            OrderError: it is newer than the one before.
        """
        date, row = item.date or "", self._total
        if date > self._last:
            raise ItemOrderError
        if date[:7] != self._last[:7] or not row:
            self._months.append((date[:7], row))
        self._last = date
        self._total += 1
        self._keys[item.key.encode("utf-8", "replace")] = (row,)
        for name, value in _facet_values(item):
            self._facets[name][value].append(row)
        self._add_words([*_searched_words(item)], row)
        self._headings.append(heading_sort_key(item.heading))
        for word in {*tokenize(item.title or "")}:
            self._titles[word].append(row)

    def _add_words(self, texts: Sequence[list[bytes]], row: int) -> None:
        postings = self._words
        for word in {*chain(*texts)}:
            postings[word].append(row)
        for found in texts:
            self._add_pairs(found, row)

    def _add_pairs(self, found: list[bytes], row: int) -> None:
        pairs_from = self._pairs.get
        pairs: dict[bytes, array[int]] | None = None
        for word in found:
            following = pairs_from(word)
            if pairs is not None and following is not None:
                rows = pairs.get(word)
                if rows is None:
                    pairs[word] = array("I", (row,))
                elif rows[-1] != row:
                    rows.append(row)
            pairs = following

    def write(
        self,
        file: BinaryIO,
        stamp: Sequence[int],
        lines: array[int],
        topics: Iterable[Topic],
        more: Mapping[str, object] = NO_CORRECTIONS,
    ) -> None:
        """Write the index.

        Args:
            file: Where to.
            stamp: The archive's, by which the index knows it again.
            lines: Where in the archive the line of each item begins, and the last one ends.
            topics: The taxonomy's, for their labels.
            more: What else is to be known of it.
        """
        out, total = SectionWriter(file), self._total
        out.section("lines", [lines.tobytes()])
        for name, sets in self._facets.items():
            write_postings(out, name, encode_names(sets), total)
        write_postings(out, "key", self._keys, total)
        pairs = {
            a + b" " + b: rows for a, after in self._pairs.items() for b, rows in after.items()
        }
        write_postings(out, "pairs", pairs, total)
        kept = ("words", "ready", self._words), ("titles", "titles-ready", self._titles)
        for name, ready, postings in kept:
            prefixes = _PrefixRows(postings, total)
            write_postings(out, ready, prefixes.ready, total)
            write_postings(out, name, {**postings, **prefixes.dense}, total)
        out.section("headings", [b"\n".join(self._headings)])
        facts = {
            "format": INDEX_FORMAT,
            "stamp": list(stamp),
            "total": total,
            "months": self._months,
            "topics": [(topic.slug, topic.label) for topic in topics],
            "common": sorted(word.decode() for word in self._pairs),
            **more,
        }
        out.close(facts)


def _facet_values(item: Item) -> Iterator[tuple[str, str]]:
    """The facets of an item and its values in them."""
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


def word_span_name(first: int, end: int) -> bytes:
    """What the rows of the words from a number to before another are kept under."""
    return b"%08x%08x" % (first, end)


class _PrefixRows:
    """Puts the rows of prefixes together, those of the longer ones first."""

    def __init__(self, postings: Postings, total: int) -> None:
        self.ready: dict[bytes, bytes] = {}
        """Name of a span of words -> the rows of all, where they are too many for a list."""
        self.dense: dict[bytes, bytes] = {}
        """The same for single words."""
        self._postings = postings
        self._total = total
        self._size = bitset_size(total)
        self._words = sorted(postings)
        self._sums = [0, *accumulate(len(postings[word]) for word in self._words)]
        for first, end in self._spans(0, len(self._words), 0):
            self._gather(first, end, 1)

    def _gather(self, first: int, end: int, depth: int) -> int:
        """The rows of the words of a span, which begin alike so far."""
        if is_stored_as_list(self._sums[end] - self._sums[first], self._total):
            rows = array("I")
            for word in self._words[first:end]:
                rows += self._postings[word]
            return rows_to_bits(rows, self._size)
        if end - first == 1:
            word = self._words[first]
            self.dense[word] = pack_rows(self._postings[word], self._size)
            return int.from_bytes(self.dense[word], "little")
        spans = list(self._spans(first, end, depth))
        while len(spans) == 1:
            depth += 1
            spans = list(self._spans(first, end, depth))
        bits = 0
        for low, high in spans:
            bits |= self._gather(low, high, depth + 1)
        self.ready[word_span_name(first, end)] = bits.to_bytes(self._size, "little")
        return bits

    def _spans(self, first: int, end: int, depth: int) -> Iterator[tuple[int, int]]:
        """The spans of the words that begin alike for one letter more."""
        while first < end:
            word = self._words[first]
            high = bisect_left(self._words, word[: depth + 1] + AFTER_ANY_TEXT, first + 1, end)
            if len(word) <= depth:
                high = first + 1
            yield first, high
            first = high


def build_index(
    items: Iterable[Item],
    common: frozenset[bytes],
    tell: Callable[[int], None] | None = None,
) -> IndexBuilder:
    """A builder that has taken in all items.

    Args:
        items: Newest first.
        common: See `common_words`.
        tell: Told every so often how many items were taken in.
    """
    builder = IndexBuilder(common)
    for number, item in enumerate(items):
        builder.add(item)
        if tell and not number % 500:
            tell(number)
    return builder
