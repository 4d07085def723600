"""What the user noted, as rows: marks, tags, the words of notes, and corrected values."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import cast

from socitm_tui.model.corrections import apply_corrections
from socitm_tui.model.entities import Annotation, Item
from socitm_tui.model.text import fold_text
from socitm_tui.search.index.bitset import rows_to_bits, union
from socitm_tui.search.index.postings import bitset_size
from socitm_tui.search.index.redated_rows import redated_rows
from socitm_tui.search.index.tokens import Phrase, tokenize
from socitm_tui.storage.lazy_annotations import AnnotationSketch, LazyAnnotations

MARK_TERMS = (("is", "bookmarked"), ("is", "read"))
"""Field and value of the marks that a sketch begins with."""
CORRECTABLE_FIELDS = ("year", "topic", "author", "date", "circa")


class AnnotationOverlay:
    """The annotations of an archive, and the rows that match a query because of them."""

    def __init__(
        self,
        annotations: Mapping[str, Annotation],
        find_rows: Callable[[Collection[str]], Mapping[str, int]],
        item: Callable[[int], Item],
        first_older: Callable[[str], int],
        total: int,
    ) -> None:
        """Find the rows of annotations.

        Args:
            annotations: Key -> annotation.
            find_rows: Returns key -> row, of those keys that are in the archive.
            item: Returns the item of a row as its capture has it.
            first_older: See `redated_rows`.
            total: The number of rows of the archive.
        """
        self._item, self._first_older, self._size = item, first_older, bitset_size(total)
        self._rows = {**find_rows(annotations.keys())}
        self._read = annotations
        self._changed: dict[str, Annotation] = {}
        """Annotations that were changed after they were read."""
        self.annotations = ChainMap(
            self._changed, cast("MutableMapping[str, Annotation]", annotations)
        )
        """Key -> annotation."""
        self.orphans = tuple(annotations[key] for key in annotations if key not in self._rows)
        """Annotations whose item is not in the archive."""
        self.corrected: dict[int, Item] = {}
        """Row -> the item with its corrections."""
        self._with_text: set[str] = set()
        """Keys of items whose annotation has more than marks."""
        rows_of: dict[tuple[str, str], list[int]] = defaultdict(list)
        for key, sketch in _sketches(annotations):
            if (row := self._rows.get(key)) is None:
                continue
            for mark, is_set in zip(MARK_TERMS, sketch, strict=False):
                if is_set:
                    rows_of[mark].append(row)
            if sketch.more:
                self._with_text.add(key)
                self._correct(row, annotations[key])
                for term in _other_terms(annotations[key]):
                    rows_of[term].append(row)
        bits_of = {term: rows_to_bits(rows, self._size) for term, rows in rows_of.items()}
        self.bits_of = defaultdict(int, bits_of)
        """Field and value -> the rows that have it because of an annotation."""
        self._update_corrected()

    def _correct(self, row: int, annotation: Annotation) -> None:
        self.corrected.pop(row, None)
        if annotation.corrections:
            self.corrected[row] = apply_corrections(self._item(row), annotation.corrections)

    def _update_corrected(self) -> None:
        self._corrected_bits = rows_to_bits([*self.corrected], self._size)
        self.redated = redated_rows(self.corrected, self._item, self._first_older)
        """The rows whose date was corrected."""

    def annotation_of(self, key: str) -> Annotation:
        """The annotation of the item with a key, which may be empty."""
        return self._changed.get(key) or self._read.get(key) or Annotation(key)

    def change(self, row: int, annotation: Annotation) -> bool:
        """Replace the annotation of the item in a row.

        Returns:
            True if its corrections were changed.
        """
        before = self.annotation_of(annotation.key)
        self._changed[annotation.key], self._rows[annotation.key] = annotation, row
        self._with_text.discard(annotation.key)
        if sketch_annotation(annotation).more:
            self._with_text.add(annotation.key)
        self._correct(row, annotation)
        are_corrections_changed = annotation.corrections != before.corrections
        if are_corrections_changed:
            self._update_corrected()
        for term in _terms(before):
            self.bits_of[term] &= ~(1 << row)
        for term in _terms(annotation):
            self.bits_of[term] |= 1 << row
        return are_corrections_changed

    @property
    def tags(self) -> set[str]:
        """Every tag that an item has."""
        return {tag for (field, tag), rows in self.bits_of.items() if field == "tag" and rows}

    def rows_with_tag(self, text: str) -> int:
        """The rows with a tag that contains a text, whatever its case and accents."""
        folded = fold_text(text)
        tags = [tag for field, tag in self.bits_of if field == "tag"]
        return union(self.bits_of["tag", tag] for tag in tags if folded in fold_text(tag))

    def rows_with_text(self, text: str, is_phrase: bool) -> int:
        """The rows whose notes, tags or corrections contain words that follow one another.

        Args:
            text: The words.
            is_phrase: False if the last word may be the beginning of a longer one.
        """
        words = tokenize(text)
        if not words or not self._with_text:
            return 0
        phrase = Phrase(words, is_whole=is_phrase)
        bits = 0
        for key in self._with_text:
            annotation = self.annotations[key]
            notes = (highlight.note for highlight in annotation.highlights)
            texts = (annotation.note, *annotation.tags, *annotation.corrections.values(), *notes)
            if phrase.occurs_in(("\n".join(texts),)):
                bits |= 1 << self._rows[key]
        return bits

    def with_corrections(self, bits: int, field: str, value: str) -> int:
        """The rows that have a value by their corrections, given those that have it in print."""
        if not self.corrected or not (field in CORRECTABLE_FIELDS or value == "undated"):
            return bits
        matching = union(
            1 << row for row, item in self.corrected.items() if has_value(item, field, value)
        )
        return bits & ~self._corrected_bits | matching


def sketch_annotation(annotation: Annotation) -> AnnotationSketch:
    """The marks of an annotation, and whether it has more than these."""
    more = bool(
        annotation.note or annotation.tags or annotation.corrections or annotation.highlights
    )
    return AnnotationSketch(annotation.bookmarked, annotation.read, more)


def _sketches(annotations: Mapping[str, Annotation]) -> Iterable[tuple[str, AnnotationSketch]]:
    """Each key with the sketch of its annotation."""
    if isinstance(annotations, LazyAnnotations):
        return annotations.sketches.items()
    return ((key, sketch_annotation(annotation)) for key, annotation in annotations.items())


def _terms(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """The fields and values by which an annotated item is found."""
    sketch = sketch_annotation(annotation)
    yield from (mark for mark, is_set in zip(MARK_TERMS, sketch, strict=False) if is_set)
    yield from _other_terms(annotation)


def _other_terms(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """Those of the fields and values that are not marks."""
    if annotation.corrections:
        yield "is", "corrected"
    if annotation.note or any(highlight.note for highlight in annotation.highlights):
        yield "has", "note"
    if annotation.highlights:
        yield "has", "highlight"
    for tag in annotation.tags:
        yield "tag", tag


def range_ends(date_range: str) -> tuple[str, str]:
    """The first and last date of a range, "" for an open end; a date alone is both."""
    first, slash, last = date_range.partition("/")
    return first, last if slash else first


def has_value(item: Item, field: str, value: str) -> bool:
    """True if a corrected item has a value."""
    match field:
        case "year":
            return (item.year or "undated") == value
        case "topic":
            return value in item.topics
        case "author":
            return fold_text(value) in fold_text(item.author or "")
        case "date" if value != "none":
            return bool(item.date) and _is_in_range(item.date or "", *range_ends(value))
        case "circa":
            estimate = item.date_estimate
            return item.date is None and estimate is not None and value in estimate.years
        case _:
            return item.date is None


def _is_in_range(date: str, first: str, last: str) -> bool:
    """True if a date, as far as it is known, lies wholly between two dates; "" is open."""
    is_early = f"{date}-01-01"[:10] < f"{first}-01-01"[:10]
    return not is_early and not (last and _last_day(date) > _last_day(last))


def _last_day(date: str) -> str:
    """A day that sorts after every day that the date may mean."""
    return {4: f"{date}-12-31", 7: f"{date}-31"}.get(len(date), date)
