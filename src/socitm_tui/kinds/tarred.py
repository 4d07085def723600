"""Tar archives, packed or not. Links, devices and whatever else is no file are passed over."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from typing import IO, Final, cast

from socitm_tui.kinds.members import (
    DAMAGE,
    HEAD,
    LARGEST,
    PIECE,
    Member,
    Packed,
    Refused,
    Unpacked,
    beginning,
    is_aside,
    is_tar,
    packing,
)

CUT: Final = "its end is missing; what came before was read"


def holds(head: bytes) -> bool:
    """True for a tar, whatever it is packed by."""
    return is_tar(beginning(head))


def members(packed: Packed) -> Iterator[Member]:
    """The files in it, up to where it is damaged."""
    magic = packing(packed.file.read(HEAD))
    packed.file.seek(0)
    file = Unpacked(packed.file, magic) if magic else None
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", file or packed.file), mode="r|") as archive:
            for one in archive:
                yield _member(packed, archive, one)
    except DAMAGE:
        yield Refused(packed.name, "it is damaged from here on; what came before it was read")
        return
    if file:
        while file.read(PIECE):  # one that is cut off shows it at its end
            pass
    if file.is_damaged if file else not _is_closed(packed.file):
        yield Refused(packed.name, CUT)


def _is_closed(file: IO[bytes]) -> bool:
    """True for a tar that ends as all do, with a block of nothing."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - 512))
    return not file.read(512).strip(b"\0")


def _member(packed: Packed, archive: tarfile.TarFile, one: tarfile.TarInfo) -> Member:
    file = archive.extractfile(one) if one.isreg() and not is_aside(one.name) else None
    if file is None:
        return None
    name = packed.inside(one.name)
    found = packed.member(name, file.read)
    size = 0 if found is None else LARGEST if isinstance(found, Refused) else len(found.data)
    if size < min(one.size, LARGEST):
        return Refused(name, "the archive ends in the middle of it")
    return found
