"""Counts the values of facets: how many items ticking each of them would select."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from socitm_tui.search.index.evaluator import CACHED_VALUES, QueryEvaluator
from socitm_tui.search.query import AllOf
from socitm_tui.search.query_ticks import ticked_values, without_facet

FACETS = ("year", "topic", "tag", "publisher", "collection", "is")
"""The facets of the filter pane, in its order; `tag` if there are any, `collection` if there are
several."""
STATES = ("bookmarked", "unread", "read", "cut", "repeated", "undated", "doubtful")
"""The values of the facet `is` in the filter pane; `doubtful` if there are such items."""

FacetValue = tuple[str, str, int]
"""A value, its label, and the number of rows that have it in print."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value of a facet, and how many items ticking it selects under all other filters."""

    value: str
    label: str
    count: int
    total: int
    """Items with this value in the whole archive."""
    state: bool | None
    """True if it is ticked, False if it is excluded, None if neither."""


class LazyValues(Collection[str]):
    """Values of a field that are read from the index if a query asks for them."""

    def __init__(self, read: Callable[[], Sequence[str]]) -> None:
        self._read = read

    @cached_property
    def _values(self) -> Sequence[str]:
        return self._read()

    def __contains__(self, value: object) -> bool:
        return value in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class FacetCounter:
    """Counts the values of the facets of an archive."""

    def __init__(self, evaluator: QueryEvaluator) -> None:
        self._evaluator = evaluator
        self.topic_labels: dict[str, str] = dict(evaluator.files.facts["topics"])
        """Slug -> label of every topic of the taxonomy."""

    @property
    def known_values(self) -> Mapping[str, Collection[str]]:
        """The values that `parse_query` may check against."""
        topics = (value for value, *_ in self._values["topic"])
        publishers = [value for value, *_ in self._values["publisher"]]
        return {
            "topic": self.topic_labels
            | {topic: self.topic_labels.get(topic, topic) for topic in topics},
            "publisher": publishers,
            "collection": [value for value, *_ in self._collection_values()],
            "capture": LazyValues(self._capture_names),
            "loaded": LazyValues(self._load_days),
        }

    def list_values(self, facet: str) -> Sequence[str]:
        """Every value of a facet: years newest first, others by how many items have them."""
        if facet == "collection":
            return [value for value, *_ in self._collection_values()]
        return [value for value, *_ in self._sort_values(facet, {})]

    def count_facets(self, query: AllOf) -> dict[str, tuple[FacetCount, ...]]:
        """Facet -> its values, counted under everything else that the query selects by."""
        is_shown = {
            "tag": bool(self._evaluator.overlay.tags),
            "collection": len(self._collection_values()) > 1,
        }
        return {
            facet: tuple(self._count_facet(query, facet))
            for facet in FACETS
            if is_shown.get(facet, True)
        }

    def warm_cache(self) -> Iterator[None]:
        """Read the rows of the first values of each facet, one at each step."""
        for facet, values in self._values.items():
            for value, *_ in values[: CACHED_VALUES // 4]:
                self._evaluator.rows_with_value(facet, value)
                yield

    def _count_facet(self, query: AllOf, facet: str) -> Iterator[FacetCount]:
        """The values of a facet, counted among the rows that the rest of the query selects."""
        others = self._evaluator.matching_rows(without_facet(query, facet))
        states = ticked_values(query, facet)
        is_corrected = bool(self._evaluator.overlay.corrected) and facet in ("year", "topic")
        values = self._corrected_values(facet) if is_corrected else self._listed_values(facet)
        # rows are read only if the count is not known already
        is_filtered = others != self._evaluator.all_rows or is_corrected
        for value, label, printed in values:
            total = printed
            if is_corrected:
                total = self._evaluator.rows_with_value(facet, value).bit_count()
            count = total
            if is_filtered and total:
                count = (self._evaluator.rows_with_value(facet, value) & others).bit_count()
            yield FacetCount(value, label, count, total, states.get(value))

    def _capture_names(self) -> Sequence[str]:
        return [*self._evaluator.count_by_value("capture")]

    def _load_days(self) -> Sequence[str]:
        """The values of `loaded:` worth offering: the last load, and the days of loads."""
        days = {time[:10] for time in self._evaluator.count_by_value("loaded")}
        return ["last", *sorted(days, reverse=True)]

    def _corrected_values(self, facet: str) -> Sequence[FacetValue]:
        """The values of a facet, those included that only corrections give."""
        values = [*self._values[facet]]
        known = {value for value, *_ in values}
        for item in self._evaluator.overlay.corrected.values():
            for value in (item.year or "undated",) if facet == "year" else item.topics:
                if value not in known:
                    known.add(value)
                    values.append((value, self.topic_labels.get(value, value), 1))
        return sorted(values, key=_newest_first) if facet == "year" else values

    def _state_values(self) -> Sequence[FacetValue]:
        rows_with = self._evaluator.rows_with_value
        counts = [(state, state, rows_with("is", state).bit_count()) for state in STATES]
        return [value for value in counts if value[0] != "doubtful" or value[2]]

    def _tag_values(self) -> Sequence[FacetValue]:
        """The tags that the user gave to items."""
        overlay = self._evaluator.overlay
        counts = ((tag, tag, overlay.bits_of["tag", tag].bit_count()) for tag in overlay.tags)
        return sorted(counts, key=_largest_first)

    def _collection_values(self) -> Sequence[FacetValue]:
        """The collections under their present names."""
        counts = Counter[str]()
        for loaded, count in self._evaluator.loaded_collections.items():
            counts[self._evaluator.notes.collection_name(loaded)] += count
        values = [(name, name, count) for name, count in counts.items()]
        return sorted(values, key=_largest_first)

    def _listed_values(self, facet: str) -> Sequence[FacetValue]:
        """The values of a facet in the order of the filter pane."""
        if facet == "is":
            return self._state_values()
        if facet == "tag":
            return self._tag_values()
        return self._collection_values() if facet == "collection" else self._values[facet]

    @cached_property
    def _values(self) -> Mapping[str, Sequence[FacetValue]]:
        """Facet -> its values in the order of the filter pane."""
        values = {facet: self._sort_values(facet, {}) for facet in ("year", "publisher")}
        return values | {"topic": self._sort_values("topic", self.topic_labels)}

    def _sort_values(self, facet: str, labels: Mapping[str, str]) -> list[FacetValue]:
        """The values of a facet, and those with a label that no item has."""
        counts = Counter(dict.fromkeys(labels, 0))
        counts.update(self._evaluator.count_by_value(facet))
        values = [(value, labels.get(value, value), count) for value, count in counts.items()]
        return sorted(values, key=_newest_first if facet == "year" else _largest_first)


def _newest_first(value: FacetValue) -> tuple[bool, int]:
    return value[0] == "undated", -int(value[0]) if value[0].isdecimal() else 0


def _largest_first(value: FacetValue) -> tuple[int, str]:
    return -value[2], value[0].casefold()
