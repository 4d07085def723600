"""Mail folders that are one file (mbox). A folder of files, as maildir, is walked as any other."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO

from socitm_tui.parsing.formats.archive_members import (
    HEAD_BYTES,
    MAX_MEMBER_BYTES,
    ContainerFile,
    Member,
)

LONGEST_LINE = 2**20
_ENVELOPE = re.compile(rb"From [^\r\n]{3,200}\d\d:\d\d[^\r\n]{0,60}\r?\n")
_HEADER = re.compile(rb"[!-9;-~]+:")
_POST = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))" + _ENVELOPE.pattern + rb"(?=" + _HEADER.pattern + rb")"
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def holds(head: bytes) -> bool:
    """True for a folder of several mails; for one alone only where its end is not in sight."""
    if not head.startswith(b"From ") or not _POST.match(head):
        return False
    return len(head) >= HEAD_BYTES or len(_POST.findall(head)) > 1


def members(packed: ContainerFile) -> Iterator[Member]:
    """The mails, numbered."""
    for number, data in enumerate(_mails(packed.file), 1):
        yield packed.member(f"{packed.name}#{number}", io.BytesIO(data).read)


def _mails(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of each mail without its envelope; no more than can be read of any."""
    mail: list[bytes] = []
    size = 0
    before, line = b"\n", file.readline(LONGEST_LINE)
    while line:
        following = file.readline(LONGEST_LINE)
        is_first = before in (b"\n", b"\r\n") and _ENVELOPE.match(line) and _HEADER.match(following)
        if is_first and mail:
            yield _QUOTED.sub(rb"\1", b"".join(mail))
            mail, size = [], 0
        elif not is_first and size <= MAX_MEMBER_BYTES:
            mail.append(line)
            size += len(line)
        before, line = line, following
    if mail:
        yield _QUOTED.sub(rb"\1", b"".join(mail))
