"""Captures -> items in the archive, with a ledger of what became of each file.

The one way in: the bundled archive, files named on the command line and whatever comes later all
pass through `load`. Decisions are made on values (`ledger`), the store only carries them out, and
the notebook is touched only to move along annotations whose item certainly has another key now.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from socitm_tui.ingest import documents
from socitm_tui.ingest import incremental as adding
from socitm_tui.ingest.load_report import Ledger, Line, Read, as_read, cut_all, in_order, merged
from socitm_tui.ingest.reference_data import Lore, load_lore
from socitm_tui.ingest.undo import swap
from socitm_tui.model.entities import Capture, Item
from socitm_tui.model.progress import (
    REPORT_FROM_ITEMS,
    Progress,
    progress_listener,
    report_progress,
)
from socitm_tui.model.reattach import match_orphans, reattach_annotations, remember_item
from socitm_tui.parsing import formats as kinds
from socitm_tui.parsing.formats import subprocess_reader as apart
from socitm_tui.search.index import opening as index
from socitm_tui.search.index.checked_file import DamagedError
from socitm_tui.storage.archive_file import Archive, ArchiveContents
from socitm_tui.storage.atomic import StorageError, lock_file
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home, bundled_data_folder
from socitm_tui.storage.load_history import LoadHistory
from socitm_tui.storage.notebook import Notebook
from socitm_tui.storage.spill import Aside


def load_bundled(home: Home, moment: str, progress: Progress | None = None) -> Ledger:
    """Load the archive that comes with the program."""
    return load(home, bundled_paths(), moment, progress=progress)


def bundled_paths() -> tuple[Path, ...]:
    """What the bundled archive is loaded from."""
    data = bundled_data_folder()
    return data / "chronology.json", data / "captures"


def load(
    home: Home,
    paths: Iterable[Path],
    moment: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Ledger:
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
        StoreError: the archive cannot be read or written; it is as it was.
        ConfigError, TaxonomyError, AnchorsError: what to read captures with cannot be used.
    """
    met = documents.in_paths(paths, progress)
    return load_documents(home, met, moment, dry_run=dry_run, progress=progress)


def load_documents(
    home: Home,
    met: Iterable[documents.Met],
    moment: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Ledger:
    """Load documents into the archive of a home, wherever they were met; as `load`."""
    lore, archive = load_lore(home), Archive(home.archive)
    if not dry_run:
        archive.refuse_foreign()
    with progress_listener(progress):
        lines, read = _read_all(met, moment)
        if dry_run:
            return in_order(lines, merged(archive.read(), read, lore).ledger)
        with archive.lock():
            if ledger := _added(home, read, lore):
                return in_order(lines, ledger)
            before = archive.read_verified()
            after = merged(before, read, lore)
            _keep(home, read, after.contents.captures)
            if after.contents != before or not archive.exists():
                if archive.exists():
                    LoadHistory(home.archive).record_load(after.contents, before)
                _write(home, after.contents, progress)
    move_along(home, before.items, after.contents.items, moment)
    return in_order(lines, after.ledger)


def _added(home: Home, read: Sequence[Read], lore: Lore) -> Ledger | None:
    """What became of adding captures to a large archive; None where all has to be made anew."""
    with contextlib.suppress(DamagedError):  # an index that turns out so is made anew with it
        return _spliced(home, read, lore)
    return None


def _spliced(home: Home, read: Sequence[Read], lore: Lore) -> Ledger | None:
    held = adding.Held.open(home)
    fresh = {each.capture.sha256: each for each in read}
    if held is None or len(fresh) < len(read) or not fresh:
        return None
    if not held.takes(fresh, sum(len(each.drafts) for each in read)):
        return None
    captures = {one.sha256: one for one in held.head.captures}
    cut = cut_all(read, captures, held.item_of, lore)
    _keep(home, read, captures.values())
    items = adding.add(
        held,
        [captures[sha256] for sha256 in fresh],
        [item for some in cut.values() for item in some],
        lore.taxonomy.topics,
    )
    lines = (
        replace(each.line, items=tuple(items[item.key] for item in cut[sha256]))
        for sha256, each in fresh.items()
    )
    return Ledger(tuple(lines), added=len(items))


def _keep(home: Home, read: Sequence[Read], captures: Iterable[Capture]) -> None:
    """Keep the bytes of captures that were read, and what is known of all."""
    folder = CaptureFolder(home.captures)
    fresh = report_progress(read, len(read), "captures kept")
    folder.store_all((each.capture.sha256, each.data) for each in fresh)
    folder.record_descriptions(captures)


def _write(home: Home, contents: ArchiveContents, progress: Progress | None) -> None:
    """Write the archive and its index."""
    lines = Archive(home.archive).write(contents, progress)
    index.make(home, contents, lines, _indexing(progress))


def _indexing(progress: Progress | None) -> Callable[[int, int], None] | None:
    """Tells of the index where it takes a while."""

    def tell(done: int, total: int) -> None:
        if progress and total >= REPORT_FROM_ITEMS:
            progress(done, total, "items into the index")

    return tell


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of taking a load back."""

    gone: tuple[str, ...]
    """Keys of items that are no longer in the archive."""
    back: tuple[str, ...]
    """Keys of items that are again in the archive."""
    captures: tuple[str, ...]
    """Names of captures that are no longer in the archive; their bytes are kept."""
    leads_back: bool
    """True where the load before can be taken back too."""
    problem: str | None = None
    """What could not be noted down beside the archive."""


def undo(
    home: Home, moment: str, *, forth: bool = False, progress: Progress | None = None
) -> Undone:
    """Make the archive what it was before the last load, or what it was before that was done.

    Raises:
        StoreError: there is no load to take back, or to bring again; the archive is as it was.
    """
    archive, loads = Archive(home.archive), LoadHistory(home.archive)
    with archive.lock():
        if done := _swapped(home, moment, forth=forth):
            return done
        now = archive.read_verified()
        before = loads.redo(now) if forth else loads.undo(now)
        CaptureFolder(home.captures).record_descriptions(before.captures)
        lines_of = archive.write(before, progress)
        done = _undone(home, now, before, now.items, before.items)
        with progress_listener(progress):
            index.make(home, before, lines_of, _indexing(progress))
    move_along(home, now.items, before.items, moment)
    return done


def _swapped(home: Home, moment: str, *, forth: bool) -> Undone | None:
    """What became of it where the version before is still there; None where it is another."""
    found = swap(home, forth=forth)
    if found is None:
        return None
    CaptureFolder(home.captures).record_descriptions(found.before.captures)
    try:
        found.do()
    except OSError:
        return None
    done = _undone(home, found.now, found.before, found.gone, found.back)
    held = adding.Held.open(home)
    with contextlib.suppress(StorageError):
        annotated = Notebook(home.notebook).read()
        if held is None or any(held.index.row_of(key) is None for key in annotated):
            move_along(home, found.gone, Archive(home.archive).read().items, moment)
    return done


def _undone(
    home: Home,
    now: ArchiveContents,
    before: ArchiveContents,
    gone: Iterable[Item],
    back: Iterable[Item],
) -> Undone:
    """What became of it, once the archive is written; what was taken out is noted down."""
    kept = {capture.sha256 for capture in before.captures}
    out = [one for one in now.captures if one.sha256 not in kept]
    problem = None
    try:
        CaptureFolder(home.captures).record_descriptions(
            (), taken_out=out
        )  # the archive never names them
    except StorageError as error:
        problem = f"{error} Should the archive have to be made anew, that load comes back."
    were, are = {item.key for item in gone}, {item.key for item in back}
    return Undone(
        tuple(sorted(were - are)),
        tuple(sorted(are - were)),
        tuple(one.name for one in out),
        LoadHistory(home.archive).can_undo(before),
        problem,
    )


def move_along(
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


def rebuild(
    home: Home,
    captures: Sequence[Capture],
    rest: Iterable[Item] = (),
    progress: Progress | None = None,
) -> Ledger:
    """Make the archive anew from the captures that are kept. To be called where there is none.

    Args:
        home: Where the captures are.
        captures: What is known of each, in the order of their loading.
        rest: Items as they were, for captures that cannot be read any more.
        progress: Told of each capture as its turn comes.

    Returns:
        A line for each capture, those that are damaged or missing included.
    """
    lore = load_lore(home)
    lines: list[Line] = []
    read: list[Read] = []
    for done, capture in enumerate(captures):
        if progress:
            progress(done, len(captures), capture.name)
        try:
            each = _read_again(home, capture)
        except (StorageError, kinds.RefusedError) as error:
            problem = str(error).rstrip(".")
            lines.append(Line(capture.name, capture.name, "skipped", problem=problem))
        else:
            lines.append(each.line)
            read.append(each)
    again = {each.capture.sha256 for each in read}
    lost = {one.sha256: one for one in captures if one.sha256 not in again}
    items = tuple(item for item in rest if item.capture_sha256 in lost)
    with progress_listener(progress), lock_file(home.archive):
        after = merged(ArchiveContents(tuple(lost.values()), items), read, lore)
        _write(home, after.contents, progress)
    return in_order(lines, after.ledger)


def _read_again(home: Home, capture: Capture) -> Read:
    folder = CaptureFolder(home.captures)
    data = folder.read(capture.sha256)
    if hashlib.sha256(data).hexdigest() != capture.sha256:
        raise StorageError("what is kept of it is damaged")
    cut = apart.read(kinds.kept(capture, data))
    return as_read(capture.name, capture, cut, partial(folder.read, capture.sha256))


# ------------------------------------------------------------------ reading
def _read_all(met: Iterable[documents.Met], moment: str) -> tuple[list[Line], list[Read]]:
    """A line for every document, and what was read of those that could be."""
    lines: list[Line] = []
    read: list[Read] = []
    aside = Aside()
    for one in met:
        try:
            if one.document is None:
                raise kinds.RefusedError(one.problem or "")
            each = _read_one(one.path, one.document, moment, aside)
        except kinds.RefusedError as error:
            lines.append(Line(one.path, one.name, "skipped", problem=str(error)))
        else:
            lines.append(each.line)
            read.append(each)
    return lines, read


def _read_one(path: str, document: kinds.Document, moment: str, aside: Aside) -> Read:
    cut = apart.read(document)
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
    return as_read(path, capture, cut, aside.put(document.data))
