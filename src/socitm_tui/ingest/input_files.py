"""Files and folders named by the user -> documents to load, each refusal with its reason."""

from __future__ import annotations

import contextlib
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from socitm_tui.parsing.formats.html_decode import is_of_a_page
from socitm_tui.storage.regular_files import read_regular

MAX_FILE_BYTES = 512 * 1024 * 1024
MIN_READ_BYTES = 1 << 20
SOURCES_FILE = "sources.toml"


class UnreadableFileError(Exception):
    """A file that cannot be read; the message completes “NAME was left out: …”."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A path to load, or the reason why it cannot be."""

    path: Path
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureSource:
    """What the `sources.toml` beside a capture says of it."""

    publisher: str | None = None
    url: str | None = None


@dataclass
class CaptureSources:
    """The `sources.toml` files met so far, each read once."""

    problems: list[FoundFile] = field(default_factory=list)
    _folders: dict[Path, Mapping[str, CaptureSource]] = field(default_factory=dict)

    def of(self, path: Path) -> CaptureSource:
        """What is said of a file; nothing where there is no `sources.toml`."""
        folder = path.parent
        if folder not in self._folders:
            try:
                self._folders[folder] = _read_sources(folder / SOURCES_FILE)
            except UnreadableFileError as error:
                self._folders[folder] = {}
                self.problems.append(FoundFile(folder / SOURCES_FILE, str(error)))
        return self._folders[folder].get(path.name, CaptureSource())


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


def find_input_files(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """Each file to load once, folders opened recursively and in the order of names.

    Inside a folder, hidden files, `*.toml` and `README*` are about the captures and are passed
    over, and so is the folder that a browser saves beside a page; links to folders are not
    followed. What is named itself is always tried.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for found in _expand_path(path):
            identity = _identity(found.path)
            if identity is None or identity not in seen:
                yield found
            if identity:
                seen.add(identity)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _expand_path(path: Path) -> Iterator[FoundFile]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield FoundFile(path, "there is no such file or folder")
        return
    except (OSError, ValueError) as error:
        yield FoundFile(path, f"it cannot be opened ({_reason(error)})")
        return
    if not stat.S_ISDIR(mode):
        yield FoundFile(path)
        return
    empty = True
    for found in _walk_folder(path):
        empty = False
        yield found
    if empty:
        yield FoundFile(path, "there are no captures in this folder")


def _walk_folder(folder: Path) -> Iterator[FoundFile]:
    problems: list[OSError] = []
    for name, folders, files in os.walk(folder, onerror=problems.append):
        pages = {Path(one).stem for one in files if one.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(
            one for one in folders if not one.startswith(".") and not is_of_a_page(one, pages)
        )
        for file in sorted(files):
            if not _is_about_captures(file):
                yield FoundFile(Path(name, file))
    for error in problems:
        name = error.filename if isinstance(error.filename, str) else str(folder)
        yield FoundFile(Path(name), f"it cannot be opened ({_reason(error)})")


def _is_about_captures(name: str) -> bool:
    return name.startswith(".") or name.endswith(".toml") or name.upper().startswith("README")


@contextlib.contextmanager
def open_input_file(path: Path) -> Iterator[IO[bytes]]:
    """A regular file, to be read inside.

    Raises:
        UnreadableError: half a sentence saying why not.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise UnreadableFileError("it is no longer there") from error
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"it cannot be read ({_reason(error)})") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableFileError("it is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        yield file


def read_input_file(path: Path) -> bytes:
    """The bytes of a regular file of bearable size.

    Raises:
        UnreadableError: half a sentence saying why not.
    """
    with open_input_file(path) as file:
        return read_rest(file, MAX_FILE_BYTES)


def read_rest(file: IO[bytes], largest: int = MAX_FILE_BYTES) -> bytes:
    """What is left of a file, from where it stands.

    Raises:
        UnreadableError: it is larger than can be held, or cannot be read.
    """
    try:
        size = os.fstat(file.fileno()).st_size
        if size > largest:
            raise UnreadableFileError(f"it is larger than {largest // 2**20} MB")
        return file.read(
            size or MIN_READ_BYTES
        )  # so many bytes are set aside, however few there are
    except OSError as error:
        raise UnreadableFileError(f"it cannot be read ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    return error.strerror or "no reason given" if isinstance(error, OSError) else str(error)
