"""The captures: each loaded file byte for byte under its SHA-256, and a catalogue of them all.

A capture is taken out of the archive when its load is undone or it is removed: its items are gone,
its bytes and its line in the catalogue are kept, so that both can be undone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from socitm_tui.model.entities import Capture
from socitm_tui.model.sanitize import sanitize_line
from socitm_tui.storage.atomic import StorageError, sync_folder, write_atomic
from socitm_tui.storage.home import bundled_data_folder
from socitm_tui.storage.regular_files import read_regular
from socitm_tui.storage.tinydb_file import (
    document_checksum,
    encode_json,
    read_own_file,
    to_json_value,
)

BUNDLED_COLLECTION: Final = "Socitm"
"""The collection of the captures that come with the program."""
EARLIER_COLLECTION: Final = "Loaded before"
"""The collection of other captures that were loaded by a version without collections."""
UNNAMED_COLLECTION: Final = "Unnamed"
"""The collection of captures that were loaded from a folder without a name."""
TAKEN_OUT = "taken_out"
"""The field by which the catalogue marks a capture that was taken out of the archive."""


@dataclass(slots=True)
class Catalogue:
    """The latest description of each capture that was ever loaded."""

    captures: dict[str, Capture] = field(default_factory=dict)
    """By SHA-256, in the order of loading."""
    taken_out: set[str] = field(default_factory=set)
    """The SHA-256 of the captures that were taken out of the archive."""
    line_count: int = 0
    """Lines of the file, which has one for each time that a capture was loaded or taken out."""
    intact_count: int = 0
    """Lines that are as they were written; all others are skipped."""


@dataclass(frozen=True, slots=True)
class CaptureFolder:
    """The folder of the loaded files, each under its SHA-256."""

    path: Path

    def file_of(self, sha256: str) -> Path:
        """Where the bytes of a capture are."""
        return self.path / sha256

    def store(self, sha256: str, data: bytes) -> None:
        """Store the bytes of a capture, unless they are stored already."""
        self.store_all([(sha256, lambda: data)])

    def store_all(self, captures: Iterable[tuple[str, Callable[[], bytes]]]) -> None:
        """As `store`, for several captures, each with a function that returns its bytes.

        Raises:
            StorageError: the bytes are not those of the SHA-256, or could not be written.
        """
        has_stored = False
        for sha256, data in captures:
            if not self.file_of(sha256).exists():
                content = data()
                if hashlib.sha256(content).hexdigest() != sha256:
                    raise StorageError(
                        f"The capture {sha256[:12]}… came back from the temporary folder damaged, "
                        "and was not kept; see that there is room, and load it again."
                    )
                write_atomic(self.file_of(sha256), content, last=False)
                has_stored = True
        if has_stored:
            sync_folder(self.path)

    def read(self, sha256: str) -> bytes:
        """The bytes of a capture.

        Raises:
            StorageError: it is missing or cannot be read.
        """
        try:
            return read_regular(self.file_of(sha256))
        except OSError as error:
            reason = error.strerror or error
            raise StorageError(
                f"The kept capture {sha256[:12]}… cannot be read ({reason})."
            ) from error

    @property
    def catalogue_file(self) -> Path:
        """The file that describes the captures, with a line for each time one was loaded."""
        return self.path.with_name("captures.jsonl")

    def read_descriptions(self) -> dict[str, Capture]:
        """SHA-256 -> description of a capture, in the order of loading. Damaged lines are skipped.

        Raises:
            StorageError: the catalogue exists and cannot be read.
        """
        return self.read_catalogue().captures

    def read_active_captures(self) -> tuple[Capture, ...]:
        """The captures from which an archive is rebuilt: all that were not taken out.

        Raises:
            StorageError: the catalogue exists and cannot be read.
        """
        catalogue = self.read_catalogue()
        return tuple(
            capture
            for sha256, capture in catalogue.captures.items()
            if sha256 not in catalogue.taken_out
        )

    def read_catalogue(self) -> Catalogue:
        """The catalogue; an empty one if there is no file.

        Raises:
            StorageError: it exists and cannot be read.
        """
        catalogue = Catalogue()
        for line in (read_own_file(self.catalogue_file) or b"").split(b"\n"):
            catalogue.line_count += bool(line)
            with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
                document = json.loads(line)
                if document.pop("crc", None) == document_checksum(document):
                    capture = capture_from_document(document)
                    catalogue.captures[capture.sha256] = capture
                    catalogue.taken_out.discard(capture.sha256)
                    if document.get(TAKEN_OUT) is True:
                        catalogue.taken_out.add(capture.sha256)
                    catalogue.intact_count += 1
        return catalogue

    def rewrite_catalogue(
        self, captures: Iterable[Capture], taken_out: Collection[str] = ()
    ) -> None:
        """Replace the catalogue by one line for each of these captures."""
        write_atomic(
            self.catalogue_file,
            (_encode_catalogue_line(capture, capture.sha256 in taken_out) for capture in captures),
        )

    def record_descriptions(
        self, captures: Iterable[Capture], taken_out: Iterable[Capture] = ()
    ) -> None:
        """Append descriptions of captures to the catalogue, if it does not have them yet.

        Args:
            captures: Those that are part of the archive.
            taken_out: Those that were taken out of it.

        Raises:
            StorageError: it could not be written.
        """
        known = self.read_catalogue()
        lines = b"".join(
            _encode_catalogue_line(capture, is_taken_out)
            for group, is_taken_out in ((captures, False), (taken_out, True))
            for capture in group
            if known.captures.get(capture.sha256) != capture
            or (capture.sha256 in known.taken_out) != is_taken_out
        )
        if not lines:
            return
        try:
            with self.catalogue_file.open("ab+") as file:
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                    lines = lines if file.read(1) == b"\n" else b"\n" + lines  # after a crash
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self.catalogue_file.parent)
        except OSError as error:
            reason = error.strerror or error
            raise StorageError(f"{self.catalogue_file} could not be written ({reason}).") from error


def _encode_catalogue_line(capture: Capture, is_taken_out: bool) -> bytes:
    document: dict[str, Any] = to_json_value(capture) | ({TAKEN_OUT: True} if is_taken_out else {})
    return encode_json(document | {"crc": document_checksum(document)}) + b"\n"


def capture_from_document(doc: Mapping[str, Any]) -> Capture:
    """The capture that a document of the archive or the catalogue holds.

    Raises:
        TypeError, KeyError: it holds none.
    """
    known = Capture.__dataclass_fields__
    capture = Capture(**{name: value for name, value in doc.items() if name in known})
    return capture if capture.collection else replace(capture, collection=_old_collection(capture))


def clean_collection_name(name: str) -> str:
    """A name that can be a value in a query: printable characters, without quotation marks."""
    return sanitize_line(name).replace('"', "'").strip() or UNNAMED_COLLECTION


def _old_collection(capture: Capture) -> str:
    """The collection of a capture that a version without collections loaded."""
    return BUNDLED_COLLECTION if capture.name in _bundled_names() else EARLIER_COLLECTION


@lru_cache
def _bundled_names() -> frozenset[str]:
    """The file names of the bundled captures."""
    data = bundled_data_folder()
    files = [data / "chronology.json", *(data / "captures").glob("*.txt")]
    return frozenset(file.name for file in files)
