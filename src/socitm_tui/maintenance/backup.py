"""Writes a home into one backup file, and reads such a file back.

A backup is a gzipped tar. It begins with a header that names the format and ends with a manifest
of sizes and checksums, so a file that is cut off or altered is refused before anything is restored.
The same home always gives the same bytes. Locks, temporary files and derived files (the index, the
first frame) are left out.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import stat
import tarfile
import zlib
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, Final, cast

from socitm_tui.storage.archive_file import CAPTURES_FOLDER
from socitm_tui.storage.atomic import StorageError, lock_file, open_replacement
from socitm_tui.storage.config import ConfigError, load_config
from socitm_tui.storage.home import Home
from socitm_tui.storage.regular_files import open_regular
from socitm_tui.storage.tinydb_file import FORMAT_NUMBER

HEADER_NAME: Final = "about-this-backup.json"
MANIFEST_NAME: Final = "contents.json"
BACKUP_KIND: Final = "socitm-tui backup"
EXTERNAL_CONFIG_FOLDER: Final = "configuration-elsewhere"
"""Folder of a backup for a configuration that is outside the home."""
REPLACED_PREFIX: Final = "replaced-"
"""Begins the name of a folder to which a restore moved the previous files."""
CHUNK_BYTES: Final = 1 << 20
MAX_READ_BYTES: Final = 1 << 24
MAX_METADATA_BYTES: Final = 1 << 26


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """How much a backup holds."""

    files: int
    captures: int
    size: int
    """Bytes of all files."""


@dataclass(slots=True)
class _Manifest:
    """The sizes and checksums of the files of a backup, in the form in which it stores them."""

    files: dict[str, list[object]] = field(default_factory=dict)
    """Name -> size and SHA-256, without the captures."""
    captures: int = 0
    chain: bytes = b""
    """A checksum over all captures so far; unlike a list it stays small."""

    def add(self, name: str, size: int, sha256: str) -> None:
        folder, _, capture = name.partition("/")
        if folder == CAPTURES_FOLDER:
            self.captures += 1
            self.chain = hashlib.sha256(self.chain + f"{capture}\n{sha256}\n".encode()).digest()
        else:
            self.files[name] = [size, sha256]

    def document(self) -> dict[str, object]:
        return {
            "files": self.files, "captures": self.captures, "captures_sha256": self.chain.hex()
        }  # fmt: skip


# ------------------------------------------------------------------ writing
def write_backup(home: Home, file: Path) -> BackupSummary:
    """Write a home into a file. The file is read back before it replaces an older backup.

    Raises:
        StorageError: it cannot be written; an older backup is kept.
    """
    if Path(os.path.realpath(file)).is_relative_to(os.path.realpath(home.path)):
        raise StorageError(f"{file} lies in the home that is backed up; name a place outside it.")
    if file.exists() and not is_backup(file):
        raise StorageError(
            f"{file} is there already and is no backup of ours; it is left as it is."
        )
    with contextlib.ExitStack() as stack:
        files = _open_files(home, stack)
        if not files and not any(home.captures.glob("*")):
            raise StorageError(f"{home.path} holds nothing yet: there is nothing to back up.")
        with open_replacement(file, verify=lambda path: _verify_backup(path, file)) as target:
            return _write_tar(target, files, home)


def _open_files(home: Home, stack: contextlib.ExitStack) -> dict[str, BinaryIO]:
    """The files of a home without captures, all opened while no other process can write."""
    with contextlib.ExitStack() as locks:
        if os.access(home.path, os.W_OK):
            locks.enter_context(lock_file(home.archive))
            locks.enter_context(lock_file(home.notebook))
        files: dict[str, BinaryIO] = {}
        named = ((path.relative_to(home.path).as_posix(), path) for path in list_home_files(home))
        for name, path in (*named, *external_configuration(home)):
            try:
                files[name] = stack.enter_context(open_regular(path))
            except OSError as error:
                raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
    return files


def list_home_files(home: Home) -> Iterator[Path]:
    """The regular files of a home without captures and derived files, sorted by name."""
    derived = (home.index, home.added_index, home.added_index_backup, home.first_frame)
    for folder, subfolders, names in os.walk(home.path):
        is_top = Path(folder) == home.path
        skipped = (".", CAPTURES_FOLDER, REPLACED_PREFIX) if is_top else (".",)
        subfolders[:] = sorted(name for name in subfolders if not name.startswith(skipped))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path not in derived and _is_regular(path):
                yield path


def external_configuration(home: Home) -> Iterator[tuple[str, Path]]:
    """Name in a backup and path of a configuration outside the home and of the files it names."""
    if home.config.is_relative_to(home.path) or not _is_regular(home.config):
        return
    paths = {home.config}
    with contextlib.suppress(ConfigError):
        config = load_config(home.config)
        named = (path for path in (config.topics, config.anchors) if path)
        paths |= {Path(os.path.normpath(path)) for path in named}
    folder = home.config.parent
    for path in sorted(paths):
        if path.is_relative_to(folder) and _is_regular(path):
            yield f"{EXTERNAL_CONFIG_FOLDER}/{path.relative_to(folder).as_posix()}", path


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _write_tar(target: BinaryIO, files: Mapping[str, BinaryIO], home: Home) -> BackupSummary:
    manifest, size = _Manifest(), 0
    captures = [
        path
        for path in sorted(home.captures.glob("*"))
        if not path.name.startswith(".") and _is_regular(path)
    ]
    with (
        gzip.GzipFile("", "wb", 6, target, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w:", format=tarfile.PAX_FORMAT) as tar,
    ):
        _add_json(tar, HEADER_NAME, {"kind": BACKUP_KIND, "format": FORMAT_NUMBER})
        for name, file in files.items():
            size += _add_file(tar, name, file, manifest)
        for path in captures:
            with path.open("rb") as file:
                size += _add_file(tar, f"{CAPTURES_FOLDER}/{path.name}", file, manifest)
        _add_json(tar, MANIFEST_NAME, manifest.document())
    return BackupSummary(len(files), len(captures), size)


def _add_json(tar: tarfile.TarFile, name: str, document: object) -> None:
    data = json.dumps(document, sort_keys=True).encode()
    _add_file(tar, name, io.BytesIO(data), _Manifest())


def _add_file(tar: tarfile.TarFile, name: str, file: IO[bytes], manifest: _Manifest) -> int:
    """Add a file to the tar and the manifest, and return its size."""
    member = tarfile.TarInfo(name)
    member.size = file.seek(0, os.SEEK_END)
    member.mode = 0o600
    file.seek(0)
    sha256 = hashlib.file_digest(cast("io.BytesIO", file), "sha256").hexdigest()
    file.seek(0)
    tar.addfile(member, file)
    tar.members = []  # type: ignore[attr-defined]  # else a million captures stay in memory
    manifest.add(name, member.size, sha256)
    return member.size


def _verify_backup(path: Path, file: Path) -> None:
    """Read a new backup back; `file` is where it is going to be."""
    try:
        deque(read_backup(path), maxlen=0)
    except StorageError as error:
        raise StorageError(f"{file} could not be written: it reads back otherwise.") from error


# ------------------------------------------------------------------ reading
def is_backup(file: Path) -> bool:
    """True if a file begins as a backup does."""
    with contextlib.suppress(StorageError), contextlib.closing(read_backup(file)) as chunks:
        next(chunks, None)
        return True
    return False


def read_backup(file: Path) -> Generator[tuple[str, bytes]]:
    """The name and the next bytes of each file in a backup; the first bytes of each are empty.

    The files can be relied on only after the last of them: then sizes and checksums are compared.

    Raises:
        StorageError: it is damaged, no backup, or holds what a backup of ours does not.
    """
    try:
        with _open_tar(file) as tar:
            _check_header(file, tar)
            yield from _read_members(file, tar)
            if any(cast("_LimitedReader", tar.fileobj).read(CHUNK_BYTES)):  # checks gzip’s CRC too
                raise ValueError(MANIFEST_NAME)
    except (
        tarfile.TarError, EOFError, zlib.error, ValueError, RecursionError, gzip.BadGzipFile,
    ) as error:  # fmt: skip
        raise StorageError(f"{file} is damaged, or no backup of socitm-tui.") from error
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
        raise StorageError(f"{file} is no backup of socitm-tui.")
    if number > FORMAT_NUMBER:
        raise StorageError(f"{file} was written by a newer socitm-tui (format {number}).")


def _read_members(file: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """The files of a tar; at its end they are compared with the manifest."""
    manifest = _Manifest()
    while (member := tar.next()) is not None:
        tar.members = []  # type: ignore[attr-defined]  # see `_add_file`
        if member.name == MANIFEST_NAME:
            if _read_json(tar, member) != manifest.document() or tar.next() is not None:
                raise ValueError(MANIFEST_NAME)
            return
        data = tar.extractfile(member) if member.isreg() and _is_safe_name(member.name) else None
        if data is None or member.name in manifest.files:
            name = member.name.encode("ascii", "backslashreplace").decode()[:80]
            raise StorageError(f"{file} holds “{name}”, which no backup of ours does.")
        yield member.name, b""
        digest = hashlib.sha256()
        while chunk := data.read(CHUNK_BYTES):
            digest.update(chunk)
            yield member.name, chunk
        manifest.add(member.name, member.size, digest.hexdigest())
    raise EOFError


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
