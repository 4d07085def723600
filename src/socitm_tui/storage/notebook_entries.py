"""The annotations of a notebook, each read when it is asked for.

What a reader has to know of all of them before its first row is which items are bookmarked or read.
That much stands at the beginning of each line, and is found without reading any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, Final, NamedTuple

from socitm_tui.model.entities import Annotation
from socitm_tui.storage.notebook_lines import NoteLines, UnusualError

BEGINNING: Final = re.compile(
    rb'"\d+":\{"key":("(?:[^"\\\n]|\\.)*")(,"bookmarked":true)?(,"read":true)?'
    rb'(,"(?:note|tags)":|,"corrections":\{"|(?:,"corrections":\{\})?,"highlights":)?'
)


class AnnotationSketch(NamedTuple):
    """What can be told of an annotation by the beginning of its line."""

    bookmarked: bool
    read: bool
    more: bool
    """True where there is a note, a tag, a correction or a marked passage."""


SKETCHES: Final = {found: AnnotationSketch(*found) for found in product((False, True), repeat=3)}
NOTHING_LEFT: Final = SKETCHES[False, False, False]


class LazyAnnotations(Mapping[str, Annotation]):
    """Key -> annotation, of those of which anything is left."""

    def __init__(self, lines: NoteLines, read: Callable[[Mapping[str, Any]], Annotation]) -> None:
        """Find the lines.

        Args:
            lines: Those of a notebook.
            read: Makes an annotation of a document.

        Raises:
            UnusualError: they do not all begin as this program writes them.
        """
        self._lines, self._read = lines, read
        self._starts: dict[str, int] = {}
        self.sketches: dict[str, AnnotationSketch] = {}
        """Key -> what is known without reading it."""
        for start in lines.starts():
            match = lines.match(BEGINNING, start)
            if match is None:
                raise UnusualError
            sketch = SKETCHES[match[2] is not None, match[3] is not None, match[4] is not None]
            if sketch is not NOTHING_LEFT:
                key = json.loads(match[1]) if b"\\" in match[1] else match[1][1:-1].decode()
                self._starts[key], self.sketches[key] = start, sketch
        self._kept: dict[str, Annotation] = {}

    def __len__(self) -> int:
        return len(self.sketches)

    def __iter__(self) -> Iterator[str]:
        return iter(self.sketches)

    def __contains__(self, key: object) -> bool:
        return key in self.sketches

    def __getitem__(self, key: str) -> Annotation:
        if key not in self._kept:
            try:
                found = self._read(self._lines.document_at(self._starts[key]))
            except (UnusualError, TypeError, ValueError, KeyError, AttributeError):
                sketch = self.sketches[key]  # others have written and sealed it: `check` tells
                found = Annotation(key, bookmarked=sketch.bookmarked, read=sketch.read)
            self._kept[key] = found
        return self._kept[key]
