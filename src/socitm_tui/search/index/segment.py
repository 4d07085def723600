"""One index file: which of its rows have a value, lie in an interval, hold words.

An archive has one such file, and a second, small one for what was added since. Each numbers its
own rows; `spread` says where they stand among those of the whole archive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from socitm_tui.model.text import fold_text
from socitm_tui.search.index.bitset import iterate_rows, rows_to_bits
from socitm_tui.search.index.builder import word_span_name
from socitm_tui.search.index.checked_file import SectionReader
from socitm_tui.search.index.postings import AFTER_ANY_TEXT, PostingTable, bitset_size
from socitm_tui.search.index.tokens import Phrase, tokenize

TABLES = (
    "year", "topic", "publisher", "author", "date", "circa", "is", "key", "words", "ready", "pairs",
    "titles", "titles-ready",
)  # fmt: skip
FEW_RUNS = 64
"""Runs up to which shifting numbers is quicker than copying their digits."""

RowRun = tuple[int, int, int]
"""First row here, how many in a row, and the row of the first in the whole archive."""


def to_archive_rows(bits: int, runs: Sequence[RowRun], here: int, whole: int) -> int:
    """Rows of one file as rows of the whole archive.

    Args:
        bits: Rows of the file.
        runs: Where they stand.
        here: Rows that the file has.
        whole: Rows that the archive has.
    """
    if not bits or (here == whole and len(runs) == 1):
        return bits
    if len(runs) <= FEW_RUNS:
        found = 0
        for first, count, target in runs:
            found |= ((bits >> first) & ((1 << count) - 1)) << target
        return found
    digits = f"{bits:0{here}b}"
    out = ["0"] * whole
    for first, count, target in runs:
        out[whole - target - count : whole - target] = digits[here - first - count : here - first]
    return int("".join(out), 2)


@dataclass(frozen=True)
class Segment:
    """Answers for the rows of one file, in the numbers of the whole archive."""

    file: SectionReader
    runs: Sequence[RowRun]
    whole: int
    """Rows of the whole archive."""
    holds: Callable[[int, Phrase], bool]
    """True where the item in a row of the whole archive holds a phrase."""

    @cached_property
    def _tables(self) -> Mapping[str, PostingTable]:
        return {name: PostingTable(self.file, name, self.total) for name in TABLES}

    @cached_property
    def _common(self) -> frozenset[bytes]:
        """Words of which the pairs are kept."""
        return frozenset(word.encode() for word in self.facts["common"])

    @property
    def facts(self) -> Mapping[str, Any]:
        """What was written down with the tables."""
        return self.file.facts

    @property
    def total(self) -> int:
        """Rows of this file."""
        return int(self.facts["total"])

    def _out(self, bits: int) -> int:
        return to_archive_rows(bits, self.runs, self.total, self.whole)

    # -------------------------------------------------------------- values
    def row_of(self, key: str) -> int | None:
        """The row of a key, or None where it is not here."""
        return self.rows_of((key,)).get(key)

    def rows_of(self, keys: Iterable[str]) -> dict[str, int]:
        """Key -> row, of those keys that are here."""
        named = {key.encode("utf-8", "replace"): key for key in keys}
        here = self._tables["key"].firsts(named)
        rows = zip(here, self._placed([*here.values()]), strict=True)
        return {named[name]: row for name, row in rows if row >= 0}

    def _placed(self, rows: list[int]) -> list[int]:
        """Rows of this file as rows of the whole archive; -1 for those that are no longer there."""
        if len(self.runs) == 1 and self.total == self.whole:
            return rows
        starts = [first for first, _, _ in self.runs]
        at = [bisect_right(starts, row) - 1 for row in rows]
        runs = [self.runs[one] if one >= 0 else (0, 0, 0) for one in at]
        return [
            target + row - first if 0 <= row - first < count else -1
            for row, (first, count, target) in zip(rows, runs, strict=True)
        ]

    def keys_from(self, beginning: str) -> list[str]:
        """All keys that begin so."""
        first, end = self._tables["key"].span(beginning.encode("utf-8", "replace"))
        return [name.decode() for name in self._tables["key"].names(first, end)]

    def sizes(self, facet: str) -> dict[str, int]:
        """Value -> how many rows have it."""
        return self._tables[facet].sizes()

    def value(self, facet: str, value: str) -> int | None:
        """The rows that have a value; None where it is not known here."""
        if facet not in self._tables:
            return None
        number = self._tables[facet].find(value.encode("utf-8", "replace"))
        return None if number is None else self._out(self._tables[facet].bits(number))

    def holding(self, facet: str, value: str) -> int:
        """The rows of all values that hold a text, whatever its case and accents."""
        return self._out(self._tables[facet].holding(fold_text(value)))

    def interval(self, first: str, last: str) -> int:
        """Rows whose date, as far as it is known, lies wholly between two; "" is open."""
        table = self._tables["date"]
        low = table.lower(first.encode())
        high = table.lower(last.encode() + AFTER_ANY_TEXT) if last else len(table)
        if low >= high:
            return 0
        newest, oldest = table.bits(high - 1), table.bits(low)
        bits = (1 << oldest.bit_length()) - (newest & -newest)
        for length in (4, 7):
            # "2012" is not within "2012-03/2013": it may have been January
            number = table.find(last[:length].encode()) if length < len(last) else None
            if number is not None and low <= number:
                bits &= ~table.bits(number)
        return self._out(bits)

    # -------------------------------------------------------------- words
    def holding_words(self, text: str, exact: bool) -> int:
        """The rows that hold words in a row; `exact` means that the last one is whole."""
        wanted = tokenize(text)
        if not wanted:
            return self._out((1 << self.total) - 1)
        if len(wanted) == 1 and not exact:
            return self._out(self._prefix(wanted[0]))
        bits = self._prefix(wanted[-1]) if not exact else self._named("words", wanted[-1])
        for word in wanted[:-1]:
            bits &= self._named("words", word)
        whole = wanted if exact else wanted[:-1]
        pairs = [(a, b) for a, b in pairwise(whole) if a in self._common and b in self._common]
        for a, b in pairs:
            bits &= self._named("pairs", a + b" " + b)
        told = exact and len(wanted) <= 2 and len(pairs) == len(wanted) - 1
        return self._out(bits) if told else self._with(wanted, exact, self._out(bits))

    def _with(self, wanted: list[bytes], exact: bool, bits: int) -> int:
        """Those of the rows in whose text the words stand one after the other."""
        phrase = Phrase(wanted, whole=exact)
        held = [row for row in iterate_rows(bits) if self.holds(row, phrase)]
        return rows_to_bits(held, bitset_size(self.whole))

    def titled(self, text: str, exact: bool) -> int:
        """The rows with all these words in their printed headline; `exact` as above."""
        wanted = tokenize(text)
        bits = (1 << self.total) - 1
        if wanted and not exact:
            bits = self._prefix(wanted.pop(), "titles", "titles-ready")
        for word in wanted:
            bits &= self._named("titles", word)
        return self._out(bits)

    def headings(self) -> dict[int, bytes]:
        """Row of the whole archive -> what its printed heading is sorted by."""
        keys = self.file.read("headings").split(b"\n")
        rows = self._placed([*range(self.total)])
        return {row: key for row, key in zip(rows, keys, strict=False) if row >= 0}

    def _prefix(self, word: bytes, of: str = "words", ready: str = "ready") -> int:
        """The rows with any word that begins so."""
        table = self._tables[of]
        first, end = table.span(word)
        if end - first == 1:
            return table.bits(first)
        return self._named(ready, word_span_name(first, end)) or table.union(first, end)

    def _named(self, table: str, name: bytes) -> int:
        number = self._tables[table].find(name)
        return 0 if number is None else self._tables[table].bits(number)
