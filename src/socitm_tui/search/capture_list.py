"""The captures of an archive with counts of their items, as commands and screens list them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from socitm_tui.model.entities import NO_PUBLISHER, Capture, LineMark
from socitm_tui.model.labels import count_label, doubt_label
from socitm_tui.model.marks import mark_label
from socitm_tui.search.index import Index
from socitm_tui.search.query import AllOf, AnyOf, FieldTerm, Negation, Query

MIN_CHECKSUM_DIGITS = 4
"""Digits of a SHA-256 that are enough to name a capture."""


@dataclass(frozen=True, slots=True)
class CaptureSummary:
    """A capture, and its items in numbers."""

    capture: Capture
    """As it is shown: its collection by its present name, its doubt unless it was reviewed."""
    publisher: str
    url: str | None
    item_count: int
    undated_count: int
    first: str = ""
    """The earliest printed date of its items, "" if none is dated."""
    last: str = ""
    reviewed: str = ""
    """When it was marked as looked at and right."""
    newest_row: int | None = None
    """The row of its newest item."""
    marks: tuple[LineMark, ...] = ()
    """What the user stated that its lines are."""

    @property
    def is_doubtful(self) -> bool:
        """True if it was read with doubt, and not reviewed since."""
        return bool(self.capture.doubtful)


def list_captures(index: Index, query: AllOf) -> list[CaptureSummary]:
    """The captures of which a query selects an item, doubtful ones first, then the latest load.

    A capture without items is listed if the parts of the query that concern captures select it.
    """
    rows_of, dates = index.rows_of_captures(query), index.printed_dates()
    with_items = rows_of if query == AllOf() else index.rows_of_captures(AllOf())
    summaries = [
        _summarize(index, capture, rows_of.get(sha256, ()), dates)
        for sha256, capture in index.captures.items()
        if sha256 in rows_of
        or (sha256 not in with_items and _is_selected(index, capture, query, last_load(index)))
    ]
    summaries.sort(key=lambda summary: summary.capture.loaded, reverse=True)
    return sorted(summaries, key=lambda summary: not summary.is_doubtful)


def last_load(index: Index) -> str:
    """When the last load was that brought captures of the archive, ISO 8601 in UTC."""
    return max((capture.loaded for capture in index.captures.values()), default="")


def _summarize(
    index: Index, capture: Capture, rows: Sequence[int], dates: Sequence[str]
) -> CaptureSummary:
    notes = index.capture_notes
    stated, note = notes.with_stated_source(capture), notes.captures.get(capture.sha256)
    dated = [dates[row] for row in rows if dates[row]]
    publisher = stated.publisher or _host_name(stated.url)
    if not publisher:
        publisher = index.item(rows[0]).publisher if rows else NO_PUBLISHER
    return CaptureSummary(
        notes.present(capture),
        publisher,
        stated.url,
        len(rows),
        len(rows) - len(dated),
        min(dated, default=""),
        max(dated, default=""),
        note.reviewed if note else "",
        rows[0] if rows else None,
        notes.marks_of(capture.sha256),
    )


def _host_name(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_selected(index: Index, capture: Capture, query: Query, last: str) -> bool:
    """True if a query selects a capture without items by its collection, name, load or doubt."""
    match query:
        case AllOf(parts):
            return all(_is_selected(index, capture, part, last) for part in parts)
        case AnyOf(parts):
            return any(_is_selected(index, capture, part, last) for part in parts)
        case Negation(part):
            return not _is_selected(index, capture, part, last)
        case FieldTerm(field, values):
            return any(_has_value(index, capture, field, value, last) for value in values)
        case _:
            return False


def _has_value(index: Index, capture: Capture, field: str, value: str, last: str) -> bool:
    """True if a field of a query has a value for a capture; `last` is the time of the last load."""
    match field:
        case "collection":
            return index.capture_notes.collection_name(capture.collection) == value
        case "capture":
            return value.casefold() in capture.name.casefold() or capture.sha256.startswith(value)
        case "loaded":
            return capture.loaded.startswith(last if value == "last" else value)
        case _:
            return value == "doubtful" and index.capture_notes.is_doubtful(capture)


def doubt_sentence(summaries: Iterable[CaptureSummary]) -> str:
    """How many of some captures are still doubtful: `3 of 40 pages read with doubt`."""
    doubtful = [summary.is_doubtful for summary in summaries]
    return doubt_label(sum(doubtful), len(doubtful))


def capture_json(summary: CaptureSummary) -> dict[str, object]:
    """A capture as `captures --json` prints it."""
    capture = summary.capture
    return {
        "name": capture.name,
        "sha256": capture.sha256,
        "collection": capture.collection,
        "publisher": None if summary.publisher == NO_PUBLISHER else summary.publisher,
        "url": summary.url,
        "layout": capture.layout,
        "items": summary.item_count,
        "undated": summary.undated_count,
        "first": summary.first or None,
        "last": summary.last or None,
        "doubtful": capture.doubtful,
        "reviewed": summary.reviewed or None,
        "marks": [mark_label(mark) for mark in summary.marks],
        "loaded": capture.loaded,
    }


def find_captures(captures: Mapping[str, Capture], text: str) -> list[Capture]:
    """The captures that a name, a part of a name or the beginning of a SHA-256 means."""
    named = [capture for capture in captures.values() if capture.name == text]
    if named:
        return named
    folded = text.casefold()
    if re.fullmatch(rf"[0-9a-f]{{{MIN_CHECKSUM_DIGITS},64}}", folded):
        named = [capture for sha256, capture in captures.items() if sha256.startswith(folded)]
    return named or [capture for capture in captures.values() if folded in capture.name.casefold()]


def capture_lines(summaries: Sequence[CaptureSummary]) -> Iterator[str]:
    """A line for each capture, and one more with the reason of its doubt."""
    name_width = max((len(summary.capture.name) for summary in summaries), default=0)
    for summary in summaries:
        capture = summary.capture
        facts = [capture.collection, summary.publisher, capture.layout, capture.loaded[:10]]
        if summary.marks:
            facts.append(count_label(len(summary.marks), "mark"))
        items = f"{summary.item_count:,} item{'' if summary.item_count == 1 else 's'}"
        yield (
            f"{capture.sha256[:8]} {'?' if summary.is_doubtful else ' '} "
            f"{capture.name:<{name_width}}  {items:>10}  {span_label(summary):<23}  "
            f"{' · '.join(facts)}"
        )
        if capture.doubtful:
            yield f"           doubtful: {capture.doubtful}"


def span_label(summary: CaptureSummary) -> str:
    """The dates of the items: `2002-01-04 … 2018-06-11`, `undated`."""
    if not summary.first:
        return "undated" if summary.item_count else ""
    if summary.first == summary.last:
        return summary.first
    return f"{summary.first} … {summary.last}"
