"""Zip archives, and what is one under another name: WACZ."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Collection, Iterator

from socitm_tui.parsing.formats import RefusedError
from socitm_tui.parsing.formats.archive_members import (
    ARCHIVE_ERRORS,
    ContainerFile,
    Member,
    RefusedMember,
    is_ignored_member,
)
from socitm_tui.parsing.formats.html_decode import is_of_a_page

_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways of packing that are unpacked piece by piece; others give all at once."""
_OFFICE = frozenset({"[Content_Types].xml", "mimetype", "META-INF/container.xml"})


def holds(head: bytes) -> bool:
    """True for a zip archive, an empty one too."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(packed: ContainerFile) -> Iterator[Member]:
    """The files in it, in its own order.

    Raises:
        RefusedError: it is damaged, or an office document.
    """
    try:
        archive = zipfile.ZipFile(packed.file)
    except ARCHIVE_ERRORS as error:
        problem = "it is a zip archive that is damaged, or was not fetched whole"
        raise RefusedError(problem) from error
    with archive:
        found = archive.infolist()
        if _OFFICE & {member.filename for member in found[:1000]}:
            raise RefusedError("it is an office document or a book; save it as text or HTML")
        pages = {
            stem for one in found for stem, kind in [posixpath.splitext(one.filename)]
            if kind.lower() in (".html", ".htm")
        }  # fmt: skip
        for one in found:
            aside = (
                one.is_dir()
                or is_ignored_member(one.filename)
                or _is_of_a_page(one.filename, pages)
            )
            yield None if aside else _member(packed, archive, one)


def _is_of_a_page(path: str, pages: Collection[str]) -> bool:
    """True for what lies in the folder that a browser saved beside one of the pages."""
    folders = path.split("/")[:-1]
    return any(is_of_a_page("/".join(folders[: n + 1]), pages) for n in range(len(folders)))


def _member(packed: ContainerFile, archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Member:
    name = packed.inside(one.filename)
    if one.flag_bits & 1:
        return RefusedMember(name, "it is locked with a password")
    if one.compress_type not in _BOUNDED:
        return RefusedMember(
            name, "it is packed in a way that few zip archives are; pack it by deflate"
        )
    try:
        with archive.open(one) as file:
            return packed.member(name, file.read)
    except ARCHIVE_ERRORS:
        return RefusedMember(name, "it is damaged inside the archive")
