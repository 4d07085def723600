"""A checksum as the last table of a JSON file: a change of any bit of the file is detected.

The file is still JSON to every other program. A CRC-32 is enough, since it has to detect decay of
the storage and not an attacker, and it costs next to nothing while a file is written or read.
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
"""The file is as it was written; it was changed; it has no checksum."""

_CHUNK_BYTES: Final = 1 << 18
"""Bytes that are summed up together: few enough to be in the cache of the processor."""
_TABLE: Final = b',"seal":{"1":{"crc32":"%08x"}}}\n'
CHECKSUM_BYTES: Final = len(_TABLE % 0)
_TABLE_PATTERN: Final = re.compile(rb',"seal":\{"1":\{"crc32":"([0-9a-f]{8})"\}\}\}\n')


def add_checksum(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a JSON object without its last brace, and the table that closes it."""
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
        yield part
    yield _TABLE % checksum


class ChecksumReader:
    """Reads a file once from front to back, and compares its checksum at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = max(0, file.seek(0, io.SEEK_END) - CHECKSUM_BYTES)
        self._position = file.seek(0)
        self._checksum = 0

    def read_until(self, end: int) -> Iterator[bytes]:
        """The bytes from the present position up to another one, in chunks."""
        while self._position < end:
            chunk = self._file.read(min(_CHUNK_BYTES, end - self._position))
            if not chunk:
                return
            self._checksum = zlib.crc32(chunk, self._checksum)
            self._position += len(chunk)
            yield chunk

    def skip_until(self, end: int) -> None:
        """Move on to a position."""
        for _ in self.read_until(end):
            pass

    def verify(self) -> ChecksumState:
        """Read on to the end and compare the checksum."""
        self.skip_until(self._end)
        return _compare_checksum(self._file.read(), self._checksum)


def verify_file(path: Path) -> ChecksumState:
    """Whether a file is as it was written, was changed, or has no checksum.

    Raises:
        OSError: the file cannot be read.
    """
    with open_regular(path) as file:
        return ChecksumReader(file).verify()


def verify_bytes(data: bytes) -> ChecksumState:
    """As `verify_file`, of a file in memory."""
    return ChecksumReader(io.BytesIO(data)).verify()


def _compare_checksum(tail: bytes, checksum: int) -> ChecksumState:
    """Compare the last bytes of a file with its checksum. A damaged table is not a missing one."""
    table = _TABLE_PATTERN.fullmatch(tail)
    if table:
        return "whole" if int(table[1], 16) == checksum else "broken"
    return "broken" if _resembles_table(tail) else "none"


def _resembles_table(tail: bytes) -> bool:
    """True if the bytes are a table in which a few characters were changed."""
    expected = _TABLE % 0
    if len(tail) < CHECKSUM_BYTES:
        return False
    fixed = [place for place, byte in enumerate(expected) if byte != ord("0")]
    return sum(tail[place] == expected[place] for place in fixed) >= len(fixed) * 2 // 3
