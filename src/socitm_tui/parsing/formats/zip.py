"""Zip archives, those named WACZ included."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Collection, Iterator
from typing import Final

from socitm_tui.parsing.formats import RefusedError
from socitm_tui.parsing.formats.archive_members import (
    ARCHIVE_ERRORS,
    ContainerFile,
    Member,
    RefusedMember,
    is_folder_of_page,
    is_ignored_member,
)

CHUNKED_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Compression methods that are decompressed chunk by chunk; others give all at once."""
OFFICE_FILES: Final = frozenset({"[Content_Types].xml", "mimetype", "META-INF/container.xml"})


def recognises_head(head: bytes) -> bool:
    """True for a zip archive, an empty one too."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(container: ContainerFile) -> Iterator[Member]:
    """The files in it, in its own order.

    Raises:
        RefusedError: it is damaged, or an office document.
    """
    try:
        archive = zipfile.ZipFile(container.file)
    except ARCHIVE_ERRORS as error:
        problem = "it is a zip archive that is damaged, or was not fetched whole"
        raise RefusedError(problem) from error
    with archive:
        entries = archive.infolist()
        if OFFICE_FILES & {entry.filename for entry in entries[:1000]}:
            raise RefusedError("it is an office document or a book; save it as text or HTML")
        pages = {
            stem
            for stem, suffix in (posixpath.splitext(entry.filename) for entry in entries)
            if suffix.lower() in (".html", ".htm")
        }
        for entry in entries:
            path = entry.filename
            is_ignored = entry.is_dir() or is_ignored_member(path) or _is_of_page(path, pages)
            yield None if is_ignored else _member(container, archive, entry)


def _is_of_page(path: str, pages: Collection[str]) -> bool:
    """True for what is in the folder that a browser saved next to one of the pages."""
    folders = path.split("/")[:-1]
    paths = ("/".join(folders[:depth]) for depth in range(1, len(folders) + 1))
    return any(is_folder_of_page(folder, pages) for folder in paths)


def _member(container: ContainerFile, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    name = container.member_name(entry.filename)
    if entry.flag_bits & 1:
        return RefusedMember(name, "it is locked with a password")
    if entry.compress_type not in CHUNKED_METHODS:
        problem = "it is packed in a way that few zip archives are; pack it by deflate"
        return RefusedMember(name, problem)
    try:
        with archive.open(entry) as file:
            return container.member(name, file.read)
    except ARCHIVE_ERRORS:
        return RefusedMember(name, "it is damaged inside the archive")
