"""Posting lists: for each of many sorted terms, the rows of the items that have it.

A term is a word, a facet value or a key. Terms are stored in blocks; the first term of every
block is kept in memory, so a term or a prefix is found with one small read. A posting list is a
list of row numbers as long as that is shorter than a bit for every row of the archive. The lists
of adjacent terms are adjacent in the file, so a prefix is one read as well.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from socitm_tui.model.progress import report_progress
from socitm_tui.model.text import fold_text
from socitm_tui.search.index.bitset import iterate_rows, pack_rows, rows_to_bits
from socitm_tui.search.index.checked_file import SectionReader, SectionWriter

TERMS_PER_BLOCK = 128
"""Terms that are read from the file together."""
MANY_TERMS = 64
"""Terms from which on reading all posting lists is quicker than reading one after the other."""
AFTER_ANY_TEXT = b"\xff"
"""Sorts after every text in UTF-8."""


def bitset_size(total: int) -> int:
    """The bytes of a bitset for `total` rows, a multiple of four."""
    return (total + 31) // 32 * 4


def is_stored_as_list(count: int, total: int) -> bool:
    """True if a posting list of `count` rows is stored as numbers, False if as a bitset."""
    return 4 * count < bitset_size(total)


def write_postings(
    file: SectionWriter, name: str, rows_of: Mapping[bytes, Sequence[int] | bytes], total: int
) -> None:
    """Write a table of posting lists.

    Args:
        file: The file to write to.
        name: The name of the table.
        rows_of: Term -> its rows in ascending order, or their bitset.
        total: The number of rows of the archive.
    """
    terms = sorted(rows_of)
    counts = array("I", (_row_count(rows_of[term]) for term in terms))
    size = bitset_size(total)
    starts = array("Q", accumulate((min(4 * count, size) for count in counts), initial=0))
    blocks = [
        b"\n".join((*terms[first : first + TERMS_PER_BLOCK], b""))
        for first in range(0, len(terms), TERMS_PER_BLOCK)
    ]
    ends = array("Q", [0])
    for block in blocks:
        ends.append(ends[-1] + len(block))
    reported = report_progress(terms, len(terms), f"entries of the index of {name}")
    lists = (_encode_rows(rows_of[term], size) for term in reported)
    file.write_section(f"{name}.rows", lists)
    file.write_section(f"{name}.starts", [starts.tobytes()])
    file.write_section(f"{name}.counts", [counts.tobytes()])
    file.write_section(f"{name}.names", blocks)
    file.write_section(f"{name}.blocks", [ends.tobytes()])
    file.write_section(f"{name}.heads", [b"\n".join(terms[::TERMS_PER_BLOCK])])


def _row_count(rows: Sequence[int] | bytes) -> int:
    return int.from_bytes(rows, "little").bit_count() if isinstance(rows, bytes) else len(rows)


def _encode_rows(rows: Sequence[int] | bytes, size: int) -> bytes:
    """A posting list as it is stored, if a bitset has `size` bytes."""
    if isinstance(rows, bytes):
        if 4 * _row_count(rows) >= size:
            return rows
        return array("I", iterate_rows(int.from_bytes(rows, "little"))).tobytes()
    if 4 * len(rows) >= size:
        return pack_rows(rows, size)
    return rows.tobytes() if isinstance(rows, array) else array("I", rows).tobytes()


class PostingTable:
    """Reads a table of posting lists. Terms are numbered in their order."""

    def __init__(self, file: SectionReader, name: str, total: int) -> None:
        self._file = file
        self._name = name
        self._total = total

    @cached_property
    def _length(self) -> int:
        return self._file.length(f"{self._name}.counts") // 4

    def __len__(self) -> int:
        return self._length

    # -------------------------------------------------------------- terms
    @cached_property
    def _heads(self) -> list[bytes]:
        """The first term of each block."""
        return self._file.read(f"{self._name}.heads").split(b"\n") if len(self) else []

    def lower_bound(self, term: bytes) -> int:
        """How many terms sort before a term: its number, if the table has it."""
        if not len(self):
            return 0
        block = max(0, bisect_right(self._heads, term) - 1)
        return block * TERMS_PER_BLOCK + bisect_left(self._read_block(block), term)

    def find(self, term: bytes) -> int | None:
        """The number of a term, or None if the table does not have it."""
        return next((number for _, number in self._find_all((term,))), None)

    def _find_all(self, terms: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
        """Those of some sorted terms that the table has, with their numbers."""
        block, block_terms = -1, list[bytes]()
        for term in terms if len(self) else ():
            block_of_term = max(0, bisect_right(self._heads, term) - 1)
            if block_of_term != block:
                block, block_terms = block_of_term, self._read_block(block_of_term)
            place = bisect_left(block_terms, term)
            if place < len(block_terms) and block_terms[place] == term:
                yield term, block * TERMS_PER_BLOCK + place

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """The numbers of the terms with a prefix: the first, and the one after the last."""
        return self.lower_bound(prefix), self.lower_bound(prefix + AFTER_ANY_TEXT)

    def terms(self, first: int = 0, end: int | None = None) -> list[bytes]:
        """The terms from a number to before another."""
        end = len(self) if end is None else min(end, len(self))
        terms: list[bytes] = []
        for block in range(first // TERMS_PER_BLOCK, -(-end // TERMS_PER_BLOCK)):
            terms += self._read_block(block)
        skipped = first // TERMS_PER_BLOCK * TERMS_PER_BLOCK
        return terms[first - skipped : end - skipped]

    def _read_block(self, block: int) -> list[bytes]:
        start, end = self._file.read_numbers(f"{self._name}.blocks", "Q", block, 2)
        return self._file.read(f"{self._name}.names", start, end - start - 1).split(b"\n")

    # -------------------------------------------------------------- posting lists
    def counts(self) -> array[int]:
        """The number of rows of every term."""
        return self._file.read_numbers(f"{self._name}.counts", "I")

    def count(self, number: int) -> int:
        """The number of rows of a term."""
        return self._file.read_numbers(f"{self._name}.counts", "I", number, 1)[0]

    def count_by_term(self) -> dict[str, int]:
        """Term -> the number of its rows."""
        return {term.decode(): n for term, n in zip(self.terms(), self.counts(), strict=True)}

    def bits(self, number: int) -> int:
        """The rows of a term."""
        if is_stored_as_list(self.count(number), self._total):
            return self.bits_of_lists(number, number + 1)
        size = bitset_size(self._total)
        return int.from_bytes(
            self._file.read(f"{self._name}.rows", self._start(number), size), "little"
        )

    def bits_of_lists(self, first: int, end: int) -> int:
        """The rows of adjacent terms, all of which are stored as lists."""
        start, stop = self._start(first) // 4, self._start(end) // 4
        rows = self._file.read_numbers(f"{self._name}.rows", "I", start, stop - start)
        return rows_to_bits(rows, bitset_size(self._total))

    def rows_by_term(self) -> Iterator[tuple[bytes, list[int]]]:
        """Each term with its rows, in ascending order."""
        starts = self._file.read_numbers(f"{self._name}.starts", "Q")
        data = self._file.read(f"{self._name}.rows")
        for number, (term, count) in enumerate(zip(self.terms(), self.counts(), strict=True)):
            part = data[starts[number] : starts[number + 1]]
            if is_stored_as_list(count, self._total):
                yield term, array("I", part).tolist()
            else:
                yield term, [*iterate_rows(int.from_bytes(part, "little"))]

    def first_rows(self, terms: Iterable[bytes]) -> dict[bytes, int]:
        """Term -> its first row, of those terms that the table has."""
        wanted = sorted(terms)
        if 8 * len(wanted) > len(self) > MANY_TERMS:  # reading all is quicker than finding each
            numbers = {term: number for number, term in enumerate(self.terms())}
            known = [(term, numbers[term]) for term in wanted if term in numbers]
        else:
            known = [*self._find_all(wanted)]
        has_one_row_each = self._file.length(f"{self._name}.rows") == 4 * len(self)
        if len(known) > MANY_TERMS and has_one_row_each:
            rows = self._file.read_numbers(f"{self._name}.rows", "I")
            return {term: rows[number] for term, number in known}
        return {term: self._first_row(number) for term, number in known}

    def _first_row(self, number: int) -> int:
        if not is_stored_as_list(self.count(number), self._total):
            bits = self.bits(number)
            return (bits & -bits).bit_length() - 1
        start = self._start(number) // 4
        return self._file.read_numbers(f"{self._name}.rows", "I", start, 1)[0]

    def bits_of_terms_with(self, folded: str) -> int:
        """The rows of all terms that contain a folded text."""
        starts = self._file.read_numbers(f"{self._name}.starts", "Q")
        counts = self.counts()
        rows, bits = array("I"), 0
        data = self._file.read(f"{self._name}.rows")
        for number in self._find_text(folded):
            if is_stored_as_list(counts[number], self._total):
                rows.frombytes(data[starts[number] : starts[number + 1]])
            else:
                bits |= self.bits(number)
        return bits | rows_to_bits(rows, bitset_size(self._total))

    def _find_text(self, folded: str) -> Iterator[int]:
        """The numbers of the terms that contain a folded text."""
        terms, number, start = self._folded_terms, 0, 0
        while (match := terms.find(folded, start)) >= 0:
            number += terms.count("\n", start, match)
            start = terms.find("\n", match)
            if start < 0:
                return
            yield number

    @cached_property
    def _folded_terms(self) -> str:
        """All terms without case and accents, one in each line."""
        return fold_text(self._file.read(f"{self._name}.names").decode())

    def _start(self, number: int) -> int:
        """Where the posting list of a term starts, in bytes."""
        return self._file.read_numbers(f"{self._name}.starts", "Q", number, 1)[0]


def encode_terms(rows_of: Mapping[str, Iterable[int]]) -> dict[bytes, Sequence[int]]:
    """Text -> rows, with the text as a term: in UTF-8, and on one line."""
    return {
        " ".join(text.split("\n")).encode("utf-8", "replace"): list(rows)
        for text, rows in rows_of.items()
    }
