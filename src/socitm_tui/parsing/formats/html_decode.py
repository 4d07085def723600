"""The bytes of a saved page -> its HTML: MHTML unpacked, the declared encoding honoured."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Collection
from dataclasses import dataclass
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from typing import cast

from socitm_tui.model.text import NotTextError
from socitm_tui.parsing.formats import RefusedError
from socitm_tui.parsing.formats.charset import decoded, is_wide
from socitm_tui.parsing.formats.html_tokens import one_line

_DECLARED = re.compile(
    rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|encoding=[\"']([\w.-]{2,40})", re.I
)
_MHTML = re.compile(rb"^(?:Snapshot-Content-Location:|From: ?<Saved by )", re.M | re.I)


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as it was saved."""

    html: str
    url: str | None = None
    is_half: bool = False
    """It ends before its parts are closed."""


def is_mhtml(head: bytes) -> bool:
    """True for the opening of a page that a browser saved as one file."""
    return b"ultipart/related" in head[:4096] and bool(_MHTML.search(head[:4096]))


def unpack(data: bytes, charset: str | None = None) -> Saved:
    """The HTML of a saved page and where it was.

    Args:
        data: As it was saved.
        charset: The encoding that its server named.

    Raises:
        RefusedError: there is no page in it, or its bytes are no text.
    """
    if not is_mhtml(data[:4096]):
        return Saved(decode_page(data, charset))
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                page = part.get_payload(decode=True)
                where = part.get("Content-Location") or message.get("Snapshot-Content-Location")
                charset = part.get_content_charset()
                html = decode_page(cast("bytes", page or b""), charset)
                return Saved(html, one_line(str(where)) if where else None, is_half(message))
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError("it is a saved page (MHTML) that is damaged") from error
    raise RefusedError("it is a saved page (MHTML) without a page in it")


def is_half(message: Message) -> bool:
    """True for a mail, or a page saved like one, that ends before its parts are closed."""
    defects = (defect for part in message.walk() for defect in part.defects)
    return any(isinstance(one, CloseBoundaryNotFoundDefect) for one in defects)


def decode_page(data: bytes, charset: str | None = None) -> str:
    """The text of a page: by its bytes where they are UTF-8 or UTF-16, else as it declares.

    Raises:
        RefusedError: its bytes are no text.
    """
    if not is_wide(data):
        data = data.replace(b"\0", b"")
    try:
        return decoded(data, charset or _declared(data))
    except NotTextError as error:
        raise RefusedError(str(error)) from error


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else None


def is_of_a_page(folder: str, pages: Collection[str]) -> bool:
    """True for the folder of pictures and scripts that a browser saves beside a page.

    Args:
        folder: Its name, as `A page_files`.
        pages: The names of the pages beside it, less `.html`.
    """
    stem, _, kind = folder.rpartition("_") if "_" in folder else folder.rpartition(".")
    return kind in ("files", "Dateien", "fichiers", "archivos") and stem in pages
