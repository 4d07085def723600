"""Reads and writes lists of feeds (OPML)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from socitm_tui.model.text import clean_line, collapse_spaces
from socitm_tui.web.subscriptions import Subscription
from socitm_tui.web.urls import AddressError, normalize_url

MAX_OPML_BYTES: Final = 8 * 2**20
MAX_OUTLINES: Final = 10_000
MAX_TITLE_CHARACTERS: Final = 300


class OpmlError(ValueError):
    """A file that is not a list of feeds; the message completes “FILE …”."""


def read_opml(data: bytes) -> tuple[tuple[Subscription, ...], int]:
    """The distinct feeds of a list, and how many of its addresses are no web addresses.

    Raises:
        OpmlError: it is not OPML, or declares entities, which OPML does not need.
    """
    if len(data) > MAX_OPML_BYTES:
        raise OpmlError("is too large for a list of feeds")
    if b"<!ENTITY" in data or "<!ENTITY".encode("utf-16-le") in data:
        raise OpmlError("declares entities, which a list of feeds has no need of")
    try:
        root = ET.fromstring(data)  # noqa: S314 - entities are refused above
    except (ET.ParseError, ValueError, LookupError, RecursionError) as error:
        raise OpmlError("is no list of feeds: it is not well-formed XML") from error
    if root.tag.lower() != "opml":
        raise OpmlError("is no list of feeds (OPML)")
    subscriptions: dict[str, Subscription] = {}
    refused_count = 0
    for number, outline in enumerate(root.iter("outline")):
        if number >= MAX_OUTLINES:
            break
        address = outline.get("xmlUrl") or outline.get("xmlurl")
        if not address:
            continue
        try:
            url = normalize_url(address)
        except AddressError:
            refused_count += 1
            continue
        title = collapse_spaces(clean_line(outline.get("title") or outline.get("text") or ""))
        subscriptions.setdefault(
            url, Subscription(url, title[:MAX_TITLE_CHARACTERS], is_user_given=False)
        )
    return tuple(subscriptions.values()), refused_count


def write_opml(subscriptions: Iterable[Subscription]) -> str:
    """The subscriptions as OPML, which other feed readers can import."""
    rows = "\n".join(
        f'  <outline type="rss" text={title} title={title} xmlUrl={quoteattr(subscription.url)}/>'
        for subscription in subscriptions
        for title in [quoteattr(subscription.title or subscription.url)]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f" <head><title>Followed by socitm-tui</title></head>\n <body>\n{rows}\n </body>\n</opml>\n"
    )
