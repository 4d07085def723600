"""One file packed by gzip, bzip2 or xz: `page.html.gz`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from socitm_tui.parsing.formats import Document
from socitm_tui.parsing.formats.archive_members import (
    HEAD_BYTES,
    ContainerFile,
    DecompressedFile,
    Member,
    RefusedMember,
    beginning,
    is_tar,
    is_web_archive,
    packing,
)


def holds(head: bytes) -> bool:
    """True for what is packed and no archive of several."""
    if packing(head) is None:
        return False
    opening = beginning(head)
    return not is_tar(opening) and not is_web_archive(opening)


def members(packed: ContainerFile) -> Iterator[Member]:
    """The one file, under its name before it was packed; of half of it, what is there."""
    magic = packing(packed.file.read(HEAD_BYTES))
    packed.file.seek(0)
    if magic is None:
        return
    file = DecompressedFile(packed.file, magic, exactly=True)
    stem, _ = posixpath.splitext(packed.name)
    member = packed.member(stem, file.read)
    if not file.is_damaged:
        yield member
    elif isinstance(member, Document):
        yield replace(member, doubted="its end is missing, or cannot be unpacked")
    else:
        yield member or RefusedMember(
            packed.name, "it is packed, and damaged from its beginning on"
        )
