"""Web archives (WARC, ARC), by warcio: their records that hold a text, a page, a feed or a mail.

A record that cannot be read is reported, and reading continues with the next record that can. A
record whose checksum differs is read, and its document is doubtful. For a page that the crawler
fetched again unchanged (a revisit record) there is no second document: the time is reported as a
recapture.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import IO, Any, Final

from socitm_tui.parsing.formats import Recapture, archive_members
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

CHECKSUM_DIFFERS: Final = "its bytes are not those that the archive has the checksum of"
CUT_BY_CRAWLER: Final = "the crawler cut it off, as the archive says"
DAMAGED: Final = "the archive is damaged here, or ends too soon"
DAMAGED_HEADERS: Final = "its own headers are damaged"
LEADING_BYTES: Final = 4096
"""Bytes of a record by which it is recognised."""
SEARCH_BYTES: Final = 2**20
"""Bytes that are searched at once for the next record."""
MAX_DAMAGES: Final = 1000
"""Damaged places after which the rest of an archive is not read."""
CONTENT_TYPES: Final = ("response", "resource", "conversion")
"""The types of records that hold a document."""
OTHER_TYPES: Final = ("warcinfo", "request", "metadata", "continuation")
MIME_TYPES: Final = (
    "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml",
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/json", "message/rfc822",
)  # fmt: skip
RECORD_STARTS: Final = (b"WARC/", b"http://", b"https://")
_CRAWLER_NOTE = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:\S*", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)

logging.getLogger("warcio").addHandler(logging.NullHandler())  # else it prints what it meets


@dataclass(frozen=True, slots=True)
class Record:
    """The document in a record, or why it cannot be read."""

    url: str | None = None
    seen: str | None = None
    data: bytes = b""
    problem: str | None = None
    mime_type: str = ""
    charset: str | None = None
    doubted: str | None = None
    """Why it may not be what the server sent."""
    digest: str = ""
    """The checksum of the payload, as the archive has it."""
    is_revisit: bool = False
    """The same document as that of an earlier record."""
    identifier: str = ""
    converted_from: str = ""
    """The identifier of the record of which this one is a conversion to text."""


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
        source = DecompressedFile(file, magic, is_single=True) if magic else file
        end, is_damaged = yield from _records_of_source(source, start)
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


def _records_of_source(
    source: IO[bytes] | DecompressedFile, start: int
) -> Generator[Record, None, tuple[int, bool]]:
    """The records of an uncompressed archive or of a gzip member.

    Returns:
        The offset after the last record, and whether the data are damaged there.
    """
    iterator = _archive_iterator()(source, arc2warc=True, check_digests=True)
    end = start + 1
    try:
        for entry in iterator:
            length = (entry.rec_headers.get_header("Content-Length") or "").strip()
            if not length.isdecimal():
                return end, True  # where it ends is not known
            record = _read_record(entry)
            record_end = iterator.get_record_offset() + iterator.get_record_length()
            if isinstance(source, DecompressedFile):
                if source.is_damaged:
                    return end, True
            else:
                end = record_end
            if record.data:
                record = replace(record, doubted=_doubt(entry, record.data))
            elif not record.problem and entry.rec_type in CONTENT_TYPES and _is_altered(entry):
                record = Record(problem=CHECKSUM_DIFFERS)
            yield record
    except Exception:  # the parser may fail in any way on damaged data
        return end, True
    if not isinstance(source, DecompressedFile):
        return end, False
    while source.read(CHUNK_BYTES):  # its checksum is at the end
        pass
    return (end, True) if source.is_damaged else (source.find_end(), False)


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


def _read_record(entry: Any) -> Record:  # noqa: ANN401 - warcio's own
    """The document of a record; an empty one if it has none."""
    headers = entry.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")  # old crawlers wrote brackets
    known = Record(
        url or None,
        headers.get_header("WARC-Date"),
        digest=headers.get_header("WARC-Payload-Digest") or "",
        identifier=headers.get_header("WARC-Record-ID") or "",
    )
    if entry.rec_type == "revisit":
        return replace(known, is_revisit=True)
    if entry.rec_type not in CONTENT_TYPES:
        return Record(problem=None if entry.rec_type in OTHER_TYPES else DAMAGED_HEADERS)
    if url and not url.lower().startswith(("http://", "https://", "file:")):
        return Record(problem=None if _CRAWLER_NOTE.match(url) else DAMAGED_HEADERS)
    answer = entry.http_headers
    if answer is not None and not (answer.get_statuscode() or "").startswith("2"):
        return Record()
    content_type = (answer if answer is not None else headers).get_header("Content-Type") or ""
    mime_type = content_type.split(";")[0].strip().lower()
    if mime_type and mime_type not in MIME_TYPES:
        return Record()
    body, problem = _body(entry)
    if not problem and len(body) > archive_members.MAX_MEMBER_BYTES:
        problem = f"it unpacks to more than {archive_members.MAX_MEMBER_BYTES // 2**20} MB"
    elif not problem and _ends_too_soon(entry):
        problem = "the archive ends in the middle of it"
    if problem:
        return replace(known, problem=problem)
    charset = match[1].lower() if (match := _CHARSET.search(content_type)) else None
    if entry.rec_type == "conversion":
        known = replace(known, converted_from=headers.get_header("WARC-Refers-To") or "")
    return replace(known, data=body, mime_type=mime_type, charset=charset)


def _ends_too_soon(entry: Any) -> bool:  # noqa: ANN401 - warcio's own
    return getattr(entry.raw_stream, "limit", 0) > 0 and not entry.raw_stream.read(1)


def _body(entry: Any) -> tuple[bytes, str | None]:  # noqa: ANN401 - warcio's own
    """What the server sent, decompressed up to a limit, or why it cannot be decompressed."""
    limit = archive_members.MAX_MEMBER_BYTES + 1
    answer = entry.http_headers
    encoding = ((answer.get_header("Content-Encoding") or "") if answer is not None else "").lower()
    if encoding in ("", "identity", "gzip", "deflate"):
        return entry.content_stream().read(limit), None
    if encoding != "br":
        return b"", f"it is packed in a way that cannot be undone here ({encoding[:20]})"
    from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 - as above

    is_chunked = (answer.get_header("Transfer-Encoding") or "").lower() == "chunked"
    raw = ChunkedDataReader(entry.raw_stream) if is_chunked else entry.raw_stream
    return _decompress_brotli(raw.read(limit), limit)


def _decompress_brotli(packed: bytes, limit: int) -> tuple[bytes, str | None]:
    import brotli  # noqa: PLC0415 - seldom needed

    decompressor = brotli.Decompressor()
    try:
        data = decompressor.process(packed, output_buffer_limit=limit)
    except brotli.error:
        return b"", "it is packed and damaged"
    is_whole = decompressor.is_finished() or len(data) >= limit
    return data, None if is_whole else "it is packed and damaged"


# ------------------------------------------------------------------ checksums
def _doubt(entry: Any, body: bytes) -> str | None:  # noqa: ANN401 - warcio's own
    """Why a record may not be what the server sent, or None.

    The checksum of the whole record counts most: crawlers differ about which bytes the payload is.
    """
    headers = entry.rec_headers
    if _is_altered(entry):
        return CHECKSUM_DIFFERS
    has_failed = any("failed" in problem for problem in entry.digest_checker.problems)
    if has_failed and not headers.get_header("WARC-Block-Digest"):
        digest = headers.get_header("WARC-Payload-Digest") or ""
        return None if is_digest_of(body, digest) else CHECKSUM_DIFFERS
    return CUT_BY_CRAWLER if headers.get_header("WARC-Truncated") else None


def _is_altered(entry: Any) -> bool:  # noqa: ANN401 - warcio's own
    """True if the checksum of the whole record differs."""
    problems = entry.digest_checker.problems
    return any(problem.startswith("block digest failed") for problem in problems)


def is_digest_of(data: bytes, digest: str) -> bool:
    """True if a digest, `sha1:` and hexadecimal or base 32, is that of some bytes."""
    name, _, value = digest.partition(":")
    try:
        own = hashlib.new(name.strip().lower(), data, usedforsecurity=False).digest()
        return value.lower() == own.hex() or base64.b32decode(value.upper()) == own
    except (ValueError, binascii.Error):
        return False
