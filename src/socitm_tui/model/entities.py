"""The values that all packages share: capture, draft, item, annotation, entry, topic.

What a page prints and what the program concludes are kept apart. A layout yields a `Draft`; the
loader makes an `Item` of it, with a key, a publisher and topics; an `Annotation` is what the user
added to an item; an `Entry` pairs the two.

Words used in all packages:
    archive: the file of all items, and of the captures that they were read from.
    notebook: the file of all annotations.
    home: the folder that holds these and all other files of one user.
    load: one run of the loader over files or fetched documents.
    printed: as the captured page has it, before any correction by the user.
    original: the item of an entry without the user's corrections.
    key: identifies an item; a reload keeps it unless the capture is read differently.
    row: the number of an item in the index, newest first.
    position: the place of an item in the timeline, in the order and selection that are shown.
    line: a line of the timeline on the screen, headings included; or a line of a capture.
    picked: chosen by the user, row by row, for the next action.
    derived heading: the opening words of a body that has no headline (`heading_made`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Precision = Literal["day", "month", "year", "none"]
LineSpan = tuple[int, int]
"""First and last line of something in a capture, counted from 1, both included."""

NO_PUBLISHER = "Not known"
"""The publisher of an item if neither its page nor an address names one."""
NO_CORRECTIONS: Mapping[str, str] = MappingProxyType({})


class Role(StrEnum):
    """What the reading of a page took a line of a capture for."""

    BLANK = "blank"
    DATE_LINE = "stamp"
    HEADLINE = "headline"
    BYLINE = "byline"
    BOILERPLATE = "chrome"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class LineRole:
    """What one line was taken for, and the index of the item it belongs to."""

    role: Role
    item: int | None = None


class MarkRole(StrEnum):
    """What the user states about a line of a capture."""

    DATE = "date"
    HEADLINE = "headline"
    TEXT = "text"
    BYLINE = "byline"
    OUT = "out"
    """It is not part of the news."""
    NEW = "new"
    """An item begins on it."""
    JOIN = "join"
    """It belongs to the item above it."""


@dataclass(frozen=True, slots=True)
class LineMark:
    """What the user states about some lines of a capture, so that the page is read so.

    Of the marks of a line the later counts. Where an item begins (`NEW`, `JOIN`) is stated apart
    from what the line is; `NEW` is about the first of the lines.
    """

    first: int
    """Counted from 1."""
    last: int
    role: MarkRole
    text: str = ""
    """The hash of the lines, by `model.marks.hash_lines`; empty in a mark that is not kept yet."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as a page prints it, and how it was read."""

    value: str
    """ISO 8601 as far as the date is known: `2012-03-27`, `2012-03` or `2012`."""
    precision: Precision
    printed: str
    """The words of the page."""
    rule: str
    """Why the words mean this date, for the user."""
    time: str | None = None
    """24-hour clock, `14:14`, or None if none is printed."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A range in which an undated item was written. It is never shown as a date."""

    earliest: str
    """A year or month, `2012` or `2012-03`, as `latest`."""
    latest: str
    reason: str

    @property
    def years(self) -> tuple[str, ...]:
        """The years of the range as four digits: `circa:2012` finds each."""
        first, last = int(self.earliest[:4]), int(self.latest[:4])
        return tuple(str(year) for year in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field of an item has its value: the lines that state it and the rule, for the user."""

    field: str
    lines: LineSpan | None
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece of news as a layout found it in a capture, before it has a key or topics."""

    lines: LineSpan
    body: str = ""
    """Paragraphs separated by blank lines."""
    title: str | None = None
    """The printed headline, or None if the page prints none."""
    title_made: bool = False
    """True if the document states that the title is derived, not a headline of the page."""
    date: PrintedDate | None = None
    estimate: Estimate | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    truncated: bool = False
    topics: tuple[str, ...] | None = None
    """Topics that the document gives; None leaves them to the taxonomy."""
    identity: str | None = None
    """The id that the document gives the item, as feeds do."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """A document as it was found. Its bytes are stored under `sha256`."""

    sha256: str
    name: str
    size: int
    layout: str
    loaded: str
    """When it was loaded, ISO 8601 in UTC."""
    publisher: str | None = None
    url: str | None = None
    doubtful: str | None = None
    """Why its text or its items may be wrong, for the user; None if there is no doubt. It includes
    `doubted`."""
    seen: str | None = None
    """When it was captured, ISO 8601 in UTC, if its container or the fetch states that."""
    charset: str | None = None
    """The encoding that its server named, if its bytes cannot be read correctly without it."""
    doubted: str | None = None
    """Why its bytes may be wrong: its container states another checksum or length. It is stored,
    because the bytes alone do not show it when they are parsed again."""
    seen_again: str | None = None
    """When it was captured again, unchanged: times as `seen`, separated by spaces."""
    collection: str = ""
    """The collection that it was loaded into; the user may have renamed it since."""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news in the archive."""

    key: str
    title: str | None
    """The printed headline, or None."""
    heading: str
    """What the timeline shows: the title, or the opening words of the body."""
    heading_made: bool
    """True if the heading is derived: the opening words of the body."""
    date: str | None
    """As `PrintedDate.value`; None if the page prints none."""
    time: str | None
    precision: Precision
    date_printed: str | None
    date_rule: str | None
    date_estimate: Estimate | None
    author: str | None
    publisher: str
    url: str | None
    body: str
    truncated: bool
    topics: tuple[str, ...]
    layout: str
    capture_name: str
    capture_sha256: str
    capture_lines: LineSpan
    """The lines of the capture from which the item was read."""
    same_story: tuple[str, ...] = ()
    """The keys of the other items that tell the same story."""
    evidence: tuple[Evidence, ...] = ()
    version_of: str | None = None
    """The key of the item in an earlier capture that has the same id, or the address of the page
    if the item is the whole page."""

    @property
    def year(self) -> str | None:
        """The year as four digits, or None if the item is undated."""
        return self.date[:4] if self.date else None


@dataclass(frozen=True, slots=True)
class Highlight:
    """Words of a body that the user marked; `model.highlights` finds them again."""

    quote: str
    before: str = ""
    """The words before it, with the white space between."""
    after: str = ""
    start: int = 0
    """Its first character in the body in which it was made."""
    body: str = ""
    """The hash of that body, by `hash_body`."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the user added to an item. It stays if the capture is read differently or removed."""

    key: str
    bookmarked: bool = False
    read: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=lambda: NO_CORRECTIONS)
    """Field -> the user's value; the printed value stays in the item."""
    highlights: tuple[Highlight, ...] = ()
    heading: str = ""
    """The heading of the item when it was annotated: `model.reattach` matches by it."""
    date: str | None = None
    """The date of the item when it was annotated, for the same purpose."""
    opening: str = ""
    """The opening words of the item when it was annotated, for the same purpose."""
    capture: str = ""
    """The SHA-256 of its capture."""
    changed: str = ""
    """When it was last changed, ISO 8601 in UTC."""
    times: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """Part -> when it was changed, newest first; see `model.merge`."""

    @property
    def is_empty(self) -> bool:
        """True if the user has added nothing, or removed it again."""
        has_marks = self.bookmarked or self.read or self.tags or self.highlights
        return not (has_marks or self.note or self.corrections)


@dataclass(frozen=True, slots=True)
class CaptureNote:
    """What the user stated about a capture or a collection; it stays if either is removed."""

    publisher: str = ""
    url: str = ""
    reviewed: str = ""
    """When the user marked the reading of a capture as right, ISO 8601 in UTC."""
    name: str = ""
    """The name that the user chose for a collection."""
    marks: tuple[LineMark, ...] = ()
    """What lines of the capture are, so that it is read so."""
    teaches: bool = False
    """True if its marks show how to read the other captures of its source."""
    marked: str = ""
    """When marks or `teaches` were last changed, ISO 8601 in UTC."""
    changed: str = ""
    """When anything was last changed, ISO 8601 in UTC."""

    @property
    def is_empty(self) -> bool:
        """True if the user has stated nothing, or removed it again."""
        return not (self.publisher or self.url or self.reviewed or self.name or self.marks)


@dataclass(frozen=True, slots=True)
class CaptureNotes:
    """All that the user stated about captures and collections."""

    captures: Mapping[str, CaptureNote] = field(default_factory=dict)
    """By SHA-256."""
    collections: Mapping[str, CaptureNote] = field(default_factory=dict)
    """By the name under which the captures were loaded."""

    def marks_of(self, sha256: str) -> tuple[LineMark, ...]:
        """The marks of a capture."""
        return self.note_of(sha256).marks

    def note_of(self, sha256: str) -> CaptureNote:
        """The note of a capture; an empty one if nothing is stated about it."""
        return self.captures.get(sha256) or CaptureNote()

    def with_marks_of(self, notes: Mapping[str, CaptureNote]) -> CaptureNotes:
        """The notes with the marks that others state of some captures, and nothing else of them."""
        changed = {
            sha256: replace(self.note_of(sha256), marks=note.marks, teaches=note.teaches)
            for sha256, note in notes.items()
        }
        return replace(self, captures={**self.captures, **changed})

    def collection_name(self, collection: str) -> str:
        """The present name of a collection, given the name under which it was loaded."""
        note = self.collections.get(collection)
        return (note and note.name) or collection

    def is_doubtful(self, capture: Capture) -> bool:
        """True if a capture was read with doubt, and the user did not mark it as right."""
        note = self.captures.get(capture.sha256)
        return bool(capture.doubtful) and not (note and note.reviewed)

    def present(self, capture: Capture) -> Capture:
        """A capture as it is shown: its collection by its present name, doubt unless reviewed."""
        return replace(
            capture,
            collection=self.collection_name(capture.collection),
            doubtful=capture.doubtful if self.is_doubtful(capture) else None,
        )

    def with_stated_source(self, capture: Capture) -> Capture:
        """A capture with the publisher and address that the user stated for it.

        What is stated about a collection counts for those of its captures that state nothing.
        """
        own = self.captures.get(capture.sha256) or CaptureNote()
        shared = self.collections.get(capture.collection) or CaptureNote()
        publisher = own.publisher or capture.publisher or shared.publisher or None
        return replace(
            capture, publisher=publisher, url=own.url or capture.url or shared.url or None
        )


NO_CAPTURE_NOTES = CaptureNotes()


@dataclass(frozen=True, slots=True)
class Entry:
    """An item and its annotation: what screens and commands show."""

    item: Item
    """The item with the user's corrections."""
    annotation: Annotation
    printed: Item | None = None
    """The item without them, or None if there are none."""
    capture: Capture | None = None
    """Its capture under the present name of its collection, if that is needed."""

    @property
    def original(self) -> Item:
        """The item without the user's corrections."""
        return self.printed or self.item

    @property
    def key(self) -> str:
        """The key of the item."""
        return self.item.key


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the taxonomy."""

    slug: str
    label: str
    description: str = ""
