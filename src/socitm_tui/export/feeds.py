"""Exports entries as Atom or JSON Feed; a load of the JSON Feed restores partial dates exactly."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from socitm_tui.model.entities import Entry, Item
from socitm_tui.model.partial_date import parse_partial_date
from socitm_tui.model.text import visible_sign

NO_TIMESTAMP = "0001-01-01T00:00:00Z"
"""Stands for no date: Atom requires `updated`, and the year 1 is obviously not real."""


def json_feed(entries: Iterable[Entry]) -> Iterator[str]:
    """A JSON Feed 1.1; its extension `_socitm` records the precision of each date."""
    yield '{\n"version": "https://jsonfeed.org/version/1.1",\n"title": "socitm-tui",\n"items": ['
    separator = ""
    for entry in entries:
        document = json.dumps(_feed_item(entry.item), ensure_ascii=False)
        yield f"{separator}\n{document}"
        separator = ","
    yield "\n]\n}\n"


def _feed_item(item: Item) -> dict[str, Any]:
    extra: dict[str, Any] = {
        "publisher": item.publisher,
        "date_precision": item.precision,
        "date_printed": item.date_printed,
        "date_evidence": item.date_rule,
        "capture": {"name": item.capture_name, "sha256": item.capture_sha256,
                    "lines": list(item.capture_lines)},
    }  # fmt: skip
    if item.heading_made and item.title:
        extra["headline"] = "ours"
    document: dict[str, Any] = {
        "id": item.key,
        "url": item.url,
        "title": item.title,
        "content_text": item.body,
        "date_published": _timestamp(item),
        "authors": [{"name": item.author}] if item.author else None,
        "tags": list(item.topics) or None,
        "_socitm": {name: value for name, value in extra.items() if value is not None},
    }
    return {name: value for name, value in document.items() if value is not None}


def _timestamp(item: Item) -> str | None:
    """The date as a full timestamp, as feeds require; what is not known is its earliest value.

    In a JSON Feed, `date_precision` tells which part of it is known.
    """
    date = parse_partial_date(item.date or "")
    return f"{date.first_day}T{item.time or '00:00'}:00Z" if date else None


def atom_feed(entries: Iterable[Entry]) -> Iterator[str]:
    """An Atom feed. `published` is given only if the day is known."""
    entries = list(entries)
    timestamps = [_timestamp(entry.item) or NO_TIMESTAMP for entry in entries]
    newest = max(timestamps, default=NO_TIMESTAMP)
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield _xml_elements({"title": "socitm-tui", "id": "urn:socitm-tui", "updated": newest})
    for entry in entries:
        item = entry.item
        yield "<entry>\n"
        yield _xml_elements(
            {
                "title": item.heading,
                "id": f"urn:socitm-tui:{item.key}",
                "updated": _timestamp(item) or NO_TIMESTAMP,
                "published": _timestamp(item) if item.precision == "day" else None,
                "content": item.body,
            }
        )
        author = ElementTree.Element("author")
        ElementTree.SubElement(author, "name").text = _xml_text(item.author or item.publisher)
        yield ElementTree.tostring(author, "unicode") + "\n"
        if item.url:
            yield ElementTree.tostring(
                ElementTree.Element("link", href=_xml_text(item.url)), "unicode"
            )
        for topic in item.topics:
            category = ElementTree.Element("category", term=_xml_text(topic))
            yield ElementTree.tostring(category, "unicode")
        yield "\n</entry>\n"
    yield "</feed>\n"


def _xml_elements(values: Mapping[str, str | None]) -> str:
    """An XML element for each name; a value of None is left out."""
    elements = []
    for name, value in values.items():
        if value is not None:
            element = ElementTree.Element(name)
            element.text = _xml_text(value)
            elements.append(ElementTree.tostring(element, "unicode") + "\n")
    return "".join(elements)


def _xml_text(text: str) -> str:
    """The text with visible replacements for the characters that XML 1.0 cannot hold."""
    return "".join(
        char
        if char in "\t\n" or (char >= " " and char not in "\ufffe\uffff")
        else visible_sign(char)
        for char in text
    )
