"""The values that everything else passes around.

What a page prints and what we make of it are kept apart: a `Draft` is cut out of a capture, an
`Item` is a draft with its place in the archive, an `Annotation` is what the user added, and an
`Entry` pairs the last two. Standard library only; nothing here reads or writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Precision = Literal["day", "month", "year", "none"]
LineSpan = tuple[int, int]
"""First and last line of something in a capture, counted from 1, both included."""

NO_PUBLISHER = "Not known"
"""What stands in the place of a publisher where no page and no address names one."""
NO_CORRECTIONS: Mapping[str, str] = MappingProxyType({})


class Role(StrEnum):
    """What one line of a capture was taken for."""

    BLANK = "blank"
    DATE_LINE = "stamp"
    HEADLINE = "headline"
    BYLINE = "byline"
    BOILERPLATE = "chrome"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as a page prints it, and how it was read.

    `value` is ISO 8601 cut to what is known: `2012-03-27`, `2012-03` or `2012`.
    """

    value: str
    precision: Precision
    printed: str
    rule: str
    time: str | None = None
    """24-hour clock, `14:14`, or None where none is printed."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A range in which an undated item must lie, never shown as a date."""

    earliest: str
    latest: str
    reason: str

    @property
    def years(self) -> tuple[str, ...]:
        """The years of the range, by which it is found."""
        first, last = int(self.earliest[:4]), int(self.latest[:4])
        return tuple(str(year) for year in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the lines it stands on and the rule, in words."""

    field: str
    lines: LineSpan | None
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One piece of news as cut out of a capture, before it has a key or topics."""

    lines: LineSpan
    body: str = ""
    """Paragraphs parted by blank lines."""
    title: str | None = None
    """The printed headline, or None where the page prints none."""
    title_made: bool = False
    """True where the source itself says that its headline is not the page's own."""
    date: PrintedDate | None = None
    estimate: Estimate | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    truncated: bool = False
    topics: tuple[str, ...] | None = None
    """Topics given by the source itself; None leaves them to the taxonomy."""
    identity: str | None = None
    """What the source itself calls the item (a feed's id), where it names it."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """A document as found. Its bytes are kept under `sha256`."""

    sha256: str
    name: str
    size: int
    layout: str
    loaded: str
    """Moment of loading, ISO 8601 in UTC."""
    publisher: str | None = None
    url: str | None = None
    doubtful: str | None = None
    """Why the reading of this capture is weak, or None where it is sound."""
    seen: str | None = None
    """When it was captured, ISO 8601 in UTC, where its archive or the fetch says so."""
    charset: str | None = None
    """The encoding that its server named, where it is not read right without."""
    doubted: str | None = None
    """Why its bytes are doubted, where its archive says what they should be."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news in the archive."""

    key: str
    title: str | None
    heading: str
    heading_made: bool
    date: str | None
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
    same_story: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    version_of: str | None = None
    """The key under which an earlier capture has what its source calls by the same name, or the
    address of the page that it is all of."""

    @property
    def year(self) -> str | None:
        """The year as four digits, or None for an undated item."""
        return self.date[:4] if self.date else None


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage of a body that the user marked, to be found again by its words; see `passages`."""

    quote: str
    before: str = ""
    """The words before it, up to its first sign."""
    after: str = ""
    start: int = 0
    """Where it stood in the body it was marked in."""
    body: str = ""
    """The hash of that body."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the user added to one item. It outlives any reading of the capture."""

    key: str
    bookmarked: bool = False
    read: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=lambda: NO_CORRECTIONS)
    """Field name -> the user's value; the printed value stays in the item."""
    highlights: tuple[Highlight, ...] = ()
    heading: str = ""
    """The heading the item had when it was annotated, to find it again by."""
    date: str | None = None
    """The date the item had when it was annotated, to find it again by."""
    opening: str = ""
    """The opening words the item had when it was annotated, to find it again by."""
    capture: str = ""
    """The SHA-256 of the capture it stood in."""
    changed: str = ""
    """Moment of the last change, ISO 8601 in UTC."""
    times: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """Part -> the moments at which it was changed, newest first; see `merging`."""

    @property
    def is_empty(self) -> bool:
        """True when nothing is left that the user would miss."""
        marked = self.bookmarked or self.read or self.tags or self.highlights
        return not (marked or self.note or self.corrections)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item and what the user added to it: what screens and the shell show."""

    item: Item
    """As the user corrected it, where that was done."""
    annotation: Annotation
    printed: Item | None = None
    """As its capture has it, where the user has corrected it."""

    @property
    def original(self) -> Item:
        """The item as its capture has it."""
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
