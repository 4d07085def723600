"""Turns the tree of a saved page into its lines as a person would copy them, with their regions.

Nothing that a reader could see is left out: navigation, footers and forms have lines too, so a line
has the same number in all parts of the program. The class names around a line are kept as hints.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from socitm_tui.parsing.formats.html_class_names import NO_NAMES, ClassNames, read_class_names
from socitm_tui.parsing.formats.html_lines import LabelledBox, Line, PageLines, Region, Timestamp
from socitm_tui.parsing.formats.html_tokens import BLOCKS, one_line
from socitm_tui.parsing.formats.html_tree import SILENT, is_hidden, parse_page

SPACED: Final = frozenset({
    "article", "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "main", "ol", "p",
    "pre", "section", "table", "ul",
})  # fmt: skip
"""Elements before and after which a blank line stands."""
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
STRUCTURAL: Final = frozenset({"nav", "aside", "button", "select", "menu", "dialog", "footer"})
ROLES: Final = frozenset({"navigation", "contentinfo", "search", "complementary", "dialog"})
PLAIN: Final = frozenset({
    "abbr", "b", "big", "cite", "code", "em", "font", "i", "img", "ins", "mark", "path", "s",
    "small", "source", "span", "strong", "sub", "sup", "tt", "u", "wbr",
})  # fmt: skip
"""Elements that change nothing for the text in them if they have no attributes."""
QUOTES: Final = frozenset({"blockquote", "figure", "q"})
NEVER_NAMED: Final = frozenset({"html", "body", "main", "article", "a", "time", "p", *HEADINGS})
"""Elements whose class names do not make a region of them."""
LONGEST_BOX: Final = 120
"""Characters of a box that its class names can label."""
MOST_BOX_LINES: Final = 8
"""Lines of such a box, blank ones included."""

_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:(?:index|home|default)\.\w+)?", re.IGNORECASE)


def page_lines(tree: HtmlElement) -> PageLines:
    """The lines of a page."""
    return _LineBuilder(tree).build()


def text_lines(page: str) -> str:
    """The lines of a piece of HTML as text."""
    tree = parse_page(page)
    return "" if tree is None else "\n".join(line.text for line in page_lines(tree).lines)


@dataclass(slots=True)
class _OpenElement:
    """What holds inside an element that is open, and inside plain elements within it."""

    element: HtmlElement | None
    region: int
    heading: int
    link: str | None
    is_quoted: bool
    first: int
    """How many lines there were where it starts."""
    names: ClassNames = NO_NAMES


class _LineBuilder:
    """Lines as they come out of a walk over the tree."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.page = PageLines()
        self.stack = [_OpenElement(None, 0, 0, None, is_quoted=False, first=0)]
        self.cells: list[str] = []
        self.parts: list[str] = []
        self.linked = 0
        self.is_quoted = False
        self.timestamps: list[Timestamp] = []
        self.link: str | None = None
        self.row = -1
        """How many lines there were at the start of the table row."""
        self.articles = 0
        self.pre = 0
        self.owner = tree

    def build(self) -> PageLines:
        """The lines of the whole tree."""
        walk = iterwalk(self.tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "end":
                self._end(element, tag)
                continue
            attributes = dict(element.items())
            if tag in SILENT or (attributes and is_hidden(attributes)):
                walk.skip_subtree()
                if tag in BLOCKS:
                    self._break(element)
                self.stack.append(self.stack[-1])
                continue
            if tag in PLAIN and not attributes:
                self.stack.append(self.stack[-1])
            else:
                self._start(element, tag, attributes)
            if text := element.text:
                self._text(text)
        self._break(self.tree)
        while self.page.lines and not self.page.lines[-1].text:
            self.page.lines.pop()
            self.page.owners.pop()
        return self.page

    def _start(self, element: HtmlElement, tag: str, attributes: Mapping[str, str]) -> None:
        parent = self.stack[-1]
        if tag in BLOCKS:
            if tag in ("td", "th") and len(self.page.lines) == self.row:
                self._end_cell()  # a row of short cells is one line
            else:
                self._break(element, spaced=tag in SPACED)
            if tag == "tr":
                self.row = len(self.page.lines)
            self.articles += tag == "article"
            self.pre += tag == "pre"
        opened = _OpenElement(
            element, parent.region, HEADINGS.get(tag, parent.heading), parent.link,
            parent.is_quoted or tag in QUOTES, len(self.page.lines),
        )  # fmt: skip
        self.stack.append(opened)
        if attributes:
            self._read_attributes(attributes, tag, opened)
        kind = self._region_kind(attributes, tag, opened.names)
        if kind and kind != self.page.regions[opened.region].kind:
            self.page.regions.append(Region(kind, opened.region))
            opened.region = len(self.page.regions) - 1

    def _read_attributes(
        self, attributes: Mapping[str, str], tag: str, opened: _OpenElement
    ) -> None:
        """Note the link, the machine-readable date and the class names of an element."""
        get = attributes.get
        if tag == "a":
            opened.link = get("href") or opened.link
        if "datetime" in attributes or "content" in attributes or "title" in attributes:
            self._read_timestamp(attributes, tag)
        names = read_class_names(f"{get('class', '')} {get('id', '')} {get('itemprop', '')}")
        opened.names = names
        opened.is_quoted = opened.is_quoted or names.is_embed

    def _region_kind(self, attributes: Mapping[str, str], tag: str, names: ClassNames) -> str:
        if tag in NEVER_NAMED or (tag == "footer" and self.articles):
            return ""
        if tag in STRUCTURAL or attributes.get("role", "").lower() in ROLES:
            return "structure"
        if attributes.get("id", "").startswith("wm-ipp"):  # the bar of the Wayback Machine
            return "structure"
        return "form" if tag == "form" else names.region

    def _read_timestamp(self, attributes: Mapping[str, str], tag: str) -> None:
        """Store the machine-readable date of an element with its line."""
        get = attributes.get
        names = f"{get('class', '')} {get('itemprop', '')} {get('property', '')}".lower()
        is_update = read_class_names(names).is_update
        is_published = "publish" in names or "pubdate" in attributes
        value = get("datetime") if tag in ("time", "ins", "span", "div", "p", "abbr") else None
        if not value and ("publish" in names or "date" in names):
            value = get("content") or get("title")
        if value and len(value) < 60 and any(sign.isdigit() for sign in value):
            self.timestamps.append(Timestamp(one_line(value), is_published, is_update))

    def _text(self, text: str) -> None:
        is_blank = text.isspace()
        if is_blank and not self.parts:
            return
        top = self.stack[-1]
        if self.pre and "\n" in text:
            *whole, text = text.split("\n")
            for line in whole:
                self.parts.append(line)
                self._break(self.owner)
        self.parts.append(text)
        if not is_blank:
            self.is_quoted = self.is_quoted or top.is_quoted
            if top.link is not None:
                self.link = self.link or top.link
                self.linked += len(text)

    def _end(self, element: HtmlElement, tag: str) -> None:
        closed = self.stack[-1]
        is_own = closed.element is element
        if is_own and tag in BLOCKS:
            if tag not in ("td", "th"):
                self._break(element, spaced=tag in SPACED)
            self.page.spans[element] = (closed.first + 1, len(self.page.lines))
            self.articles -= tag == "article"
            self.pre -= tag == "pre"
        self.stack.pop()
        if is_own and (closed.names.is_date or closed.names.is_update):
            self._end_box(element, closed)
        if tag == "time":
            self.parts.append(" ")  # two dates side by side are not one number
        if tail := element.tail:
            self._text(tail)
        elif tag == "a" and (following := element.getnext()) is not None and following.tag == "a":
            self.parts.append(" ")  # neighbouring links are words of their own

    def _end_box(self, element: HtmlElement, closed: _OpenElement) -> None:
        last = len(self.page.lines) + (0 if element.tag in BLOCKS else 1)
        if last - closed.first > MOST_BOX_LINES:
            return
        text = one_line(" ".join(element.itertext()))
        if 3 < len(text) <= LONGEST_BOX:
            first = min(closed.first + 1, last)
            self.page.boxes.append(
                LabelledBox((first, max(first, last)), text, closed.region, closed.names)
            )

    def _end_cell(self) -> None:
        if text := one_line("".join(self.parts)):
            self.cells.append(text)
        self.parts.clear()

    def _break(self, element: HtmlElement, *, spaced: bool = False) -> None:
        """End the line, and the paragraph if the element stands apart."""
        if self.parts:
            self._end_cell()
        lines, top = self.page.lines, self.stack[-1]
        if self.cells:
            text = " | ".join(self.cells)
            self.cells.clear()
            line = Line(
                text, top.region, top.heading, self.is_quoted, tuple(self.timestamps), self.link,
                min(self.linked, len(text)),
            )  # fmt: skip
            self._count(line)
            lines.append(line)
            self.page.owners.append(self.owner)
            self.timestamps.clear()
            self.is_quoted = False
        self.link, self.linked = None, 0
        if spaced and lines and lines[-1].text:
            lines.append(Line("", top.region))
            self.page.owners.append(self.owner)
        self.owner = element

    def _count(self, line: Line) -> None:
        words = line.text.count(" ") + 1
        is_title = line.heading == 1 and not _HOME.fullmatch(line.link or "-")
        region = self.page.regions[line.region]
        region.words += words
        region.prose_words += words if line.is_prose else 0
        region.has_title = region.has_title or is_title
        region.has_heading = region.has_heading or line.heading > 0
