"""Counts the values of facets: how many items ticking each of them would select."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from socitm_tui.search.index.evaluator import CACHED_VALUES, QueryEvaluator
from socitm_tui.search.query import AllOf, ticked_values, without_facet

FACETS = ("year", "topic", "publisher", "is")
"""The facets of the filter pane, in its order."""
STATES = ("bookmarked", "unread", "read", "cut", "repeated", "undated")
"""The values of the facet `is` in the filter pane."""

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


class FacetCounter:
    """Counts the values of the facets of an archive."""

    def __init__(self, evaluator: QueryEvaluator) -> None:
        self._evaluator = evaluator
        self.topic_labels: Mapping[str, str] = dict(evaluator.files.facts["topics"])
        """Slug -> label of every topic of the taxonomy."""

    @property
    def known_values(self) -> Mapping[str, Collection[str]]:
        """The values that `parse_query` may check against."""
        topics = (value for value, *_ in self._values["topic"])
        publishers = [value for value, *_ in self._values["publisher"]]
        return {"topic": [*dict.fromkeys([*self.topic_labels, *topics])], "publisher": publishers}

    def list_values(self, facet: str) -> Sequence[str]:
        """Every value of a facet: years newest first, others by how many items have them."""
        return [value for value, *_ in self._sort_values(facet, {})]

    def count_facets(self, query: AllOf) -> dict[str, tuple[FacetCount, ...]]:
        """Facet -> its values, counted under everything else that the query selects by."""
        return {facet: tuple(self._count_facet(query, facet)) for facet in FACETS}

    def warm_cache(self) -> Iterator[None]:
        """Read the rows of the first values of each facet, one at each step."""
        for facet, values in self._values.items():
            for value, *_ in values[: CACHED_VALUES // 4]:
                self._evaluator.rows_with_value(facet, value)
                yield

    def _count_facet(self, query: AllOf, facet: str) -> Iterator[FacetCount]:
        others = self._evaluator.matching_rows(without_facet(query, facet))
        states = ticked_values(query, facet)
        is_corrected = bool(self._evaluator.overlay.corrected) and facet in ("year", "topic")
        if is_corrected:
            values = self._corrected_values(facet)
        else:
            values = self._values.get(facet) or self._state_values()
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
        return [(state, state, rows_with("is", state).bit_count()) for state in STATES]

    @cached_property
    def _values(self) -> Mapping[str, Sequence[FacetValue]]:
        """Facet -> its values in the order of the filter pane."""
        values = {facet: self._sort_values(facet, {}) for facet in ("year", "publisher")}
        return values | {"topic": self._sort_values("topic", self.topic_labels)}

    def _sort_values(self, facet: str, labels: Mapping[str, str]) -> list[FacetValue]:
        """The values of a facet, and those with a label that no item has."""
        counts = Counter(dict.fromkeys(labels, 0))
        for segment in self._evaluator.files.segments:
            counts.update(segment.count_by_value(facet))
        values = [(value, labels.get(value, value), count) for value, count in counts.items()]
        return sorted(values, key=_newest_first if facet == "year" else _largest_first)


def _newest_first(value: FacetValue) -> tuple[bool, int]:
    return value[0] == "undated", -int(value[0]) if value[0].isdecimal() else 0


def _largest_first(value: FacetValue) -> tuple[int, str]:
    return -value[2], value[0].casefold()
