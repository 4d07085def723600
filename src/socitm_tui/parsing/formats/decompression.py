"""Files compressed by gzip, bzip2 or xz as their content, in bounded memory."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

CHUNK_BYTES: Final = 2**16
MAX_OUTPUT_BYTES: Final = 2**20
"""Bytes of the content that are made from one chunk at once."""
MAX_MEMORY_BYTES: Final = 256 * 2**20
"""Memory that the decompressor of xz may use."""
OPENING_BYTES: Final = 512
"""Bytes of the content by which its format is recognised."""
GZIP: Final = b"\x1f\x8b\x08"
DECOMPRESSORS: Final[Mapping[bytes, Callable[[], Any]]] = {
    GZIP: lambda: zlib.decompressobj(31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(memlimit=MAX_MEMORY_BYTES),
}
"""First bytes of a file -> its decompressor."""
DECOMPRESSION_ERRORS: Final = (
    zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError,
)  # fmt: skip


def compression_of(head: bytes) -> bytes | None:
    """The magic number of the compression of a file; None if it is not compressed."""
    return next((magic for magic in DECOMPRESSORS if head.startswith(magic)), None)


def beginning(head: bytes) -> bytes:
    """The first bytes of a file, decompressed; fewer if the file is damaged early."""
    magic = compression_of(head)
    if magic is None:
        return head[:OPENING_BYTES]
    return DecompressedFile(io.BytesIO(head), magic, keep_last=True).read(OPENING_BYTES)


def is_tar(opening: bytes) -> bool:
    """True for the decompressed beginning of a tar."""
    return opening[257:262] == b"ustar"


def is_web_archive(opening: bytes) -> bool:
    """True for the decompressed beginning of a web archive."""
    return opening.lstrip(b"\r\n").startswith((b"WARC/", b"filedesc://"))


class DecompressedFile:
    """The content of a compressed file; of a damaged file, the content before the damage.

    Args:
        file: The compressed file.
        magic: Its compression, as `compression_of` gave it.
        spend: Called with the number of bytes of each chunk that was decompressed.
        keep_last: Return the bytes right before the damage as well, which may be wrong.
        is_single: Stop at the end of the first compressed stream.
    """

    def __init__(
        self,
        file: IO[bytes],
        magic: bytes,
        spend: Callable[[int], None] = lambda _: None,
        *,
        keep_last: bool = False,
        is_single: bool = False,
    ) -> None:
        self._file, self._magic, self._spend = file, magic, spend
        self._keep_last, self._is_single = keep_last, is_single
        self._decompressor = DECOMPRESSORS[magic]()
        self._packed, self._held = b"", bytearray()
        self._is_done = False
        self._given = 0
        self.is_damaged = False
        """True once the file has ended too soon, or could not be decompressed further."""

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, or all that follow."""
        while not self._is_done and (size < 0 or len(self._held) < size):
            self._read_chunk()
        given = bytes(self._held[:size] if size >= 0 else self._held)
        del self._held[: len(given)]
        self._given += len(given)
        return given

    def tell(self) -> int:
        """How many bytes were read."""
        return self._given

    def find_end(self) -> int:
        """The offset in the compressed file after the stream, which was read to its end."""
        return self._file.tell() - len(self._decompressor.unused_data)

    def _read_chunk(self) -> None:
        if self._decompressor.eof and (self._is_single or not self._starts_again()):
            self._is_done = True
            return
        if getattr(self._decompressor, "needs_input", True):
            self._packed = self._packed or self._file.read(CHUNK_BYTES)
            self._is_done = self.is_damaged = not self._packed
        has_copy = self._keep_last and self._magic == GZIP
        before = self._decompressor.copy() if has_copy else None
        try:
            chunk = self._decompressor.decompress(self._packed, MAX_OUTPUT_BYTES)
        except DECOMPRESSION_ERRORS:
            self._is_done = self.is_damaged = True
            chunk = _before_damage(before, self._packed) if before else b""
        self._held += chunk
        self._spend(len(chunk))
        self._packed = getattr(self._decompressor, "unconsumed_tail", b"")

    def _starts_again(self) -> bool:
        """True if another compressed stream follows; anything else that follows is ignored."""
        rest = self._decompressor.unused_data or self._file.read(CHUNK_BYTES)
        self._decompressor, self._packed = DECOMPRESSORS[self._magic](), rest
        return bool(rest.startswith(self._magic))


def _before_damage(decompressor: Any, packed: bytes) -> bytes:  # noqa: ANN401 - zlib's own
    """The content before the damage in a chunk; zlib returns nothing of a chunk with an error."""
    content, size = b"", len(packed)
    while size and packed and len(content) < MAX_OUTPUT_BYTES:
        before = decompressor.copy()
        try:
            content += decompressor.decompress(packed[:size], MAX_OUTPUT_BYTES - len(content))
            packed = decompressor.unconsumed_tail + packed[size:]
        except DECOMPRESSION_ERRORS:
            decompressor, size = before, size // 2
    return content
