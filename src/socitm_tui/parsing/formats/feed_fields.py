"""The items of a feed with their fields as the feed has them: name and text, uninterpreted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from socitm_tui.model.entities import LineSpan
from socitm_tui.parsing.formats import (
    Document,
    RefusedError,
    document_text,
    format_of,
    load_formats,
)
from socitm_tui.parsing.formats.feed_text import item_lines
from socitm_tui.parsing.formats.html_tokens import (
    Token,
    attributes,
    one_line,
    paragraphs,
    plain_paragraphs,
    tokens,
    unescape,
)
from socitm_tui.parsing.formats.jsonfeed import FeedScanner

ITEM_NAMES: Final = frozenset({"item", "entry"})
LINK_ATTRIBUTES: Final = ("href", "url", "resource", "term")
"""Attributes that are the text of an element that has none."""
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An item of a feed."""

    lines: LineSpan
    fields: tuple[tuple[str, str], ...]
    """Name and text; paragraphs are separated by blank lines."""


def is_feed(document: Document) -> bool:
    """True if the items of a document have named fields: RSS, Atom, JSON Feed."""
    formats = load_formats()
    return format_of(document) in (formats["feed"], formats["jsonfeed"])


def read_feed_entries(document: Document) -> tuple[FeedEntry, ...]:
    """The items of a feed, in its own order.

    Raises:
        RefusedError: It cannot be read as a feed.
    """
    text = document_text(document)
    if format_of(document) is load_formats()["jsonfeed"]:
        try:
            items = FeedScanner(text).items
        except (ValueError, RecursionError) as error:
            raise RefusedError("it is JSON that cannot be read") from error
        return tuple(FeedEntry(lines, tuple(_json_fields(fields))) for fields, lines in items)
    entries = list(_xml_items(text))
    spans = item_lines(text, len(entries))
    return tuple(
        FeedEntry(lines, fields) for fields, (lines, _) in zip(entries, spans, strict=True)
    )


def _json_fields(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a value; those inside it have its name before theirs."""
    if isinstance(value, Mapping):
        for inner, part in value.items():
            yield from _json_fields(part, f"{name} {inner}".strip())
    elif isinstance(value, list) and any(isinstance(part, dict | list) for part in value):
        for part in value:
            yield from _json_fields(part, name)
    elif isinstance(value, list):
        yield one_line(name), ", ".join(one_line(str(part)) for part in value)
    elif isinstance(value, str):
        yield one_line(name), _as_paragraphs(value)
    elif value is not None:
        yield one_line(name), json.dumps(value)


def _xml_items(text: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """The fields of each item of a feed in XML."""
    fields: list[tuple[str, str]] | None = None
    name, parts, depth = "", list[str](), 0
    for token in tokens(text):
        local = token.value.rpartition(":")[2] if token.kind in ("start", "end") else ""
        if fields is None:
            fields = [] if token.kind == "start" and local in ITEM_NAMES else None
            continue
        is_whole = token.kind == "start" and token.rest.rstrip().endswith("/")
        if not depth and token.kind == "end" and local in ITEM_NAMES:
            yield tuple(fields)
            fields = None
        elif is_whole and not depth:
            fields += _whole_field(token)
        elif token.kind == "start" and not is_whole:
            if not depth:
                name, parts = token.value, []
            depth += 1
        elif token.kind == "end":
            depth = max(depth - 1, 0)
            if not depth and name and token.value == name:
                fields += [(one_line(name), value)] if (value := _joined(parts)) else []
                name = ""
        elif token.kind in ("text", "raw") and depth:
            parts.append(_raw_text(token.value) if token.kind == "raw" else token.value)
    if fields:
        yield tuple(fields)


def _whole_field(token: Token) -> Iterator[tuple[str, str]]:
    """The field of an element without text, such as `<link href="…"/>`."""
    values = attributes(token.rest)
    value = next((values[name] for name in LINK_ATTRIBUTES if name in values), "")
    if value:
        yield one_line(token.value), one_line(value)


def _raw_text(text: str) -> str:
    """The text of a title, which is not taken apart: its CDATA or its character references."""
    return _CDATA.sub(lambda match: match[1], text) if "<![" in text else unescape(text)


def _joined(parts: list[str]) -> str:
    return _as_paragraphs("".join(parts))


def _as_paragraphs(text: str) -> str:
    return paragraphs(text) if "<" in text else plain_paragraphs(text)
