"""Parses a saved page into its tree of elements, without hidden ones and ones that slow parsers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lxml import html
from lxml.etree import ElementDefaultClassLookup, ParserError
from lxml.html import HtmlElement

MIN_NOSCRIPT_WORDS: Final = 25
"""A `<noscript>` with fewer words holds a picture, or asks to switch scripts on."""
MIN_TEXT: Final = 400
"""Characters of an `<aside>` that may be the text of the page."""
MAX_ATTRIBUTES: Final = 100
SILENT: Final = frozenset({
    "script", "style", "template", "noscript", "svg", "head", "title", "textarea", "iframe",
    "object", "audio", "video", "canvas", "rt", "rp",
})  # fmt: skip
"""Elements whose text is not part of the page as it is read."""
_CONTROLS: Final = bytes([*range(9), 0x0B, *range(0x0E, 0x20), 0x7F])
_NO_CHARACTERS: Final = tuple(sign.encode() for sign in "\ufffe\uffff")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|[xX]0*(?:[0-8bBeEfF]|1[0-9a-fA-F])(?![0-9a-fA-F]));?"
)
"""Characters that no text contains, plain and as references; the extractor fails on them."""
MAX_PARSED_ATTRIBUTES: Final = 5_000
MAX_TAG: Final = 2 * MAX_PARSED_ATTRIBUTES
"""Characters of a tag that cannot have more attributes."""
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]*+)[^<>]{{{MAX_TAG},}}+")
"""A tag, up to its `>`, that may have more attributes: the parser's time grows by their square."""
_XML_DECLARATION = re.compile(r"\A\s*+<\?xml[^>]*+>")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ASKS_FOR_SCRIPTS = re.compile(r"java\s?script|cookies", re.IGNORECASE)
_ELEMENT_CLASS = ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements: to choose one for each takes a tenth of the time of a page."""


def parse_page(page: str) -> HtmlElement | None:
    """The tree of a page, or None if nothing is in it.

    Declarative shadow roots and text-bearing `<noscript>` elements become plain boxes.
    """
    page = _CONTROL_REFERENCE.sub("", _XML_DECLARATION.sub("", page))
    if any(len(piece) > MAX_TAG and ">" not in piece[:MAX_TAG] for piece in page.split("<")):
        page = _LONG_TAG.sub(_without_countless_attributes, page)
    parser = html.HTMLParser(
        huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8", collect_ids=False
    )
    parser.set_element_class_lookup(_ELEMENT_CLASS)
    try:
        tree = html.document_fromstring(_without_controls(page), parser=parser)
    except ParserError:
        return None
    if tree.xpath(f"boolean(//@*[{MAX_ATTRIBUTES + 1}])"):  # copies of such elements take seconds
        for element in tree.xpath(f"//*[count(@*) > {MAX_ATTRIBUTES}]"):
            element.attrib.clear()
    for element in tree.iter("template", "noscript"):
        if _is_text_box(element):
            element.tag = "div"
    for element in tree.iter("aside"):
        length = len(element.text_content())
        if length >= MIN_TEXT and 2 * length > len(tree.text_content()):
            element.tag = "div"  # it is no aside if it is most of the page
    return tree


def _without_controls(page: str) -> bytes:
    """The bytes of a page in UTF-8, without the characters that no text contains."""
    data = page.encode("utf-8", "ignore").translate(None, _CONTROLS)
    for character in _NO_CHARACTERS:
        data = data.replace(character, b"")
    return data


def _without_countless_attributes(tag: re.Match[str]) -> str:
    count = max(len(tag[0].split()), tag[0].count("="))
    return f"<{tag[1]}" if count > MAX_PARSED_ATTRIBUTES else tag[0]


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """True for an element that is not shown, whatever its tag."""
    if attributes.get("hidden", "until-found") != "until-found":
        return True
    style = attributes.get("style")
    return bool(style and _NOT_SHOWN.search(style))


def _is_text_box(element: HtmlElement) -> bool:
    """True for a shadow root, and for a `<noscript>` in the body that has text of its own."""
    if element.tag == "template":
        return element.get("shadowrootmode") is not None or element.get("shadowroot") is not None
    if any(parent.tag == "head" for parent in element.iterancestors()):
        return False
    text = element.text_content()
    return len(text.split()) >= MIN_NOSCRIPT_WORDS and not _ASKS_FOR_SCRIPTS.search(text)
