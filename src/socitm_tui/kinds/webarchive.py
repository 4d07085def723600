"""Web archives (WARC, ARC), by warcio: their records that hold a text, a page, a feed or a mail.

A record that cannot be read is reported, and reading goes on at the next one that begins whole;
packed ones are unpacked here, for their ends and checksums are what tells damage from sense.
Where the archive says what the bytes of a record add up to and they do not, it is read all the
same, and doubted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO, Any, Final

from socitm_tui.kinds import RefusedError
from socitm_tui.kinds import members as shared
from socitm_tui.kinds.encodings import needed
from socitm_tui.kinds.members import Member, Packed, Refused, beginning, is_web_archive

MISSING: Final = "it is a web archive; install socitm-tui[warc] to load it"
DOUBTED: Final = "its bytes are not those that the archive has the checksum of"
CUT: Final = "the crawler cut it off, as the archive says"
MOST_RESTARTS: Final = 1000
PIECE: Final = 2**20
PACKED: Final = 2**16
PACKED_MARK: Final = b"\x1f\x8b\x08"
HELD: Final = ("response", "resource", "conversion")
ABOUT: Final = ("warcinfo", "request", "metadata", "revisit", "continuation")
TYPES: Final = (
    "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml",
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/json", "message/rfc822",
)  # fmt: skip
_NOTED = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:\S*", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)

logging.getLogger("warcio").addHandler(logging.NullHandler())  # else it prints what it meets


@dataclass(frozen=True, slots=True)
class Record:
    """What a server once answered, or why that cannot be read."""

    number: int
    url: str | None = None
    seen: str | None = None
    data: bytes = b""
    problem: str | None = None
    kind: str = ""
    """What the server called it, as `text/html`."""
    charset: str | None = None
    doubted: str | None = None
    """Why it may not be what the server said."""


def holds(head: bytes) -> bool:
    """True for a web archive, packed or not."""
    return is_web_archive(beginning(head))


def members(packed: Packed) -> Iterator[Member]:
    """A document for each record of something to read, with its address and time.

    Raises:
        RefusedError: warcio is not installed.
    """
    for one in records(packed.file, shared.LARGEST):
        where = re.sub(r"^https?://", "", one.url or str(one.number))[:300]
        if one.problem:
            name = f"/{one.url}" if one.url else f" (record {one.number})"
            yield Refused(f"{packed.name}{name}", one.problem)
        elif one.data:
            kind = ".json" if "json" in one.kind and not where.endswith(".json") else ""
            yield replace(
                packed.found,
                name=f"{packed.name}/{where}{kind}",
                data=one.data,
                url=one.url,
                seen=one.seen,
                charset=needed(one.data, one.charset),
                doubted=one.doubted,
            )


# ------------------------------------------------------------------ records
def records(file: IO[bytes], largest: int) -> Iterator[Record]:
    """The records of an archive that hold something to read, and those that are damaged.

    Raises:
        RefusedError: warcio is not installed.
    """
    is_packed = file.read(2) == b"\x1f\x8b"
    stretches = _packed(file) if is_packed else _unpacked(file)
    number = 0
    for stretch in stretches:
        for found in _iterated(stretch, largest):
            number += 1
            if found and (found.data or found.problem):
                yield replace(found, number=number)
        stretch.drain()
        if stretch.is_damaged:
            number += 1
            yield Record(number, problem="the archive is damaged here, or ends too soon")


class _Stretch:
    """Part of an archive that is read without a break, counted from its beginning."""

    def __init__(self, file: IO[bytes], start: int) -> None:
        self._file, self._start = file, start
        file.seek(start)
        self.end = start
        """Where the last sound record of it ends."""
        self.is_damaged = False

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def tell(self) -> int:
        return self._file.tell() - self._start

    def passed(self, length: int) -> None:
        """A sound record ended so far from the beginning."""
        self.end = self._start + length

    def drain(self) -> None:
        """Read to the end of what is surely part of it."""


def _iterated(stretch: _Stretch, largest: int) -> Iterator[Record | None]:
    """What is in a stretch, up to where that is damaged; None for what is passed over."""
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - seldom needed
    except ImportError as error:
        raise RefusedError(MISSING) from error
    iterator = ArchiveIterator(stretch, arc2warc=True, check_digests=True)
    iterator.INC_RECORD = ""  # else it is printed, wherever a length is wrong
    try:
        for record in iterator:
            if not (record.rec_headers.get_header("Content-Length") or "").strip().isdecimal():
                stretch.is_damaged = True  # nobody knows where it ends
                return
            found = _read(record, 0, largest)
            end = iterator.get_record_offset() + iterator.get_record_length()
            if stretch.is_damaged:
                return
            stretch.passed(end)
            if found and (found.data or found.problem):
                yield replace(found, doubted=_doubt(record, found.data))
            else:
                altered = record.rec_type in HELD and _is_altered(record)
                yield Record(0, problem=DOUBTED) if altered else None
    except Exception:  # damage shows itself in any way inside the parser
        stretch.is_damaged = True


def _unpacked(file: IO[bytes]) -> Iterator[_Stretch]:
    """The stretches of an archive that is not packed: it goes on behind what is damaged."""
    start: int | None = 0
    for _ in range(MOST_RESTARTS):
        if start is None:
            return
        stretch = _Stretch(file, start)
        yield stretch
        end = max(stretch.end, start + 1)
        start = _next(file, end, packed=False) if stretch.is_damaged else None


def _packed(file: IO[bytes]) -> Iterator[_Stretch]:
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


class _Damaged(_Stretch):
    """A stretch of which nothing can be made."""

    def __init__(self, file: IO[bytes], start: int) -> None:
        super().__init__(file, start)
        self.is_damaged = True

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - as any file has it
        return b""


class _Member(_Stretch):
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


def _read(record: Any, number: int, largest: int) -> Record | None:  # noqa: ANN401 - warcio's own
    """A record of something that can be read, or None for what is passed over."""
    if record.rec_type not in HELD:
        known = record.rec_type in ABOUT
        return None if known else Record(number, problem="its own headers are damaged")
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI")
    if url and not _plain(url).lower().startswith(("http://", "https://", "file:")):
        noted = _NOTED.match(_plain(url))  # by a crawler, of itself
        return None if noted else Record(number, problem="its own headers are damaged")
    answer = record.http_headers
    if answer is not None and not (answer.get_statuscode() or "").startswith("2"):
        return None
    said = (answer if answer is not None else headers).get_header("Content-Type") or ""
    kind = said.split(";")[0].strip().lower()
    if kind and kind not in TYPES:
        return None
    body, problem = _body(record, largest)
    if problem:
        return Record(number, _plain(url or "") or None, problem=problem)
    if len(body) > largest:
        problem = f"it unpacks to more than {largest // 2**20} MB"
    elif getattr(record.raw_stream, "limit", 0) > 0 and not record.raw_stream.read(1):
        problem = "the archive ends in the middle of it"
    charset = match[1].lower() if (match := _CHARSET.search(said)) else None
    return Record(
        number,
        _plain(url or "") or None,
        headers.get_header("WARC-Date"),
        body if not problem else b"",
        problem,
        kind,
        charset,
    )


def _body(record: Any, largest: int) -> tuple[bytes, str | None]:  # noqa: ANN401 - warcio's own
    """What the server sent, unpacked up to a limit, or why it cannot be."""
    answer = record.http_headers
    packing = ((answer.get_header("Content-Encoding") or "") if answer is not None else "").lower()
    if packing in ("", "identity", "gzip", "deflate"):
        return record.content_stream().read(largest + 1), None
    if packing != "br":
        return b"", f"it is packed in a way that cannot be undone here ({packing[:20]})"
    from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 - as above

    is_chunked = (answer.get_header("Transfer-Encoding") or "").lower() == "chunked"
    raw = ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream
    return _unpacked_by_brotli(raw.read(largest + 1), largest)


def _unpacked_by_brotli(packed: bytes, largest: int) -> tuple[bytes, str | None]:
    try:
        import brotli  # noqa: PLC0415 - comes with warcio in the extra
    except ImportError:
        return b"", "it is packed by brotli; install socitm-tui[warc] to load it"
    unpack = brotli.Decompressor()
    try:
        data = unpack.process(packed, output_buffer_limit=largest + 1)
    except brotli.error:
        return b"", "it is packed and damaged"
    return data, None if unpack.is_finished() or len(data) > largest else "it is packed and damaged"


def _plain(url: str) -> str:
    """An address without the brackets that old crawlers wrote around it."""
    return url.strip("<> ")


# ------------------------------------------------------------------ checksums
def _doubt(record: Any, body: bytes) -> str | None:  # noqa: ANN401 - warcio's own
    """Why a record may not be what the server said, or None.

    The checksum of the whole record counts most: crawlers differ about which bytes the payload is.
    """
    headers = record.rec_headers
    failed = [one for one in record.digest_checker.problems if "failed" in one]
    if _is_altered(record):
        return DOUBTED
    if failed and not headers.get_header("WARC-Block-Digest"):
        return None if _is_of(body, headers.get_header("WARC-Payload-Digest") or "") else DOUBTED
    return CUT if headers.get_header("WARC-Truncated") else None


def _is_altered(record: Any) -> bool:  # noqa: ANN401 - warcio's own
    """True where the checksum of the whole record differs."""
    return any(one.startswith("block digest failed") for one in record.digest_checker.problems)


def _is_of(body: bytes, digest: str) -> bool:
    """True where a checksum, in hexadecimal or base 32, is that of some bytes."""
    name, _, value = digest.partition(":")
    try:
        own = hashlib.new(name.strip().lower(), body, usedforsecurity=False).digest()
        return value.lower() == own.hex() or base64.b32decode(value.upper()) == own
    except (ValueError, binascii.Error):
        return False
