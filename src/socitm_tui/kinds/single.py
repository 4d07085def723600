"""One file packed by gzip, bzip2 or xz: `page.html.gz`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from socitm_tui.kinds.members import (
    DAMAGE,
    HEAD,
    Member,
    Packed,
    Refused,
    beginning,
    is_tar,
    is_web_archive,
    unpacker,
)


def holds(head: bytes) -> bool:
    """True for what is packed and no archive of several."""
    if unpacker(head) is None:
        return False
    opening = beginning(head)
    return not is_tar(opening) and not is_web_archive(opening)


def members(packed: Packed) -> Iterator[Member]:
    """The one file, under its name before it was packed."""
    unpack = unpacker(packed.file.read(HEAD))
    packed.file.seek(0)
    stem, _ = posixpath.splitext(packed.name)
    if unpack is None:
        return
    try:
        with unpack(packed.file) as file:
            yield packed.member(stem, file.read)
    except DAMAGE as error:
        yield Refused(packed.name, f"it is packed and damaged ({type(error).__name__})")
