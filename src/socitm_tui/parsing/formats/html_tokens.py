"""Splits HTML into tokens, attributes and plain paragraphs, in time linear in its length.

For the texts of feeds and for links in the head of a page; whole pages are parsed by `html_tree`.
Nothing is refused and nothing nests in memory.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin

from socitm_tui.model.text import clean_line

BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "option",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
    "ul",
})  # fmt: skip
VOID: Final = frozenset({
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "isindex",
    "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
RAW: Final = frozenset({"script", "style", "textarea", "title", "xmp"})
SILENT: Final = frozenset({"template", "noscript", "svg", "math"})
MAX_ATTRIBUTES: Final = 100
MAX_TAG_LENGTH: Final = 100_000

# possessive throughout: a page of nothing but "<a" is read in one pass
_MARK = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<[!?][^>]*+>?"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<rest>(?:=\s*+\"[^\"]*+\"?|=\s*+'[^']*+'?|[^>=]++|=)*+)>?"
    r"|(?P<text>[^<]++|<)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"([^\s=/\"'<>]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>\"']++)))?+"
)
_LONG_NUMBER = re.compile(r"&#\d{8,};?")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a page: a tag that opens or closes, a text, or a comment."""

    kind: Literal["start", "end", "text", "raw", "comment"]
    value: str
    """Name of the tag, the text, or the content of a script or title."""
    rest: str = ""
    """The attributes as written; for raw text the name of its element."""

    @property
    def is_silent(self) -> bool:
        """True for the start of an element whose text no reader sees."""
        return self.value in SILENT and not self.rest.endswith("/")


def tokens(page: str) -> Iterator[Token]:
    """The page piece by piece. A script or title gives its tag and then one raw text."""
    at, length = 0, len(page)
    last: dict[str, int] = {}
    while at < length:
        match = _MARK.match(page, at)
        if not match:  # never: the last alternative takes any character
            return
        at = match.end()
        if text := match["text"] or match["cdata"]:
            yield Token("text", unescape(text))
        elif name := match["name"]:
            name = name.lower()
            if match["end"]:
                yield Token("end", name)
                continue
            yield Token("start", name, match["rest"][:MAX_TAG_LENGTH])
            if name in RAW:
                end = _end_of_raw(page, name, at, last)
                yield Token("raw", page[at:end], name)
                at = end
        elif match[0].startswith("<!--"):
            yield Token("comment", match[0][4:2000])


def _end_of_raw(page: str, name: str, at: int, last: dict[str, int]) -> int:
    """Where the text of a script or title ends: at its end tag, else at the end of the page.

    `last` remembers where the last end tag of each name is, so that it is looked for once.
    """
    end_tag = f"</{name}"
    if name not in last:
        last[name] = page.lower().rfind(end_tag)
    if at <= last[name] and (match := re.compile(end_tag, re.IGNORECASE).search(page, at)):
        return match.start()
    if name == "title":  # a title without an end tag is one line long
        return min((n for n in (page.find("<", at), page.find("\n", at)) if n >= 0), default=at)
    return len(page)


def attributes(rest: str) -> dict[str, str]:
    """The attributes of a tag, the first of each name, up to `MAX_ATTRIBUTES`."""
    values: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest):
        value = match[2] or match[3] or match[4] or ""
        values.setdefault(match[1].lower(), unescape(value))
        if len(values) >= MAX_ATTRIBUTES:
            break
    return values


def unescape(text: str) -> str:
    """The text with its character references resolved; one of eight digits and more is U+FFFD."""
    if "&" not in text:
        return text
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text))


def paragraphs(page: str) -> str:
    """The text of a piece of HTML, a paragraph for each block, separated by blank lines."""
    blocks: list[str] = []
    parts: list[str] = []
    silent = ""
    for token in tokens(page):
        if token.kind == "text" and not silent:
            parts.append(token.value)
        elif token.kind == "start" and token.is_silent and not silent:
            silent = token.value
        elif token.kind == "end" and token.value == silent:
            silent = ""
        if token.kind in ("start", "end") and token.value in BLOCKS:
            blocks.append("".join(parts))
            parts.clear()
    blocks.append("".join(parts))
    return "\n\n".join(line for block in blocks if (line := one_line(block)))


def inline(page: str) -> str:
    """The text of a piece of HTML in one line."""
    return one_line(paragraphs(page).replace("\n", " "))


def plain_paragraphs(text: str) -> str:
    """Plain text as paragraphs on one line each, separated by one blank line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n\n".join(
        line for block in re.split(r"\n[ \t]*+\n", text) if (line := one_line(block))
    )


def prose(text: str, *, is_html: bool) -> str:
    """The paragraphs of a text; text without a tag is plain, even if it is declared as HTML."""
    if is_html and "<" in text:
        return paragraphs(text)
    return plain_paragraphs(unescape(text) if is_html else text)


def web_address(address: str, base: str | None = None) -> str | None:
    """The http or https address of a link, relative to `base`; None for other schemes."""
    try:
        whole = urljoin(base, address) if base and address else address
    except ValueError:
        return None
    return whole if whole.lower().startswith(("http://", "https://")) else None


def one_line(text: str) -> str:
    """The text in one clean line."""
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    return " ".join(clean_line(text).split())
