"""Documents inside a document: zip, tar, gzip, WACZ and WARC, mail folders in one file.

Nothing is unpacked to disk. Bytes are counted after unpacking and stop at a limit, a member that
cannot be read is named with its reason, and the next one is tried. Pictures, styles, scripts and
answers of a server other than a page are passed over.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import posixpath
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from socitm_tui.kinds import Document, RefusedError
from socitm_tui.kinds.webarchive import records

MEMBER: Final = 64 * 2**20
TOTAL: Final = 2 * 2**30  # all of it is in memory while it is loaded
MOST: Final = 200_000
DEEPEST: Final = 4
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
_OFFICE = frozenset({"[Content_Types].xml", "mimetype", "META-INF/container.xml"})
_POST = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]{3,200}\d\d:\d\d[^\r\n]{0,60}\r?\n(?=[!-9;-~]+:)"
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that cannot be read, and half a sentence saying why."""

    name: str
    problem: str


@dataclass(slots=True)
class _Budget:
    """How much may still be unpacked, over all members and those inside them."""

    size: int = TOTAL
    count: int = MOST

    def spend(self, size: int) -> None:
        self.size -= size
        self.count -= 1
        if self.size < 0 or self.count < 0:
            raise _SpentError


class _SpentError(Exception):
    pass


def is_container(document: Document) -> bool:
    """True for a document that holds other documents."""
    return _opener(document.data) is not None


def open_container(document: Document) -> Iterator[Document | Refused]:
    """Each document inside, one by one, those inside of those included.

    Raises:
        RefusedError: it is no archive of documents, or what reads it is not installed.
    """
    budget, empty = _Budget(), True
    try:
        for one in _open(document, budget, 1):
            empty = False
            yield one
    except _SpentError:
        yield Refused(document.name, "it unpacks to more than can be read; the rest was left out")
        return
    if empty:
        yield Refused(document.name, "nothing in it is a text, a page, a feed or a mail")


_Opener = Callable[[Document, _Budget, int], "Iterator[Document | Refused]"]


def _open(document: Document, budget: _Budget, depth: int) -> Iterator[Document | Refused]:
    opener = _opener(document.data)
    if opener is None:
        yield document
    elif depth > DEEPEST:
        yield Refused(document.name, "it is packed inside more archives than can be opened")
    else:
        yield from opener(document, budget, depth)


def _inner(document: Document, budget: _Budget, depth: int) -> Iterator[Document | Refused]:
    """A member, or what is inside where it is an archive itself."""
    try:
        yield from _open(document, budget, depth + 1)
    except RefusedError as error:
        yield Refused(document.name, str(error))


def _opener(data: bytes) -> _Opener | None:
    """How a document is opened, or None for one that holds no others."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_zip
    if data.startswith((b"WARC/", b"filedesc://")):
        return _open_warc
    if data[257:262] == b"ustar":
        return _open_tar
    if unpack := _unpacker(data):
        head = _beginning(unpack, data)
        if head.startswith((b"WARC/", b"filedesc://")):
            return _open_warc
        return _open_tar if head[257:262] == b"ustar" else _open_single
    if data.startswith(b"From ") and len(_posts(data[:1_000_000])) > 1:
        return _open_mailbox
    return None


# ------------------------------------------------------------------ packed single files
_Unpack = Callable[[IO[bytes]], IO[bytes]]


def _unpacker(data: bytes) -> _Unpack | None:
    openers: tuple[tuple[bytes, Any], ...] = (
        (b"\x1f\x8b\x08", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open),
    )  # fmt: skip
    return next((unpack for magic, unpack in openers if data.startswith(magic)), None)


def _beginning(unpack: _Unpack, data: bytes) -> bytes:
    """The first bytes once unpacked, fewer where what follows them is damaged."""
    for size in (512, 16):
        try:
            with unpack(io.BytesIO(data)) as file:
                return file.read(size)
        except DAMAGE:
            continue
    return b""


def _open_single(document: Document, budget: _Budget, depth: int) -> Iterator[Document | Refused]:
    """One packed file, as `page.html.gz`."""
    unpack = _unpacker(document.data)
    stem, _ = posixpath.splitext(document.name)
    try:
        with unpack(io.BytesIO(document.data)) if unpack else io.BytesIO() as file:
            data = file.read(MEMBER + 1)
    except DAMAGE as error:
        yield Refused(document.name, f"it is packed and damaged ({type(error).__name__})")
        return
    yield from _member(document, stem, data, budget, depth)


def _member(
    document: Document, name: str, data: bytes, budget: _Budget, depth: int
) -> Iterator[Document | Refused]:
    """A member as a document, unless it is too large or empty."""
    budget.spend(len(data))
    if len(data) > MEMBER:
        yield Refused(name, f"it unpacks to more than {MEMBER // 2**20} MB")
    elif data:
        inner = Document(name, data, document.publisher, document.url, document.seen)
        yield from _inner(inner, budget, depth)


# ------------------------------------------------------------------ zip and tar
def _open_zip(document: Document, budget: _Budget, depth: int) -> Iterator[Document | Refused]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(document.data))
    except DAMAGE as error:
        raise RefusedError(f"it is a zip archive that is damaged ({error})") from error
    with archive:
        members = archive.infolist()
        if _OFFICE & {member.filename for member in members[:1000]}:
            raise RefusedError("it is an office document or a book; save it as text or HTML")
        for member in members:
            if member.is_dir() or _is_aside(member.filename):
                continue
            name = _name(document, member.filename)
            if member.flag_bits & 1:
                budget.spend(0)
                yield Refused(name, "it is locked with a password")
                continue
            try:
                with archive.open(member) as file:
                    data = file.read(MEMBER + 1)
            except DAMAGE as error:
                budget.spend(0)
                yield Refused(name, f"it is damaged inside the archive ({type(error).__name__})")
                continue
            yield from _member(document, name, data, budget, depth)


def _open_tar(document: Document, budget: _Budget, depth: int) -> Iterator[Document | Refused]:
    try:
        with tarfile.open(fileobj=io.BytesIO(document.data), mode="r|*") as archive:
            for member in archive:
                budget.spend(0)
                if not member.isreg() or _is_aside(member.name):
                    continue
                file = archive.extractfile(member)
                data = file.read(MEMBER + 1) if file else b""
                name = _name(document, member.name)
                if len(data) < min(member.size, MEMBER):
                    yield Refused(name, "the archive ends in the middle of it")
                    continue
                yield from _member(document, name, data, budget, depth)
    except DAMAGE as error:
        yield Refused(
            document.name, f"it is damaged from here on ({error}); what came before it was read"
        )


def _is_aside(name: str) -> bool:
    """True for what is no capture: hidden files, pictures, styles, notes on the captures."""
    parts = name.split("/")
    last = parts[-1]
    return (
        any(part.startswith(".") and part not in (".", "..") for part in parts)
        or parts[0] == "__MACOSX"
        or last.lower().endswith((*ASSETS, ".toml"))
        or last.upper().startswith("README")
        or last
        in ("datapackage.json", "datapackage-digest.json", "pages.jsonl", "extraPages.jsonl")
    )


def _name(document: Document, member: str) -> str:
    """The name of a member as it can be shown: nothing is ever written under it."""
    inside = "/".join(part for part in member.split("/") if part not in ("", ".", ".."))
    return f"{document.name}/{inside[:300]}"


# ------------------------------------------------------------------ web archives, mail folders
def _open_warc(document: Document, budget: _Budget, depth: int) -> Iterator[Document | Refused]:
    for one in records(document.data, MEMBER):
        budget.spend(len(one.data))
        if one.problem:
            yield Refused(f"{document.name}/{one.url or one.number}", one.problem)
        elif one.data:
            where = re.sub(r"^https?://", "", one.url or str(one.number))[:300]
            kind = ".json" if "json" in one.kind and not where.endswith(".json") else ""
            name = f"{document.name}/{where}{kind}"
            inner = Document(name, one.data, document.publisher, one.url, one.seen)
            yield from _inner(inner, budget, depth)


def _posts(data: bytes) -> list[int]:
    return [match.start() for match in _POST.finditer(data)]


def _open_mailbox(document: Document, budget: _Budget, depth: int) -> Iterator[Document | Refused]:
    """The mails of a folder that is one file (mbox)."""
    starts = [*_posts(document.data), len(document.data)]
    for number in range(len(starts) - 1):
        whole = document.data[starts[number] : starts[number + 1]]
        data = _QUOTED.sub(rb"\1", whole[whole.index(b"\n") + 1 :])
        yield from _member(document, f"{document.name}#{number + 1}", data, budget, depth)
