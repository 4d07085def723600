"""Saved pages as bytes -> their HTML. Pages that are one MIME file (MHTML) are unpacked.

Browsers, Word, Outlook and editors write MHTML; they have in common a message of the type
`multipart/related` (a page without pictures: `text/html`) that was never sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from itertools import islice
from typing import Final

from socitm_tui.parsing.formats import Document, RefusedError, decode_markup, join_doubts
from socitm_tui.parsing.formats.html_tokens import one_line, web_address
from socitm_tui.parsing.formats.mime import (
    MAX_PARTS,
    decode_part,
    header_names,
    header_text,
    message_start,
    parse_message,
)

MAX_PAGE_BYTES: Final = 64 * 2**20
SENT: Final = frozenset({b"received", b"to", b"message-id", b"return-path", b"delivered-to"})
"""Headers of a mail that was sent, which no saved page has."""
_RELATED = re.compile(rb"^content-type:[ \t]*multipart/(?:related|alternative)", re.M | re.I)
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|From:[^\r\n]{0,20}\bSaved by\b)", re.M | re.I)
_FRAMES = re.compile(r"<frameset\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as it was saved."""

    html: str
    url: str | None = None
    """The address that it was saved from, if the file has it."""
    doubt: str | None = None
    """Why text or letters may be wrong or missing."""


def is_mhtml(data: bytes) -> bool:
    """True for the opening of a page that was saved as one MIME file."""
    head = data[:4096]
    start = message_start(head)
    if not re.match(rb"[A-Za-z-]{2,40}:", head[start : start + 60]):
        return False
    if _SAVED.search(head):
        return True
    return bool(_RELATED.search(head)) and not header_names(head) & SENT


def unpack_page(document: Document) -> SavedPage:
    """The HTML of a saved page and its address.

    Raises:
        RefusedError: there is no page in it, or its bytes are not text.
    """
    if not is_mhtml(document.data):
        decoded = decode_markup(document.data, document.charset)
        return SavedPage(decoded.text, None, decoded.doubt)
    try:
        parsed = parse_message(document.data)
        pages = [part for part in islice(parsed.message.walk(), MAX_PARTS) if _is_page(part)]
        if pages:
            return _unpack_part(parsed.message, pages, parsed.doubt)
    except RefusedError:
        raise
    except Exception as error:  # a parser of anything may fail in any way
        raise RefusedError("it is a saved page (MHTML) that is damaged") from error
    raise RefusedError("it is a saved page (MHTML) without a page in it")


def _is_page(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")


def _unpack_part(message: Message, pages: list[Message], doubt: str | None) -> SavedPage:
    """The page itself, of all HTML in the file: frames and embedded pages are parts as well."""
    start = str(message.get_param("start") or "").strip("<>")
    snapshot = header_text(message, "Snapshot-Content-Location")
    roots = (
        page for page in pages if start and header_text(page, "Content-ID").strip("<>") == start
    )
    named = (page for page in pages if snapshot and _address(page) == snapshot)
    page = next(roots, None) or next(named, pages[0])
    decoded = decode_part(page, MAX_PAGE_BYTES)
    if _FRAMES.search(decoded.text) and len(pages) > 1:
        frames = [decode_part(frame, MAX_PAGE_BYTES) for frame in pages if frame is not page]
        decoded = max(frames, key=lambda frame: len(frame.text))
    url = web_address(_address(page)) or web_address(snapshot)
    return SavedPage(decoded.text, url, join_doubts(doubt, decoded.doubt))


def _address(part: Message) -> str:
    return one_line(header_text(part, "Content-Location"))
