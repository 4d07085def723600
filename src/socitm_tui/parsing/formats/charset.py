"""Bytes -> text where somebody named an encoding: a server, a mail part, the document itself."""

from __future__ import annotations

import codecs
from typing import Final

from socitm_tui.model.text import decode_text

ENCODINGS: Final = frozenset({
    "ascii", "big5", "big5hkscs", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "cp1258", "cp866", "cp874", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030",
    "gb2312", "gbk", "hz", "iso2022_jp", "iso8859-1", "iso8859-10", "iso8859-13", "iso8859-14",
    "iso8859-15", "iso8859-16", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6",
    "iso8859-7", "iso8859-8", "iso8859-9", "johab", "koi8-r", "koi8-u", "mac-roman", "shift_jis",
    "tis-620", "utf-8",
})  # fmt: skip


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text: by its bytes where they are UTF-8 or UTF-16, else as named, else as guessed.

    Raises:
        NotTextError: its bytes are no text; the message is the reason.
    """
    if not is_wide(data) and (codec := codec_of(charset)) and not _is_utf8(data):
        return data.decode(codec, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return decode_text(data).text


def is_wide(data: bytes) -> bool:
    """True for UTF-16 and UTF-32, with a mark of byte order or without."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[1:2] == b"\0" or data[:1] == b"\0"


def codec_of(name: str | None) -> str | None:
    """The codec of a name, where it is one for text in use on pages, and not UTF-8."""
    try:
        codec = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return None
    if codec not in ENCODINGS or codec in ("utf-8", "ascii"):
        return None
    return "cp1252" if codec == "iso8859-1" else codec  # as browsers do


def needed(data: bytes, charset: str | None) -> str | None:
    """An encoding that somebody named, where the bytes are not read right without it."""
    return charset if codec_of(charset) and not is_wide(data) and not _is_utf8(data) else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
