"""A single file compressed by gzip, bzip2 or xz: `page.html.gz`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from socitm_tui.parsing.formats import Document
from socitm_tui.parsing.formats.archive_members import (
    HEAD_BYTES,
    ContainerFile,
    Member,
    RefusedMember,
)
from socitm_tui.parsing.formats.decompression import (
    DecompressedFile,
    beginning,
    compression_of,
    is_tar,
    is_web_archive,
)


def recognises_head(head: bytes) -> bool:
    """True for a compressed file that is neither a tar nor a web archive."""
    if compression_of(head) is None:
        return False
    opening = beginning(head)
    return not is_tar(opening) and not is_web_archive(opening)


def members(container: ContainerFile) -> Iterator[Member]:
    """The file, without the last suffix of its name; of a damaged one, what can be read."""
    magic = compression_of(container.file.read(HEAD_BYTES))
    container.file.seek(0)
    if magic is None:
        return
    file = DecompressedFile(container.file, magic, keep_last=True)
    stem, _ = posixpath.splitext(container.name)
    member = container.member(stem, file.read)
    if not file.is_damaged:
        yield member
    elif isinstance(member, Document):
        yield replace(member, doubted="its end is missing, or cannot be unpacked")
    else:
        problem = "it is packed, and damaged from its beginning on"
        yield member or RefusedMember(container.name, problem)
