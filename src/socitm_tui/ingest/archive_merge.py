"""Merges captures that were just parsed into an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from socitm_tui.ingest.items import captures_of_same_address, make_items, sort_newest_first
from socitm_tui.ingest.load_report import ReportLine
from socitm_tui.ingest.reference_data import ReferenceData
from socitm_tui.ingest.same_story import link_stories
from socitm_tui.ingest.story_features import Story
from socitm_tui.model.entities import NO_CAPTURE_NOTES, Capture, CaptureNotes, Draft, Item
from socitm_tui.model.progress import report_progress
from socitm_tui.parsing.formats import ParseResult
from socitm_tui.storage.archive_file import ArchiveContents


@dataclass(frozen=True, slots=True)
class ParsedCapture:
    """A capture that was parsed, and is not part of the archive yet."""

    line: ReportLine
    """The line of the load report, as far as it is known."""
    capture: Capture
    drafts: tuple[Draft, ...]
    read_data: Callable[[], bytes] = field(repr=False)
    """Returns the bytes of the capture."""
    is_collection_named: bool = False
    """True if the load names the collection, also for captures that are part of another."""

    @classmethod
    def from_result(
        cls, path: str, capture: Capture, result: ParseResult, read_data: Callable[[], bytes]
    ) -> ParsedCapture:
        """The capture with the result of parsing it.

        Args:
            path: Where the capture was found, for the report.
            capture: Its description.
            result: The result of parsing it.
            read_data: Returns its bytes.
        """
        capture = replace(capture, layout=result.layout, doubtful=result.doubtful)
        line = ReportLine(
            path,
            capture.name,
            "loaded",
            sha256=capture.sha256,
            layout=result.layout,
            doubtful=result.doubtful,
            why=result.why,
        )
        return cls(line, capture, result.drafts, read_data)

    def with_time(self, seen: str) -> ParsedCapture:
        """The same capture, captured again and unchanged at a further time."""
        times = _merge_times(self.capture.seen, self.capture.seen_again, seen)
        return replace(self, capture=replace(self.capture, seen_again=times))


def merge_captures(
    before: ArchiveContents,
    parsed: Sequence[ParsedCapture],
    reference_data: ReferenceData,
    notes: CaptureNotes = NO_CAPTURE_NOTES,
) -> ArchiveContents:
    """The archive with captures added. The items of each capture replace those it had."""
    captures = {capture.sha256: capture for capture in before.captures}
    old_items = {item.key: item for item in before.items}
    by_capture = items_by_capture(captures, before.items)
    by_capture |= make_all_items(parsed, captures, old_items.get, reference_data, notes)
    items = _link_items(
        sort_newest_first(item for sha256 in captures for item in by_capture[sha256])
    )
    topics = reference_data.taxonomy.topics
    return ArchiveContents(tuple(captures.values()), items, topics, before.load + 1)


def make_all_items(
    parsed: Iterable[ParsedCapture],
    captures: dict[str, Capture],
    find_item: Callable[[str], Item | None],
    reference_data: ReferenceData,
    notes: CaptureNotes = NO_CAPTURE_NOTES,
) -> dict[str, list[Item]]:
    """The items of each parsed capture, by its SHA-256.

    Args:
        parsed: The captures; of a capture that was met twice, the first counts.
        captures: All captures of the archive by SHA-256; the parsed ones are added.
        find_item: Returns the item of the archive that has a key.
        reference_data: The taxonomy and the office holders.
        notes: What the user stated about captures.
    """
    items_of: dict[str, list[Item]] = {}
    new_items: dict[str, Item] = {}

    def find_known(key: str) -> Item | None:
        return new_items.get(key) or find_item(key)

    for each in parsed:
        sha256 = each.capture.sha256
        if sha256 in items_of:
            continue
        capture = captures[sha256] = _merge_capture(captures.get(sha256), each)
        others = captures_of_same_address(capture, captures.values())
        stated = notes.with_stated_source(capture)
        items = make_items(stated, each.drafts, find_known, others, reference_data)
        name = f"items of {each.capture.name}"
        items_of[sha256] = list(report_progress(items, len(each.drafts), name))
        new_items.update((item.key, item) for item in items_of[sha256])
    return items_of


def items_by_capture(captures: Iterable[str], items: Iterable[Item]) -> dict[str, list[Item]]:
    """The items of each capture, by its SHA-256."""
    by_capture: dict[str, list[Item]] = {sha256: [] for sha256 in captures}
    for item in items:
        by_capture[item.capture_sha256].append(item)
    return by_capture


def _merge_capture(before: Capture | None, parsed: ParsedCapture) -> Capture:
    """A capture that is loaded again keeps its name and the time of its first load.

    It keeps its collection as well, unless the load names one.
    """
    now = parsed.capture
    if before is None:
        return now
    collection = now.collection if parsed.is_collection_named else before.collection
    return replace(
        now,
        name=before.name,
        loaded=before.loaded,
        collection=collection,
        publisher=now.publisher or before.publisher,
        url=now.url or before.url,
        seen=before.seen or now.seen,
        seen_again=_merge_times(before.seen, before.seen_again, now.seen, now.seen_again),
    )


def _merge_times(seen: str | None, *times: str | None) -> str | None:
    """The distinct times after the first, in order and separated by spaces, or None.

    Args:
        seen: When a document was first captured.
        times: Further times, each a list separated by spaces.
    """
    again = {time for times_text in times if times_text for time in times_text.split()} - {seen}
    return " ".join(sorted(again)) or None


def _link_items(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, each with the keys of those that tell the same story."""
    links = link_stories([Story.from_item(item) for item in items])

    def link(item: Item) -> Item:
        others = links.get(item.key, ())
        return item if item.same_story == others else replace(item, same_story=others)

    return tuple(map(link, items))
