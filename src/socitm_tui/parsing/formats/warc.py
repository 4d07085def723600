"""Web archives (WARC, ARC), by warcio: their records that hold a text, a page, a feed or a mail.

A record that cannot be read is reported, and reading continues with the next record that can. A
record whose checksum differs is read, and its document is doubtful. For a page that the crawler
fetched again unchanged (a revisit record) there is no second document: the time is reported as a
recapture.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import IO, Any, Final

from socitm_tui.parsing.formats import Recapture
from socitm_tui.parsing.formats.archive_members import ContainerFile, Member, RefusedMember
from socitm_tui.parsing.formats.charset import needed_charset
from socitm_tui.parsing.formats.decompression import (
    CHUNK_BYTES,
    GZIP,
    DecompressedFile,
    beginning,
    compression_of,
    is_web_archive,
)
from socitm_tui.parsing.formats.warc_records import (
    CHECKSUM_DIFFERS,
    CONTENT_TYPES,
    Record,
    doubt_of_record,
    is_altered,
    read_record,
)

DAMAGED: Final = "the archive is damaged here, or ends too soon"
LEADING_BYTES: Final = 4096
"""Bytes of a record by which it is recognised."""
SEARCH_BYTES: Final = 2**20
"""Bytes that are searched at once for the next record."""
MAX_DAMAGES: Final = 1000
"""Damaged places after which the rest of an archive is not read."""
RECORD_STARTS: Final = (b"WARC/", b"http://", b"https://")

logging.getLogger("warcio").addHandler(logging.NullHandler())  # else it prints what it meets


@dataclass(slots=True)
class _MetDocuments:
    """The documents of an archive so far: a revisit record refers to one of them."""

    by_digest: dict[str, str] = field(default_factory=dict)
    by_url: dict[str, str] = field(default_factory=dict)
    identifiers: set[str] = field(default_factory=set)

    def add(self, record: Record) -> None:
        """Note the SHA-256 of a document under its payload digest and its address."""
        sha256 = hashlib.sha256(record.data).hexdigest()
        self.identifiers.add(record.identifier or record.url or "-")
        if record.digest:
            self.by_digest[record.digest] = sha256
        if record.url:
            self.by_url[record.url] = sha256

    def find(self, record: Record) -> str | None:
        """The SHA-256 of the document that a revisit record refers to; None if it is unknown."""
        if record.digest:
            return self.by_digest.get(record.digest)
        return self.by_url.get(record.url or "")


def recognises_head(head: bytes) -> bool:
    """True for a web archive, compressed or not."""
    return is_web_archive(beginning(head))


def members(container: ContainerFile) -> Iterator[Member]:
    """A document for each record that contains one, with its address and time."""
    met = _MetDocuments()
    for number, record in enumerate(_records(container.file), 1):
        where = re.sub(r"^https?://", "", record.url or str(number))[:300]
        if record.problem:
            name = f"/{record.url}" if record.url else f" (record {number})"
            yield RefusedMember(f"{container.name}{name}", record.problem)
        elif record.is_revisit:
            sha256 = met.find(record)
            yield Recapture(f"{container.name}/{where}", sha256, record.seen) if sha256 else None
        elif record.data and record.converted_from not in met.identifiers:
            met.add(record)
            is_json = "json" in record.mime_type and not where.endswith(".json")
            yield replace(
                container.document,
                name=f"{container.name}/{where}{'.json' if is_json else ''}",
                data=record.data,
                url=record.url,
                seen=record.seen,
                charset=needed_charset(record.data, record.charset),
                doubted=record.doubted,
            )
        else:
            yield None


# ------------------------------------------------------------------ records
def _records(file: IO[bytes]) -> Iterator[Record]:
    """All records; one without data, problem or revisit has no document.

    A compressed archive has a gzip member for each record. After damage, reading continues where
    the next record seems to begin.
    """
    head = file.read(LEADING_BYTES)
    magic = compression_of(head)
    start: int | None = len(head) - len(head.lstrip(b"\r\n"))
    damages = 0
    while start is not None and damages < MAX_DAMAGES:
        file.seek(start)
        stream = DecompressedFile(file, magic, is_single=True) if magic else file
        end, is_damaged = yield from _records_of_stream(stream, start)
        if not is_damaged and not magic:
            return
        if not is_damaged:
            file.seek(end)
            following = file.read(len(GZIP))
            is_damaged = following not in (GZIP, b"")
            start = end if following else None
        if is_damaged:
            damages += 1
            yield Record(problem=DAMAGED)
            start = _find_record(file, max(end, start or 0, 1), is_packed=bool(magic))


def _records_of_stream(
    stream: IO[bytes] | DecompressedFile, start: int
) -> Generator[Record, None, tuple[int, bool]]:
    """The records of an uncompressed archive or of a gzip member.

    Returns:
        The offset after the last record, and whether the data are damaged there.
    """
    iterator = _archive_iterator()(stream, arc2warc=True, check_digests=True)
    end = start + 1
    try:
        for entry in iterator:
            length = (entry.rec_headers.get_header("Content-Length") or "").strip()
            if not length.isdecimal():
                return end, True  # where it ends is not known
            record = read_record(entry)
            record_end = iterator.get_record_offset() + iterator.get_record_length()
            if isinstance(stream, DecompressedFile):
                if stream.is_damaged:
                    return end, True
            else:
                end = record_end
            if record.data:
                record = replace(record, doubted=doubt_of_record(entry, record.data))
            elif not record.problem and entry.rec_type in CONTENT_TYPES and is_altered(entry):
                record = Record(problem=CHECKSUM_DIFFERS)
            yield record
    except Exception:  # the parser may fail in any way on damaged data
        return end, True
    if not isinstance(stream, DecompressedFile):
        return end, False
    while stream.read(CHUNK_BYTES):  # its checksum is at the end
        pass
    return (end, True) if stream.is_damaged else (stream.find_end(), False)


def _find_record(file: IO[bytes], after: int, *, is_packed: bool) -> int | None:
    """The offset of the next record, by the marks that records begin with."""
    mark = GZIP if is_packed else b"\nWARC/"
    file.seek(after)
    chunk, offset = file.read(SEARCH_BYTES), after
    while len(chunk) >= len(mark):
        place = chunk.find(mark)
        while place >= 0:
            if not is_packed:
                return offset + place + 1
            file.seek(offset + place)
            if is_web_archive(beginning(file.read(LEADING_BYTES))):
                return offset + place
            place = chunk.find(mark, place + 1)
        offset += len(chunk) - len(mark) + 1
        file.seek(offset)
        chunk = file.read(SEARCH_BYTES)
    return None


def _archive_iterator() -> Any:  # noqa: ANN401 - warcio has no types
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - seldom needed

    class RecordIterator(ArchiveIterator):  # type: ignore[misc]
        """Reads records even if no blank line separates them."""

        INC_RECORD = ""  # else it is printed for each wrong length

        def _consume_blanklines(self) -> tuple[bytes | None, int]:
            size = 0
            while line := self.reader.readline():
                is_rest = not size and not line.startswith(RECORD_STARTS)  # of a wrong length
                if line.rstrip() and not is_rest:
                    return line, size
                size += len(line)
            return None, size

    return RecordIterator
