"""A home as one file, and back: exactly what was there, or a sentence and nothing changed.

The file is a gzipped tar that any system can open. It begins with a word on what it is and ends
with the sizes and checksums of what it holds, so that one that is cut off or altered is known
before anything is restored. The same home gives the same bytes. Locks, temporary files and the
index, which makes itself anew, are left out.
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
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
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
EXTERNAL_CONFIG_FOLDER: Final = "configuration-elsewhere"
"""Where in a backup the configuration is that lies outside the home."""
REPLACED_PREFIX: Final = "replaced-"
CHUNK_BYTES: Final = 1 << 20
MAX_READ_BYTES: Final = 1 << 24
MAX_METADATA_BYTES: Final = 1 << 26


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup holds."""

    files: int
    captures: int
    size: int


# ------------------------------------------------------------------ out
def write_backup(home: Home, file: Path) -> BackupSummary:
    """Write the whole home into a file, which is read back before it takes its place.

    Raises:
        StoreError: a sentence; a file that was there is kept.
    """
    _refuse_target(home, file)
    with contextlib.ExitStack() as held:
        opened = _opened(home, held)
        if not opened and not any(home.captures.glob("*")):
            raise StorageError(f"{home.path} holds nothing yet: there is nothing to back up.")
        with open_replacement(file, verify=lambda written: _verified(written, file)) as target:
            return _write(target, opened, home)


def _refuse_target(home: Home, file: Path) -> None:
    if Path(os.path.realpath(file)).is_relative_to(os.path.realpath(home.path)):
        raise StorageError(f"{file} lies in the home that is backed up; name a place outside it.")
    if file.exists() and not is_backup(file):
        raise StorageError(
            f"{file} is there already and is no backup of ours; it is left as it is."
        )


def is_backup(file: Path) -> bool:
    """True for what `backup` wrote, as far as its beginning tells."""
    with contextlib.suppress(StorageError), contextlib.closing(read_backup(file)) as found:
        next(found, None)
        return True
    return False


def _opened(home: Home, held: contextlib.ExitStack) -> dict[str, BinaryIO]:
    """All files of the home but the captures, opened at one moment between two writes."""
    with contextlib.ExitStack() as locks:
        if os.access(home.path, os.W_OK):
            locks.enter_context(lock_file(home.archive))
            locks.enter_context(lock_file(home.notebook))
        found: dict[str, BinaryIO] = {}
        named = ((path.relative_to(home.path).as_posix(), path) for path in list_home_files(home))
        for name, path in (*named, *external_configuration(home)):
            try:
                found[name] = held.enter_context(open_regular(path))
            except OSError as error:
                raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
    return found


def external_configuration(home: Home) -> Iterator[tuple[str, Path]]:
    """The configuration and the files beside it that it names, where they lie outside the home."""
    if home.config.is_relative_to(home.path) or not _is_regular(home.config):
        return
    found = [home.config]
    with contextlib.suppress(ConfigError):
        config = load_config(home.config)
        named = [one for one in (config.topics, config.anchors) if one]
        found += [Path(os.path.normpath(one)) for one in named]
    for path in sorted({*found}):
        if path.is_relative_to(home.config.parent) and _is_regular(path):
            yield (
                f"{EXTERNAL_CONFIG_FOLDER}/{path.relative_to(home.config.parent).as_posix()}",
                path,
            )


def list_home_files(home: Home) -> Iterator[Path]:
    """The regular files of the home outside its captures, in the order of their names."""
    derived = (home.index, home.added_index, home.added_index_backup, home.first_frame)
    for folder, folders, names in os.walk(home.path):
        top = Path(folder) == home.path
        folders[:] = sorted(
            one
            for one in folders
            if not one.startswith(".")
            and not (top and one.startswith((CAPTURES_FOLDER, REPLACED_PREFIX)))
        )
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path not in derived and _is_regular(path):
                yield path


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _write(target: BinaryIO, opened: dict[str, BinaryIO], home: Home) -> BackupSummary:
    facts: dict[str, list[object]] = {}
    captures = size = 0
    chain = b""
    with (
        gzip.GzipFile("", "wb", 6, target, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w:", format=tarfile.PAX_FORMAT) as tar,
    ):
        _add(
            tar,
            HEADER_NAME,
            io.BytesIO(_json({"kind": "socitm-tui backup", "format": FORMAT_NUMBER})),
        )
        for name, file in opened.items():
            length, sha256 = _add(tar, name, file)
            facts[name] = [length, sha256]
            size += length
        for path in sorted(home.captures.glob("*")):
            if not path.name.startswith(".") and _is_regular(path):
                with path.open("rb") as file:
                    length, sha256 = _add(tar, f"{CAPTURES_FOLDER}/{path.name}", file)
                size += length
                captures += 1
                chain = _linked(chain, path.name, sha256)
        _add(tar, MANIFEST_NAME, io.BytesIO(_json(_contents(facts, captures, chain))))
    return BackupSummary(len(opened), captures, size)


def _contents(files: Mapping[str, object], captures: int, chain: bytes) -> dict[str, object]:
    return {"files": files, "captures": captures, "captures_sha256": chain.hex()}


def _linked(chain: bytes, name: str, sha256: str) -> bytes:
    """A checksum over all captures so far, which needs no list of them."""
    return hashlib.sha256(chain + f"{name}\n{sha256}\n".encode()).digest()


def _json(document: object) -> bytes:
    return json.dumps(document, sort_keys=True).encode()


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes]) -> tuple[int, str]:
    """Put a file in under a name; its size and checksum."""
    about = tarfile.TarInfo(name)
    about.size = file.seek(0, os.SEEK_END)
    about.mode = 0o600
    file.seek(0)
    reader = _Hashed(file)
    tar.addfile(about, cast("IO[bytes]", reader))
    tar.members = []  # type: ignore[attr-defined]  # a million captures are not kept in mind
    return about.size, reader.digest.hexdigest()


class _Hashed:
    """A file whose checksum is known once it has been read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _verified(written: Path, file: Path) -> None:
    """Read a backup back before it is relied on."""
    try:
        for _, data in read_backup(written):
            while data.read(CHUNK_BYTES):
                pass
    except StorageError as error:
        raise StorageError(f"{file} could not be written: it reads back otherwise.") from error


# ------------------------------------------------------------------ reading a backup
def read_backup(file: Path) -> Generator[tuple[str, IO[bytes]]]:
    """Name and content of each file in a backup, each to be read before the next.

    Raises:
        StoreError: a sentence; the file is damaged, or no backup, or holds what it should not.
    """
    with _in_sentences(file), _tar(file) as tar:
        first = tar.next()
        if first is None or first.name != HEADER_NAME:
            raise StorageError(f"{file} is no backup of socitm-tui.")
        _check_about(file, _facts(tar, first))
        yield from _checked(file, tar)
        if any(
            cast("_Bounded", tar.fileobj).read(CHUNK_BYTES)
        ):  # reads on to the packer's own checksum
            raise ValueError(MANIFEST_NAME)


@contextlib.contextmanager
def _in_sentences(file: Path) -> Iterator[None]:
    """Turn all that can go wrong with a packed file into a sentence."""
    try:
        yield
    except (
        tarfile.TarError, EOFError, zlib.error, ValueError, RecursionError, gzip.BadGzipFile,
    ) as error:  # fmt: skip
        raise StorageError(f"{file} is damaged, or no backup of socitm-tui.") from error
    except OSError as error:
        raise StorageError(f"{file} cannot be read ({error.strerror or error}).") from error


@contextlib.contextmanager
def _tar(file: Path) -> Iterator[tarfile.TarFile]:
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", closefd=True) as packed:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StorageError(f"{file} cannot be read (it is not a regular file).")
        with (
            gzip.GzipFile(fileobj=packed) as unpacked,
            tarfile.open(fileobj=cast("IO[bytes]", _Bounded(unpacked)), mode="r:") as tar,
        ):
            yield tar


class _Bounded:
    """A file of which nobody reads more at once than is reasonable: a header is no gigabyte."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self.file = file
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_READ_BYTES:
            raise ValueError(size)
        return self.file.read(size)


def _facts(tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    data = tar.extractfile(member)
    if data is None or member.size > MAX_METADATA_BYTES:
        raise ValueError(member.name)
    text = b"".join(iter(lambda: data.read(CHUNK_BYTES), b""))
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(member.name)
    return found


def _check_about(file: Path, about: dict[str, Any]) -> None:
    number = about.get("format")
    if about.get("kind") != "socitm-tui backup" or not isinstance(number, int):
        raise StorageError(f"{file} is no backup of socitm-tui.")
    if number > FORMAT_NUMBER:
        raise StorageError(f"{file} was written by a newer socitm-tui (format {number}).")


def _checked(file: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """The files one by one; once they are through, they are compared with the list at the end."""
    found: dict[str, list[object]] = {}
    captures, chain = 0, b""
    while (member := tar.next()) is not None:
        tar.members = []  # type: ignore[attr-defined]
        if member.name == MANIFEST_NAME:
            contents = _facts(tar, member)
            if contents != _contents(found, captures, chain):
                raise ValueError(MANIFEST_NAME)
            if tar.next() is not None:
                raise ValueError(MANIFEST_NAME)
            return
        data = tar.extractfile(member) if member.isreg() and _is_harmless(member.name) else None
        if data is None or member.name in found:
            name = member.name.encode("ascii", "backslashreplace").decode()[:80]
            raise StorageError(f"{file} holds “{name}”, which no backup of ours does.")
        reader = _Member(data, file)
        yield member.name, cast("IO[bytes]", reader)
        while reader.read(CHUNK_BYTES):
            pass
        sha256 = reader.digest.hexdigest()
        if member.name.startswith(f"{CAPTURES_FOLDER}/"):
            captures += 1
            chain = _linked(chain, member.name.partition("/")[2], sha256)
        else:
            found[member.name] = [member.size, sha256]
    raise EOFError


class _Member(_Hashed):
    """A file in a backup, read by whoever unpacks it."""

    def __init__(self, data: IO[bytes], file: Path) -> None:
        super().__init__(data)
        self.origin = file

    def read(self, size: int = -1) -> bytes:
        with _in_sentences(self.origin):
            return super().read(size)


def _is_harmless(name: str) -> bool:
    """True for the name of a file inside a folder, whatever else the name says."""
    parts = PurePosixPath(name).parts
    return (
        "/".join(parts) == name
        and name.isprintable()
        and "\\" not in name
        and not any(part.startswith((".", "/")) for part in parts)
    )
