"""The bytes of a saved page -> its HTML: MHTML unpacked, the declared encoding honoured."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from dataclasses import dataclass
from typing import Final, cast

from socitm_tui.kinds import RefusedError
from socitm_tui.kinds.markup import one_line
from socitm_tui.text import NotText, decode

ENCODINGS: Final = frozenset({
    "ascii", "big5", "big5hkscs", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "cp1258", "cp866", "cp874", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030",
    "gb2312", "gbk", "hz", "iso2022_jp", "iso8859-1", "iso8859-10", "iso8859-13", "iso8859-14",
    "iso8859-15", "iso8859-16", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-9", "johab", "koi8-r", "koi8-u", "mac-roman", "shift_jis",
    "tis-620", "utf-8",
})  # fmt: skip
_DECLARED = re.compile(
    rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|encoding=[\"']([\w.-]{2,40})", re.I
)
_MHTML = re.compile(rb"^(?:Snapshot-Content-Location:|From: ?<Saved by )", re.M | re.I)


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as it was saved."""

    html: str
    url: str | None = None


def is_mhtml(head: bytes) -> bool:
    """True for the opening of a page that a browser saved as one file."""
    return b"ultipart/related" in head[:4096] and bool(_MHTML.search(head[:4096]))


def unpack(data: bytes) -> Saved:
    """The HTML of a saved page and where it was.

    Raises:
        RefusedError: there is no page in it, or its bytes are no text.
    """
    if not is_mhtml(data[:4096]):
        return Saved(decode_page(data))
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html":
                page = part.get_payload(decode=True)
                where = part.get("Content-Location") or message.get("Snapshot-Content-Location")
                charset = part.get_content_charset()
                html = decode_page(cast("bytes", page or b""), charset)
                return Saved(html, one_line(str(where)) if where else None)
    except RefusedError:
        raise
    except Exception as error:
        raise RefusedError("it is a saved page (MHTML) that is damaged") from error
    raise RefusedError("it is a saved page (MHTML) without a page in it")


def decode_page(data: bytes, charset: str | None = None) -> str:
    """The text of a page: by its bytes where they are UTF-8 or UTF-16, else as it declares.

    Raises:
        RefusedError: its bytes are no text.
    """
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0" or data[:1] == b"\0"
    if not wide:
        data = data.replace(b"\0", b"")
        if (codec := _codec(charset or _declared(data))) and not _is_utf8(data):
            return data.decode(codec, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if not data:
        raise RefusedError("it is empty")
    try:
        return decode(data).text
    except NotText as error:
        raise RefusedError(str(error)) from error


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else None


def _codec(name: str | None) -> str | None:
    """The codec of a declared name, where it is one for text in use on pages."""
    try:
        codec = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return None
    if codec not in ENCODINGS or codec in ("utf-8", "ascii"):
        return None
    return "cp1252" if codec == "iso8859-1" else codec  # as browsers do


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
