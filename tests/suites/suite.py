"""A suite of saved pages: its documents, what the reader makes of each, and the scores."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from socitm_tui.model.entities import Draft
from socitm_tui.parsing import formats
from socitm_tui.parsing.formats import Document, RefusedError
from socitm_tui.parsing.formats.subprocess_reader import GARBAGE_THRESHOLD

CHUNK = 4
"""Documents that a process takes at once."""


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page of a suite."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PageReading:
    """What our reader and the library make of one page."""

    name: str
    bodies: tuple[str, ...]
    dates: tuple[str | None, ...]
    doubt: str | None
    """A doubt about the reading, or why the page was refused."""
    reference: str | None
    """The text or the date that the library returns."""
    seconds: float
    """CPU time of our reader."""
    reference_seconds: float
    """CPU time of the library."""

    @property
    def text(self) -> str:
        """All items, joined."""
        return "\n".join(self.bodies)

    @property
    def longest(self) -> int:
        """The index of the item with the longest text; 0 if there is no item."""
        lengths = [len(body) for body in self.bodies]
        return lengths.index(max(lengths)) if lengths else 0

    @property
    def longest_text(self) -> str:
        """The text of the longest item."""
        return self.bodies[self.longest] if self.bodies else ""

    @property
    def date(self) -> str | None:
        """The date of the longest item."""
        return self.dates[self.longest] if self.dates else None


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the table."""

    suite: str
    measure: str
    ours: str
    reference: str


class Suite(Protocol):
    """What a module of a suite offers."""

    def pages(self) -> Iterable[Page]:
        """The documents of the suite."""
        ...

    def reference(self) -> Callable[[bytes], str | None]:
        """The function of the library that the suite compares with."""
        ...

    def scores(self, readings: list[PageReading]) -> Iterator[Score]:
        """The lines of the table."""
        ...


def read_page(page: Page, reference: Callable[[bytes], str | None]) -> PageReading:
    """What our reader and the library make of a page."""
    started = time.process_time()
    drafts, doubt = _read(page)
    between = time.process_time()
    try:
        expected = reference(page.data)
    except Exception:  # a library that fails gives nothing
        expected = None
    return PageReading(
        page.name,
        tuple(draft.body for draft in drafts),
        tuple(draft.date.value if draft.date else None for draft in drafts),
        doubt,
        expected,
        between - started,
        time.process_time() - between,
    )


def _read(page: Page) -> tuple[tuple[Draft, ...], str | None]:
    try:
        result = formats.parse_document(Document(page.name, page.data))
    except RefusedError as error:
        return (), str(error)
    return result.drafts, result.doubtful


def read_suite(suite: Suite, processes: int) -> list[PageReading]:
    """The readings of all pages of a suite, in the order of its pages.

    Reader and library run with the garbage collection of the processes that read pages in a load.
    """
    reference = suite.reference()
    pages = list(suite.pages())
    if processes == 1:
        gc.set_threshold(GARBAGE_THRESHOLD)
        return [read_page(page, reference) for page in pages]
    with ProcessPoolExecutor(
        processes, initializer=gc.set_threshold, initargs=(GARBAGE_THRESHOLD,)
    ) as pool:
        return list(pool.map(read_page, pages, [reference] * len(pages), chunksize=CHUNK))
