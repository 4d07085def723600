"""Tar archives, packed or not. Links, devices and whatever else is no file are passed over."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from typing import IO, Final, Self, cast

from socitm_tui.parsing.formats import Document
from socitm_tui.parsing.formats.archive_members import (
    ARCHIVE_ERRORS,
    CHUNK_BYTES,
    HEAD_BYTES,
    MAX_MEMBER_BYTES,
    ContainerFile,
    DecompressedFile,
    Member,
    RefusedMember,
    beginning,
    is_ignored_member,
    is_tar,
    packing,
)

_LONG: Final = frozenset({
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
})  # fmt: skip
CUT: Final = "its end is missing; what came before was read"


class _Header(tarfile.TarInfo):
    """A header that is read whole only where it is not larger than headers are."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        found = super().frombuf(buf, encoding, errors)
        if found.type in _LONG and found.size > HEAD_BYTES:
            raise tarfile.ReadError
        return found


def holds(head: bytes) -> bool:
    """True for a tar, whatever it is packed by."""
    return is_tar(beginning(head))


def members(packed: ContainerFile) -> Iterator[Member]:
    """The files in it, up to where it is damaged."""
    magic = packing(packed.file.read(HEAD_BYTES))
    packed.file.seek(0)
    file = DecompressedFile(packed.file, magic, packed.spend) if magic else None
    source = cast("IO[bytes]", file or packed.file)
    try:
        with tarfile.open(fileobj=source, mode="r|", tarinfo=_Header) as archive:
            for one in archive:
                member = _member(packed, archive, one)
                if file and isinstance(member, Document):
                    packed.spend(-len(member.data))  # counted when it was unpacked, and as a member
                yield member
    except ARCHIVE_ERRORS:
        yield RefusedMember(packed.name, "it is damaged from here on; what came before it was read")
        return
    if file:
        while file.read(CHUNK_BYTES):  # one that is cut off shows it at its end
            pass
    if file.is_damaged if file else not _is_closed(packed.file):
        yield RefusedMember(packed.name, CUT)


def _is_closed(file: IO[bytes]) -> bool:
    """True for a tar that ends as all do, with a block of nothing."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - 512))
    return not file.read(512).strip(b"\0")


def _member(packed: ContainerFile, archive: tarfile.TarFile, one: tarfile.TarInfo) -> Member:
    file = archive.extractfile(one) if one.isreg() and not is_ignored_member(one.name) else None
    if file is None:
        return None
    name = packed.inside(one.name)
    found = packed.member(name, file.read)
    size = (
        0
        if found is None
        else MAX_MEMBER_BYTES
        if isinstance(found, RefusedMember)
        else len(found.data)
    )
    if size < min(one.size, MAX_MEMBER_BYTES):
        return RefusedMember(name, "the archive ends in the middle of it")
    return found
