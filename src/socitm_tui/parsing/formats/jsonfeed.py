"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/).

The `_socitm` extension of the bundled chronology says how much of a date is known
(`date_precision`), where it comes from (`date_evidence`), who published the item (`publisher`)
and whether its headline is the page's own (`headline`).
"""

from __future__ import annotations

import json
import re
from json import JSONDecoder
from typing import Any, cast

from socitm_tui.model.entities import Draft, Evidence, LineSpan, Precision, PrintedDate
from socitm_tui.model.partial_date import partial_date_from
from socitm_tui.model.progress import report_progress
from socitm_tui.parsing.dates import FIRST_YEAR, LAST_YEAR
from socitm_tui.parsing.formats import (
    Document,
    ParseResult,
    RefusedError,
    decode_document,
    join_doubts,
)
from socitm_tui.parsing.formats.html_tokens import one_line, paragraphs, plain_paragraphs

LAYOUT = "JSON Feed"
STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d)(?::[\d.]+)?(?:Z|z|[+-]\d\d:?\d\d)?)?")
LENGTHS: dict[str, int] = {"day": 10, "month": 7, "year": 4}
SPACE = re.compile(r"[ \t\r\n]*")


def recognises(document: Document) -> bool:
    """True for a file named .json, and for any that opens as a JSON Feed does."""
    if document.name.lower().endswith((".json", ".jsonfeed")):
        return True
    head = document.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b"jsonfeed.org/version/" in head


def read(document: Document) -> ParseResult:
    """The feed's items in its own order.

    Raises:
        RefusedError: it is not JSON, or not a JSON Feed.
    """
    text = decode_document(document)
    try:
        feed = _Feed(text)
    except json.JSONDecodeError as error:
        raise RefusedError(f"it is not valid JSON (line {error.lineno})") from error
    except (ValueError, RecursionError) as error:
        raise RefusedError("it is JSON that cannot be read (nested too deeply)") from error
    if not feed.is_feed:
        raise RefusedError("it is JSON but not a JSON Feed")
    name = _words(feed.fields.get("title")) or None
    drafts, odd = [], 0
    for doc, lines in report_progress(
        feed.items, len(feed.items), f"items read of {document.name}"
    ):
        if isinstance(doc, dict) and (draft := _draft(doc, lines, name)):
            drafts.append(draft)
        else:
            odd += 1
    line = feed.damaged_at
    doubtful = join_doubts(
        f"{odd} of its items hold neither a title nor a text" if odd else None,
        f"it ends, or is damaged, at line {line}; what came before is here" if line else None,
    )
    return ParseResult(LAYOUT, tuple(drafts), name, doubtful, (f"It is a JSON Feed, “{name}”.",))


class _Feed:
    """The top level of a feed, with the lines on which each item stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.decoder = JSONDecoder()
        self.fields: dict[str, Any] = {}
        self.items: list[tuple[Any, LineSpan]] = []
        self.has_items = False
        self.damaged_at = 0
        """The line where it ends too soon or goes wrong, behind some items; 0 where it does not."""
        start = self._skip(0)
        if not text.startswith("{", start):
            self.decoder.decode(text)  # valid JSON of another shape, or an error with its line
            return
        at = self._skip(start + 1)
        try:
            self._read_fields(at)
        except json.JSONDecodeError as error:
            if not (self.items and self.is_feed):
                raise
            self.damaged_at = error.lineno

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
            at = self._skip(at)
            if text.startswith(",", at):
                at = self._skip(at + 1)
            elif not text.startswith("}", at):
                raise json.JSONDecodeError("Expecting ',' delimiter", text, at)

    @property
    def is_feed(self) -> bool:
        version = self.fields.get("version")
        return self.has_items and isinstance(version, str) and "jsonfeed.org" in version

    def _read_items(self, at: int) -> int:
        line, counted = 1, 0
        at = self._skip(at)
        while not self.text.startswith("]", at):
            item, end = self.decoder.raw_decode(self.text, at)
            first = line + self.text.count("\n", counted, at)
            line = first + self.text.count("\n", at, end)
            counted = end
            self.items.append((item, (first, line)))
            at = self._skip(end)
            if self.text.startswith(",", at):
                at = self._skip(at + 1)
            elif not self.text.startswith("]", at):
                raise json.JSONDecodeError("Expecting ',' delimiter", self.text, at)
        return at + 1

    def _skip(self, at: int) -> int:
        match = SPACE.match(self.text, at)
        return match.end() if match else at

    def _expect(self, sign: str, at: int) -> int:
        at = self._skip(at)
        if not self.text.startswith(sign, at):
            raise json.JSONDecodeError(f"Expecting {sign!r} delimiter", self.text, at)
        return self._skip(at + 1)


def _draft(doc: dict[str, Any], lines: LineSpan, feed_name: str | None) -> Draft | None:
    extra = doc.get("_socitm")
    extra = extra if isinstance(extra, dict) else {}
    title = _words(doc.get("title")) or None
    body = _body(doc)
    if not title and not body:
        return None
    printed = _date(doc, extra)
    tags = doc.get("tags")
    headline = _words(extra.get("headline"))
    identity = _words(doc.get("id")) or None
    evidence = [Evidence("date", lines, printed.rule)] if printed else []
    if headline:
        evidence.append(Evidence("title", lines, f"headline {headline}, as the feed says"))
    return Draft(
        lines=lines,
        body=body,
        title=title,
        title_made=headline == "ours",
        date=printed,
        author=_author(doc),
        publisher=_words(extra.get("publisher")) or feed_name,
        url=_address(doc),
        topics=tuple(_words(tag) for tag in tags) if isinstance(tags, list) else None,
        identity=f"{feed_name or ''}\n{identity}" if identity else None,
        evidence=tuple(evidence),
    )


def _date(doc: dict[str, Any], extra: dict[str, Any]) -> PrintedDate | None:
    """The date as far as the feed vouches for it; its local day, never converted."""
    printed = doc.get("date_published")
    if not isinstance(printed, str) or not (match := STAMP.fullmatch(printed.strip())):
        return None
    day = partial_date_from(match[1], match[2], match[3])
    if not day.is_real or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    said = str(extra.get("date_precision"))
    precision = cast("Precision", said) if said in LENGTHS else "day"
    time = match[4] if precision == "day" and match[4] != "00:00" else None
    evidence = _words(extra.get("date_evidence"))
    rule = f"known to the {precision}: {evidence}" if evidence else "as the feed gives it"
    return PrintedDate(str(day)[: LENGTHS[precision]], precision, printed.strip(), rule, time)


def _body(doc: dict[str, Any]) -> str:
    for field in ("content_text", "content_html", "summary"):
        value = doc.get(field)
        if isinstance(value, str) and value.strip():
            return paragraphs(value) if field == "content_html" else plain_paragraphs(value)
    return ""


def _author(doc: dict[str, Any]) -> str | None:
    authors = doc.get("authors") or [doc.get("author")]
    names = [
        name
        for author in (authors if isinstance(authors, list) else [])
        if isinstance(author, dict) and (name := _words(author.get("name")))
    ]
    return ", ".join(names) or None


def _address(doc: dict[str, Any]) -> str | None:
    for field in ("url", "external_url"):
        if address := _words(doc.get(field)):
            return address
    return None


def _words(value: object) -> str:
    """One clean line; numbers are taken as words, anything else as nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return one_line(value) if isinstance(value, str) else ""
