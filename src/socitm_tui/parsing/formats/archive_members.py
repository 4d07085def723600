"""What the container formats share: the file, its members, and which members are ignored.

A container is a file with several documents in it: zip, tar, mbox, WARC, WACZ. The module of a
container format has the two functions of `ContainerFormat`. Nothing is unpacked to disk, and no
member is read beyond a limit.
"""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import IO, Final, Protocol

from socitm_tui.parsing.formats import Document, Recapture

MAX_MEMBER_BYTES: Final = 64 * 2**20
"""As many as the largest document that any format parses."""
HEAD_BYTES: Final = 2**20
"""Bytes from the beginning of a file by which a container is recognised: an mbox is one only if a
second mail begins in them."""
MAX_NAME_LENGTH: Final = 300
"""Characters of the name of a member that are shown."""
IGNORED_SUFFIXES: Final = (
    ".avif", ".bmp", ".css", ".eot", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".map", ".mjs", ".mp3",
    ".mp4", ".otf", ".png", ".svg", ".swf", ".tif", ".tiff", ".ttf", ".webm", ".webp", ".woff",
    ".woff2", ".cdx", ".cdx.gz", ".cdxj", ".idx", ".toml",
)  # fmt: skip
"""Pictures, styles, scripts, fonts, recordings; indexes of web archives; `sources.toml`."""
INDEX_FILES: Final = (
    "datapackage.json", "datapackage-digest.json", "pages.jsonl", "extraPages.jsonl"
)  # fmt: skip
"""Files in a WACZ (a zip with WARC files) that describe it."""
ARCHIVE_ERRORS: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    ValueError, RuntimeError, NotImplementedError, RecursionError, OverflowError, KeyError,
    IndexError, AttributeError, TypeError, MemoryError,
)  # fmt: skip
"""What `zipfile` and `tarfile` raise for damaged files; they validate little before they use it."""


@dataclass(frozen=True, slots=True)
class RefusedMember:
    """A member that cannot be read."""

    name: str
    problem: str
    """Why; it completes “NAME was left out: …”."""


Member = Document | RefusedMember | Recapture | None
"""A member of a container; None for an ignored one, which counts towards the limit of members."""


@dataclass(frozen=True, slots=True)
class ContainerFile:
    """A container that is open for reading."""

    document: Document
    """The container as a document; its members have another name and other bytes."""
    file: IO[bytes]
    """At its first byte."""
    spend: Callable[[int], None] = lambda _: None
    """Charges unpacked bytes to the limit of the container, and raises an error if it is exceeded.
    `open_container` charges the bytes of members itself; a format charges all others."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.document.name

    def member(self, name: str, read: Callable[[int], bytes]) -> Document | RefusedMember | None:
        """A member of the container; None for an empty one.

        Args:
            name: The name of the member for display.
            read: Returns the bytes of the member, at most as many as its argument says.
        """
        data = read(MAX_MEMBER_BYTES + 1)
        if len(data) > MAX_MEMBER_BYTES:
            self.spend(len(data))
            return RefusedMember(name, f"it unpacks to more than {MAX_MEMBER_BYTES // 2**20} MB")
        return replace(self.document, name=name, data=data) if data else None

    def member_name(self, path: str) -> str:
        """The name of a member for display; no file is ever written under this name."""
        parts = "/".join(part for part in path.split("/") if part not in ("", ".", ".."))
        return f"{self.name}/{parts[:MAX_NAME_LENGTH]}"


class ContainerFormat(Protocol):
    """The functions of the module of a container format."""

    def recognises_head(self, head: bytes) -> bool:
        """True for the beginning of a file in this format."""
        ...

    def members(self, container: ContainerFile) -> Iterator[Member]:
        """The members of a container in its own order.

        Raises:
            RefusedError: the file cannot be opened.
        """
        ...


def is_ignored_member(path: str) -> bool:
    """True for a member that is not a capture: hidden files, pictures, files about captures."""
    parts = path.split("/")
    name = parts[-1]
    return (
        any(part.startswith(".") and part not in (".", "..") for part in parts)
        or parts[0] == "__MACOSX"
        or name.lower().endswith(IGNORED_SUFFIXES)
        or name.upper().startswith("README")
        or name in INDEX_FILES
    )


def is_folder_of_page(folder: str, pages: Collection[str]) -> bool:
    """True for the folder of pictures and scripts that a browser saves next to a page.

    Args:
        folder: Its name: `A page_files`, `A page.files`, with a word of the browser's language.
        pages: The names of the pages next to it, without `.html`.
    """
    stem, _, suffix = folder.rpartition("_") if "_" in folder else folder.rpartition(".")
    return suffix in ("files", "Dateien", "fichiers", "archivos") and stem in pages
