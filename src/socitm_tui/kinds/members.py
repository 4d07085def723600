"""What the kinds share that hold other documents: limits, and what a member is.

Such a kind offers `holds(head)`, true for the opening of a file of its own, and `members(packed)`,
each document inside one by one. Nothing is unpacked to disk; a member is read up to a limit.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any, Final, Protocol

from socitm_tui.kinds import Document

LARGEST: Final = 64 * 2**20
"""Bytes of one member, unpacked."""
HEAD: Final = 2**20
"""Bytes by which a file that holds others is known."""
ASSETS: Final = (
    ".avif", ".bmp", ".css", ".eot", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".map", ".mjs", ".mp3",
    ".mp4", ".otf", ".png", ".svg", ".swf", ".tif", ".tiff", ".ttf", ".webm", ".webp", ".woff",
    ".woff2", ".cdx", ".cdx.gz", ".cdxj", ".idx",
)  # fmt: skip
DAMAGE: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    ValueError, RuntimeError, NotImplementedError, RecursionError, OverflowError, KeyError,
    IndexError, AttributeError, TypeError, MemoryError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that cannot be read, and half a sentence saying why."""

    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that holds documents."""

    found: Document
    """What is known of it; its members are as it is but for name and bytes."""
    file: IO[bytes]
    """Its bytes, from the first."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.found.name

    def member(self, name: str, read: Callable[[int], bytes]) -> Document | Refused | None:
        """A member of this name, read up to the limit; None for one that is empty."""
        data = read(LARGEST + 1)
        if len(data) > LARGEST:
            return Refused(name, f"it unpacks to more than {LARGEST // 2**20} MB")
        return replace(self.found, name=name, data=data) if data else None

    def inside(self, path: str) -> str:
        """The name of a member as it can be shown: nothing is ever written under it."""
        parts = "/".join(part for part in path.split("/") if part not in ("", ".", ".."))
        return f"{self.name}/{parts[:300]}"


Member = Document | Refused | None
"""What is inside; None for something that is passed over, which counts all the same."""


class Holder(Protocol):
    """What a kind offers that holds other documents."""

    def holds(self, head: bytes) -> bool:
        """True for the opening of a file of this kind."""
        ...

    def members(self, packed: Packed) -> Iterator[Member]:
        """What is inside, one by one.

        Raises:
            RefusedError: it cannot be opened, or what opens it is not installed.
        """
        ...


def is_aside(path: str) -> bool:
    """True for what is no capture: hidden files, pictures, styles, notes on the captures."""
    parts = path.split("/")
    last = parts[-1]
    return (
        any(part.startswith(".") and part not in (".", "..") for part in parts)
        or parts[0] == "__MACOSX"
        or last.lower().endswith((*ASSETS, ".toml"))
        or last.upper().startswith("README")
        or last
        in ("datapackage.json", "datapackage-digest.json", "pages.jsonl", "extraPages.jsonl")
    )


# ------------------------------------------------------------------ packed by gzip and the like
Unpack = Callable[[IO[bytes]], IO[bytes]]


def unpacker(head: bytes) -> Unpack | None:
    """What unpacks a file that begins so, where it is packed as a whole."""
    openers: tuple[tuple[bytes, Any], ...] = (
        (b"\x1f\x8b\x08", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open),
    )  # fmt: skip
    return next((unpack for magic, unpack in openers if head.startswith(magic)), None)


def beginning(head: bytes) -> bytes:
    """The first bytes once unpacked, fewer where what follows them is damaged."""
    unpack = unpacker(head)
    if unpack is None:
        return head[:512]
    for size in (512, 16):
        try:
            with unpack(io.BytesIO(head)) as file:
                return file.read(size)
        except DAMAGE:
            continue
    return b""


def is_tar(opening: bytes) -> bool:
    """True for the unpacked beginning of a tar."""
    return opening[257:262] == b"ustar"


def is_web_archive(opening: bytes) -> bool:
    """True for the unpacked beginning of a web archive."""
    return opening.startswith((b"WARC/", b"filedesc://"))
