"""The index of an archive and its annotations: what screens and commands ask.

Rows are numbered in the order of the archive, newest first. Nothing is kept here alone: archive
and notebook are the record, and the index can be built from them at any time.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from socitm_tui.model.corrections import apply_corrections
from socitm_tui.model.entities import (
    NO_CAPTURE_NOTES,
    Annotation,
    Capture,
    CaptureNotes,
    Entry,
    Item,
    Topic,
)
from socitm_tui.search.index.checked_file import DamagedIndexError
from socitm_tui.search.index.evaluator import QueryEvaluator
from socitm_tui.search.index.facets import FacetCount, FacetCounter
from socitm_tui.search.index.index_files import (
    BuildProgress,
    IndexFiles,
    index_in_memory,
    open_index_files,
    open_or_build_index,
)
from socitm_tui.search.index.selection import RowSorter, Selection
from socitm_tui.search.index.sort_orders import Order
from socitm_tui.search.query import AllOf, Query
from socitm_tui.storage.archive_file import ArchiveFile
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.capture_notes import read_capture_notes
from socitm_tui.storage.home import Home
from socitm_tui.storage.notebook import Notebook

MANY_ANNOTATIONS = 1000
"""Annotations from which on reading all again is quicker than changing each."""

P = ParamSpec("P")
T = TypeVar("T")


def _rebuild_if_damaged(
    method: Callable[Concatenate[Index, P], T],
) -> Callable[Concatenate[Index, P], T]:
    """A method that is called again after the index was rebuilt, if it finds it damaged."""

    def call(self: Index, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except DamagedIndexError:
            if not self.is_self_repairing:
                raise
            self._set_files(self._files.rebuild(), {**self.annotations}, self.capture_notes)
            return method(self, *args, **kwargs)

    functools.update_wrapper(call, method)
    return call


class Index:
    """Answers questions about an archive and its annotations."""

    notebook_problem: str = ""
    """Why there are no annotations, as a sentence, if the notebook cannot be read."""
    is_self_repairing: bool = True
    """False if `DamagedIndexError` is to be raised, because rebuilding the index takes time."""

    def __init__(
        self,
        items: Iterable[Item],
        annotations: Mapping[str, Annotation],
        topics: Sequence[Topic] = (),
        captures: Sequence[Capture] = (),
        notes: CaptureNotes = NO_CAPTURE_NOTES,
    ) -> None:
        """The index of items in memory."""
        self._set_files(index_in_memory(items, topics, captures), annotations, notes)

    @classmethod
    def from_files(
        cls,
        files: IndexFiles,
        annotations: Mapping[str, Annotation] | None = None,
        notes: CaptureNotes = NO_CAPTURE_NOTES,
    ) -> Index:
        """The index from open files, with annotations given as key -> annotation."""
        index = cls.__new__(cls)
        index._set_files(files, annotations or {}, notes)
        return index

    @classmethod
    def open(cls, home: Home, report: BuildProgress | None = None) -> Index:
        """The index of the archive in a home, built if it is missing, stale or damaged.

        Args:
            home: Where archive and notebook are.
            report: Called while the index is built.

        Raises:
            StorageError: The archive cannot be read.
        """
        annotations: Mapping[str, Annotation] = {}
        problem = ""
        try:
            annotations = Notebook(home.notebook).read_lazily()
        except StorageError as error:
            problem = f"{error} Everything is shown without your annotations until then."
        notes = NO_CAPTURE_NOTES
        try:
            notes = read_capture_notes(home.capture_notes)
        except StorageError as error:
            problem = f"{problem} {error}".strip()
        files = open_or_build_index(home, report)
        try:
            index = cls.from_files(files, annotations, notes)
        except DamagedIndexError:
            index = cls.from_files(files.rebuild(), annotations, notes)
        index.notebook_problem = problem
        return index

    @classmethod
    def open_if_fresh(cls, home: Home) -> Index | None:
        """The index, or None if it would have to be built or anything cannot be read."""
        with contextlib.suppress(OSError, DamagedIndexError, StorageError):
            annotations = Notebook(home.notebook).read_lazily()
            files = open_index_files(ArchiveFile(home.archive), home)
            return cls.from_files(files, annotations, read_capture_notes(home.capture_notes))
        return None

    def _set_files(
        self, files: IndexFiles, annotations: Mapping[str, Annotation], notes: CaptureNotes
    ) -> None:
        self._files = files
        self._evaluator = QueryEvaluator(files, annotations, notes)
        self._facets = FacetCounter(self._evaluator)
        self._sorter = RowSorter(self._evaluator)
        self._captures: Mapping[str, Capture] | None = None

    # -------------------------------------------------------------- items
    def __len__(self) -> int:
        """The number of items in the archive."""
        return self._evaluator.total

    @_rebuild_if_damaged
    def item(self, row: int) -> Item:
        """The item of a row as its capture has it."""
        return self._evaluator.item(row)

    def entry(self, row: int) -> Entry:
        """The item of a row with its annotation and corrections."""
        item = self.item(row)
        annotation = self._evaluator.overlay.annotation_of(item.key)
        if not annotation.corrections:
            return Entry(item, annotation)
        return Entry(apply_corrections(item, annotation.corrections), annotation, item)

    # -------------------------------------------------------------- captures
    @property
    def captures(self) -> Mapping[str, Capture]:
        """SHA-256 -> capture as it was loaded, of all captures, in the order of loading."""
        if self._captures is None:
            captures = self._files.read_captures()
            self._captures = {capture.sha256: capture for capture in captures}
        return self._captures

    def capture_of(self, item: Item) -> Capture | None:
        """The capture of an item, under the present name of its collection."""
        capture = self.captures.get(item.capture_sha256)
        return capture and self.capture_notes.present(capture)

    def entry_with_capture(self, row: int) -> Entry:
        """As `entry`, with the capture of the item."""
        return self.with_capture(self.entry(row))

    def with_capture(self, entry: Entry) -> Entry:
        """An entry with the capture of its item."""
        return replace(entry, capture=self.capture_of(entry.item))

    @property
    def capture_notes(self) -> CaptureNotes:
        """What the user stated about captures and collections."""
        return self._evaluator.notes

    def set_capture_notes(self, notes: CaptureNotes) -> None:
        """Use other notes on captures and collections."""
        self._evaluator.set_notes(notes)

    @_rebuild_if_damaged
    def rows_of_captures(self, query: AllOf) -> Mapping[str, Sequence[int]]:
        """SHA-256 -> the rows that a query selects, of captures with any, newest first."""
        return self._evaluator.rows_by_value("sha256", self._evaluator.matching_rows(query))

    @_rebuild_if_damaged
    def printed_dates(self) -> Sequence[str]:
        """The printed date of each row, "" if it has none."""
        return self._evaluator.values_by_row("date")

    @_rebuild_if_damaged
    def row_of(self, key: str) -> int | None:
        """The row of a key, or None if the archive does not have it."""
        rows = (segment.row_of_key(key) for segment in self._files.segments)
        return next((row for row in rows if row is not None), None)

    @_rebuild_if_damaged
    def keys_with_prefix(self, prefix: str) -> list[str]:
        """All keys with a prefix; if there are several, it is ambiguous."""
        segments = self._files.segments
        return sorted(key for segment in segments for key in segment.keys_with_prefix(prefix))

    # -------------------------------------------------------------- values
    @property
    def years(self) -> tuple[str | None, str | None]:
        """The first and the last year of the dated items."""
        return self._sorter.years()

    @property
    def topic_labels(self) -> Mapping[str, str]:
        """Slug -> label of every topic of the taxonomy."""
        return self._facets.topic_labels

    @property
    @_rebuild_if_damaged
    def known_values(self) -> Mapping[str, Collection[str]]:
        """The values that `parse_query` may check against."""
        return self._facets.known_values

    @_rebuild_if_damaged
    def facet_values(self, facet: str) -> Sequence[str]:
        """Every value of a facet: years newest first, others by how many items have them."""
        return self._facets.list_values(facet)

    @property
    def tags(self) -> Sequence[str]:
        """Every tag that an item has, in alphabetical order."""
        return sorted(self._evaluator.overlay.tags, key=str.casefold)

    # -------------------------------------------------------------- annotations
    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """Key -> annotation of every annotated item, in the archive or not."""
        return self._evaluator.overlay.annotations

    @property
    def orphans(self) -> Sequence[Annotation]:
        """Annotations whose item is not in the archive."""
        return self._evaluator.overlay.orphans

    @_rebuild_if_damaged
    def update_annotations(self, *annotations: Annotation) -> None:
        """Replace the annotations of some items by what the notebook has now."""
        by_key = {annotation.key: annotation for annotation in annotations}
        if len(annotations) > MANY_ANNOTATIONS:
            self._evaluator.set_annotations({**self.annotations, **by_key})
            self._sorter.forget_corrections()
            return
        rows = self._evaluator.rows_of_keys(by_key.keys())
        are_changed = [
            self._evaluator.overlay.change(row, by_key[key]) for key, row in rows.items()
        ]
        if any(are_changed):
            self._sorter.forget_corrections()

    # -------------------------------------------------------------- queries
    @_rebuild_if_damaged
    def select(self, query: AllOf, order: Order = "newest") -> Selection:
        """The rows that a query selects, in some order."""
        return self._sorter.select(query, self._evaluator.matching_rows(query), order)

    @_rebuild_if_damaged
    def reselect(self, selection: Selection) -> Selection:
        """The same rows, in their order by the corrections there are now."""
        return self._sorter.select(selection.query, selection.newest_first.bits, selection.order)

    @_rebuild_if_damaged
    def next_matching(
        self, part: Query, selection: Selection, position: int, step: int
    ) -> int | None:
        """The next position of a selection whose row matches a further part of a query.

        Args:
            part: The part.
            selection: The selection.
            position: Where to start; it is not considered itself.
            step: 1 to look down, -1 to look up.
        """
        query = AllOf((*selection.query.parts, part))
        narrowed = self.select(query, selection.order)
        return self._sorter.next_matching(selection, narrowed, position, step)

    @_rebuild_if_damaged
    def count(self, query: AllOf) -> int:
        """How many rows a query selects."""
        return self._evaluator.matching_rows(query).bit_count()

    @_rebuild_if_damaged
    def facets(self, query: AllOf) -> dict[str, tuple[FacetCount, ...]]:
        """Facet -> its values, counted under everything else that the query selects by."""
        return self._facets.count_facets(query)

    def warm_caches(self) -> Iterator[None]:
        """Read what the first tick and the first letter will need, a little at each step."""
        with contextlib.suppress(DamagedIndexError):  # a question repairs it
            yield from self._facets.warm_cache()
            self._evaluator.warm_cache()
