"""RSS 0.9 to 2.0, RDF, Atom and CDF, by feedparser, which gets bytes and never an address.

Dates are kept as the feed prints them, in its own local day. A feed that is not well-formed is
parsed as far as possible and the capture is doubtful. A list of feeds (OPML) is refused.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, cast

from socitm_tui.model.text import NotTextError, decode_text
from socitm_tui.parsing.dates.timestamps import timestamp_context
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    decode_markup,
    join_doubts,
    refuse_larger,
)
from socitm_tui.parsing.formats.feed_entries import (
    DATES,
    draft_of_entry,
    entry_author,
    entry_link,
    entry_links,
    entry_title,
    field_text,
    field_value,
)
from socitm_tui.parsing.formats.feed_text import close_feed, item_lines

MAX_BYTES: Final = 64 * 1024 * 1024
SUBPROCESS_FROM_BYTES: Final = 0  # parsed in a child process: feedparser may hang on hostile input
HEAD_BYTES: Final = 16_384
"""Bytes by which a feed is recognised."""
MAX_ATTRIBUTES: Final = 1000
"""A tag with more attributes loses them: feedparser takes minutes for it."""
ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel", "opml"})
NAMES: Final = {"rss": "RSS", "atom": "Atom", "cdf": "CDF"}
HARMLESS_ERRORS: Final = ("CharacterEncodingOverride", "NonXMLContentType")
_PROLOGUE = re.compile(
    r"(?:\s++|<\?[^>]*+>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)*+<(?:[\w.-]++:)?([\w.-]++)",
    re.DOTALL | re.IGNORECASE,
)
_XML_DECLARATION = re.compile(r"\s*+<\?xml\b[^>]{0,500}+>\s*+", re.IGNORECASE)
_DECLARATION_AFTER_OUTPUT = re.compile(
    r"(?!\s*<(?:!doctype|html))(?:(?!<html|<rss|<feed)[^\0]){1,3000}?(<\?xml\s[^>]{0,200}\?>)",
    re.IGNORECASE,
)
_LONG_TAG = re.compile(rb"<([\w:.-]++)[^<>]{20000,}+>")
_MEDIA = re.compile(
    rb"<((?:media|itunes|googleplay):(?:title|description|author|summary|subtitle|owner|credit))"
    rb"(?=[\s/>])([^<>]{0,2000}+)>"
)
"""Elements of a picture or a recording that feedparser takes for those of the item."""
MAX_MEDIA_BYTES: Final = 20_000
"""The longest element of a picture or recording that is removed."""


def recognises(document: Document) -> bool:
    """True for XML whose first element is that of a feed, whatever its file name."""
    return _root(document.data) in ROOTS


def read(document: Document) -> ParseResult:
    """The items of the feed in its own order.

    Raises:
        RefusedError: it is a list of feeds, too large, or damaged beyond reading.
    """
    if _root(document.data) == "opml":
        raise RefusedError(
            "it is a list of feeds (OPML), which holds no news itself; "
            "`socitm-tui follow FILE` follows what it lists"
        )
    refuse_larger(document, MAX_BYTES, "feed")
    decoded = decode_markup(document.data, document.charset)
    markup = _XML_DECLARATION.sub("", decoded.text[_feed_start(decoded.text) :], count=1)
    feed = _parse(markup)
    closed = close_feed(markup) if feed.get("bozo") else None
    if closed:
        feed |= {"entries": _parse(closed).get("entries")}
    entries = _entries(feed)
    top, layout = feed.get("feed") or {}, _layout(feed)
    name = entry_title(top) or None
    # the author of an Atom feed is that of all its items
    author = entry_author(top) if layout.startswith("Atom") else None
    base = _base_address(top, document.url)
    context = timestamp_context(
        field_text(field_value(entry, field)) for entry in entries for field, _ in DATES[:1]
    )
    drafts, empty = [], 0
    for entry, (lines, whole) in zip(entries, item_lines(decoded.text, len(entries)), strict=True):
        if draft := draft_of_entry(entry, lines, name, base, context, whole=whole):
            drafts.append(replace(draft, author=draft.author or author))
        else:
            empty += 1
    doubt = join_doubts(decoded.doubt, _doubt(feed, empty, half=closed is not None))
    if not drafts and feed.get("bozo") and doubt:
        raise RefusedError("it begins as a feed, but is damaged and holds no item")
    return ParseResult(layout, tuple(drafts), name, doubt, (f"It is a feed ({layout}), “{name}”.",))


def text(document: Document) -> str:
    """The lines of the feed."""
    return decode_markup(document.data, document.charset).text


def _root(data: bytes) -> str:
    """The name of the first element in lower case; empty if this is not XML."""
    head = data[:HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1:2] == b"\0" or head[:1] == b"\0":
        text = ""
        with contextlib.suppress(NotTextError):
            text = decode_text(head[: len(head) // 4 * 4]).text
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if "<" not in text[:1000]:
        return ""
    match = _PROLOGUE.match(text, _feed_start(text))
    return match[1].lower() if match else ""


def _feed_start(text: str) -> int:
    """The offset of the XML declaration, after anything that a broken server printed before it."""
    match = _DECLARATION_AFTER_OUTPUT.match(text)
    return match.start(1) if match else 0


# ------------------------------------------------------------------ the feed
def _parse(markup: str) -> dict[str, Any]:
    """What feedparser makes of a feed; titles and authors are those of the items."""
    data = _LONG_TAG.sub(_without_attributes, markup.encode("utf-8", "replace"))
    plain = _without_media(data)
    feed = _parse_bytes(plain)
    if plain != data:
        for entry, full in zip(_entries(feed), _entries(_parse_bytes(data)), strict=False):
            for field in ("title", "title_detail", "summary", "summary_detail", "content"):
                if not _has_text(entry) and field in full:
                    entry[field] = full[field]
            if not entry_author(entry) and "authors" in full:
                entry["authors"] = full["authors"]
    return feed


def _without_media(data: bytes) -> bytes:
    """The feed without the titles, texts and authors of its pictures and recordings."""
    kept: list[bytes] = []
    position = 0
    for tag in _MEDIA.finditer(data):
        if tag.start() < position:
            continue
        end = tag.end()
        if not tag[2].endswith(b"/"):
            closing = b"</" + tag[1] + b">"
            place = data.find(closing, end, end + MAX_MEDIA_BYTES)
            end = place + len(closing) if place >= 0 else position
        if end > position:
            kept.append(data[position : tag.start()])
            position = end
    return b"".join([*kept, data[position:]])


def _has_text(entry: Mapping[str, Any]) -> bool:
    return bool(field_value(entry, "summary") or field_value(entry, "content"))


def _parse_bytes(data: bytes) -> dict[str, Any]:
    import feedparser  # noqa: PLC0415 - slow to import and seldom needed

    named = {"content-type": "application/xml; charset=utf-8"}
    try:
        # without the feed's own address: identities would depend on how the feed came here
        return cast("dict[str, Any]", feedparser.parse(io.BytesIO(data), response_headers=named))
    except Exception as error:  # a parser of anything may fail in any way
        raise RefusedError(
            f"it begins as a feed, but cannot be read ({type(error).__name__})"
        ) from error


def _without_attributes(tag: re.Match[bytes]) -> bytes:
    """A tag without its attributes if they are thousands: the parser takes minutes for them."""
    if tag[0].count(b"=") < MAX_ATTRIBUTES:
        return tag[0]
    return b"<" + tag[1] + (b"/>" if tag[0].endswith(b"/>") else b">")


def _entries(feed: Mapping[str, Any]) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", feed.get("entries") or [])


def _layout(feed: Mapping[str, Any]) -> str:
    """The format that the feed names: `RSS 2.0`, `Atom 1.0`."""
    match = re.fullmatch(r"([a-z]+)(\d)(\d+)?\w*", str(feed.get("version") or ""))
    if not match:
        return "feed"
    number = f"{match[2]}.{match[3]}" if match[3] else match[2]
    return f"{NAMES.get(match[1], match[1].upper())} {number}"


def _base_address(top: Mapping[str, Any], url: str | None) -> str | None:
    """The address that relative ones are resolved against: that of the feed's site, or its own."""
    return entry_link(top, url) or next(entry_links(top, url, ("self",)), None) or url


def _doubt(feed: Mapping[str, Any], empty: int, *, half: bool) -> str | None:
    error = type(feed.get("bozo_exception")).__name__
    is_wrong = feed.get("bozo") and error not in HARMLESS_ERRORS
    wrong = "it ends before all of it is closed" if half else "it is not well-formed XML"
    return join_doubts(
        f"{wrong}; what could be read of it is here" if is_wrong else None,
        f"{empty} of its items hold neither a title nor a text" if empty else None,
    )
