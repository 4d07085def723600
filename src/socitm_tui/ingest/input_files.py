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

LARGEST = 512 * 1024 * 1024
PIECE = 1 << 20
SOURCES = "sources.toml"


class UnreadableError(Exception):
    """A file that cannot be read; the message completes “NAME was left out: …”."""


@dataclass(frozen=True, slots=True)
class Found:
    """A path to load, or the reason why it cannot be."""

    path: Path
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What the `sources.toml` beside a capture says of it."""

    publisher: str | None = None
    url: str | None = None


@dataclass
class Sources:
    """The `sources.toml` files met so far, each read once."""

    problems: list[Found] = field(default_factory=list)
    _folders: dict[Path, Mapping[str, Source]] = field(default_factory=dict)

    def of(self, path: Path) -> Source:
        """What is said of a file; nothing where there is no `sources.toml`."""
        folder = path.parent
        if folder not in self._folders:
            try:
                self._folders[folder] = _read_sources(folder / SOURCES)
            except UnreadableError as error:
                self._folders[folder] = {}
                self.problems.append(Found(folder / SOURCES, str(error)))
        return self._folders[folder].get(path.name, Source())


def _read_sources(path: Path) -> Mapping[str, Source]:
    try:
        tables = tomllib.loads(read_regular(path).decode("utf-8")).get("capture", [])
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableError(f"it cannot be read as TOML ({_reason(error)})") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UnreadableError("its captures are not written as [[capture]] tables")
    return {
        str(table["file"]): Source(_text(table.get("publisher")), _text(table.get("url")))
        for table in tables
        if "file" in table
    }


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """Each file to load once, folders opened recursively and in the order of names.

    Inside a folder, hidden files, `*.toml` and `README*` are about the captures and are passed
    over, and so is the folder that a browser saves beside a page; links to folders are not
    followed. What is named itself is always tried.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for found in _open(path):
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


def _open(path: Path) -> Iterator[Found]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield Found(path, "there is no such file or folder")
        return
    except (OSError, ValueError) as error:
        yield Found(path, f"it cannot be opened ({_reason(error)})")
        return
    if not stat.S_ISDIR(mode):
        yield Found(path)
        return
    empty = True
    for found in _walk(path):
        empty = False
        yield found
    if empty:
        yield Found(path, "there are no captures in this folder")


def _walk(folder: Path) -> Iterator[Found]:
    problems: list[OSError] = []
    for name, folders, files in os.walk(folder, onerror=problems.append):
        pages = {Path(one).stem for one in files if one.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(
            one for one in folders if not one.startswith(".") and not is_of_a_page(one, pages)
        )
        for file in sorted(files):
            if not _is_about_captures(file):
                yield Found(Path(name, file))
    for error in problems:
        name = error.filename if isinstance(error.filename, str) else str(folder)
        yield Found(Path(name), f"it cannot be opened ({_reason(error)})")


def _is_about_captures(name: str) -> bool:
    return name.startswith(".") or name.endswith(".toml") or name.upper().startswith("README")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A regular file, to be read inside.

    Raises:
        UnreadableError: half a sentence saying why not.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise UnreadableError("it is no longer there") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(f"it cannot be read ({_reason(error)})") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError("it is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        yield file


def read(path: Path) -> bytes:
    """The bytes of a regular file of bearable size.

    Raises:
        UnreadableError: half a sentence saying why not.
    """
    with opened(path) as file:
        return rest(file, LARGEST)


def rest(file: IO[bytes], largest: int = LARGEST) -> bytes:
    """What is left of a file, from where it stands.

    Raises:
        UnreadableError: it is larger than can be held, or cannot be read.
    """
    try:
        size = os.fstat(file.fileno()).st_size
        if size > largest:
            raise UnreadableError(f"it is larger than {largest // 2**20} MB")
        return file.read(size or PIECE)  # so many bytes are set aside, however few there are
    except OSError as error:
        raise UnreadableError(f"it cannot be read ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    return error.strerror or "no reason given" if isinstance(error, OSError) else str(error)
