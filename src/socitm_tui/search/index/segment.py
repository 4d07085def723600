"""One index file: which of its rows have a value, lie in a date range, or contain words.

An archive has one such file, and a second, small one for what was added since. Each numbers its
own rows; `to_archive_rows` translates them to rows of the whole archive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from socitm_tui.model.text import fold_text
from socitm_tui.search.index.bitset import iterate_rows, rows_to_bits, union
from socitm_tui.search.index.builder import FACET_TABLES, word_span_name
from socitm_tui.search.index.checked_file import SectionReader
from socitm_tui.search.index.postings import AFTER_ANY_TEXT, PostingTable, bitset_size
from socitm_tui.search.index.tokens import Phrase, tokenize

TABLES = (*FACET_TABLES, "key", "words", "prefixes", "pairs", "titles", "title-prefixes")
FEW_RUNS = 64
"""Runs up to which shifting bits is quicker than copying binary digits."""

RowRun = tuple[int, int, int]
"""Consecutive rows: the first row in the file, their number, the first row in the archive."""


def to_archive_rows(bits: int, runs: Sequence[RowRun], file_total: int, archive_total: int) -> int:
    """Rows of one file as rows of the whole archive.

    Args:
        bits: Rows of the file.
        runs: Where the rows of the file are in the archive.
        file_total: The number of rows of the file.
        archive_total: The number of rows of the archive.
    """
    if not bits or _is_whole(runs, file_total, archive_total):
        return bits
    if len(runs) <= FEW_RUNS:
        moved = 0
        for first, count, target in runs:
            moved |= ((bits >> first) & ((1 << count) - 1)) << target
        return moved
    digits = f"{bits:0{file_total}b}"
    moved_digits = ["0"] * archive_total
    for first, count, target in runs:
        end = archive_total - target
        last = file_total - first
        moved_digits[end - count : end] = digits[last - count : last]
    return int("".join(moved_digits), 2)


def _is_whole(runs: Sequence[RowRun], file_total: int, archive_total: int) -> bool:
    """True if the rows of a file are those of the archive."""
    return len(runs) == 1 and runs[0][1] == file_total == archive_total


@dataclass(frozen=True)
class IndexSegment:
    """Answers questions about the rows of one file, in row numbers of the whole archive."""

    file: SectionReader
    runs: Sequence[RowRun]
    """Where the rows of the file are in the archive; rows that are in none of them are gone."""
    archive_total: int
    """The number of rows of the whole archive."""
    has_phrase: Callable[[int, Phrase], bool]
    """True if the item in a row of the archive contains a phrase."""
    gone: Mapping[str, Mapping[str, int]]
    """Facet -> value -> how many rows with it are no longer in the archive."""

    @cached_property
    def _tables(self) -> Mapping[str, PostingTable]:
        return {name: PostingTable(self.file, name, self.total) for name in TABLES}

    @cached_property
    def _common_words(self) -> frozenset[bytes]:
        """Words whose pairs are in the index."""
        return frozenset(word.encode() for word in self.facts["common"])

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts that were written with the tables."""
        return self.file.facts

    @property
    def total(self) -> int:
        """The number of rows of this file."""
        return int(self.facts["total"])

    def _archive_bits(self, bits: int) -> int:
        return to_archive_rows(bits, self.runs, self.total, self.archive_total)

    def _archive_rows(self, rows: list[int]) -> list[int]:
        """Rows of this file as rows of the whole archive; -1 for those that are gone."""
        if _is_whole(self.runs, self.total, self.archive_total):
            return rows
        numbers = [bisect_right(self._run_starts, row) - 1 for row in rows]
        runs = [self.runs[number] if number >= 0 else (0, 0, 0) for number in numbers]
        return [
            target + row - first if 0 <= row - first < count else -1
            for row, (first, count, target) in zip(rows, runs, strict=True)
        ]

    # -------------------------------------------------------------- keys and values
    def row_of_key(self, key: str) -> int | None:
        """The row of a key, or None if it is not here."""
        return self.rows_of_keys((key,)).get(key)

    def rows_of_keys(self, keys: Iterable[str]) -> dict[str, int]:
        """Key -> row, of those keys that are here."""
        terms = {key.encode("utf-8", "replace"): key for key in keys}
        file_rows = self._tables["key"].first_rows(terms)
        rows = zip(file_rows, self._archive_rows([*file_rows.values()]), strict=True)
        return {terms[term]: row for term, row in rows if row >= 0}

    def keys_with_prefix(self, prefix: str) -> list[str]:
        """All keys with a prefix."""
        first, end = self._tables["key"].prefix_range(prefix.encode("utf-8", "replace"))
        keys = [term.decode() for term in self._tables["key"].terms(first, end)]
        return [*self.rows_of_keys(keys)] if self.gone else keys

    def count_by_value(self, facet: str) -> dict[str, int]:
        """Value -> the number of rows that have it."""
        counts, gone = self._tables[facet].count_by_term(), self.gone.get(facet, {})
        return {
            value: count - gone.get(value, 0)
            for value, count in counts.items()
            if count > gone.get(value, 0)
        }

    def rows_before(self, row: int) -> int:
        """How many of the rows before a row of this file are not gone."""
        if not self.gone:
            return row
        number = bisect_right(self._run_starts, row) - 1
        if number < 0:
            return 0
        first, count, _ = self.runs[number]
        return self._rows_before_runs[number] + min(count, row - first)

    @cached_property
    def _run_starts(self) -> list[int]:
        return [first for first, _, _ in self.runs]

    @cached_property
    def _rows_before_runs(self) -> list[int]:
        return [*accumulate((count for _, count, _ in self.runs), initial=0)]

    def rows_by_value(self, facet: str) -> Iterator[tuple[str, list[int]]]:
        """Each value of a facet with its rows, in ascending order."""
        for term, rows in self._tables[facet].rows_by_term():
            yield term.decode(), [row for row in self._archive_rows(rows) if row >= 0]

    def rows_with_value(self, facet: str, value: str) -> int | None:
        """The rows that have a value; None if no row here has it."""
        if facet not in self._tables:
            return None
        number = self._tables[facet].find(value.encode("utf-8", "replace"))
        return None if number is None else self._archive_bits(self._tables[facet].bits(number))

    def rows_with_text_in_value(self, facet: str, text: str) -> int:
        """The rows of all values that contain a text, whatever its case and accents."""
        return self._archive_bits(self._tables[facet].bits_of_terms_with(fold_text(text)))

    def rows_with_prefix_in_value(self, facet: str, prefix: str) -> int:
        """The rows of all values that begin with a text."""
        table = self._tables[facet]
        numbers = range(*table.prefix_range(prefix.encode("utf-8", "replace")))
        return self._archive_bits(union(map(table.bits, numbers)))

    def rows_in_date_range(self, first: str, last: str) -> int:
        """The rows whose date, as far as it is known, lies wholly in a range; "" is open."""
        table = self._tables["date"]
        low = table.lower_bound(first.encode())
        high = table.lower_bound(last.encode() + AFTER_ANY_TEXT) if last else len(table)
        if low >= high:
            return 0
        newest, oldest = table.bits(high - 1), table.bits(low)
        bits = (1 << oldest.bit_length()) - (newest & -newest)
        for length in (4, 7):
            # "2012" is not within "2012-03/2013": it may have been January
            number = table.find(last[:length].encode()) if length < len(last) else None
            if number is not None and low <= number:
                bits &= ~table.bits(number)
        return self._archive_bits(bits)

    def fill_heading_keys(self, keys: list[bytes]) -> None:
        """Set what printed headings are sorted by in a list with an entry for each archive row."""
        file_keys = self.file.read("headings").split(b"\n")
        for first, count, target in self.runs:
            keys[target : target + count] = file_keys[first : first + count]

    # -------------------------------------------------------------- words
    def rows_with_words(self, text: str, is_phrase: bool) -> int:
        """The rows that contain words that follow one another.

        Args:
            text: The words.
            is_phrase: False if the last word may be the beginning of a longer one.
        """
        words = tokenize(text)
        if not words:
            return self._archive_bits((1 << self.total) - 1)
        if len(words) == 1 and not is_phrase:
            return self._archive_bits(self._rows_with_prefix(words[0]))
        last = words[-1]
        bits = self._rows_of_term("words", last) if is_phrase else self._rows_with_prefix(last)
        for word in words[:-1]:
            bits &= self._rows_of_term("words", word)
        whole_words = words if is_phrase else words[:-1]
        common = self._common_words
        pairs = [(a, b) for a, b in pairwise(whole_words) if a in common and b in common]
        for a, b in pairs:
            bits &= self._rows_of_term("pairs", a + b" " + b)
        is_exact = is_phrase and len(words) <= 2 and len(pairs) == len(words) - 1
        bits = self._archive_bits(bits)
        return bits if is_exact else self._keep_rows_with_phrase(bits, words, is_phrase)

    def _keep_rows_with_phrase(self, bits: int, words: list[bytes], is_phrase: bool) -> int:
        """Those of the rows whose text contains the words one after the other."""
        phrase = Phrase(words, is_whole=is_phrase)
        rows = [row for row in iterate_rows(bits) if self.has_phrase(row, phrase)]
        return rows_to_bits(rows, bitset_size(self.archive_total))

    def rows_with_title_words(self, text: str, is_phrase: bool) -> int:
        """The rows with all these words in their printed headline; see `rows_with_words`."""
        words = tokenize(text)
        bits = (1 << self.total) - 1
        if words and not is_phrase:
            bits = self._rows_with_prefix(words.pop(), "titles", "title-prefixes")
        for word in words:
            bits &= self._rows_of_term("titles", word)
        return self._archive_bits(bits)

    def _rows_with_prefix(
        self, prefix: bytes, words: str = "words", prefixes: str = "prefixes"
    ) -> int:
        """The rows of the file with any word that has a prefix.

        Args:
            prefix: The prefix.
            words: The table of words.
            prefixes: The table of the rows of frequent prefixes.
        """
        table = self._tables[words]
        first, end = table.prefix_range(prefix)
        if end - first == 1:
            return table.bits(first)
        frequent = self._rows_of_term(prefixes, word_span_name(first, end))
        return frequent or table.bits_of_lists(first, end)

    def _rows_of_term(self, table: str, term: bytes) -> int:
        """The rows of the file that have a term."""
        number = self._tables[table].find(term)
        return 0 if number is None else self._tables[table].bits(number)
