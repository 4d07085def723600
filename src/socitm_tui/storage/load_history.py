"""Records of the last loads, by which a load can be undone and redone.

A load is a set of captures: it added them, or read them again. Its record names these captures and
contains the items that they had before the load: none, if the load added them. An undo replaces the
items that they have now by those of the record, and restores the links between other items of the
same story. A record is used only for the archive that it was made for.

Earlier versions of this program recorded the whole archive before the load, as a list in which a
pair of numbers stands for a range of what the archive has now. Such records are read as well.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from socitm_tui.model.entities import Capture, CaptureNote, Item, Topic
from socitm_tui.storage.archive_file import (
    ArchiveContents,
    encode_head,
    item_from_document,
    item_to_document,
)
from socitm_tui.storage.atomic import StorageError, remove_stale_files, write_atomic
from socitm_tui.storage.capture_notes import build_capture_notes
from socitm_tui.storage.captures import capture_from_document
from socitm_tui.storage.checksum import add_checksum, verify_bytes
from socitm_tui.storage.tinydb_file import (
    FORMAT_NUMBER,
    check_meta,
    damaged_file_error,
    encode_json,
    read_own_file,
    to_json_value,
)

MAX_LOADS: Final = 10
"""Loads that can be undone, one after the other; fewer if their records are large."""
MIN_TOTAL_BYTES: Final = 1 << 20
"""Size that all records together may have, however small the archive is."""
LOADS_FOLDER: Final = "loads"
KIND: Final = "loaded captures"
EARLIER_KIND: Final = "load"
"""The kind of the records of earlier versions, which refuse a file of any other kind."""

T = TypeVar("T")


class NoLoadError(StorageError):
    """There is no load to undo, or to redo."""


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """The captures of a load and their items in another state of the archive: before or after."""

    loaded: frozenset[str]
    """The SHA-256 of every capture that the load read."""
    captures: tuple[Capture, ...]
    """Those of them that the other state has."""
    items: tuple[Item, ...]
    """Their items in the other state."""
    links: Mapping[str, tuple[str, ...]]
    """Key -> `same_story` in the other state, of other items for which it differs."""
    topics: tuple[Topic, ...]
    load: int
    """The load number of the other state."""
    places: tuple[int, ...] = ()
    """The place of each of the captures among all captures of the other state."""
    marks: Mapping[str, CaptureNote] = field(default_factory=dict)
    """SHA-256 -> a note with the marks in the other state, of captures for which they differ."""

    @property
    def returned(self) -> frozenset[str]:
        """The SHA-256 of the captures that the other state has."""
        return frozenset(capture.sha256 for capture in self.captures)

    def order_captures(self, now: Iterable[Capture]) -> dict[str, Capture]:
        """SHA-256 -> capture of the other state, in its order.

        Args:
            now: The captures of the archive that the record is used for.
        """
        captures = {capture.sha256: capture for capture in now}
        for sha256 in self.loaded - self.returned:
            captures.pop(sha256, None)
        captures |= {capture.sha256: capture for capture in self.captures}
        if len(self.places) != len(self.captures):
            return captures  # a record of an earlier version: they come last, or stay
        ordered = [each for sha256, each in captures.items() if sha256 not in self.returned]
        for place, capture in zip(self.places, self.captures, strict=True):
            ordered.insert(place, capture)
        return {capture.sha256: capture for capture in ordered}

    @classmethod
    def compare(
        cls, contents: ArchiveContents, other: ArchiveContents, loaded: Collection[str]
    ) -> LoadRecord:
        """The record of captures in an archive that differs from another only by them.

        Args:
            contents: The archive that the record describes.
            other: The archive that it is to be used for.
            loaded: The SHA-256 of the captures.
        """
        links = {item.key: item.same_story for item in other.items}
        numbered = [
            (place, capture)
            for place, capture in enumerate(contents.captures)
            if capture.sha256 in loaded
        ]
        return cls(
            frozenset(loaded),
            tuple(capture for _, capture in numbered),
            tuple(item for item in contents.items if item.capture_sha256 in loaded),
            {
                item.key: item.same_story
                for item in contents.items
                if item.capture_sha256 not in loaded and item.same_story != links[item.key]
            },
            contents.topics,
            contents.load,
            tuple(place for place, _ in numbered),
        )


@dataclass(frozen=True, slots=True)
class LoadHistory:
    """The records of loads in a folder next to an archive; use it while the archive is locked."""

    archive: Path

    @property
    def folder(self) -> Path:
        """Where the records are."""
        return self.archive.with_name(LOADS_FOLDER)

    def record_load(self, after: ArchiveContents, before: LoadRecord) -> None:
        """Write the record that undoes a load, before the archive is replaced.

        Args:
            after: The archive after the load; its items are not used.
            before: The captures of the load and their items before it.
        """
        self.forget_redo()
        self._write(f"{after.load:06}", after, before)
        self._remove_old()

    def record_undo(self, before: ArchiveContents, after: LoadRecord) -> None:
        """Write the record that redoes a load, before the load is undone."""
        self._write(f"again-{after.load:06}", before, after)

    def read_undo(self, now: ArchiveContents) -> LoadRecord:
        """The record that undoes the last load of an archive.

        Raises:
            NoLoadError: There is none.
            StorageError: It cannot be read.
        """
        if record := self._read(f"{now.load:06}", now):
            return record
        raise NoLoadError(
            f"There is no load to undo: at most {MAX_LOADS} are kept, and never the first "
            "of an archive."
        )

    def read_redo(self, now: ArchiveContents) -> LoadRecord:
        """The record that redoes the load that was undone last.

        Raises:
            NoLoadError: There is none.
            StorageError: It cannot be read.
        """
        if record := self._read(f"again-{now.load + 1:06}", now):
            return record
        raise NoLoadError("There is no load to redo: none was undone since the last load.")

    def can_undo(self, now: ArchiveContents) -> bool:
        """True if the last load of an archive can be undone."""
        with contextlib.suppress(StorageError):
            return self._read(f"{now.load:06}", now) is not None
        return False

    def list_files(self) -> list[Path]:
        """The files of all records, the oldest first."""
        return sorted(path for path in self.folder.glob("[0-9a]*") if not path.suffix)

    def forget_redo(self) -> None:
        """Remove the records of loads that were undone: they do not fit another archive."""
        for path in self.folder.glob("again-*"):
            with contextlib.suppress(OSError):
                path.unlink()

    def _remove_old(self) -> None:
        """Keep the last record, and as many of those before as are not too large together."""
        remove_stale_files(self.folder)
        with contextlib.suppress(OSError):
            room = max(self.archive.stat().st_size, MIN_TOTAL_BYTES)
            for age, path in enumerate(reversed(self.list_files())):
                room -= path.stat().st_size
                if age and (age >= MAX_LOADS or room < 0):
                    path.unlink()

    def _write(self, name: str, made_for: ArchiveContents, record: LoadRecord) -> None:
        parts = _encode_record(record, _archive_checksum(made_for))
        write_atomic(self.folder / name, add_checksum(parts))

    def _read(self, name: str, now: ArchiveContents) -> LoadRecord | None:
        """A record; None if there is none, or if it was made for another archive."""
        path = self.folder / name
        data = read_own_file(path)
        if data is None:
            return None
        try:
            document = json.loads(data)
            kind = KIND if "loaded" in document else EARLIER_KIND
            check_meta(path, kind, document["meta"].values())
            if verify_bytes(data) == "broken":
                raise damaged_file_error(path)
            about = document["meta"]["1"]
            if about["of"] != _archive_checksum(now):
                return None
            return _decode_record(document, now)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise damaged_file_error(path) from error


def _archive_checksum(contents: ArchiveContents) -> int:
    """The checksum of an archive's captures, topics and load number, which identifies it.

    The collections are left out, so that records of versions without collections are still used.
    """
    captures = tuple(replace(capture, collection="") for capture in contents.captures)
    return zlib.crc32(encode_head(ArchiveContents(captures, (), contents.topics, contents.load)))


def _encode_record(record: LoadRecord, made_for: int) -> Iterator[bytes]:
    about = {"kind": KIND, "format": FORMAT_NUMBER, "of": made_for, "load": record.load}
    head = {
        "meta": {"1": about},
        "topics": [to_json_value(topic) for topic in record.topics],
        "loaded": sorted(record.loaded),
        "captures": [to_json_value(capture) for capture in record.captures],
        "places": list(record.places),
        "links": dict(record.links),
        "marks": {sha256: to_json_value(note) for sha256, note in record.marks.items()},
    }
    yield encode_json(head)[:-1] + b',"items":['
    separator = b"\n"
    for item in record.items:
        yield separator + encode_json(item_to_document(item))
        separator = b",\n"
    yield b"]"


def _decode_record(document: dict[str, Any], now: ArchiveContents) -> LoadRecord:
    captures = tuple(_expand(document["captures"], now.captures, capture_from_document))
    loaded = document.get("loaded")
    if loaded is None:  # an earlier version: the record holds the whole archive
        loaded = [capture.sha256 for capture in (*now.captures, *captures)]
    return LoadRecord(
        frozenset(loaded),
        captures,
        tuple(_expand(document["items"], now.items, item_from_document)),
        {key: tuple(keys) for key, keys in document.get("links", {}).items()},
        tuple(Topic(**topic) for topic in document["topics"]),
        document["meta"]["1"]["load"],
        tuple(document.get("places", ())),
        build_capture_notes(document.get("marks", {})),
    )


def _expand(documents: Iterable[Any], now: Sequence[T], decode: Callable[[Any], T]) -> Iterator[T]:
    """The values of documents; a list of two numbers stands for a range of the archive's own."""
    for document in documents:
        if isinstance(document, list):
            start, end = document
            yield from now[start:end]
        else:
            yield decode(document)
