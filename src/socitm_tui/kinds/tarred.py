"""Tar archives, packed or not. Links, devices and whatever else is no file are passed over."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from socitm_tui.kinds.members import (
    DAMAGE,
    LARGEST,
    Member,
    Packed,
    Refused,
    beginning,
    is_aside,
    is_tar,
)


def holds(head: bytes) -> bool:
    """True for a tar, whatever it is packed by."""
    return is_tar(beginning(head))


def members(packed: Packed) -> Iterator[Member]:
    """The files in it, up to where it is damaged."""
    try:
        with tarfile.open(fileobj=packed.file, mode="r|*") as archive:
            for one in archive:
                yield _member(packed, archive, one)
    except DAMAGE as error:
        problem = f"it is damaged from here on ({error}); what came before it was read"
        yield Refused(packed.name, problem)


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
