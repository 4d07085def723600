"""MIME messages: parsing, headers as text, and the text of a part. Shared by mail and MHTML."""

from __future__ import annotations

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import CloseBoundaryNotFoundDefect
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from itertools import islice
from typing import Final, cast

from socitm_tui.parsing.formats import ENDS_TOO_SOON, decode_markup, join_doubts
from socitm_tui.parsing.formats.charset import DecodedBytes, decode_bytes
from socitm_tui.parsing.formats.html_tokens import one_line

MAX_PARTS: Final = 1000
"""Parts of a message that are read."""
MAX_HEADER_LENGTH: Final = 10_000
"""Characters of a header that are read."""
HEAD_BYTES: Final = 65_536
"""Bytes of a document in which its headers are searched."""
PLAIN_BOUNDARY: Final = "part-of-this-mail"
WRONG_BOUNDARY: Final = "the boundary that it names is not in it; its parts were guessed"
_BLANK_START = re.compile(rb"(?:\xef\xbb\xbf|[ \t]*\r?\n)*+")
_EMLX_LENGTH = re.compile(rb"(\d{1,9})[ \t]*\n(?=[A-Za-z-]{2,40}:)")
"""The first line of a mail of Apple Mail (`.emlx`): the bytes of the mail, notes follow it."""
_ENVELOPE = re.compile(rb"From [^\r\n]+\r?\n")
_HEADER = re.compile(rb"([!-9;-~]+):[ \t]*[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n?")
_PART_START = re.compile(
    r"^--(\S{1,200}?)[ \t]*\r?\n(?=[ \t]*\r?\n|[A-Za-z-]{4,40}:)", re.MULTILINE
)
_HAS_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?")


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message, and why its parts may be wrong."""

    message: Message
    doubt: str | None = None


def message_start(data: bytes) -> int:
    """The offset of the first header, after blank lines, a BOM and the envelope of an mbox."""
    blank = _BLANK_START.match(data, 0, HEAD_BYTES)
    start = blank.end() if blank else 0
    if match := _EMLX_LENGTH.match(data, start):
        start = match.end()
    envelope = _ENVELOPE.match(data, start)
    return envelope.end() if envelope else start


def header_names(data: bytes) -> frozenset[bytes]:
    """The names of the headers that a document begins with, in lower case."""
    head = data[: HEAD_BYTES + 4096]
    at = message_start(head)
    names: set[bytes] = set()
    while len(names) < 200 and (header := _HEADER.match(head, at)):
        names.add(header[1].lower())
        at = header.end()
    return frozenset(names)


def parse_message(data: bytes) -> ParsedMessage:
    """A message with all its parts, those included that a wrong boundary hides."""
    # compat32: the newer policies fail on malformed headers
    policy = email.policy.compat32
    start = message_start(data)
    length = _EMLX_LENGTH.match(data)
    end = start + int(length[1]) if length else len(data)
    message = email.message_from_bytes(data[start:end], policy=policy)
    doubt = None
    for part in islice(message.walk(), MAX_PARTS):
        if part.get_content_maintype() == "multipart" and not part.is_multipart():
            boundary = _split_by_found_boundary(part)
            if not boundary or boundary not in str(part.get("Content-Type")):
                doubt = WRONG_BOUNDARY
    half = ENDS_TOO_SOON if _is_cut_off(message) and not doubt else None
    return ParsedMessage(message, join_doubts(doubt, half))


def _is_cut_off(message: Message) -> bool:
    """True for a message that ends before all its parts are closed."""
    defects = (defect for part in islice(message.walk(), MAX_PARTS) for defect in part.defects)
    return any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in defects)


def _split_by_found_boundary(part: Message) -> str:
    """Split a part at the lines that look like a boundary, and return that.

    Without any it becomes plain text. The parser misses a boundary in angle brackets.
    """
    payload = part.get_payload()
    text = payload if isinstance(payload, str) else ""
    boundaries = Counter(match[1] for match in _PART_START.finditer(text))
    if not boundaries:
        part.replace_header("Content-Type", "text/html" if "<html" in text[:5000] else "text/plain")
        return ""
    boundary, _ = boundaries.most_common(1)[0]
    lines = re.compile(rf"^--{re.escape(boundary)}(?=--[ \t]*$|[ \t]*$)", re.MULTILINE)
    again = email.message_from_string(
        f"Content-Type: multipart/mixed; boundary={PLAIN_BOUNDARY}\n\n"
        + lines.sub(f"--{PLAIN_BOUNDARY}", text.replace("\r\n", "\n")),
        policy=email.policy.compat32,
    )
    part.set_payload(again.get_payload())
    return boundary


# ------------------------------------------------------------------ headers
def header_text(
    message: Message,
    name: str,
    charset: str | None = None,
    doubts: list[str | None] | None = None,
) -> str:
    """A header in one line, encoded words and unencoded bytes decoded.

    Args:
        message: The message or part.
        name: The name of the header.
        charset: The encoding of the body, for bytes in the header that have none.
        doubts: A list to which the reason is added why its letters may be wrong.
    """
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    raw = str(next(values, ""))[:MAX_HEADER_LENGTH]
    if not raw.isascii():  # the parser keeps bytes as surrogates
        raw_bytes = raw.encode("utf-8", "surrogateescape")
        decoded = decode_bytes(raw_bytes, charset)
        raw = decoded.text
        if decoded.doubt and doubts is not None:
            doubts.append(f"{name}: {decoded.doubt}")
    if not _HAS_ENCODED_WORD.search(raw):
        return one_line(raw)
    try:
        pieces = decode_header(raw)
    except ValueError:
        return one_line(raw)
    return one_line("".join(_decoded_piece(piece, label, charset) for piece, label in pieces))


def _decoded_piece(piece: bytes | str, label: str | None, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if label is None:
        return piece.decode("raw-unicode-escape", errors="replace")
    return decode_bytes(piece, label.partition("*")[0], charset).text if piece else ""


def sender_name_of(sender: str) -> str:
    """The name of a sender, or the address if there is none."""
    try:
        name, address = parseaddr(sender)
    except (RecursionError, ValueError):
        return sender[:100]
    return name or address or sender[:100]


def body_charset(message: Message) -> str | None:
    """The encoding of the first text part: as it is named, else as its bytes show it."""
    for part in islice(message.walk(), MAX_PARTS):
        if part.get_content_maintype() == "text":
            if charset := part.get_content_charset():
                return charset
            data = part_bytes(part)
            return None if data.isascii() else decode_bytes(data[:HEAD_BYTES]).encoding
    return None


# ------------------------------------------------------------------ parts
def text_parts(message: Message) -> Iterator[Message]:
    """The parts of a message that hold its text, those of messages inside it included."""
    parts = islice(message.walk(), MAX_PARTS)
    texts = [part for part in parts if part.get_content_maintype() == "text"]
    shown = [part for part in texts if not _is_attachment(part)]
    yield from shown or texts[:1]


def _is_attachment(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition") or "").strip().lower()
    return disposition.startswith("attachment") or bool(part.get_filename())


def part_bytes(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding undone."""
    return cast("bytes", part.get_payload(decode=True) or b"")


def decode_part(part: Message, max_bytes: int) -> DecodedBytes:
    """The text of a part.

    Raises:
        RefusedError: its bytes are not text.
    """
    data = part_bytes(part)[:max_bytes]
    return decode_markup(data, part.get_content_charset()) if data else DecodedBytes("", "ascii")
