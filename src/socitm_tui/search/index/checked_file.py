"""A file of named sections in which every page has a checksum.

Opening reads the directory at its end and nothing else. A page is compared with its checksum the
first time it is read, so that a damaged file is noticed before it can answer wrongly, and a large
one costs no more than what is asked of it.
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, BinaryIO

PAGE_BYTES = 1 << 14
PARTS_PER_WRITE = 1 << 10
"""Parts of a section that are written together."""
MAGIC = b"socitm-i"
TRAILER = struct.Struct("<8sQII")
"""Magic, where the directory starts, its length, its checksum."""


class DamagedIndexError(Exception):
    """The file is not what was written."""


class SectionWriter:
    """Writes sections one after the other, and the directory at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._checks = array("I")
        self._page = b""
        self._sections: dict[str, tuple[int, int]] = {}

    def section(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a section from its parts."""
        start, left = self._at, iter(parts)
        while some := list(islice(left, PARTS_PER_WRITE)):
            part = b"".join(some)
            self._file.write(part)
            self._at += len(part)
            self._check(part)
        self._sections[name] = (start, self._at - start)

    def _check(self, part: bytes) -> None:
        page = self._page + part
        whole = len(page) - len(page) % PAGE_BYTES
        self._checks.extend(
            zlib.crc32(page[at : at + PAGE_BYTES]) for at in range(0, whole, PAGE_BYTES)
        )
        self._page = page[whole:]

    def close(self, facts: Mapping[str, object]) -> None:
        """Write the directory, with some facts in it."""
        self._checks.append(zlib.crc32(self._page))
        text = json.dumps({"sections": self._sections, "facts": facts})
        directory = len(self._checks).to_bytes(4, "little") + self._checks.tobytes() + text.encode()
        self._file.write(directory)
        self._file.write(TRAILER.pack(MAGIC, self._at, len(directory), zlib.crc32(directory)))


class SectionReader:
    """Reads sections of a file by `read`, which gives so many bytes from such a place of it."""

    def __init__(self, read: Callable[[int, int], bytes], size: int) -> None:
        self._read = read
        try:
            found = TRAILER.unpack(self._bytes(max(0, size - TRAILER.size), TRAILER.size))
            magic, self._end, length, check = found
            directory = self._bytes(self._end, length)
            if magic != MAGIC or zlib.crc32(directory) != check:
                raise DamagedIndexError
            count = int.from_bytes(directory[:4], "little")
            self._checks = array("I")
            self._checks.frombytes(directory[4 : 4 + 4 * count])
            document: dict[str, Any] = json.loads(directory[4 + 4 * count :])
        except (struct.error, ValueError) as error:
            raise DamagedIndexError from error
        self.facts: Mapping[str, Any] = document["facts"]
        self._sections: Mapping[str, tuple[int, int]] = document["sections"]
        self._checked = bytearray(count)

    @property
    def names(self) -> Iterable[str]:
        """The names of all sections."""
        return self._sections.keys()

    def length(self, name: str) -> int:
        """Bytes of a section."""
        return self._sections[name][1]

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Part of a section.

        Raises:
            DamagedError: it is not what was written.
        """
        at, size = self._sections[name]
        length = size - start if length is None else length
        if not length:
            return b""
        at += start
        first, last = at // PAGE_BYTES, (at + length - 1) // PAGE_BYTES
        if self._checked.find(0, first, last + 1) < 0:
            return self._bytes(at, length)
        begin = first * PAGE_BYTES
        pages = self._bytes(begin, min((last + 1) * PAGE_BYTES, self._end) - begin)
        for number in range(first, last + 1):
            offset = number * PAGE_BYTES - begin
            if zlib.crc32(pages[offset : offset + PAGE_BYTES]) != self._checks[number]:
                raise DamagedIndexError
            self._checked[number] = 1
        return pages[at - begin : at - begin + length]

    def numbers(self, name: str, code: str, first: int = 0, count: int | None = None) -> array[int]:
        """Part of a section that holds numbers, as `array` knows them by `code`."""
        found = array(code)
        size = found.itemsize
        found.frombytes(self.read(name, first * size, None if count is None else count * size))
        return found

    def _bytes(self, at: int, length: int) -> bytes:
        try:
            data = self._read(at, length)
        except (OSError, ValueError, OverflowError) as error:
            raise DamagedIndexError from error
        if len(data) != length:
            raise DamagedIndexError
        return data
