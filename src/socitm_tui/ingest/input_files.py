"""Finds and opens the files that the user named, and says why a file cannot be loaded."""

from __future__ import annotations

import contextlib
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from socitm_tui.parsing.formats.archive_members import is_folder_of_page
from socitm_tui.storage.captures import BUNDLED_COLLECTION
from socitm_tui.storage.home import bundled_data_folder
from socitm_tui.storage.regular_files import NotRegularFileError, open_regular, read_regular

MAX_FILE_BYTES = 512 * 1024 * 1024
READ_BYTES = 1 << 20
"""Bytes to read at once of a file whose size is not known."""
SOURCES_FILE = "sources.toml"


class UnreadableFileError(Exception):
    """A file that cannot be read; the message completes “NAME was left out: …”."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to load, or the reason why it cannot be loaded."""

    path: Path
    problem: str | None = None
    collection: str = ""
    """The collection that its captures are loaded into."""


@dataclass(frozen=True, slots=True)
class CaptureSource:
    """What `sources.toml` states about a capture in the same folder."""

    publisher: str | None = None
    url: str | None = None


@dataclass
class CaptureSources:
    """The `sources.toml` files of all folders met so far, each read once."""

    problems: list[InputFile] = field(default_factory=list)
    """Those of them that cannot be used."""
    _by_folder: dict[Path, Mapping[str, CaptureSource]] = field(default_factory=dict)

    def source_of(self, path: Path) -> CaptureSource:
        """What is stated about a file; nothing if there is no `sources.toml`."""
        folder = path.parent
        if folder not in self._by_folder:
            try:
                self._by_folder[folder] = _read_sources(folder / SOURCES_FILE)
            except UnreadableFileError as error:
                self._by_folder[folder] = {}
                self.problems.append(InputFile(folder / SOURCES_FILE, str(error)))
        return self._by_folder[folder].get(path.name, CaptureSource())


def _read_sources(path: Path) -> Mapping[str, CaptureSource]:
    try:
        tables = tomllib.loads(read_regular(path).decode("utf-8")).get("capture", [])
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableFileError(f"it cannot be read as TOML ({_reason(error)})") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UnreadableFileError("its captures are not written as [[capture]] tables")
    return {
        str(table["file"]): CaptureSource(_text(table.get("publisher")), _text(table.get("url")))
        for table in tables
        if "file" in table
    }


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def find_input_files(paths: Iterable[Path]) -> Iterator[InputFile]:
    """Each file to load once; folders are searched recursively, in the order of names.

    Inside a folder, hidden files, `*.toml` and `README*` describe the captures and are skipped,
    and so is the folder that a browser saves next to a page. Links to folders are not followed.
    A file that is named itself is never skipped.
    """
    known: set[tuple[int, int]] = set()
    for path in paths:
        collection = _collection_of_path(path)
        for file in _expand_path(path):
            identity = _identity(file.path)
            if identity is None or identity not in known:
                yield replace(file, collection=collection)
            if identity:
                known.add(identity)


def _collection_of_path(path: Path) -> str:
    """The collection that a path is loaded into: the name of the folder, or of that of the file."""
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        resolved = path.resolve()
        if resolved.is_relative_to(bundled_data_folder().resolve()):
            return BUNDLED_COLLECTION
        return (resolved if resolved.is_dir() else resolved.parent).name
    return ""


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file, which two names of one file share."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _expand_path(path: Path) -> Iterator[InputFile]:
    """A file itself, or the files of a folder."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield InputFile(path, "there is no such file or folder")
        return
    except (OSError, ValueError) as error:
        yield InputFile(path, f"it cannot be opened ({_reason(error)})")
        return
    if not stat.S_ISDIR(mode):
        yield InputFile(path)
        return
    is_empty = True
    for file in _walk_folder(path):
        is_empty = False
        yield file
    if is_empty:
        yield InputFile(path, "there are no captures in this folder")


def _walk_folder(folder: Path) -> Iterator[InputFile]:
    problems: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        pages = {Path(file).stem for file in files if file.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not is_folder_of_page(name, pages)
        )
        for file in sorted(files):
            if not _describes_captures(file):
                yield InputFile(Path(parent, file))
    for error in problems:
        name = error.filename if isinstance(error.filename, str) else str(folder)
        yield InputFile(Path(name), f"it cannot be opened ({_reason(error)})")


def _describes_captures(name: str) -> bool:
    """True for a file that describes captures and is not one itself."""
    return name.startswith(".") or name.endswith(".toml") or name.upper().startswith("README")


@contextlib.contextmanager
def open_input_file(path: Path) -> Iterator[IO[bytes]]:
    """A regular file, open within this context.

    Raises:
        UnreadableFileError: It cannot be opened.
    """
    try:
        opened = open_regular(path)
    except FileNotFoundError as error:
        raise UnreadableFileError("it is no longer there") from error
    except NotRegularFileError as error:
        raise UnreadableFileError("it is not a regular file") from error
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"it cannot be read ({_reason(error)})") from error
    with opened as file:
        yield file


def read_input_file(path: Path) -> bytes:
    """The bytes of a regular file.

    Raises:
        UnreadableFileError: It cannot be read, or is too large.
    """
    with open_input_file(path) as file:
        return read_rest(file)


def read_rest(file: IO[bytes]) -> bytes:
    """The bytes of a file from its current position on.

    Raises:
        UnreadableFileError: They cannot be read, or the file is too large.
    """
    try:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_FILE_BYTES:
            raise UnreadableFileError(f"it is larger than {MAX_FILE_BYTES // 2**20} MB")
        return file.read(size or READ_BYTES)  # as much memory is allocated as is asked for
    except OSError as error:
        raise UnreadableFileError(f"it cannot be read ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    return error.strerror or "no reason given" if isinstance(error, OSError) else str(error)
