"""Records of a web archive (WARC, ARC) that hold a text, a page or a feed, by warcio.

A record that cannot be read is reported, and reading goes on at the next one that begins whole.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from socitm_tui.kinds import RefusedError

MISSING: Final = "it is a web archive; install socitm-tui[warc] to load it"
MOST_RESTARTS: Final = 1000
HELD: Final = ("response", "resource", "conversion")
ABOUT: Final = ("warcinfo", "request", "metadata", "revisit", "continuation")
TYPES: Final = (
    "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml",
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
    "application/json", "message/rfc822",
)  # fmt: skip


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


def records(data: bytes, largest: int) -> Iterator[Record]:
    """The records of an archive that hold something to read, and those that are damaged.

    Raises:
        RefusedError: warcio is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - seldom needed
    except ImportError as error:
        raise RefusedError(MISSING) from error
    start, number = 0, 0
    for _ in range(MOST_RESTARTS):
        iterator = ArchiveIterator(io.BytesIO(data[start:]), arc2warc=True)
        end = 0
        wrong = ""
        try:
            for record in iterator:
                number += 1
                found = _read(record, number, largest)
                end = iterator.get_record_offset() + iterator.get_record_length()
                if found:
                    yield found
        except Exception as problem:  # damage shows itself in any way inside the parser
            wrong = type(problem).__name__
        following = _next(data, start + max(end, 1))
        if following is None:
            if wrong:
                yield Record(number + 1, problem=f"it is damaged ({wrong})")
            return
        yield Record(number + 1, problem="it is damaged; what follows was read")
        start = following


def _next(data: bytes, after: int) -> int | None:
    """Where the next whole record begins, by the marks that records begin with."""
    packed = data.startswith(b"\x1f\x8b")
    at = after
    while (at := data.find(b"\x1f\x8b\x08" if packed else b"\nWARC/", at)) >= 0:
        if not packed:
            return at + 1
        try:
            head = zlib.decompressobj(31).decompress(data[at : at + 4096], 16)
        except zlib.error:
            head = b""
        if head.startswith(b"WARC/"):
            return at
        at += 1
    return None


def _read(record: Any, number: int, largest: int) -> Record | None:  # noqa: ANN401 - warcio's own
    """A record of something that can be read, or None for what is passed over."""
    if record.rec_type not in HELD:
        known = record.rec_type in ABOUT
        return None if known else Record(number, problem="its own headers are damaged")
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI")
    if url and not _plain(url).lower().startswith(("http://", "https://", "file:")):
        return None  # what a crawler notes of itself
    seen = headers.get_header("WARC-Date")
    answer = record.http_headers
    if answer is not None:
        if not (answer.get_statuscode() or "").startswith("2"):
            return None
        kind = answer.get_header("Content-Type") or ""
    else:
        kind = headers.get_header("Content-Type") or ""
    kind = kind.split(";")[0].strip().lower()
    if kind and kind not in TYPES:
        return None
    body = record.content_stream().read(largest + 1)
    problem = None
    if len(body) > largest:
        problem = f"it unpacks to more than {largest // 2**20} MB"
    elif getattr(record.raw_stream, "limit", 0) > 0 and not record.raw_stream.read(1):
        problem = "the archive ends in the middle of it"
    return Record(
        number, _plain(url or "") or None, seen, body if not problem else b"", problem, kind
    )


def _plain(url: str) -> str:
    """An address without the brackets that old crawlers wrote around it."""
    return url.strip("<> ")
