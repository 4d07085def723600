"""What the container formats share: the file, its members, and which members are ignored.

A container format offers `holds(head)`, true for the beginning of a file in this format, and
`members(packed)`, each document inside. Nothing is unpacked to disk, no member is read beyond a
limit.
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
HEAD_BYTES: Final = 2**20
"""Bytes by which a container is recognised."""
MAX_NAME_LENGTH: Final = 300
ASSET_SUFFIXES: Final = (
    ".avif", ".bmp", ".css", ".eot", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".map", ".mjs", ".mp3",
    ".mp4", ".otf", ".png", ".svg", ".swf", ".tif", ".tiff", ".ttf", ".webm", ".webp", ".woff",
    ".woff2", ".cdx", ".cdx.gz", ".cdxj", ".idx",
)  # fmt: skip
INDEX_FILES: Final = (
    "datapackage.json", "datapackage-digest.json", "pages.jsonl", "extraPages.jsonl"
)  # fmt: skip
"""Files in a WACZ that describe it."""
ARCHIVE_ERRORS: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    ValueError, RuntimeError, NotImplementedError, RecursionError, OverflowError, KeyError,
    IndexError, AttributeError, TypeError, MemoryError,
)  # fmt: skip
"""What the libraries raise for damaged archives."""


@dataclass(frozen=True, slots=True)
class RefusedMember:
    """A member that cannot be read, and half a sentence that says why."""

    name: str
    problem: str


Member = Document | RefusedMember | Recapture | None
"""What is in a container; None for an ignored member, which counts all the same."""


@dataclass(frozen=True, slots=True)
class ContainerFile:
    """A file that holds documents."""

    document: Document
    """What is known of the file; its members differ from it in name and bytes."""
    file: IO[bytes]
    """Its bytes, from the first."""
    spend: Callable[[int], None] = lambda _: None
    """Called with the number of unpacked bytes that are in no member; raises if too many."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.document.name

    def member(self, name: str, read: Callable[[int], bytes]) -> Document | RefusedMember | None:
        """A member, read up to the limit; None for an empty one."""
        data = read(MAX_MEMBER_BYTES + 1)
        if len(data) > MAX_MEMBER_BYTES:
            self.spend(len(data))
            return RefusedMember(name, f"it unpacks to more than {MAX_MEMBER_BYTES // 2**20} MB")
        return replace(self.document, name=name, data=data) if data else None

    def member_name(self, path: str) -> str:
        """The name of a member for display: nothing is ever written under it."""
        parts = "/".join(part for part in path.split("/") if part not in ("", ".", ".."))
        return f"{self.name}/{parts[:MAX_NAME_LENGTH]}"


class ContainerFormat(Protocol):
    """The functions of a container format."""

    def holds(self, head: bytes) -> bool:
        """True for the beginning of a file in this format."""
        ...

    def members(self, packed: ContainerFile) -> Iterator[Member]:
        """What is inside, one by one.

        Raises:
            RefusedError: the file cannot be opened.
        """
        ...


def is_ignored_member(path: str) -> bool:
    """True for what is no capture: hidden files, pictures, styles, notes on the captures."""
    parts = path.split("/")
    name = parts[-1]
    return (
        any(part.startswith(".") and part not in (".", "..") for part in parts)
        or parts[0] == "__MACOSX"
        or name.lower().endswith((*ASSET_SUFFIXES, ".toml"))
        or name.upper().startswith("README")
        or name in INDEX_FILES
    )


def is_folder_of_page(folder: str, pages: Collection[str]) -> bool:
    """True for the folder of pictures and scripts that a browser saves next to a page.

    Args:
        folder: Its name, as `A page_files`.
        pages: The names of the pages next to it, without `.html`.
    """
    stem, _, suffix = folder.rpartition("_") if "_" in folder else folder.rpartition(".")
    return suffix in ("files", "Dateien", "fichiers", "archivos") and stem in pages
