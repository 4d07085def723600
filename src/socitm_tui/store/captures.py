"""Loaded files, kept byte for byte under their SHA-256, and a catalogue of them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from socitm_tui.model import (
    Capture,
)
from socitm_tui.regular import read_regular
from socitm_tui.store.database import as_json, crc, plain
from socitm_tui.store.safely import StoreError, sync_folder, write_safely


@dataclass(frozen=True, slots=True)
class CaptureFolder:
    """Loaded files, kept byte for byte under their SHA-256."""

    path: Path

    def file(self, sha256: str) -> Path:
        """Where the bytes of a capture are."""
        return self.path / sha256

    def keep(self, sha256: str, data: bytes) -> None:
        """Keep the bytes; a capture that is there already is left alone."""
        self.keep_all([(sha256, lambda: data)])

    def keep_all(self, captures: Iterable[tuple[str, Callable[[], bytes]]]) -> None:
        """As `keep`, of several, each with what gives its bytes.

        Raises:
            StoreError: the bytes are not those of the SHA-256, or could not be written.
        """
        kept = False
        for sha256, data in captures:
            if not self.file(sha256).exists():
                found = data()
                if hashlib.sha256(found).hexdigest() != sha256:
                    raise StoreError(
                        f"The capture {sha256[:12]}… came back from the temporary folder damaged, "
                        "and was not kept; see that there is room, and load it again."
                    )
                write_safely(self.file(sha256), found, last=False)
                kept = True
        if kept:
            sync_folder(self.path)

    def read(self, sha256: str) -> bytes:
        """The bytes of a capture.

        Raises:
            StoreError: a sentence, where it is missing or unreadable.
        """
        try:
            return read_regular(self.file(sha256))
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(
                f"The kept capture {sha256[:12]}… cannot be read ({reason})."
            ) from error

    @property
    def catalogue(self) -> Path:
        """What is known of each capture besides its bytes, a line for each time it was loaded."""
        return self.path.with_name("captures.jsonl")

    def described(self) -> dict[str, Capture]:
        """SHA-256 -> what is known of a capture, in the order of loading; damaged lines are none.

        Raises:
            StoreError: the catalogue is there and cannot be read.
        """
        return self._catalogue()[0]

    def catalogue_lines(self) -> tuple[int, int]:
        """How many lines the catalogue has, and how many of them are as they were written."""
        return self._catalogue()[1:]

    def _catalogue(self) -> tuple[dict[str, Capture], int, int]:
        found: dict[str, Capture] = {}
        lines = whole = 0
        try:
            data = read_regular(self.catalogue)
        except FileNotFoundError:
            return found, 0, 0
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(f"{self.catalogue} cannot be read ({reason}).") from error
        for line in data.split(b"\n"):
            lines += bool(line)
            with contextlib.suppress(TypeError, ValueError, KeyError, AttributeError):
                document = json.loads(line)
                if document.pop("crc", None) == crc(document):
                    capture = capture_from(document)
                    found[capture.sha256] = capture
                    whole += 1
        return found, lines, whole

    def rewrite_catalogue(self, captures: Iterable[Capture]) -> None:
        """Replace the catalogue whole."""
        write_safely(self.catalogue, (_catalogue_line(plain(one)) for one in captures))

    def describe(self, captures: Iterable[Capture]) -> None:
        """Note down what is known of captures, where it is not noted yet.

        Raises:
            StoreError: it could not be written.
        """
        known = self.described()
        documents = [plain(one) for one in captures if known.get(one.sha256) != one]
        if not documents:
            return
        lines = b"".join(_catalogue_line(one) for one in documents)
        try:
            with self.catalogue.open("ab+") as file:
                if file.tell():
                    file.seek(-1, os.SEEK_END)
                    lines = lines if file.read(1) == b"\n" else b"\n" + lines  # after a crash
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self.catalogue.parent)
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(f"{self.catalogue} could not be written ({reason}).") from error


def _catalogue_line(document: dict[str, Any]) -> bytes:
    return as_json(document | {"crc": crc(document)}) + b"\n"


def capture_from(doc: Mapping[str, Any]) -> Capture:
    """The capture that a document of archive or catalogue holds."""
    known = {each.name for each in fields(Capture)}
    return Capture(**{name: value for name, value in doc.items() if name in known})
