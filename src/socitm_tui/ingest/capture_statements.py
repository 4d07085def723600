"""Changes what the user states about captures and collections, and the items that follow from it.

The notes are kept apart from the captures. A stated publisher or address is written into those
items that would otherwise have the publisher or the address of their capture.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from socitm_tui.ingest.archive_change import write_archive
from socitm_tui.ingest.items import capture_publisher
from socitm_tui.model.entities import CaptureNote, CaptureNotes, Item
from socitm_tui.model.progress import Progress
from socitm_tui.search.saved_views import rename_in_saved_views
from socitm_tui.storage.archive_file import Archive
from socitm_tui.storage.capture_notes import change_capture_notes, read_capture_notes
from socitm_tui.storage.captures import clean_collection_name
from socitm_tui.storage.home import Home


def mark_reviewed(
    home: Home, checksums: Collection[str], timestamp: str, *, is_right: bool = True
) -> CaptureNotes:
    """Mark the reading of captures as looked at and right, or no longer.

    Args:
        home: Where the notes are.
        checksums: The SHA-256 of the captures.
        timestamp: Now, ISO 8601 in UTC.
        is_right: False to take the mark away.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    reviewed = timestamp if is_right else ""

    def change(notes: CaptureNotes) -> CaptureNotes:
        changed = {
            sha256: replace(notes.captures.get(sha256) or CaptureNote(), reviewed=reviewed)
            for sha256 in checksums
        }
        return replace(notes, captures={**notes.captures, **changed})

    return change_capture_notes(home.capture_notes, change, timestamp)


def rename_collection(home: Home, old: str, new: str, timestamp: str) -> CaptureNotes:
    """Give a collection another name; if there is a collection of that name, both become one.

    Saved views ask for the new name from then on.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    name = clean_collection_name(new)
    loaded = loaded_collections(home)

    def change(notes: CaptureNotes) -> CaptureNotes:
        changed = {
            each: replace(
                notes.collections.get(each) or CaptureNote(), name="" if each == name else name
            )
            for each in loaded
            if notes.collection_name(each) == old
        }
        return replace(notes, collections={**notes.collections, **changed})

    notes = change_capture_notes(home.capture_notes, change, timestamp)
    rename_in_saved_views(home.views, "collection", old, name)
    return notes


def loaded_collections(home: Home) -> tuple[str, ...]:
    """Every collection of the archive under the name that it was loaded under."""
    return tuple(
        dict.fromkeys(capture.collection for capture in Archive(home.archive).read().captures)
    )


def state_source(
    home: Home,
    timestamp: str,
    *,
    captures: Collection[str] = (),
    collection: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    progress: Progress | None = None,
) -> int:
    """State the publisher and the address of captures or of a collection.

    Args:
        home: Where notes and archive are.
        timestamp: Now, ISO 8601 in UTC.
        captures: The SHA-256 of captures.
        collection: The present name of a collection.
        publisher: The publisher; "" removes what was stated, None leaves it.
        url: The address, as `publisher`.
        progress: Called while the archive is written.

    Returns:
        How many items were changed.

    Raises:
        StorageError: A file cannot be read or written.
    """
    loaded = loaded_collections(home)

    def add(note: CaptureNote | None) -> CaptureNote:
        note = note or CaptureNote()
        return replace(
            note,
            publisher=note.publisher if publisher is None else publisher.strip(),
            url=note.url if url is None else url.strip(),
        )

    def change(notes: CaptureNotes) -> CaptureNotes:
        shared = [each for each in loaded if notes.collection_name(each) == collection]
        return CaptureNotes(
            {**notes.captures, **{each: add(notes.captures.get(each)) for each in captures}},
            {**notes.collections, **{each: add(notes.collections.get(each)) for each in shared}},
        )

    return _rewrite_items(
        home,
        lambda: change_capture_notes(home.capture_notes, change, timestamp),
        progress,
    )


def _rewrite_items(
    home: Home, change: Callable[[], CaptureNotes], progress: Progress | None
) -> int:
    """Change the notes, then the items that follow from them; the number of changed items."""
    archive = Archive(home.archive)
    with archive.lock():
        contents = archive.read_verified()
        before = read_capture_notes(home.capture_notes)
        after = change()
        counts = _count_items(contents.items)
        captures = {capture.sha256: capture for capture in contents.captures}

        def restate(item: Item) -> Item:
            capture = captures.get(item.capture_sha256)
            if capture is None:
                return item
            old, new = before.with_stated_source(capture), after.with_stated_source(capture)
            publisher, url = item.publisher, item.url
            if publisher in (capture_publisher(old), capture_publisher(capture)):
                publisher = capture_publisher(new)
            if counts[capture.sha256] == 1 and url in (None, old.url, capture.url):
                url = new.url  # the page is the item's own
            is_same = (publisher, url) == (item.publisher, item.url)
            return item if is_same else replace(item, publisher=publisher, url=url)

        items = tuple(map(restate, contents.items))
        changed = sum(new is not old for new, old in zip(items, contents.items, strict=True))
        if changed:
            write_archive(home, replace(contents, items=items), progress)
    return changed


def _count_items(items: Iterable[Item]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.capture_sha256] = counts.get(item.capture_sha256, 0) + 1
    return counts
