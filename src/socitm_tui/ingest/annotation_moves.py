"""Moves annotations to the new keys of their items after a load."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping

from socitm_tui.model.entities import Item
from socitm_tui.model.reattach import (
    match_by_lines,
    match_orphans,
    reattach_annotations,
    remember_item,
)
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook


def move_annotations(
    home: Home,
    old_items: Iterable[Item],
    new_items: Iterable[Item],
    timestamp: str,
    *,
    has_other: Callable[[str], bool] = lambda _: False,
    items_of: Callable[[set[str]], Iterable[Item]] = lambda _: (),
) -> Mapping[str, Item]:
    """Move annotations whose item has another key, if only one item can be theirs.

    Args:
        home: Where the notebook is. If it cannot be read or written, nothing is moved.
        old_items: The items that the annotations were made on, as far as they are known.
        new_items: The items of the archive, at least all of the captures of these.
        timestamp: Now, ISO 8601 in UTC.
        has_other: True if the archive has an item with a key besides.
        items_of: Gives the items that the archive has besides, of captures named by SHA-256.

    Returns:
        Old key -> item, of the annotations that were moved.
    """
    notebook = Notebook(home.notebook)
    new_items = tuple(new_items)
    keys = {item.key for item in new_items}

    def is_known(key: str) -> bool:
        return key in keys or has_other(key)

    with contextlib.suppress(StorageError):
        if all(map(is_known, notebook.read())):
            return {}
        with notebook.lock():
            annotations = notebook.read_all()
            old_items = tuple(old_items)
            annotated_items = {item.key: item for item in old_items if item.key in annotations}
            orphans = [
                annotation
                if annotation.capture or key not in annotated_items
                else remember_item(annotation, annotated_items[key])
                for key, annotation in annotations.items()
                if not is_known(key)
            ]
            captures = {orphan.capture for orphan in orphans if orphan.capture}
            new_items += tuple(items_of(captures - {item.capture_sha256 for item in new_items}))
            annotated = {key for key, annotation in annotations.items() if not annotation.is_empty}
            matches = match_orphans(orphans, new_items, annotated)
            lost = {orphan.key for orphan in orphans if not orphan.is_empty} - matches.keys()
            taken = annotated | {item.key for item in matches.values()}
            matches |= match_by_lines(lost, old_items, new_items, taken)
            if matches:
                notebook.write(reattach_annotations(annotations, matches, timestamp))
            return matches
    return {}
