"""Evaluates queries: which rows of an archive match, by what is printed and what the user noted.

A set of rows is one integer with a bit for each row, so filters are bitwise operations and counts
are `int.bit_count`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import cached_property, lru_cache

from socitm_tui.model.entities import NO_CAPTURE_NOTES, Annotation, CaptureNotes
from socitm_tui.search.index.annotations import AnnotationOverlay, range_ends
from socitm_tui.search.index.bitset import union
from socitm_tui.search.index.index_files import IndexFiles
from socitm_tui.search.index.segment import IndexSegment
from socitm_tui.search.query import AllOf, AnyOf, DatePhrase, FieldTerm, Negation, Query, TextTerm

SHA256_START = re.compile(r"[0-9a-f]{8,64}", re.IGNORECASE)
"""So much of a SHA-256 that it names a capture."""
CACHED_ITEMS = 256
CACHED_VALUES = 512
"""Facet values whose rows are kept in memory."""
CACHED_TEXTS = 32
"""Search texts whose rows are kept in memory."""


class QueryEvaluator:
    """Finds the rows that match a query."""

    def __init__(
        self,
        files: IndexFiles,
        annotations: Mapping[str, Annotation],
        notes: CaptureNotes = NO_CAPTURE_NOTES,
    ) -> None:
        self.files, self.notes = files, notes
        self.total = files.total
        self.all_rows = (1 << self.total) - 1
        self.item = lru_cache(CACHED_ITEMS)(files.read_item)
        """Returns the item of a row as its capture has it."""
        self._rows_with_value = lru_cache(CACHED_VALUES)(self._find_value)
        self._rows_with_text = lru_cache(CACHED_TEXTS)(self._find_text)
        self._first_older_row = lru_cache(CACHED_VALUES)(self._find_older)
        self.set_annotations(annotations)

    def set_notes(self, notes: CaptureNotes) -> None:
        """Use other notes on captures and collections."""
        self.notes = notes
        self._rows_with_value.cache_clear()

    def set_annotations(self, annotations: Mapping[str, Annotation]) -> None:
        """Use other annotations, given as key -> annotation."""
        self.overlay = AnnotationOverlay(
            annotations, self.rows_of_keys, self.item, self._first_older_row, self.total
        )

    def rows_of_keys(self, keys: Collection[str]) -> dict[str, int]:
        """Key -> row, of those keys that are in the archive."""
        rows: dict[str, int] = {}
        for segment in self.files.segments:
            rows = segment.rows_of_keys(keys) | rows
        return rows

    def matching_rows(self, query: Query) -> int:
        """The rows that match a query."""
        match query:
            case AllOf(parts):
                bits = self.all_rows
                for part in parts:
                    bits &= self.matching_rows(part)
                return bits
            case AnyOf(parts):
                return union(map(self.matching_rows, parts))
            case DatePhrase(_, date):
                return self.matching_rows(query.in_text) | self.rows_with_value("date", date)
            case Negation(part):
                return self.all_rows & ~self.matching_rows(part)
            case FieldTerm(field, values):
                return union(self.rows_with_value(field, value) for value in values)
            case TextTerm(words, is_phrase):
                noted = self.overlay.rows_with_text(words, is_phrase)
                return self._rows_with_text(words, is_phrase) | noted

    def warm_cache(self) -> None:
        """Find the rows of one short search text."""
        self._rows_with_text("a", False)

    def rows_with_value(self, field: str, value: str) -> int:
        """The rows that have a value, corrections considered."""
        return self.overlay.with_corrections(self._uncorrected_rows(field, value), field, value)

    def _uncorrected_rows(self, field: str, value: str) -> int:
        """The rows that have a value by what is printed, or by a mark, note or tag."""
        bits_of = self.overlay.bits_of
        if field == "date":
            return self._rows_in_date_range(value)
        if (field, value) == ("is", "unread"):
            return self.all_rows & ~bits_of["is", "read"]
        if field == "title":
            return self.rows_with_title_words(value, is_phrase=False)
        if (field, value) in bits_of:
            return bits_of[field, value]
        if field == "tag":
            return self.overlay.rows_with_tag(value)
        return self._rows_with_value(field, value)

    def rows_with_title_words(self, words: str, is_phrase: bool) -> int:
        """The rows with all words in their printed headline; see `IndexSegment.rows_with_words`."""
        return self._union(lambda segment: segment.rows_with_title_words(words, is_phrase))

    def _find_value(self, field: str, value: str) -> int:
        """The rows that have a value; a name may be given in part."""
        match field, value:
            case "collection", _:
                return self._rows_in_collection(value)
            case "capture", _:
                return self._rows_of_capture(value)
            case "loaded", _:
                start = self.last_load if value == "last" else value
                return self._union(lambda s: s.rows_with_prefix_in_value("loaded", start))
            case "is", "doubtful":
                return self._find_printed("is", value) & ~self._reviewed_rows()
            case _:
                return self._find_printed(field, value)

    def _rows_in_collection(self, name: str) -> int:
        """The rows in a collection under its present name, whatever names it was loaded under."""
        names = [
            each for each in self.loaded_collections if self.notes.collection_name(each) == name
        ]
        return union(self._find_printed("collection", each) for each in names)

    def _rows_of_capture(self, text: str) -> int:
        """The rows of captures by name, by the beginning of the SHA-256, or by part of the name."""
        if bits := self._find_printed("capture", text):
            return bits
        if SHA256_START.fullmatch(text):
            start = text.lower()
            if bits := self._union(lambda s: s.rows_with_prefix_in_value("sha256", start)):
                return bits
        return self._union(lambda segment: segment.rows_with_text_in_value("capture", text))

    def _reviewed_rows(self) -> int:
        reviewed = (sha256 for sha256, note in self.notes.captures.items() if note.reviewed)
        return union(self._find_printed("sha256", sha256) for sha256 in reviewed)

    @cached_property
    def loaded_collections(self) -> Mapping[str, int]:
        """Each collection under the name it was loaded under -> the number of its rows."""
        return self.count_by_value("collection")

    @cached_property
    def last_load(self) -> str:
        """When the last load was that brought items of the archive, ISO 8601 in UTC."""
        return max(self.count_by_value("loaded"), default="")

    def count_by_value(self, facet: str) -> Counter[str]:
        """Value -> the number of rows that have it in print."""
        counts = Counter[str]()
        for segment in self.files.segments:
            counts.update(segment.count_by_value(facet))
        return counts

    def rows_by_value(self, facet: str, among: int) -> dict[str, list[int]]:
        """Value -> its rows, of those among some rows, in order."""
        is_wanted = among.to_bytes(self.total // 8 + 1, "little")
        rows_of: dict[str, list[int]] = defaultdict(list)
        for segment in self.files.segments:
            for value, rows in segment.rows_by_value(facet):
                rows_of[value] += [row for row in rows if is_wanted[row >> 3] >> (row & 7) & 1]
        return {value: sorted(rows) for value, rows in rows_of.items() if rows}

    def values_by_row(self, facet: str) -> list[str]:
        """The printed value of each row, "" if it has none; of several, the last."""
        values = [""] * self.total
        for segment in self.files.segments:
            for value, rows in segment.rows_by_value(facet):
                for row in rows:
                    values[row] = value
        return values

    def _find_printed(self, field: str, value: str) -> int:
        """The rows that have a value; an author or publisher may be given by part of the name."""
        segments = self.files.segments
        rows_by_segment = [segment.rows_with_value(field, value) for segment in segments]
        bits = union(rows or 0 for rows in rows_by_segment)
        if field in ("publisher", "author") and all(rows is None for rows in rows_by_segment):
            bits = self._union(lambda segment: segment.rows_with_text_in_value(field, value))
        if (field, value) == ("is", "repeated"):
            bits |= self.files.repeated
        return bits

    def _find_text(self, words: str, is_phrase: bool) -> int:
        return self._union(lambda segment: segment.rows_with_words(words, is_phrase))

    def _rows_in_date_range(self, value: str) -> int:
        """The rows whose date, as far as it is known, lies wholly within a range."""
        if value == "none":
            return self._rows_with_value("is", "undated")
        ends = range_ends(value)
        return self._union(lambda segment: segment.rows_in_date_range(*ends))

    def _find_older(self, date: str) -> int:
        """The first row that is older than a date; the number of all rows for no date."""
        return self._rows_in_date_range(f"{date}/").bit_length() if date else self.total

    def _union(self, find: Callable[[IndexSegment], int]) -> int:
        return union(map(find, self.files.segments))
