"""Saved views: a name and the query that it stands for, in a small JSON file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from socitm_tui.search.query import QueryError, format_query, rename_value
from socitm_tui.search.query_parser import parse_query
from socitm_tui.storage.atomic import StorageError, lock_file
from socitm_tui.storage.json_file import damaged_json_error, read_json_file, write_json_file

VIEWS_FORMAT = 1


class UnreadableViewsError(StorageError, QueryError):
    """A query names a view, and the file of views cannot be read."""


class SavedViews(Mapping[str, str]):
    """Name -> query, read from the file when a view is first needed."""

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
    """The known values that queries are checked against, and the saved views among them."""
    return {**known, "view": SavedViews(path)}


def read_saved_views(path: Path) -> dict[str, str]:
    """Name -> query, in the order in which the views were saved; empty if there is no file.

    Raises:
        StorageError: The file exists and cannot be read.
    """
    document = read_json_file(path, VIEWS_FORMAT)
    if document is None:
        return {}
    try:
        return {str(name): str(query) for name, query in document["views"].items()}
    except (KeyError, AttributeError) as error:
        raise damaged_json_error(path) from error


def rename_in_saved_views(path: Path, field: str, old: str, new: str) -> None:
    """Replace a value of a field in all views; a view that cannot be parsed stays as it is.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    if not path.exists():
        return
    with lock_file(path):
        views = read_saved_views(path)
        renamed = {name: _rename_in_view(text, field, old, new) for name, text in views.items()}
        if renamed != views:
            write_json_file(path, {"format": VIEWS_FORMAT, "views": renamed})


def _rename_in_view(text: str, field: str, old: str, new: str) -> str:
    try:
        query = parse_query(text)
    except QueryError:
        return text
    renamed = rename_value(query, field, old, new)
    return text if renamed == query else format_query(renamed)


def change_saved_view(path: Path, name: str, query: str | None) -> dict[str, str]:
    """Save a view, or remove it if no query is given.

    Returns:
        All views after the change.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    with lock_file(path):
        views = {other: text for other, text in read_saved_views(path).items() if other != name}
        if query is not None:
            views[name] = query
        write_json_file(path, {"format": VIEWS_FORMAT, "views": views})
    return views
