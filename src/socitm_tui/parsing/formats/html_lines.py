"""A saved page -> its lines as a person would copy them, with what each stood in.

Nothing that a reader could see is left out: navigation, footers and forms give lines too, marked
as the page's own furniture, so that a line has one number whoever asks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from socitm_tui.parsing.formats.html_tokens import BLOCKS, VOID, Token, attributes, one_line, tokens

SPACED: Final = frozenset({
    "article", "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "main", "ol", "p",
    "pre", "section", "table", "ul",
})  # fmt: skip
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
FURNITURE: Final = frozenset({"nav", "aside", "form", "button", "select", "menu", "dialog"})
ROLES: Final = frozenset({"navigation", "contentinfo", "search", "complementary", "dialog"})
NAMED_FURNITURE: Final = frozenset({
    "addthis", "advert", "advertisement", "banner", "branding", "breadcrumb", "breadcrumbs",
    "comments", "cookie", "cookies", "disqus", "footer", "header", "masthead", "menu", "nav",
    "navbar", "navigation", "pager", "pagination", "related", "respond", "share", "sharedaddy",
    "sharethis", "sharing", "sidebar", "skip", "skiplinks", "social", "submenu", "toolbar",
    "widget",
})  # fmt: skip
WHOLE: Final = frozenset({
    "article", "body", "container", "content", "entry", "has", "layout", "main", "no", "page",
    "post", "story", "with", "without", "wrap", "wrapper",
})  # fmt: skip
IN_HEAD: Final = frozenset({
    "base", "link", "meta", "noscript", "script", "style", "template", "title"
})  # fmt: skip
CLOSES: Final = {
    "li": "li", "td": "td", "th": "td", "tr": "tr", "dt": "dd", "dd": "dt", "option": "option"
}  # fmt: skip
MOST_FURNITURE: Final = 0.4  # what holds more of the page's words than this is no sidebar
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:(?:index|home|default)\.\w+)?", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    text: str
    furniture: bool = False
    """It stands in navigation, a sidebar, a footer, a form or the like."""
    heading: int = 0
    """1 to 6 in a heading, else 0."""
    moment: str | None = None
    """What a `<time>` in the line gives to machines."""
    link: str | None = None
    """Where the first link in the line leads."""


def page_lines(page: str) -> tuple[Line, ...]:
    """The lines of a page, blank ones between paragraphs."""
    liner = _Liner()
    for token in tokens(page):
        liner.take(token)
    return liner.finish()


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    tag: str
    region: int
    hidden: bool
    heading: int
    link: str | None = None


@dataclass(slots=True)
class _Region:
    """A part of the page that may be furniture."""

    named: bool
    """Only its class or id says so."""
    words: int = 0
    has_title: bool = False
    """A first heading stands in it that is not the site's own name."""


class _Liner:
    """Lines as they come out of the tokens of a page."""

    def __init__(self) -> None:
        self.stack = [_Open("", 0, hidden=False, heading=0)]
        self.open_tags: Counter[str] = Counter()
        self.regions = [_Region(named=False)]
        self.cells: list[str] = []
        self.parts: list[str] = []
        self.moment: str | None = None
        self.link: str | None = None
        self.lines: list[tuple[Line, int]] = []
        self.words = 0
        self.row = -1
        """How many lines there were where the row began."""
        self.after_link = False

    def take(self, token: Token) -> None:
        if token.kind == "text":
            self._text(token.value)
        elif token.kind == "start":
            self._start(token)
        elif token.kind == "end" and self.open_tags[token.value]:
            self._end(token.value)

    def _text(self, text: str) -> None:
        self.after_link = False
        if self.stack[-1].hidden:
            return
        if self.open_tags["pre"] and "\n" in text:
            *whole, text = text.split("\n")
            for line in whole:
                self.parts.append(line)
                self._break()
        self.parts.append(text)
        self.link = self.link or self.stack[-1].link

    def _start(self, token: Token) -> None:
        tag = token.value
        top = self.stack[-1]
        if top.tag == "head" and tag not in IN_HEAD:
            self._end("head")  # its end tag may be left out
        elif tag in BLOCKS and top.tag == "p":
            self._end("p")
        elif top.tag and CLOSES.get(tag) in (top.tag, "td") and top.tag in (tag, CLOSES[tag], "th"):
            self._end(top.tag)
        if tag in ("td", "th") and len(self.lines) == self.row:
            self._cell()  # a row of data is one line; cells that hold lines are for the layout
        elif tag in BLOCKS:
            self._break(spaced=tag in SPACED)
        elif tag == "a" and self.after_link and self.parts:
            self.parts.append(" ")
        self.after_link = False
        if tag == "tr":
            self.row = len(self.lines)
        if tag in VOID or token.rest.endswith("/"):
            return
        self.open_tags[tag] += 1
        self.stack.append(self._opened(token, self.stack[-1]))

    def _opened(self, token: Token, parent: _Open) -> _Open:
        tag = token.value
        given = attributes(token.rest) if token.rest else {}
        if tag == "time" and given.get("datetime"):
            self.moment = given["datetime"]
        hidden = (
            parent.hidden
            or token.is_silent
            or tag in ("head", "title", "textarea")
            or "hidden" in given
            or bool(_NOT_SHOWN.search(given.get("style", "")))
        )
        region = parent.region
        if not region and (named := self._furniture(tag, given)) is not None:
            self.regions.append(_Region(named))
            region = len(self.regions) - 1
        heading = HEADINGS.get(tag, parent.heading)
        link = given.get("href") if tag == "a" else parent.link
        return _Open(tag, region, hidden, heading, link)

    def _furniture(self, tag: str, given: dict[str, str]) -> bool | None:
        """None for what is no furniture, else whether only its name says that it is."""
        if tag in FURNITURE or given.get("role", "").lower() in ROLES:
            return False
        if given.get("id", "").startswith("wm-ipp"):  # the bar of the Wayback Machine
            return False
        if tag == "footer":
            return None if self.open_tags["article"] else False
        if tag in ("html", "body", "main", "article", "a", "time", "p") or tag in HEADINGS:
            return None
        for name in (given.get("id", ""), *given.get("class", "").split()[:20]):
            words = set(_WORD.findall(name.lower()[:100]))
            if words & NAMED_FURNITURE and not words & WHOLE:
                return True
        return None

    def _end(self, tag: str) -> None:
        if tag in BLOCKS and tag not in ("td", "th"):
            self._break(spaced=tag in SPACED)
        while (closed := self.stack.pop()).tag != tag:
            self.open_tags[closed.tag] -= 1
        self.open_tags[tag] -= 1
        self.after_link = tag == "a"

    def _cell(self) -> None:
        if text := one_line("".join(self.parts)):
            self.cells.append(text)
        self.parts.clear()

    def _break(self, *, spaced: bool = False) -> None:
        """End the line, and the paragraph where the element stands apart."""
        self._cell()
        top = self.stack[-1]
        if self.cells:
            text = " | ".join(self.cells)
            self.cells.clear()
            count = text.count(" ") + 1
            self.words += count
            region = self.regions[top.region]
            region.words += count
            if top.heading == 1 and not _HOME.fullmatch(self.link or "-"):
                region.has_title = True
            line = Line(text, False, top.heading, self.moment, self.link)
            self.lines.append((line, top.region))
        self.moment = self.link = None
        if spaced and self.lines and self.lines[-1][0].text:
            self.lines.append((Line(""), top.region))

    def finish(self) -> tuple[Line, ...]:
        self._break()
        furniture = [
            number > 0
            and not (one.named and (one.has_title or one.words > MOST_FURNITURE * self.words))
            for number, one in enumerate(self.regions)
        ]
        lines = [
            replace(line, furniture=True) if furniture[region] else line
            for line, region in self.lines
        ]
        while lines and not lines[-1].text:
            lines.pop()
        return tuple(lines)
