"""Loaded files, kept byte for byte under their SHA-256, and a catalogue of them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from socitm_tui.model.entities import (
    Capture,
)
from socitm_tui.storage.atomic import StorageError, sync_folder, write_atomic
from socitm_tui.storage.regular_files import read_regular
from socitm_tui.storage.tinydb_file import document_checksum, encode_json, to_json_value

TAKEN_OUT = "taken_out"
"""What the catalogue says of a capture whose load was taken back."""


@dataclass(slots=True)
class Catalogue:
    """What was written down of captures, the last word on each."""

    captures: dict[str, Capture] = field(default_factory=dict)
    """By SHA-256, in the order of loading."""
    taken_out: set[str] = field(default_factory=set)
    """Those whose load was taken back; they are kept, and no part of the archive."""
    line_count: int = 0
    intact_count: int = 0
    """Lines that are as they were written; damaged ones say nothing."""


@dataclass(frozen=True, slots=True)
class CaptureFolder:
    """Loaded files, kept byte for byte under their SHA-256."""

    path: Path

    def file_of(self, sha256: str) -> Path:
        """Where the bytes of a capture are."""
        return self.path / sha256

    def store(self, sha256: str, data: bytes) -> None:
        """Keep the bytes; a capture that is there already is left alone."""
        self.store_all([(sha256, lambda: data)])

    def store_all(self, captures: Iterable[tuple[str, Callable[[], bytes]]]) -> None:
        """As `keep`, of several, each with what gives its bytes.

        Raises:
            StorageError: the bytes are not those of the SHA-256, or could not be written.
        """
        kept = False
        for sha256, data in captures:
            if not self.file_of(sha256).exists():
                found = data()
                if hashlib.sha256(found).hexdigest() != sha256:
                    raise StorageError(
                        f"The capture {sha256[:12]}… came back from the temporary folder damaged, "
                        "and was not kept; see that there is room, and load it again."
                    )
                write_atomic(self.file_of(sha256), found, last=False)
                kept = True
        if kept:
            sync_folder(self.path)

    def read(self, sha256: str) -> bytes:
        """The bytes of a capture.

        Raises:
            StorageError: a sentence, where it is missing or unreadable.
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
        """What is known of each capture besides its bytes, a line for each time it was loaded."""
        return self.path.with_name("captures.jsonl")

    def read_descriptions(self) -> dict[str, Capture]:
        """SHA-256 -> what is known of a capture, in the order of loading; damaged lines are none.

        Raises:
            StorageError: the catalogue is there and cannot be read.
        """
        return self.read_catalogue().captures

    def read_active_captures(self) -> tuple[Capture, ...]:
        """What an archive is made of that has to be made anew: all but what was taken out.

        Raises:
            StorageError: the catalogue is there and cannot be read.
        """
        found = self.read_catalogue()
        return tuple(one for one in found.captures.values() if one.sha256 not in found.taken_out)

    def read_catalogue(self) -> Catalogue:
        """The catalogue as it is; an empty one where there is none.

        Raises:
            StorageError: it is there and cannot be read.
        """
        found = Catalogue()
        try:
            data = read_regular(self.catalogue_file)
        except FileNotFoundError:
            return found
        except OSError as error:
            reason = error.strerror or error
            raise StorageError(f"{self.catalogue_file} cannot be read ({reason}).") from error
        for line in data.split(b"\n"):
            found.line_count += bool(line)
            with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
                document = json.loads(line)
                if document.pop("crc", None) == document_checksum(document):
                    capture = capture_from_document(document)
                    found.captures[capture.sha256] = capture
                    out = document.get(TAKEN_OUT) is True
                    (found.taken_out.add if out else found.taken_out.discard)(capture.sha256)
                    found.intact_count += 1
        return found

    def rewrite_catalogue(
        self, captures: Iterable[Capture], taken_out: Collection[str] = ()
    ) -> None:
        """Replace the catalogue whole."""
        write_atomic(
            self.catalogue_file,
            (_encode_catalogue_line(one, one.sha256 in taken_out) for one in captures),
        )

    def record_descriptions(
        self, captures: Iterable[Capture], taken_out: Iterable[Capture] = ()
    ) -> None:
        """Note down what is known of captures, where it is not noted yet.

        Args:
            captures: Those that are part of the archive.
            taken_out: Those that are no longer, as their load was taken back.

        Raises:
            StorageError: it could not be written.
        """
        known = self.read_catalogue()
        lines = b"".join(
            _encode_catalogue_line(one, is_out)
            for some, is_out in ((captures, False), (taken_out, True))
            for one in some
            if known.captures.get(one.sha256) != one or (one.sha256 in known.taken_out) != is_out
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


def _encode_catalogue_line(capture: Capture, is_out: bool) -> bytes:
    document: dict[str, Any] = to_json_value(capture) | ({TAKEN_OUT: True} if is_out else {})
    return encode_json(document | {"crc": document_checksum(document)}) + b"\n"


def capture_from_document(doc: Mapping[str, Any]) -> Capture:
    """The capture that a document of archive or catalogue holds."""
    known = {each.name for each in fields(Capture)}
    return Capture(**{name: value for name, value in doc.items() if name in known})
