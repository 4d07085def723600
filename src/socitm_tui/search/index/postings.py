"""Sorted names and the rows of each: what a facet, the words and the keys have in common.

Names stand in blocks of which the first is kept in memory, so that a name or a prefix is found
with one small read. The rows of a name are a list of numbers while that is shorter than a bit for
every row of the archive. The lists of neighbouring names adjoin, so that a prefix is one read too.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from socitm_tui.model.progress import report_progress
from socitm_tui.model.text import fold_text
from socitm_tui.search.index.bitset import iterate_rows, pack_rows, rows_to_bits
from socitm_tui.search.index.checked_file import SectionReader, SectionWriter

NAMES_PER_BLOCK = 128
"""Names in a block."""
MANY_NAMES = 64
"""Of more names than these all rows are read at once."""
AFTER_ANY_TEXT = b"\xff"
"""Stands behind every text in UTF-8."""


def bitset_size(total: int) -> int:
    """Bytes that hold a bit for each of so many rows, in whole numbers of four."""
    return (total + 31) // 32 * 4


def is_stored_as_list(count: int, total: int) -> bool:
    """True where so many rows are kept as numbers, not as bits."""
    return 4 * count < bitset_size(total)


def write_postings(
    file: SectionWriter, name: str, sets: Mapping[bytes, Sequence[int] | bytes], total: int
) -> None:
    """Write a table.

    Args:
        file: Where to.
        name: What the table is called there.
        sets: Name -> its rows in order, or their bits.
        total: Rows of the whole archive.
    """
    names = sorted(sets)
    counts = array("I", (_row_count(sets[one]) for one in names))
    starts = array("Q", [0])
    for count in counts:
        starts.append(
            starts[-1] + (4 * count if is_stored_as_list(count, total) else bitset_size(total))
        )
    blocks = [
        b"\n".join((*names[at : at + NAMES_PER_BLOCK], b""))
        for at in range(0, len(names), NAMES_PER_BLOCK)
    ]
    ends = array("Q", [0])
    for block in blocks:
        ends.append(ends[-1] + len(block))
    written = report_progress(names, len(names), f"entries of the index of {name}")
    file.section(f"{name}.rows", (_encode_rows(sets[one], total) for one in written))
    file.section(f"{name}.starts", [starts.tobytes()])
    file.section(f"{name}.counts", [counts.tobytes()])
    file.section(f"{name}.names", blocks)
    file.section(f"{name}.blocks", [ends.tobytes()])
    file.section(f"{name}.heads", [b"\n".join(names[::NAMES_PER_BLOCK])])


def _row_count(rows: Sequence[int] | bytes) -> int:
    return int.from_bytes(rows, "little").bit_count() if isinstance(rows, bytes) else len(rows)


def _encode_rows(rows: Sequence[int] | bytes, total: int) -> bytes:
    """The rows of a name as they are written."""
    if is_stored_as_list(_row_count(rows), total):
        few = iterate_rows(int.from_bytes(rows, "little")) if isinstance(rows, bytes) else rows
        return array("I", few).tobytes()
    return rows if isinstance(rows, bytes) else pack_rows(rows, bitset_size(total))


class PostingTable:
    """Reads a table."""

    def __init__(self, file: SectionReader, name: str, total: int) -> None:
        self._file = file
        self._name = name
        self._total = total

    @cached_property
    def _heads(self) -> list[bytes]:
        return self._file.read(f"{self._name}.heads").split(b"\n") if len(self) else []

    @cached_property
    def _length(self) -> int:
        return self._file.length(f"{self._name}.counts") // 4

    def __len__(self) -> int:
        return self._length

    def lower(self, name: bytes) -> int:
        """How many names stand before this one: its number, if it is among them."""
        block = max(0, bisect_right(self._heads, name) - 1)
        return block * NAMES_PER_BLOCK + bisect_left(self._block(block), name) if len(self) else 0

    def find(self, name: bytes) -> int | None:
        """The number of a name, or None where it is not among them."""
        return next((number for _, number in self._found((name,))), None)

    def firsts(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Name -> its first row, of those names that are there."""
        wanted = sorted(names)
        if (
            8 * len(wanted) > len(self) > MANY_NAMES
        ):  # to look up all is quicker than to look for each
            numbers = {name: number for number, name in enumerate(self.names())}
            found = [(name, numbers[name]) for name in wanted if name in numbers]
        else:
            found = [*self._found(wanted)]
        if len(found) > MANY_NAMES and self._file.length(f"{self._name}.rows") == 4 * len(self):
            rows = self._file.numbers(f"{self._name}.rows", "I")  # one for each name
            return {name: rows[number] for name, number in found}
        return {name: self._first(number) for name, number in found}

    def _first(self, number: int) -> int:
        if not is_stored_as_list(self.count(number), self._total):
            bits = self.bits(number)
            return (bits & -bits).bit_length() - 1
        return self._file.numbers(f"{self._name}.rows", "I", self._start(number) // 4, 1)[0]

    def _found(self, names: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
        """Those of some names, in order, that are there, with their numbers."""
        block, held = -1, list[bytes]()
        for name in names if len(self) else ():
            wanted = max(0, bisect_right(self._heads, name) - 1)
            if wanted != block:
                block, held = wanted, self._block(wanted)
            at = bisect_left(held, name)
            if at < len(held) and held[at] == name:
                yield name, block * NAMES_PER_BLOCK + at

    def span(self, prefix: bytes) -> tuple[int, int]:
        """The numbers of the names that begin so: the first, and the one behind the last."""
        return self.lower(prefix), self.lower(prefix + AFTER_ANY_TEXT)

    def names(self, first: int = 0, end: int | None = None) -> list[bytes]:
        """The names from a number to before another."""
        end = len(self) if end is None else min(end, len(self))
        found: list[bytes] = []
        for block in range(first // NAMES_PER_BLOCK, -(-end // NAMES_PER_BLOCK)):
            found += self._block(block)
        skipped = first // NAMES_PER_BLOCK * NAMES_PER_BLOCK
        return found[first - skipped : end - skipped]

    def _block(self, block: int) -> list[bytes]:
        start, end = self._file.numbers(f"{self._name}.blocks", "Q", block, 2)
        return self._file.read(f"{self._name}.names", start, end - start - 1).split(b"\n")

    def counts(self) -> array[int]:
        """How many rows each name has."""
        return self._file.numbers(f"{self._name}.counts", "I")

    def sizes(self) -> dict[str, int]:
        """Name -> how many rows it has."""
        return {name.decode(): size for name, size in zip(self.names(), self.counts(), strict=True)}

    def count(self, number: int) -> int:
        """How many rows a name has."""
        return self._file.numbers(f"{self._name}.counts", "I", number, 1)[0]

    def bits(self, number: int) -> int:
        """The rows of a name."""
        if is_stored_as_list(self.count(number), self._total):
            return self.union(number, number + 1)
        data = self._file.read(f"{self._name}.rows", self._start(number), bitset_size(self._total))
        return int.from_bytes(data, "little")

    def union(self, first: int, end: int) -> int:
        """The rows of neighbouring names, all with few of them: their lists adjoin."""
        start, stop = self._start(first) // 4, self._start(end) // 4
        rows = self._file.numbers(f"{self._name}.rows", "I", start, stop - start)
        return rows_to_bits(rows, bitset_size(self._total))

    def holding(self, folded: str) -> int:
        """The rows of all names that hold a folded text, which may be very many."""
        starts = self._file.numbers(f"{self._name}.starts", "Q")
        counts = self.counts()
        rows, bits = array("I"), 0
        data = self._file.read(f"{self._name}.rows")
        for number in self._holders(folded):
            if is_stored_as_list(counts[number], self._total):
                rows.frombytes(data[starts[number] : starts[number + 1]])
            else:
                bits |= self.bits(number)
        return bits | rows_to_bits(rows, bitset_size(self._total))

    def _holders(self, folded: str) -> Iterator[int]:
        names, number, at = self._folded, 0, 0
        while (found := names.find(folded, at)) >= 0:
            number += names.count("\n", at, found)
            at = names.find("\n", found)
            if at < 0:
                return
            yield number

    @cached_property
    def _folded(self) -> str:
        """All names, each with its line."""
        return fold_text(self._file.read(f"{self._name}.names").decode())

    def _start(self, number: int) -> int:
        return self._file.numbers(f"{self._name}.starts", "Q", number, 1)[0]


def encode_names(sets: Mapping[str, Iterable[int]]) -> dict[bytes, Sequence[int]]:
    """Text -> rows as a table wants it: in UTF-8, and on one line."""
    return {
        " ".join(name.split("\n")).encode("utf-8", "replace"): list(rows)
        for name, rows in sets.items()
    }
