"""The notebook: one small TinyDB file with the user's annotations, rewritten at each change.

Annotations are held in memory as encoded JSON, so that a change among thousands decodes and encodes
only the annotations that it concerns. The file has one annotation a line and ends with a checksum.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from socitm_tui.model.entities import Annotation, Highlight
from socitm_tui.model.merge import record_change
from socitm_tui.storage.atomic import DamagedFileError, lock_file, write_atomic
from socitm_tui.storage.checksum import CHECKSUM_BYTES, add_checksum, verify_bytes
from socitm_tui.storage.lazy_annotations import LazyAnnotations
from socitm_tui.storage.regular_files import FileIdentity, file_identity
from socitm_tui.storage.tinydb_file import (
    FORMAT_NUMBER,
    AtomicStorage,
    check_meta,
    damaged_file_error,
    document_checksum,
    encode_json,
    keep_backup_generation,
    read_own_file,
    refuse_damaged,
    to_json_value,
)

_ANNOTATION_FIELDS: Final = frozenset(field.name for field in fields(Annotation))
_HEAD_END: Final = b',"annotations":{'
_LINE: Final = re.compile(rb'"\d+":(\{"key":("(?:[^"\\]|\\.)*").*\}),?')

Documents = Mapping[str, bytes]
"""Key -> annotation as `encode_annotation` writes it."""

_last_read: dict[Path, tuple[FileIdentity, Documents]] = {}
"""The notebook that was read or written last, with the identity of its file then."""


class Notebook:
    """The file of the user's annotations."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.identities: tuple[FileIdentity | None, FileIdentity | None] = (None, None)
        """The file's identity before and after the last `change`."""

    def read(self) -> dict[str, Annotation]:
        """Key -> annotation, without those that are empty.

        Raises:
            StorageError: a sentence saying which file cannot be read and why.
        """
        annotations = self.read_all()
        return {key: value for key, value in annotations.items() if not value.is_empty}

    def read_all(self) -> dict[str, Annotation]:
        """As `read`, with the empty annotations: they record when something was removed."""
        tables = AtomicStorage(self.path).read() or {}
        check_meta(self.path, "notebook", tables.get("meta", {}).values())
        with _damage_reported(self.path):
            documents = tables.get("annotations", {}).values()
            return {document["key"]: annotation_from_document(document) for document in documents}

    def read_lazily(self) -> Mapping[str, Annotation]:
        """As `read`, but each annotation is decoded when it is used.

        Raises:
            StorageError: as `read`.
        """
        with contextlib.suppress(DamagedFileError):
            return LazyAnnotations(self._read_documents(), annotation_from_document)
        return self.read()  # what can be decoded of a damaged file is shown

    def change(
        self, key: str, change: Callable[[Annotation], Annotation], timestamp: str
    ) -> Annotation:
        """The changed annotation of a key, once it is safely on disk.

        Args:
            key: Key of the annotated item.
            change: Makes the new annotation of the one that is on disk now.
            timestamp: Now, ISO 8601 in UTC.

        Raises:
            StorageError: nothing was changed, and why.
        """
        return self.change_all({key: change}, timestamp)[key]

    def change_all(
        self, changes: Mapping[str, Callable[[Annotation], Annotation]], timestamp: str
    ) -> dict[str, Annotation]:
        """As `change`, for several keys in one write."""
        timestamp = timestamp.replace("+00:00", "Z")
        with lock_file(self.path):
            before = file_identity(self.path)
            documents = self._read_documents()
            changed = {}
            for key, change in changes.items():
                annotation = self._decode(documents[key]) if key in documents else Annotation(key)
                changed[key] = record_change(annotation, change(annotation), timestamp)
            encoded = {key: encode_annotation(annotation) for key, annotation in changed.items()}
            self._write_documents({**documents, **encoded}, keep_generation=True)
            self.identities = before, file_identity(self.path)
        return changed

    @contextlib.contextmanager
    def lock(self) -> Iterator[Notebook]:
        """Keep other processes from writing between a `read_all` and a `write`.

        Raises:
            StorageError: another process is writing, or the notebook is damaged.
        """
        with lock_file(self.path):
            refuse_damaged(self.path)
            yield self

    def write(self, annotations: Mapping[str, Annotation], *, keep_generation: bool = True) -> None:
        """Replace all annotations. To be called inside `lock`."""
        encoded = {value.key: encode_annotation(value) for value in annotations.values()}
        self._write_documents(encoded, keep_generation=keep_generation)

    def _read_documents(self) -> Documents:
        """All annotations as they are encoded, from memory if the file is the one known.

        A file that was damaged on the disk after it was read is not read again: the next write
        replaces it.

        Raises:
            StorageError: the file cannot be read, is damaged, or is of a newer version.
        """
        identity = file_identity(self.path)
        known_identity, documents = _last_read.get(self.path, (None, {}))
        if identity is None or identity != known_identity:
            documents = _read_documents(self.path)
            self._remember(identity, documents)
        return documents

    def _write_documents(self, documents: Documents, *, keep_generation: bool) -> None:
        if keep_generation:
            keep_backup_generation(self.path)
        write_atomic(self.path, add_checksum(_encode_notebook(documents)))
        self._remember(file_identity(self.path), documents)

    def _remember(self, identity: FileIdentity | None, documents: Documents) -> None:
        _last_read.clear()
        if identity:
            _last_read[self.path] = identity, documents

    def _decode(self, document: bytes) -> Annotation:
        with _damage_reported(self.path):
            return annotation_from_document(json.loads(document))


@contextlib.contextmanager
def _damage_reported(path: Path) -> Iterator[None]:
    """Report a document that is not an annotation as damage of its file."""
    try:
        yield
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise damaged_file_error(path) from error


def _read_documents(path: Path) -> Documents:
    data = read_own_file(path)
    state = verify_bytes(data or b"")
    if state == "broken":
        raise damaged_file_error(path)
    documents = _split_lines(path, data) if data and state == "whole" else None
    if documents is None:
        annotations = Notebook(path).read_all()
        documents = {key: encode_annotation(value) for key, value in annotations.items()}
    return documents


def _split_lines(path: Path, data: bytes) -> Documents | None:
    """The encoded annotations of a whole notebook, or None if another program laid it out."""
    head, *lines = data[:-CHECKSUM_BYTES].split(b"\n")
    if not head.endswith(_HEAD_END) or lines.pop() != b"}":
        return None
    try:
        meta = json.loads(head[: -len(_HEAD_END)] + b"}")["meta"].values()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    check_meta(path, "notebook", meta)
    documents = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        quoted = match[2]
        key = json.loads(quoted) if b"\\" in quoted else quoted[1:-1].decode("utf-8", "replace")
        documents[key] = match[1]
    return documents


def _encode_notebook(documents: Documents) -> Iterator[bytes]:
    """The file without its checksum."""
    meta = {"1": {"kind": "notebook", "format": FORMAT_NUMBER}}
    yield b'{"meta":' + encode_json(meta) + _HEAD_END
    lines = (b'\n"%d":%b' % line for line in enumerate(documents.values(), 1))
    yield b",".join(lines)
    yield b"\n}"


def encode_annotation(annotation: Annotation) -> bytes:
    """An annotation as JSON on one line, its key first.

    Each has a checksum of its own: if the file is damaged, `salvage_annotations` can tell which
    annotations are as the user wrote them and which are to be taken from the backup generation.
    """
    document = to_json_value(annotation)
    return encode_json({**document, "crc": document_checksum(document)})


def annotation_from_document(document: Mapping[str, Any]) -> Annotation:
    """The annotation that a document of the notebook holds.

    Raises:
        TypeError, ValueError, KeyError, AttributeError: it holds none.
    """
    values = {name: value for name, value in document.items() if name in _ANNOTATION_FIELDS}
    if "tags" in values:
        values["tags"] = tuple(values["tags"])
    if "times" in values:
        values["times"] = {part: tuple(times) for part, times in values["times"].items()}
    if "highlights" in values:
        values["highlights"] = tuple(map(_build_highlight, values["highlights"]))
    annotation = Annotation(**values)
    texts = (annotation.key, annotation.note, annotation.changed, *annotation.tags)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    return annotation


def _build_highlight(document: Mapping[str, Any]) -> Highlight:
    words = {name: str(document.get(name, "")) for name in ("before", "after", "body", "note")}
    return Highlight(str(document["quote"]), start=int(document.get("start", 0)), **words)


def salvage_annotations(path: Path) -> dict[str, Annotation]:
    """The annotations that can still be decoded of a notebook that may be damaged.

    The checksum of an annotation has to be right, if it has one: the first versions wrote none.

    Raises:
        StorageError: the file cannot be read at all.
    """
    data = read_own_file(path) or b""
    with contextlib.suppress(DamagedFileError):
        if verify_bytes(data) != "broken":
            return Notebook(path).read_all()
    annotations = {}
    for document in _decode_fragments(data.decode("utf-8", "replace")):
        with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
            checksum = document.pop("crc", None)
            if checksum in (None, document_checksum(document)):
                annotation = annotation_from_document(document)
                annotations[annotation.key] = annotation
    return annotations


def _decode_fragments(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text that begin with a key."""
    end = 0
    while (start := text.find('{"key":', end)) >= 0:
        end = start + 1
        with contextlib.suppress(ValueError, RecursionError):
            document, end = json.JSONDecoder().raw_decode(text, start)
            yield document
