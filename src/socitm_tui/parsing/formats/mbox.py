"""Mail folders in one file (mbox). A maildir has one file for each mail and is read as a folder."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO, Final

from socitm_tui.parsing.formats.archive_members import (
    HEAD_BYTES,
    MAX_MEMBER_BYTES,
    ContainerFile,
    Member,
)

MAX_LINE_BYTES: Final = 2**20
"""Bytes that are read at once; a longer line is read in parts."""
_ENVELOPE = re.compile(rb"From [^\r\n]{3,200}\d\d:\d\d[^\r\n]{0,60}\r?\n")
_HEADER = re.compile(rb"[!-9;-~]+:")
_MAIL_START = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))" + _ENVELOPE.pattern + rb"(?=" + _HEADER.pattern + rb")"
)
_ESCAPED_ENVELOPE = re.compile(rb"^>(>*From )", re.MULTILINE)


def recognises_head(head: bytes) -> bool:
    """True for a folder of several mails, and for a mail that goes on after the head.

    A file with a single mail is parsed as mail.
    """
    if not head.startswith(b"From ") or not _MAIL_START.match(head):
        return False
    return len(head) >= HEAD_BYTES or len(_MAIL_START.findall(head)) > 1


def members(container: ContainerFile) -> Iterator[Member]:
    """The mails, numbered."""
    for number, data in enumerate(_mails(container.file), 1):
        yield container.member(f"{container.name}#{number}", io.BytesIO(data).read)


def _mails(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of each mail without its envelope, up to the limit of a member."""
    mail: list[bytes] = []
    size = 0
    previous, line = b"\n", file.readline(MAX_LINE_BYTES)
    while line:
        following = file.readline(MAX_LINE_BYTES)
        is_blank_before = previous in (b"\n", b"\r\n")
        is_start = is_blank_before and _ENVELOPE.match(line) and _HEADER.match(following)
        if is_start and mail:
            yield _ESCAPED_ENVELOPE.sub(rb"\1", b"".join(mail))
            mail, size = [], 0
        elif not is_start and size <= MAX_MEMBER_BYTES:
            mail.append(line)
            size += len(line)
        previous, line = line, following
    if mail:
        yield _ESCAPED_ENVELOPE.sub(rb"\1", b"".join(mail))
