"""Saved views: a name and the query it stands for, in a small file of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from socitm_tui.regular import read_regular
from socitm_tui.store import StoreError, locked, write_safely

FORMAT = 1


def read_views(path: Path) -> dict[str, str]:
    """Name -> query, in the order they were saved.

    Raises:
        StoreError: the file is there and cannot be read.
    """
    try:
        document = json.loads(read_regular(path))
        views = document["views"]
        if document["format"] > FORMAT:
            raise StoreError(f"{path} was written by a newer socitm-tui and was left as it is.")
        return {str(name): str(query) for name, query in views.items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StoreError(f"{path} is damaged and was left as it is.") from error


def change_views(path: Path, name: str, query: str | None) -> dict[str, str]:
    """Save a view, or remove it where no query is given; all views then.

    Raises:
        StoreError: nothing was changed, and why.
    """
    with locked(path):
        views = {one: asked for one, asked in read_views(path).items() if one != name}
        if query is not None:
            views[name] = query
        write_safely(path, as_bytes(views))
    return views


def as_bytes(views: Mapping[str, str]) -> bytes:
    """The file of some views."""
    document = {"format": FORMAT, "views": dict(views)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
