"""The UI state that the reader saves on exit; losing it costs the user nothing but their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from socitm_tui.storage.atomic import StorageError, remove_stale_files, write_atomic
from socitm_tui.storage.checksum import add_checksum
from socitm_tui.storage.json_file import read_json_file
from socitm_tui.storage.tinydb_file import FORMAT_NUMBER, encode_json


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What was on the screen when the reader was closed."""

    key: str | None = None
    """Key of the item under the cursor."""
    query: str = ""
    theme: str | None = None
    text_width: int | None = None
    """Columns of the reading view's text; None is the default width."""
    line_positions: Mapping[str, int] = field(default_factory=dict)
    """Key -> first visible line of its text, for the texts read last."""
    opened_keys: tuple[str, ...] = ()
    """Keys of the opened items, latest last."""
    entered_queries: tuple[str, ...] = ()
    """Queries that the user entered, latest last."""
    order: str = "newest"


FILE_KEYS: Final[Mapping[str, tuple[str, tuple[type, ...]]]] = {
    "key": ("key", (str, type(None))),
    "query": ("query", (str,)),
    "theme": ("theme", (str, type(None))),
    "text_width": ("measure", (int, type(None))),
    "line_positions": ("places", (dict,)),
    "opened_keys": ("trail", (list,)),
    "entered_queries": ("asked", (list,)),
    "order": ("order", (str,)),
}
"""Field of `ReaderState` -> its key in the file, and the types it may have there."""


def read_reader_state(path: Path) -> ReaderState:
    """The saved state; the default state if the file is missing, damaged or newer."""
    try:
        return _state_from_document(read_json_file(path, FORMAT_NUMBER) or {})
    except (StorageError, TypeError):
        return ReaderState()


def _state_from_document(document: Mapping[str, Any]) -> ReaderState:
    """The state in a JSON document.

    Raises:
        TypeError: a value has another type than `FILE_KEYS` allows.
    """
    values: dict[str, Any] = {}
    for name, (key, types) in FILE_KEYS.items():
        if key not in document:
            continue
        value = document[key]
        if not isinstance(value, types):
            raise TypeError(key)
        if isinstance(value, list):
            if not all(isinstance(text, str) for text in value):
                raise TypeError(key)
            value = tuple(value)
        values[name] = value
    return ReaderState(**values)


def write_reader_state(path: Path, state: ReaderState) -> None:
    """Save the state.

    Raises:
        StorageError: the file could not be written.
    """
    document = {"format": FORMAT_NUMBER}
    document |= {key: getattr(state, name) for name, (key, _) in FILE_KEYS.items()}
    remove_stale_files(path.parent)
    write_atomic(path, add_checksum([encode_json(document)[:-1]]))
