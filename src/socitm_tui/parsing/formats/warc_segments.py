"""A web archive as segments that are read in one go: a gzip member, or all up to a damage.

After a damage reading goes on at the next mark that records begin with.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO, Final

MAX_RESTARTS: Final = 1000
CHUNK_BYTES: Final = 2**20
PACKED_CHUNK_BYTES: Final = 2**16
GZIP_MARK: Final = b"\x1f\x8b\x08"
RECORD_MARK: Final = b"\nWARC/"


class ArchiveSegment:
    """Part of an archive that is read in one go; a file for warcio.

    Args:
        file: The archive.
        start: The offset of the segment.
    """

    def __init__(self, file: IO[bytes], start: int) -> None:
        self._file, self._start = file, start
        file.seek(start)
        self.end = start
        """The offset after its last whole record."""
        self.is_damaged = False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all."""
        return self._file.read(size)

    def tell(self) -> int:
        """How many bytes of it were read."""
        return self._file.tell() - self._start

    def mark_end(self, length: int) -> None:
        """Note that a whole record ends so many bytes after the start."""
        self.end = self._start + length

    def drain(self) -> None:
        """Read the rest, if it certainly belongs to the segment."""


class _GzipMember(ArchiveSegment):
    """A member of a gzip file, decompressed; its checksum is compared at the end."""

    def __init__(self, file: IO[bytes], start: int) -> None:
        super().__init__(file, start)
        self._decompressor = zlib.decompressobj(31)
        self._held = b""
        self._given = 0
        self.end = start + 1

    def read(self, size: int = -1) -> bytes:
        while not (self._held or self.is_damaged or self._decompressor.eof):
            self._read_chunk()
        given = self._held[:size] if size >= 0 else self._held
        self._held = self._held[len(given) :]
        self._given += len(given)
        return given

    def _read_chunk(self) -> None:
        packed = self._decompressor.unconsumed_tail or self._file.read(PACKED_CHUNK_BYTES)
        try:
            self._held = self._decompressor.decompress(packed, CHUNK_BYTES)
        except zlib.error:
            self.is_damaged = True
        self.is_damaged |= not packed
        if self._decompressor.eof:
            self.end = self._file.tell() - len(self._decompressor.unused_data)

    def tell(self) -> int:
        return self._given

    def mark_end(self, length: int) -> None:
        """The end is that of the member, whatever records are in it."""

    def drain(self) -> None:
        while self.read(CHUNK_BYTES):
            pass


def read_segments(file: IO[bytes]) -> Iterator[ArchiveSegment]:
    """The segments of an archive, packed or not, damaged ones included."""
    head = file.read(64)
    is_packed = head.startswith(GZIP_MARK[:2])
    kind = _GzipMember if is_packed else ArchiveSegment
    start: int | None = len(head) - len(head.lstrip(b"\r\n"))
    damaged = 0
    while start is not None and damaged < MAX_RESTARTS:
        segment = kind(file, start)
        yield segment
        damaged += segment.is_damaged
        if segment.is_damaged:
            start = _find_record(file, max(segment.end, start + 1), is_packed=is_packed)
        elif not is_packed:
            return
        else:
            file.seek(segment.end)
            mark = file.read(len(GZIP_MARK))
            start = segment.end if mark else None
            if mark and mark != GZIP_MARK:
                yield _damaged_segment(file, segment.end)
                start = _find_record(file, segment.end, is_packed=True)


def _damaged_segment(file: IO[bytes], start: int) -> ArchiveSegment:
    """A segment that stands for bytes between members, which belong to none."""
    file.seek(0, 2)
    segment = ArchiveSegment(file, file.tell())
    segment.end, segment.is_damaged = start, True
    return segment


def _find_record(file: IO[bytes], after: int, *, is_packed: bool) -> int | None:
    """The offset of the next record, by the marks that records begin with."""
    mark = GZIP_MARK if is_packed else RECORD_MARK
    file.seek(after)
    chunk, offset = file.read(CHUNK_BYTES), after
    while len(chunk) >= len(mark):
        place = chunk.find(mark)
        while place >= 0:
            if not is_packed:
                return offset + place + 1
            file.seek(offset + place)
            if _begins_record(file.read(4096)):
                return offset + place
            place = chunk.find(mark, place + 1)
        offset += len(chunk) - len(mark) + 1
        file.seek(offset)
        chunk = file.read(CHUNK_BYTES)
    return None


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, 16).startswith(b"WARC/")
    except zlib.error:
        return False
