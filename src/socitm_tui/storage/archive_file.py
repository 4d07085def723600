"""The archive: items, and the captures that they are from, in one TinyDB file."""

from __future__ import annotations

import contextlib
import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from socitm_tui.model.entities import (
    Capture,
    Estimate,
    Evidence,
    Item,
    Topic,
)
from socitm_tui.model.progress import Progress, with_progress
from socitm_tui.storage.atomic import (
    BUFFER_BYTES,
    StorageError,
    lock_file,
    remove_stale_files,
    write_atomic,
)
from socitm_tui.storage.captures import capture_from_document
from socitm_tui.storage.checksum import ChecksumReader, add_checksum
from socitm_tui.storage.regular_files import open_regular
from socitm_tui.storage.tinydb_file import (
    FORMAT_NUMBER,
    check_meta,
    damaged_file_error,
    encode_json,
    keep_backup_generation,
    open_database,
    refuse_damaged,
    to_json_value,
)

_ITEM_FIELDS: Final = tuple(each.name for each in fields(Item))
CAPTURES_FOLDER: Final = "captures"
"""The folder of the captures, next to the archive."""
_HEAD_END: Final = b'"items":{\n'
"""What the first line of an archive ends with."""

Pieces = Iterable[tuple[int, int] | tuple[int, Item]]
"""What an archive is put together from: a range of rows of the archive before (first row, row after
the last), or an item with the row that it replaces, -1 if it is new."""


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """Everything in an archive, items newest first."""

    captures: tuple[Capture, ...] = ()
    items: tuple[Item, ...] = ()
    topics: tuple[Topic, ...] = ()
    load: int = field(default=0, compare=False)
    """The number of the load that wrote it."""
    last_number: int = field(default=0, compare=False)
    """The highest number of an item, if that is more than the number of items."""


class Archive:
    """The archive as a whole: one TinyDB file, written by the loader only, one item on a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """True once anything was loaded, even if it had no item."""
        return self.path.exists()

    def read(self) -> ArchiveContents:
        """Everything in the archive; an archive that does not exist is empty.

        Raises:
            StorageError: a sentence saying which file cannot be read and why.
        """
        database = open_database(self.path, "archive")
        try:
            return ArchiveContents(
                tuple(capture_from_document(doc) for doc in database.table("captures").all()),
                tuple(item_from_document(doc) for doc in database.table("items").all()),
                tuple(Topic(**cast("Any", doc)) for doc in database.table("topics").all()),
                *_load_numbers(database.table("meta").all()),
            )
        except (TypeError, ValueError, KeyError) as error:
            raise damaged_file_error(self.path) from error

    def read_head(self) -> ArchiveContents:
        """The archive without its items, as far as these are laid out one on a line.

        Raises:
            StorageError: as `read`.
        """
        try:
            with ArchiveFile(self.path) as file:
                return file.read_head()
        except (FileNotFoundError, ForeignArchiveError):
            return self.read()

    @contextlib.contextmanager
    def lock(self) -> Iterator[Archive]:
        """Keep other processes from writing between a `read_verified` and a `write`."""
        with lock_file(self.path):
            remove_stale_files(self.path.with_name(CAPTURES_FOLDER))
            yield self

    def read_verified(self) -> ArchiveContents:
        """As `read`, of an archive whose checksum is right.

        Raises:
            StorageError: as `read`, or it was changed since it was written.
        """
        refuse_damaged(self.path)
        return self.read()

    def write(self, contents: ArchiveContents, progress: Progress | None = None) -> array[int]:
        """Replace the archive. To be called inside `lock`.

        Returns:
            The position of the line of each item, and the position after the last line.
        """
        self.refuse_foreign()
        head = encode_head(replace(contents, last_number=0))
        positions = array("Q", [len(head)])
        keep_backup_generation(self.path)
        items = with_progress(contents.items, len(contents.items), "items written", progress)
        write_atomic(self.path, add_checksum(_encode_items(head, items, positions)))
        return positions

    def splice(
        self,
        before: ArchiveFile,
        positions_before: array[int],
        contents: ArchiveContents,
        pieces: Pieces,
    ) -> array[int]:
        """Replace the archive by parts of the archive before and other items; else as `write`.

        Args:
            before: The archive before.
            positions_before: Its positions, as `write` returned them.
            contents: Captures, topics and load number, and the last number of the archive before;
                its items are not used.
            pieces: What the archive is put together from, in order.

        Raises:
            StorageError: the archive before is damaged.
        """
        pieces = tuple(pieces)
        number = max(contents.last_number, len(positions_before) - 1)
        last_number = number + sum(isinstance(second, Item) and row < 0 for row, second in pieces)
        total = sum(1 if isinstance(end, Item) else end - row for row, end in pieces)
        contents = replace(contents, last_number=last_number if last_number > total else 0)
        head = encode_head(contents)
        positions = array("Q", [len(head)])
        keep_backup_generation(self.path)
        parts = _encode_pieces(head, before, positions_before, pieces, positions, number=number)
        write_atomic(self.path, add_checksum(parts))
        return positions

    def refuse_foreign(self) -> None:
        """Refuse to replace a file of another program; only its first line is read.

        Raises:
            StorageError: it is not an archive of this program, or one of a newer version.
        """
        try:
            with ArchiveFile(self.path) as file:
                file.read_head()
        except FileNotFoundError:
            return
        except ForeignArchiveError:
            open_database(self.path, "archive")


# ------------------------------------------------------------------ encoding
def encode_head(contents: ArchiveContents) -> bytes:
    """The first line of an archive: everything but its items."""
    about: dict[str, object] = {"kind": "archive", "format": FORMAT_NUMBER}
    numbers = {"load": contents.load, "last_number": contents.last_number}
    tables = {
        "meta": {"1": about | {name: number for name, number in numbers.items() if number}},
        "captures": _encode_table(contents.captures),
        "topics": _encode_table(contents.topics),
    }
    return encode_json(tables)[:-1] + b"," + _HEAD_END


def _encode_table(values: Iterable[object]) -> dict[str, Any]:
    """A table as TinyDB has it: document id -> fields."""
    return {str(number): to_json_value(value) for number, value in enumerate(values, 1)}


def _encode_items(head: bytes, items: Iterable[Item], positions: array[int]) -> Iterator[bytes]:
    """The parts of an archive; the position after each line is added to `positions`."""
    yield head
    separator = b""
    for number, item in enumerate(items, 1):
        yield separator
        line = b'"%d":%b' % (number, encode_json(item_to_document(item)))
        positions.append(positions[-1] + len(line) + 2)
        yield line
        separator = b",\n"
    if separator:
        positions[-1] -= 1  # no comma after the last item
        yield b"\n"
    yield b"}"


def _encode_pieces(
    head: bytes,
    before: ArchiveFile,
    positions_before: array[int],
    pieces: Pieces,
    positions: array[int],
    *,
    number: int,
) -> Iterator[bytes]:
    """As `_encode_items`, of pieces; new items are numbered on from a number."""
    yield head
    total = len(positions_before) - 1
    separator = b""
    with before.open_checksum_reader() as reader:
        for row, second in pieces:
            yield separator
            position = positions[-1]
            if isinstance(second, int):
                start = positions_before[row]
                end = positions_before[second] - (1 if second == total else 2)
                reader.skip_until(start)
                yield from reader.read_until(end)
                offset = position - start
                positions.extend(line + offset for line in positions_before[row + 1 : second])
                positions.append(end + 2 + offset)
            else:
                number += row < 0
                quoted = (
                    b'"%d"' % number if row < 0 else before.read_item_number(positions_before[row])
                )
                line = quoted + b":" + encode_json(item_to_document(second))
                yield line
                positions.append(position + len(line) + 2)
            separator = b",\n"
        if separator:
            positions[-1] -= 1  # no comma after the last item
            yield b"\n"
        if reader.verify() == "broken":
            raise damaged_file_error(before.path)
    yield b"}"


def item_to_document(item: Item) -> dict[str, Any]:
    """An item as JSON has it; fields that are empty are left out."""
    document = {name: value for name in _ITEM_FIELDS if (value := getattr(item, name))}
    if item.date_estimate:
        document["date_estimate"] = to_json_value(item.date_estimate)
    if item.evidence:
        document["evidence"] = [to_json_value(evidence) for evidence in item.evidence]
    return document


# ------------------------------------------------------------------ reading by lines
class ForeignArchiveError(ValueError):
    """An archive that does not have one item on a line: another program wrote it."""


class ArchiveFile:
    """An archive that is held open and read line by line, even after the file was replaced.

    Raises:
        FileNotFoundError: there is none.
        StorageError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._opened: BinaryIO | None = open_regular(path)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
        status = os.fstat(self._opened.fileno())
        self.identity = (status.st_size, status.st_mtime_ns, status.st_ino)
        """What an index file stores to recognise the archive that it was built from."""

    def __enter__(self) -> ArchiveFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if opened := getattr(self, "_opened", None):
            opened.close()

    def read_line(self, start: int, end: int) -> bytes:
        """The line of an item as it was written.

        Raises:
            StorageError: the archive was damaged meanwhile.
        """
        try:
            return os.pread(self._descriptor, end - start, start)
        except OSError as error:
            raise damaged_file_error(self.path) from error

    def read_item(self, start: int, end: int) -> Item:
        """The item of a line.

        Raises:
            StorageError: the archive was damaged meanwhile.
        """
        try:
            return item_from_document(parse_line(self.read_line(start, end)))
        except ForeignArchiveError as error:
            raise damaged_file_error(self.path) from error

    def read_item_number(self, start: int) -> bytes:
        """The document id of the item of a line, in quotation marks: `"17"`."""
        return os.pread(self._descriptor, 32, start).partition(b":")[0]

    @contextlib.contextmanager
    def open_checksum_reader(self) -> Iterator[ChecksumReader]:
        """A reader of the whole archive from front to back."""
        with self._open_from_start() as file:
            yield ChecksumReader(file)

    def read_head(self) -> ArchiveContents:
        """The archive without its items.

        Raises:
            ForeignArchiveError: it is laid out in another way.
            StorageError: it is not of this program, or of a newer version.
        """
        with self._open_from_start() as file:
            return _parse_head(self.path, file.readline())

    def read_documents(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Position and fields of each item; at last the position after the last line, and no field.

        Raises:
            ForeignArchiveError: it is laid out in another way.
        """
        with self._open_from_start() as file:
            position = len(file.readline())
            for line in file:
                if line.startswith(b"}"):
                    yield position, {}
                    return
                yield position, parse_line(line)
                position += len(line)
        raise ForeignArchiveError

    @property
    def _descriptor(self) -> int:
        return self._opened.fileno() if self._opened else -1

    def _open_from_start(self) -> BinaryIO:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.fdopen(os.dup(self._descriptor), "rb", BUFFER_BYTES)


def parse_line(line: bytes) -> dict[str, Any]:
    """The fields in one line of an archive, `"17":{...},`.

    Raises:
        ForeignArchiveError: it is another line.
    """
    try:
        document = json.loads(line[line.index(b":") + 1 :].rstrip(b",\n"))
    except (ValueError, RecursionError) as error:
        raise ForeignArchiveError from error
    if not isinstance(document, dict):
        raise ForeignArchiveError
    return document


def _parse_head(path: Path, line: bytes) -> ArchiveContents:
    """The archive without its items, from its first line; see `ArchiveFile.read_head`."""
    if not line.endswith(_HEAD_END):
        raise ForeignArchiveError
    try:
        tables = json.loads(line[: -len(_HEAD_END)].rstrip(b",") + b"}")
        check_meta(path, "archive", tables["meta"].values())
        return ArchiveContents(
            tuple(map(capture_from_document, tables["captures"].values())),
            (),
            tuple(Topic(**document) for document in tables["topics"].values()),
            *_load_numbers(tables["meta"].values()),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ForeignArchiveError from error


def _load_numbers(meta: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    about = next(iter(meta), {})
    return int(about.get("load", 0)), int(about.get("last_number", 0))


def item_from_document(document: Mapping[str, Any]) -> Item:
    """The item that a document of the archive holds.

    Raises:
        ForeignArchiveError: it holds none.
    """
    try:
        return _build_item(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ForeignArchiveError from error


def _build_item(document: Mapping[str, Any]) -> Item:
    estimate = document.get("date_estimate")
    first, last = document["capture_lines"]
    return Item(
        key=document["key"],
        title=document.get("title"),
        heading=document.get("heading", ""),
        heading_made=document.get("heading_made", False),
        date=document.get("date"),
        time=document.get("time"),
        precision=document["precision"],
        date_printed=document.get("date_printed"),
        date_rule=document.get("date_rule"),
        date_estimate=Estimate(**estimate) if estimate else None,
        author=document.get("author"),
        publisher=document.get("publisher", ""),
        url=document.get("url"),
        body=document.get("body", ""),
        truncated=document.get("truncated", False),
        topics=tuple(document.get("topics", ())),
        layout=document["layout"],
        capture_name=document["capture_name"],
        capture_sha256=document["capture_sha256"],
        capture_lines=(first, last),
        same_story=tuple(document.get("same_story", ())),
        evidence=tuple(_build_evidence(evidence) for evidence in document.get("evidence", ())),
        version_of=document.get("version_of"),
    )


def _build_evidence(document: Mapping[str, Any]) -> Evidence:
    lines = document.get("lines")
    return Evidence(document["field"], (lines[0], lines[1]) if lines else None, document["why"])
