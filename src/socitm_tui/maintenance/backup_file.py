"""The file format of backups: a gzipped tar with a header and a manifest.

The header, the first member, names the format. The manifest, the last member, holds the sizes and
checksums of all files, so a backup that is cut off or altered is refused before anything is
restored. The same files always result in the same bytes.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, Final, cast

from socitm_tui.storage.archive_file import CAPTURES_FOLDER
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.regular_files import open_regular
from socitm_tui.storage.tinydb_file import FORMAT_NUMBER

HEADER_NAME: Final = "about-this-backup.json"
MANIFEST_NAME: Final = "contents.json"
BACKUP_KIND: Final = "socitm-tui backup"
CHUNK_BYTES: Final = 1 << 20
MAX_READ_BYTES: Final = 1 << 24
"""`tarfile` reads a header at once, however long it claims to be; none is as long as this."""
MAX_METADATA_BYTES: Final = 1 << 26
"""The size of a manifest of several hundred thousand files; captures are not listed in it."""
MAX_PRINTED_NAME_LENGTH: Final = 80


@dataclass(slots=True)
class _Manifest:
    """The sizes and checksums of the files of a backup."""

    files: dict[str, list[object]] = field(default_factory=dict)
    """Name -> size and SHA-256, without the captures; a list, because JSON has no tuples."""
    captures: int = 0
    """The number of captures."""
    captures_digest: bytes = b""
    """A hash chain over the captures in the order of the backup: there may be a million of them,
    and the chain does not grow with their number."""

    def add(self, name: str, size: int, sha256: str) -> None:
        folder, _, capture = name.partition("/")
        if folder == CAPTURES_FOLDER:
            self.captures += 1
            link = f"{capture}\n{sha256}\n".encode()
            self.captures_digest = hashlib.sha256(self.captures_digest + link).digest()
        else:
            self.files[name] = [size, sha256]

    def document(self) -> dict[str, object]:
        """The manifest as JSON has it."""
        return {
            "files": self.files,
            "captures": self.captures,
            "captures_sha256": self.captures_digest.hex(),
        }


# ------------------------------------------------------------------ writing
class BackupWriter:
    """Writes a backup, file by file."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._manifest = _Manifest()
        self._add_json(HEADER_NAME, {"kind": BACKUP_KIND, "format": FORMAT_NUMBER})

    @classmethod
    @contextlib.contextmanager
    def open(cls, target: BinaryIO) -> Iterator[BackupWriter]:
        """A writer to a file; the backup is complete once the context ends without an error."""
        with (
            gzip.GzipFile("", "wb", 6, target, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w:", format=tarfile.PAX_FORMAT) as tar,
        ):
            writer = cls(tar)
            yield writer
            writer._add_json(MANIFEST_NAME, writer._manifest.document())

    def add(self, name: str, file: IO[bytes]) -> int:
        """Add a file that is open at its start, and return its size in bytes."""
        sha256 = hashlib.file_digest(cast("io.BytesIO", file), "sha256").hexdigest()
        size = self._add(name, file)
        self._manifest.add(name, size, sha256)
        return size

    def _add(self, name: str, file: IO[bytes]) -> int:
        member = tarfile.TarInfo(name)
        member.size = file.seek(0, os.SEEK_END)
        member.mode = 0o600
        file.seek(0)
        self._tar.addfile(member, file)
        self._tar.members = []  # type: ignore[attr-defined]  # else a million captures stay in memory
        return member.size

    def _add_json(self, name: str, document: object) -> None:
        self._add(name, io.BytesIO(json.dumps(document, sort_keys=True).encode()))


# ------------------------------------------------------------------ reading
def is_backup(file: Path) -> bool:
    """True if a file begins with the header of a backup that this version can read."""
    with contextlib.suppress(StorageError), contextlib.closing(read_backup(file)) as chunks:
        next(chunks, None)
        return True
    return False


def read_backup(file: Path) -> Generator[tuple[str, bytes]]:
    """The files in a backup as pairs of a name and the next chunk of the file of that name.

    The first chunk of each file is empty, so that an empty file is reported too. No file is known
    to be intact before the generator ends: sizes and checksums are compared at the end.

    Raises:
        StorageError: the file is not a backup, is damaged, or has a member that a backup never has.
    """
    try:
        with _open_tar(file) as tar:
            _check_header(file, tar)
            yield from _read_members(file, tar)
            if any(cast("_LimitedReader", tar.fileobj).read(CHUNK_BYTES)):  # checks gzip’s CRC too
                raise ValueError(MANIFEST_NAME)  # reported below, as any other damage
    except (
        tarfile.TarError, EOFError, zlib.error, ValueError, RecursionError, gzip.BadGzipFile,
    ) as error:  # fmt: skip
        raise StorageError(f"{file} is damaged, or is not a backup of socitm-tui.") from error
    except OSError as error:
        raise StorageError(f"{file} cannot be read ({error.strerror or error}).") from error


@contextlib.contextmanager
def _open_tar(file: Path) -> Iterator[tarfile.TarFile]:
    with (
        open_regular(file) as packed,
        gzip.GzipFile(fileobj=packed) as unpacked,
        tarfile.open(fileobj=cast("IO[bytes]", _LimitedReader(unpacked)), mode="r:") as tar,
    ):
        yield tar


class _LimitedReader:
    """A file that refuses large reads: a tar header may claim to be a gigabyte long."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self.file = file
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_READ_BYTES:
            raise ValueError(size)
        return self.file.read(size)


def _check_header(file: Path, tar: tarfile.TarFile) -> None:
    member = tar.next()
    header = _read_json(tar, member) if member and member.name == HEADER_NAME else {}
    number = header.get("format")
    if header.get("kind") != BACKUP_KIND or not isinstance(number, int):
        raise StorageError(f"{file} is not a backup of socitm-tui.")
    if number > FORMAT_NUMBER:
        raise StorageError(f"{file} was written by a newer socitm-tui (format {number}).")


def _read_members(file: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """The files of a tar, as `read_backup`; at its end they are compared with the manifest."""
    manifest = _Manifest()
    while (member := tar.next()) is not None:
        tar.members = []  # type: ignore[attr-defined]  # see `BackupWriter`
        if member.name == MANIFEST_NAME:
            if _read_json(tar, member) != manifest.document() or tar.next() is not None:
                raise ValueError(MANIFEST_NAME)
            return
        data = tar.extractfile(member) if member.isreg() and _is_safe_name(member.name) else None
        if data is None or member.name in manifest.files:
            name = member.name.encode("ascii", "backslashreplace").decode()
            name = name[:MAX_PRINTED_NAME_LENGTH]
            raise StorageError(f"{file} contains “{name}”, which no backup of socitm-tui does.")
        yield member.name, b""
        digest = hashlib.sha256()
        while chunk := data.read(CHUNK_BYTES):
            digest.update(chunk)
            yield member.name, chunk
        manifest.add(member.name, member.size, digest.hexdigest())
    raise EOFError  # there is no manifest


def _read_json(tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    data = tar.extractfile(member)
    if data is None or member.size > MAX_METADATA_BYTES:
        raise ValueError(member.name)
    document = json.loads(b"".join(iter(lambda: data.read(CHUNK_BYTES), b"")))
    if not isinstance(document, dict):
        raise ValueError(member.name)
    return document


def _is_safe_name(name: str) -> bool:
    """True for a relative path in normal form without hidden files.

    This is stricter than tarfile’s filter “data”, which accepts hidden files and control
    characters, and changes an absolute name instead of refusing it.
    """
    parts = PurePosixPath(name).parts
    return (
        "/".join(parts) == name
        and name.isprintable()
        and "\\" not in name
        and not any(part.startswith((".", "/")) for part in parts)
    )
