"""Reads and writes a file of named sections in which every page has a checksum.

Opening reads only the directory at the end of the file. A page is compared with its checksum when
it is first read. So damage is noticed before it can give a wrong answer, and a large file costs
no more than what is read of it.
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
"""Bytes that share a checksum; the least that is read at once."""
PARTS_PER_WRITE = 1 << 10
"""Parts of a section that are joined before they are written."""
MAGIC = b"socitm-i"
TRAILER = struct.Struct("<8sQII")
"""Magic number, position of the directory, its length, its checksum."""


class DamagedIndexError(Exception):
    """The file is not as it was written."""


class SectionWriter:
    """Writes sections one after the other, and the directory at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._position = 0
        self._checksums = array("I")
        self._page = b""
        """The beginning of the page that is not full yet."""
        self._sections: dict[str, tuple[int, int]] = {}

    def write_section(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a section from its parts."""
        start, rest = self._position, iter(parts)
        while batch := list(islice(rest, PARTS_PER_WRITE)):
            data = b"".join(batch)
            self._file.write(data)
            self._position += len(data)
            self._add_checksums(data)
        self._sections[name] = (start, self._position - start)

    def _add_checksums(self, data: bytes) -> None:
        data = self._page + data
        end = len(data) - len(data) % PAGE_BYTES
        pages = (data[start : start + PAGE_BYTES] for start in range(0, end, PAGE_BYTES))
        self._checksums.extend(map(zlib.crc32, pages))
        self._page = data[end:]

    def close(self, facts: Mapping[str, object]) -> None:
        """Write the directory, and some facts with it."""
        self._checksums.append(zlib.crc32(self._page))
        text = json.dumps({"sections": self._sections, "facts": facts})
        count = len(self._checksums).to_bytes(4, "little")
        directory = count + self._checksums.tobytes() + text.encode()
        self._file.write(directory)
        trailer = (MAGIC, self._position, len(directory), zlib.crc32(directory))
        self._file.write(TRAILER.pack(*trailer))


class SectionReader:
    """Reads sections of a file."""

    def __init__(self, read: Callable[[int, int], bytes], size: int) -> None:
        """Read the directory.

        Args:
            read: Returns bytes of the file: `read(position, length)`.
            size: The size of the file in bytes.

        Raises:
            DamagedIndexError: The directory is not as it was written.
        """
        self._read = read
        try:
            trailer = TRAILER.unpack(self._read_bytes(max(0, size - TRAILER.size), TRAILER.size))
            magic, self._end, length, checksum = trailer
            directory = self._read_bytes(self._end, length)
            if magic != MAGIC or zlib.crc32(directory) != checksum:
                raise DamagedIndexError
            count = int.from_bytes(directory[:4], "little")
            self._checksums = array("I")
            self._checksums.frombytes(directory[4 : 4 + 4 * count])
            document: dict[str, Any] = json.loads(directory[4 + 4 * count :])
        except (struct.error, ValueError) as error:
            raise DamagedIndexError from error
        self.facts: Mapping[str, Any] = document["facts"]
        self._sections: Mapping[str, tuple[int, int]] = document["sections"]
        self._is_verified = bytearray(count)
        """For each page 1 if it was compared with its checksum."""

    @property
    def section_names(self) -> Iterable[str]:
        """The names of all sections."""
        return self._sections.keys()

    def length(self, name: str) -> int:
        """The bytes of a section."""
        return self._sections[name][1]

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Part of a section.

        Raises:
            DamagedIndexError: It is not as it was written.
        """
        position, size = self._sections[name]
        length = size - start if length is None else length
        if not length:
            return b""
        position += start
        first, last = position // PAGE_BYTES, (position + length - 1) // PAGE_BYTES
        if self._is_verified.find(0, first, last + 1) < 0:
            return self._read_bytes(position, length)
        begin = first * PAGE_BYTES
        pages = self._read_bytes(begin, min((last + 1) * PAGE_BYTES, self._end) - begin)
        for page in range(first, last + 1):
            offset = page * PAGE_BYTES - begin
            if zlib.crc32(pages[offset : offset + PAGE_BYTES]) != self._checksums[page]:
                raise DamagedIndexError
            self._is_verified[page] = 1
        return pages[position - begin : position - begin + length]

    def read_numbers(
        self, name: str, code: str, first: int = 0, count: int | None = None
    ) -> array[int]:
        """Part of a section that holds numbers.

        Args:
            name: The section.
            code: The type of the numbers, as `array` calls it.
            first: The first number to read.
            count: How many to read; None for all that follow.
        """
        numbers = array(code)
        size = numbers.itemsize
        data = self.read(name, first * size, None if count is None else count * size)
        numbers.frombytes(data)
        return numbers

    def _read_bytes(self, position: int, length: int) -> bytes:
        try:
            data = self._read(position, length)
        except (OSError, ValueError, OverflowError) as error:
            raise DamagedIndexError from error
        if len(data) != length:
            raise DamagedIndexError
        return data
