"""Sets of rows: one integer with a bit for each row, and a sequence over what is set in it."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import accumulate, repeat
from operator import or_
from typing import overload

BLOCK_BYTES = 64  # bytes that are counted, and looked through, together
BIT_VALUES = tuple(1 << bit for bit in range(8))


def pack_rows(rows: Sequence[int], size: int) -> bytes:
    """Rows as the bits of `size` bytes, lowest first."""
    if len(rows) > size // 4:  # so many are quicker by way of the digits of a number
        digits = bytearray(b"0") * (8 * size)
        deque(map(digits.__setitem__, rows, repeat(ord("1"))), 0)
        digits.reverse()
        return int(digits, 2).to_bytes(size, "little")
    bits = bytearray(size)
    for row in rows:
        bits[row >> 3] |= BIT_VALUES[row & 7]
    return bytes(bits)


def rows_to_bits(rows: Sequence[int], size: int) -> int:
    """Rows as one integer; all are below eight times `size`."""
    return int.from_bytes(pack_rows(rows, size), "little")


def union(held: Iterable[int]) -> int:
    """The rows that are in any of several sets."""
    return reduce(or_, held, 0)


def iterate_rows(bits: int) -> Iterator[int]:
    """The numbers of the set bits, lowest first."""
    digits = bin(bits)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


class RowOrder(Sequence[int]):
    """Rows in some order, each at its place."""

    def row_at(self, place: int) -> int:
        """The row at a place."""
        raise NotImplementedError

    def position_of(self, row: int) -> int:
        """The place of a row; of one that is left out, where it would stand."""
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [self.row_at(at) for at in range(*place.indices(len(self)))]
        if place < 0:
            place += len(self)
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self.row_at(place)


class RowSet(RowOrder):
    """The rows set in some bits, in order; none is counted out before it is asked for."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self._block: tuple[int, tuple[int, ...]] = (-1, ())

    @cached_property
    def _data(self) -> bytes:
        return self.bits.to_bytes(
            -(-self.bits.bit_length() // (8 * BLOCK_BYTES)) * BLOCK_BYTES, "little"
        )

    @cached_property
    def _before(self) -> list[int]:
        """How many rows lie before each block, and in all."""
        data = self._data
        counts = (
            int.from_bytes(data[at : at + BLOCK_BYTES], "little").bit_count()
            for at in range(0, len(data), BLOCK_BYTES)
        )
        return [0, *accumulate(counts)]

    def __len__(self) -> int:
        return self._before[-1]

    def __iter__(self) -> Iterator[int]:
        return iterate_rows(self.bits)

    def row_at(self, place: int) -> int:
        """The row at a place."""
        number = bisect_right(self._before, place) - 1
        return self._rows_of(number)[place - self._before[number]]

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and row >= 0 and bool(self._byte(row) >> (row & 7) & 1)

    def position_of(self, row: int) -> int:
        """How many of the rows lie before a row: the place of the row, if it is one of them."""
        number = row // (8 * BLOCK_BYTES)
        if number >= len(self._before) - 1:
            return len(self)
        start = number * BLOCK_BYTES
        head = int.from_bytes(self._data[start : start + BLOCK_BYTES], "little")
        return (
            self._before[number] + (head & ((1 << (row & (8 * BLOCK_BYTES - 1))) - 1)).bit_count()
        )

    def _byte(self, row: int) -> int:
        return self._data[row >> 3] if row >> 3 < len(self._data) else 0

    def _rows_of(self, number: int) -> tuple[int, ...]:
        """The rows of a block; the one asked for last is kept."""
        if self._block[0] != number:
            start = number * BLOCK_BYTES
            bits = int.from_bytes(self._data[start : start + BLOCK_BYTES], "little")
            self._block = (number, tuple(8 * start + row for row in iterate_rows(bits)))
        return self._block[1]
