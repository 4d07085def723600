"""Entries in the forms other programs read: JSON, CSV and Markdown. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from socitm_tui import present
from socitm_tui.model import Annotation, Entry, Item

COLUMNS = (
    "key", "date", "time", "precision", "date_printed", "heading", "heading_made", "author",
    "publisher", "topics", "url", "truncated", "bookmarked", "read", "note", "tags", "capture",
    "lines", "body",
)  # fmt: skip


def entry_json(item: Item, annotation: Annotation) -> dict[str, Any]:
    """An entry as `--json` prints it."""
    estimate = item.date_estimate
    return {
        "key": item.key,
        "title": item.title,
        "heading": item.heading,
        "heading_made": item.heading_made,
        "date": item.date,
        "time": item.time,
        "precision": item.precision,
        "date_printed": item.date_printed,
        "date_rule": item.date_rule,
        "date_estimate": estimate
        and {"from": estimate.earliest, "to": estimate.latest, "why": estimate.reason},
        "author": item.author,
        "publisher": item.publisher,
        "url": item.url,
        "body": item.body,
        "truncated": item.truncated,
        "topics": list(item.topics),
        "same_story": list(item.same_story),
        "layout": item.layout,
        "capture": {
            "name": item.capture_name,
            "sha256": item.capture_sha256,
            "lines": list(item.capture_lines),
        },
        "annotation": {
            "bookmarked": annotation.bookmarked,
            "read": annotation.read,
            "note": annotation.note,
            "tags": list(annotation.tags),
            "corrections": dict(annotation.corrections),
        },
    }


def as_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of a CSV file, its header first; nothing in it starts a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_defused(value) for value in _row(entry)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _row(entry: Entry) -> list[str]:
    item, annotation = entry.item, entry.annotation
    first, last = item.capture_lines
    return [
        item.key, item.date or "", item.time or "", item.precision, item.date_printed or "",
        item.heading, _yes(item.heading_made), item.author or "", item.publisher,
        " ".join(item.topics), item.url or "", _yes(item.truncated), _yes(annotation.bookmarked),
        _yes(annotation.read), annotation.note, " ".join(annotation.tags), item.capture_name,
        f"{first}-{last}", item.body,
    ]  # fmt: skip


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _defused(value: str) -> str:
    """The value with an apostrophe before anything that a spreadsheet would calculate."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_markdown(entries: Iterable[Entry]) -> Iterator[str]:
    """A Markdown list, one heading for each year."""
    year: str | None = ""
    for entry in entries:
        item = entry.item
        if item.year != year:
            year = item.year
            yield f"\n## {year or 'Undated'}\n\n"
        mark = " ★" if entry.annotation.bookmarked else ""
        heading = _escaped(present.shown_heading(item))
        link = f"[{heading}](<{item.url}>)" if item.url and _is_web(item.url) else heading
        yield f"- {present.date_label(item)}{mark} {link} ({_escaped(item.publisher)})\n"


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not set(url) & set("<> \n")


def _escaped(text: str) -> str:
    """The text with Markdown's own signs made plain."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)
