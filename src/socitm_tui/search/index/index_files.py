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
from socitm_tui.search.index.annotations import month_ends
from socitm_tui.search.index.builder import (
    INDEX_FORMAT,
    SAMPLE_ITEMS,
    IndexBuilder,
    ItemOrderError,
    build_index,
    common_words,
    searched_texts,
)
from socitm_tui.search.index.checked_file import DamagedIndexError, SectionReader
from socitm_tui.search.index.segment import RowRun, Segment
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

BuildProgress = Callable[[int, int], None]
"""Called with items done and items in all, while an index is made."""


@dataclass(frozen=True)
class IndexFiles:
    """Tables, and the items they are about."""

    segments: tuple[Segment, ...]
    item: Callable[[int], Item]
    renewed: Callable[[], IndexFiles]
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
            ends = month_ends(months, segment.total)
            counts.update({name: end - at for (name, at), end in zip(months, ends, strict=False)})
        newest = sorted(counts, reverse=True)
        firsts = accumulate((counts[month] for month in newest), initial=0)
        return list(zip(newest, firsts, strict=False))


def open_or_build_index_files(home: Home, tell: BuildProgress | None = None) -> IndexFiles:
    """The index beside an archive; made anew where it is missing, stale or damaged.

    Raises:
        StorageError: a sentence, where the archive cannot be read.
    """
    try:
        archive = ArchiveFile(home.archive)
    except FileNotFoundError:
        return index_in_memory((), ())
    with contextlib.suppress(OSError, DamagedIndexError):
        return open_index_files(archive, home)
    return rebuild_index_files(archive, home, tell)


def open_index_files(archive: ArchiveFile, home: Home, added: Path | None = None) -> IndexFiles:
    """The index as it lies there.

    Args:
        archive: What it is of.
        home: Where it is.
        added: The index of what was added since the large one was made, where it is another.

    Raises:
        OSError: there is none.
        DamagedError: it cannot be read, or is not of this archive.
    """
    files = [_open_section_reader(home.index)]
    stamp = list(archive.identity)
    runs: list[list[RowRun]] = [[(0, files[0].facts["total"], 0)]]
    if files[0].facts["stamp"] != stamp:
        files.append(_open_section_reader(added or home.added_index))
        runs = files[1].facts["runs"]
        if [files[1].facts["stamp"], files[1].facts["base"]] != [stamp, files[0].facts["stamp"]]:
            raise DamagedIndexError
    whole = sum(file.facts["total"] for file in files)

    def item(row: int) -> Item:
        start, end = files[-1].numbers("lines", "Q", row, 2)
        return archive.read_item(start, end)

    def holds(row: int, phrase: Phrase) -> bool:
        start, end = files[-1].numbers("lines", "Q", row, 2)
        line = archive.read_line(start, end)
        return phrase.may_occur_in(line) and phrase.occurs_in(
            searched_texts(archive.read_item(start, end))
        )

    return IndexFiles(
        tuple(
            Segment(file, of_file, whole, holds) for file, of_file in zip(files, runs, strict=True)
        ),
        item,
        lambda: rebuild_index_files(archive, home),
        sum(1 << row for row in files[-1].facts.get("repeated", ())),
    )


def _open_section_reader(path: Path) -> SectionReader:
    with open_regular(path) as file:
        held = _OpenFile(os.dup(file.fileno()))
        reader = SectionReader(held.read, os.fstat(file.fileno()).st_size)
    if reader.facts.get("format") != INDEX_FORMAT:
        raise DamagedIndexError
    return reader


class _OpenFile:
    """A file held open for as long as somebody reads it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __del__(self) -> None:
        os.close(self._descriptor)

    def read(self, at: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, at)


def rebuild_index_files(
    archive: ArchiveFile, home: Home, tell: BuildProgress | None = None
) -> IndexFiles:
    """The index made anew from the archive; in memory where it cannot be written.

    Raises:
        StorageError: a sentence, where the archive cannot be read.
    """
    try:
        topics = archive.read_head().topics
        builder, lines = _build_from_archive(archive, tell)
        write_index_file(home.index, builder, archive.identity, lines, topics)
        home.added_index.unlink(missing_ok=True)
        return open_index_files(archive, home)
    except (ForeignArchiveError, ItemOrderError, OSError, DamagedIndexError):
        contents = Archive(home.archive).read()
        return index_in_memory(contents.items, contents.topics)


def _build_from_archive(
    archive: ArchiveFile, tell: BuildProgress | None
) -> tuple[IndexBuilder, array[int]]:
    """A builder with all items of an archive, and where their lines are."""
    size = archive.identity[0]
    sample = [
        item_from_document(document)
        for _, document in islice(archive.read_documents(), SAMPLE_ITEMS)
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

    return build_index(items(), common_words(sample), told), lines


def write_index(
    home: Home, contents: ArchiveContents, lines: array[int], tell: BuildProgress | None = None
) -> None:
    """Make the index of an archive that was just written; its lines begin there.

    A failure is no loss: the index is made when it is asked for.
    """

    def told(number: int) -> None:
        if tell:
            tell(number, len(contents.items))

    step = max(1, len(contents.items) // SAMPLE_ITEMS)
    builder = build_index(contents.items, common_words(contents.items[::step]), told)
    with contextlib.suppress(OSError), ArchiveFile(home.archive) as archive:
        write_index_file(home.index, builder, archive.identity, lines, contents.topics)
        home.added_index.unlink(missing_ok=True)


def write_index_file(
    path: Path,
    builder: IndexBuilder,
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


def index_in_memory(items: Iterable[Item], topics: Iterable[Topic]) -> IndexFiles:
    """An index of items that are at hand."""
    held = sorted(items, key=lambda item: (item.date or "", item.time or ""), reverse=True)
    file: BinaryIO = io.BytesIO()
    step = max(1, len(held) // SAMPLE_ITEMS)
    build_index(held, common_words(held[::step])).write(file, (), array("Q"), topics)
    data = file.getvalue()  # type: ignore[attr-defined]
    reader = SectionReader(lambda at, length: data[at : at + length], len(data))
    runs = [(0, len(held), 0)]

    def holds(row: int, phrase: Phrase) -> bool:
        return phrase.occurs_in(searched_texts(held[row]))

    segment = Segment(reader, runs, len(held), holds)
    return IndexFiles((segment,), held.__getitem__, lambda: index_in_memory(held, topics))
