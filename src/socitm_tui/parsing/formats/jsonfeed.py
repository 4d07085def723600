"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/).

The `_socitm` extension of the bundled chronology tells how much of a date is known
(`date_precision`), where the date comes from (`date_evidence`), who published the item
(`publisher`) and whether its headline is the page's own (`headline`).
"""

from __future__ import annotations

import html
import json
import re
from json import JSONDecoder
from typing import Any, Final, cast

from socitm_tui.model.entities import Draft, Evidence, LineSpan, Precision, PrintedDate
from socitm_tui.model.progress import report_progress
from socitm_tui.parsing.dates.timestamps import parse_timestamp
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    decode_document,
    join_doubts,
)
from socitm_tui.parsing.formats.html_tokens import (
    one_line,
    paragraphs,
    plain_paragraphs,
    web_address,
)

LAYOUT: Final = "JSON Feed"
DATE_LENGTHS: Final[dict[str, int]] = {"day": 10, "month": 7, "year": 4}
HEAD_BYTES: Final = 4096
_SPACE = re.compile(r"[ \t\r\n]*")
_REFERENCE = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{2,6}|#[xX][\da-fA-F]{2,5});")
_ESCAPED_HTML = re.compile(r"\s*+&lt;(?:p|div|h[1-6]|ul|ol|strong|em|b|i|a|br|img|blockquote)\b")


def recognises(document: Document) -> bool:
    """True for a file named `.json`, and for any that begins as a JSON Feed does."""
    if document.name.lower().endswith((".json", ".jsonfeed")):
        return True
    head = document.data[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b"jsonfeed.org/version/" in head


def read(document: Document) -> ParseResult:
    """The items of the feed in its own order.

    Raises:
        RefusedError: it is not JSON, or not a JSON Feed.
    """
    decoded = decode_document(document)
    try:
        feed = FeedScanner(decoded.text)
    except json.JSONDecodeError as error:
        raise RefusedError(f"it is not valid JSON (line {error.lineno})") from error
    except (ValueError, RecursionError) as error:
        raise RefusedError("it is JSON that cannot be read (nested too deeply)") from error
    if not feed.is_feed:
        raise RefusedError("it is JSON but not a JSON Feed")
    name = _words(feed.fields.get("title")) or None
    base = _base_address(feed.fields, document.url)
    drafts, empty = [], 0
    for fields, lines in report_progress(
        feed.items, len(feed.items), f"items read of {document.name}"
    ):
        if isinstance(fields, dict) and (draft := _draft(fields, lines, name, base)):
            drafts.append(draft)
        else:
            empty += 1
    line = feed.damaged_line
    doubtful = join_doubts(
        decoded.doubt,
        f"{empty} of its items hold neither a title nor a text" if empty else None,
        f"it ends, or is damaged, at line {line}; what came before is here" if line else None,
    )
    return ParseResult(LAYOUT, tuple(drafts), name, doubtful, (f"It is a JSON Feed, “{name}”.",))


class FeedScanner:
    """The top level of a feed, with the lines of each item."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.decoder = JSONDecoder()
        self.fields: dict[str, Any] = {}
        self.items: list[tuple[Any, LineSpan]] = []
        self.has_items = False
        self.damaged_line = 0
        """The line on which it ends too soon or is damaged, after some items; else 0."""
        start = self._skip_space(0)
        if not text.startswith("{", start):
            self.decoder.decode(text)  # valid JSON of another shape, or an error with its line
            return
        at = self._skip_space(start + 1)
        try:
            self._read_fields(at)
        except json.JSONDecodeError as error:
            if not (self.items and self.is_feed):
                raise
            self.damaged_line = error.lineno

    def _read_fields(self, at: int) -> None:
        text = self.text
        while not text.startswith("}", at):
            key, at = self.decoder.raw_decode(text, at)
            at = self._expect(":", at)
            if key == "items" and text.startswith("[", at):
                self.has_items = True
                at = self._read_items(at + 1)
            else:
                self.fields[str(key)], at = self.decoder.raw_decode(text, at)
            at = self._skip_comma("}", at)

    @property
    def is_feed(self) -> bool:
        """True if it has items and says that it is a JSON Feed."""
        version = self.fields.get("version")
        return self.has_items and isinstance(version, str) and "jsonfeed.org" in version

    def _read_items(self, at: int) -> int:
        line, counted = 1, 0
        at = self._skip_space(at)
        while not self.text.startswith("]", at):
            item, end = self.decoder.raw_decode(self.text, at)
            first = line + self.text.count("\n", counted, at)
            line = first + self.text.count("\n", at, end)
            counted = end
            self.items.append((item, (first, line)))
            at = self._skip_comma("]", end)
        return at + 1

    def _skip_comma(self, closing: str, at: int) -> int:
        """The position after a comma, or of the closing bracket."""
        at = self._skip_space(at)
        if self.text.startswith(",", at):
            return self._skip_space(at + 1)
        if not self.text.startswith(closing, at):
            raise json.JSONDecodeError("Expecting ',' delimiter", self.text, at)
        return at

    def _skip_space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _expect(self, sign: str, at: int) -> int:
        at = self._skip_space(at)
        if not self.text.startswith(sign, at):
            raise json.JSONDecodeError(f"Expecting {sign!r} delimiter", self.text, at)
        return self._skip_space(at + 1)


# ------------------------------------------------------------------ items
def _draft(
    fields: dict[str, Any], lines: LineSpan, feed_name: str | None, base: str | None
) -> Draft | None:
    extension = fields.get("_socitm")
    extension = extension if isinstance(extension, dict) else {}
    title = _title(fields)
    body = _body(fields)
    if not title and not body:
        return None
    printed = _date(fields, extension)
    tags = fields.get("tags")
    headline = _words(extension.get("headline"))
    identity = _words(fields.get("id")) or None
    evidence = [Evidence("date", lines, printed.rule)] if printed else []
    if headline:
        evidence.append(Evidence("title", lines, f"headline {headline}, as the feed says"))
    return Draft(
        lines=lines,
        body=body,
        title=title,
        title_made=headline == "ours",
        date=printed,
        author=_author(fields),
        publisher=_words(extension.get("publisher")) or feed_name,
        url=_address(fields, base),
        topics=tuple(_words(tag) for tag in tags) if isinstance(tags, list) else None,
        identity=f"{feed_name or ''}\n{identity}" if identity else None,
        evidence=tuple(evidence),
    )


def _title(fields: dict[str, Any]) -> str | None:
    """The title; it is plain text, and some programs write character references in it."""
    title = _words(fields.get("title"))
    return (one_line(html.unescape(title)) if _REFERENCE.search(title) else title) or None


def _date(fields: dict[str, Any], extension: dict[str, Any]) -> PrintedDate | None:
    """The date as exact as the feed knows it, in its own local day."""
    printed = fields.get("date_published")
    if not isinstance(printed, str):
        return None
    evidence = _words(extension.get("date_evidence"))
    date = parse_timestamp(printed, "as the feed gives it")
    if date is None or date.precision != "day":
        return date
    stated = str(extension.get("date_precision"))
    precision = cast("Precision", stated) if stated in DATE_LENGTHS else "day"
    rule = f"known to the {precision}: {evidence}" if evidence else date.rule
    time = date.time if precision == "day" else None
    return PrintedDate(date.value[: DATE_LENGTHS[precision]], precision, date.printed, rule, time)


def _body(fields: dict[str, Any]) -> str:
    for field in ("content_text", "content_html", "summary"):
        value = fields.get(field)
        if isinstance(value, str) and value.strip():
            return _html_paragraphs(value) if field == "content_html" else plain_paragraphs(value)
    return ""


def _html_paragraphs(value: str) -> str:
    """The paragraphs of HTML, also of HTML that was escaped."""
    is_escaped = "<" not in value and _ESCAPED_HTML.match(value)
    return paragraphs(html.unescape(value) if is_escaped else value)


def _author(fields: dict[str, Any]) -> str | None:
    authors = fields.get("authors") or [fields.get("author")]
    names = [
        name
        for author in (authors if isinstance(authors, list) else [])
        if isinstance(author, dict) and (name := _words(author.get("name")))
    ]
    return ", ".join(names) or None


def _base_address(fields: dict[str, Any], url: str | None) -> str | None:
    """The address that relative ones are resolved against: the site's, the feed's, as fetched."""
    addresses = (
        web_address(_words(fields.get(name)), url) for name in ("home_page_url", "feed_url")
    )
    return next(filter(None, addresses), url)


def _address(fields: dict[str, Any], base: str | None) -> str | None:
    for field in ("url", "external_url"):
        if address := _words(fields.get(field)):
            return web_address(address, base) or address
    return None


def _words(value: object) -> str:
    """One clean line; numbers are taken as words, anything else as nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return one_line(value) if isinstance(value, str) else ""
