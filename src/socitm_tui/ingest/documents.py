"""Files and folders -> the documents in them, those inside archives included, one by one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from socitm_tui.ingest.input_files import (
    CaptureSources,
    UnreadableFileError,
    find_input_files,
    open_input_file,
    read_rest,
)
from socitm_tui.model.entities import Item
from socitm_tui.model.progress import Progress
from socitm_tui.model.text import clean_line
from socitm_tui.parsing.formats import Document, RefusedError, document_of_capture
from socitm_tui.parsing.formats.archive_members import HEAD_BYTES, RefusedMember
from socitm_tui.parsing.formats.containers import is_container, open_container
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder

MEGABYTE: Final = 2**20
LARGE_CONTAINER_BYTES: Final = 8 * MEGABYTE
DOCUMENTS_PER_REPORT: Final = 20
"""Documents from one telling of a large archive to the next."""


@dataclass(frozen=True, slots=True)
class InputDocument:
    """A document that was met, or why there is none."""

    path: str
    """Where it was met, as it can be shown."""
    document: Document | None = None
    problem: str | None = None

    @property
    def name(self) -> str:
        """The last part of the path, in an archive with the archive's name before it."""
        return self.document.name if self.document else Path(self.path).name


def read_documents(
    paths: Iterable[Path], progress: Progress | None = None
) -> Iterator[InputDocument]:
    """Every document in files and folders, in the order of their names."""
    sources = CaptureSources()
    found = list(find_input_files(paths))
    for done, one in enumerate(found):
        if progress:
            progress(done, len(found), printable_name(one.path.name))
        path = printable_name(str(one.path))
        try:
            if one.problem:
                raise UnreadableFileError(one.problem)
            with open_input_file(one.path) as file:
                source = sources.of(one.path)
                name = printable_name(one.path.name)
                document = Document(name, b"", source.publisher, source.url)
                yield from _documents_in_file(document, file, path, progress)
        except UnreadableFileError as error:
            yield InputDocument(path, problem=str(error))
    if progress:
        progress(len(found), len(found), "")
    for problem in sources.problems:
        yield InputDocument(printable_name(str(problem.path)), problem=problem.problem)


def _documents_in_file(
    found: Document, file: IO[bytes], path: str, progress: Progress | None
) -> Iterator[InputDocument]:
    """The document in a file, or where that is an archive, what is in it."""
    try:
        head = file.read(HEAD_BYTES)
        if not is_container(head):
            yield InputDocument(path, replace(found, data=head + read_rest(file)))
            return
        file.seek(0)
        size = os.fstat(file.fileno()).st_size
        for number, one in enumerate(_documents_in_container(found, file, path)):
            if progress and not number % DOCUMENTS_PER_REPORT and size > LARGE_CONTAINER_BYTES:
                progress(file.tell() // MEGABYTE, size // MEGABYTE, f"MB of {found.name}")
            yield one
    except OSError as error:
        raise UnreadableFileError(f"it cannot be read ({error.strerror or error})") from error


def _documents_in_container(found: Document, file: IO[bytes], path: str) -> Iterator[InputDocument]:
    try:
        for one in open_container(found, file):
            name = printable_name(one.name)
            where = path.removesuffix(found.name) + name
            if isinstance(one, RefusedMember):
                yield InputDocument(where, problem=one.problem)
            else:
                yield InputDocument(where, replace(one, name=name))
    except RefusedError as error:
        yield InputDocument(path, problem=str(error))


def read_item_document(folder: CaptureFolder, item: Item) -> Document:
    """The document that an item was cut out of, as it is kept.

    Raises:
        StorageError: it cannot be read.
    """
    data = folder.read(item.capture_sha256)
    with contextlib.suppress(StorageError):
        if described := folder.read_descriptions().get(item.capture_sha256):
            return document_of_capture(described, data)
    return Document(item.capture_name, data)


def printable_name(name: str) -> str:
    """A file name that can be shown and stored, whatever bytes it is made of."""
    return clean_line(name.encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", " "))
