"""The items and the captures they were cut from: one TinyDB file, one item a line."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, cast

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
from socitm_tui.storage.checksum import ChecksumReader, add_checksum
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

ITEM_FIELDS = tuple(each.name for each in fields(Item))
CAPTURES_FOLDER = "captures"
"""The folder of captures, beside the archive."""
HEAD_END = b'"items":{\n'
"""What the first line of an archive ends with."""


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """Everything an archive holds, items newest first."""

    captures: tuple[Capture, ...] = ()
    items: tuple[Item, ...] = ()
    topics: tuple[Topic, ...] = ()
    load: int = field(default=0, compare=False)
    """The number of the load that made it so."""


class Archive:
    """The items and the captures they were cut from: one TinyDB file, written by the loader."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """True once anything was ever loaded, even if nothing came of it."""
        return self.path.exists()

    def read(self) -> ArchiveContents:
        """Everything in the archive; an archive that does not exist is empty.

        Raises:
            StorageError: a sentence saying which file cannot be read and why.
        """
        tables = open_database(self.path, "archive")
        try:
            return ArchiveContents(
                tuple(Capture(**cast("Any", doc)) for doc in tables.table("captures").all()),
                tuple(item_from_document(doc) for doc in tables.table("items").all()),
                tuple(Topic(**cast("Any", doc)) for doc in tables.table("topics").all()),
                _load_number(tables.table("meta").all()),
            )
        except (TypeError, ValueError, KeyError) as error:
            raise damaged_file_error(self.path) from error

    @contextlib.contextmanager
    def lock(self) -> Iterator[Archive]:
        """Keep others from writing between a `read_sound` and a `write`."""
        with lock_file(self.path):
            remove_stale_files(self.path.with_name(CAPTURES_FOLDER))
            yield self

    def read_verified(self) -> ArchiveContents:
        """As `read`, of an archive that is as it was written.

        Raises:
            StorageError: as `read`, or it was changed since.
        """
        refuse_damaged(self.path)
        return self.read()

    def write(self, contents: ArchiveContents, progress: Progress | None = None) -> array[int]:
        """Replace the archive whole. To be called inside `changing`.

        Returns:
            Where the line of each item begins, and where the last one ends.
        """
        self.refuse_foreign()
        head = encode_head(contents)
        lines = array("Q", [len(head)])
        keep_backup_generation(self.path)
        items = with_progress(contents.items, len(contents.items), "items written", progress)
        write_atomic(self.path, add_checksum(_encode_items(head, items, lines)))
        return lines

    def splice(
        self,
        before: ArchiveFile,
        where: array[int],
        contents: ArchiveContents,
        pieces: Iterable[tuple[int, int] | tuple[int, Item]],
    ) -> array[int]:
        """Replace the archive by pieces of what it was and new items. As `write` otherwise.

        Args:
            before: The archive as it was.
            where: Its lines, as `write` returned them.
            contents: Captures and topics; its items are not looked at.
            pieces: In order, either rows from one to before another, or the row that an item
                replaces and the item; -1 for one that is new.

        Raises:
            StorageError: what the archive was is damaged, which its seal tells when all was read.
        """
        head = encode_head(contents)
        lines = array("Q", [len(head)])
        keep_backup_generation(self.path)
        write_atomic(self.path, add_checksum(_encode_splice(head, before, where, pieces, lines)))
        return lines

    def refuse_foreign(self) -> None:
        """Do not write over what is not ours; only the first line is read of what is."""
        try:
            with ArchiveFile(self.path) as file:
                file.read_head()
        except FileNotFoundError:
            return
        except ForeignArchiveError:
            open_database(self.path, "archive")


def encode_head(contents: ArchiveContents) -> bytes:
    """The first line of an archive."""
    about = {"kind": "archive", "format": FORMAT_NUMBER}
    tables = {
        "meta": {"1": about | ({"load": contents.load} if contents.load else {})},
        "captures": _encode_table(contents.captures),
        "topics": _encode_table(contents.topics),
    }
    return encode_json(tables)[:-1] + b"," + HEAD_END


def _encode_splice(
    head: bytes,
    before: ArchiveFile,
    where: array[int],
    pieces: Iterable[tuple[int, int] | tuple[int, Item]],
    lines: array[int],
) -> Iterator[bytes]:
    """As `_parts`, of pieces; a new item gets a number that no other has."""
    yield head
    last, number, end = len(where) - 1, len(where) - 1, b""
    with before.open_checksum_reader() as passing:
        for first, then in pieces:
            yield end
            at = lines[-1]
            if isinstance(then, int):
                stop = where[then] - (1 if then == last else 2)
                passing.skip_until(where[first])
                yield from passing.read_until(stop)
                lines.extend(one - where[first] + at for one in where[first + 1 : then])
                lines.append(at + stop - where[first] + 2)
            else:
                number += first < 0
                name = b'"%d"' % number if first < 0 else before.read_item_number(where[first])
                line = name + b":" + encode_json(item_to_document(then))
                yield line
                lines.append(at + len(line) + 2)
            end = b",\n"
        if end:
            lines[-1] -= 1
            yield b"\n"
        if passing.verify() == "broken":
            raise damaged_file_error(before.path)
    yield b"}"


def _encode_items(head: bytes, items: Iterable[Item], lines: array[int]) -> Iterator[bytes]:
    """The archive piece by piece; the beginning of each line goes into `lines`."""
    yield head
    end = b""
    for number, item in enumerate(items, 1):
        yield end
        line = b'"%d":%b' % (number, encode_json(item_to_document(item)))
        lines.append(lines[-1] + len(line) + 2)
        yield line
        end = b",\n"
    if end:
        lines[-1] -= 1
        yield b"\n"
    yield b"}"


class ForeignArchiveError(ValueError):
    """An archive that does not have one item a line: it was not written by us."""


class ArchiveFile:
    """An archive held open and read line by line; whatever replaces the file does not disturb it.

    Raises:
        FileNotFoundError: there is none.
        StorageError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
        about = os.fstat(self._descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise StorageError(f"{path} cannot be read (it is not a regular file).")
        self.identity = (about.st_size, about.st_mtime_ns, about.st_ino)
        """By which a file derived from this one knows it again."""

    def __enter__(self) -> ArchiveFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        descriptor, self._descriptor = getattr(self, "_descriptor", -1), -1
        if descriptor >= 0:
            os.close(descriptor)

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
        """The item whose line this is.

        Raises:
            StorageError: the archive was damaged meanwhile.
        """
        try:
            return item_from_document(parse_line(self.read_line(start, end)))
        except ForeignArchiveError as error:
            raise damaged_file_error(self.path) from error

    @contextlib.contextmanager
    def open_checksum_reader(self) -> Iterator[ChecksumReader]:
        """The archive to be read once, from front to back."""
        with self._file() as file:
            yield ChecksumReader(file)

    def read_item_number(self, start: int) -> bytes:
        """What TinyDB calls the item whose line begins there: `"17"`."""
        return os.pread(self._descriptor, 32, start).partition(b":")[0]

    def read_head(self) -> ArchiveContents:
        """The archive without its items.

        Raises:
            ForeignError: it is not as we write it.
            StorageError: it is not ours, or newer than this program.
        """
        with self._file() as file:
            return _parse_head(self.path, file.readline())

    def read_documents(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """For each item where its line begins, and its fields; at last where the lines end.

        Raises:
            ForeignError: it is not as we write it.
        """
        with self._file() as file:
            at = len(file.readline())
            for line in file:
                if line.startswith(b"}"):
                    yield at, {}
                    return
                yield at, parse_line(line)
                at += len(line)
        raise ForeignArchiveError

    def _file(self) -> BinaryIO:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.fdopen(os.dup(self._descriptor), "rb", BUFFER_BYTES)


def parse_line(line: bytes) -> dict[str, Any]:
    """The fields in one line of an archive: `"17":{...},`."""
    try:
        found = json.loads(line[line.index(b":") + 1 :].rstrip(b",\n"))
    except (ValueError, RecursionError) as error:
        raise ForeignArchiveError from error
    if not isinstance(found, dict):
        raise ForeignArchiveError
    return found


def _parse_head(path: Path, line: bytes) -> ArchiveContents:
    if not line.endswith(HEAD_END):
        raise ForeignArchiveError
    try:
        tables = json.loads(line[: -len(HEAD_END)].rstrip(b",") + b"}")
        check_meta(path, "archive", tables["meta"].values())
        return ArchiveContents(
            tuple(Capture(**doc) for doc in tables["captures"].values()),
            (),
            tuple(Topic(**doc) for doc in tables["topics"].values()),
            _load_number(tables["meta"].values()),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ForeignArchiveError from error


def _load_number(meta: Iterable[Mapping[str, Any]]) -> int:
    return next((int(about.get("load", 0)) for about in meta), 0)


def _encode_table(values: Iterable[object]) -> dict[str, Any]:
    """TinyDB's form of a table: document id -> fields."""
    return {str(number): to_json_value(value) for number, value in enumerate(values, 1)}


def item_to_document(item: Item) -> dict[str, Any]:
    """An item as JSON holds it; fields that say nothing are left out."""
    found = {name: value for name in ITEM_FIELDS if (value := getattr(item, name))}
    if item.date_estimate:
        found["date_estimate"] = to_json_value(item.date_estimate)
    if item.evidence:
        found["evidence"] = [to_json_value(one) for one in item.evidence]
    return found


def item_from_document(doc: Mapping[str, Any]) -> Item:
    """The item that a document of the archive holds.

    Raises:
        ForeignError: it holds none.
    """
    try:
        return _build_item(doc)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ForeignArchiveError from error


def _build_item(doc: Mapping[str, Any]) -> Item:
    estimate = doc.get("date_estimate")
    first, last = doc["capture_lines"]
    return Item(
        key=doc["key"],
        title=doc.get("title"),
        heading=doc.get("heading", ""),
        heading_made=doc.get("heading_made", False),
        date=doc.get("date"),
        time=doc.get("time"),
        precision=doc["precision"],
        date_printed=doc.get("date_printed"),
        date_rule=doc.get("date_rule"),
        date_estimate=Estimate(**estimate) if estimate else None,
        author=doc.get("author"),
        publisher=doc.get("publisher", ""),
        url=doc.get("url"),
        body=doc.get("body", ""),
        truncated=doc.get("truncated", False),
        topics=tuple(doc.get("topics", ())),
        layout=doc["layout"],
        capture_name=doc["capture_name"],
        capture_sha256=doc["capture_sha256"],
        capture_lines=(first, last),
        same_story=tuple(doc.get("same_story", ())),
        evidence=tuple(_build_evidence(one) for one in doc.get("evidence", ())),
        version_of=doc.get("version_of"),
    )


def _build_evidence(doc: Mapping[str, Any]) -> Evidence:
    lines = doc.get("lines")
    return Evidence(doc["field"], (lines[0], lines[1]) if lines else None, doc["why"])
