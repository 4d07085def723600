"""Captures -> items in the archive, with a ledger of what became of each file.

The one way in: the bundled archive, files named on the command line and whatever comes later all
pass through `load`. Decisions are made on values (`ledger`), the store only carries them out, and
the notebook is touched only to move along annotations whose item certainly has another key now.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from socitm_tui.ingest.documents import InputDocument, read_documents
from socitm_tui.ingest.incremental import OpenArchive, append_captures
from socitm_tui.ingest.load_report import (
    LoadReport,
    ReadCapture,
    ReportLine,
    describe_read,
    make_all_items,
    merge_captures,
    with_skipped_lines,
)
from socitm_tui.ingest.reference_data import ReferenceData, load_reference_data
from socitm_tui.model.entities import Capture, Item
from socitm_tui.model.progress import (
    REPORT_FROM_ITEMS,
    Progress,
    progress_listener,
    report_progress,
)
from socitm_tui.model.reattach import match_orphans, reattach_annotations, remember_item
from socitm_tui.parsing.formats import Document, RefusedError, document_of_capture
from socitm_tui.parsing.formats.subprocess_reader import parse_in_subprocess
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.index.index_files import write_index
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError, lock_file
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.load_history import LoadHistory, LoadRecord
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.spill import Aside


def load_bundled(home: Home, moment: str, progress: Progress | None = None) -> LoadReport:
    """Load the archive that comes with the program."""
    return load_paths(home, bundled_paths(), moment, progress=progress)


def bundled_paths() -> tuple[Path, ...]:
    """What the bundled archive is loaded from."""
    data = bundled_data_folder()
    return data / "chronology.json", data / "captures"


def load_paths(
    home: Home,
    paths: Iterable[Path],
    moment: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load files and folders into the archive of a home.

    Args:
        home: Where archive and captures are kept.
        paths: What to load; folders are opened recursively.
        moment: Now, ISO 8601 in UTC.
        dry_run: Read everything, write nothing.
        progress: Told of each file as its turn comes, and of the items where they are many.

    Returns:
        A line for each file, refusals included, and what the archive gained.

    Raises:
        StorageError: the archive cannot be read or written; it is as it was.
        ConfigError, TaxonomyError, AnchorsError: what to read captures with cannot be used.
    """
    met = read_documents(paths, progress)
    return load_documents(home, met, moment, dry_run=dry_run, progress=progress)


def load_documents(
    home: Home,
    met: Iterable[InputDocument],
    moment: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load documents into the archive of a home, wherever they were met; as `load`."""
    lore, archive = load_reference_data(home), Archive(home.archive)
    if not dry_run:
        archive.refuse_foreign()
    with progress_listener(progress):
        lines, read = _read_all(met, moment)
        if dry_run:
            return with_skipped_lines(lines, merge_captures(archive.read(), read, lore).ledger)
        with archive.lock():
            if ledger := _append(home, read, lore):
                return with_skipped_lines(lines, ledger)
            before = archive.read_verified()
            after = merge_captures(before, read, lore)
            _keep_captures(home, read, after.contents.captures)
            if after.contents != before or not archive.exists():
                if archive.exists():
                    loaded = {each.capture.sha256 for each in read}
                    record = LoadRecord.compare(before, after.contents, loaded)
                    LoadHistory(home.archive).record_load(after.contents, record)
                write_archive(home, after.contents, progress)
    move_annotations(home, before.items, after.contents.items, moment)
    return with_skipped_lines(lines, after.ledger)


def _append(home: Home, read: Sequence[ReadCapture], lore: ReferenceData) -> LoadReport | None:
    """What became of adding captures to a large archive; None where all has to be made anew."""
    with contextlib.suppress(DamagedIndexError):  # an index that turns out so is made anew with it
        return _try_append(home, read, lore)
    return None


def _try_append(home: Home, read: Sequence[ReadCapture], lore: ReferenceData) -> LoadReport | None:
    held = OpenArchive.open(home)
    fresh = {each.capture.sha256: each for each in read}
    if held is None or len(fresh) < len(read) or not fresh:
        return None
    if not held.takes(fresh, sum(len(each.drafts) for each in read)):
        return None
    captures = {one.sha256: one for one in held.head.captures}
    cut = make_all_items(read, captures, held.item_of, lore)
    _keep_captures(home, read, captures.values())
    items = append_captures(
        held,
        [captures[sha256] for sha256 in fresh],
        [item for some in cut.values() for item in some],
        lore.taxonomy.topics,
    )
    lines = (
        replace(each.line, items=tuple(items[item.key] for item in cut[sha256]))
        for sha256, each in fresh.items()
    )
    return LoadReport(tuple(lines), added=len(items))


def _keep_captures(home: Home, read: Sequence[ReadCapture], captures: Iterable[Capture]) -> None:
    """Keep the bytes of captures that were read, and what is known of all."""
    folder = CaptureFolder(home.captures)
    fresh = report_progress(read, len(read), "captures kept")
    folder.store_all((each.capture.sha256, each.data) for each in fresh)
    folder.record_descriptions(captures)


def write_archive(home: Home, contents: ArchiveContents, progress: Progress | None) -> None:
    """Write the archive and its index."""
    lines = Archive(home.archive).write(contents, progress)
    write_index(home, contents, lines, _index_progress(progress))


def _index_progress(progress: Progress | None) -> Callable[[int, int], None] | None:
    """Tells of the index where it takes a while."""

    def tell(done: int, total: int) -> None:
        if progress and total >= REPORT_FROM_ITEMS:
            progress(done, total, "items into the index")

    return tell


def move_annotations(
    home: Home, before: Iterable[Item], now: Iterable[Item], moment: str
) -> Mapping[str, Item]:
    """Move annotations to where their items went; those that nothing certain is known of stay.

    Args:
        home: Where the notebook is. One that cannot be read or written is left alone.
        before: The items that the annotations were made on, as far as they are known.
        now: All items that there are.
        moment: Now, ISO 8601 in UTC.

    Returns:
        Old key -> item, of the annotations that were moved.
    """
    notebook = Notebook(home.notebook)
    now = tuple(now)
    keys = {item.key for item in now}
    with contextlib.suppress(StorageError):
        if all(key in keys for key in notebook.read()):
            return {}
        with notebook.lock():
            annotations = notebook.read_all()
            old = {item.key: item for item in before if item.key in annotations}
            orphans = [
                one if one.capture or key not in old else remember_item(one, old[key])
                for key, one in annotations.items()
                if key not in keys
            ]
            taken = {key for key, one in annotations.items() if not one.is_empty}
            matches = match_orphans(orphans, now, taken)
            if matches:
                notebook.write(reattach_annotations(annotations, matches, moment))
            return matches
    return {}


def rebuild_archive(
    home: Home,
    captures: Sequence[Capture],
    rest: Iterable[Item] = (),
    progress: Progress | None = None,
) -> LoadReport:
    """Make the archive anew from the captures that are kept. To be called where there is none.

    Args:
        home: Where the captures are.
        captures: What is known of each, in the order of their loading.
        rest: Items as they were, for captures that cannot be read any more.
        progress: Told of each capture as its turn comes.

    Returns:
        A line for each capture, those that are damaged or missing included.
    """
    lore = load_reference_data(home)
    lines: list[ReportLine] = []
    read: list[ReadCapture] = []
    for done, capture in enumerate(captures):
        if progress:
            progress(done, len(captures), capture.name)
        try:
            each = _read_again(home, capture)
        except (StorageError, RefusedError) as error:
            problem = str(error).rstrip(".")
            lines.append(ReportLine(capture.name, capture.name, "skipped", problem=problem))
        else:
            lines.append(each.line)
            read.append(each)
    again = {each.capture.sha256 for each in read}
    lost = {one.sha256: one for one in captures if one.sha256 not in again}
    items = tuple(item for item in rest if item.capture_sha256 in lost)
    with progress_listener(progress), lock_file(home.archive):
        after = merge_captures(ArchiveContents(tuple(lost.values()), items), read, lore)
        write_archive(home, after.contents, progress)
    return with_skipped_lines(lines, after.ledger)


def _read_again(home: Home, capture: Capture) -> ReadCapture:
    folder = CaptureFolder(home.captures)
    data = folder.read(capture.sha256)
    if hashlib.sha256(data).hexdigest() != capture.sha256:
        raise StorageError("what is kept of it is damaged")
    cut = parse_in_subprocess(document_of_capture(capture, data))
    return describe_read(capture.name, capture, cut, partial(folder.read, capture.sha256))


# ------------------------------------------------------------------ reading
def _read_all(
    met: Iterable[InputDocument], moment: str
) -> tuple[list[ReportLine], list[ReadCapture]]:
    """A line for every document, and what was read of those that could be."""
    lines: list[ReportLine] = []
    read: list[ReadCapture] = []
    aside = Aside()
    for one in met:
        try:
            if one.document is None:
                raise RefusedError(one.problem or "")
            each = _read_one(one.path, one.document, moment, aside)
        except RefusedError as error:
            lines.append(ReportLine(one.path, one.name, "skipped", problem=str(error)))
        else:
            lines.append(each.line)
            read.append(each)
    return lines, read


def _read_one(path: str, document: Document, moment: str, aside: Aside) -> ReadCapture:
    cut = parse_in_subprocess(document)
    capture = Capture(
        sha256=hashlib.sha256(document.data).hexdigest(),
        name=document.name,
        size=len(document.data),
        layout=cut.layout,
        loaded=moment,
        publisher=document.publisher or cut.publisher,
        url=document.url,
        seen=document.seen,
        charset=document.charset,
        doubted=document.doubted,
    )
    return describe_read(path, capture, cut, aside.put(document.data))
