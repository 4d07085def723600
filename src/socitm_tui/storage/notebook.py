"""What the user added: one small TinyDB file, written at each action."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from socitm_tui.model.entities import Annotation, Highlight
from socitm_tui.model.merge import record_change
from socitm_tui.storage.archive_file import ForeignArchiveError, parse_line
from socitm_tui.storage.atomic import DamagedFileError, StorageError, lock_file, write_atomic
from socitm_tui.storage.checksum import add_checksum, verify_bytes
from socitm_tui.storage.notebook_entries import LazyAnnotations
from socitm_tui.storage.notebook_lines import END, FEW, HEAD, NoteLines, UnusualError, line_of
from socitm_tui.storage.regular_files import FileIdentity, file_identity, read_regular
from socitm_tui.storage.tinydb_file import (
    FORMAT_NUMBER,
    AtomicStorage,
    check_meta,
    damaged_file_error,
    document_checksum,
    encode_json,
    keep_backup_generation,
    refuse_damaged,
    to_json_value,
)

_ANNOTATION_FIELDS = frozenset(each.name for each in fields(Annotation))
"""What a document of the notebook may hold."""


class Notebook:
    """What the user added: one small TinyDB file, written at each action."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.identities: tuple[FileIdentity | None, FileIdentity | None] = (None, None)
        """What the file was before and after the last change here, and nobody else's."""

    def read(self) -> dict[str, Annotation]:
        """Key -> annotation, of all that were ever made and not taken back.

        Raises:
            StoreError: a sentence saying which file cannot be read and why.
        """
        return {key: one for key, one in self.read_all().items() if not one.is_empty}

    def read_all(self) -> dict[str, Annotation]:
        """As `read`, with what is left of those that were taken back: when that was."""
        tables = AtomicStorage(self.path).read() or {}
        check_meta(self.path, "notebook", tables.get("meta", {}).values())
        try:
            return {
                doc["key"]: annotation_from_document(doc)
                for doc in tables.get("annotations", {}).values()
            }
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise damaged_file_error(self.path) from error

    def read_lazily(self) -> Mapping[str, Annotation]:
        """As `read`, but where it can be had so, each annotation is read when it is asked for.

        Raises:
            StoreError: as of `read`.
        """
        with contextlib.suppress(StorageError, UnusualError):
            if lines := self._lines():
                return LazyAnnotations(lines, annotation_from_document)
        return self.read()

    def change(
        self, key: str, change: Callable[[Annotation], Annotation], moment: str
    ) -> Annotation:
        """The annotation of a key after `change`, once it is safely on disk.

        Args:
            key: The item that is annotated.
            change: From the annotation as it stands on disk now to the one wanted.
            moment: Now, ISO 8601 in UTC.

        Raises:
            StoreError: nothing was changed, and why.
        """
        return self.change_all({key: change}, moment)[key]

    def change_all(
        self, changes: Mapping[str, Callable[[Annotation], Annotation]], moment: str
    ) -> dict[str, Annotation]:
        """As `change`, for several keys in one write. A change may be asked for twice."""
        moment = moment.replace("+00:00", "Z")

        def changed(before: Annotation) -> Annotation:
            return record_change(before, changes[before.key](before), moment)

        with lock_file(self.path), self._stamped():
            if len(changes) <= FEW and (lines := self._lines()):
                with contextlib.suppress(UnusualError):
                    return self._change_lines(lines, changes, changed)
            refuse_damaged(self.path)
            annotations = self.read_all()
            found = {key: changed(annotations.get(key) or Annotation(key)) for key in changes}
            self.write(annotations | found)
        return found

    @contextlib.contextmanager
    def _stamped(self) -> Iterator[None]:
        before = file_identity(self.path)
        yield
        self.identities = before, file_identity(self.path)

    def _lines(self) -> NoteLines | None:
        """The lines of the notebook; None where it has to be read as any JSON.

        Raises:
            StoreError: it is damaged, or not for this program.
        """
        with contextlib.suppress(OSError, UnusualError):
            data = read_regular(self.path)
            state = verify_bytes(data)
            if state == "broken":
                raise damaged_file_error(self.path)
            return NoteLines(self.path, data) if state == "whole" else None
        return None

    def _change_lines(
        self, lines: NoteLines, keys: Iterable[str], changed: Callable[[Annotation], Annotation]
    ) -> dict[str, Annotation]:
        """Change the lines of a few keys.

        Raises:
            StoreError: as of `change`.
            UnusualError: a line is not as this program writes it; nothing was changed.
        """
        found = {}
        for key in keys:
            document = lines.document(key)
            try:
                before = annotation_from_document(document) if document else Annotation(key)
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                raise damaged_file_error(self.path) from error
            found[key] = changed(before)
        parts = [*lines.put({key: to_json_value(one) for key, one in found.items()})]
        self._replace(parts, keep_generation=True)
        return found

    @contextlib.contextmanager
    def lock(self) -> Iterator[Notebook]:
        """Keep others from writing between a `read_all` and a `write`.

        Raises:
            StoreError: another is writing, or the notebook is damaged; nothing is written then.
        """
        with lock_file(self.path):
            refuse_damaged(self.path)
            yield self

    def write(self, annotations: Mapping[str, Annotation], *, keep_generation: bool = True) -> None:
        """Replace the notebook whole. To be called inside `changing`."""
        self._replace(_encode_notebook(annotations.values()), keep_generation=keep_generation)

    def _replace(self, parts: Iterable[bytes], *, keep_generation: bool) -> None:
        if keep_generation:
            keep_backup_generation(self.path)
        write_atomic(self.path, add_checksum(parts))


def _encode_notebook(annotations: Iterable[Annotation]) -> Iterator[bytes]:
    """The notebook piece by piece, one annotation a line, each with a checksum of its own."""
    meta = {"1": {"kind": "notebook", "format": FORMAT_NUMBER}}
    yield b'{"meta":' + encode_json(meta) + HEAD
    end = b"\n"
    for number, one in enumerate(annotations, 1):
        yield end + b'"%d":' % number + line_of(to_json_value(one))
        end = b",\n"
    yield END


def annotation_from_document(doc: Mapping[str, Any]) -> Annotation:
    """The annotation that a document of the notebook holds."""
    values = dict(doc)
    values.pop("crc", None)
    if not _ANNOTATION_FIELDS.issuperset(values):
        values = {name: value for name, value in values.items() if name in _ANNOTATION_FIELDS}
    if "tags" in doc:
        values["tags"] = tuple(doc["tags"])
    if "times" in doc:
        values["times"] = {part: tuple(moments) for part, moments in doc["times"].items()}
    if "highlights" in doc:
        values["highlights"] = tuple(map(_build_highlight, doc["highlights"]))
    found = Annotation(**values)
    texts = (found.key, found.note, found.changed, *found.tags)
    if not {*map(type, texts)} <= {str}:
        raise TypeError
    return found


def _build_highlight(doc: Mapping[str, Any]) -> Highlight:
    """The marked passage that a document of the notebook holds."""
    words = {name: str(doc.get(name, "")) for name in ("before", "after", "body", "note")}
    return Highlight(str(doc["quote"]), start=int(doc.get("start", 0)), **words)


def salvage_annotations(path: Path) -> dict[str, Annotation]:
    """What can still be read for certain of a notebook that may be damaged.

    Raises:
        StoreError: the file cannot be read at all.
    """
    try:
        data = read_regular(path)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror or error}).") from error
    with contextlib.suppress(DamagedFileError):
        if verify_bytes(data) != "broken":
            return Notebook(path).read_all()
    documents = _read_intact_lines(data) if b'"crc":' in data else _read_legible_documents(data)
    found = {}
    for document in documents:
        with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
            annotation = annotation_from_document(document)
            found[annotation.key] = annotation
    return found


def _read_intact_lines(data: bytes) -> Iterator[dict[str, Any]]:
    """The annotations whose own checksum is right."""
    for line in data.split(b"\n"):
        with contextlib.suppress(ForeignArchiveError):
            document = parse_line(line)
            if document.pop("crc", None) == document_checksum(document):
                yield document


def _read_legible_documents(data: bytes) -> Iterator[dict[str, Any]]:
    """The annotations of a notebook from before they had checksums, as far as they are JSON."""
    text = data.decode("utf-8", "replace")
    at = text.find('{"key":')
    while at >= 0:
        with contextlib.suppress(ValueError, RecursionError):
            yield json.JSONDecoder().raw_decode(text, at)[0]
        at = text.find('{"key":', at + 1)
