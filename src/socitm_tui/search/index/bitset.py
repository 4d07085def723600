"""Sets of rows: an integer with a bit for each row, and sequences of rows in some order."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import accumulate, repeat
from operator import or_
from typing import overload

BLOCK_BYTES = 64
"""Bytes of a bitset whose bits are counted together, and listed together."""
BLOCK_ROWS = 8 * BLOCK_BYTES
BIT_VALUES = tuple(1 << bit for bit in range(8))


def pack_rows(rows: Sequence[int], size: int) -> bytes:
    """Rows as the bits of `size` bytes, lowest first."""
    if len(rows) > size // 4:  # for as many as this, writing a number in binary is quicker
        digits = bytearray(b"0") * (8 * size)
        deque(map(digits.__setitem__, rows, repeat(ord("1"))), 0)
        digits.reverse()
        return int(digits, 2).to_bytes(size, "little")
    bits = bytearray(size)
    for row in rows:
        bits[row >> 3] |= BIT_VALUES[row & 7]
    return bytes(bits)


def rows_to_bits(rows: Sequence[int], size: int) -> int:
    """Rows as one integer; all rows are below eight times `size`."""
    return int.from_bytes(pack_rows(rows, size), "little")


def union(bitsets: Iterable[int]) -> int:
    """The rows that are in any of several sets."""
    return reduce(or_, bitsets, 0)


def iterate_rows(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    digits = bin(bits)[:1:-1]
    row = digits.find("1")
    while row >= 0:
        yield row
        row = digits.find("1", row + 1)


class RowOrder(Sequence[int]):
    """Rows in some order, each at a position."""

    def row_at(self, position: int) -> int:
        """The row at a position."""
        raise NotImplementedError

    def position_of(self, row: int) -> int:
        """The position of a row; for a row that is not included, where it would be."""
        raise NotImplementedError

    @overload
    def __getitem__(self, position: int) -> int: ...
    @overload
    def __getitem__(self, position: slice) -> list[int]: ...
    def __getitem__(self, position: int | slice) -> int | list[int]:
        if isinstance(position, slice):
            return [self.row_at(number) for number in range(*position.indices(len(self)))]
        if position < 0:
            position += len(self)
        if not 0 <= position < len(self):
            raise IndexError(position)
        return self.row_at(position)


class RowSet(RowOrder):
    """The rows of a bitset in ascending order, listed only as they are needed."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._listed_block: tuple[int, tuple[int, ...]] = (-1, ())
        """The block whose rows were listed last, and these rows."""

    @cached_property
    def _data(self) -> bytes:
        blocks = -(-self.bits.bit_length() // BLOCK_ROWS)
        return self.bits.to_bytes(blocks * BLOCK_BYTES, "little")

    @cached_property
    def _block_starts(self) -> list[int]:
        """The position of the first row of each block, and the number of all rows."""
        data = self._data
        counts = (
            int.from_bytes(data[start : start + BLOCK_BYTES], "little").bit_count()
            for start in range(0, len(data), BLOCK_BYTES)
        )
        return [0, *accumulate(counts)]

    def __len__(self) -> int:
        return self._block_starts[-1]

    def __iter__(self) -> Iterator[int]:
        return iterate_rows(self.bits)

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, int) or not 0 <= row >> 3 < len(self._data):
            return False
        return bool(self._data[row >> 3] >> (row & 7) & 1)

    def row_at(self, position: int) -> int:
        """The row at a position."""
        block = bisect_right(self._block_starts, position) - 1
        return self._list_block(block)[position - self._block_starts[block]]

    def position_of(self, row: int) -> int:
        """How many of the rows are lower: the position of the row, if it is included."""
        block = row // BLOCK_ROWS
        if block >= len(self._block_starts) - 1:
            return len(self)
        lower = self._block_bits(block) & ((1 << (row & (BLOCK_ROWS - 1))) - 1)
        return self._block_starts[block] + lower.bit_count()

    def _block_bits(self, block: int) -> int:
        start = block * BLOCK_BYTES
        return int.from_bytes(self._data[start : start + BLOCK_BYTES], "little")

    def _list_block(self, block: int) -> tuple[int, ...]:
        if self._listed_block[0] != block:
            rows = tuple(block * BLOCK_ROWS + row for row in iterate_rows(self._block_bits(block)))
            self._listed_block = (block, rows)
        return self._listed_block[1]
