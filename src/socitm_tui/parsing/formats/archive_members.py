"""What the kinds share that hold other documents: limits, and what a member is.

Such a kind offers `holds(head)`, true for the opening of a file of its own, and `members(packed)`,
each document inside one by one. Nothing is unpacked to disk; a member is read up to a limit.
"""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, Any, Final, Protocol

from socitm_tui.parsing.formats import Document

MAX_MEMBER_BYTES: Final = 64 * 2**20
"""Bytes of one member, unpacked."""
HEAD_BYTES: Final = 2**20
"""Bytes by which a file that holds others is known."""
CHUNK_BYTES: Final = 2**16
MOST_MEMORY: Final = 256 * 2**20
"""Bytes that unpacking may take to work in."""
ASSETS: Final = (
    ".avif", ".bmp", ".css", ".eot", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".map", ".mjs", ".mp3",
    ".mp4", ".otf", ".png", ".svg", ".swf", ".tif", ".tiff", ".ttf", ".webm", ".webp", ".woff",
    ".woff2", ".cdx", ".cdx.gz", ".cdxj", ".idx",
)  # fmt: skip
BROKEN: Final = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError)
"""What unpacking raises at bytes that were never packed so."""
ARCHIVE_ERRORS: Final = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    ValueError, RuntimeError, NotImplementedError, RecursionError, OverflowError, KeyError,
    IndexError, AttributeError, TypeError, MemoryError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RefusedMember:
    """A member that cannot be read, and half a sentence saying why."""

    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class ContainerFile:
    """A file that holds documents."""

    found: Document
    """What is known of it; its members are as it is but for name and bytes."""
    file: IO[bytes]
    """Its bytes, from the first."""
    spend: Callable[[int], None] = lambda _: None
    """Told of bytes that were unpacked and are in no member; it raises where they are too many."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.found.name

    def member(self, name: str, read: Callable[[int], bytes]) -> Document | RefusedMember | None:
        """A member of this name, read up to the limit; None for one that is empty."""
        data = read(MAX_MEMBER_BYTES + 1)
        if len(data) > MAX_MEMBER_BYTES:
            self.spend(len(data))
            return RefusedMember(name, f"it unpacks to more than {MAX_MEMBER_BYTES // 2**20} MB")
        return replace(self.found, name=name, data=data) if data else None

    def inside(self, path: str) -> str:
        """The name of a member as it can be shown: nothing is ever written under it."""
        parts = "/".join(part for part in path.split("/") if part not in ("", ".", ".."))
        return f"{self.name}/{parts[:300]}"


Member = Document | RefusedMember | None
"""What is inside; None for something that is passed over, which counts all the same."""


class ContainerFormat(Protocol):
    """What a kind offers that holds other documents."""

    def holds(self, head: bytes) -> bool:
        """True for the opening of a file of this kind."""
        ...

    def members(self, packed: ContainerFile) -> Iterator[Member]:
        """What is inside, one by one.

        Raises:
            RefusedError: it cannot be opened, or what opens it is not installed.
        """
        ...


def is_ignored_member(path: str) -> bool:
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
GZIP: Final = b"\x1f\x8b\x08"
UNPACKERS: Final[Mapping[bytes, Callable[[], Any]]] = {
    GZIP: lambda: zlib.decompressobj(31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY),
}


def packing(head: bytes) -> bytes | None:
    """By what a file is packed as a whole that begins so, as its first bytes say it."""
    return next((magic for magic in UNPACKERS if head.startswith(magic)), None)


class DecompressedFile:
    """A packed file as what is in it; of one that is damaged, what came before the damage.

    Args:
        file: What is packed.
        magic: By what, as `packing` said it.
        spend: Told of each stretch of bytes that was unpacked.
        exactly: Give what comes right before the damage too, which may be wrong already.
    """

    def __init__(
        self,
        file: IO[bytes],
        magic: bytes,
        spend: Callable[[int], None] = lambda _: None,
        *,
        exactly: bool = False,
    ) -> None:
        self._file, self._magic, self._spend, self._exactly = file, magic, spend, exactly
        self._unpack = UNPACKERS[magic]()
        self._packed, self._held = b"", bytearray()
        self._is_done = False
        self.is_damaged = False
        """It ends too soon, or cannot be unpacked from some place on."""

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all."""
        while not self._is_done and (size < 0 or len(self._held) < size):
            self._read_more()
        given = bytes(self._held[:size] if size >= 0 else self._held)
        del self._held[: len(given)]
        return given

    def _read_more(self) -> None:
        if self._unpack.eof and not self._begins_again():
            self._is_done = True
            return
        if getattr(self._unpack, "needs_input", True):
            self._packed = self._packed or self._file.read(CHUNK_BYTES)
            self._is_done = self.is_damaged = not self._packed
        before = self._unpack.copy() if self._exactly and self._magic == GZIP else None
        try:
            more = self._unpack.decompress(self._packed, HEAD_BYTES)
        except BROKEN:
            self._is_done = self.is_damaged = True
            more = _sound_part(before, self._packed) if before else b""
        self._held += more
        self._spend(len(more))
        self._packed = getattr(self._unpack, "unconsumed_tail", b"")

    def _begins_again(self) -> bool:
        """True where another packed stretch follows; what else may follow means nothing."""
        rest = self._unpack.unused_data or self._file.read(CHUNK_BYTES)
        self._unpack, self._packed = UNPACKERS[self._magic](), rest
        return bool(rest.startswith(self._magic))


def _sound_part(unpack: Any, packed: bytes) -> bytes:  # noqa: ANN401 - zlib does not name its type
    """What comes before the damage in bytes packed by gzip; zlib gives nothing of them at once."""
    found, size = b"", len(packed)
    while size and packed and len(found) < HEAD_BYTES:
        again = unpack.copy()
        try:
            found += unpack.decompress(packed[:size], HEAD_BYTES - len(found))
            packed = unpack.unconsumed_tail + packed[size:]
        except BROKEN:
            unpack, size = again, size // 2
    return found


def beginning(head: bytes) -> bytes:
    """The first bytes once unpacked, fewer where what follows them is damaged."""
    magic = packing(head)
    return (
        DecompressedFile(io.BytesIO(head), magic, exactly=True).read(512) if magic else head[:512]
    )


def is_tar(opening: bytes) -> bool:
    """True for the unpacked beginning of a tar."""
    return opening[257:262] == b"ustar"


def is_web_archive(opening: bytes) -> bool:
    """True for the unpacked beginning of a web archive."""
    return opening.startswith((b"WARC/", b"filedesc://"))
