"""A TinyDB file of ours: written safely; ours, whole and no newer than this program."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socitm_tui.storage.atomic import DamagedFileError, StorageError, write_atomic
from socitm_tui.storage.checksum import verify_file
from socitm_tui.storage.regular_files import read_regular

if TYPE_CHECKING:
    from tinydb import TinyDB

FORMAT_NUMBER = 1
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class AtomicStorage:
    """A storage for TinyDB: its file, written atomically and read with care."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables of the file, or None where there is no file yet."""
        data = read_own_file(self.path)
        if data is None:
            return None
        try:
            tables = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise damaged_file_error(self.path) from error
        if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
            _refuse_newer_format(self.path, tables)
            raise damaged_file_error(self.path)
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file, keeping the generation before beside it."""
        keep_backup_generation(self.path)
        write_atomic(self.path, encode_json(data))

    def close(self) -> None:
        """Nothing is held open."""


def read_own_file(path: Path) -> bytes | None:
    """The bytes of a file of ours, or None if there is none.

    Raises:
        StorageError: the file is there and cannot be read.
    """
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error


def encode_json(value: object) -> bytes:
    """The JSON of a value, in one line."""
    return _ENCODE(value).encode("utf-8", "backslashreplace")


def keep_backup_generation(path: Path) -> None:
    """Keep a file as `.bak` before it is replaced."""
    backup = path.with_name(f"{path.name}.bak")
    spare = backup.with_name(f".{backup.name}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        try:
            os.link(path, spare)
        except FileNotFoundError:
            return
        except OSError:  # a file system without links, or a link to another one
            shutil.copyfile(path, spare)
        spare.replace(backup)
    with contextlib.suppress(OSError):
        spare.unlink()  # still there where both were one file already, or something failed


def refuse_damaged(path: Path) -> None:
    """Do not build on a file that was changed since it was written: its damage would be sealed."""
    with contextlib.suppress(OSError):
        if verify_file(path) == "broken":
            raise damaged_file_error(path)


def damaged_file_error(path: Path) -> StorageError:
    """What is said of a file that is not what was written."""
    return DamagedFileError(
        f"{path} is damaged and was left as it is; the version before it is {path.name}.bak, "
        "and `socitm-tui check --repair` puts things right."
    )


def open_database(path: Path, kind: str) -> TinyDB:
    """The database in a file, checked to be ours and not newer than this program."""
    from tinydb import TinyDB  # noqa: PLC0415 - the reader needs none before its first frame

    database = TinyDB(path, storage=AtomicStorage)
    check_meta(path, kind, database.table("meta").all())
    return database


def check_meta(path: Path, kind: str, meta: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a file that is not ours, or newer than this program.

    Raises:
        StorageError: a sentence saying which and why.
    """
    about = next(iter(meta), None)
    if not about:
        if path.exists():
            raise damaged_file_error(path)
        return
    number = about.get("format")
    if about.get("kind") != kind or not isinstance(number, int):
        raise StorageError(f"{path} is not a socitm-tui {kind} and was left as it is.")
    _refuse_newer_format(path, {"meta": {"1": about}})


def _refuse_newer_format(path: Path, tables: Any) -> None:  # noqa: ANN401  (JSON of whatever shape)
    with contextlib.suppress(AttributeError, KeyError, TypeError):
        number = tables["meta"]["1"]["format"]
        if number > FORMAT_NUMBER:
            raise StorageError(
                f"{path} was written by a newer socitm-tui (format {number}) and was left as it is."
            )


# ------------------------------------------------------------------ JSON
def to_json_value(value: Any) -> Any:  # noqa: ANN401  (JSON leaves here)
    """A dataclass as JSON holds it; fields that say nothing are left out."""
    if isinstance(value, tuple):
        return [to_json_value(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    found = {}
    for each in fields(value):
        one = getattr(value, each.name)
        if one is not None and one is not False and one not in ((), ""):
            found[each.name] = to_json_value(one)
    return found


def document_checksum(document: Mapping[str, Any]) -> str:
    """The checksum of one document."""
    return f"{zlib.crc32(encode_json(document)):08x}"
