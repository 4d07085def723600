"""Where the read model gets its tables and items from: a file beside the archive, or memory."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from socitm_tui.index.build import FORMAT, SAMPLE, Builder, OrderError, build, common_words, text_of
from socitm_tui.index.pages import DamagedError, Reader
from socitm_tui.model import Item, Topic
from socitm_tui.paths import Home
from socitm_tui.store import Archive, ArchiveFile, Contents, ForeignError, item_from

Tell = Callable[[int, int], None]
"""Called with items done and items in all, while an index is made."""


@dataclass(frozen=True)
class Source:
    """Tables, and the items they are about."""

    file: Reader
    item: Callable[[int], Item]
    text: Callable[[int], str]
    """What of an item is searched."""
    renewed: Callable[[], Source]
    """The same, made anew."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What was written down with the tables."""
        return self.file.facts

    @property
    def total(self) -> int:
        """Items in the archive."""
        return int(self.facts["total"])


def of(home: Home, tell: Tell | None = None) -> Source:
    """The index beside an archive; made anew where it is missing, stale or damaged.

    Raises:
        StoreError: a sentence, where the archive cannot be read.
    """
    try:
        archive = ArchiveFile(home.archive)
    except FileNotFoundError:
        return in_memory((), ())
    with contextlib.suppress(OSError, DamagedError):
        return _beside(archive, home)
    return renewed(archive, home, tell)


def _beside(archive: ArchiveFile, home: Home) -> Source:
    """The index as it lies there.

    Raises:
        OSError: there is none.
        DamagedError: it cannot be read, or is not of this archive.
    """
    with home.index.open("rb", buffering=0) as file:
        descriptor = os.dup(file.fileno())
    held = _Held(descriptor)
    reader = Reader(held.read, os.fstat(descriptor).st_size)
    if reader.facts.get("format") != FORMAT or reader.facts.get("stamp") != list(archive.stamp):
        raise DamagedError

    def document(row: int) -> dict[str, Any]:
        start, end = reader.numbers("lines", "Q", row, 2)
        return archive.document(start, end)

    return Source(
        reader,
        lambda row: item_from(document(row)),
        lambda row: _text(document(row)),
        lambda: renewed(archive, home),
    )


class _Held:
    """A file held open for as long as somebody reads it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __del__(self) -> None:
        os.close(self._descriptor)

    def read(self, at: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, at)


def _text(document: Mapping[str, Any]) -> str:
    """As `build.text_of`, of a document of the archive."""
    return "\n".join(document.get(name) or "" for name in ("title", "body", "author"))


def renewed(archive: ArchiveFile, home: Home, tell: Tell | None = None) -> Source:
    """The index made anew from the archive; in memory where it cannot be written.

    Raises:
        StoreError: a sentence, where the archive cannot be read.
    """
    try:
        topics = archive.head().topics
        builder, lines = _built(archive, tell)
        write(home.index, builder, archive.stamp, lines, topics)
        return _beside(archive, home)
    except (ForeignError, OrderError, OSError, DamagedError):
        contents = Archive(home.archive).read()
        return in_memory(contents.items, contents.topics)


def _built(archive: ArchiveFile, tell: Tell | None) -> tuple[Builder, array[int]]:
    """A builder with all items of an archive, and where their lines are."""
    size = archive.stamp[0]
    sample = [item_from(document) for _, document in islice(archive.lines(), SAMPLE) if document]
    lines = array("Q")

    def items() -> Iterator[Item]:
        for at, document in archive.lines():
            lines.append(at)
            if document:
                yield item_from(document)

    def told(number: int) -> None:
        if tell and number:
            tell(number, max(number, number * size // lines[-1]))

    return build(items(), common_words(sample), told), lines


def make(home: Home, contents: Contents, lines: array[int], tell: Tell | None = None) -> None:
    """Make the index of an archive that was just written; its lines begin there.

    A failure is no loss: the index is made when it is asked for.
    """

    def told(number: int) -> None:
        if tell:
            tell(number, len(contents.items))

    step = max(1, len(contents.items) // SAMPLE)
    builder = build(contents.items, common_words(contents.items[::step]), told)
    with contextlib.suppress(OSError), ArchiveFile(home.archive) as archive:
        write(home.index, builder, archive.stamp, lines, contents.topics)


def write(
    path: Path, builder: Builder, stamp: Sequence[int], lines: array[int], topics: Iterable[Topic]
) -> None:
    """Replace the index file. A crash leaves the old one or one that is seen to be damaged.

    Raises:
        OSError: it cannot be written; the archive does not need it.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb", 1 << 20) as file:
            builder.write(file, stamp, lines, topics)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def in_memory(items: Iterable[Item], topics: Iterable[Topic]) -> Source:
    """An index of items that are at hand."""
    held = sorted(items, key=lambda item: (item.date or "", item.time or ""), reverse=True)
    file: BinaryIO = io.BytesIO()
    step = max(1, len(held) // SAMPLE)
    build(held, common_words(held[::step])).write(file, (), array("Q"), topics)
    data = file.getvalue()  # type: ignore[attr-defined]
    return Source(
        Reader(lambda at, length: data[at : at + length], len(data)),
        held.__getitem__,
        lambda row: text_of(held[row]),
        lambda: in_memory(held, topics),
    )
