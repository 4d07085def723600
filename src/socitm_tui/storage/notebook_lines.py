"""Annotations put into the bytes of a notebook: the lines of all the others stay as they are.

Whoever has read ten thousand items has as many annotations. To write one more must not take as
long as it takes to read and write all of them: their bytes are copied and summed up, no more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from socitm_tui.storage.archive_file import ForeignArchiveError, parse_line
from socitm_tui.storage.checksum import CHECKSUM_BYTES
from socitm_tui.storage.tinydb_file import check_meta, document_checksum, encode_json

HEAD: Final = b',"annotations":{'
"""The end of the first line."""
END: Final = b"\n}"
"""What follows the last annotation, before the seal."""
KEY: Final = b':{"key":'
"""What each annotation begins with, after its number."""
FEW: Final = 16
"""Annotations up to which looking for each is quicker than reading all."""
_NUMBER: Final = re.compile(rb'"(\d+)"')


class UnusualError(Exception):
    """It is not laid out as this program does it, and has to be read as JSON."""


class NoteLines:
    """The lines of a notebook that is sealed and whole."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Begin with the bytes of a file.

        Raises:
            StoreError: it is of another kind or newer than this program.
            UnusualError: it has other lines than one for each annotation.
        """
        self._data = data
        self._first = data.find(b"\n")
        """Where the first line ends."""
        self._end = len(data) - CHECKSUM_BYTES - len(END)
        """Where the last annotation ends."""
        head = data[: max(self._first, 0)]
        if not head.endswith(HEAD) or data[self._end : self._end + len(END)] != END:
            raise UnusualError
        try:
            meta = json.loads(head[: -len(HEAD)] + b"}")["meta"].values()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UnusualError from error
        check_meta(path, "notebook", meta)

    def document(self, key: str) -> dict[str, Any] | None:
        """What stands there of a key; None where it has no annotation.

        Raises:
            UnusualError: what was found is no line of its own.
        """
        span = self._span(key)
        if span is None:
            return None
        found = self.document_at(span[0])
        if found.pop("crc", None) != document_checksum(found):
            raise UnusualError
        return found

    def starts(self) -> Iterator[int]:
        """Where each annotation begins, or other line."""
        start = self._first + 1
        while 0 < start < self._end:
            yield start
            start = self._data.find(b"\n", start) + 1

    def match(self, beginning: re.Pattern[bytes], start: int) -> re.Match[bytes] | None:
        """What a line begins with."""
        return beginning.match(self._data, start, self._end)

    def document_at(self, start: int) -> dict[str, Any]:
        """What stands in the line that begins there, with its checksum.

        Raises:
            UnusualError: as of `document`.
        """
        line = self._data[start : self._data.find(b"\n", start)]
        try:
            return parse_line(line)
        except ForeignArchiveError as error:
            raise UnusualError from error

    def put(self, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[bytes]:
        """All the bytes but the seal, with other documents for some keys, and those of new ones.

        Args:
            documents: Key -> what is to stand there.
        """
        lines, more = [], []
        for key, document in documents.items():
            span = self._span(key)
            if span is None:
                more.append(document)
            else:
                lines.append((span, document))
        at = 0
        for (start, end), document in sorted(lines, key=lambda one: one[0]):
            colon = self._data.index(b":", start)
            yield self._data[at : colon + 1] + line_of(document)
            at = end
        yield self._data[at : self._end]
        for number, document in enumerate(more, self._last + 1):
            yield (b",\n" if number > 1 else b"\n") + b'"%d":' % number + line_of(document)
        yield END

    def _span(self, key: str) -> tuple[int, int] | None:
        """Where the line of a key begins and ends, without what parts it from the next."""
        at = self._data.rfind(KEY + encode_json(key) + b",", self._first)
        if at < 0 and self._data.count(KEY, self._first) < self._count:
            raise UnusualError
        if at < 0:
            return None
        start = self._data.rfind(b"\n", 0, at) + 1
        if not _NUMBER.fullmatch(self._data, start, at):
            raise UnusualError
        end = self._data.find(b"\n", at)
        return start, end - self._data.endswith(b",", start, end)

    @property
    def _count(self) -> int:
        """How many annotations there are, or other lines."""
        return self._data.count(b"\n", self._first, self._end)

    @property
    def _last(self) -> int:
        """The number of the last annotation."""
        start = self._data.rfind(b"\n", 0, self._end) + 1
        found = _NUMBER.match(self._data, start)
        return int(found[1]) if found and start else 0


def line_of(document: Mapping[str, Any]) -> bytes:
    """A document as it is written, with a checksum of its own."""
    return encode_json({**document, "crc": document_checksum(document)})
