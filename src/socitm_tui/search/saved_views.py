"""Saved views: a name and the query it stands for, in a small file of their own."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from socitm_tui.search.query import QueryError
from socitm_tui.storage.atomic import StorageError, lock_file, write_atomic
from socitm_tui.storage.checksum import add_checksum, verify_bytes
from socitm_tui.storage.regular_files import read_regular
from socitm_tui.storage.tinydb_file import keep_backup_generation

FORMAT = 1


class UnreadableViewsError(StorageError, QueryError):
    """A view was asked for, and the file cannot be read."""


class SavedViews(Mapping[str, str]):
    """Name -> query, read when a view is first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _views(self) -> Mapping[str, str]:
        try:
            return read_saved_views(self._path)
        except StorageError as error:
            raise UnreadableViewsError(str(error)) from error

    def __getitem__(self, name: str) -> str:
        return self._views[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)


def with_saved_views(
    known: Mapping[str, Collection[str]], path: Path
) -> Mapping[str, Collection[str]]:
    """The values that a query may be checked against, and the views that it may ask for."""
    return {**known, "view": SavedViews(path)}


def read_saved_views(path: Path) -> dict[str, str]:
    """Name -> query, in the order they were saved.

    Raises:
        StorageError: the file is there and cannot be read.
    """
    try:
        data = read_regular(path)
        document = json.loads(data)
        if verify_bytes(data) == "broken":
            raise _damaged_error(path)
        views = document["views"]
        if document["format"] > FORMAT:
            raise StorageError(f"{path} was written by a newer socitm-tui and was left as it is.")
        return {str(name): str(query) for name, query in views.items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged_error(path) from error


def _damaged_error(path: Path) -> StorageError:
    return StorageError(
        f"{path} is damaged and was left as it is; `socitm-tui check --repair` goes back to the "
        "version before it."
    )


def change_saved_view(path: Path, name: str, query: str | None) -> dict[str, str]:
    """Save a view, or remove it where no query is given; all views then.

    Raises:
        StorageError: nothing was changed, and why.
    """
    with lock_file(path):
        views = {one: asked for one, asked in read_saved_views(path).items() if one != name}
        if query is not None:
            views[name] = query
        keep_backup_generation(path)
        text = json.dumps({"format": FORMAT, "views": views}, ensure_ascii=False, indent=1)
        write_atomic(path, add_checksum([text.removesuffix("\n}").encode()]))
    return views
