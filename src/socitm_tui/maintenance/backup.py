"""Writes all files of a home into one backup file.

Locks, temporary files and derived files (the index, the first frame) are left out. The small files
are opened together while no other process can write, so they show one state of the home. Captures
are opened one by one later: the bytes under a SHA-256 never change.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from socitm_tui.maintenance.backup_file import BackupWriter, is_backup, read_backup
from socitm_tui.storage.archive_file import CAPTURES_FOLDER
from socitm_tui.storage.atomic import StorageError, lock_file, open_replacement
from socitm_tui.storage.config import ConfigError, load_config
from socitm_tui.storage.home import Home
from socitm_tui.storage.regular_files import open_regular

EXTERNAL_CONFIG_FOLDER: Final = "configuration-elsewhere"
"""Folder in a backup for the configuration if it is outside the home."""
REPLACED_PREFIX: Final = "replaced-"
"""Prefix of the names of folders to which a restore moved the previous files."""


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """How much a backup contains."""

    files: int
    """The number of files, without the captures."""
    captures: int
    size: int
    """Bytes of all files and captures before compression."""


def write_backup(home: Home, file: Path) -> BackupSummary:
    """Write a home into a file. The file is read back before it replaces an older backup.

    Raises:
        StorageError: the backup cannot be written, or the file exists and is not a backup; it is
            left as it was.
    """
    if Path(os.path.realpath(file)).is_relative_to(os.path.realpath(home.path)):
        raise StorageError(f"{file} is inside the home that is backed up; name a place outside it.")
    if file.exists() and not is_backup(file):
        raise StorageError(
            f"{file} exists already and is not a backup of socitm-tui; it is left as it is."
        )
    with contextlib.ExitStack() as stack:
        files = _open_files(home, stack)
        if not files and not any(home.captures.glob("*")):
            raise StorageError(f"{home.path} holds nothing yet: there is nothing to back up.")
        with open_replacement(file, verify=lambda path: _verify_backup(path, file)) as target:
            return _write_files(target, files, home)


def _open_files(home: Home, stack: contextlib.ExitStack) -> dict[str, BinaryIO]:
    """Name -> file of a home, without captures, all opened while no other process can write."""
    with contextlib.ExitStack() as locks:
        if os.access(home.path, os.W_OK):  # in a read-only folder no lock can be made
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
    """Name in the backup and path of each file of a configuration outside the home.

    These are `config.toml` and the files that it names, as far as they are in its folder or below:
    a restore could not tell where any others belong.
    """
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
    """True for a regular file or a link to one."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _write_files(target: BinaryIO, files: Mapping[str, BinaryIO], home: Home) -> BackupSummary:
    """Write the open files and all captures of a home."""
    captures = [
        path
        for path in sorted(home.captures.glob("*"))
        if not path.name.startswith(".") and _is_regular(path)
    ]
    with BackupWriter.open(target) as writer:
        size = sum(writer.add(name, file) for name, file in files.items())
        for path in captures:
            with path.open("rb") as file:
                size += writer.add(f"{CAPTURES_FOLDER}/{path.name}", file)
    return BackupSummary(len(files), len(captures), size)


def _verify_backup(path: Path, file: Path) -> None:
    """Read a new backup back.

    Args:
        path: The temporary file in which the backup is.
        file: The file that it is going to replace, for the message.

    Raises:
        StorageError: what is read back differs from what was written.
    """
    try:
        deque(read_backup(path), maxlen=0)
    except StorageError as error:
        raise StorageError(f"{file} could not be written: what was read back differs.") from error
