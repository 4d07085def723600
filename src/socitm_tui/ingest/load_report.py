"""Captures as they were read and the archive before -> the archive after, and a ledger. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from socitm_tui.ingest.items import captures_of_same_address, make_items, sort_newest_first
from socitm_tui.ingest.reference_data import ReferenceData
from socitm_tui.ingest.same_story import link_stories
from socitm_tui.ingest.story_features import Story
from socitm_tui.model.entities import Capture, Draft, Item
from socitm_tui.model.progress import report_progress
from socitm_tui.parsing.formats import ParseResult
from socitm_tui.storage.archive_file import ArchiveContents

Status = Literal["loaded", "unchanged", "skipped"]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What became of one file."""

    path: str
    name: str
    status: Status
    sha256: str | None = None
    layout: str | None = None
    problem: str | None = None
    doubtful: str | None = None
    why: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of a load."""

    lines: tuple[ReportLine, ...] = ()
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def skipped(self) -> tuple[ReportLine, ...]:
        """The files that were left out."""
        return tuple(line for line in self.lines if line.status == "skipped")


@dataclass(frozen=True, slots=True)
class ReadCapture:
    """A capture as it was read just now, before it met the archive."""

    line: ReportLine
    capture: Capture
    drafts: tuple[Draft, ...]
    data: Callable[[], bytes] = field(repr=False)
    """Its bytes, which are held aside until they are kept."""


def describe_read(
    path: str, capture: Capture, cut: ParseResult, data: Callable[[], bytes]
) -> ReadCapture:
    """What came of a capture, with its line of the ledger."""
    capture = replace(capture, layout=cut.layout, doubtful=cut.doubtful)
    line = ReportLine(
        path, capture.name, "loaded", capture.sha256, cut.layout, None, cut.doubtful, cut.why
    )
    return ReadCapture(line, capture, cut.drafts, data)


def with_skipped_lines(lines: Sequence[ReportLine], ledger: LoadReport) -> LoadReport:
    """The ledger with the lines of all files in their order, of those left out too."""
    done = iter(ledger.lines)
    every = (line if line.status == "skipped" else next(done) for line in lines)
    return replace(ledger, lines=tuple(every))


@dataclass(frozen=True, slots=True)
class MergedArchive:
    """What a load makes of an archive."""

    contents: ArchiveContents
    ledger: LoadReport


def merge_captures(
    before: ArchiveContents, read: Sequence[ReadCapture], lore: ReferenceData
) -> MergedArchive:
    """The archive with these captures in it: each replaces what it gave before, and no other."""
    captures = {capture.sha256: capture for capture in before.captures}
    old = {item.key: item for item in before.items}
    held = items_by_capture(captures, before.items)
    was = {sha256: {item.key for item in items} for sha256, items in held.items()}
    loaded = make_all_items(read, captures, old.get, lore)
    held |= loaded
    items = link_items(sort_newest_first(item for sha256 in captures for item in held[sha256]))
    now = {item.key: item for item in items}
    shown = {sha256: tuple(now[item.key] for item in cut) for sha256, cut in loaded.items()}
    mine = [item for sha256 in loaded for item in shown[sha256]]
    added = sum(item.key not in old for item in mine)
    same = sum(old.get(item.key) == item for item in mine)
    ledger = LoadReport(
        tuple(_report_line(each.line, shown[each.capture.sha256], old, was) for each in read),
        added=added,
        updated=len(mine) - added - same,
        unchanged=same,
        removed=sum(key not in now for sha256 in loaded for key in was.get(sha256, ())),
    )
    topics, load = lore.taxonomy.topics, before.load + 1
    return MergedArchive(ArchiveContents(tuple(captures.values()), items, topics, load), ledger)


def make_all_items(
    read: Iterable[ReadCapture],
    captures: dict[str, Capture],
    old: Callable[[str], Item | None],
    lore: ReferenceData,
) -> dict[str, list[Item]]:
    """The items of each capture that was read, by its hash.

    Args:
        read: What was read; of one that was met twice the first counts.
        captures: All that are known, by their hashes; those that were read join them.
        old: The item of the archive that has a key.
        lore: What captures are read with.
    """
    cut: dict[str, list[Item]] = {}
    new: dict[str, Item] = {}

    def known(key: str) -> Item | None:
        return new.get(key) or old(key)

    for each in read:
        sha256 = each.capture.sha256
        if sha256 in cut:
            continue
        capture = captures[sha256] = _merge_capture(captures.get(sha256), each.capture)
        others = captures_of_same_address(capture, captures.values())
        made = make_items(capture, each.drafts, known, others, lore)
        cut[sha256] = list(report_progress(made, len(each.drafts), f"items of {each.capture.name}"))
        new.update((item.key, item) for item in cut[sha256])
    return cut


def items_by_capture(captures: Iterable[str], items: Iterable[Item]) -> dict[str, list[Item]]:
    """The items of each capture, by its SHA-256."""
    by_capture: dict[str, list[Item]] = {sha256: [] for sha256 in captures}
    for item in items:
        by_capture[item.capture_sha256].append(item)
    return by_capture


def _merge_capture(before: Capture | None, now: Capture) -> Capture:
    """A capture that is loaded again keeps its name and the moment it first came."""
    if before is None:
        return now
    return replace(
        now,
        name=before.name,
        loaded=before.loaded,
        publisher=now.publisher or before.publisher,
        url=now.url or before.url,
        seen=before.seen or now.seen,
    )


def _report_line(
    line: ReportLine, items: tuple[Item, ...], old: Mapping[str, Item], was: Mapping[str, set[str]]
) -> ReportLine:
    """The ledger's line, unchanged where the capture gave just this before."""
    keys = was.get(line.sha256 or "")
    same = keys == {item.key for item in items} and all(old[item.key] == item for item in items)
    return replace(line, items=items, status="unchanged" if same else "loaded")


def link_items(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, each with the keys of those that tell the same story."""
    links = link_stories([Story.of(item) for item in items])
    return tuple(
        item if item.same_story == (others := links.get(item.key, ())) else
        replace(item, same_story=others)
        for item in items
    )  # fmt: skip
