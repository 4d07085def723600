"""Finds the documents in files and folders, those inside containers included, one by one."""

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
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    Recapture,
    RefusedError,
    document_of_capture,
)
from socitm_tui.parsing.formats.archive_members import HEAD_BYTES, RefusedMember
from socitm_tui.parsing.formats.containers import is_container, open_container
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder

MEGABYTE: Final = 2**20
LARGE_CONTAINER_BYTES: Final = 8 * MEGABYTE
"""Size from which on progress within a container is reported."""
DOCUMENTS_PER_REPORT: Final = 20
"""Documents of a large container after which its progress is reported again."""


@dataclass(frozen=True, slots=True)
class InputDocument:
    """A document to load, or the reason why there is none."""

    path: str
    """Where it was found, in printable characters."""
    document: Document | None = None
    problem: str | None = None
    parsed: ParseResult | None = None
    """The result of parsing the document, if it was parsed before."""
    collection: str = ""
    """The collection to load it into, unless the load names one."""
    recapture: Recapture | None = None
    """Set instead of the document if one of the same container was captured again, unchanged."""

    @property
    def name(self) -> str:
        """The last part of the path; in a container, with the name of the container before it."""
        return self.document.name if self.document else Path(self.path).name


def read_documents(
    paths: Iterable[Path], progress: Progress | None = None
) -> Iterator[InputDocument]:
    """Every document in files and folders, in the order of their names."""
    sources = CaptureSources()
    files = list(find_input_files(paths))
    for done, file in enumerate(files):
        name = printable_name(file.path.name)
        if progress:
            progress(done, len(files), name)
        path = printable_name(str(file.path))
        try:
            if file.problem:
                raise UnreadableFileError(file.problem)
            with open_input_file(file.path) as content:
                source = sources.source_of(file.path)
                empty = Document(name, b"", source.publisher, source.url)
                for document in _documents_in_file(empty, content, path, progress):
                    yield replace(document, collection=file.collection)
        except UnreadableFileError as error:
            yield InputDocument(path, problem=str(error))
    if progress:
        progress(len(files), len(files), "")
    for problem in sources.problems:
        yield InputDocument(printable_name(str(problem.path)), problem=problem.problem)


def _documents_in_file(
    empty: Document, file: IO[bytes], path: str, progress: Progress | None
) -> Iterator[InputDocument]:
    """The document in a file, or the documents in it if the file is a container.

    Args:
        empty: The document without its data.
        file: The open file.
        path: Where it is, in printable characters.
        progress: Called while a large container is read.
    """
    try:
        head = file.read(HEAD_BYTES)
        if not is_container(head):
            yield InputDocument(path, replace(empty, data=head + read_rest(file)))
            return
        file.seek(0)
        size = os.fstat(file.fileno()).st_size
        for number, document in enumerate(_documents_in_container(empty, file, path)):
            if progress and not number % DOCUMENTS_PER_REPORT and size > LARGE_CONTAINER_BYTES:
                progress(file.tell() // MEGABYTE, size // MEGABYTE, f"MB of {empty.name}")
            yield document
    except OSError as error:
        raise UnreadableFileError(f"it cannot be read ({error.strerror or error})") from error


def _documents_in_container(
    container: Document, file: IO[bytes], path: str
) -> Iterator[InputDocument]:
    try:
        for member in open_container(container, file):
            name = printable_name(member.name)
            member_path = path.removesuffix(container.name) + name
            if isinstance(member, RefusedMember):
                yield InputDocument(member_path, problem=member.problem)
            elif isinstance(member, Recapture):
                yield InputDocument(member_path, recapture=member)
            else:
                yield InputDocument(member_path, replace(member, name=name))
    except RefusedError as error:
        yield InputDocument(path, problem=str(error))


def read_item_document(folder: CaptureFolder, item: Item) -> Document:
    """The stored document of the capture that an item came from.

    Raises:
        StorageError: It cannot be read.
    """
    data = folder.read(item.capture_sha256)
    with contextlib.suppress(StorageError):
        if capture := folder.read_descriptions().get(item.capture_sha256):
            return document_of_capture(capture, data)
    return Document(item.capture_name, data)


def printable_name(name: str) -> str:
    """A file name that can be printed and stored, whatever bytes it consists of."""
    return clean_line(name.encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", " "))
