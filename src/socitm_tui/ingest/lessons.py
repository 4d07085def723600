"""Which captures are of one source, and what the marks of a source teach about its captures.

A lesson is learned from the marks whenever captures are read, so it is never out of date and is
not kept. It is used for the captures of a source that have no marks of their own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import cached_property

from socitm_tui.ingest.items import host_name
from socitm_tui.model.entities import Capture, CaptureNotes
from socitm_tui.parsing.formats import RefusedError, document_of_capture, marked_page
from socitm_tui.parsing.pages import Lesson, learn_lesson
from socitm_tui.storage.atomic import StorageError
from socitm_tui.storage.captures import CaptureFolder
from socitm_tui.storage.home import Home


def source_label(capture: Capture, notes: CaptureNotes) -> str:
    """What makes captures one source: host, else publisher, else collection.

    Args:
        capture: The capture, as it was loaded.
        notes: What the user stated about captures.
    """
    stated = notes.with_stated_source(capture)
    if host := host_name(stated.url):
        return host
    if stated.publisher:
        return f"the publisher {stated.publisher}"
    return f"the collection {notes.collection_name(capture.collection)}"


class SourceLessons:
    """The lessons of all sources of a home, each learned when it is first asked for."""

    def __init__(self, home: Home, notes: CaptureNotes) -> None:
        self._folder = CaptureFolder(home.captures)
        self._notes = notes
        self._lessons: dict[str, Lesson | None] = {}

    @cached_property
    def _known(self) -> dict[str, Capture]:
        """The descriptions of all captures that were ever loaded, by SHA-256."""
        with contextlib.suppress(StorageError):
            return self._folder.read_descriptions()
        return {}

    @cached_property
    def _teachers(self) -> dict[str, list[Capture]]:
        """Source -> its captures of which the marks teach."""
        teachers: dict[str, list[Capture]] = {}
        for sha256, note in sorted(self._notes.captures.items()):
            if note.teaches and note.marks and sha256 in self._known:
                capture = self._known[sha256]
                teachers.setdefault(source_label(capture, self._notes), []).append(capture)
        return teachers

    def lesson_for(self, capture: Capture) -> Lesson | None:
        """The lesson for a capture; None if its source has none, or if it has marks itself."""
        if not any(note.teaches for note in self._notes.captures.values()):
            return None
        if self._notes.marks_of(capture.sha256):
            return None
        source = source_label(self._known.get(capture.sha256, capture), self._notes)
        if source not in self._lessons:
            self._lessons[source] = self._learn(self._teachers.get(source, ()))
        return self._lessons[source]

    def _learn(self, captures: Iterable[Capture]) -> Lesson | None:
        pages = []
        for capture in captures:
            with contextlib.suppress(StorageError, RefusedError):
                data = self._folder.read(capture.sha256)
                marks = self._notes.marks_of(capture.sha256)
                pages.append(marked_page(document_of_capture(capture, data, marks)))
        return learn_lesson(pages) if pages else None
