"""A web archive in stretches that are read without a break: members of gzip, or all up to damage.

Behind damage it goes on at the next mark that a record begins with.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO, Final

MOST_RESTARTS: Final = 1000
PIECE: Final = 2**20
PACKED: Final = 2**16
PACKED_MARK: Final = b"\x1f\x8b\x08"


def stretches(file: IO[bytes]) -> Iterator[Stretch]:
    """The stretches of an archive, packed or not, damaged ones included."""
    is_packed = file.read(2) == PACKED_MARK[:2]
    return _packed(file) if is_packed else _unpacked(file)


class Stretch:
    """Part of an archive that is read without a break, counted from its beginning."""

    def __init__(self, file: IO[bytes], start: int) -> None:
        self._file, self._start = file, start
        file.seek(start)
        self.end = start
        """Where the last sound record of it ends."""
        self.is_damaged = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all."""
        return self._file.read(size)

    def tell(self) -> int:
        """How much of it has been read."""
        return self._file.tell() - self._start

    def passed(self, length: int) -> None:
        """A sound record ended so far from the beginning."""
        self.end = self._start + length

    def drain(self) -> None:
        """Read to the end of what is surely part of it."""


def _unpacked(file: IO[bytes]) -> Iterator[Stretch]:
    """The stretches of an archive that is not packed: it goes on behind what is damaged."""
    start: int | None = 0
    for _ in range(MOST_RESTARTS):
        if start is None:
            return
        stretch = Stretch(file, start)
        yield stretch
        end = max(stretch.end, start + 1)
        start = _next(file, end, packed=False) if stretch.is_damaged else None


def _packed(file: IO[bytes]) -> Iterator[Stretch]:
    """The members of a packed archive; usually each is one record."""
    start: int | None = 0
    damaged = 0
    while start is not None and damaged < MOST_RESTARTS:
        member = _Member(file, start)
        yield member
        damaged += member.is_damaged
        file.seek(member.file_end)
        if member.is_damaged:
            start = _next(file, start + 1, packed=True)
        elif mark := file.read(len(PACKED_MARK)):
            start = member.file_end
            if mark != PACKED_MARK:
                start = _next(file, start, packed=True)
                yield _Damaged(file, member.file_end)
        else:
            start = None


class _Damaged(Stretch):
    """A stretch of which nothing can be made."""

    def __init__(self, file: IO[bytes], start: int) -> None:
        super().__init__(file, start)
        self.is_damaged = True

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - as any file has it
        return b""


class _Member(Stretch):
    """One member of a gzip file, unpacked as it is read, and compared with its checksum."""

    def __init__(self, file: IO[bytes], start: int) -> None:
        super().__init__(file, start)
        self._unpack = zlib.decompressobj(31)
        self._held = b""
        self._given = 0
        self.file_end = start + 1

    def read(self, size: int = -1) -> bytes:
        while not (self._held or self.is_damaged or self._has_ended()):
            packed = self._unpack.unconsumed_tail or self._file.read(PACKED)
            try:
                self._held = self._unpack.decompress(packed, PIECE)
            except zlib.error:
                self.is_damaged = True
            self.is_damaged |= not packed
        given = self._held[:size] if size >= 0 else self._held
        self._held = self._held[len(given) :]
        self._given += len(given)
        return given

    def tell(self) -> int:
        return self._given

    def _has_ended(self) -> bool:
        """True behind the last byte of the member, whose checksum is right."""
        if self._unpack.eof:
            self.file_end = max(self.file_end, self._file.tell() - len(self._unpack.unused_data))
        return self._unpack.eof

    def drain(self) -> None:
        """Read to the end, where the checksum stands."""
        while self.read(PIECE):
            pass


def _next(file: IO[bytes], after: int, *, packed: bool) -> int | None:
    """Where the next whole record begins, by the marks that records begin with."""
    mark = PACKED_MARK if packed else b"\nWARC/"
    file.seek(after)
    piece, at = file.read(PIECE), after
    while len(piece) >= len(mark):
        place = piece.find(mark)
        while place >= 0:
            if not packed:
                return at + place + 1
            file.seek(at + place)
            if _begins_record(file.read(4096)):
                return at + place
            place = piece.find(mark, place + 1)
        at += len(piece) - len(mark) + 1
        file.seek(at)
        piece = file.read(PIECE)
    return None


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, 16).startswith(b"WARC/")
    except zlib.error:
        return False
