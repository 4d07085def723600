"""The documents inside containers (zip, tar, gzip, mbox, WARC), and inside containers in these.

The number of unpacked bytes is limited. A member that cannot be read is reported with the reason,
and the next one is tried. Members are read one by one, so a large file needs no more memory than
its largest member.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import IO, Final, cast

from socitm_tui.parsing import formats
from socitm_tui.parsing.formats import Document, Recapture, RefusedError
from socitm_tui.parsing.formats.archive_members import (
    HEAD_BYTES,
    ContainerFile,
    ContainerFormat,
    RefusedMember,
)

MAX_UNPACKED_BYTES: Final = 4 * 2**30
"""Of all members together: a few kilobytes may unpack to terabytes."""
MAX_MEMBERS: Final = 200_000
"""Ignored members are counted as well."""
MAX_DEPTH: Final = 3
"""Levels of containers: a web archive in a WACZ in a zip."""

ContainerMember = Document | RefusedMember | Recapture


@dataclass(slots=True)
class _Budget:
    """How much may still be unpacked from a container and the containers inside it."""

    size: int
    """Bytes."""
    count: int
    """Members."""

    def spend(self, size: int, count: int = 0) -> None:
        """Reduce the budget; a negative size gives back what was charged twice.

        Raises:
            _SpentError: more was unpacked than is allowed.
        """
        self.size -= size
        self.count -= count
        if self.size < 0 or self.count < 0:
            raise _SpentError


class _SpentError(Exception):
    pass


@cache
def container_formats() -> tuple[ContainerFormat, ...]:
    """The container formats, found by walking the package of formats."""
    names = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
    modules = (importlib.import_module(f"{formats.__name__}.{name}") for name in names)
    return tuple(
        cast("ContainerFormat", module) for module in modules if hasattr(module, "recognises_head")
    )


def is_container(head: bytes) -> bool:
    """True for the beginning of a container.

    Args:
        head: The first `HEAD_BYTES` of the file, or all of a shorter file.
    """
    return _container_format(head) is not None


def _container_format(head: bytes) -> ContainerFormat | None:
    return next((each for each in container_formats() if each.recognises_head(head)), None)


def open_container(document: Document, file: IO[bytes] | None = None) -> Iterator[ContainerMember]:
    """Each document inside a container, those in inner containers included.

    Args:
        document: The container; its bytes are not needed if its file is given.
        file: The file, from its beginning.

    Raises:
        RefusedError: it cannot be opened.
    """
    budget, is_empty = _Budget(MAX_UNPACKED_BYTES, MAX_MEMBERS), True
    try:
        for member in _open(ContainerFile(document, file or io.BytesIO(document.data)), budget, 1):
            is_empty = False
            yield member
    except _SpentError:
        problem = "it unpacks to more than can be read; the rest was left out"
        yield RefusedMember(document.name, problem)
        return
    if is_empty:
        yield RefusedMember(document.name, "nothing in it is a text, a page, a feed or a mail")


def _open(container: ContainerFile, budget: _Budget, depth: int) -> Iterator[ContainerMember]:
    """The members of a container, or the document itself if it is not a container.

    Args:
        container: The file.
        budget: Shared by all levels of containers.
        depth: The level of this container, counted from 1.
    """
    head = container.file.read(HEAD_BYTES)
    container.file.seek(0)
    container_format = _container_format(head)
    if container_format is None:
        yield container.document
        return
    if depth > MAX_DEPTH:
        problem = "it is packed inside more archives than can be opened"
        yield RefusedMember(container.name, problem)
        return
    outer = replace(container.document, data=b"")
    for member in container_format.members(ContainerFile(outer, container.file, budget.spend)):
        budget.spend(len(member.data) if isinstance(member, Document) else 0, 1)
        if isinstance(member, Document):
            yield from _open_member(member, budget, depth)
        elif member is not None:
            yield member


def _open_member(document: Document, budget: _Budget, depth: int) -> Iterator[ContainerMember]:
    """A member, or what is inside if it is a container itself."""
    try:
        container = ContainerFile(document, io.BytesIO(document.data))
        yield from _open(container, budget, depth + 1)
    except RefusedError as error:
        yield RefusedMember(document.name, str(error))
