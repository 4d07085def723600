"""A record of a web archive -> its document, and whether its checksums are right."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from socitm_tui.parsing.formats import archive_members

CHECKSUM_DIFFERS: Final = "its bytes are not those that the archive has the checksum of"
CUT_BY_CRAWLER: Final = "the crawler cut it off, as the archive says"
DAMAGED_HEADERS: Final = "its own headers are damaged"
CONTENT_TYPES: Final = ("response", "resource", "conversion")
"""The types of records that hold a document."""
OTHER_TYPES: Final = ("warcinfo", "request", "metadata", "continuation")
MIME_TYPES: Final = (
    "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml",
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/json", "message/rfc822",
)  # fmt: skip
_CRAWLER_NOTE = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:\S*", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


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


def read_record(entry: Any) -> Record:  # noqa: ANN401 - warcio's own
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
def doubt_of_record(entry: Any, body: bytes) -> str | None:  # noqa: ANN401 - warcio's own
    """Why a record may not be what the server sent, or None.

    The checksum of the whole record counts most: crawlers differ about which bytes the payload is.
    """
    headers = entry.rec_headers
    if is_altered(entry):
        return CHECKSUM_DIFFERS
    has_failed = any("failed" in problem for problem in entry.digest_checker.problems)
    if has_failed and not headers.get_header("WARC-Block-Digest"):
        digest = headers.get_header("WARC-Payload-Digest") or ""
        return None if is_digest_of(body, digest) else CHECKSUM_DIFFERS
    return CUT_BY_CRAWLER if headers.get_header("WARC-Truncated") else None


def is_altered(entry: Any) -> bool:  # noqa: ANN401 - warcio's own
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
