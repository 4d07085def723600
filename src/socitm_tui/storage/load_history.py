"""The last loads, each as what it takes to go from one archive to the next, back and forth again.

What both archives have is named by its place, so that a step is as small as what a load changed.
A step is used only on the archive that it was made for.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from socitm_tui.model.entities import Capture, Item, Topic
from socitm_tui.storage.archive_file import (
    ArchiveContents,
    encode_head,
    item_from_document,
    item_to_document,
)
from socitm_tui.storage.atomic import StorageError, remove_stale_files, write_atomic
from socitm_tui.storage.captures import capture_from_document
from socitm_tui.storage.checksum import add_checksum, verify_bytes
from socitm_tui.storage.regular_files import read_regular
from socitm_tui.storage.tinydb_file import (
    FORMAT_NUMBER,
    check_meta,
    damaged_file_error,
    encode_json,
    to_json_value,
)

MAX_LOADS: Final = 10
"""Loads that can be taken back, one after the other: fewer where they changed very much."""
MIN_TOTAL_BYTES: Final = 1 << 20
"""Bytes that all steps together may have, however small the archive is."""
LOADS_FOLDER: Final = "loads"

T = TypeVar("T")
Span = tuple[int, int]
"""Values from a place to before another, which both have."""


def make_delta(
    there: Sequence[T], wanted: Iterable[T], name: Callable[[T], Hashable]
) -> Iterator[Span | T]:
    """What some values are put together from, given others: spans of those, and what is new."""
    places = {name(one): place for place, one in enumerate(there)}
    first = end = 0
    for one in wanted:
        place = places.get(name(one), -1)
        if place < 0 or not (there[place] is one or there[place] == one):
            if end > first:
                yield first, end
            yield one
            first = end = 0
        elif place == end and end > first:
            end += 1
        else:
            if end > first:
                yield first, end
            first, end = place, place + 1
    if end > first:
        yield first, end


def apply_delta(there: Sequence[T], made_of: Iterable[Span | T]) -> Iterator[T]:
    """The values that were taken apart by `parts`."""
    for one in made_of:
        if isinstance(one, tuple):
            yield from there[one[0] : one[1]]
        else:
            yield one


@dataclass(frozen=True, slots=True)
class LoadDelta:
    """What an archive is put together from, given another."""

    captures: tuple[Span | Capture, ...]
    items: tuple[Span | Item, ...]
    topics: tuple[Topic, ...]
    load: int

    def apply_to_head(self, there: ArchiveContents) -> ArchiveContents:
        """The archive without its items, given the other one."""
        captures = tuple(apply_delta(there.captures, self.captures))
        return ArchiveContents(captures, (), self.topics, self.load)

    def apply(self, there: ArchiveContents) -> ArchiveContents:
        """The archive, given all of the other one."""
        return replace(self.apply_to_head(there), items=tuple(apply_delta(there.items, self.items)))

    def reversed_items(self, total: int, item: Callable[[int], Item]) -> Iterator[Span | Item]:
        """What the items of the other archive are put together from, given those of this one."""
        at = row = 0
        places: list[tuple[int, int, int]] = []
        for one in self.items:
            if isinstance(one, tuple):
                places.append((*one, at))
            at += one[1] - one[0] if isinstance(one, tuple) else 1
        for first, end, at in sorted(places):
            yield from map(item, range(row, first))
            yield at, at + end - first
            row = end
        yield from map(item, range(row, total))


@dataclass(frozen=True, slots=True)
class LoadHistory:
    """The steps from load to load, beside an archive. To be used while the archive is locked."""

    archive: Path

    @property
    def folder(self) -> Path:
        """Where the steps are."""
        return self.archive.with_name(LOADS_FOLDER)

    def record_load(
        self,
        after: ArchiveContents,
        before: ArchiveContents,
        items: Iterable[Span | Item] | None = None,
    ) -> None:
        """Keep what it takes to take a load back, before the archive is replaced.

        Args:
            after: The archive to be.
            before: The archive as it is.
            items: The parts of the items before, where they are known already.
        """
        self.forget_redo()
        self._write(f"{after.load:06}", after, before, items)
        self._forget_old()

    def undo(self, now: ArchiveContents) -> ArchiveContents:
        """The archive before the last load; the way forth is kept.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        step = self.read_delta(now)
        if step is None:
            raise StorageError(
                f"There is no load to take back: at most {MAX_LOADS} are kept, and never the first "
                "of an archive."
            )
        before = step.apply(now)
        self.record_undo(now, before)
        return before

    def record_undo(
        self,
        now: ArchiveContents,
        before: ArchiveContents,
        items: Iterable[Span | Item] | None = None,
    ) -> None:
        """Keep what it takes to bring a load again that is taken back; as `note` otherwise."""
        self._write(f"again-{now.load:06}", before, now, items)

    def read_delta(self, now: ArchiveContents, *, forth: bool = False) -> LoadDelta | None:
        """The step back from an archive, or forth; its items are not looked at.

        Raises:
            StoreError: it cannot be read.
        """
        return self._read(f"again-{now.load + 1:06}" if forth else f"{now.load:06}", now)

    def can_undo(self, now: ArchiveContents) -> bool:
        """True where a load can be taken back from an archive."""
        with contextlib.suppress(StorageError):
            return self.read_delta(now) is not None
        return False

    def redo(self, now: ArchiveContents) -> ArchiveContents:
        """The archive after the load that was taken back last.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        step = self.read_delta(now, forth=True)
        if step is None:
            raise StorageError(
                "There is no load to bring again: none was taken back since the last."
            )
        return step.apply(now)

    def _forget_old(self) -> None:
        """Keep the last step, and as many of those before as together are not too large."""
        remove_stale_files(self.folder)
        with contextlib.suppress(OSError):
            room = max(self.archive.stat().st_size, MIN_TOTAL_BYTES)
            for age, step in enumerate(reversed(self.list_files())):
                room -= step.stat().st_size
                if age and (age >= MAX_LOADS or room < 0):
                    step.unlink()

    def list_files(self) -> list[Path]:
        """The steps that there are, the oldest first."""
        return sorted(one for one in self.folder.glob("[0-9a]*") if not one.suffix)

    def forget_redo(self) -> None:
        """Forget loads that were taken back: what follows is another archive."""
        for one in self.folder.glob("again-*"):
            with contextlib.suppress(OSError):
                one.unlink()

    def _write(
        self,
        name: str,
        there: ArchiveContents,
        wanted: ArchiveContents,
        items: Iterable[Span | Item] | None,
    ) -> None:
        captures = make_delta(there.captures, wanted.captures, lambda one: one.sha256)
        if items is None:
            items = make_delta(there.items, wanted.items, lambda one: one.key)
        about = {
            "kind": "load",
            "format": FORMAT_NUMBER,
            "of": _archive_checksum(there),
            "load": wanted.load,
        }
        write_atomic(
            self.folder / name, add_checksum(_encode_delta(about, wanted.topics, captures, items))
        )

    def _read(self, name: str, there: ArchiveContents) -> LoadDelta | None:
        """A step from an archive; None where there is none."""
        path = self.folder / name
        try:
            data = read_regular(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
        try:
            found = json.loads(data)
            check_meta(path, "load", found["meta"].values())
            if verify_bytes(data) == "broken":
                raise damaged_file_error(path)
            about = found["meta"]["1"]
            if about["of"] != _archive_checksum(there):
                return None
            return LoadDelta(
                tuple(_decode_parts(found["captures"], capture_from_document)),
                tuple(_decode_parts(found["items"], item_from_document)),
                tuple(Topic(**doc) for doc in found["topics"]),
                about["load"],
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise damaged_file_error(path) from error


def _archive_checksum(contents: ArchiveContents) -> int:
    """By which the archive that a step was made for is known again."""
    return zlib.crc32(encode_head(contents))


def _encode_delta(
    about: dict[str, Any],
    topics: Iterable[Topic],
    captures: Iterable[Span | Capture],
    items: Iterable[Span | Item],
) -> Iterator[bytes]:
    yield encode_json({"meta": {"1": about}, "topics": [to_json_value(one) for one in topics]})[:-1]
    for name, made_of in (("captures", captures), ("items", items)):
        yield b',"%b":[' % name.encode()
        end = b"\n"
        for one in made_of:
            document = item_to_document(one) if isinstance(one, Item) else to_json_value(one)
            yield end + encode_json(document)
            end = b",\n"
        yield b"]"


def _decode_parts(found: Iterable[Any], made: Callable[[Any], T]) -> Iterator[Span | T]:
    for one in found:
        yield (one[0], one[1]) if isinstance(one, list) else made(one)
