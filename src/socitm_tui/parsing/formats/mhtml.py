"""Decodes the HTML of a saved page; a page saved as one MIME file (MHTML) is unpacked.

Browsers, Word, Outlook and editors write MHTML. Such a file has the form of a mail that was never
sent: its headers name the program that saved the page, or its type is `multipart/related`.
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
MHTML_HEAD_BYTES: Final = 4096
"""MHTML is recognised by the headers in so much of a file."""
MAIL_HEADERS: Final = frozenset(
    {b"received", b"to", b"message-id", b"return-path", b"delivered-to"}
)
"""Headers of a mail that was sent; no saved page has them."""
_RELATED = re.compile(rb"^content-type:[ \t]*multipart/(?:related|alternative)", re.M | re.I)
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|From:[^\r\n]{0,20}\bSaved by\b)", re.M | re.I)
_FIRST_HEADER = re.compile(rb"[A-Za-z-]{2,40}:")
_FRAMES = re.compile(r"<frameset\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The HTML of a page that was saved."""

    html: str
    url: str | None = None
    """The address that it was saved from; None if the file does not state it."""
    doubt: str | None = None
    """Why its text may be wrong or incomplete; None if there is no doubt."""


def is_mhtml(data: bytes) -> bool:
    """True for a page that was saved as one MIME file, or the beginning of one."""
    head = data[:MHTML_HEAD_BYTES]
    if not _FIRST_HEADER.match(head, message_start(head)):
        return False
    if _SAVED.search(head):
        return True
    return bool(_RELATED.search(head)) and not header_names(head) & MAIL_HEADERS


def unpack_page(document: Document) -> SavedPage:
    """The HTML of a saved page, whether it is MHTML or HTML as it is, with its address.

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
            return _unpack_main_page(parsed.message, pages, parsed.doubt)
    except RefusedError:
        raise
    except Exception as error:  # a parser of anything may fail in any way
        raise RefusedError("it is a saved page (MHTML) that is damaged") from error
    raise RefusedError("it is a saved page (MHTML) without a page in it")


def _is_page(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")


def _unpack_main_page(message: Message, pages: list[Message], doubt: str | None) -> SavedPage:
    """The page that was saved, of all HTML parts: frames and embedded pages are parts as well.

    It is the part that the message names as its root, else the one from the address of the page,
    else the first. Of a page of frames, the longest frame is taken for the one with the text.
    """
    start = str(message.get_param("start") or "").strip("<>")
    snapshot = header_text(message, "Snapshot-Content-Location")
    by_id = (
        page for page in pages if start and header_text(page, "Content-ID").strip("<>") == start
    )
    by_address = (page for page in pages if snapshot and _address(page) == snapshot)
    page = next(by_id, None) or next(by_address, pages[0])
    decoded = decode_part(page, MAX_PAGE_BYTES)
    if _FRAMES.search(decoded.text) and len(pages) > 1:
        frames = [decode_part(frame, MAX_PAGE_BYTES) for frame in pages if frame is not page]
        decoded = max(frames, key=lambda frame: len(frame.text))
    url = web_address(_address(page)) or web_address(snapshot)
    return SavedPage(decoded.text, url, join_doubts(doubt, decoded.doubt))


def _address(part: Message) -> str:
    return one_line(header_text(part, "Content-Location"))
