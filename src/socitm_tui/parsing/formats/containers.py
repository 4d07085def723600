"""Documents inside a document, and inside of those: whichever kind holds them.

Bytes are counted after unpacking and stop at a limit, a member that cannot be read is named with
its reason, and the next one is tried. Pictures, styles, scripts and answers of a server other than
a page are passed over. A file is read as its members are, so that its own size costs no memory.
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
from socitm_tui.parsing.formats import Document, RefusedError
from socitm_tui.parsing.formats.archive_members import (
    HEAD_BYTES,
    ContainerFile,
    ContainerFormat,
    RefusedMember,
)

TOTAL: Final = 4 * 2**30
MOST: Final = 200_000
DEEPEST: Final = 4


@dataclass(slots=True)
class _Budget:
    """How much may still be unpacked, over all members and those inside them."""

    size: int
    count: int

    def spend(self, size: int, count: int = 0) -> None:
        self.size -= size
        self.count -= count
        if self.size < 0 or self.count < 0:
            raise _SpentError


class _SpentError(Exception):
    pass


@cache
def container_formats() -> tuple[ContainerFormat, ...]:
    """The kinds that hold other documents."""
    names = sorted(found.name for found in pkgutil.iter_modules(formats.__path__))
    modules = (importlib.import_module(f"{formats.__name__}.{name}") for name in names)
    return tuple(cast("ContainerFormat", module) for module in modules if hasattr(module, "holds"))


def is_container(head: bytes) -> bool:
    """True for the opening (`HEAD` bytes, or all) of a file that holds documents."""
    return _holder(head) is not None


def _holder(head: bytes) -> ContainerFormat | None:
    return next((one for one in container_formats() if one.holds(head)), None)


def open_container(
    found: Document, file: IO[bytes] | None = None
) -> Iterator[Document | RefusedMember]:
    """Each document inside, one by one, those inside of those included.

    Args:
        found: The document; its bytes are not needed where its file is given.
        file: The file, from its beginning.

    Raises:
        RefusedError: it is no archive of documents, or what reads it is not installed.
    """
    budget, empty = _Budget(TOTAL, MOST), True
    try:
        for one in _open(ContainerFile(found, file or io.BytesIO(found.data)), budget, 1):
            empty = False
            yield one
    except _SpentError:
        yield RefusedMember(
            found.name, "it unpacks to more than can be read; the rest was left out"
        )
        return
    if empty:
        yield RefusedMember(found.name, "nothing in it is a text, a page, a feed or a mail")


def _open(packed: ContainerFile, budget: _Budget, depth: int) -> Iterator[Document | RefusedMember]:
    head = packed.file.read(HEAD_BYTES)
    packed.file.seek(0)
    holder = _holder(head)
    if holder is None:
        yield packed.found
    elif depth > DEEPEST:
        yield RefusedMember(packed.name, "it is packed inside more archives than can be opened")
    else:
        found = replace(packed.found, data=b"")
        for member in holder.members(ContainerFile(found, packed.file, budget.spend)):
            budget.spend(len(member.data) if isinstance(member, Document) else 0, 1)
            if isinstance(member, RefusedMember):
                yield member
            elif member is not None:
                yield from _inner(member, budget, depth)


def _inner(document: Document, budget: _Budget, depth: int) -> Iterator[Document | RefusedMember]:
    """A member, or what is inside where it is an archive itself."""
    try:
        yield from _open(ContainerFile(document, io.BytesIO(document.data)), budget, depth + 1)
    except RefusedError as error:
        yield RefusedMember(document.name, str(error))
