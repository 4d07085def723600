"""The lines of a saved page as values: their text, the regions they stand in, dates of tags.

`html_line_builder` makes them of the tree of a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from lxml.html import HtmlElement

from socitm_tui.parsing.formats.html_class_names import ClassNames

PROSE_LETTERS: Final = 60
"""Letters outside links from which on a line counts as prose."""


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A machine-readable date in a tag within the text."""

    value: str
    is_published: bool
    """The tag says that it is the date of publication."""
    is_update: bool
    """The tag says that it is the date of a change."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    text: str
    region: int = 0
    """The index of the innermost region that contains it; 0 is the page itself."""
    heading: int = 0
    """1 to 6 in a heading, else 0."""
    is_quoted: bool = False
    """It is in a quotation, in a picture's caption, or in a post of another site."""
    timestamps: tuple[Timestamp, ...] = ()
    link: str | None = None
    """Where the first link in the line leads."""
    linked: int = 0
    """How many of its characters are in links."""

    @property
    def is_prose(self) -> bool:
        """True for a sentence or more that is not a link."""
        return len(self.text) - self.linked >= PROSE_LETTERS


@dataclass(slots=True)
class Region:
    """A part of a page that is boilerplate by its tag, or may be by its class names."""

    kind: str = ""
    """`structure`, `named`, `comments`, `related`, `form`, or nothing for the page itself."""
    parent: int = 0
    words: int = 0
    prose_words: int = 0
    has_title: bool = False
    """It contains a main heading that is not the name of the site."""
    has_heading: bool = False


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A short element whose class names say what it is, with its text in one line."""

    lines: tuple[int, int]
    """First and last line, from 1."""
    text: str
    region: int
    names: ClassNames


@dataclass(slots=True)
class PageLines:
    """The lines of a page, and the regions and elements that contain them."""

    lines: list[Line] = field(default_factory=list)
    """Blank ones between paragraphs."""
    regions: list[Region] = field(default_factory=lambda: [Region()])
    owners: list[HtmlElement] = field(default_factory=list)
    """For each line the innermost block element."""
    boxes: list[LabelledBox] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    """For each block element its first and last line, from 1."""
