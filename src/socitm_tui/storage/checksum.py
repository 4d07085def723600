"""A checksum as the last table of a JSON file: any change to the file, down to a bit, shows.

The file stays what it was to any reader of JSON. What a seal has to catch is rot, not malice, so
it is a CRC-32, which costs next to nothing as the parts of the file pass by, written or read.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal

from socitm_tui.storage.regular_files import open_regular

ChecksumState = Literal["whole", "broken", "none"]

_CHUNK_BYTES: Final = 1 << 18
"""Bytes that are summed up together: so few are still in the cache of the processor."""
_TABLE: Final = b',"seal":{"1":{"crc32":"%08x"}}}\n'
CHECKSUM_BYTES: Final = len(_TABLE % 0)
_TABLE_PATTERN: Final = re.compile(rb',"seal":\{"1":\{"crc32":"([0-9a-f]{8})"\}\}\}\n')


def add_checksum(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a JSON object, all but its last brace, and a seal that closes it."""
    found = 0
    for part in parts:
        found = zlib.crc32(part, found)
        yield part
    yield _TABLE % found


class ChecksumReader:
    """A file read once from front to back, which turns out to be as it was sealed, or not."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = max(0, file.seek(0, io.SEEK_END) - CHECKSUM_BYTES)
        self._at = file.seek(0)
        self._found = 0

    def read_until(self, end: int) -> Iterator[bytes]:
        """The bytes from where reading stands to before a place."""
        while self._at < end and (piece := self._file.read(min(_CHUNK_BYTES, end - self._at))):
            self._found = zlib.crc32(piece, self._found)
            self._at += len(piece)
            yield piece

    def skip_until(self, end: int) -> None:
        """Read on to before a place."""
        for _ in self.read_until(end):
            pass

    def verify(self) -> ChecksumState:
        """Read on to the end: whether the file is whole, was changed, or bears no seal.

        A seal that was hit itself makes the file a broken one: its words are there, not in form.
        """
        self.skip_until(self._end)
        return _compare_checksum(self._file.read(), self._found)


def verify_file(path: Path) -> ChecksumState:
    """Whether a file is as it was sealed, was changed since, or bears no seal.

    Raises:
        OSError: the file cannot be read.
    """
    with open_regular(path) as file:
        return ChecksumReader(file).verify()


def verify_bytes(data: bytes) -> ChecksumState:
    """As `state_of`, of a file that is in memory."""
    return ChecksumReader(io.BytesIO(data)).verify()


def _compare_checksum(tail: bytes, found: int) -> ChecksumState:
    seal = _TABLE_PATTERN.fullmatch(tail)
    if seal:
        return "whole" if int(seal[1], 16) == found else "broken"
    return "broken" if _resembles_table(tail) else "none"


def _resembles_table(tail: bytes) -> bool:
    """True for what was a seal before a few of its characters changed."""
    wanted = _TABLE % 0
    if len(tail) < CHECKSUM_BYTES:
        return False
    fixed = [at for at, sign in enumerate(wanted) if sign != ord("0")]
    return sum(tail[at] == wanted[at] for at in fixed) >= len(fixed) * 2 // 3
