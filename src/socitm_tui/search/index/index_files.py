"""Opens the index of an archive from the files next to it, and builds them if they do not fit."""

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
from typing import Any

from socitm_tui.model.entities import Capture, Item, Topic
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
from socitm_tui.search.index.redated_rows import month_ends
from socitm_tui.search.index.segment import IndexSegment, RowRun
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
"""Called with the number of items done and of all items while an index is built."""
WRITE_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True)
class IndexFiles:
    """The open segments of an index, and the items of its archive."""

    segments: tuple[IndexSegment, ...]
    """That of the large file, and that of the items added since, if there are any."""
    read_item: Callable[[int], Item]
    """Returns the item of a row."""
    rebuild: Callable[[], IndexFiles]
    """Builds the index again."""
    read_captures: Callable[[], Sequence[Capture]]
    """Returns all captures of the archive."""
    repeated: int = 0
    """Rows of the large file that became part of a repeated story since it was written."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts of the file that was written last."""
        return self.segments[-1].facts

    @property
    def total(self) -> int:
        """The number of items in the archive."""
        return self.segments[0].archive_total

    def read_line_positions(self) -> array[int]:
        """Where in the archive the line of each item begins, and where the last one ends."""
        return self.segments[-1].file.read_numbers("lines", "Q")

    def months(self) -> list[tuple[str, int]]:
        """Each month with its first row, newest first; "" is that of the undated."""
        counts: Counter[str] = Counter()
        for segment in self.segments:
            months = segment.facts["months"]
            for (month, start), end in zip(months, month_ends(months, segment.total), strict=False):
                counts[month] += segment.rows_before(end) - segment.rows_before(start)
        newest = sorted((month for month in counts if counts[month]), reverse=True)
        first_rows = accumulate((counts[month] for month in newest), initial=0)
        return list(zip(newest, first_rows, strict=False))


def open_or_build_index(home: Home, report: BuildProgress | None = None) -> IndexFiles:
    """The index of the archive in a home, built if it is missing, stale or damaged.

    Raises:
        StorageError: The archive cannot be read.
    """
    try:
        archive = ArchiveFile(home.archive)
    except FileNotFoundError:
        return index_in_memory((), ())
    with contextlib.suppress(OSError, DamagedIndexError):
        return open_index_files(archive, home)
    return rebuild_index_files(archive, home, report)


def open_index_files(archive: ArchiveFile, home: Home) -> IndexFiles:
    """The index from its files as they are.

    Raises:
        OSError: There are none.
        DamagedIndexError: They cannot be read, or are not of this archive.
    """
    files = [_open_section_reader(home.index)]
    identity = list(archive.identity)
    runs: list[list[RowRun]] = [[(0, files[0].facts["total"], 0)]]
    if files[0].facts["archive"] != identity:
        added = _open_section_reader(home.added_index)
        base = files[0].facts["archive"]
        if [added.facts["archive"], added.facts["base"]] != [identity, base]:
            raise DamagedIndexError
        files.append(added)
        runs = added.facts["runs"]
    total = sum(count for file_runs in runs for _, count, _ in file_runs)
    gone = [files[-1].facts.get("gone", {}), {}]

    def line_range(row: int) -> tuple[int, int]:
        start, end = files[-1].read_numbers("lines", "Q", row, 2)
        return start, end

    def read_item(row: int) -> Item:
        return archive.read_item(*line_range(row))

    def has_phrase(row: int, phrase: Phrase) -> bool:
        line = line_range(row)
        return phrase.may_occur_in(archive.read_line(*line)) and phrase.occurs_in(
            searched_texts(archive.read_item(*line))
        )

    return IndexFiles(
        tuple(
            IndexSegment(file, file_runs, total, has_phrase, file_gone)
            for file, file_runs, file_gone in zip(files, runs, gone, strict=False)
        ),
        read_item,
        lambda: rebuild_index_files(archive, home),
        lambda: archive.read_head().captures,
        sum(1 << row for row in files[-1].facts.get("repeated", ())),
    )


def _open_section_reader(path: Path) -> SectionReader:
    with open_regular(path) as file:
        duplicate = _DuplicateFile(file.fileno())
        reader = SectionReader(duplicate.read, os.fstat(file.fileno()).st_size)
    if reader.facts.get("format") != INDEX_FORMAT:
        raise DamagedIndexError
    return reader


class _DuplicateFile:
    """A file that stays open as long as something refers to this object."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = os.dup(descriptor)

    def __del__(self) -> None:
        os.close(self._descriptor)

    def read(self, position: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, position)


def rebuild_index_files(
    archive: ArchiveFile, home: Home, report: BuildProgress | None = None
) -> IndexFiles:
    """The index, built again from the archive; in memory if its file cannot be written.

    Raises:
        StorageError: The archive cannot be read.
    """
    try:
        head = archive.read_head()
        builder, lines = _build_from_archive(archive, head.captures, report)
        write_index_file(home.index, builder, archive, lines, head.topics)
        home.added_index.unlink(missing_ok=True)
        return open_index_files(archive, home)
    except (ForeignArchiveError, ItemOrderError, OSError, DamagedIndexError):
        contents = Archive(home.archive).read()
        return index_in_memory(contents.items, contents.topics, contents.captures)


def _build_from_archive(
    archive: ArchiveFile, captures: Iterable[Capture], report: BuildProgress | None
) -> tuple[IndexBuilder, array[int]]:
    """A builder with all items of an archive, and the positions of their lines."""
    size = archive.identity[0]
    sample = [
        item_from_document(document)
        for _, document in islice(archive.read_documents(), SAMPLE_ITEMS)
        if document
    ]
    lines = array("Q")

    def items() -> Iterator[Item]:
        for position, document in archive.read_documents():
            lines.append(position)
            if document:
                yield item_from_document(document)

    def report_estimate(done: int) -> None:
        if report and done:
            report(done, max(done, done * size // lines[-1]))

    return build_index(items(), common_words(sample), report_estimate, captures), lines


def write_index(
    home: Home, contents: ArchiveContents, lines: array[int], report: BuildProgress | None = None
) -> None:
    """Write the index of an archive that was just written.

    A failure does no harm: the index is built when it is next needed.

    Args:
        home: Where the archive is.
        contents: What it contains.
        lines: Where in the archive the line of each item begins, and where the last one ends.
        report: Called while the index is built.
    """

    def report_done(done: int) -> None:
        if report:
            report(done, len(contents.items))

    common = common_words(_sample(contents.items))
    builder = build_index(contents.items, common, report_done, contents.captures)
    with contextlib.suppress(OSError), ArchiveFile(home.archive) as archive:
        write_index_file(home.index, builder, archive, lines, contents.topics)
        home.added_index.unlink(missing_ok=True)


def _sample(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Items from all parts of an archive."""
    return items[:: max(1, len(items) // SAMPLE_ITEMS)]


def write_index_file(
    path: Path,
    builder: IndexBuilder,
    archive: ArchiveFile,
    lines: array[int],
    topics: Iterable[Topic],
    *,
    more_facts: Mapping[str, object] | None = None,
) -> None:
    """Replace an index file. A crash leaves the old file, or one that is noticed as damaged.

    Raises:
        OSError: It cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb", WRITE_BUFFER_BYTES) as file:
            builder.write(file, archive.identity, lines, topics, more_facts or {})
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def index_in_memory(
    items: Iterable[Item], topics: Iterable[Topic], captures: Sequence[Capture] = ()
) -> IndexFiles:
    """The index of items, without any file."""
    newest_first = tuple(
        sorted(items, key=lambda item: (item.date or "", item.time or ""), reverse=True)
    )
    file = io.BytesIO()
    builder = build_index(newest_first, common_words(_sample(newest_first)), captures=captures)
    builder.write(file, (), array("Q"), topics, {})
    data = file.getvalue()
    reader = SectionReader(lambda start, length: data[start : start + length], len(data))
    total = len(newest_first)

    def has_phrase(row: int, phrase: Phrase) -> bool:
        return phrase.occurs_in(searched_texts(newest_first[row]))

    segment = IndexSegment(reader, [(0, total, 0)], total, has_phrase, {})
    return IndexFiles(
        (segment,),
        newest_first.__getitem__,
        lambda: index_in_memory(newest_first, topics, captures),
        lambda: tuple(captures),
    )
