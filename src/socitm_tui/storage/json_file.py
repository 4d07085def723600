"""Small JSON files: one object each, with a format number, a checksum and a backup generation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from socitm_tui.storage.atomic import DamagedFileError, StorageError, write_atomic
from socitm_tui.storage.checksum import add_checksum, verify_bytes
from socitm_tui.storage.tinydb_file import keep_backup_generation, read_own_file


def read_json_file(path: Path, format_number: int) -> dict[str, Any] | None:
    """The object in a file, or None if there is no file.

    Args:
        path: The file.
        format_number: The newest format that this program reads.

    Raises:
        DamagedFileError: it holds no object with a format number, or was changed.
        StorageError: it cannot be read, or was written by a newer version of this program.
    """
    data = read_own_file(path)
    if data is None:
        return None
    try:
        document: dict[str, Any] = json.loads(data)
        is_newer = document["format"] > format_number
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged_json_error(path) from error
    if verify_bytes(data) == "broken":
        raise damaged_json_error(path)
    if is_newer:
        raise StorageError(f"{path} was written by a newer socitm-tui and was left as it is.")
    return document


def write_json_file(
    path: Path, document: Mapping[str, object], *, keep_generation: bool = True
) -> None:
    """Replace a file by an object, and keep its backup generation.

    Raises:
        StorageError: a sentence naming the file; the old one is untouched.
    """
    if keep_generation:
        keep_backup_generation(path)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    write_atomic(path, add_checksum([text.removesuffix("\n}").encode()]))


def damaged_json_error(path: Path) -> DamagedFileError:
    """The error about a file that is not what was written."""
    return DamagedFileError(
        f"{path} is damaged and was left as it is; `socitm-tui check --repair` goes back to the "
        "version before it."
    )
