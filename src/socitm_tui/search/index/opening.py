"""Where the read model gets its tables and items from: a file beside the archive, or memory."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, BinaryIO

from socitm_tui.model.entities import NO_CORRECTIONS, Item, Topic
from socitm_tui.search.index.annotations import ends_of_months
from socitm_tui.search.index.builder import (
    FORMAT,
    SAMPLE,
    Builder,
    OrderError,
    build,
    common_words,
    texts_of,
)
from socitm_tui.search.index.checked_file import DamagedError, Reader
from socitm_tui.search.index.segment import Run, Segment
from socitm_tui.search.index.tokens import Phrase
from socitm_tui.storage.archive_file import (
    Archive,
    ArchiveContents,
    ArchiveFile,
    ForeignArchiveError,
    item_from_document,
)
from socitm_tui.storage.home import Home
from socitm_tui.storage.regular_files import open_regular

Tell = Callable[[int, int], None]
"""Called with items done and items in all, while an index is made."""


@dataclass(frozen=True)
class Source:
    """Tables, and the items they are about."""

    segments: tuple[Segment, ...]
    item: Callable[[int], Item]
    renewed: Callable[[], Source]
    """The same, made anew."""
    repeated: int = 0
    """Rows that are told again by what was added after them."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What was written down last."""
        return self.segments[-1].facts

    @property
    def total(self) -> int:
        """Items in the archive."""
        return self.segments[0].whole

    def lines(self) -> array[int]:
        """Where in the archive the line of each item begins, and the last one ends."""
        return self.segments[-1].file.numbers("lines", "Q")

    def months(self) -> list[tuple[str, int]]:
        """Months, newest first, with the first row of each; "" is that of the undated."""
        counts: Counter[str] = Counter()
        for segment in self.segments:
            months = segment.facts["months"]
            ends = ends_of_months(months, segment.total)
            counts.update({name: end - at for (name, at), end in zip(months, ends, strict=False)})
        newest = sorted(counts, reverse=True)
        firsts = accumulate((counts[month] for month in newest), initial=0)
        return list(zip(newest, firsts, strict=False))


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
        return beside(archive, home)
    return renewed(archive, home, tell)


def beside(archive: ArchiveFile, home: Home, added: Path | None = None) -> Source:
    """The index as it lies there.

    Args:
        archive: What it is of.
        home: Where it is.
        added: The index of what was added since the large one was made, where it is another.

    Raises:
        OSError: there is none.
        DamagedError: it cannot be read, or is not of this archive.
    """
    files = [_reader(home.index)]
    stamp = list(archive.identity)
    runs: list[list[Run]] = [[(0, files[0].facts["total"], 0)]]
    if files[0].facts["stamp"] != stamp:
        files.append(_reader(added or home.added_index))
        runs = files[1].facts["runs"]
        if [files[1].facts["stamp"], files[1].facts["base"]] != [stamp, files[0].facts["stamp"]]:
            raise DamagedError
    whole = sum(file.facts["total"] for file in files)

    def item(row: int) -> Item:
        start, end = files[-1].numbers("lines", "Q", row, 2)
        return archive.read_item(start, end)

    def holds(row: int, phrase: Phrase) -> bool:
        start, end = files[-1].numbers("lines", "Q", row, 2)
        line = archive.read_line(start, end)
        return phrase.may_stand_in(line) and phrase.stands_in(
            texts_of(archive.read_item(start, end))
        )

    return Source(
        tuple(
            Segment(file, of_file, whole, holds) for file, of_file in zip(files, runs, strict=True)
        ),
        item,
        lambda: renewed(archive, home),
        sum(1 << row for row in files[-1].facts.get("repeated", ())),
    )


def _reader(path: Path) -> Reader:
    with open_regular(path) as file:
        held = _Held(os.dup(file.fileno()))
        reader = Reader(held.read, os.fstat(file.fileno()).st_size)
    if reader.facts.get("format") != FORMAT:
        raise DamagedError
    return reader


class _Held:
    """A file held open for as long as somebody reads it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __del__(self) -> None:
        os.close(self._descriptor)

    def read(self, at: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, at)


def renewed(archive: ArchiveFile, home: Home, tell: Tell | None = None) -> Source:
    """The index made anew from the archive; in memory where it cannot be written.

    Raises:
        StoreError: a sentence, where the archive cannot be read.
    """
    try:
        topics = archive.read_head().topics
        builder, lines = _built(archive, tell)
        write(home.index, builder, archive.identity, lines, topics)
        home.added_index.unlink(missing_ok=True)
        return beside(archive, home)
    except (ForeignArchiveError, OrderError, OSError, DamagedError):
        contents = Archive(home.archive).read()
        return in_memory(contents.items, contents.topics)


def _built(archive: ArchiveFile, tell: Tell | None) -> tuple[Builder, array[int]]:
    """A builder with all items of an archive, and where their lines are."""
    size = archive.identity[0]
    sample = [
        item_from_document(document)
        for _, document in islice(archive.read_documents(), SAMPLE)
        if document
    ]
    lines = array("Q")

    def items() -> Iterator[Item]:
        for at, document in archive.read_documents():
            lines.append(at)
            if document:
                yield item_from_document(document)

    def told(number: int) -> None:
        if tell and number:
            tell(number, max(number, number * size // lines[-1]))

    return build(items(), common_words(sample), told), lines


def make(
    home: Home, contents: ArchiveContents, lines: array[int], tell: Tell | None = None
) -> None:
    """Make the index of an archive that was just written; its lines begin there.

    A failure is no loss: the index is made when it is asked for.
    """

    def told(number: int) -> None:
        if tell:
            tell(number, len(contents.items))

    step = max(1, len(contents.items) // SAMPLE)
    builder = build(contents.items, common_words(contents.items[::step]), told)
    with contextlib.suppress(OSError), ArchiveFile(home.archive) as archive:
        write(home.index, builder, archive.identity, lines, contents.topics)
        home.added_index.unlink(missing_ok=True)


def write(
    path: Path,
    builder: Builder,
    stamp: Sequence[int],
    lines: array[int],
    topics: Iterable[Topic],
    *,
    facts: Mapping[str, object] = NO_CORRECTIONS,
) -> None:
    """Replace the index file. A crash leaves the old one or one that is seen to be damaged.

    Raises:
        OSError: it cannot be written; the archive does not need it.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb", 1 << 20) as file:
            builder.write(file, stamp, lines, topics, facts)
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
    reader = Reader(lambda at, length: data[at : at + length], len(data))
    runs = [(0, len(held), 0)]

    def holds(row: int, phrase: Phrase) -> bool:
        return phrase.stands_in(texts_of(held[row]))

    segment = Segment(reader, runs, len(held), holds)
    return Source((segment,), held.__getitem__, lambda: in_memory(held, topics))
