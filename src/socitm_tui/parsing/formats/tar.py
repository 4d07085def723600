"""Tar archives, compressed or not. Members that are not regular files are ignored."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from typing import IO, Final, Self, cast

from socitm_tui.parsing.formats import Document
from socitm_tui.parsing.formats.archive_members import (
    ARCHIVE_ERRORS,
    HEAD_BYTES,
    MAX_MEMBER_BYTES,
    ContainerFile,
    Member,
    RefusedMember,
    is_ignored_member,
)
from socitm_tui.parsing.formats.decompression import (
    CHUNK_BYTES,
    DecompressedFile,
    beginning,
    compression_of,
    is_tar,
)

BLOCK_BYTES: Final = 512
END_MISSING: Final = "its end is missing; what came before was read"
DAMAGED: Final = "it is damaged from here on; what came before it was read"
_EXTENDED_HEADERS: Final = frozenset({
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
})  # fmt: skip


class _Header(tarfile.TarInfo):
    """A header that is refused if it claims to be longer than any header is."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        header = super().frombuf(buf, encoding, errors)
        if header.type in _EXTENDED_HEADERS and header.size > HEAD_BYTES:
            raise tarfile.ReadError
        return header


def recognises_head(head: bytes) -> bool:
    """True for a tar, compressed or not."""
    return is_tar(beginning(head))


def members(container: ContainerFile) -> Iterator[Member]:
    """The files in it, up to where it is damaged."""
    magic = compression_of(container.file.read(HEAD_BYTES))
    container.file.seek(0)
    file = DecompressedFile(container.file, magic, container.spend) if magic else None
    stream = cast("IO[bytes]", file or container.file)
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
            for header in archive:
                member = _member(container, archive, header)
                if file and isinstance(member, Document):
                    container.spend(
                        -len(member.data)
                    )  # charged when it was decompressed, and again as a member
                yield member
    except ARCHIVE_ERRORS:
        yield RefusedMember(container.name, DAMAGED)
        return
    if file:
        while file.read(CHUNK_BYTES):  # only at the end of the file it is known if it is cut off
            pass
    if file.is_damaged if file else not _is_closed(container.file):
        yield RefusedMember(container.name, END_MISSING)


def _is_closed(file: IO[bytes]) -> bool:
    """True for a tar that ends with a block of zeros, as all do."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - BLOCK_BYTES))
    return not file.read(BLOCK_BYTES).strip(b"\0")


def _member(container: ContainerFile, archive: tarfile.TarFile, header: tarfile.TarInfo) -> Member:
    if not header.isreg() or is_ignored_member(header.name):
        return None
    file = archive.extractfile(header)
    if file is None:
        return None
    name = container.member_name(header.name)
    member = container.member(name, file.read)
    if isinstance(member, RefusedMember):
        return member
    if (len(member.data) if member else 0) < min(header.size, MAX_MEMBER_BYTES):
        return RefusedMember(name, "the archive ends in the middle of it")
    return member
