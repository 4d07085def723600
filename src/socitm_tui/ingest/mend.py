"""Mends the reading of a capture: the user states what lines are, and the page is read so.

The marks are kept with what else the user stated about captures, so every later reading has them.
A change is one step of the load history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from socitm_tui.model.entities import Capture, Draft, Item, LineMark, MarkRole, Role
from socitm_tui.model.progress import Progress
from socitm_tui.storage.home import Home


@dataclass(frozen=True, slots=True)
class MendedLine:
    """One line of a capture under marks."""

    text: str
    role: Role
    """What it is taken for."""
    item: int | None = None
    """The index of its item in `MendPreview.after`."""
    mark: MarkRole | None = None
    """What the user stated that it is."""
    start: MarkRole | None = None
    """`NEW` or `JOIN` if the user stated that."""
    reason: str = ""
    """Why, in words, on the first line of each field of an item."""


@dataclass(frozen=True, slots=True)
class ItemPair:
    """An item before and after; one of them is None if it is new or gone."""

    before: Draft | None
    after: Draft | None
    change: str
    """In words: `unchanged`, `new`, `gone`, `dated 2012-03-27 instead of undated`."""


@dataclass(frozen=True, slots=True)
class MendPreview:
    """What marks make of a capture."""

    capture: Capture
    marks: tuple[LineMark, ...]
    lines: tuple[MendedLine, ...]
    before: tuple[Draft, ...]
    """The items under the marks that are kept now."""
    after: tuple[Draft, ...]
    pairs: tuple[ItemPair, ...]
    """In the order of the page."""
    summary: str
    """`1 item → 8 items`, and what else changes."""
    problems: tuple[str, ...] = ()
    """Sentences about marks that could not be used fully, as a date that cannot be read."""


class CaptureMend:
    """A capture that is open to be mended; what does not depend on marks is done once."""

    def __init__(self, home: Home, capture: Capture) -> None:
        self.home = home
        self.capture = capture
        self.marks: tuple[LineMark, ...] = ()
        """The marks that are kept."""
        self.lines: tuple[str, ...] = ()
        """The lines of the capture, as its items refer to them."""

    @classmethod
    def open(cls, home: Home, sha256: str) -> CaptureMend:
        """A capture of the archive.

        Raises:
            StorageError: It cannot be read, or its fields come from its format, so that its lines
                cannot be marked; the message is a sentence for the user.
        """
        raise NotImplementedError

    def preview(self, marks: Iterable[LineMark]) -> MendPreview:
        """What marks make of the capture; nothing is written. Without marks: the free reading."""
        raise NotImplementedError


def preview_mend(home: Home, sha256: str, marks: Iterable[LineMark]) -> MendPreview:
    """What marks make of a capture of the archive.

    Raises:
        StorageError: As `CaptureMend.open`.
    """
    return CaptureMend.open(home, sha256).preview(marks)


@dataclass(frozen=True, slots=True)
class MendResult:
    """What a change of marks did to the archive."""

    captures: tuple[Capture, ...]
    """The captures that were read again."""
    items: tuple[Item, ...]
    """Their items now."""
    added: int
    updated: int
    unchanged: int
    removed: int


def apply_mend(
    home: Home,
    sha256: str,
    marks: Iterable[LineMark],
    timestamp: str,
    progress: Progress | None = None,
) -> MendResult:
    """Keep the marks of a capture in place of those it had, and read it so.

    It is one step of the load history: `undo_last_load` takes it back, the marks included.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class CaptureChange:
    """What the marks of a source would change in another capture of it."""

    capture: Capture
    pairs: tuple[ItemPair, ...]
    """The items that would be other ones, gained or lost."""


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What the marks of a source would change in its other captures."""

    source: str
    """What makes them one source, in words: `www.example.org`, `the collection 2012`."""
    marked: int
    """How many of its captures have marks."""
    others: int
    """How many have none."""
    changes: tuple[CaptureChange, ...]
    gained: int
    lost: int
    redated: int
    examples: tuple[str, ...]
    """Up to three changes, each a sentence."""


def preview_source(home: Home, sha256: str, progress: Progress | None = None) -> SourcePreview:
    """What the marks of a capture would change in the other captures of its source.

    Raises:
        StorageError: The capture has no marks, or cannot be read.
    """
    raise NotImplementedError


def apply_source(
    home: Home, sha256: str, timestamp: str, progress: Progress | None = None
) -> MendResult:
    """Read the other captures of a source as the marks of a capture show; see `apply_mend`.

    Later captures of the source are read so as well.

    Raises:
        StorageError: Nothing was changed, and why.
    """
    raise NotImplementedError
