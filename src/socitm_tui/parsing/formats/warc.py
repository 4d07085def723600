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
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO, Any, Final

from socitm_tui.parsing.formats.archive_members import (
    MAX_MEMBER_BYTES,
    ContainerFile,
    Member,
    RefusedMember,
    beginning,
    is_web_archive,
)
from socitm_tui.parsing.formats.charset import needed
from socitm_tui.parsing.formats.warc_segments import Stretch, stretches

DOUBTED: Final = "its bytes are not those that the archive has the checksum of"
CUT: Final = "the crawler cut it off, as the archive says"
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


def members(packed: ContainerFile) -> Iterator[Member]:
    """A document for each record of something to read, with its address and time.

    Raises:
        RefusedError: warcio is not installed.
    """
    for one in records(packed.file, MAX_MEMBER_BYTES):
        where = re.sub(r"^https?://", "", one.url or str(one.number))[:300]
        if one.problem:
            name = f"/{one.url}" if one.url else f" (record {one.number})"
            yield RefusedMember(f"{packed.name}{name}", one.problem)
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
    number = 0
    for stretch in stretches(file):
        for found in _iterated(stretch, largest):
            number += 1
            if found and (found.data or found.problem):
                yield replace(found, number=number)
        stretch.drain()
        if stretch.is_damaged:
            number += 1
            yield Record(number, problem="the archive is damaged here, or ends too soon")


def _iterated(stretch: Stretch, largest: int) -> Iterator[Record | None]:
    """What is in a stretch, up to where that is damaged; None for what is passed over."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - seldom needed

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
    import brotli  # noqa: PLC0415 - seldom needed

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
