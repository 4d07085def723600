"""RSS 0.9 to 2.0, RDF, Atom and CDF, by feedparser, which is given bytes and never an address.

Dates are kept as the feed prints them, in its own local day. What is not well-formed is read as
far as it goes and the capture is marked as doubtful. A list of feeds (OPML) is known and refused.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, cast

from socitm_tui.model.entities import Draft, Evidence, LineSpan, PrintedDate
from socitm_tui.model.text import NotTextError, decode_text, ends_with_ellipsis
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    join_doubts,
    refuse_larger,
)
from socitm_tui.parsing.formats.feed_text import closed, item_lines
from socitm_tui.parsing.formats.html_decode import decode_page
from socitm_tui.parsing.formats.html_tokens import inline, one_line, prose, web_address
from socitm_tui.parsing.timestamps import parse_timestamp

MAX_BYTES: Final = 64 * 1024 * 1024
SUBPROCESS_FROM_BYTES: Final = (
    0  # bytes from which on another process reads it: others wrote the parser
)
HEAD: Final = 16_384
MOST_ATTRIBUTES: Final = 1000
ROOTS: Final = frozenset({"rss", "feed", "rdf", "channel", "opml"})
NAMES: Final = {"rss": "RSS", "atom": "Atom", "cdf": "CDF"}
DATES: Final = (
    ("published", "as the feed gives it"),
    ("created", "as the feed gives it: when it was made"),
    ("updated", "as the feed gives it: when it was last changed, for it says nothing else"),
)
MILD: Final = ("CharacterEncodingOverride", "NonXMLContentType")
_PROLOGUE = re.compile(
    r"(?:\s++|<\?[^>]*+>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)*+<(?:[\w.-]++:)?([\w.-]++)",
    re.DOTALL | re.IGNORECASE,
)
_ENDLESS = re.compile(rb"<([\w:.-]++)[^<>]{20000,}+>")
_UNIQUE = re.compile(r"(?:https?://|tag:|urn:|oai:)\S", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """True for XML whose first element is that of a feed, whatever its name."""
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
    feed = _parse(document.data, document.charset)
    mended = closed(document.data) if feed.get("bozo") else None
    entries = _entries(_parse(mended, document.charset) if mended else feed)
    top, layout = feed.get("feed") or {}, _layout(feed)
    name = _title(top) or None
    author = _author(top) if layout.startswith("Atom") else None  # there it speaks for all items
    spans = item_lines(_lines(document), len(entries))
    drafts, empty = [], 0
    for entry, (lines, whole) in zip(entries, spans, strict=True):
        if draft := _draft(entry, lines, name, whole=whole):
            url = draft.url or _address(entry, document.url)
            drafts.append(replace(draft, author=draft.author or author, url=url))
        else:
            empty += 1
    doubt = _doubt(feed, empty, half=mended is not None)
    if not drafts and feed.get("bozo") and doubt:
        raise RefusedError("it begins as a feed, but is damaged and holds no item")
    return ParseResult(layout, tuple(drafts), name, doubt, (f"It is a feed ({layout}), “{name}”.",))


def text(document: Document) -> str:
    """The lines of the feed, in the encoding that it or its server names."""
    return decode_page(document.data, document.charset)


def _lines(document: Document) -> str:
    """The same, as far as its bytes are text."""
    with contextlib.suppress(RefusedError):
        return text(document)
    return ""


def _root(data: bytes) -> str:
    """The name of the first element, or nothing where this is no XML."""
    head = data[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1:2] == b"\0" or head[:1] == b"\0":
        try:
            text = decode_text(head[: len(head) // 4 * 4]).text
        except NotTextError:
            return ""
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if "<" not in text[:1000]:
        return ""
    match = _PROLOGUE.match(text)
    return match[1].lower() if match else ""


def _parse(data: bytes, charset: str | None = None) -> Mapping[str, Any]:
    import feedparser  # noqa: PLC0415 - slow to import and seldom needed

    named = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    try:
        # without the feed's own address: identities would depend on how the feed came here
        found = feedparser.parse(io.BytesIO(_tamed(data)), response_headers=named)
        return cast("Mapping[str, Any]", found)
    except Exception as error:  # a parser of anything may fail in any way
        raise RefusedError(
            f"it begins as a feed, but cannot be read ({type(error).__name__})"
        ) from error


def _tamed(data: bytes) -> bytes:
    """The feed without tags of thousands of attributes, for which the parser takes minutes."""
    return _ENDLESS.sub(_without_attributes, data)


def _without_attributes(tag: re.Match[bytes]) -> bytes:
    if tag[0].count(b"=") < MOST_ATTRIBUTES:
        return tag[0]
    return b"<" + tag[1] + (b"/>" if tag[0].endswith(b"/>") else b">")


def _entries(feed: Mapping[str, Any]) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", feed.get("entries") or [])


def _layout(feed: Mapping[str, Any]) -> str:
    """What the feed says it is: `RSS 2.0`, `Atom 1.0`."""
    match = re.fullmatch(r"([a-z]+)(\d)(\d+)?\w*", str(feed.get("version") or ""))
    if not match:
        return "feed"
    number = f"{match[2]}.{match[3]}" if match[3] else match[2]
    return f"{NAMES.get(match[1], match[1].upper())} {number}"


def _doubt(feed: Mapping[str, Any], empty: int, *, half: bool) -> str | None:
    is_wrong = feed.get("bozo") and type(feed.get("bozo_exception")).__name__ not in MILD
    wrong = "it ends before all of it is closed" if half else "it is not well-formed XML"
    return join_doubts(
        f"{wrong}; what could be read of it is here" if is_wrong else None,
        f"{empty} of its items hold neither a title nor a text" if empty else None,
    )


# ------------------------------------------------------------------ items
def _draft(
    entry: dict[str, Any], lines: LineSpan, feed_name: str | None, *, whole: bool
) -> Draft | None:
    title, body = _title(entry) or None, _body(entry)
    if not title and not body:
        return None
    printed, evidence = _date(entry, lines)
    tags = _tags(entry)
    if tags:
        evidence.append(Evidence("topics", lines, f"tagged {', '.join(tags)} by the feed"))
    source = entry.get("source")
    return Draft(
        lines=lines,
        body=body,
        title=title,
        date=printed,
        author=_author(entry),
        publisher=_title(source) or feed_name if isinstance(source, dict) else feed_name,
        url=_address(entry),
        truncated=not whole or ends_with_ellipsis(body),
        topics=tuple(re.sub(r"[^\w]+", "-", tag.casefold()).strip("-") for tag in tags) or None,
        identity=_identity(entry, feed_name),
        evidence=tuple(evidence),
    )


def _date(entry: dict[str, Any], lines: LineSpan) -> tuple[PrintedDate | None, list[Evidence]]:
    """The date of publication as printed, else that of the last change, with the evidence."""
    evidence: list[Evidence] = []
    for field, rule in DATES:
        words = one_line(_text(_get(entry, field)))
        if not words:
            continue
        if printed := parse_timestamp(words, rule):
            return printed, [*evidence, Evidence("date", lines, printed.rule)]
        evidence.append(Evidence("date", lines, f"printed “{words}”, which is no date we can read"))
    return None, evidence


def _title(entry: Mapping[str, Any]) -> str:
    detail = _get(entry, "title_detail")
    value = _text(_get(entry, "title"))
    is_html = isinstance(detail, dict) and "html" in str(detail.get("type"))
    return inline(value) if is_html else one_line(value)


def _body(entry: dict[str, Any]) -> str:
    """The longest of the texts that the feed gives for an item."""
    content, summary = _get(entry, "content"), _get(entry, "summary")
    texts = [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
    if summary not in [one.get("value") for one in texts]:  # the parser repeats it there
        detail = _get(entry, "summary_detail")
        texts.append({"type": "html"} | (detail if isinstance(detail, dict) else {}))
        texts[-1]["value"] = summary
    bodies = [
        prose(value, is_html="html" in str(one.get("type")))
        for one in texts
        if (value := _text(one.get("value")))
    ]
    return max(bodies, key=len, default="")


def _get(fields: Mapping[str, Any], name: str) -> object:
    """A field as it is; the parser's own `get` answers with another field where it has none."""
    return dict.get(cast("dict[str, Any]", fields), name)


def _author(entry: Mapping[str, Any]) -> str | None:
    authors = _get(entry, "authors")
    found = [
        one_line(_text(author.get("name")) or _text(author.get("email")))
        for author in (authors if isinstance(authors, list) else [])
        if isinstance(author, dict)
    ]
    names = dict.fromkeys(name for name in found if name)
    return ", ".join(names) or one_line(_text(_get(entry, "author"))) or None


def _tags(entry: dict[str, Any]) -> tuple[str, ...]:
    tags = _get(entry, "tags")
    words = (
        one_line(_text(tag.get("label")) or _text(tag.get("term")))
        for tag in (tags if isinstance(tags, list) else [])
        if isinstance(tag, dict)
    )
    return tuple(dict.fromkeys(word for word in words if word))[:50]


def _address(entry: dict[str, Any], base: str | None = None) -> str | None:
    return web_address(one_line(_text(_get(entry, "link"))), base)


def _identity(entry: dict[str, Any], feed_name: str | None) -> str | None:
    """What the feed calls the item; where that is no name of the world's, with the feed's own."""
    name = one_line(_text(_get(entry, "id"))) or _address(entry)
    if not name:
        return None
    return name if _UNIQUE.match(name) else f"{feed_name or ''}\n{name}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
