"""Mail folders in one file (mbox). A folder of files, as maildir, is read as any other folder."""

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
_ENVELOPE = re.compile(rb"From [^\r\n]{3,200}\d\d:\d\d[^\r\n]{0,60}\r?\n")
_HEADER = re.compile(rb"[!-9;-~]+:")
_MAIL_START = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))" + _ENVELOPE.pattern + rb"(?=" + _HEADER.pattern + rb")"
)
_ESCAPED_ENVELOPE = re.compile(rb"^>(>*From )", re.MULTILINE)


def holds(head: bytes) -> bool:
    """True for a folder of several mails; for one mail only if its end is not in sight."""
    if not head.startswith(b"From ") or not _MAIL_START.match(head):
        return False
    return len(head) >= HEAD_BYTES or len(_MAIL_START.findall(head)) > 1


def members(packed: ContainerFile) -> Iterator[Member]:
    """The mails, numbered."""
    for number, data in enumerate(_mails(packed.file), 1):
        yield packed.member(f"{packed.name}#{number}", io.BytesIO(data).read)


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
