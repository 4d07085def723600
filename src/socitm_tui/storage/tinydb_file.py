"""TinyDB files: written atomically with a backup generation, checked for kind and format."""

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
    """A TinyDB storage that writes atomically and reports every fault as a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables of the file, or None if there is no file.

        Raises:
            StorageError: the file cannot be read, is damaged, or is of a newer version.
        """
        data = read_own_file(self.path)
        if data is None:
            return None
        try:
            tables = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise damaged_file_error(self.path) from error
        if not isinstance(tables, dict) or not all(
            isinstance(table, dict) for table in tables.values()
        ):
            _refuse_newer_format(self.path, tables)
            raise damaged_file_error(self.path)
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file and keep its backup generation."""
        keep_backup_generation(self.path)
        write_atomic(self.path, encode_json(data))

    def close(self) -> None:
        """Do nothing: no file is held open."""


def read_own_file(path: Path) -> bytes | None:
    """The bytes of a file of this program, or None if there is no file.

    Raises:
        StorageError: the file exists and cannot be read.
    """
    try:
        return read_regular(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error


def encode_json(value: object) -> bytes:
    """The JSON of a value, on one line."""
    return _ENCODE(value).encode("utf-8", "backslashreplace")


def keep_backup_generation(path: Path) -> None:
    """Keep a file under its name and `.bak` before it is replaced."""
    backup = path.with_name(f"{path.name}.bak")
    temporary = backup.with_name(f".{backup.name}.{os.getpid()}.tmp")
    with contextlib.suppress(OSError):
        try:
            os.link(path, temporary)
        except FileNotFoundError:
            return
        except OSError:  # a file system without links, or a link to another one
            shutil.copyfile(path, temporary)
        temporary.replace(backup)
    with contextlib.suppress(OSError):
        temporary.unlink()  # still there if both were one file already, or after a failure


def refuse_damaged(path: Path) -> None:
    """Refuse to change a damaged file: a new checksum would hide the damage.

    Raises:
        DamagedFileError: it is not as it was written.
    """
    with contextlib.suppress(OSError):
        if verify_file(path) == "broken":
            raise damaged_file_error(path)


def damaged_file_error(path: Path) -> StorageError:
    """The error about a file that is not what was written."""
    return DamagedFileError(
        f"{path} is damaged and was left as it is; the version before it is {path.name}.bak, "
        "and `socitm-tui check --repair` puts things right."
    )


def open_database(path: Path, kind: str) -> TinyDB:
    """The database in a file.

    Raises:
        StorageError: as `check_meta`.
    """
    from tinydb import TinyDB  # noqa: PLC0415 - not needed before the first frame

    database = TinyDB(path, storage=AtomicStorage)
    check_meta(path, kind, database.table("meta").all())
    return database


def check_meta(path: Path, kind: str, meta: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a file of another program or of a newer version of this one.

    Args:
        path: The file.
        kind: What the file has to be: `archive`, `notebook`, `load`.
        meta: The documents of its table `meta`.

    Raises:
        StorageError: it is of another kind, newer, or damaged.
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


def _refuse_newer_format(path: Path, tables: Any) -> None:  # noqa: ANN401  (any JSON)
    with contextlib.suppress(AttributeError, KeyError, TypeError):
        number = tables["meta"]["1"]["format"]
        if number > FORMAT_NUMBER:
            raise StorageError(
                f"{path} was written by a newer socitm-tui (format {number}) and was left as it is."
            )


# ------------------------------------------------------------------ JSON
def to_json_value(value: Any) -> Any:  # noqa: ANN401  (any JSON)
    """A value as JSON has it; fields of dataclasses that are empty are left out."""
    if isinstance(value, tuple):
        return [to_json_value(part) for part in value]
    if isinstance(value, Mapping):
        return dict(value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    document = {}
    for field in fields(value):
        content = getattr(value, field.name)
        if content is not None and content is not False and content not in ((), ""):
            document[field.name] = to_json_value(content)
    return document


def document_checksum(document: Mapping[str, Any]) -> str:
    """The checksum of a JSON document: 8 hexadecimal digits of its CRC-32."""
    return f"{zlib.crc32(encode_json(document)):08x}"
