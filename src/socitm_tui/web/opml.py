"""Lists of feeds (OPML), read and written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from socitm_tui.model.text import clean_line, collapse_spaces
from socitm_tui.web.sources import Source
from socitm_tui.web.urls import AddressError, normal

LARGEST: Final = 8 * 2**20
MOST: Final = 10_000


class OpmlError(ValueError):
    """A file that is no list of feeds; the message completes “FILE …”."""


def read_opml(data: bytes) -> tuple[tuple[Source, ...], int]:
    """The feeds of a list, each once, and how many of its addresses are none of the web.

    Raises:
        OpmlError: it is no such list, or declares entities, which no list needs.
    """
    if len(data) > LARGEST:
        raise OpmlError("is too large for a list of feeds")
    if b"<!ENTITY" in data or "<!ENTITY".encode("utf-16-le") in data:
        raise OpmlError("declares entities, which a list of feeds has no need of")
    try:
        root = ET.fromstring(data)  # noqa: S314 - entities are refused above
    except (ET.ParseError, ValueError, LookupError, RecursionError) as error:
        raise OpmlError("is no list of feeds: it is not well-formed XML") from error
    if root.tag.lower() != "opml":
        raise OpmlError("is no list of feeds (OPML)")
    found: dict[str, Source] = {}
    refused = 0
    for number, outline in enumerate(root.iter("outline")):
        if number >= MOST:
            break
        address = outline.get("xmlUrl") or outline.get("xmlurl")
        if not address:
            continue
        try:
            url = normal(address)
        except AddressError:
            refused += 1
            continue
        title = collapse_spaces(clean_line(outline.get("title") or outline.get("text") or ""))
        found.setdefault(url, Source(url, title[:300], named=False))
    return tuple(found.values()), refused


def write_opml(sources: Iterable[Source]) -> str:
    """The sources as a list that other readers take."""
    rows = "\n".join(
        f'  <outline type="rss" text={quoteattr(one.title or one.url)} '
        f"title={quoteattr(one.title or one.url)} xmlUrl={quoteattr(one.url)}/>"
        for one in sources
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f" <head><title>Followed by socitm-tui</title></head>\n <body>\n{rows}\n </body>\n</opml>\n"
    )
